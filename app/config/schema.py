"""The configuration's schema: all settings with default and description.

Every key is named here as in TOML, and described only here: `wallboard print config` makes its commented file of these
descriptions, examples and docstrings (`sample.py`). Not here: reading a file and reporting its errors (`loading.py`).
"""

from datetime import time
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Any, Literal
from zlib import crc32
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from ..state.recent import MAX_WINDOW_MINUTES
from ..state.rules import Expire, Rules
from .text import SHOWS

Positive = Annotated[int, Meta(ge=1, le=1_000_000_000)]
Count = Annotated[int, Meta(ge=0, le=1_000_000_000)]
Days = Annotated[int, Meta(ge=1, le=36_500)]
Port = Annotated[int, Meta(ge=0, le=65535)]
Share = Annotated[float, Meta(gt=0, le=1)]
Text = Annotated[str, Meta(min_length=1)]
Name = Annotated[
    str,
    Meta(
        # Not what would break a line or turn the direction of what follows it.
        pattern=rf"^{SHOWS}[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]{{1,200}}$(?!\n)",
        title="one line of 1 to 200 characters, not all of them invisible",
    ),
]
"""A text that screens show."""
Clock = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", title="HH:MM")]
Digest = Annotated[str, Meta(pattern=r"^sha256:[0-9a-f]{64}$", title="a line that `wallboard key` prints")]
JournalUrl = Annotated[
    str,
    Meta(
        pattern=r"^(sqlite:.+|memory:|rediss?(\+sentinel)?://.+)$",
        title="sqlite:FILE, memory: or redis://HOST:PORT/DATABASE",
    ),
]
ThuliumUrl = Annotated[
    str, Meta(pattern=r"^https?://[^\s/@?#]+(/[^\s@?#]*)?$", title="an address such as https://SYSTEM.thulium.com")
]
ApiUser = Annotated[
    str, Meta(pattern=r"^[^\x00-\x1f\x7f:]{1,200}$", title="1 to 200 characters without a colon or control characters")
]
Secret = Annotated[
    str, Meta(pattern=r"^[^\x00-\x1f\x7f]{1,1000}$", title="1 to 1000 characters without control characters")
]
Recipient = Annotated[
    str,
    Meta(
        pattern=r"^(mailto:[^\s@?,;:<>\u2026]+@[^\s@?,;:<>\u2026]+|(slack:|teams:)?https?://[^\s/?#@\u2026]+[^\s\u2026]*"
        r"|apprise:[a-z0-9+]+://[^\s\u2026]+)$",
        title="mailto:NAME@HOST, slack:https://\N{HORIZONTAL ELLIPSIS}, teams:https://\N{HORIZONTAL ELLIPSIS}, "
        "https://\N{HORIZONTAL ELLIPSIS} or apprise:\N{HORIZONTAL ELLIPSIS}",
    ),
]
"""Who is told of an alert. No ellipsis: that stands for a secret part that is not shown."""
QuietHours = Annotated[
    str,
    Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$", title="two times, such as 22:00-06:00"),
]
BoardUrl = Annotated[
    str, Meta(pattern=r"^https?://[^\s/@?#]+(/[^\s@?#]*)?$", title="an address such as https://wallboard.example.com")
]
HostName = Annotated[str, Meta(pattern=r"^[^\s/@:?#]{1,253}$|^\[[0-9a-fA-F:.]+\]$", title="a host's name or address")]
MailAddress = Annotated[
    str, Meta(pattern=r"^[^\s@<>,;]+@[^\s@<>,;]+$", title="an address such as wallboard@example.com")
]
AlertSeconds = Annotated[int, Meta(ge=0, le=86_400)]
AlertLevel = Literal["warning", "alarm"]
Prefix = Annotated[str, Meta(pattern=r"^\S{1,100}$", title="1 to 100 characters without a space")]
Replicas = Annotated[int, Meta(ge=0, le=100)]
AT_START = Meta(extra={"at_start": True})
"""Beside a setting that a running server does not take over from a changed file: only a start does."""
Formula = Literal["short_excluded", "all_abandoned", "answered_only", "late_abandoned", "abandon_in_time"]
Role = Literal["tv", "supervisor", "admin"]


SETTABLE = (
    "language",
    "privacy",
    "service_level",
    "queues",
    "chat_queues",
    "pauses",
    "agents",
    "boards",
    "recent",
    "history",
    "alerts",
    "mail",
    "thulium",
)
"""The sections that can be set in the browser too, as far as there is such a section."""
WRITE_ONLY = frozenset({("thulium", "password"), ("mail", "password")})
"""What can be set in the browser and is never shown again, by its path."""
PASSWORD_GOES_TO = {"thulium": "url", "mail": "host"}
"""By section: the key that says who is sent the section's password."""


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A table of the file: a key it does not know is a mistake."""


def as_table(part: Part) -> dict[str, Any]:
    """The table as in TOML, with what is as by default."""
    return {field.encode_name: getattr(part, field.name) for field in msgspec.structs.fields(part)}


class Server(Part, frozen=True, kw_only=True):
    """Where the server listens, whose pages may embed the boards, and whether requests are logged."""

    host: Annotated[
        Text | Annotated[list[Text], Meta(min_length=1)],
        AT_START,
        Meta(
            description='An address, or a list of several: ["0.0.0.0", "::"]. Others than loopback need [webhook] '
            'credentials and a key. "::" alone is IPv6 and IPv4.'
        ),
    ] = "127.0.0.1"
    port: Annotated[Port, AT_START, Meta(description="0 takes any free port.")] = 8080
    frame_ancestors: Annotated[
        list[Text],
        Meta(
            description="Whose pages may embed the boards: self, none, or origins such as https://intranet.example.com."
        ),
    ] = msgspec.field(default_factory=lambda: ["self"])
    access_log: Annotated[bool, Meta(description="One log line for each request, with the name of its key.")] = True

    @property
    def hosts(self) -> tuple[str, ...]:
        """All addresses, each once."""
        return tuple(dict.fromkeys([self.host] if isinstance(self.host, str) else self.host))


class Webhook(Part, frozen=True, kw_only=True):
    """The credentials set in Thulium's panel. Without them only this machine may post."""

    username: Annotated[
        Text | None, Meta(description="Or WALLBOARD_WEBHOOK_USERNAME in the environment.", examples=["thulium"])
    ] = None
    password: Annotated[
        Text | None, Meta(description="Or WALLBOARD_WEBHOOK_PASSWORD in the environment.", examples=["long and random"])
    ] = None


class Thulium(Part, frozen=True, kw_only=True):
    """Thulium's REST API: names, and what is true at a start. Without all three values it is not queried."""

    url: Annotated[
        ThuliumUrl | None,
        Meta(description="The address of your Thulium system.", examples=["https://SYSTEM.thulium.com"]),
    ] = None
    user: Annotated[
        ApiUser | None, Meta(description="The user of the API, made in Thulium's panel.", examples=["api"])
    ] = None
    password: Annotated[
        Secret | None,
        Meta(
            description="Its password. Or WALLBOARD_THULIUM_PASSWORD in the environment.", examples=["as in the panel"]
        ),
    ] = None


class Privacy(Part, frozen=True, kw_only=True):
    """What is shown of callers' numbers and agents' names, and whether recordings' names are stored."""

    numbers: Annotated[
        Literal["full", "last3", "none"],
        Meta(description="How much of a caller's number is shown to anyone: all, three digits, or none."),
    ] = "full"
    agents: Annotated[Literal["name", "first_name", "initials"], Meta(description="How the TV names agents.")] = "name"
    recordings: Annotated[bool, Meta(description="Whether the names of recordings are stored in the journal.")] = False


class Journal(Part, frozen=True, kw_only=True):
    """Where every webhook is stored before it is acknowledged."""

    url: Annotated[
        JournalUrl,
        AT_START,
        Meta(
            description='A file in the data directory; "memory:", lost at exit; or redis://HOST:PORT/DATABASE for '
            "several nodes. Or WALLBOARD_JOURNAL_URL in the environment."
        ),
    ] = "sqlite:journal.db"
    keep_days: Annotated[Days, Meta(description="Days after which an entry is deleted.")] = 30
    prefix: Annotated[
        Prefix, AT_START, Meta(description="On Redis: the prefix of all key names, one for each call center.")
    ] = "wallboard"
    replicas: Annotated[
        Replicas,
        AT_START,
        Meta(description="On Redis: how many replicas must have an entry before it is acknowledged."),
    ] = 0

    @property
    def on_redis(self) -> bool:
        """Whether many nodes may share it."""
        return self.url.startswith("redis")


class ServiceLevel(Part, frozen=True, kw_only=True):
    """The share of calls to be answered in time, and its formula."""

    target: Annotated[Share, Meta(description="The target share: 0.8 is 80 %.")] = 0.8
    seconds: Annotated[
        Positive, Meta(description="The threshold: a call answered within this many seconds is in time.")
    ] = 20
    short_abandon: Annotated[Count, Meta(description="Abandoned after fewer seconds than this: a short abandon.")] = 5
    formula: Annotated[
        Formula,
        Meta(
            description="Calls answered in time, divided by: "
            "short_excluded: answered + abandoned - short abandons; all_abandoned: answered + abandoned; "
            "answered_only: answered; late_abandoned: answered + abandoned after `seconds`. "
            "abandon_in_time: (answered or abandoned in time) / (answered + abandoned)."
        ),
    ] = "short_excluded"


class Lifetimes(Expire, Part, frozen=True, kw_only=True):
    """Seconds after which something live without an end is taken to be over: its last event was lost."""


class AgentDefaults(Part, frozen=True, kw_only=True):
    """Defaults for every agent."""

    wrap_up: Annotated[Count, Meta(description="Seconds of wrap-up shown after a queue call.")] = 0


class Recent(Part, frozen=True, kw_only=True):
    """Rolling windows: the figures of the last minutes beside those of the day."""

    minutes: Annotated[
        list[Annotated[int, Meta(ge=5, le=MAX_WINDOW_MINUTES)]],
        Meta(description="The lengths of the windows in minutes, 5 to 240; three at most."),
    ] = msgspec.field(default_factory=lambda: [30])


class History(Part, frozen=True, kw_only=True):
    """What is stored of past days: counts and waits by queue and quarter hour, without callers."""

    days: Annotated[Days, Meta(description="Days after which a day's figures are deleted.")] = 730
    agent_days: Annotated[
        Annotated[int, Meta(ge=0, le=36_500)],
        Meta(description="The same for each agent's figures. 0 keeps none."),
    ] = 0


class Alerts(Part, frozen=True, kw_only=True, rename={"for_": "for"}):
    """Alerts by mail and chat, of queues' limits and of what disturbs the board. Without recipients there are none."""

    to: Annotated[
        list[Recipient] | None,
        Meta(
            description="Who is told: mailto:NAME@HOST, slack: or teams: and the address of their webhook, any https "
            "address, or with the extra `alerts` an address of Apprise. Or WALLBOARD_ALERTS_TO in the environment, "
            "separated by spaces.",
            examples=[["mailto:supervisors@example.com"]],
        ),
    ] = None
    levels: Annotated[
        list[AlertLevel],
        Meta(description="Which limits of queues are told of: warning, alarm. All other alerts always are."),
    ] = msgspec.field(default_factory=lambda: ["alarm"])
    for_: Annotated[AlertSeconds, Meta(description="Seconds that it must last before anybody is told.")] = 30
    over: Annotated[AlertSeconds, Meta(description="Seconds without it after which it is over.")] = 60
    again: Annotated[
        AlertSeconds, Meta(description="Seconds after which it is told again while it lasts. 0: never.")
    ] = 1800
    group: Annotated[
        AlertSeconds, Meta(description="Seconds for which what is raised is held, to go out as one message.")
    ] = 20
    quiet: Annotated[
        QuietHours | None,
        Meta(description="Hours in which nothing is sent; one summary follows.", examples=["22:00-06:00"]),
    ] = None
    boards: Annotated[
        list[Text] | None,
        Meta(description="Only what these boards show. Default: the whole center.", examples=[["sales"]]),
    ] = None
    address: Annotated[
        BoardUrl | None,
        Meta(
            description="The wallboard's address for the links in alerts. Default: where it listens.",
            examples=["https://wallboard.example.com"],
        ),
    ] = None

    @property
    def recipients(self) -> list[str]:
        """Who is told; nobody by default."""
        return self.to or []


class Mail(Part, frozen=True, kw_only=True, rename={"from_": "from"}):
    """The mail server that sends alerts."""

    host: Annotated[HostName | None, Meta(description="Its name.", examples=["smtp.example.com"])] = None
    port: Annotated[Port, Meta(description="587 for STARTTLS, 465 for TLS from the start.")] = 587
    user: Annotated[
        Secret | None, Meta(description="Without one nothing is authenticated.", examples=["wallboard"])
    ] = None
    password: Annotated[
        Secret | None,
        Meta(description="Its password. Or WALLBOARD_MAIL_PASSWORD in the environment.", examples=["long and random"]),
    ] = None
    from_: Annotated[
        MailAddress | None,
        Meta(description="The sender. Default: the user, if that is an address.", examples=["wallboard@example.com"]),
    ] = None
    tls: Annotated[
        Literal["starttls", "tls", "none"],
        Meta(description="How the connection is encrypted; none only on this machine or in a network that is trusted."),
    ] = "starttls"

    @property
    def sender(self) -> str:
        """The address that mails come from."""
        return self.from_ or (self.user if self.user and "@" in self.user else f"wallboard@{self.host}")


class Limits(Part, frozen=True, kw_only=True):
    """Limits of a queue; a limit is broken when it is reached."""

    waiting: Annotated[Positive | None, Meta(description="Callers waiting.", examples=[3])] = None
    longest_wait: Annotated[Positive | None, Meta(description="Seconds of the longest wait.", examples=[60])] = None


class Queue(Part, frozen=True, kw_only=True):
    """A queue by its id in Thulium. An unlisted queue shows its id and has no limits."""

    name: Annotated[Name | None, Meta(description="The name shown.", examples=["Sprzedaż"])] = None
    seconds: Annotated[
        Positive | None, Meta(description="Its own threshold instead of service_level.seconds.", examples=[30])
    ] = None
    warn: Annotated[
        Limits | None,
        Meta(
            description="Waiting callers and seconds of the longest wait at which the warning starts.",
            examples=[{"waiting": 3, "longest_wait": 60}],
        ),
    ] = None
    alarm: Annotated[
        Limits | None,
        Meta(description="The same for the alarm.", examples=[{"waiting": 6, "longest_wait": 120}]),
    ] = None


class ChatQueue(Part, frozen=True, kw_only=True):
    """A chat queue by its id in Thulium."""

    name: Annotated[Name | None, Meta(description="The name shown.", examples=["Czat WWW"])] = None


class Pause(Part, frozen=True, kw_only=True):
    """A pause by its id in Thulium."""

    name: Annotated[Name | None, Meta(description="The name shown.", examples=["Przerwa"])] = None
    limit: Annotated[
        Positive | None, Meta(description="Seconds after which the pause is too long.", examples=[900])
    ] = None


class Agent(Part, frozen=True, kw_only=True):
    """An agent by their login in Thulium."""

    name: Annotated[Name | None, Meta(description="The name shown.", examples=["Jan Kowalski"])] = None
    team: Annotated[
        Name | None, Meta(description="The team, for boards that show certain teams.", examples=["sales"])
    ] = None


class Key(Part, frozen=True, kw_only=True):
    """A key that opens the boards. `wallboard key --role tv --name NAME` prints these lines."""

    name: Annotated[Text, Meta(description="Whose key it is.", examples=["Office TV"])]
    role: Annotated[
        Role,
        Meta(
            description="tv never receives callers' data, supervisor receives everything, admin also changes settings, "
            "keys and screens.",
            examples=["tv"],
        ),
    ]
    hash: Annotated[
        Digest,
        Meta(description="The SHA-256 hash of the key; the key itself is not stored.", examples=["sha256:" + 64 * "0"]),
    ]
    board: Annotated[
        Text | None, Meta(description="The only board that this key opens. Default: all.", examples=["sales"])
    ] = None


class Board(Part, frozen=True, kw_only=True):
    """A board at /tv/NAME and /supervisor/NAME. A missing list means everything of that kind."""

    title: Annotated[Name | None, Meta(description="The heading of the board.", examples=["Sprzedaż"])] = None
    queues: Annotated[list[str] | None, Meta(description="Ids of queues.", examples=[["155"]])] = None
    chat_queues: Annotated[list[str] | None, Meta(description="Ids of chat queues.", examples=[["1"]])] = None
    campaigns: Annotated[list[str] | None, Meta(description="Ids of campaigns.", examples=[["00001"]])] = None
    teams: Annotated[list[str] | None, Meta(description="Names of teams.", examples=[["sales"]])] = None


class Settings(Part, frozen=True, kw_only=True, dict=True):
    """The whole configuration."""

    timezone: Annotated[Text, AT_START, Meta(description="The time zone of Thulium's dates.")] = "Europe/Warsaw"
    language: Annotated[Literal["pl", "en"], Meta(description="The language of the screens; ?lang= overrides it.")] = (
        "pl"
    )
    day_start: Annotated[Clock, AT_START, Meta(description="When the daily figures restart, HH:MM.")] = "00:00"
    server: Server = Server()
    webhook: Webhook = Webhook()
    thulium: Thulium = Thulium()
    privacy: Privacy = Privacy()
    journal: Journal = Journal()
    service_level: ServiceLevel = ServiceLevel()
    recent: Recent = Recent()
    history: History = History()
    alerts: Alerts = Alerts()
    mail: Mail = Mail()
    expire: Annotated[Lifetimes, AT_START] = Lifetimes()
    agent: Annotated[AgentDefaults, AT_START] = AgentDefaults()
    queues: Annotated[dict[str, Queue], Meta(examples=["155"])] = {}
    chat_queues: Annotated[dict[str, ChatQueue], Meta(examples=["1"])] = {}
    pauses: Annotated[dict[str, Pause], Meta(examples=["1"])] = {}
    agents: Annotated[dict[str, Agent], Meta(examples=["jkowalski"])] = {}
    keys: list[Key] = []
    boards: Annotated[dict[str, Board], Meta(examples=["sales"])] = {}

    @cached_property
    def stated(self) -> dict[str, Any]:
        """What the file sets of the settable sections, as TOML's tree; without a file, what is not as by default."""
        tree: dict[str, Any] = msgspec.to_builtins(self)
        return {section: tree[section] for section in SETTABLE if section in tree}

    def state_keys(self, stated: dict[str, Any]) -> None:
        """Note what the file sets, which may be as by default."""
        self.__dict__["stated"] = stated

    @property
    def zone(self) -> ZoneInfo:
        """The zone of Thulium's dates."""
        return ZoneInfo(self.timezone)

    @cached_property
    def edition(self) -> str:
        """A short name of everything that documents are made by: with another one the same state looks different."""
        unseen = {
            "server": Server(),
            "webhook": Webhook(),
            "thulium": Thulium(),
            "alerts": Alerts(),
            "mail": Mail(),
            "journal": Journal(),
            "keys": [],
        }
        shown = msgspec.structs.replace(self, **unseen)
        return sha256(msgspec.json.encode(shown)).hexdigest()[:8]

    def page_edition(self, board: str | None) -> str:
        """A short name of what a board's pages show and its document does not hold: the language and the title."""
        shown = self.boards.get(board or "")
        return f"{self.language}-{crc32(((shown and shown.title) or '').encode()):08x}"

    @property
    def rules(self) -> Rules:
        """The part that decides the state."""
        return Rules(
            zone=self.zone,
            day_start=time.fromisoformat(self.day_start),
            expire=msgspec.convert(msgspec.to_builtins(self.expire), Expire),
            wrap_up=self.agent.wrap_up,
            keep_days=self.journal.keep_days,
        )
