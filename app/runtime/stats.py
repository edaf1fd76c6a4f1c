"""Counts and times of the ingest since its start, as plain numbers.

Not here: their form for Prometheus (`web/handlers/metrics.py`), and the daily figures, which outlive a restart and are
part of the document.
"""

from bisect import bisect_left
from collections import Counter

BUCKET_BOUNDS_S = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Histogram:
    """A histogram of seconds: how many took at most each of `BOUNDS`; the last count is of those above."""

    def __init__(self) -> None:
        """Nothing took any time yet."""
        self.counts = [0] * (len(BUCKET_BOUNDS_S) + 1)
        self.total = 0.0

    def observe(self, seconds: float) -> None:
        """Count one observation of this many seconds."""
        self.counts[bisect_left(BUCKET_BOUNDS_S, seconds)] += 1
        self.total += seconds


class IngestStats:
    """Bodies by result, and the seconds that batches took to be stored and to be applied."""

    def __init__(self) -> None:
        """Nothing happened yet."""
        self.results: Counter[str] = Counter()
        self.journal = Histogram()
        self.apply = Histogram()
