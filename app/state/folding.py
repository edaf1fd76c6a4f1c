"""Folding an entity's events at a bounded cost, however many there are and in whatever order they come.

An event that sorts last is one more step. A late one folds the last seconds again, from `recent`; one that is later
still folds all open events, from `base`. Beyond `KEPT_EVENTS`, and sooner where folding again has cost too much, the
oldest events go into `base` for good: what is dated before them then comes too late.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import msgspec

from .ordering import Dated, fold, insert

V = TypeVar("V")
E = TypeVar("E", bound=Dated)

OPEN_EVENTS = 64  # since `recent`; one second of a large ring group brings as many
KEPT_EVENTS = 300  # since `base`; a quarter of an hour of a large ring group
SETTLED_AFTER_S = 10  # deliveries overtake each other by less
WORK_PER_MINUTE = 60_000  # of folding again, some 0.3 s: a ring group of 30 needs half, delivered in any order


class Folded(msgspec.Struct, kw_only=True):
    """How far an entity's events are folded.

    `recent_from` is the place of the first event after `recent`. `work` is what folding again has cost since
    `work_since`, in steps of a small entity. `folded` is the date of the last event that has gone into `base`.
    """

    recent_from: int = 0
    work: int = 0
    work_since: int = 0
    folded: int = 0


class Folding:
    """How one kind of entity folds: its events' rank, its value before any event, and a step."""

    def __init__(
        self,
        rank: Callable[[Any], int],
        begin: Callable[[Any], Any],
        step: Callable[[Any, Any, Any], Any],
        weight: Callable[[Any], int] = lambda _: 1,
    ) -> None:
        """`begin` takes the story and gives its value before its first event; `step` takes the rules as well.

        `weight` is what a step of the story costs, in steps of a small entity.
        """
        self.rank = rank
        self.begin = begin
        self.step = step
        self.weight = weight

    def add(self, state: Any, aggregate: Any, value: V, event: Dated, *, in_order: bool) -> V | None:
        """The value after one more event; None if it comes too late. Not `in_order`: time has ended something since."""
        if event.date < aggregate.folded:
            return None
        place = insert(aggregate.events, event, self.rank)
        if in_order and place == len(aggregate.events) - 1:
            new: V = self.step(value, event, state.rules)
            return new
        return self.again(state, aggregate, place)  # type: ignore[no-any-return]

    def again(self, state: Any, aggregate: Any, place: int = 0) -> Any:
        """The value, folded again from before the event at `place`."""
        now = state.now
        if aggregate.recent is None or place < aggregate.recent_from:
            aggregate.recent, aggregate.recent_from = None, 0
        if now >= aggregate.work_since + 60:
            aggregate.work, aggregate.work_since = 0, now
        aggregate.work += (len(aggregate.events) - aggregate.recent_from) * self.weight(aggregate)
        return self.fold(self._start(aggregate), aggregate.events[aggregate.recent_from :], state.rules)

    def settle_recent(self, aggregate: Any, rules: Any) -> None:
        """Fold what no delivery overtakes any more into `recent`, some events at a time."""
        if len(aggregate.events) - aggregate.recent_from <= OPEN_EVENTS:
            return
        place = _place(aggregate.events, aggregate.events[-1].date - SETTLED_AFTER_S)
        if place - aggregate.recent_from >= OPEN_EVENTS // 2:
            aggregate.recent = self.fold(self._start(aggregate), aggregate.events[aggregate.recent_from : place], rules)
            aggregate.recent_from = place

    def surplus(self, aggregate: Any, now: int) -> int:
        """How many of the oldest events are to be settled for good: all, where folding again has cost too much."""
        if aggregate.work > WORK_PER_MINUTE and now < aggregate.work_since + 60:
            return len(aggregate.events)
        return len(aggregate.events) - KEPT_EVENTS if len(aggregate.events) > 1.5 * KEPT_EVENTS else 0

    def settle(self, aggregate: Any, count: int, rules: Any) -> Any:
        """Take the oldest events out and fold them: the new base, which the caller puts in place."""
        gone = aggregate.events[:count]
        if aggregate.recent is not None and aggregate.recent_from == count:
            base = aggregate.recent
        else:
            base = self.fold(self.begin(aggregate) if aggregate.base is None else aggregate.base, gone, rules)
        del aggregate.events[:count]
        if gone:
            aggregate.folded = gone[-1].date
        aggregate.recent, aggregate.recent_from = None, 0
        return base

    def fold(self, value: Any, events: Sequence[Any], rules: Any) -> Any:
        """What the events make of the value."""
        return fold(value, events, lambda known, event: self.step(known, event, rules))

    def _start(self, aggregate: Any) -> Any:
        if aggregate.recent is not None:
            return aggregate.recent
        return self.begin(aggregate) if aggregate.base is None else aggregate.base


def _place(events: Sequence[Dated], date: int) -> int:
    return bisect_left(events, date, key=lambda event: event.date)
