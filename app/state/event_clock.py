"""The clock of a recording: the newest date that can be believed, never the machine's. And how far two clocks differ.

Not here: the wall clock. Under `--clock wall` an entry's own instant is the time.
"""

from collections.abc import Sequence
from statistics import median

import msgspec

DAY = 86400
OFFSET_DELIVERIES = 20  # the newest ones decide
OFFSET_MIN_DELIVERIES = 5
OFFSET_TOLERANCE_S = 120


class EventClock(msgspec.Struct, frozen=True):
    """The latest date so far; it never goes back. `ahead` is a lone date over a day ahead that nobody confirmed."""

    now: int = 0
    ahead: int | None = None

    def observe(self, date: int) -> "EventClock":
        """The clock after one more date. A leap of over a day needs a second date that agrees."""
        if date <= self.now and self.ahead is None:
            return self
        if not self.now or date <= self.now + DAY:
            return EventClock(max(self.now, date))
        if self.ahead is not None and abs(date - self.ahead) <= DAY:
            return EventClock(max(date, self.ahead))
        return EventClock(self.now, date)


def clock_offset(aheads: Sequence[int]) -> int | None:
    """Seconds that the senders' clock is ahead of ours, by how far the newest dates were; None while they agree."""
    if len(aheads) < OFFSET_MIN_DELIVERIES:
        return None
    offset = round(median(aheads))
    return offset if abs(offset) > OFFSET_TOLERANCE_S else None
