"""The figures: service level, averages and sums, one function a formula, each with its source.

Of nothing nothing can be said: None, never 0 % and never 100 %.
"""

from collections.abc import Callable, Mapping
from operator import add, sub
from typing import NamedTuple

from ..config.schema import Formula
from ..state.daily_totals import QuarterCounts, QueueDay, Seconds


class Parts(NamedTuple):
    """What a service level divides: contacts in time, of the counted ones. Parts of several queues add up."""

    in_time: int
    counted: int

    @property
    def share(self) -> float | None:
        """The service level."""
        return rate(self.in_time, self.counted)


class Sums(NamedTuple):
    """A queue's day, or several queues' together: everything its figures are made of.

    `waits` and `abandons` count only visits whose wait is known: others are left out of averages and service level.
    """

    entered: int = 0
    answered: int = 0
    abandoned: int = 0
    abandoned_short: int = 0
    left: int = 0
    abandoned_in_time: int = 0
    answered_in_time: int = 0
    waits: int = 0
    hold_time: int = 0
    abandons: int = 0
    abandon_time: int = 0
    talks: int = 0
    talk_time: int = 0


def sums(day: QueueDay, seconds: int, short: int) -> Sums:
    """One queue's sums of the day: within T means wait <= T; short means sooner than `short`."""
    return counted(day, seconds, short)._replace(
        left=day.left,
        hold_time=_total(day.hold),
        abandon_time=_total(day.abandoning),
        talks=day.talks,
        talk_time=day.talk_time,
    )


def counted(counts: QuarterCounts | QueueDay, seconds: int, short: int) -> Sums:
    """The sums that a quarter hour shows and its service level is made of; the others are 0."""
    return Sums(
        entered=counts.entered,
        answered=counts.answered,
        abandoned=counts.abandoned,
        abandoned_short=_within(counts.abandoning, short - 1),
        abandoned_in_time=_within(counts.abandoning, seconds),
        answered_in_time=_within(counts.hold, seconds),
        waits=sum(counts.hold.values()),
        abandons=sum(counts.abandoning.values()),
    )


def exchanged(whole: Sums, before: Sums, after: Sums) -> Sums:
    """The sums of several queues after one of them has changed."""
    if before == after:
        return whole
    return Sums(*map(add, map(sub, whole, before), after))


def short_excluded(s: Sums) -> Parts:
    """Answered in time / (answered + abandoned - short abandons).

    Genesys with short abandons off, Talkdesk with "short abandon" on.
    """
    return Parts(s.answered_in_time, s.waits + s.abandons - s.abandoned_short)


def all_abandoned(s: Sums) -> Parts:
    """Answered in time / (answered + abandoned). Genesys with both abandon switches on; Cisco's "negative"."""
    return Parts(s.answered_in_time, s.waits + s.abandons)


def answered_only(s: Sums) -> Parts:
    """Answered in time / answered. Asterisk's queue "SL"; it ignores who hung up, so ICMI advises against it."""
    return Parts(s.answered_in_time, s.waits)


def late_abandoned(s: Sums) -> Parts:
    """Answered in time / (answered + abandoned after the seconds). Bright Pattern; Cisco's "ignored"."""
    return Parts(s.answered_in_time, s.waits + s.abandons - s.abandoned_in_time)


def abandon_in_time(s: Sums) -> Parts:
    """(Answered or abandoned in time) / (answered + abandoned). Asterisk's "SL2"; Amazon Connect's SL X."""
    return Parts(s.answered_in_time + s.abandoned_in_time, s.waits + s.abandons)


FORMULAS: Mapping[Formula, Callable[[Sums], Parts]] = {
    "short_excluded": short_excluded,
    "all_abandoned": all_abandoned,
    "answered_only": answered_only,
    "late_abandoned": late_abandoned,
    "abandon_in_time": abandon_in_time,
}


def rate(part: int, whole: int) -> float | None:
    """A share with 4 decimals; None of nothing."""
    return round(part / whole, 4) if whole > 0 else None


def average(total: int, count: int) -> int | None:
    """A mean in whole seconds, rounded half up; None of nothing."""
    return (2 * total + count) // (2 * count) if count else None


def spread(seconds: Seconds) -> dict[str, int]:
    """The average and maximum of some waits; empty where there are none."""
    mean = average(_total(seconds), sum(seconds.values()))
    return {} if mean is None else {"average": mean, "maximum": max(seconds)}


def _within(seconds: Seconds, most: int) -> int:
    return sum([count for wait, count in seconds.items() if wait <= most])


def _total(seconds: Seconds) -> int:
    return sum([wait * count for wait, count in seconds.items()])
