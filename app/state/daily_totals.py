"""What a day has counted: plain sums, stored as such so that every figure can be made from them.

A thing counts by its share: before it changes its share is taken out, afterwards put in (`sign` -1 and +1).
So what is learned late corrects the figures by itself. Thresholds are not here: waits are stored second by
second, and the board asks how many lay within them. The structs named `…Today` are shown as they are.
"""

from collections.abc import Callable, Iterator
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from .agents import Span
from .callers import Abandoned, CallerDay
from .calls.model import Dial, Leg, Visit
from .statuses import ABANDONED, ANSWERED, COMPLETED

C = TypeVar("C")
QUARTER = 900  # seconds; every zone's offset is a multiple of it

Seconds = dict[int, int]
"""How many times each number of seconds occurred."""

_NOT_NEGATIVE = {"minimum": 0}  # promised, but not checked when a checkpoint is read
Count = Annotated[int, Meta(extra_json_schema=_NOT_NEGATIVE)]
Duration = Annotated[int, Meta(description="Whole seconds.", extra_json_schema=_NOT_NEGATIVE)]


class QuarterCounts(msgspec.Struct, frozen=True, gc=False):
    """One quarter hour, or minute, of a queue; replaced when it changes. `hold` and `abandoning` are the known waits.

    Of a minute talks are not counted.
    """

    entered: int = 0
    answered: int = 0
    abandoned: int = 0
    left: int = 0
    talks: int = 0
    talk_time: int = 0
    hold: Seconds = msgspec.field(default_factory=dict)
    abandoning: Seconds = msgspec.field(default_factory=dict)


NO_COUNTS = QuarterCounts()


class QueueCounts(msgspec.Struct):
    """What one queue, or several together, have counted in a day: plain sums, which add up."""

    entered: int = 0
    answered: int = 0
    abandoned: int = 0
    left: int = 0
    talks: int = 0
    talk_time: int = 0


class QueueDay(QueueCounts):
    """One queue's day. `hold` and `abandoning` are the known waits; `trend` is by the beginnings of quarter hours."""

    hold: Seconds = msgspec.field(default_factory=dict)
    abandoning: Seconds = msgspec.field(default_factory=dict)
    trend: dict[int, QuarterCounts] = msgspec.field(default_factory=dict)


class AgentToday(msgspec.Struct):
    """An agent's day; times are of what has ended."""

    answered: Count = 0
    not_answered: Count = 0
    outbound: Count = 0
    chats: Count = 0
    tickets_replied: Count = 0
    talk_time: Duration = 0
    pause_time: Duration = 0
    logged_in_time: Duration = 0


class CampaignToday(msgspec.Struct):
    """A campaign's day."""

    attempts: Annotated[Count, Meta(description="Connections seen.")] = 0
    connected: Annotated[Count, Meta(description="Customer and agent both on.")] = 0
    completed: Count = 0
    saved: Count = 0
    talk_time: Duration = 0
    outcomes: Annotated[dict[str, Count], Meta(description="By the action without OUTBOUND_, in lower case.")] = (
        msgspec.field(default_factory=dict)
    )


class CampaignDay(CampaignToday):
    """One campaign's day. `quarters` are by their beginnings."""

    quarters: dict[int, CampaignToday] = msgspec.field(default_factory=dict)


class ChatQueueCounts(msgspec.Struct):
    """What a chat queue counts in a day, or in a quarter hour. `wait` are known waits until the first assignment."""

    created: int = 0
    assigned: int = 0
    closed: int = 0
    missed: int = 0
    wait: Seconds = msgspec.field(default_factory=dict)


class ChatQueueDay(ChatQueueCounts):
    """One chat queue's day. `quarters` are by their beginnings."""

    quarters: dict[int, ChatQueueCounts] = msgspec.field(default_factory=dict)


class TicketsToday(msgspec.Struct):
    """The tickets' day."""

    created: Count = 0
    received: Count = 0
    replied: Count = 0
    closed: Count = 0


class FeedToday(msgspec.Struct):
    """Every body stored today, and the exceptions among them."""

    events: Count = 0
    duplicates: Count = 0
    rejected: Count = 0
    unknown: Count = 0
    unexpected: Count = 0
    expired: Annotated[Count, Meta(description="Live things that nothing ended in time.")] = 0
    late: Annotated[
        Count, Meta(description="Dated over 24 hours before they arrived: kept, and in no other figure.")
    ] = 0


class Day(msgspec.Struct):
    """Everything counted between two day_starts, `begin` included and `end` not.

    `unrecorded` is how many seconds of it nothing was recorded in; `campaign_names` are known once it is over.
    """

    begin: int
    end: int
    name: str
    queues: dict[str, QueueDay] = msgspec.field(default_factory=dict)
    agents: dict[str, AgentToday] = msgspec.field(default_factory=dict)
    campaigns: dict[str, CampaignDay] = msgspec.field(default_factory=dict)
    chat_queues: dict[str, ChatQueueDay] = msgspec.field(default_factory=dict)
    tickets: TicketsToday = msgspec.field(default_factory=TicketsToday)
    feed: FeedToday = msgspec.field(default_factory=FeedToday)
    customers: int = 0
    unrecorded: int = 0
    campaign_names: dict[str, str] = msgspec.field(default_factory=dict)
    callers: dict[str, CallerDay] = msgspec.field(default_factory=dict)
    abandoned: Abandoned = msgspec.field(default_factory=Abandoned)

    def queue(self, id_: str) -> QueueDay:
        """The day of one queue."""
        return self.queues.get(id_) or self.queues.setdefault(id_, QueueDay())

    def agent(self, login: str) -> AgentToday:
        """The day of one agent."""
        return self.agents.get(login) or self.agents.setdefault(login, AgentToday())

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
    _put_quarter(day, at, with_entered(_quarter(day, at), sign))


def count_outcome(day: QueueDay, visit: Visit, sign: int) -> None:
    """A visit's one outcome, on the day it was decided."""
    at = visit.decided or visit.at
    if visit.status is ANSWERED:
        day.answered += sign
        waits = day.hold
    elif visit.status is ABANDONED:
        day.abandoned += sign
        waits = day.abandoning
    else:
        day.left += sign
        waits = None
    if waits is not None and visit.wait is not None:
        add_to_histogram(waits, visit.wait, sign)
    _put_quarter(day, at, with_outcome(_quarter(day, at), visit, sign))


def count_talk(day: QueueDay, leg: Leg, sign: int) -> None:
    """A queue's talk, when it ends; one whose length nobody knows counts in no average."""
    if leg.talk is not None and leg.ended is not None:
        day.talks += sign
        day.talk_time += sign * leg.talk
        quarter = _quarter(day, leg.ended)
        talks, talk_time = quarter.talks + sign, quarter.talk_time + sign * leg.talk
        _put_quarter(day, leg.ended, replace(quarter, talks=talks, talk_time=talk_time))


def with_entered(counts: QuarterCounts, sign: int) -> QuarterCounts:
    """The counts with one more, or one fewer, visit that entered."""
    return replace(counts, entered=counts.entered + sign)


def with_outcome(counts: QuarterCounts, visit: Visit, sign: int) -> QuarterCounts:
    """The counts with a visit's outcome put in or taken out."""
    if visit.status is ANSWERED:
        return replace(counts, answered=counts.answered + sign, hold=_added(counts.hold, visit.wait, sign))
    if visit.status is ABANDONED:
        waits = _added(counts.abandoning, visit.wait, sign)
        return replace(counts, abandoned=counts.abandoned + sign, abandoning=waits)
    return replace(counts, left=counts.left + sign)


def count_leg_begun(day: AgentToday, leg: Leg, sign: int) -> None:
    """What the beginning of a talk counts for its agent."""
    if leg.campaign:
        day.outbound += sign
    else:
        day.answered += sign


def count_dial(day: CampaignDay, at: int, figure: str, sign: int) -> None:
    """A figure of a campaign: attempts, connected or saved."""
    for counts in _with_quarter(day, day.quarters, at, CampaignToday):
        setattr(counts, figure, getattr(counts, figure) + sign)


def count_dial_decided(day: CampaignDay, dial: Dial, sign: int) -> None:
    """A campaign call's one outcome, on the day it was decided."""
    for counts in _with_quarter(day, day.quarters, dial.decided or dial.first, CampaignToday):
        if dial.status is COMPLETED:
            counts.completed += sign
            counts.talk_time += sign * (dial.talk or 0)
        elif dial.outcome:
            count = counts.outcomes.get(dial.outcome, 0) + sign
            counts.outcomes[dial.outcome] = count
            if not count:
                del counts.outcomes[dial.outcome]


def count_chat(day: ChatQueueDay, at: int, figure: str, sign: int, wait: int | None = None) -> None:
    """A figure of a chat queue: created, assigned (perhaps with its wait), closed or missed."""
    for counts in _with_quarter(day, day.quarters, at, ChatQueueCounts):
        setattr(counts, figure, getattr(counts, figure) + sign)
        if wait is not None:
            add_to_histogram(counts.wait, wait, sign)


def count_span(day: Day, login: str, span: Span, sign: int) -> None:
    """The part of a closed span that lies in this day. What was free counts nothing."""
    seconds = min(span.ended, day.end) - max(span.begun, day.begin)
    if seconds <= 0:
        return
    if span.of == "pause":
        day.agent(login).pause_time += sign * seconds
    elif span.of == "login":
        day.agent(login).logged_in_time += sign * seconds


def _with_quarter(day: C, quarters: dict[int, C], at: int, empty: Callable[[], C]) -> Iterator[C]:
    """The day, then its quarter hour, which goes when nothing is left in it."""
    yield day
    quarter = at - at % QUARTER
    counts = quarters.setdefault(quarter, empty())
    yield counts
    if counts == empty():
        del quarters[quarter]


def _quarter(day: QueueDay, at: int) -> QuarterCounts:
    return day.trend.get(at - at % QUARTER) or NO_COUNTS


def _put_quarter(day: QueueDay, at: int, quarter: QuarterCounts) -> None:
    if quarter == NO_COUNTS:
        day.trend.pop(at - at % QUARTER, None)
    else:
        day.trend[at - at % QUARTER] = quarter


def _added(waits: Seconds, wait: int | None, sign: int) -> Seconds:
    """A copy of the waits with a known one put in or taken out."""
    if wait is None:
        return waits
    waits = waits.copy()
    add_to_histogram(waits, wait, sign)
    return waits
