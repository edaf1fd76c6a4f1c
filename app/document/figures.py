"""The figures: service level, averages and sums, one function a formula, each with its source.

Of nothing nothing can be said: None, never 0 % and never 100 %.
"""

from collections.abc import Callable, Mapping
from operator import add, attrgetter, sub

from msgspec.structs import astuple

from ..config.schema import Formula
from ..state.daily_totals import QuarterCounts, QueueCounts, QueueDay, Seconds
from .schema import ServiceLevelParts, Waits


class Sums(QueueCounts):
    """A queue's day, or several queues' together: everything its figures are made of.

    `waits` and `abandons` count only visits whose wait is known: others are left out of averages and service level.
    """

    abandoned_short: int = 0
    abandoned_in_time: int = 0
    answered_in_time: int = 0
    waits: int = 0
    hold_time: int = 0
    abandons: int = 0
    abandon_time: int = 0


_counts = attrgetter(*QueueCounts.__struct_fields__)


NO_SUMS = Sums()


def sums(day: QuarterCounts | QueueDay, seconds: int, short: int) -> Sums:
    """One queue's sums of a day, a quarter hour or a minute: within T is wait <= T; short is sooner than `short`."""
    made = Sums(*_counts(day))
    made.abandoned_short = _within(day.abandoning, short - 1)
    made.abandoned_in_time = _within(day.abandoning, seconds)
    made.answered_in_time = _within(day.hold, seconds)
    made.waits, made.hold_time = sum(day.hold.values()), _total(day.hold)
    made.abandons, made.abandon_time = sum(day.abandoning.values()), _total(day.abandoning)
    return made


def counted(counts: QuarterCounts, seconds: int, short: int) -> Sums:
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
    return Sums(*map(add, map(sub, astuple(whole), astuple(before)), astuple(after)))


def short_excluded(s: Sums) -> ServiceLevelParts:
    """Answered in time / (answered + abandoned - short abandons).

    Genesys with short abandons off, Talkdesk with "short abandon" on.
    """
    return ServiceLevelParts(s.answered_in_time, s.waits + s.abandons - s.abandoned_short)


def all_abandoned(s: Sums) -> ServiceLevelParts:
    """Answered in time / (answered + abandoned). Genesys with both abandon switches on; Cisco's "negative"."""
    return ServiceLevelParts(s.answered_in_time, s.waits + s.abandons)


def answered_only(s: Sums) -> ServiceLevelParts:
    """Answered in time / answered. Asterisk's queue "SL"; it ignores who hung up, so ICMI advises against it."""
    return ServiceLevelParts(s.answered_in_time, s.waits)


def late_abandoned(s: Sums) -> ServiceLevelParts:
    """Answered in time / (answered + abandoned after the seconds). Bright Pattern; Cisco's "ignored"."""
    return ServiceLevelParts(s.answered_in_time, s.waits + s.abandons - s.abandoned_in_time)


def abandon_in_time(s: Sums) -> ServiceLevelParts:
    """(Answered or abandoned in time) / (answered + abandoned). Asterisk's "SL2"; Amazon Connect's SL X."""
    return ServiceLevelParts(s.answered_in_time + s.abandoned_in_time, s.waits + s.abandons)


FORMULAS: Mapping[Formula, Callable[[Sums], ServiceLevelParts]] = {
    "short_excluded": short_excluded,
    "all_abandoned": all_abandoned,
    "answered_only": answered_only,
    "late_abandoned": late_abandoned,
    "abandon_in_time": abandon_in_time,
}


def average(total: int, count: int) -> int | None:
    """A mean in whole seconds, rounded half up; None of nothing."""
    return (2 * total + count) // (2 * count) if count else None


def spread(seconds: Seconds) -> Waits:
    """The average and maximum of some waits; empty where there are none."""
    return waits(_total(seconds), sum(seconds.values()), max(seconds, default=None))


def waits(total: int, count: int, longest: int | None) -> Waits:
    """The average and maximum of so many waits; empty where there are none."""
    mean = average(total, count)
    return Waits() if mean is None or longest is None else Waits(average=mean, maximum=longest)


def _within(seconds: Seconds, most: int) -> int:
    return sum([count for wait, count in seconds.items() if wait <= most])


def _total(seconds: Seconds) -> int:
    return sum([wait * count for wait, count in seconds.items()])
