"""A limit on queries to the journal: one runs at a time, few wait, the others are refused; webhooks go before all.

Not here: what is queried (`chronicle.py`, `timelines.py`), and limits on what is posted (`room.py`).
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

MAX_WAITING = 4
PLACE_WAIT_S = (1.0, 3.0)  # until a query is refused: hundreds that come again at once would keep the event loop busy
CLIENT_CHECK_S = 0.1  # between two looks whether the client is still there
T = TypeVar("T")


class TooManyQueries(Exception):
    """As many queries wait as may."""


class QueryAborted(Exception):
    """The client has gone, or the server stops: nobody wants the answer."""


class QueryLimit:
    """Queries that wait or run now."""

    def __init__(self) -> None:
        """None of them yet."""
        self._places = asyncio.Semaphore(MAX_WAITING + 1)
        self._turn = asyncio.Lock()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closed = False

    async def run(self, query: Callable[[], Awaitable[T]], is_gone: Callable[[], bool]) -> T:
        """The query's answer. TooManyQueries where others wait, QueryAborted once `is_gone` or after `close`."""
        try:
            async with asyncio.timeout(random.uniform(*PLACE_WAIT_S)):  # noqa: S311 - no secret
                await self._places.acquire()
        except TimeoutError:
            raise TooManyQueries from None
        try:
            return await self._watched(query, is_gone)
        finally:
            self._places.release()

    def close(self) -> None:
        """Break off what runs and waits; what comes from now on is not begun."""
        self._closed = True
        for task in self._tasks:
            task.cancel()

    async def _watched(self, query: Callable[[], Awaitable[T]], is_gone: Callable[[], bool]) -> T:
        """Run the query until its client has gone."""
        if self._closed or is_gone():
            raise QueryAborted
        task = asyncio.create_task(self._in_turn(query))
        self._tasks.add(task)
        try:
            while not task.done():
                await asyncio.wait({task}, timeout=CLIENT_CHECK_S)
                if is_gone():
                    task.cancel()
            if task.cancelled():
                raise QueryAborted
            return task.result()
        finally:
            task.cancel()
            self._tasks.discard(task)

    async def _in_turn(self, query: Callable[[], Awaitable[T]]) -> T:
        async with self._turn:
            return await query()
