"""A patch's cost: bring a document up to date after one event, and frame the patch for the wire.

The same hour of the same hundred agents happens twice: once alone, once while 9,900 others are known. What
those others cost is the ratio; applying the events is not counted.
"""

import time

import msgspec

from app.board.document import Audience, Document, named
from app.live.entries import Offered, read
from app.live.frames import frame
from app.settings import Settings
from app.simulator import configuration
from app.state.apply import Entry, apply
from app.state.state import State

from .days import MORNING, SEED, Delivered, busy
from .table import Row, interleaved

FEW = 100
MANY = 10_000
WARM = 8000  # events after which the centre is at work
ROUND = 800
ROUNDS = 7
AIM = 1.5


class Watched:
    """A state, its document, and a place in the morning that happens to it."""

    def __init__(self, settings: Settings, agents: int, deliveries: list[Delivered]) -> None:
        """Everybody beyond the first hundred logs in and stays; then the centre gets to work."""
        self.settings = settings
        self.state = State(rules=settings.rules)
        self.document = Document(Audience("supervisor"), settings)
        self._left = iter(deliveries)
        date = deliveries[0].fields["date"]
        for number in range(agents - FEW):
            login = f"other{number:05d}"
            self._happens(MORNING, {"action": "AGENT_LOGGED_IN", "agent_login": login, "date": date})
        for _ in range(WARM):
            self._next()
        self.document.refresh(self.state)

    def patches(self) -> float:
        """CPU seconds for the patches of one round."""
        taken = 0
        for _ in range(ROUND):
            self._next()
            began = time.process_time_ns()
            patch = named(self.document.refresh(self.state), self.state.version, self.state.now, self.settings)
            frame("patch", patch, self.state.version)
            taken += time.process_time_ns() - began
        return taken / 1e9

    def _next(self) -> None:
        delivered = next(self._left)
        self._happens(delivered.at, delivered.fields)

    def _happens(self, at: int, fields: dict[str, str | None]) -> None:
        said, mark = read(Offered(fields), self.settings.rules, at, trust=False)
        apply(self.state, Entry(self.state.version + 1, at, said, mark))


def measure() -> list[Row]:
    """One row."""
    settings = msgspec.convert(configuration(FEW, SEED), Settings)
    deliveries = busy(FEW, WARM + ROUND * ROUNDS)
    few, many = Watched(settings, FEW, deliveries), Watched(settings, MANY, deliveries)
    taken = interleaved(ROUNDS, many.patches, few.patches)
    return [
        Row(
            f"a patch, {MANY:,} agents known",
            f"{1e6 * taken.figure / ROUND:.0f} µs",
            f"{FEW} agents known {1e6 * taken.beside / ROUND:.0f} µs",
            f"{taken.ratio:.2f}",
            f"<= {AIM}",
            taken.ratio <= AIM,
        )
    ]
