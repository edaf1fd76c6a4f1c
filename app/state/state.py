"""Everything that is true now, in one place. `apply.py` is the only one that writes it.

It can be encoded whole (a checkpoint) and decoded to the same state. `changed` says which parts of it changed
at which version, newest last, so that a document looks at what changed and not at what exists. What is
forgotten leaves that list too; `pruned` is the newest version that went so.
"""

from collections.abc import Generator
from functools import cache
from typing import Any, get_type_hints
from zoneinfo import ZoneInfo

import msgspec

from ..events import Known, timestamps
from ..events.chats import AnyChat
from ..events.tickets import AnyTicket
from .agents import AgentSignal, Presence, Span
from .alerts import AlertBook
from .browser_access import BrowserAccess
from .browser_settings import BrowserSettings
from .callers import Rung
from .calls.model import Call, Leg
from .chats import Chat
from .daily_totals import Day, QuarterCounts, Seconds
from .event_clock import EventClock, clock_offset
from .folding import Folded
from .internal_events import StatusObserved
from .rules import NEVER, Rules
from .sightings import Sightings
from .statuses import RINGING
from .tickets import Ticket

ENDED_RETENTION_S = 3600
"""Seconds that what has ended is remembered after the last word of it, so that late events find it."""


BOOK_OPEN_S = 3600
"""Seconds after the end of a day in which late events still count in it."""


class CallAggregate(Folded):
    """A call and the events it is the fold of, since `base`. `rung` counts rings settled before, by visit."""

    call: Call
    events: list[Known | StatusObserved]
    base: Call | None = None
    recent: Call | None = None
    rung: dict[tuple[str, int], Rung] = msgspec.field(default_factory=dict)

    @property
    def deliveries(self) -> list[Known]:
        """The events that were delivered, in order."""
        return [event for event in self.events if not isinstance(event, StatusObserved)]


class ChatAggregate(Folded):
    """A conversation and the events it is the fold of, since `base`."""

    chat: Chat
    events: list[AnyChat]
    base: Chat | None = None
    recent: Chat | None = None


class TicketAggregate(Folded):
    """A ticket and the events it is the fold of, since `base`."""

    ticket: Ticket
    events: list[AnyTicket]
    base: Ticket | None = None
    recent: Ticket | None = None


class AgentAggregate(Folded):
    """An agent: presence and the events it is the fold of, and the legs and chats that calls and chats report.

    Presence is folded from `base`, into which events dated before `settled` have gone for good: an agent lives
    for months, but late events come within the hour. `legs` are those of calls in which one lives, `past` of calls
    in which none does any more, `passed` the calls passed to the agent by transfer; `rested` is the end of the last
    forgotten leg, `latest` of any leg ever. `freed` are the last hour's free spans that have gone into `base`. `due`
    is when preview or wrap-up expires, `login_due` when to look next whether the login does.
    """

    login: str
    settled: int
    presence: Presence = msgspec.field(default_factory=Presence)
    base: Presence = msgspec.field(default_factory=Presence)
    recent: Presence | None = None
    events: list[AgentSignal] = msgspec.field(default_factory=list)
    legs: dict[str, tuple[Leg, ...]] = msgspec.field(default_factory=dict)
    past: dict[str, tuple[Leg, ...]] = msgspec.field(default_factory=dict)
    chats: dict[str, int] = msgspec.field(default_factory=dict)
    passed: set[str] = msgspec.field(default_factory=set)
    freed: list[Span] = msgspec.field(default_factory=list)
    rested: int = 0
    latest: int = 0
    due: int = NEVER
    login_due: int = NEVER

    @property
    def queues(self) -> frozenset[str]:
        """The queues that rang the agent since login; a ring that named none has its call's."""
        presence = self.presence
        since = presence.login or (presence.left or -1) + 1
        rings = [leg for legs in (*self.legs.values(), *self.past.values()) for leg in legs if leg.doing is RINGING]
        found = {leg.queue for leg in rings if leg.queue and leg.since >= since} - presence.queues
        return presence.queues | found if found and presence.logged_in else presence.queues


class QueueNow(msgspec.Struct):
    """Who is in a queue now: since when each waits, how many calls are talks, how many legs live."""

    waiting: Seconds = msgspec.field(default_factory=dict)
    talking: int = 0
    legs: int = 0


class CampaignNow(msgspec.Struct):
    """A campaign's calls now, and its name as last reported (with that event's date)."""

    dialing: int = 0
    talking: int = 0
    name: str | None = None
    named: int = 0


class ChatQueueNow(msgspec.Struct):
    """A chat queue now: since when each conversation waits, and how many are with an agent."""

    waiting: Seconds = msgspec.field(default_factory=dict)
    active: int = 0


class Unidentified(msgspec.Struct):
    """A caller in a queue whom only the REST API showed, waiting since `since`.

    `key` is what numbers are compared by (`callers.py`), `seen` the instant of the request, `connection_id` the call in
    which a phone rings for this caller.
    """

    key: str | None
    since: int
    seen: int
    connection_id: str | None = None


class TicketsNow(msgspec.Struct):
    """The tickets now: how many are open, and since when each customer waits for an answer."""

    open: int = 0
    awaiting: Seconds = msgspec.field(default_factory=dict)


class Message(msgspec.Struct, frozen=True):
    """A line for the screens, until a second; without boards it is for all of them."""

    text: str
    until: int
    level: str
    boards: tuple[str, ...]
    by: str


CONFLICT = "conflict"
"""The result of an entry that was checked against another state than the one it found: it changes nothing."""


class Restated(msgspec.Struct, frozen=True):
    """The entry from which on a kind of the server's own entries can be rebuilt, and its instant."""

    version: int
    instant: int


class State(msgspec.Struct):
    """The whole truth. `now` is the instant it holds for; `days` are today and, by skewed clocks, tomorrow.

    `closing` is the day before, open for late events until `BOOK_OPEN_S` after its end; then it goes to `finished`,
    from where the history takes it. `began` is the instant of the first entry, `gaps` are the spans of the last
    days in which nothing was recorded.
    `settles` is when to settle next who was available (`availability.py`). `minutes` holds every queue's counts of the
    last hours by the beginnings of minutes (`recent.py`).
    `seen` and `seen_before` hold when each mark came first, a day's worth each: doubles come within 24 hours.
    `aheads` holds how many seconds the newest deliveries' dates were ahead of the wall clock.
    `observed_names` are Thulium's, as TOML's tree, `observed_campaigns` those of campaigns; `unidentified` are, by
    queue, the callers whom only the REST API showed, `looked_at` is when it last said what is true (`observing.py`).
    `restated` holds, by kind, from which entry on the server's own entries are needed (`server_entries.py`).
    """

    rules: Rules
    event_time: bool = False
    clock: EventClock = EventClock()
    deferred_event: Known | None = None
    version: int = 0
    now: int = 0
    last_event: int | None = None
    aheads: list[int] = msgspec.field(default_factory=list)
    days: list[Day] = msgspec.field(default_factory=lambda: [Day(0, 0, "")])
    closing: Day | None = None
    finished: list[Day] = msgspec.field(default_factory=list)
    began: int = 0
    gaps: list[tuple[int, int]] = msgspec.field(default_factory=list)
    minutes: dict[int, dict[str, QuarterCounts]] = msgspec.field(default_factory=dict)
    calls: dict[str, CallAggregate] = msgspec.field(default_factory=dict)
    agents: dict[str, AgentAggregate] = msgspec.field(default_factory=dict)
    chats: dict[str, ChatAggregate] = msgspec.field(default_factory=dict)
    tickets: dict[str, TicketAggregate] = msgspec.field(default_factory=dict)
    queues: dict[str, QueueNow] = msgspec.field(default_factory=dict)
    campaigns: dict[str, CampaignNow] = msgspec.field(default_factory=dict)
    chat_queues: dict[str, ChatQueueNow] = msgspec.field(default_factory=dict)
    desk: TicketsNow = msgspec.field(default_factory=TicketsNow)
    timers: list[tuple[int, str, str]] = msgspec.field(default_factory=list)
    over: dict[tuple[str, str], int] = msgspec.field(default_factory=dict)
    evictions: list[tuple[int, str, str]] = msgspec.field(default_factory=list)
    seen: dict[bytes, int] = msgspec.field(default_factory=dict)
    seen_before: dict[bytes, int] = msgspec.field(default_factory=dict)
    dedup_rotated_at: int = 0
    settles: int = 0
    changed: dict[tuple[str, str], int] = msgspec.field(default_factory=dict)
    changes_since: int = 0
    browser: BrowserSettings = BrowserSettings()
    access: BrowserAccess = BrowserAccess()
    observed_names: dict[str, Any] = msgspec.field(default_factory=dict)
    observed_campaigns: dict[str, str] = msgspec.field(default_factory=dict)
    unidentified: dict[str, list[Unidentified]] = msgspec.field(default_factory=dict)
    looked_at: int = 0
    messages: dict[str, Message] = msgspec.field(default_factory=dict)
    alerts: AlertBook = AlertBook()
    sightings: Sightings = msgspec.field(default_factory=dict)
    restated: dict[str, Restated] = msgspec.field(default_factory=dict)

    @property
    def clock_offset(self) -> int | None:
        """Seconds that the senders' clock is ahead of ours; None while they agree."""
        return clock_offset(self.aheads)

    @property
    def today(self) -> Day:
        """The day whose figures are shown."""
        return self.days[0]

    @property
    def counted_days(self) -> tuple[Day, ...]:
        """Today, and the day before while it is open."""
        return (self.days[0],) if self.closing is None else (self.days[0], self.closing)

    @property
    def closes_at(self) -> int:
        """When the day before is final; NEVER while none is open."""
        return NEVER if self.closing is None else self.closing.end + BOOK_OPEN_S

    def day_at(self, date: int) -> Day | None:
        """The day that a date counts for; None when that day is over and its figures are closed."""
        today = self.days[0]
        if today.begin <= date < today.end:
            return today
        if date < today.begin:
            closing = self.closing
            return closing if closing is not None and closing.begin <= date < closing.end else None
        for day in self.days:
            if day.begin <= date < day.end:
                return day
        day = make_day(date, self.rules)
        self.days.append(day)
        return day

    def touch(self, kind: str, id_: str = "") -> None:
        """Say that this part of the state is newer than the last version."""
        key, changed, version = (kind, id_), self.changed, self.version
        if changed.get(key) != version:
            changed.pop(key, None)
            changed[key] = version

    def queue(self, id_: str) -> QueueNow:
        """Who is in this queue now."""
        return self.queues.get(id_) or self.queues.setdefault(id_, QueueNow())

    def campaign(self, id_: str) -> CampaignNow:
        """The calls of one campaign now."""
        return self.campaigns.get(id_) or self.campaigns.setdefault(id_, CampaignNow())

    def campaign_name(self, id_: str) -> str | None:
        """The campaign's name: as an event gave it, else as the REST API did."""
        now = self.campaigns.get(id_)
        return (now.name if now else None) or self.observed_campaigns.get(id_)

    def chat_queue(self, id_: str) -> ChatQueueNow:
        """One chat queue now."""
        return self.chat_queues.get(id_) or self.chat_queues.setdefault(id_, ChatQueueNow())

    def agent(self, login: str) -> AgentAggregate:
        """One agent, known from now on if not before."""
        return self.agents.get(login) or self.agents.setdefault(login, AgentAggregate(login, self.now))


def make_day(date: int, rules: Rules) -> Day:
    """The empty day that this instant belongs to."""
    name = timestamps.day_of(date, rules.zone, rules.day_start)
    begin = timestamps.day_begin(name, rules.zone, rules.day_start)
    end = timestamps.day_end(name, rules.zone, rules.day_start)
    return Day(begin, end, name.isoformat())


def encode(state: State) -> bytes:
    """The state as a checkpoint keeps it."""
    return msgspec.msgpack.encode(state, enc_hook=_encode_zone)


def decode(data: bytes) -> State:
    """The state of a checkpoint. msgspec.MsgspecError if another release wrote it differently."""
    steps = decoding(data)
    while True:
        try:
            next(steps)
        except StopIteration as done:
            state: State = done.value
            return state


def decoding(data: bytes) -> Generator[None, None, State]:
    """`decode` a field at a time: a busy day's state takes tens of milliseconds, a field some."""
    found: dict[str, Any] = {}
    for name, raw in msgspec.msgpack.decode(data, type=dict[str, msgspec.Raw]).items():
        if decoder := _decoders().get(name):
            found[name] = decoder.decode(raw)
            yield
    try:
        return State(**found)
    except TypeError as error:
        raise msgspec.ValidationError(str(error)) from error


@cache
def _decoders() -> dict[str, "msgspec.msgpack.Decoder[Any]"]:
    types = get_type_hints(State)
    return {name: msgspec.msgpack.Decoder(types[name], dec_hook=_decode_zone) for name in State.__struct_fields__}


def _encode_zone(value: object) -> str:
    if isinstance(value, ZoneInfo):
        return value.key
    raise NotImplementedError(type(value))


def _decode_zone(kind: type, value: Any) -> ZoneInfo:
    if kind is ZoneInfo:
        return ZoneInfo(value)
    raise NotImplementedError(kind)
