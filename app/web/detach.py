"""Taking a connection from the HTTP library, which would keep a task, a parser and a request for an open stream.

That is 10 kB of memory a stream, for nothing: a stream's client says no more. This is the one place that leans on
how aiohttp is made inside (`tests/web/test_detach.py` pins it). Where it does not fit, the handler waits until the
stream is over, which is the plain way, and works as well.
"""

import asyncio
import socket
from collections.abc import Callable

from aiohttp import web

from ..runtime.hub import Send


class DetachedStream(asyncio.Protocol):
    """All that an open stream needs to hear of its connection: that it is lost. What a client says is let go.

    `send` writes to the connection past its transport: right as long as nothing waits there. After the connection's
    end it raises OSError.
    """

    def __init__(self, descriptor: int, lost: Callable[[], None]) -> None:
        """`lost` is called once, at the connection's end."""
        self._same = socket.socket(fileno=descriptor)
        self._lost = lost
        self.send: Send = self._same.send

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - a client may go as it likes
        """The client has gone, or was sent away; the descriptor is the transport's to close, and then another's."""
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
    # For the library the connection is over; without a transport it closes nothing.
    http.transport = None
    http.connection_lost(None)
    return line.send
