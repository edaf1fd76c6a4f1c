"""The live stream of one client: whatever the hub has for it, until it leaves or can't keep up."""

import asyncio
import logging
import socket

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter
from aiohttp_sse import EventSourceResponse

from ..live.frames import GZIP_HEADER
from ..live.hub import Subscriber
from .access import KEY, audience
from .documents import takes_gzip
from .keys import HUB, PUBLISHER, WALLBOARD
from .problems import Refusal

STALLED = 30  # seconds in which a client takes nothing although something waits
KERNEL_BYTES = 1 << 16  # the kernel would hide megabytes of a stalled client from us
NO_COMMENTS = 86400.0  # seconds; the hub's own pings keep the line alive, and scripts can see them
log = logging.getLogger(__name__)


class Stream(EventSourceResponse):
    """A response that ready frames are written through, in either of their forms."""

    def __init__(self, *, packed: bool) -> None:
        """A stream, packed as gzip if the client takes it."""
        super().__init__(ping_interval=NO_COMMENTS, send_timeout=STALLED)
        self._packed = packed
        if packed:
            self.headers["Content-Encoding"] = "gzip"
        self.headers["Vary"] = "Accept-Encoding"

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Send the head, and the beginning of the gzip stream."""
        fresh = not self.prepared
        writer = await super().prepare(request)
        if fresh and self._packed:
            await super().write(GZIP_HEADER)
        return writer


async def events(request: web.Request) -> web.StreamResponse:
    """`state` first, then every `patch`, and `ping` in silence."""
    hub, wallboard = request.app[HUB], request.app[WALLBOARD]
    watched = audience(request)
    if hub.closed or not wallboard.recovered.is_set():
        raise Refusal(503, "The wallboard is starting or stopping; come again.", headers={"Retry-After": "1"})
    packed = takes_gzip(request)
    subscriber = Subscriber(watched, packed=packed, key=request.get(KEY))
    response = Stream(packed=packed)
    if request.transport is not None:
        subscriber.on_cut = request.transport.abort
    _bound_kernel(request)
    try:
        await response.prepare(request)
        request.app[PUBLISHER].subscribe(subscriber)
        async with response:
            await _write(response, subscriber)
    except ConnectionResetError:
        pass  # the client has gone, as clients do
    except TimeoutError:
        subscriber.let_go("stalled")
    finally:
        hub.leave(subscriber)
        if subscriber.cut:
            log.info("a stream was cut off: %s", subscriber.cut)
            hub.cuts[subscriber.cut] += 1
    return response


async def _write(response: Stream, subscriber: Subscriber) -> None:
    while (data := await subscriber.take()) is not None:
        async with asyncio.timeout(STALLED):
            await response.write(data)


def _bound_kernel(request: web.Request) -> None:
    connection = request.transport.get_extra_info("socket") if request.transport else None
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BYTES)
