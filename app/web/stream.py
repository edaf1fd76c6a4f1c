"""The live stream of one client: its head, and the handing over of its connection to the hub."""

import asyncio
import socket

from aiohttp import HttpVersion11, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp_sse import EventSourceResponse

from ..board.document import Audience
from ..live.frames import GZIP_HEADER, Form
from ..live.hub import KERNEL_BYTES, STALLED, Subscriber, nothing
from . import line
from .access import KEY, audience
from .connections import CONNECTIONS
from .documents import takes_gzip
from .keys import HUB, PUBLISHER, WALLBOARD, settings
from .problems import Refusal
from .render_lock import rendering

NO_COMMENTS = 86400.0  # seconds; the hub's own pings keep the line alive, and scripts can see them


class Stream(EventSourceResponse):
    """A response of which only the head is the HTTP library's to send: what follows, and the end, is the hub's."""

    def __init__(self, *, packed: bool) -> None:
        """A stream, packed as gzip if the client takes it."""
        # The kernel's own patience is the longer one, so that it is the hub that lets a client go, and counts it.
        super().__init__(ping_interval=NO_COMMENTS, send_timeout=2 * STALLED)
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


async def events(request: web.Request) -> web.StreamResponse:
    """`state` first, then every `patch`, and `ping` in silence."""
    watched = audience(request)
    if request.app[HUB].closed or not request.app[WALLBOARD].recovered.is_set():
        raise Refusal(503, "The wallboard is starting or stopping; come again.", headers={"Retry-After": "1"})
    response = Stream(packed=takes_gzip(request))
    async with rendering(request):
        await response.prepare(request)
        left = _handed_over(request, watched, packed=response.packed)
    await left.wait()
    return response


def _handed_over(request: web.Request, watched: Audience, *, packed: bool) -> asyncio.Event:
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
        connections.left(transport)

    send = line.take(request, gone)
    if send is not None:
        left.set()
    form = Form(packed=packed, chunked=request.version >= HttpVersion11)
    subscriber = Subscriber(watched, form, transport, key=request.get(KEY), send=send or nothing, left=left.set)
    request.app[PUBLISHER].subscribe(subscriber)
    return left


def _bound_kernel(transport: asyncio.Transport) -> None:
    connection = transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BYTES)
