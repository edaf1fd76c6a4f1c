"""Connections, and what aiohttp has no setting for: how many there may be, and how long one may say nothing.

Its own settings bound the rest (`serving.py`): the size of a head, and the time between two requests. Where
descriptors run short idle connections go first and streams are refused, so webhooks still come through.
"""

import asyncio
import errno
import logging
import resource
from collections import Counter
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from .problems import RETRY, Refusal

HEAD = 15.0  # seconds for the head of a connection's first request, however it trickles
TAKING = 30.0  # seconds between two looks at who does not take an answer: at the second, they are let go
REMINDER = 60.0  # seconds between two lines of the log about the same trouble
OWN = (32, 128)  # descriptors, at least and at most, that are not connections: the journal, the log, files being sent
STREAMS = 0.75  # of all connections may be streams, which stay; the others are for webhooks, which go
FEW = 256  # descriptors that every system gives; some do not say how many
CEILING = 65_536  # connections, where the system allows so many files
log = logging.getLogger(__name__)


class Connections:
    """Who is connected. Where there is no more room, who has been idle for longest makes some."""

    def __init__(self) -> None:
        """Nobody is connected yet."""
        self.ceiling = CEILING
        self.size = 0
        self.closed: Counter[str] = Counter()
        self._idle: dict[asyncio.Transport, asyncio.TimerHandle | None] = {}
        self._untaken: set[asyncio.Transport] = set()
        self._looking = False
        self._told = -REMINDER

    @property
    def most(self) -> int:
        """The connections that there is room for now; the limit may be changed while the process runs."""
        try:
            limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        except (OSError, ValueError):
            limit = FEW
        if limit == resource.RLIM_INFINITY:
            return self.ceiling
        return min(self.ceiling, max(limit - min(max(OWN[0], limit // 10), OWN[1]), 4))

    @property
    def trouble(self) -> str:
        """What is wrong, if anything."""
        return f"{self.size} connections are open, there is room for {self.most}" if self.size > self.most else ""

    def came(self, transport: asyncio.Transport) -> None:
        """Somebody connected; let go of them if they don't ask for anything soon."""
        self.size += 1
        if self.size > self.most:
            self._tell(f"all {self.most} connections are taken: the longest idle is closed for each new one")
            longest = next(iter(self._idle), transport)
            self.spoke(longest)
            self._close(longest, "crowded")
        if not transport.is_closing():
            self._idle[transport] = asyncio.get_running_loop().call_later(HEAD, self._close, transport, "silent")
        self._look_later()

    def spoke(self, transport: asyncio.Transport | None) -> None:
        """A whole request has come and is being answered."""
        if transport is None:
            return
        if timer := self._idle.pop(transport, None):
            timer.cancel()
        self._untaken.discard(transport)

    def rests(self, transport: asyncio.Transport | None) -> None:
        """It was answered; aiohttp closes the connection if no other comes, once the answer has been taken."""
        if transport is not None and not transport.is_closing():
            self._idle[transport] = None

    def left(self, transport: asyncio.Transport | None) -> None:
        """A connection is over."""
        self.size -= 1
        self.spoke(transport)

    def complain(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Say once in a while that no connection can be accepted; the event loop would say so at every attempt."""
        if getattr(context.get("exception"), "errno", None) in {errno.EMFILE, errno.ENFILE}:
            self._tell("no descriptor is left for another connection")
        else:
            loop.default_exception_handler(context)

    def _look_later(self) -> None:
        if not self._looking:
            self._looking = True
            asyncio.get_running_loop().call_later(TAKING, self._look)

    def _look(self) -> None:
        """Let go of whoever has left an answer waiting since the last look: it would wait here for ever."""
        waiting = {transport for transport in self._idle if transport.get_write_buffer_size()}
        for transport in waiting & self._untaken:
            self.spoke(transport)
            self._close(transport, "untaken")
        self._untaken = waiting.intersection(self._idle)
        self._looking = False
        if self.size:
            self._look_later()

    def _close(self, transport: asyncio.Transport, why: str) -> None:
        self.closed[why] += 1
        transport.abort()

    def _tell(self, trouble: str) -> None:
        now = asyncio.get_running_loop().time()
        if now >= self._told + REMINDER:
            log.warning("%s", trouble)
            self._told = now


CONNECTIONS = web.AppKey("connections", Connections)


@web.middleware
async def noted(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let the connections know who is being answered; a stream may not take what webhooks need."""
    connections, transport = request.app[CONNECTIONS], request.transport
    connections.spoke(transport)
    try:
        if request.path == "/events" and connections.size > STREAMS * connections.most:
            raise Refusal(503, "Too many watch already; come again.", headers=RETRY)
        return await handler(request)
    finally:
        if request.transport is transport:  # a stream has taken it otherwise
            connections.rests(transport)
