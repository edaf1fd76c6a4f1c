"""What the event loop does while a test waits: how often it turns, and how long the longest turn keeps it busy."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tests.own_heap import own_heap


@dataclass
class Turns:
    """`longest` is in CPU seconds of this thread, so that a busy machine changes nothing."""

    count: int = 0
    longest: float = 0.0


@asynccontextmanager
async def watched_turns() -> AsyncIterator[Turns]:
    turns, last = Turns(), time.thread_time()

    def look() -> None:
        nonlocal last
        now = time.thread_time()
        turns.longest = max(turns.longest, now - last)
        last = now

    async def watch() -> None:
        while True:
            look()
            await asyncio.sleep(0)
            turns.count += 1

    with own_heap():
        last = time.thread_time()
        watching = asyncio.create_task(watch())
        try:
            yield turns
        finally:
            look()
            watching.cancel()
