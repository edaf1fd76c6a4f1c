"""When a delivery is due in real time. Live, or at a speed; 0 is as fast as it is accepted."""

import asyncio
import time


class Live:
    """Simulated time is the wall clock's: after a machine's sleep the center catches up by itself."""

    async def until(self, due: float) -> None:
        """Wait for the instant `due` (seconds since the epoch)."""
        if (left := due - time.time()) > 0:
            await asyncio.sleep(left)


class Speed:
    """`speed` simulated seconds pass in one real second, from the first delivery on."""

    def __init__(self, speed: float) -> None:
        if speed < 0:
            raise ValueError(f"speed is 0 or more, not {speed}")
        self._speed = speed
        self._first: tuple[float, float] | None = None

    async def until(self, due: float) -> None:
        """Wait until the simulated instant `due` (seconds since the epoch) has come."""
        if not self._speed:
            return
        if self._first is None:
            self._first = (due, time.monotonic())
        simulated, real = self._first
        if (left := real + (due - simulated) / self._speed - time.monotonic()) > 0:
            await asyncio.sleep(left)


Pace = Live | Speed
