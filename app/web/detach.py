"""Detaching a connection from aiohttp, which would keep a task, a parser and a request for each open stream.

That is 10 kB of memory a stream; a stream's client sends no more. Only this module relies on aiohttp's internals
(`tests/web/test_detach.py` pins them). Where they do not fit, the handler waits until the stream has ended, the plain
way.
"""

import asyncio
import socket
from collections.abc import Callable

from aiohttp import web

from ..runtime.hub import Send


class DetachedStream(asyncio.Protocol):
    """The protocol of a detached connection: it reports the connection's loss and drops incoming bytes.

    `send` writes to the connection past its transport, correct as long as the transport has no backlog. After the
    connection's end it raises OSError.
    """

    def __init__(self, descriptor: int, lost: Callable[[], None]) -> None:
        """`lost` is called once, at the connection's end."""
        self._same = socket.socket(fileno=descriptor)
        self._lost = lost
        self.send: Send = self._same.send

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - a client may go as it likes
        """The client has disconnected, or was disconnected; the descriptor is the transport's to close."""
        self._same.detach()
        self._lost()


def detach(request: web.Request, lost: Callable[[], None]) -> Send | None:
    """Make the request's connection the caller's own, and `lost` hear of its end.

    How to send past its transport; None if it can't be had.
    """
    http, transport = request.protocol, request.transport
    if not isinstance(http, web.RequestHandler) or not isinstance(transport, asyncio.Transport) or request.secure:
        return None
    connection = transport.get_extra_info("socket")
    if connection is None:
        return None
    line = DetachedStream(connection.fileno(), lost)
    transport.set_protocol(line)
    # For aiohttp the connection has ended; without a transport it closes nothing.
    http.transport = None
    http.connection_lost(None)
    return line.send
