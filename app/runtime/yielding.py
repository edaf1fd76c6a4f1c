"""How long work gives the event loop back: after a slice of time, whatever a single item of it costs.

Not here: how costly one item may be. An event, a row and a document bound that themselves.
"""

import asyncio
import time
from collections.abc import Callable, Generator
from types import TracebackType
from typing import TypeVar

SLICE_S = 0.01  # of the writer's own work
BACKGROUND_SLICE_S = 0.002  # of all that a webhook should not wait for
MAX_DEFERRAL_S = 0.1  # that background work waits for all else before each slice, so it never stands still
POLL_S = 0.001
ARRIVAL_TURNS = 3  # of the event loop, from a webhook's first byte until the writer knows of it
T = TypeVar("T")
QUIET_TURN_S = 0.0004  # one that takes longer had something to do: a connection to accept, a request to read


class TimeSlice:
    """The time that one task may work before it gives the event loop to others."""

    def __init__(self, seconds: float = SLICE_S) -> None:
        """It begins now."""
        self._seconds = seconds
        self._ends_at = time.monotonic() + seconds

    def is_over(self) -> bool:
        """Whether it is time to `renew` it."""
        return time.monotonic() >= self._ends_at

    async def renew(self) -> None:
        """Yield to other tasks, and start the next slice."""
        await self._give_way()
        self._ends_at = time.monotonic() + self._seconds

    async def _give_way(self) -> None:
        await asyncio.sleep(0)


class BackgroundSlice(TimeSlice):
    """The same for work with lower priority than webhooks: between two slices it waits for a quiet event loop."""

    def __init__(
        self, is_busy: Callable[[], bool], seconds: float = BACKGROUND_SLICE_S, max_deferral: float = MAX_DEFERRAL_S
    ) -> None:
        """`is_busy` says whether webhooks wait for their answer."""
        super().__init__(seconds)
        self._is_busy = is_busy
        self._max_deferral = max_deferral

    async def _give_way(self) -> None:
        now = time.monotonic()
        deadline = now + self._max_deferral
        quiet_turns = 0
        while quiet_turns < ARRIVAL_TURNS and now < deadline:
            is_busy = self._is_busy()
            await asyncio.sleep(POLL_S if is_busy else 0)
            before, now = now, time.monotonic()
            quiet_turns = 0 if is_busy or now - before > QUIET_TURN_S else quiet_turns + 1


async def run_in_slices(steps: Generator[None, None, T], time_slice: TimeSlice) -> T:
    """What the steps return; between two of them the slice is renewed once it is over."""
    while True:
        try:
            next(steps)
        except StopIteration as done:
            result: T = done.value
            return result
        if time_slice.is_over():
            await time_slice.renew()


class RenderingEnded(Exception):
    """The server is stopping: no more pages or documents are made."""


class RenderLock:
    """A lock around the making of a page or document: one at a time, with webhooks between them.

    Cheap work does not yield: the next in line waits only once a slice of time is used up.
    """

    def __init__(self, is_busy: Callable[[], bool]) -> None:
        """`is_busy` says whether webhooks wait for their answer."""
        self._lock = asyncio.Lock()
        self._slice = BackgroundSlice(is_busy)
        self._used = 0.0
        self._began_at = 0.0
        self._closed = False

    def close(self) -> None:
        """Raise RenderingEnded for all who wait, and for all later ones."""
        self._closed = True

    async def __aenter__(self) -> None:
        await self._lock.acquire()
        if self._used >= BACKGROUND_SLICE_S and not self._closed:
            self._used = 0.0
            try:
                await self._slice.renew()
            except BaseException:
                self._lock.release()
                raise
        if self._closed:
            self._lock.release()
            raise RenderingEnded
        self._began_at = time.monotonic()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._used += time.monotonic() - self._began_at
        self._lock.release()
