"""The sender: deliveries over HTTP, several in flight, in the order in which they are due. It creates none.

It does little, so that a rehearsal at full speed measures the server and not the simulator: bodies are ready bytes,
connections stay open, a few tasks share them.
"""

import asyncio
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

import aiohttp
from yarl import URL

from .channel import FORM, JSON, TEXT, Delivery
from .errors import Complaints
from .pace import Pace
from .summary import Summary

IN_FLIGHT: Final = 32
"""The most deliveries in flight."""
APART: Final = 6
"""Deliveries in flight are dated no further apart than this (s), unless reordering is requested.

Otherwise a quiet hour would be sent one delivery at a time. A server that answers in milliseconds still receives
them within 3 s of their order.
"""
FIRST_PAUSE: Final = 0.25
LONGEST_PAUSE: Final = 30.0
"""Between two attempts to deliver to an unreachable server (s): doubled from the first to the second value."""
_ANSWER_WITHIN: Final = 60.0
_NO_ANSWER: Final = 0


class _Window:
    """The dates of the deliveries in flight, close enough that none overtakes another by much."""

    def __init__(self, apart: float) -> None:
        self._apart = apart
        self._flying: list[int] = []
        self._moved = asyncio.Event()

    async def enter(self, second: int) -> None:
        """Wait until a delivery of this second may be in flight with the others."""
        flying = self._flying
        while flying and max(*flying, second) - min(*flying, second) > self._apart:
            self._moved.clear()
            await self._moved.wait()
        flying.append(second)

    def leave(self, second: int) -> None:
        """End a delivery that was answered."""
        self._flying.remove(second)
        self._moved.set()


class Sender:
    """Sends to one URL; an async context manager that holds the connections."""

    def __init__(
        self,
        url: str,
        credentials: tuple[str, str] | None,
        say: Callable[[str], None],
        disorder: float = 0.0,
    ) -> None:
        """`credentials`: user name and password for Basic auth. `say` takes a line for a person to read.

        A `url` that is not an http address raises ValueError.
        """
        self.figures = Summary()
        self._url = URL(url)
        if self._url.scheme not in ("http", "https") or not self._url.host:
            raise ValueError(f"{url} is not an http address")
        self._complaints = Complaints(url, say)
        self._window = _Window(APART + disorder)
        signed = {"Authorization": aiohttp.encode_basic_auth(*credentials)} if credentials else {}
        self._headers = {type_: {"Content-Type": type_, **signed} for type_ in (FORM, JSON, TEXT)}
        self._reachable = asyncio.Event()
        self._reachable.set()
        self._probing = asyncio.Lock()

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=IN_FLIGHT),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=_ANSWER_WITHIN),
            skip_auto_headers=("Accept-Encoding",),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def send(self, deliveries: Iterable[Delivery], pace: Pace) -> Summary:
        """Send all deliveries, each when it is due; returns when the last one is answered."""
        began = time.monotonic()
        handed: asyncio.Queue[Delivery] = asyncio.Queue(maxsize=1)
        try:
            async with asyncio.TaskGroup() as tasks:
                carriers = [tasks.create_task(self._carry(handed)) for _ in range(IN_FLIGHT)]
                for delivery in deliveries:
                    await pace.until(delivery.due)
                    await self._window.enter(int(delivery.dated))
                    await handed.put(delivery)
                await handed.join()
                for carrier in carriers:
                    carrier.cancel()
        finally:
            self.figures.seconds += time.monotonic() - began
        return self.figures

    async def _carry(self, handed: asyncio.Queue[Delivery]) -> None:
        while True:
            delivery = await handed.get()
            await self.deliver(delivery)
            self._window.leave(int(delivery.dated))
            handed.task_done()

    async def deliver(self, delivery: Delivery) -> bool:
        """Send one until it is accepted or finally refused; returns whether it was accepted."""
        await self._reachable.wait()
        status = await self._post(delivery)
        if _worth_another_try(status):
            status = await self._insist(delivery)
        if status < 300:
            self.figures.sent += 1
        else:
            self.figures.refused += 1
        return status < 300

    async def _insist(self, delivery: Delivery) -> int:
        """Retry with growing pauses. One delivery retries; the others wait behind it, in order."""
        async with self._probing:
            pause = FIRST_PAUSE
            while _worth_another_try(status := await self._post(delivery)):
                self._reachable.clear()
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            self._reachable.set()
            self._complaints.settled()
            return status

    async def _post(self, delivery: Delivery) -> int:
        """The answer's status, or _NO_ANSWER."""
        headers = self._headers[delivery.type]
        try:
            async with self._session.post(
                self._url, data=delivery.body, headers=headers, allow_redirects=False
            ) as answer:
                if answer.status >= 300:
                    self._complaints.refused(answer.status, await answer.text(errors="replace"))
                return answer.status
        except TimeoutError:
            self._complaints.unreachable("no answer in time")
        except aiohttp.ClientError as error:
            self._complaints.unreachable(_reason(error))
        return _NO_ANSWER


def _worth_another_try(status: int) -> bool:
    return status == _NO_ANSWER or status >= 500 or status == 429


def _reason(error: aiohttp.ClientError) -> str:
    """Why there was no answer, in the operating system's words if available."""
    with suppress(AttributeError):
        return str(error.os_error.strerror or error)  # type: ignore[attr-defined]
    return str(error) or type(error).__name__
