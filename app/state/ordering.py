"""The events of one entity in their true order. What they fold to: `folding.py`."""

from bisect import bisect_right
from collections.abc import Callable
from typing import Protocol, TypeVar

import msgspec

from .statuses import Table

DISORDER = 3
"""Seconds by which deliveries overtake each other in a healthy line."""


class Dated(Protocol):
    """All that order needs to know of an event."""

    @property
    def date(self) -> int:
        """The second it happened."""


E = TypeVar("E", bound=Dated)


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


def rank_key(table: Table) -> Callable[[object], int]:
    """The rank of an event by its type."""
    ranks = {kind: row.rank for kind, row in table.items()}
    return lambda event: ranks[type(event)]
