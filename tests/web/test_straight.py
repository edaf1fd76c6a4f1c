"""A known sender's deliveries go past the HTTP library: nobody outside can tell, and nobody else gets in."""

import asyncio
import gc
import json
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import pytest
from aiohttp import web

from app.operating.reloading import reload
from app.settings.file import parse
from app.web import straight
from app.web.access import WEBHOOK
from app.web.keys import REQUESTS, WALLBOARD
from tests.serving import DAY, Wallboard, open_wallboard

FORM = "application/x-www-form-urlencoded"
CREDENTIALS = '[webhook]\nusername = "thulium"\npassword = "first"\n'
KNOWN_BY = f"Authorization: Basic {b64encode(b'thulium:first').decode()}"


class Told(NamedTuple):
    """An answer as it came: its first line, its headers, its body."""

    status: int
    headers: dict[str, str]
    body: bytes


class Sender:
    """Thulium's end of one connection, byte by byte."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    def says(self, data: bytes) -> None:
        self._writer.write(data)

    async def hears(self) -> Told:
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode().rstrip("\r\n").split("\r\n")
        headers = dict(line.split(": ", 1) for line in head[1:])
        body = await self._reader.readexactly(int(headers.get("Content-Length", 0)))
        return Told(int(head[0].split()[1]), headers, body)

    async def delivers(self, data: bytes) -> Told:
        self.says(data)
        return await self.hears()


@asynccontextmanager
async def sender(board: Wallboard, address: str = "127.0.0.1") -> AsyncIterator[Sender]:
    """A new connection, from one of this machine's addresses."""
    port = int(board.address.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0))
    yield Sender(reader, writer)
    writer.close()


def ring(call: int, *headers: str, agent: str = "jkowalski", kind: str = FORM) -> bytes:
    """The delivery of a ring; the same length for every call from 10 to 99."""
    body = urlencode(
        {
            "action": "AGENT_RINGING",
            "date": f"{DAY} 09:00:00",
            "connection_id": f"1.{call}",
            "queue_id": "155",
            "agent_login": agent,
        }
    )
    head = ["POST /webhooks/thulium HTTP/1.1", "Host: 127.0.0.1", f"Content-Type: {kind}", *headers]
    return "\r\n".join([*head, f"Content-Length: {len(body)}", "", body]).encode()


async def waits(board: Wallboard) -> None:
    """A delivery has been read and waits to be kept."""
    while not board.app[WALLBOARD].busy:  # noqa: ASYNC110 - nobody announces it
        await asyncio.sleep(0)


def read_by_the_library(board: Wallboard) -> int:
    """How many requests the HTTP library has read and answered."""
    servers = [one for one in gc.get_objects() if isinstance(one, web.Server) and one.connections]
    mine = [one for one in servers if any(to_here(board, connection.sockname) for connection in one.connections)]
    return sum(one.requests_count for one in mine)


def to_here(board: Wallboard, sockname: object) -> bool:
    return isinstance(sockname, tuple) and sockname[1] == int(board.address.rpartition(":")[2])


@pytest.mark.parametrize("headers", [(), (KNOWN_BY, "X-Forwarded-Proto: https")], ids=["here", "by a proxy"])
async def test_both_ways_answer_the_same(tmp_path: Path, headers: tuple[str, ...]) -> None:
    async with open_wallboard(tmp_path, CREDENTIALS if headers else "") as board, sender(board) as thulium:
        long_way, known = [await thulium.delivers(ring(call, *headers)) for call in (10, 11)]

        assert read_by_the_library(board) == 1
        assert (long_way.status, long_way.body) == (200, b'{"version": 1}')
        assert (known.status, known.body) == (200, b'{"version": 2}')
        assert {**known.headers, "Date": ""} == {**long_way.headers, "Date": ""}
        assert board.app[REQUESTS] == {(WEBHOOK, 200): 2}
        assert (await board.state())["version"] == 2


async def test_a_head_is_known_on_every_connection_from_its_address_and_from_no_other(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as board:
        async with sender(board) as first:
            await first.delivers(ring(10))
        async with sender(board) as again, sender(board, "127.0.0.2") as other:
            before = read_by_the_library(board)
            assert (await again.delivers(ring(11))).status == 200
            assert read_by_the_library(board) == before
            assert (await other.delivers(ring(12))).status == 200
            assert read_by_the_library(board) == before + 1


@pytest.mark.parametrize(
    "other",
    [
        ring(11, "Sec-Fetch-Site: cross-site"),
        ring(11).replace(b"Host: 127.0.0.1", b"Host: localhost"),
        ring(11, "Expect: 100-continue"),
        ring(11, kind=f"{FORM}; charset=utf-8"),
        ring(11, agent="anowak"),
        ring(11).replace(b"thulium HTTP", b"thulium?key=1 HTTP"),
    ],
    ids=["a browser", "another name", "asks first", "another type", "another length", "another address"],
)
async def test_what_is_not_known_to_the_byte_goes_the_long_way(tmp_path: Path, other: bytes) -> None:
    async with open_wallboard(tmp_path) as board, sender(board) as thulium:
        await thulium.delivers(ring(10))
        thulium.says(other)
        await thulium.hears()

        assert read_by_the_library(board) == 2


async def test_what_is_wrong_is_kept_once_and_told_like_any_refusal(tmp_path: Path) -> None:
    wrong = ring(11).replace(b"AGENT_RINGING&date=", b"AGENT_RINGING&dote=")
    async with open_wallboard(tmp_path) as board, sender(board) as thulium:
        await thulium.delivers(ring(10))
        refused = await thulium.delivers(wrong)
        assert (refused.status, refused.headers["Content-Type"]) == (422, "application/problem+json")
        assert json.loads(refused.body)["errors"][0]["field"] == "date"
        assert refused.headers["X-Content-Type-Options"] == "nosniff"
        assert (await thulium.delivers(ring(12))).body == b'{"version": 3}'

        feed = (await board.state())["feed"]["today"]
        assert (feed["events"], feed["rejected"]) == (3, 1)
        assert board.app[REQUESTS] == {(WEBHOOK, 422): 1, (WEBHOOK, 200): 2, ("/state", 200): 1}


async def test_deliveries_sent_ahead_are_answered_in_their_order(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as board, sender(board) as thulium:
        await thulium.delivers(ring(10))
        thulium.says(ring(11))
        await waits(board)
        for call in range(12, 40):
            thulium.says(ring(call))
            await asyncio.sleep(0)

        assert [(await thulium.hears()).body for _ in range(11, 40)] == [b'{"version": %d}' % n for n in range(2, 31)]


async def test_a_delivery_in_pieces_or_inside_another_request_is_no_known_one(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as board, sender(board) as thulium, sender(board) as attacker:
        await thulium.delivers(ring(10))
        whole = ring(11)
        for piece in (whole[:20], whole[20:-30], whole[-30:]):
            thulium.says(piece)
            await asyncio.sleep(0.01)  # or the system puts them together
        assert (await thulium.hears()).body == b'{"version": 2}'

        attacker.says(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Note: ")
        await asyncio.sleep(0.01)
        attacker.says(ring(12))
        assert b"version" not in (await attacker.hears()).body
        assert (await board.state())["version"] == 2


async def test_a_known_head_lets_nobody_in_once_the_password_is_another(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path, CREDENTIALS) as board, sender(board) as thulium:
        assert [(await thulium.delivers(ring(call, KNOWN_BY))).status for call in (10, 11)] == [200, 200]
        await reload(board.app, parse(CREDENTIALS.replace("first", "second")))

        assert (await thulium.delivers(ring(12, KNOWN_BY))).status == 401
        assert board.app[WALLBOARD].state.version == 2


async def test_who_is_let_go_meanwhile_is_kept_all_the_same(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as board:
        async with sender(board) as thulium:
            await thulium.delivers(ring(10))
            thulium.says(ring(11))
            await waits(board)
        async with sender(board) as thulium:
            assert (await thulium.delivers(ring(12))).body == b'{"version": 3}'


async def test_a_delivery_under_way_is_answered_while_the_server_stops(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as board:
        line = sender(board)
        thulium = await line.__aenter__()
        await thulium.delivers(ring(10))
        thulium.says(ring(11))
        await waits(board)
    assert (await thulium.hears()).body == b'{"version": 2}'
    await line.__aexit__(None, None, None)


async def test_another_release_of_the_library_costs_the_long_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert straight.FITS, "aiohttp is made otherwise now: look at what app/web/straight.py leans on"
    monkeypatch.setattr(straight, "FITS", False)
    async with open_wallboard(tmp_path) as board, sender(board) as thulium:
        assert [(await thulium.delivers(ring(call))).status for call in (10, 11, 12)] == [200, 200, 200]
        assert read_by_the_library(board) == 3
