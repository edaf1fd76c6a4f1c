"""The straight way of a plain delivery: past the HTTP library, to the same place.

A sender's deliveries have the same head but for their length. What a head means the library found out when it came
first, and the long way (`webhook.thulium`) let it in. The very same bytes from the same address, where a request
begins, mean the same again: so they are known, not read. Whatever is not known, or turns out to be refused, goes the
long way, which alone has all the rules. Here is no parser.

This leans on how aiohttp is made inside (`tests/web/test_straight.py` pins it); where that does not fit, everything
goes the long way.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from email.utils import formatdate
from functools import lru_cache, partial
from typing import Any, NamedTuple

from aiohttp import HttpVersion11, web

from ..journal import JournalError
from ..live.posts import Outcome
from ..live.room import SMALL
from ..live.wallboard import Closed
from .access import WEBHOOK
from .connections import CONNECTIONS
from .headers import over_https, seal
from .keys import REQUESTS, WALLBOARD
from .problems import Refusal
from .webhook import FORM, REFUSED, form_offered, offered, settled

Answering = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
REMARKABLE = ("Origin", "Sec-Fetch-Site", "Content-Encoding", "Expect", "Upgrade")
KNOWN = 2000  # heads: a sender has one for each length, some hundreds
LONGEST = 2048  # bytes of one
END = b"\r\n\r\n"
FITS = {"_waiter", "_next_keepalive_close_time", "_keepalive_timeout"} <= {*web.RequestHandler.__slots__}


class Head(NamedTuple):
    """What a head says that an answer depends on: the length of the body, and whether a proxy speaks https."""

    length: int
    https: bool


class Heads:
    """The heads of plain deliveries that were let in, each with the address that it came from."""

    def __init__(self, app: web.Application) -> None:
        """None is known yet."""
        self.wallboard, self.connections, self.requests = app[WALLBOARD], app[CONNECTIONS], app[REQUESTS]
        self._known: dict[tuple[str | None, bytes], Head] = {}
        self._settings = self.wallboard.settings

    def of(self, remote: str | None, data: bytes) -> tuple[Head, bytes] | None:
        """The known head that these bytes begin with, and its body; None if they are not a whole plain delivery."""
        if self._settings is not self.wallboard.settings:  # the credentials may be others now
            self._known, self._settings = {}, self.wallboard.settings
        end = data.find(END) + len(END)
        head = self._known.get((remote, data[:end]))
        return (head, data[end:]) if head and head.length == len(data) - end else None

    def learn(self, request: web.BaseRequest, data: bytes) -> None:
        """Know this request's head again, if it is a plain delivery; it was answered 200."""
        head = data[: data.find(END) + len(END)]
        if len(head) <= LONGEST and _is_plain(request) and self._settings is self.wallboard.settings:
            if len(self._known) >= KNOWN:
                self._known.clear()
            self._known[request.remote, head] = Head(len(data) - len(head), over_https(request))

    def answer(self, head: Head, version: int) -> bytes:
        """The 200 as the long way has it."""
        body = b'{"version": %d}' % version
        ancestors = tuple(self.wallboard.settings.server.frame_ancestors)
        lines = _lines(ancestors, head.https, int(time.time()))
        return b"%bContent-Length: %d\r\n\r\n%b" % (lines, len(body), body)


class Straight(web.RequestHandler):
    """aiohttp's connection, past which go deliveries whose heads are known.

    `_arrived` is what came where a request may begin, None when nobody knows any more where one does.
    """

    __slots__ = ("_ahead", "_arrived", "_done", "_heads", "_refusal", "_remote")

    def __init__(self, manager: web.Server, heads: Heads, **limits: Any) -> None:
        """A connection on which nothing was said yet; `limits` are aiohttp's settings."""
        super().__init__(manager, **limits)
        self._heads = heads
        self._arrived: bytes | None = b""
        self._ahead = b""
        self._done: asyncio.Future[list[Outcome]] | None = None
        self._refusal: Refusal | None = None
        self._remote: str | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody connected."""
        super().connection_made(transport)
        self._remote = str(self.peername[0]) if isinstance(self.peername, tuple) else None

    def data_received(self, data: bytes) -> None:
        """Take what has come: at once if it is a known delivery, else as the library does."""
        if not data:
            super().data_received(data)  # so the library asks itself for what it has put aside
        elif self._done is not None:
            self._ahead += data  # it has to wait for the answer before it
            if self.transport is not None:
                self.transport.pause_reading()
        elif self._arrived != b"" or not self._rests() or not self._goes_straight(data):
            self._arrived = data if self._arrived == b"" else None
            super().data_received(data)

    def answered(self, request: web.BaseRequest, status: int) -> None:
        """The library's request was answered: if it was all that had come, another may begin here."""
        data, self._arrived = self._arrived, None
        if data and request.content.is_eof() and len(data.partition(END)[2]) == (request.content_length or 0):
            self._arrived = b""
            if status == 200:
                self._heads.learn(request, data)

    def refused(self) -> Refusal | None:
        """Why what went straight was refused, told once: the request that comes next to the handler is that one."""
        refusal, self._refusal = self._refusal, None
        return refusal

    async def shutdown(self, timeout: float | None = 15.0) -> None:  # noqa: ASYNC109 - the library's signature
        """End, with the answer under way."""
        if self._done is not None:
            await asyncio.wait([self._done], timeout=timeout)
        await super().shutdown(timeout)

    def _rests(self) -> bool:
        """Whether the library waits for a request, and everything before it is answered and taken."""
        if not FITS:
            return False
        waiter, transport = self._waiter, self.transport
        if waiter is None or waiter.done() or transport is None:
            return False
        return not transport.get_write_buffer_size()

    def _goes_straight(self, data: bytes) -> bool:
        """Take a known delivery; False if it is none, or none is taken now."""
        heads = self._heads
        known, room = heads.of(self._remote, data), heads.wallboard.room
        if known is None or room.full or not heads.wallboard.recovered.is_set():
            return False
        head, body = known
        try:
            given, _ = form_offered(body)
            done = offered(heads.wallboard, given)
        except (Closed, JournalError):
            return False
        room.comes(head.length)
        heads.connections.spoke(self.transport)
        self._next_keepalive_close_time = self._loop.time() + self._keepalive_timeout
        self._done = done
        done.add_done_callback(partial(self._answer, head, data))
        return True

    def _answer(self, head: Head, data: bytes, done: asyncio.Future[list[Outcome]]) -> None:
        """Answer the delivery, or have the long way refuse it; then take what came meanwhile."""
        self._done = None
        heads, transport = self._heads, self.transport
        heads.wallboard.room.goes(head.length)
        try:
            version = settled(heads.wallboard, done, array=False)
        except Refusal as refusal:
            if transport is not None:
                self._refusal, self._arrived = refusal, data
                super().data_received(data)
        else:
            if transport is not None:
                transport.write(heads.answer(head, version))
                heads.connections.rests(transport)
                heads.requests[WEBHOOK, 200] += 1
        ahead, self._ahead = self._ahead, b""
        if ahead and transport is not None:
            transport.resume_reading()
            self.data_received(ahead)


def straightened(long_way: Answering) -> Answering:
    """The long way, of which the connection hears what came of its requests."""

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        connection = request.protocol
        if not isinstance(connection, Straight):
            return await long_way(request)
        if refusal := connection.refused():
            request[REFUSED] = refusal
        response = await long_way(request)
        connection.answered(request, response.status)
        return response

    return answer


def _is_plain(request: web.BaseRequest) -> bool:
    """Whether this is a delivery of which nothing but its head and its address decided that it was let in."""
    if request.method != "POST" or request.rel_url.raw_path_qs != WEBHOOK:
        return False
    headers, length = request.headers, request.content_length
    return (
        headers.get("Content-Type") == FORM
        and not any(name in headers for name in REMARKABLE)
        and length is not None
        and length <= SMALL
        and request.version == HttpVersion11
        and request.keep_alive
    )


@lru_cache(maxsize=4)
def _lines(ancestors: tuple[str, ...], https: bool, now: int) -> bytes:
    """All of the answer's head but the length, as the long way has it."""
    lines = {
        "Content-Type": "application/json",
        **seal(ancestors, https),
        "Cache-Control": "no-store",
        "Date": formatdate(now, usegmt=True),
    }
    return "\r\n".join(["HTTP/1.1 200 OK", *(f"{name}: {value}" for name, value in lines.items()), ""]).encode()
