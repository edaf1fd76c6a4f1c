"""A schedule for rare events: one that chance leaves out for too long is made to happen.

A wallboard is judged within minutes; an event that happens twice a day would never be seen.
"""

from typing import Final

EVERY: Final = 1200.0
"""No rare event is missing for longer than this (s), so that every hour has it even if it takes a while."""
ONCE_AN_HOUR: Final = 2500.0
"""For events that hurt the figures: rare, but present in every hour."""


class RareEvents:
    """When each rare event last happened, in simulated seconds."""

    def __init__(self, begins: float) -> None:
        """The first ones are due one after another soon after `begins`."""
        self._begins = begins
        self._last: dict[str, float] = {}

    def due(self, name: str, now: float, every: float = EVERY) -> bool:
        """Whether it should happen now, because it has not for `every` seconds."""
        if name not in self._last:
            ago = 0.3 + 0.06 * ((7 * len(self._last)) % 10)
            self._last[name] = self._begins - every * ago
        return now - self._last[name] >= every

    def done(self, name: str, now: float) -> None:
        """Record that it happened."""
        self._last[name] = now
