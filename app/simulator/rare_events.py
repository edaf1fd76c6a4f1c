"""A rota of rare things: what chance might leave out of an hour is made to happen in time.

A wallboard is judged within minutes; a kind of event that comes twice a day would never be seen.
"""

from typing import Final

EVERY: Final = 1200.0
"""No rare thing is missing for longer than this (s), so that every hour has it even when it takes a while."""
ONCE_AN_HOUR: Final = 2500.0
"""For what harms the figures: rare, yet certain in every hour."""


class RareEvents:
    """When each rare thing last happened, in simulated seconds."""

    def __init__(self, begins: float) -> None:
        """The first turns come one after another soon after `begins`, not all at once."""
        self._begins = begins
        self._last: dict[str, float] = {}

    def due(self, name: str, now: float, every: float = EVERY) -> bool:
        """Whether it should happen now because it has not for too long (`every`, in seconds)."""
        if name not in self._last:
            ago = 0.3 + 0.06 * ((7 * len(self._last)) % 10)
            self._last[name] = self._begins - every * ago
        return now - self._last[name] >= every

    def done(self, name: str, now: float) -> None:
        """It happened."""
        self._last[name] = now
