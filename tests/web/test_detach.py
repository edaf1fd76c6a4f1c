"""An open stream's connection is taken from the HTTP library: what that leans on holds, and it works without."""

import asyncio
import gc
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from app.runtime.hub import no_direct_send
from app.web import detach
from app.web.app_keys import HUB
from tests.attacker import THULIUM, TOML, TV
from tests.server import DAY, Wallboard, eventually, open_wallboard

CALL = {"action": "ENTER_QUEUE", "date": f"{DAY} 09:00:00", "connection_id": "1.1", "queue_id": "155"}


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Wallboard]:
    async with open_wallboard(tmp_path, 'journal.url = "memory:"') as wallboard:
        yield wallboard


@pytest.fixture
async def keyed(tmp_path: Path) -> AsyncIterator[Wallboard]:
    async with open_wallboard(tmp_path, TOML) as wallboard:
        yield wallboard


def the_librarys_own(board: Wallboard) -> list[Any]:
    """The connections that the HTTP library knows of, this very question's aside."""
    port = int(board.address.rpartition(":")[2])
    servers = [one for one in gc.get_objects() if isinstance(one, web.Server)]
    return [one for server in servers for one in server.connections if one.sockname and one.sockname[1] == port]


async def test_an_open_stream_costs_the_library_nothing(board: Wallboard) -> None:
    async with board.watched() as screen:
        await screen.next()
        (subscriber,) = board.app[HUB].subscribers

        assert isinstance(subscriber.transport.get_protocol(), detach.DetachedStream)
        assert subscriber.direct_send is not no_direct_send
        assert the_librarys_own(board) == []


async def test_a_stream_works_the_plain_way_too(board: Wallboard, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection stays the library's, and its handler waits."""
    monkeypatch.setattr(detach, "detach", lambda _request, _lost: None)
    async with board.watched(Accept_Encoding="gzip") as packed, board.watched() as screen:
        version = await board.calls("1.1", "09:00:00")
        assert await screen.until(version) == await packed.until(version)
        assert len(the_librarys_own(board)) >= 2
        packed.leaves()
        await eventually(lambda: board.watching == 1, "who left is forgotten at the next ping", 6)
        await board.app[HUB].close()
        await screen.ends()
    assert board.watching == 0


async def test_a_stream_by_http_1_0_has_no_chunks_and_ends_with_its_connection(keyed: Wallboard) -> None:
    """As a proxy asks that was not told otherwise."""
    host, port = keyed.address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"GET /events HTTP/1.0\r\nHost: {host}:{port}\r\nAuthorization: Bearer {TV}\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    state = await reader.readuntil(b"\n\n")
    delivered = await keyed.delivers(CALL, **THULIUM)
    patch = await reader.readuntil(b"\n\n")
    await keyed.app[HUB].close()

    assert b"chunked" not in head.lower()
    assert state.startswith(b"event: state\n")
    assert patch.startswith(b"event: patch\nid: %d\n" % delivered.version)
    assert await reader.read() == b""
    writer.close()
