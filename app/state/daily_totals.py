"""What a day has counted: plain sums, kept as such so that every figure can be made from them.

A thing counts by its share: before it changes its share is taken out, afterwards put in (`sign` -1 and +1).
So what is learned late corrects the figures by itself. Thresholds are not here: waits are kept second by
second, and the board asks how many lay within them.
"""

import msgspec
from msgspec.structs import replace

from .agents import Span
from .callers import Abandoned, CallerDay
from .calls.model import Dial, Leg, Visit
from .chats import Chat
from .transitions import ABANDONED, ANSWERED, COMPLETED

QUARTER = 900  # seconds; every zone's offset is a multiple of it

Seconds = dict[int, int]
"""How many times each number of seconds occurred."""


class QuarterCounts(msgspec.Struct, frozen=True, gc=False):
    """One quarter hour of a queue; replaced when it changes. `hold` and `abandoning` are the known waits."""

    entered: int = 0
    answered: int = 0
    abandoned: int = 0
    hold: Seconds = msgspec.field(default_factory=dict)
    abandoning: Seconds = msgspec.field(default_factory=dict)


class QueueDay(msgspec.Struct):
    """One queue's day. `hold` and `abandoning` are the known waits; `trend` is by the beginnings of quarter hours."""

    entered: int = 0
    answered: int = 0
    abandoned: int = 0
    left: int = 0
    talks: int = 0
    talk_time: int = 0
    hold: Seconds = msgspec.field(default_factory=dict)
    abandoning: Seconds = msgspec.field(default_factory=dict)
    trend: dict[int, QuarterCounts] = msgspec.field(default_factory=dict)


class AgentDay(msgspec.Struct):
    """One agent's day; times are of closed spans."""

    answered: int = 0
    not_answered: int = 0
    outbound: int = 0
    chats: int = 0
    tickets_replied: int = 0
    talk_time: int = 0
    pause_time: int = 0
    logged_in_time: int = 0


class CampaignDay(msgspec.Struct):
    """One campaign's day."""

    attempts: int = 0
    connected: int = 0
    completed: int = 0
    saved: int = 0
    talk_time: int = 0
    outcomes: dict[str, int] = msgspec.field(default_factory=dict)


class ChatQueueDay(msgspec.Struct):
    """One chat queue's day. `wait` are the known waits until the first assignment."""

    created: int = 0
    assigned: int = 0
    closed: int = 0
    missed: int = 0
    wait: Seconds = msgspec.field(default_factory=dict)


class TicketDay(msgspec.Struct):
    """The centre's tickets of a day."""

    created: int = 0
    received: int = 0
    replied: int = 0
    closed: int = 0


class FeedDay(msgspec.Struct):
    """How far a day's figures can be trusted: every body, and what was odd among them."""

    events: int = 0
    duplicates: int = 0
    rejected: int = 0
    unknown: int = 0
    unexpected: int = 0
    expired: int = 0
    late: int = 0


class Day(msgspec.Struct):
    """Everything counted between two day_starts, `begin` included and `end` not."""

    begin: int
    end: int
    name: str
    queues: dict[str, QueueDay] = msgspec.field(default_factory=dict)
    agents: dict[str, AgentDay] = msgspec.field(default_factory=dict)
    campaigns: dict[str, CampaignDay] = msgspec.field(default_factory=dict)
    chat_queues: dict[str, ChatQueueDay] = msgspec.field(default_factory=dict)
    tickets: TicketDay = msgspec.field(default_factory=TicketDay)
    feed: FeedDay = msgspec.field(default_factory=FeedDay)
    customers: int = 0
    callers: dict[str, CallerDay] = msgspec.field(default_factory=dict)
    abandoned: Abandoned = msgspec.field(default_factory=Abandoned)

    def queue(self, id_: str) -> QueueDay:
        """The day of one queue."""
        return self.queues.get(id_) or self.queues.setdefault(id_, QueueDay())

    def agent(self, login: str) -> AgentDay:
        """The day of one agent."""
        return self.agents.get(login) or self.agents.setdefault(login, AgentDay())

    def campaign(self, id_: str) -> CampaignDay:
        """The day of one campaign."""
        return self.campaigns.get(id_) or self.campaigns.setdefault(id_, CampaignDay())

    def chat_queue(self, id_: str) -> ChatQueueDay:
        """The day of one chat queue."""
        return self.chat_queues.get(id_) or self.chat_queues.setdefault(id_, ChatQueueDay())

    def caller(self, key: str) -> CallerDay:
        """The day of one caller."""
        return self.callers.get(key) or self.callers.setdefault(key, CallerDay())


def add_to_histogram(seconds: Seconds, value: int, sign: int) -> None:
    """Count one more or one fewer of these many seconds."""
    count = seconds.get(value, 0) + sign
    if count:
        seconds[value] = count
    else:
        del seconds[value]


def count_entered(day: QueueDay, at: int, sign: int) -> None:
    """A visit that entered the queue at `at`."""
    day.entered += sign
    quarter = _quarter(day, at)
    _put_quarter(day, at, replace(quarter, entered=quarter.entered + sign))


def count_outcome(day: QueueDay, visit: Visit, sign: int) -> None:
    """A visit's one outcome, on the day it was decided."""
    at = visit.decided or visit.at
    if visit.status is ANSWERED:
        quarter = _quarter(day, at)
        day.answered += sign
        waits = _added(day.hold, quarter.hold, visit.wait, sign)
        _put_quarter(day, at, replace(quarter, answered=quarter.answered + sign, hold=waits))
    elif visit.status is ABANDONED:
        quarter = _quarter(day, at)
        day.abandoned += sign
        waits = _added(day.abandoning, quarter.abandoning, visit.wait, sign)
        _put_quarter(day, at, replace(quarter, abandoned=quarter.abandoned + sign, abandoning=waits))
    else:
        day.left += sign


def count_talk(day: QueueDay, leg: Leg, sign: int) -> None:
    """A queue's talk, when it ends; one whose length nobody knows counts in no average."""
    if leg.talk is not None:
        day.talks += sign
        day.talk_time += sign * leg.talk


def count_leg_begun(day: AgentDay, leg: Leg, sign: int) -> None:
    """What the beginning of a talk counts for its agent."""
    if leg.campaign:
        day.outbound += sign
    else:
        day.answered += sign


def count_dial_decided(day: CampaignDay, dial: Dial, sign: int) -> None:
    """A campaign call's one outcome, on the day it was decided."""
    if dial.status is COMPLETED:
        day.completed += sign
        day.talk_time += sign * (dial.talk or 0)
    elif dial.outcome:
        count = day.outcomes.get(dial.outcome, 0) + sign
        day.outcomes[dial.outcome] = count
        if not count:
            del day.outcomes[dial.outcome]


def count_chat_closed(day: ChatQueueDay, chat: Chat, sign: int) -> None:
    """A conversation's one outcome: closed after somebody had it, or missed."""
    if chat.assigned is None:
        day.missed += sign
    else:
        day.closed += sign


def count_span(day: Day, login: str, span: Span, sign: int) -> None:
    """The part of a closed span that lies in this day. What was free counts nothing."""
    seconds = min(span.ended, day.end) - max(span.begun, day.begin)
    if seconds <= 0:
        return
    if span.of == "pause":
        day.agent(login).pause_time += sign * seconds
    elif span.of == "login":
        day.agent(login).logged_in_time += sign * seconds


def _quarter(day: QueueDay, at: int) -> QuarterCounts:
    return day.trend.get(at - at % QUARTER) or QuarterCounts()


def _put_quarter(day: QueueDay, at: int, quarter: QuarterCounts) -> None:
    if quarter.entered or quarter.answered or quarter.abandoned:
        day.trend[at - at % QUARTER] = quarter
    else:
        del day.trend[at - at % QUARTER]


def _added(of_day: Seconds, of_quarter: Seconds, wait: int | None, sign: int) -> Seconds:
    """A known wait counted for the day; the quarter's waits with it."""
    if wait is None:
        return of_quarter
    add_to_histogram(of_day, wait, sign)
    waits = of_quarter.copy()
    add_to_histogram(waits, wait, sign)
    return waits
