"""Connection limits that aiohttp has no setting for: their number, and how long one may be idle.

Its own settings bound the rest (`server/server.py`): the size of a head, and the time between two requests. Where
descriptors run short, idle connections are closed first and streams are refused, so webhooks are still accepted.
"""

import asyncio
import errno
import logging
import resource
from collections import Counter
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from .problems import RETRY_SOON, ROUTE, ProblemError

HEAD_WAIT_S = 15.0  # for the complete head of a connection's first request
UNTAKEN_CHECK_S = 30.0  # a client that takes no answer is disconnected at the second check
LOG_INTERVAL_S = 60.0  # between log lines about the same error
RESERVED_DESCRIPTORS = (
    32,
    128,
)  # descriptors, at least and at most, that are not connections: the journal, the log, files being sent
MAX_STREAM_SHARE = 0.75  # of all connections may be streams; the others are reserved for short requests
MIN_DESCRIPTORS = 256  # where the system does not report a limit
MAX_CONNECTIONS = 65_536  # where the system allows that many files
log = logging.getLogger(__name__)


class Connections:
    """All open connections. At the limit the one idle for longest is closed."""

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
        """The number of connections allowed now; the limit may be changed while the process runs."""
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
        """The current error, if any."""
        return f"{self.size} connections are open, the limit is {self.limit}" if self.size > self.limit else ""

    def connected(self, transport: asyncio.Transport) -> None:
        """Count a connection; close it if no request follows soon."""
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
        """A request was received and is being answered."""
        if transport is None:
            return
        if timer := self._idle.pop(transport, None):
            timer.cancel()
        self._untaken.discard(transport)

    def answered(self, transport: asyncio.Transport | None) -> None:
        """Its answer is complete; aiohttp closes the connection if no other request follows."""
        if transport is not None and not transport.is_closing():
            self._idle[transport] = None

    def disconnected(self, transport: asyncio.Transport | None) -> None:
        """A connection is over."""
        self.size -= 1
        self.request_received(transport)

    def log_accept_error(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Log at intervals that connections cannot be accepted; the event loop would log each attempt."""
        if getattr(context.get("exception"), "errno", None) in {errno.EMFILE, errno.ENFILE}:
            self._log_sometimes("no descriptor is left for another connection")
        else:
            loop.default_exception_handler(context)

    def _check_later(self) -> None:
        if not self._checking:
            self._checking = True
            asyncio.get_running_loop().call_later(UNTAKEN_CHECK_S, self._check)

    def _check(self) -> None:
        """Disconnect clients that have left an answer untaken since the last check: it would stay here for ever."""
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
    """Count the request as being answered; refuse a stream that would take what webhooks need."""
    connections, transport = request.app[CONNECTIONS], request.transport
    connections.request_received(transport)
    try:
        if request[ROUTE] == "/events" and connections.size > MAX_STREAM_SHARE * connections.limit:
            raise ProblemError(503, "Too many streams are open; retry later.", headers=RETRY_SOON)
        return await handler(request)
    finally:
        if request.transport is transport:  # a stream has taken it otherwise
            connections.answered(transport)
