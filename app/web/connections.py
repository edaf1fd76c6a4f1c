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

from .problems import RETRY_SOON, ProblemError

HEAD_WAIT_S = 15.0  # seconds for the head of a connection's first request, however it trickles
UNTAKEN_CHECK_S = 30.0  # seconds between two looks at who does not take an answer: at the second, they are let go
LOG_INTERVAL_S = 60.0  # seconds between two lines of the log about the same trouble
RESERVED_DESCRIPTORS = (
    32,
    128,
)  # descriptors, at least and at most, that are not connections: the journal, the log, files being sent
MAX_STREAM_SHARE = 0.75  # of all connections may be streams, which stay; the others are for webhooks, which go
MIN_DESCRIPTORS = 256  # descriptors that every system gives; some do not say how many
MAX_CONNECTIONS = 65_536  # connections, where the system allows so many files
log = logging.getLogger(__name__)


class Connections:
    """Who is connected. Where there is no more room, who has been idle for longest makes some."""

    def __init__(self) -> None:
        """Nobody is connected yet."""
        self.ceiling = MAX_CONNECTIONS
        self.size = 0
        self.closed: Counter[str] = Counter()
        self._idle: dict[asyncio.Transport, asyncio.TimerHandle | None] = {}
        self._untaken: set[asyncio.Transport] = set()
        self._checking = False
        self._logged_at = -LOG_INTERVAL_S

    @property
    def limit(self) -> int:
        """The connections that there is room for now; the limit may be changed while the process runs."""
        try:
            limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        except (OSError, ValueError):
            limit = MIN_DESCRIPTORS
        if limit == resource.RLIM_INFINITY:
            return self.ceiling
        return min(
            self.ceiling, max(limit - min(max(RESERVED_DESCRIPTORS[0], limit // 10), RESERVED_DESCRIPTORS[1]), 4)
        )

    @property
    def error(self) -> str:
        """What is wrong, if anything."""
        return f"{self.size} connections are open, there is room for {self.limit}" if self.size > self.limit else ""

    def connected(self, transport: asyncio.Transport) -> None:
        """Somebody connected; let go of them if they don't ask for anything soon."""
        self.size += 1
        if self.size > self.limit:
            self._log_sometimes(f"all {self.limit} connections are taken: the longest idle is closed for each new one")
            longest = next(iter(self._idle), transport)
            self.request_received(longest)
            self._close(longest, "crowded")
        if not transport.is_closing():
            self._idle[transport] = asyncio.get_running_loop().call_later(HEAD_WAIT_S, self._close, transport, "silent")
        self._check_later()

    def request_received(self, transport: asyncio.Transport | None) -> None:
        """A whole request has come and is being answered."""
        if transport is None:
            return
        if timer := self._idle.pop(transport, None):
            timer.cancel()
        self._untaken.discard(transport)

    def answered(self, transport: asyncio.Transport | None) -> None:
        """It was answered; aiohttp closes the connection if no other comes, once the answer has been taken."""
        if transport is not None and not transport.is_closing():
            self._idle[transport] = None

    def disconnected(self, transport: asyncio.Transport | None) -> None:
        """A connection is over."""
        self.size -= 1
        self.request_received(transport)

    def log_accept_error(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Say once in a while that no connection can be accepted; the event loop would say so at every attempt."""
        if getattr(context.get("exception"), "errno", None) in {errno.EMFILE, errno.ENFILE}:
            self._log_sometimes("no descriptor is left for another connection")
        else:
            loop.default_exception_handler(context)

    def _check_later(self) -> None:
        if not self._checking:
            self._checking = True
            asyncio.get_running_loop().call_later(UNTAKEN_CHECK_S, self._check)

    def _check(self) -> None:
        """Let go of whoever has left an answer waiting since the last look: it would wait here for ever."""
        waiting = {transport for transport in self._idle if transport.get_write_buffer_size()}
        for transport in waiting & self._untaken:
            self.request_received(transport)
            self._close(transport, "untaken")
        self._untaken = waiting.intersection(self._idle)
        self._checking = False
        if self.size:
            self._check_later()

    def _close(self, transport: asyncio.Transport, why: str) -> None:
        self.closed[why] += 1
        transport.abort()

    def _log_sometimes(self, trouble: str) -> None:
        now = asyncio.get_running_loop().time()
        if now >= self._logged_at + LOG_INTERVAL_S:
            log.warning("%s", trouble)
            self._logged_at = now


CONNECTIONS = web.AppKey("connections", Connections)


@web.middleware
async def connection_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let the connections know who is being answered; a stream may not take what webhooks need."""
    connections, transport = request.app[CONNECTIONS], request.transport
    connections.request_received(transport)
    try:
        if request.path == "/events" and connections.size > MAX_STREAM_SHARE * connections.limit:
            raise ProblemError(503, "Too many watch already; come again.", headers=RETRY_SOON)
        return await handler(request)
    finally:
        if request.transport is transport:  # a stream has taken it otherwise
            connections.answered(transport)
