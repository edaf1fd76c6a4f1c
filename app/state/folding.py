"""Folding an entity's events at a bounded cost, however many there are and in whatever order they come.

An event that sorts last is one more step. A late one folds the last seconds again, from `recent`; one that is later
still folds all open events, from `base`. Beyond `KEPT_EVENTS`, and sooner where folding again has cost too much, the
oldest events go into `base` for good: what is dated before them then comes too late.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from .statuses import Table
from .timeline import Dated, insert, ranked

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
    """How one kind of entity folds: the table of its events, its value before any event, and a step."""

    def __init__(
        self,
        table: Table,
        begin: Callable[[Any], Any],
        step: Callable[[Any, Any, Any, Any], Any],
        weight: Callable[[Any], int] = lambda _: 1,
    ) -> None:
        """`begin` takes the story and gives its value before its first event; `step` takes event, row and rules.

        `weight` is what a step of the story costs, in steps of a small entity.
        """
        self.table = table
        self.rank = ranked(table)
        self.begin = begin
        self.weight = weight
        self._step = step

    def step(self, value: Any, event: Any, rules: Any) -> Any:
        """The value after one more event."""
        return self._step(value, event, self.table[type(event)], rules)

    def add(self, state: Any, story: Any, value: Any, event: Any, lapsed: int) -> Any:
        """The value after one more event; None if it comes too late. `lapsed` is when time last ended something."""
        events, date = story.events, event.date
        if events and events[-1].date < date > lapsed:  # nearly always
            events.append(event)
            return self._step(value, event, self.table[type(event)], state.rules)
        if date < story.folded:
            return None
        place = insert(events, event, self.rank)
        if date > lapsed and place == len(events) - 1:
            return self.step(value, event, state.rules)
        return self.again(state, story, place)

    def again(self, state: Any, story: Any, place: int = 0) -> Any:
        """The value, folded again from before the event at `place`."""
        now = state.now
        if story.recent is None or place < story.recent_from:
            story.recent, story.recent_from = None, 0
        if now >= story.work_since + 60:
            story.work, story.work_since = 0, now
        story.work += (len(story.events) - story.recent_from) * self.weight(story)
        return self.fold(self._start(story), story.events[story.recent_from :], state.rules)

    def settle_recent(self, story: Any, rules: Any) -> None:
        """Fold what no delivery overtakes any more into `recent`, some events at a time."""
        if len(story.events) - story.recent_from <= OPEN_EVENTS:
            return
        place = _place(story.events, story.events[-1].date - SETTLED_AFTER_S)
        if place - story.recent_from >= OPEN_EVENTS // 2:
            story.recent = self.fold(self._start(story), story.events[story.recent_from : place], rules)
            story.recent_from = place

    def surplus(self, story: Any, now: int) -> int:
        """How many of the oldest events are to be settled for good: all, where folding again has cost too much."""
        if story.work > WORK_PER_MINUTE and now < story.work_since + 60:
            return len(story.events)
        return len(story.events) - KEPT_EVENTS if len(story.events) > 1.5 * KEPT_EVENTS else 0

    def settle(self, story: Any, count: int, rules: Any) -> Any:
        """Take the oldest events out and fold them: the new base, which the caller puts in place."""
        gone = story.events[:count]
        if story.recent is not None and story.recent_from == count:
            base = story.recent
        else:
            base = self.fold(self.begin(story) if story.base is None else story.base, gone, rules)
        del story.events[:count]
        if gone:
            story.folded = gone[-1].date
        story.recent, story.recent_from = None, 0
        return base

    def fold(self, value: Any, events: Sequence[Any], rules: Any) -> Any:
        """What the events make of the value."""
        for event in events:
            value = self.step(value, event, rules)
        return value

    def _start(self, story: Any) -> Any:
        if story.recent is not None:
            return story.recent
        return self.begin(story) if story.base is None else story.base


def _place(events: Sequence[Dated], date: int) -> int:
    return bisect_left(events, date, key=lambda event: event.date)
