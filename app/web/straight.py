"""The straight way of a plain delivery: past the router, the middlewares and the signals, to the same place.

Nearly every request is one: a form that has come whole, with the right credentials, to be answered 200. What is
anything else, or turns out to be refused, goes the long way (`webhook.thulium`), which alone knows all rules.
"""

import time
from collections.abc import Awaitable, Callable
from email.utils import formatdate
from functools import lru_cache
from typing import cast

from aiohttp import HttpVersion11, web

from ..live.room import SMALL
from ..settings import Settings
from . import credentials
from .access import WEBHOOK, is_this_machine
from .connections import CONNECTIONS
from .headers import over_https, seal
from .keys import REQUESTS, WALLBOARD
from .webhook import FORM, REFUSED, form_offered, taken

Answering = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
REMARKABLE = ("Origin", "Sec-Fetch-Site", "Content-Encoding", "Expect")


def straightened(app: web.Application, long_way: Answering) -> Answering:
    """The long way with this one before it."""
    wallboard, connections, requests = app[WALLBOARD], app[CONNECTIONS], app[REQUESTS]

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        if not _is_plain(request, wallboard.settings) or not wallboard.recovered.is_set():
            return await long_way(request)
        transport = request.transport
        connections.spoke(transport)
        data = request.content.read_nowait()
        try:
            version = await taken(wallboard, data, form_offered)
        except Exception as refusal:  # noqa: BLE001 - the long way makes an answer of any
            request[REFUSED] = refusal
            return await long_way(request)
        connections.rests(transport)
        requests[WEBHOOK, 200] += 1
        return cast("web.StreamResponse", _Ready(_bytes(request, wallboard.settings, version)))

    return answer


def _is_plain(request: web.BaseRequest, settings: Settings) -> bool:
    """Whether this is a delivery of which nothing needs a second look."""
    if request.method != "POST" or request.rel_url.raw_path != WEBHOOK:
        return False
    headers, length, transport = request.headers, request.content_length, request.transport
    return (
        headers.get("Content-Type") == FORM
        and not any(name in headers for name in REMARKABLE)
        and length is not None
        and length <= SMALL
        and request.content.is_eof()
        and request.version == HttpVersion11
        and request.keep_alive
        and transport is not None
        and not transport.get_write_buffer_size()
        and _is_known(request, settings)
    )


def _is_known(request: web.BaseRequest, settings: Settings) -> bool:
    known, given = settings.webhook, request.headers.get("Authorization")
    if known.username is None or known.password is None:
        return is_this_machine(request)
    return given is not None and credentials.right(given, known)


class _Ready:
    """An answer whose bytes are ready: what aiohttp asks of one, and no more."""

    keep_alive = True

    def __init__(self, data: bytes) -> None:
        self._data = data

    async def prepare(self, request: web.BaseRequest) -> None:
        if request.transport is None:
            raise ConnectionResetError
        request.transport.write(self._data)

    async def write_eof(self) -> None:
        """All of it has been written."""


def _bytes(request: web.BaseRequest, settings: Settings, version: int) -> bytes:
    body = b'{"version": %d}' % version
    head = _head(tuple(settings.server.frame_ancestors), over_https(request), int(time.time()))
    return b"%bContent-Length: %d\r\n\r\n%b" % (head, len(body), body)


@lru_cache(maxsize=4)
def _head(ancestors: tuple[str, ...], https: bool, now: int) -> bytes:
    """All of the head but the length, as the long way has it."""
    lines = {
        "Content-Type": "application/json",
        **seal(ancestors, https),
        "Cache-Control": "no-store",
        "Date": formatdate(now, usegmt=True),
    }
    return "\r\n".join(["HTTP/1.1 200 OK", *(f"{name}: {value}" for name, value in lines.items()), ""]).encode()
