"""The cost of an event: apply it, bring a document up to date, and frame the patch for the wire.

The same hour of the same hundred agents happens twice: once alone, once while 9,900 others are known. What
those others cost is the ratio.
"""

import time

import msgspec

from app.config.schema import Settings
from app.document.document import Audience, Document, with_version
from app.runtime.encoding import frame
from app.runtime.sequencing import Submission, parse
from app.simulator import configuration
from app.state.apply import Entry, apply
from app.state.state import State
from tests.benchmarks.days import MORNING, SEED, Delivered, busy
from tests.benchmarks.table import Row, interleaved

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
            fields = {"action": "AGENT_LOGGED_IN", "agent_login": login, "date": date}
            self._happens(Delivered(MORNING, fields, b""))
        for _ in range(WARM):
            self._happens(next(self._left))
        self.document.refresh(self.state)

    def patches(self) -> float:
        """CPU seconds for the events and patches of one round."""
        taken = 0
        for _ in range(ROUND):
            delivered = next(self._left)
            began = time.process_time_ns()
            self._happens(delivered)
            patch = with_version(self.document.refresh(self.state), self.state.version, self.state.now, self.settings)
            frame("patch", patch, self.state.version)
            taken += time.process_time_ns() - began
        return taken / 1e9

    def _happens(self, delivered: Delivered) -> None:
        said, mark = parse(Submission(delivered.fields), self.settings.rules, delivered.at, trust=False)
        apply(self.state, Entry(self.state.version + 1, delivered.at, said, mark))


def measure() -> list[Row]:
    """One row."""
    settings = msgspec.convert(configuration(FEW, SEED), Settings)
    deliveries = busy(FEW, WARM + ROUND * ROUNDS)
    few, many = Watched(settings, FEW, deliveries), Watched(settings, MANY, deliveries)
    taken = interleaved(ROUNDS, many.patches, few.patches)
    return [
        Row(
            f"an event applied and its patch, {MANY:,} agents known",
            f"{1e6 * taken.figure / ROUND:.0f} µs",
            f"{FEW} agents known {1e6 * taken.beside / ROUND:.0f} µs",
            taken.parsed,
            f"<= {AIM}",
            taken.ratio <= AIM,
        )
    ]
