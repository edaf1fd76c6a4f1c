"""Taking a connection from the HTTP library, which would keep a task, a parser and a request for an open stream.

That is 10 kB of memory a stream, for nothing: a stream's client says no more. This is the one place that leans on
how aiohttp is made inside (`tests/web/test_line.py` pins it). Where it does not fit, the handler waits until the
stream is over, which is the plain way, and works as well.
"""

import asyncio
from collections.abc import Callable

from aiohttp import web


class Line(asyncio.Protocol):
    """All that an open stream needs to hear of its connection: that it is lost. What a client says is let go."""

    def __init__(self, lost: Callable[[], None]) -> None:
        """`lost` is called once, at the connection's end."""
        self._lost = lost

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - a client may go as it likes
        """The client has gone, or was sent away."""
        self._lost()


def take(request: web.Request, lost: Callable[[], None]) -> int:
    """Make the request's connection the caller's own, and `lost` hear of its end; its descriptor, or -1 if it can't.

    The descriptor may be written to until `lost` is called, while nothing waits in the transport.
    """
    http, transport = request.protocol, request.transport
    if not isinstance(http, web.RequestHandler) or not isinstance(transport, asyncio.Transport) or request.secure:
        return -1
    transport.set_protocol(Line(lost))
    # For the library the connection is over; without a transport it closes nothing.
    http.transport = None
    http.connection_lost(None)
    connection = transport.get_extra_info("socket")
    return -1 if connection is None else connection.fileno()
