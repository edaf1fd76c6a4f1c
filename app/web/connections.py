"""Connections, and what aiohttp has no setting for: how many there may be, and how long one may say nothing.

Its own settings bound the rest (`serving.py`): the size of a head, and the time between two requests.
"""

import asyncio
import logging

from aiohttp import web
from aiohttp.typedefs import Handler

HEAD = 15.0  # seconds for the head of a connection's first request, however it trickles
REMINDER = 60.0  # seconds between two lines of the log about the same trouble
log = logging.getLogger(__name__)


class Connections:
    """Who is connected. Where there is no more room, who has been idle for longest makes some."""

    def __init__(self, most: int) -> None:
        """Nobody is connected yet."""
        self.most = most
        self.size = 0
        self._idle: dict[asyncio.BaseTransport, asyncio.TimerHandle | None] = {}
        self._told = -REMINDER

    def came(self, transport: asyncio.Transport) -> None:
        """Somebody connected; let go of them if they don't ask for anything soon."""
        self.size += 1
        loop = asyncio.get_running_loop()
        if self.size > self.most:
            if loop.time() >= self._told + REMINDER:
                log.warning("all %d connections are taken: the longest idle is closed for each new one", self.most)
                self._told = loop.time()
            longest = next(iter(self._idle), transport)
            self.spoke(longest)
            _close(longest)
        self._idle[transport] = loop.call_later(HEAD, _close, transport)

    def spoke(self, transport: asyncio.BaseTransport | None) -> None:
        """A whole request has come and is being answered."""
        if transport is not None and (timer := self._idle.pop(transport, None)):
            timer.cancel()

    def rests(self, transport: asyncio.BaseTransport | None) -> None:
        """It was answered; aiohttp closes the connection if no other comes."""
        if transport is not None and not transport.is_closing():
            self._idle[transport] = None

    def left(self, transport: asyncio.BaseTransport | None) -> None:
        """A connection is over."""
        self.size -= 1
        self.spoke(transport)


CONNECTIONS = web.AppKey("connections", Connections)


@web.middleware
async def noted(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let the connections know who is being answered."""
    connections, transport = request.app[CONNECTIONS], request.transport
    connections.spoke(transport)
    try:
        return await handler(request)
    finally:
        connections.rests(transport)


def _close(transport: asyncio.BaseTransport) -> None:
    if isinstance(transport, asyncio.Transport):
        transport.abort()
