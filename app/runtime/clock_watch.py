"""Reports in the log when the senders' clock and this machine's begin and cease to differ.

How far they differ, the state says (`state/event_clock.py`).
"""

import logging
import math
import time
from collections.abc import Callable

MIN_INTERVAL_S = 60.0  # between two lines, for an offset that comes and goes
log = logging.getLogger(__name__)


def describe(offset: int) -> str:
    """The offset in words, and what to do; positive where the senders' dates are ahead."""
    differ = f"{abs(offset)} s {'ahead of' if offset > 0 else 'behind'} this machine's clock"
    return f"webhooks' dates are {differ}: set the clock that is wrong, most likely this one"


class ClockWatch:
    """Remembers what the log says already."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """`now` measures the time between two lines."""
        self._now = now
        self._differs = False
        self._logged_at = -math.inf

    def look(self, offset: int | None) -> None:
        """Log it if the clocks have begun or ceased to differ."""
        differs = offset is not None
        if differs == self._differs or self._now() < self._logged_at + MIN_INTERVAL_S:
            return
        if offset is not None:
            log.warning("%s", describe(offset))
        else:
            log.info("webhooks' dates and this machine's clock agree again")
        self._differs, self._logged_at = differs, self._now()
