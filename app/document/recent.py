"""A queue's rolling windows: the sums of its last minutes, kept up to date minute by minute.

A window of N minutes holds the N whole minutes before the running one, and the running one. What a minute counts:
`state/recent.py`.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..config.schema import Settings
from ..state.daily_totals import QuarterCounts
from ..state.recent import MINUTE
from ..state.rules import NEVER
from ..state.state import State
from . import figures
from .figures import NO_SUMS, Sums
from .merge_patch import Json
from .schema import as_json

AHEAD_S = 300  # of events whose clock is ahead: their minutes enter the window later


class WindowShare(NamedTuple):
    """What a queue adds to one window of the totals."""

    sums: Sums = NO_SUMS
    longest_hold: int | None = None


EMPTY_WINDOW = WindowShare()


class QueueWindows:
    """One queue's windows. `moves_at` is when one of them changes though nothing happens."""

    __slots__ = ("_known", "_minutes", "_running", "_shares", "moves_at")

    def __init__(self) -> None:
        self.moves_at = NEVER
        self._running = -1
        self._known: dict[int, tuple[QuarterCounts, Sums]] = {}
        self._minutes: set[int] = set()
        self._shares: tuple[WindowShare, ...] = ()

    def shares(
        self, state: State, id_: str, windows: Sequence[int], thresholds: tuple[int, int]
    ) -> tuple[WindowShare, ...]:
        """A share for each window; none at all while every window is empty."""
        running = state.now - state.now % MINUTE
        if self._running != running or not self._shares:
            self._shares = (EMPTY_WINDOW,) * len(windows)
            self._running, self._known, self.moves_at = running, {}, 0
        changed = self._look(state, id_, max(windows, default=0), thresholds)
        if changed:
            self._shares = tuple(map(self._share, self._shares, windows, [changed] * len(windows)))
        if self._minutes != self._known.keys() or self.moves_at <= state.now:
            self._minutes = set(self._known)
            self.moves_at = min(_moves(self._known, windows, state.now), default=NEVER)
        return self._shares if any(share is not EMPTY_WINDOW for share in self._shares) else ()

    def _look(self, state: State, id_: str, longest: int, thresholds: tuple[int, int]) -> dict[int, tuple[Sums, Sums]]:
        """The minutes that are not as they were known, with their sums before and now."""
        changed = {}
        for minute in range(self._running - longest * MINUTE, self._running + AHEAD_S + MINUTE, MINUTE):
            here = state.minutes.get(minute)
            counts, known = here and here.get(id_), self._known.get(minute)
            if counts is (known and known[0]):
                continue
            before = known[1] if known else NO_SUMS
            if counts:
                self._known[minute] = counts, figures.sums(counts, *thresholds)
            else:
                del self._known[minute]
            changed[minute] = before, self._known[minute][1] if counts else NO_SUMS
        return changed

    def _share(self, share: WindowShare, window: int, changed: dict[int, tuple[Sums, Sums]]) -> WindowShare:
        first = self._running - window * MINUTE
        sums = share.sums
        for minute, (before, after) in changed.items():
            if first <= minute <= self._running:
                sums = figures.exchanged(sums, before, after)
        if sums == NO_SUMS:
            return EMPTY_WINDOW
        holds = [counts.hold for minute, (counts, _) in self._known.items() if first <= minute <= self._running]
        return WindowShare(sums, max([max(hold) for hold in holds if hold], default=None))


def windows_row(shares: Sequence[WindowShare], settings: Settings) -> Json:
    """`recent` of a queue or of the totals, by the windows' minutes."""
    windows = settings.recent.minutes
    return {
        str(window): _window_row(share, settings)
        for window, share in zip(windows, shares or [EMPTY_WINDOW] * len(windows), strict=True)
    }


def _window_row(share: WindowShare, settings: Settings) -> Json:
    s = share.sums
    row: Json = {
        "entered": s.entered,
        "answered": s.answered,
        "abandoned": s.abandoned,
        "abandoned_short": s.abandoned_short,
        "left": s.left,
        "answered_in_time": s.answered_in_time,
    }
    level = figures.FORMULAS[settings.service_level.formula](s).share
    if level is not None:
        row["service_level"] = level
    row["hold_time"] = as_json(figures.waits(s.hold_time, s.waits, share.longest_hold))
    return row


def _moves(minutes: Iterable[int], windows: Sequence[int], now: int) -> Iterator[int]:
    """When each of these minutes next enters or leaves a window."""
    for minute in minutes:
        for at in (minute, *[minute + (window + 1) * MINUTE for window in windows]):
            if at > now:
                yield at
