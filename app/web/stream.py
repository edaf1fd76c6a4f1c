"""The live stream of one client: its head, and the handing over of its connection to the hub."""

import asyncio
import socket

from aiohttp import HttpVersion11, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp_sse import EventSourceResponse

from ..live.frames import GZIP_HEADER, Form
from ..live.hub import KERNEL_BYTES, STALLED, Subscriber, nothing
from . import line
from .access import KEY, audience
from .connections import CONNECTIONS
from .documents import takes_gzip
from .keys import HUB, PUBLISHER, WALLBOARD
from .problems import Refusal

NO_COMMENTS = 86400.0  # seconds; the hub's own pings keep the line alive, and scripts can see them


class Stream(EventSourceResponse):
    """A response of which only the head is the HTTP library's to send: what follows, and the end, is the hub's."""

    def __init__(self, *, packed: bool) -> None:
        """A stream, packed as gzip if the client takes it."""
        # The kernel's own patience is the longer one, so that it is the hub that lets a client go, and counts it.
        super().__init__(ping_interval=NO_COMMENTS, send_timeout=2 * STALLED)
        self._packed = packed
        if packed:
            self.headers["Content-Encoding"] = "gzip"
        self.headers["Vary"] = "Accept-Encoding"

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Send the head and the beginning of the gzip stream, once; there are no comments to be sent in silence."""
        if self.prepared:
            return None
        writer = await super().prepare(request)
        self.stop_streaming()
        if self._packed:
            await self.write(GZIP_HEADER)
        elif writer is not None:
            writer.send_headers()
        return writer

    async def write_eof(self, data: bytes = b"") -> None:
        """Leave the end to the hub."""


async def events(request: web.Request) -> web.StreamResponse:
    """`state` first, then every `patch`, and `ping` in silence."""
    hub, wallboard, connections = request.app[HUB], request.app[WALLBOARD], request.app[CONNECTIONS]
    watched = audience(request)
    if hub.closed or not wallboard.recovered.is_set():
        raise Refusal(503, "The wallboard is starting or stopping; come again.", headers={"Retry-After": "1"})
    form = Form(packed=takes_gzip(request), chunked=request.version >= HttpVersion11)
    response = Stream(packed=form.packed)
    await response.prepare(request)
    transport = request.transport
    if transport is None or transport.is_closing():
        return response  # the client has gone, as clients do
    _bound_kernel(transport)

    def gone() -> None:
        hub.leave(subscriber)
        connections.left(transport)

    send = line.take(request, gone)
    left = asyncio.Event()
    subscriber = Subscriber(watched, form, transport, key=request.get(KEY), send=send or nothing, left=left.set)
    request.app[PUBLISHER].subscribe(subscriber)
    if send is None:
        await left.wait()
    return response


def _bound_kernel(transport: asyncio.Transport) -> None:
    connection = transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BYTES)
