"""More connections than the process has descriptors for: idle ones go first, streams are refused, webhooks stay.

Each connection takes a descriptor. When few are left, connections on which nothing is asked are closed, the
oldest first; clients that still want something connect again. Not here: how long one request may take.
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

OWN = 24  # descriptors that the process keeps for itself: its journal, its log, static files being sent
LOOK = 0.25  # seconds between two looks
log = logging.getLogger(__name__)


class Crowd:
    """Who is connected, and who of them is being answered."""

    def __init__(self) -> None:
        """Nobody yet. `refused` counts by reason: stream, and idle for connections that were closed."""
        self.refused: Counter[str] = Counter()
        self._busy: set[object] = set()
        self._server: web.Server | None = None
        self._told = False

    @property
    def most(self) -> int:
        """The connections that there is room for now; the limit may be changed while the process runs."""
        limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        return max(limit - max(OWN, limit // 10), 4)

    @property
    def size(self) -> int:
        """How many are connected."""
        return len(self._server.connections) if self._server else 0

    @property
    def trouble(self) -> str:
        """What is wrong, if anything."""
        return f"{self.size} connections are open, there is room for {self.most}" if self.size > self.most else ""

    def middleware(self) -> Any:
        """Note who is being answered, and refuse a stream that would take one of the last descriptors."""

        @web.middleware
        async def noted(request: web.Request, handler: Handler) -> web.StreamResponse:
            if request.path == "/events" and self.size >= self.most:
                self.refused["stream"] += 1
                raise Refusal(503, "Too many watch already; come again.", headers=RETRY)
            self._busy.add(request.protocol)
            try:
                return await handler(request)
            finally:
                self._busy.discard(request.protocol)

        return noted

    async def watch(self, server: web.Server | None) -> None:
        """Close idle connections while there are too many. Never ends by itself."""
        if server is None:
            return
        self._server = server
        asyncio.get_running_loop().set_exception_handler(self._complain)
        while True:
            if server.connections and self.size > self.most:
                self._shed(server)
            else:
                self._told = False
            await asyncio.sleep(LOOK)

    def _shed(self, server: web.Server) -> None:
        room = self.most * 9 // 10
        idle = [connection for connection in server.connections if connection not in self._busy]
        gone = idle[: self.size - room]
        for connection in gone:
            connection.force_close()
        self.refused["idle"] += len(gone)
        log.warning("%s: %d idle ones were closed", self.trouble, len(gone))

    def _complain(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Say once that no connection can be accepted; the event loop would say so at every attempt."""
        if getattr(context.get("exception"), "errno", None) not in {errno.EMFILE, errno.ENFILE}:
            loop.default_exception_handler(context)
        elif not self._told:
            self._told = True
            log.error("no descriptor is left for another connection")
