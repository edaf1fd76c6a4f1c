"""The last four hours of every queue minute by minute, for rolling windows; no day divides them. Not here: the windows.

An entry counts in the minute in which the caller entered, an outcome in the minute of the outcome.
"""

from collections.abc import Iterable
from itertools import zip_longest

from .calls.model import Call, Visit
from .daily_totals import NO_COUNTS, QuarterCounts, with_entered, with_outcome
from .rules import NEVER
from .state import State
from .statuses import WAITING

MINUTE = 60
MAX_WINDOW_MINUTES = 240
KEPT_S = (MAX_WINDOW_MINUTES + 2) * MINUTE


def recount_recent(state: State, old: Call, new: Call) -> None:
    """Take the old call's share out of its minutes and put the new one's in."""
    if old.visits is new.visits:
        return
    for was, is_ in zip_longest(old.visits, new.visits):
        if was is is_:
            continue
        if _entry(was) != _entry(is_):
            _count_entered(state, was, -1)
            _count_entered(state, is_, +1)
        _count_outcome(state, was, -1)
        _count_outcome(state, is_, +1)


def windows_due(state: State, windows: Iterable[int]) -> int:
    """When the next minute enters or leaves one of these windows (in minutes); NEVER while all of them are empty."""
    due = NEVER
    for minute in state.minutes:
        for at in (minute, *[minute + (window + 1) * MINUTE for window in windows]):
            if state.now < at < due:
                due = at
    return due


def forget_minutes(state: State) -> None:
    """Delete what no window reaches any more."""
    for minute in [minute for minute in state.minutes if minute <= state.now - KEPT_S]:
        del state.minutes[minute]


def _entry(visit: Visit | None) -> tuple[str, int] | None:
    return (visit.queue, visit.counts_from) if visit else None


def _count_entered(state: State, visit: Visit | None, sign: int) -> None:
    if visit is None:
        return
    counts = _counts(state, visit.queue, visit.counts_from)
    if sign > 0 or counts.entered:
        _put(state, visit.queue, visit.counts_from, with_entered(counts, sign))


def _count_outcome(state: State, visit: Visit | None, sign: int) -> None:
    if visit is None or visit.status is WAITING or visit.decided is None:
        return
    counts = _counts(state, visit.queue, visit.decided)
    # After a wrong clock was set right the minute may have been deleted.
    if sign > 0 or counts.answered + counts.abandoned + counts.left:
        _put(state, visit.queue, visit.decided, with_outcome(counts, visit, sign))


def _counts(state: State, queue: str, at: int) -> QuarterCounts:
    return state.minutes.get(at - at % MINUTE, {}).get(queue, NO_COUNTS)


def _put(state: State, queue: str, at: int, counts: QuarterCounts) -> None:
    minute = at - at % MINUTE
    if minute <= state.now - KEPT_S:
        return
    if counts != NO_COUNTS:
        state.minutes.setdefault(minute, {})[queue] = counts
    elif minute in state.minutes:
        state.minutes[minute].pop(queue, None)
        if not state.minutes[minute]:
            del state.minutes[minute]
