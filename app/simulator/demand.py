"""How busy an hour of the day is: the shape of demand, 1.0 at its peak. Not the noise around it.

The shape (a steep morning rise, a peak before noon, a dip at lunch, a second and lower hump in the
afternoon, a long evening tail) is the one Brown et al., "Statistical Analysis of a Telephone Call
Center: A Queueing-Science Perspective", JASA 2005, show for a bank, and Gans, Koole & Mandelbaum,
"Telephone Call Centers: Tutorial, Review, and Research Prospects", 2003, call typical.

A live centre must be busy whenever somebody tries it, at night and on Sundays too. So a live simulation
does not follow the wall clock's hour: it begins in the morning's rise and knows only the hours from
OPENS to CLOSES, one such day after another. A rehearsal at another speed follows the whole day.
"""

from dataclasses import dataclass
from typing import Final

OPENS: Final = 8.5
"""The curve's hour at which a live centre's busy day begins; load there equals that at CLOSES."""
CLOSES: Final = 18.0

# Demand by the hour, linear in between. A quarter of the load remains at night: a centre open all day.
_HOURLY: Final = (
    0.27, 0.25, 0.25, 0.25, 0.25, 0.27, 0.35, 0.55, 0.72, 0.90, 1.00, 0.98,
    0.88, 0.82, 0.93, 0.95, 0.90, 0.84, 0.78, 0.66, 0.55, 0.45, 0.36, 0.30,
)  # fmt: skip
_HOUR: Final = 3600


@dataclass(frozen=True)
class Curve:
    """Demand at a moment: `begins` is the instant (s) that has the curve's hour `hour`."""

    begins: float
    hour: float
    busy_only: bool

    def demand(self, at: float) -> float:
        """The load at the instant `at` (s) as a share of the day's peak."""
        hour = self._hour(at)
        whole = int(hour)
        low, high = _HOURLY[whole % 24], _HOURLY[(whole + 1) % 24]
        return low + (high - low) * (hour - whole)

    def _hour(self, at: float) -> float:
        hour = self.hour + (at - self.begins) / _HOUR
        if not self.busy_only:
            return hour % 24
        return OPENS + (hour - OPENS) % (CLOSES - OPENS)


def always_busy(begins: float) -> Curve:
    """For a live centre: `begins` (s) falls on the opening, and it never closes."""
    return Curve(begins, OPENS, busy_only=True)


def whole_day(begins: float, hour: float) -> Curve:
    """For a rehearsal: `begins` (s) falls on the local hour `hour`, and the night is quiet."""
    return Curve(begins, hour, busy_only=False)
