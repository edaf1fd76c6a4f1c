"""The configuration: what can be set, its defaults, and what each setting means.

Every key is named here as it is in TOML, and described here and nowhere else: `wallboard print config` makes its
commented file of these descriptions, examples and docstrings (`example.py`). Reading a file, and saying
everything that is wrong with it: `file.py`.
"""

from datetime import time
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from ..state.rules import Expire, Rules

Positive = Annotated[int, Meta(ge=1, le=1_000_000_000)]
Count = Annotated[int, Meta(ge=0, le=1_000_000_000)]
Days = Annotated[int, Meta(ge=1, le=36_500)]
Port = Annotated[int, Meta(ge=0, le=65535)]
Share = Annotated[float, Meta(gt=0, le=1)]
Text = Annotated[str, Meta(min_length=1)]
Clock = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", title="HH:MM")]
Digest = Annotated[str, Meta(pattern=r"^sha256:[0-9a-f]{64}$", title="a line that `wallboard key` prints")]
JournalUrl = Annotated[
    str,
    Meta(
        pattern=r"^(sqlite:.+|memory:|rediss?(\+sentinel)?://.+)$",
        title="sqlite:FILE, memory: or redis://HOST:PORT/DATABASE",
    ),
]
Prefix = Annotated[str, Meta(pattern=r"^\S{1,100}$", title="1 to 100 characters without a space")]
Replicas = Annotated[int, Meta(ge=0, le=100)]
Formula = Literal["short_excluded", "all_abandoned", "answered_only", "late_abandoned", "abandon_in_time"]
Role = Literal["tv", "supervisor"]


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A table of the file: a key it does not know is a mistake."""


class Server(Part, frozen=True, kw_only=True):
    """Where the server listens, whose pages may frame the boards, and whether each request gets a line in the log."""

    host: Annotated[
        Text,
        Meta(description="Any address but this machine's own needs [webhook] credentials and a key."),
    ] = "127.0.0.1"
    port: Annotated[Port, Meta(description="0 takes any free one.")] = 8080
    frame_ancestors: Annotated[
        list[Text],
        Meta(description="Whose pages may frame the boards: self, none, or origins, as https://intranet.example.com."),
    ] = msgspec.field(default_factory=lambda: ["self"])
    access_log: Annotated[bool, Meta(description="A line in the log for each request, with the name of its key.")] = (
        True
    )


class Webhook(Part, frozen=True, kw_only=True):
    """The credentials set in Thulium's panel. Without them only this machine may post."""

    username: Annotated[
        Text | None, Meta(description="Or the environment's WALLBOARD_WEBHOOK_USERNAME.", examples=["thulium"])
    ] = None
    password: Annotated[
        Text | None, Meta(description="Or the environment's WALLBOARD_WEBHOOK_PASSWORD.", examples=["long and random"])
    ] = None


class Privacy(Part, frozen=True, kw_only=True):
    """How much of a number anybody sees, how an agent is named on the TV, and whether recordings' names are kept."""

    numbers: Annotated[
        Literal["full", "last3", "none"], Meta(description="How much of a caller's number supervisors see.")
    ] = "full"
    agents: Annotated[
        Literal["name", "first_name", "initials"], Meta(description="How agents are named on the TV.")
    ] = "name"
    recordings: Annotated[bool, Meta(description="Whether recordings' names are kept in the journal.")] = False


class Journal(Part, frozen=True, kw_only=True):
    """Where every webhook is kept before it is acknowledged."""

    url: Annotated[
        JournalUrl,
        Meta(
            description='A file inside the data directory, "memory:", which forgets when it ends, or '
            "redis://HOST:PORT/DATABASE for many nodes. Or the environment's WALLBOARD_JOURNAL_URL."
        ),
    ] = "sqlite:journal.db"
    keep_days: Annotated[Days, Meta(description="Days after which an entry is forgotten.")] = 30
    prefix: Annotated[Prefix, Meta(description="On Redis: what the names of all keys begin with, one a centre.")] = (
        "wallboard"
    )
    replicas: Annotated[
        Replicas, Meta(description="On Redis: how many replicas must have an entry before it is acknowledged.")
    ] = 0

    @property
    def on_redis(self) -> bool:
        """Whether many nodes may share it."""
        return self.url.startswith("redis")


class ServiceLevel(Part, frozen=True, kw_only=True):
    """The share of calls that is to be answered in time, and how it is counted."""

    target: Annotated[Share, Meta(description="The share of calls: 0.8 is 80 %.")] = 0.8
    seconds: Annotated[Positive, Meta(description="In time is: answered within these seconds.")] = 20
    short_abandon: Annotated[Count, Meta(description="Who hangs up sooner than this many seconds, misdialled.")] = 5
    formula: Annotated[
        Formula,
        Meta(
            description="Calls answered in time, divided by: "
            "short_excluded: answered + abandoned - short abandons; all_abandoned: answered + abandoned; "
            "answered_only: answered; late_abandoned: answered + abandoned after `seconds`. "
            "abandon_in_time: (answered or abandoned in time) / (answered + abandoned)."
        ),
    ] = "short_excluded"


class Lifetimes(Part, frozen=True, kw_only=True):
    """Seconds after which a live thing that nothing ended is taken to be over: its last event was lost."""

    ivr: Annotated[Positive, Meta(description="A caller in the IVR; no event says that one hung up there.")] = 600
    waiting: Annotated[Positive, Meta(description="A caller in a queue.")] = 7200
    ringing: Annotated[Positive, Meta(description="A ringing phone.")] = 120
    talking: Annotated[Positive, Meta(description="A talk.")] = 14400
    dialing: Annotated[Positive, Meta(description="A campaign's call that nobody answered yet.")] = 180
    preview: Annotated[Positive, Meta(description="A campaign's card shown to an agent.")] = 3600
    wrap_up: Annotated[Positive, Meta(description="Work after a campaign's call, until its record is saved.")] = 1800
    chat: Annotated[Positive, Meta(description="A conversation.")] = 86400
    transferred: Annotated[Positive, Meta(description="A talk known only from its transfer to the agent.")] = 900
    ticket: Annotated[Positive, Meta(description="A ticket, after its last event.")] = 2592000
    presence: Annotated[Positive, Meta(description="An agent's login, after the agent's last event or talk.")] = 57600


class AgentDefaults(Part, frozen=True, kw_only=True):
    """What holds of every agent."""

    wrap_up: Annotated[Count, Meta(description="Seconds of wrap-up shown after a queue's call.")] = 0


class Limits(Part, frozen=True, kw_only=True):
    """What a queue must not reach."""

    waiting: Annotated[Positive | None, Meta(description="Callers waiting.", examples=[3])] = None
    longest_wait: Annotated[Positive | None, Meta(description="Seconds of the longest wait.", examples=[60])] = None


class Queue(Part, frozen=True, kw_only=True):
    """A queue by its id in Thulium. One that is not listed shows its id and has no limits."""

    name: Annotated[Text | None, Meta(description="As it is shown.", examples=["Sprzedaż"])] = None
    seconds: Annotated[
        Positive | None, Meta(description="Its own service level, instead of service_level.seconds.", examples=[30])
    ] = None
    warn: Annotated[
        Limits | None,
        Meta(description="Callers and seconds from which it warns.", examples=[{"waiting": 3, "longest_wait": 60}]),
    ] = None
    alarm: Annotated[
        Limits | None,
        Meta(description="… and from which it alarms.", examples=[{"waiting": 6, "longest_wait": 120}]),
    ] = None


class ChatQueue(Part, frozen=True, kw_only=True):
    """A chat queue by its id in Thulium."""

    name: Annotated[Text | None, Meta(description="As it is shown.", examples=["Czat WWW"])] = None


class Pause(Part, frozen=True, kw_only=True):
    """A pause by its id in Thulium."""

    name: Annotated[Text | None, Meta(description="As it is shown.", examples=["Przerwa"])] = None
    limit: Annotated[Positive | None, Meta(description="Seconds after which it is too long.", examples=[900])] = None


class Agent(Part, frozen=True, kw_only=True):
    """An agent by their login in Thulium."""

    name: Annotated[Text | None, Meta(description="As it is shown.", examples=["Jan Kowalski"])] = None
    team: Annotated[Text | None, Meta(description="For boards that show some teams.", examples=["sales"])] = None


class Key(Part, frozen=True, kw_only=True):
    """Who may look. `wallboard key --role tv --name NAME` makes a key and prints these lines."""

    name: Annotated[Text, Meta(description="Whose it is.", examples=["Office TV"])]
    role: Annotated[Role, Meta(description="tv sees no caller's data, supervisor everything.", examples=["tv"])]
    hash: Annotated[Digest, Meta(description="The key itself is nowhere.", examples=["sha256:" + 64 * "0"])]


class Board(Part, frozen=True, kw_only=True):
    """A board of its own at /tv/NAME and /supervisor/NAME. A list it lacks means everything of that kind."""

    title: Annotated[Text | None, Meta(description="What stands above it.", examples=["Sprzedaż"])] = None
    queues: Annotated[list[str] | None, Meta(description="Queues' ids.", examples=[["155"]])] = None
    chat_queues: Annotated[list[str] | None, Meta(description="Chat queues' ids.", examples=[["1"]])] = None
    campaigns: Annotated[list[str] | None, Meta(description="Campaigns' ids.", examples=[["00001"]])] = None
    teams: Annotated[list[str] | None, Meta(description="Agents' teams.", examples=[["sales"]])] = None


class Settings(Part, frozen=True, kw_only=True, dict=True):
    """The whole configuration."""

    timezone: Annotated[Text, Meta(description="The wall clock of Thulium's dates.")] = "Europe/Warsaw"
    language: Annotated[Literal["pl", "en"], Meta(description="The screens' default; ?lang= overrides.")] = "pl"
    day_start: Annotated[Clock, Meta(description="When the day's figures begin again, HH:MM.")] = "00:00"
    server: Server = Server()
    webhook: Webhook = Webhook()
    privacy: Privacy = Privacy()
    journal: Journal = Journal()
    service_level: ServiceLevel = ServiceLevel()
    expire: Lifetimes = Lifetimes()
    agent: AgentDefaults = AgentDefaults()
    queues: Annotated[dict[str, Queue], Meta(examples=["155"])] = {}
    chat_queues: Annotated[dict[str, ChatQueue], Meta(examples=["1"])] = {}
    pauses: Annotated[dict[str, Pause], Meta(examples=["1"])] = {}
    agents: Annotated[dict[str, Agent], Meta(examples=["jkowalski"])] = {}
    keys: list[Key] = []
    boards: Annotated[dict[str, Board], Meta(examples=["sales"])] = {}

    @property
    def zone(self) -> ZoneInfo:
        """The zone of Thulium's dates."""
        return ZoneInfo(self.timezone)

    @cached_property
    def edition(self) -> str:
        """A short name of everything that documents are made by: with another one the same state looks different."""
        shown = msgspec.structs.replace(self, server=Server(), webhook=Webhook(), journal=Journal(), keys=[])
        return sha256(msgspec.json.encode(shown)).hexdigest()[:8]

    @property
    def rules(self) -> Rules:
        """The part that decides what is true."""
        return Rules(
            zone=self.zone,
            day_start=time.fromisoformat(self.day_start),
            expire=msgspec.convert(msgspec.to_builtins(self.expire), Expire),
            wrap_up=self.agent.wrap_up,
        )
