"""The events of one thing in their true order, and what they fold to.

An event that sorts last (nearly all do) is one more step of the fold; a late one folds the thing's few
events again. So doubles, disorder and taken-back guesses need no code of their own.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

import msgspec

from .transitions import Table


class Dated(Protocol):
    """All that order needs to know of an event."""

    @property
    def date(self) -> int:
        """The second it happened."""


E = TypeVar("E", bound=Dated)
S = TypeVar("S")


def insert(events: list[E], event: E, rank: Callable[[E], int]) -> int:
    """Put the event at its place by date, rank and content; which place that is.

    Content decides only between two of the same second and rank, so that their order is nobody's arrival.
    """
    if not events or events[-1].date < event.date:
        events.append(event)
        return len(events) - 1
    last = events[-1]
    if last.date == event.date and rank(last) < rank(event):
        events.append(event)
        return len(events) - 1
    place = bisect_right(events, _order(event, rank), key=lambda other: _order(other, rank))
    events.insert(place, event)
    return place


def _order(event: E, rank: Callable[[E], int]) -> tuple[int, int, bytes]:
    return event.date, rank(event), msgspec.json.encode(event)


def fold(base: S, events: Sequence[E], step: Callable[[S, E], S]) -> S:
    """What the events make of `base`, one step after another."""
    for event in events:
        base = step(base, event)
    return base


def rank_key(table: Table) -> Callable[[object], int]:
    """The rank of an event by its type."""
    ranks = {kind: row.rank for kind, row in table.items()}
    return lambda event: ranks[type(event)]
