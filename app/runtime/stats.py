"""What the writer has done since it began: results and times, counted as plain numbers.

How they are shown to Prometheus: `web/handlers/metrics.py`. The figures of the day, which outlive a restart, are the
document's, not these.
"""

from bisect import bisect_left
from collections import Counter

BUCKET_BOUNDS_S = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Histogram:
    """A histogram of seconds: how many took at most each of `BOUNDS`, the last count for what took longer."""

    def __init__(self) -> None:
        """Nothing took any time yet."""
        self.counts = [0] * (len(BUCKET_BOUNDS_S) + 1)
        self.total = 0.0

    def observe(self, seconds: float) -> None:
        """One more took so long."""
        self.counts[bisect_left(BUCKET_BOUNDS_S, seconds)] += 1
        self.total += seconds


class IngestStats:
    """Results of bodies by their word, and the seconds that a batch took to be kept and to be applied."""

    def __init__(self) -> None:
        """Nothing happened yet."""
        self.results: Counter[str] = Counter()
        self.journal = Histogram()
        self.apply = Histogram()
