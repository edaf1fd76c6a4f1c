"""An imperfect line between the call centre and the wallboard: it doubles, disorders and loses.

A perfect line changes nothing. Each delivery gets its own delay, so that deliveries overtake each other
by up to `disorder` seconds of the simulated time, and what is handed out stays in the order of being due.
"""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from . import chance
from .world import Event

FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"
TEXT: Final = "text/plain"

_COPY_AFTER: Final = 1.0
"""A copy follows within this time (s), or within the disorder if that is more."""


@dataclass(frozen=True, slots=True, order=True)
class Delivery:
    """One POST: when it is due and when it is dated (both in seconds since the epoch), and its body."""

    due: float
    place: int  # of two due at once, the one that happened first
    dated: float = field(compare=False)
    body: bytes = field(compare=False)
    type: str = field(default=FORM, compare=False)  # the body's content type


def form(body: dict[str, str]) -> bytes:
    """A body as Thulium would send it, form-encoded."""
    return urlencode(body).encode()


class Channel:
    """How far deliveries fall short of the events: `doubled` and `lost` count what was done to them."""

    def __init__(self, seed: int, *, doubles: float = 0.0, disorder: float = 0.0, loss: float = 0.0) -> None:
        """`doubles` and `loss` are shares of the deliveries, `disorder` is in simulated seconds."""
        for name, share in (("doubles", doubles), ("loss", loss)):
            if not 0 <= share <= 1:
                raise ValueError(f"{name} is a share from 0 to 1, not {share}")
        if disorder < 0:
            raise ValueError(f"disorder is a number of seconds from 0 on, not {disorder}")
        self.doubled = 0
        self.lost = 0
        self._rng = chance.stream(seed, "line")
        self._doubles = doubles
        self._disorder = disorder
        self._loss = loss

    def deliveries(self, events: Iterable[Event]) -> Iterator[Delivery]:
        """The events as deliveries in the order of being due; the events must come in their order."""
        waiting: list[Delivery] = []
        for place, event in enumerate(events):
            while waiting and waiting[0].due <= event.at:
                yield heapq.heappop(waiting)
            for delivery in self._send(place, event):
                heapq.heappush(waiting, delivery)
        while waiting:
            yield heapq.heappop(waiting)

    def _send(self, place: int, event: Event) -> Iterator[Delivery]:
        rng = self._rng
        if rng.random() < self._loss:
            self.lost += 1
            return
        body = form(event.body)
        yield Delivery(event.at + rng.uniform(0, self._disorder), place, event.at, body)
        if rng.random() < self._doubles:
            self.doubled += 1
            late = rng.uniform(0, max(self._disorder, _COPY_AFTER))
            yield Delivery(event.at + late, place, event.at, body)
