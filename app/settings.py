"""The configuration: what can be set, its defaults, and what each setting means.

Reading a file, and saying everything that is wrong with it: `settings_file.py`. Every key is named here as
it is in TOML.
"""

from datetime import time
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import msgspec

from .state.rules import Expire, Rules

Positive = Annotated[int, msgspec.Meta(ge=1, le=1_000_000_000)]
Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]
Days = Annotated[int, msgspec.Meta(ge=1, le=36_500)]
Port = Annotated[int, msgspec.Meta(ge=0, le=65535)]
Share = Annotated[float, msgspec.Meta(gt=0, le=1)]
Text = Annotated[str, msgspec.Meta(min_length=1)]
Clock = Annotated[str, msgspec.Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Digest = Annotated[str, msgspec.Meta(pattern=r"^sha256:[0-9a-f]{64}$")]
JournalUrl = Annotated[str, msgspec.Meta(pattern=r"^(sqlite:.+|memory:|rediss?(\+sentinel)?://.+)$")]
Prefix = Annotated[str, msgspec.Meta(pattern=r"^\S{1,100}$")]
Replicas = Annotated[int, msgspec.Meta(ge=0, le=100)]
Formula = Literal["short_excluded", "all_abandoned", "answered_only", "late_abandoned", "abandon_in_time"]
Role = Literal["tv", "supervisor"]


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A table of the file: a key it does not know is a mistake."""


class Server(Part, frozen=True, kw_only=True):
    """Where the server listens, whose pages may frame the boards, and whether each request gets a line in the log."""

    host: Text = "127.0.0.1"
    port: Port = 8080
    frame_ancestors: list[Text] = msgspec.field(default_factory=lambda: ["self"])
    access_log: bool = True


class Webhook(Part, frozen=True, kw_only=True):
    """The credentials set in Thulium's panel. Without them only this machine may post."""

    username: Text | None = None
    password: Text | None = None


class Privacy(Part, frozen=True, kw_only=True):
    """How much of a number anybody sees, how an agent is named on the TV, and whether recordings' names are kept."""

    numbers: Literal["full", "last3", "none"] = "full"
    agents: Literal["name", "first_name", "initials"] = "name"
    recordings: bool = False


class Journal(Part, frozen=True, kw_only=True):
    """Where entries are kept, and for how many days.

    On Redis: under keys that begin with `prefix`, and durable when so many `replicas` have them too.
    """

    url: JournalUrl = "sqlite:journal.db"
    keep_days: Days = 30
    prefix: Prefix = "wallboard"
    replicas: Replicas = 0

    @property
    def on_redis(self) -> bool:
        """Whether many nodes may share it."""
        return self.url.startswith("redis")


class ServiceLevel(Part, frozen=True, kw_only=True):
    """The target (a share of calls within `seconds`) and the formula; `short_abandon` in seconds."""

    target: Share = 0.8
    seconds: Positive = 20
    short_abandon: Count = 5
    formula: Formula = "short_excluded"


class Lifetimes(Part, frozen=True, kw_only=True):
    """Seconds after which a live thing that nothing ended is taken to be over."""

    ivr: Positive = 600
    waiting: Positive = 7200
    ringing: Positive = 120
    talking: Positive = 14400
    dialing: Positive = 180
    preview: Positive = 3600
    wrap_up: Positive = 1800
    chat: Positive = 86400
    transferred: Positive = 900
    ticket: Positive = 2592000


class AgentDefaults(Part, frozen=True, kw_only=True):
    """Seconds of wrap-up shown after a queue call."""

    wrap_up: Count = 0


class Limits(Part, frozen=True, kw_only=True):
    """What a queue must not reach: callers waiting, seconds of the longest wait."""

    waiting: Positive | None = None
    longest_wait: Positive | None = None


class Queue(Part, frozen=True, kw_only=True):
    """A queue's name, its own `seconds` of the service level, its limits."""

    name: Text | None = None
    seconds: Positive | None = None
    warn: Limits | None = None
    alarm: Limits | None = None


class ChatQueue(Part, frozen=True, kw_only=True):
    """A chat queue's name."""

    name: Text | None = None


class Pause(Part, frozen=True, kw_only=True):
    """A pause's name, and the seconds after which it is too long."""

    name: Text | None = None
    limit: Positive | None = None


class Agent(Part, frozen=True, kw_only=True):
    """An agent's name and team."""

    name: Text | None = None
    team: Text | None = None


class Key(Part, frozen=True, kw_only=True):
    """Who may look: only the hash of a key is kept."""

    name: Text
    role: Role
    hash: Digest


class Board(Part, frozen=True, kw_only=True):
    """What one board shows. A list it lacks means everything of that kind."""

    title: Text | None = None
    queues: list[str] | None = None
    chat_queues: list[str] | None = None
    campaigns: list[str] | None = None
    teams: list[str] | None = None


class Settings(Part, frozen=True, kw_only=True, dict=True):
    """The whole configuration."""

    timezone: Text = "Europe/Warsaw"
    language: Literal["pl", "en"] = "pl"
    day_start: Clock = "00:00"
    server: Server = Server()
    webhook: Webhook = Webhook()
    privacy: Privacy = Privacy()
    journal: Journal = Journal()
    service_level: ServiceLevel = ServiceLevel()
    expire: Lifetimes = Lifetimes()
    agent: AgentDefaults = AgentDefaults()
    queues: dict[str, Queue] = {}
    chat_queues: dict[str, ChatQueue] = {}
    pauses: dict[str, Pause] = {}
    agents: dict[str, Agent] = {}
    keys: list[Key] = []
    boards: dict[str, Board] = {}

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
