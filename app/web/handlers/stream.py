"""The live stream of one client: its head, and the handing over of its connection to the hub."""

import asyncio
import socket

from aiohttp import HttpVersion11, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp_sse import EventSourceResponse

from ...document.document import Audience
from ...runtime.encoding import GZIP_HEADER, Encoding
from ...runtime.hub import SEND_BUFFER_BYTES, STALLED_AFTER_S, Subscriber, no_direct_send
from .. import detach
from ..app_keys import HUB, INGEST, PUBLISHER, settings
from ..auth.access import KEY, audience
from ..connections import CONNECTIONS
from ..middleware.render_lock import rendering
from ..problems import ProblemError
from .state import takes_gzip

NO_COMMENTS = 86400.0  # seconds; the hub's own pings keep the line alive, and scripts can see them


class Stream(EventSourceResponse):
    """A response of which only the head is the HTTP library's to send: what follows, and the end, is the hub's."""

    def __init__(self, *, packed: bool) -> None:
        """A stream, packed as gzip if the client takes it."""
        # The kernel's own patience is the longer one, so that it is the hub that lets a client go, and counts it.
        super().__init__(ping_interval=NO_COMMENTS, send_timeout=2 * STALLED_AFTER_S)
        self.packed = packed
        if packed:
            self.headers["Content-Encoding"] = "gzip"
        self.headers["Vary"] = "Accept-Encoding"

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Send the head and the beginning of the gzip stream, once; there are no comments to be sent in silence."""
        if self.prepared:
            return None
        writer = await super().prepare(request)
        self.stop_streaming()
        if self.packed:
            await self.write(GZIP_HEADER)
        elif writer is not None:
            writer.send_headers()
        return writer

    async def write_eof(self, data: bytes = b"") -> None:
        """Leave the end to the hub."""


async def get_events(request: web.Request) -> web.StreamResponse:
    """`state` first, then every `patch`, and `ping` in silence."""
    watched = audience(request)
    if request.app[HUB].closed or not request.app[INGEST].recovered.is_set():
        raise ProblemError(503, "The wallboard is starting or stopping; come again.", headers={"Retry-After": "1"})
    response = Stream(packed=takes_gzip(request))
    async with rendering(request):
        await response.prepare(request)
        left = _hand_over(request, watched, packed=response.packed)
    await left.wait()
    return response


def _hand_over(request: web.Request, watched: Audience, *, packed: bool) -> asyncio.Event:
    """Give the connection to the hub. What comes back is set once the handler need not wait for the stream's end."""
    hub, connections, transport, left = request.app[HUB], request.app[CONNECTIONS], request.transport, asyncio.Event()
    if transport is not None and watched.board not in {None, *settings(request).boards}:
        transport.close()  # the board was removed meanwhile
    if transport is None or transport.is_closing():
        left.set()  # the client has gone, as clients do
        return left
    _bound_kernel(transport)

    def gone() -> None:
        hub.leave(subscriber)
        connections.disconnected(transport)

    send = detach.detach(request, gone)
    if send is not None:
        left.set()
    form = Encoding(packed=packed, chunked=request.version >= HttpVersion11)
    subscriber = Subscriber(watched, form, transport, key=request.get(KEY), send=send or no_direct_send, left=left.set)
    request.app[PUBLISHER].subscribe(subscriber)
    return left


def _bound_kernel(transport: asyncio.Transport) -> None:
    connection = transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
