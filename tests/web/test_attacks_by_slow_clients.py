"""Who never finishes, or comes two hundred at a time, keeps nobody else waiting."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from app.server import server
from app.web import connections
from app.web.connections import CONNECTIONS
from app.web.handlers import webhook
from tests.attacker import THULIUM, TOML, TV, bearer, status
from tests.server import DAY, Wallboard, bodies, eventually, open_wallboard

FORM = "POST /webhooks/thulium HTTP/1.1\r\nHost: localhost:%s\r\nContent-Length: 900\r\n\r\naction="


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Wallboard]:
    async with open_wallboard(tmp_path, TOML) as wallboard:
        yield wallboard


async def test_two_hundred_who_never_finish_do_not_keep_others_waiting(board: Wallboard) -> None:
    host, port = board.address.removeprefix("http://").split(":")
    body = b"POST /webhooks/thulium HTTP/1.1\r\nHost: x\r\nAuthorization: %s\r\nContent-Length: 999\r\n\r\na"
    beginnings = [b"GET /", b"GET /tv HTTP/1.1\r\nX-A: b\r\n", body % THULIUM["Authorization"].encode()]
    slow = [await asyncio.open_connection(host, int(port)) for _ in range(200)]
    for number, (_, writer) in enumerate(slow):
        writer.write(beginnings[number % len(beginnings)])
    for number in range(20):
        for _, writer in slow:
            writer.write(b"x")
        assert (await board.asks("/state", **bearer(TV))).status == 200
        assert (await board.delivers({"action": "NEWS", "n": str(number)}, **THULIUM)).status == 200
    held = board.app[CONNECTIONS].size
    for _, writer in slow:
        writer.close()

    assert held > 200  # they were all there the whole time


async def test_who_does_not_finish_in_time_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_WAIT_S", 0.6)
    monkeypatch.setattr(webhook, "READ_WAIT_S", 0.2)
    monkeypatch.setattr(server, "LINGER", 0.2)
    async with open_wallboard(tmp_path) as board:
        host, port = board.address.removeprefix("http://").split(":")

        async def trickles(beginning: bytes) -> bytes:
            reader, writer = await asyncio.open_connection(host, int(port))
            writer.write(beginning)
            answer = bytearray()

            async def listen() -> None:
                with suppress(ConnectionError):  # after the answer: what is written then meets a closed connection
                    while more := await reader.read(65536):
                        answer.extend(more)

            listening = asyncio.create_task(listen())
            while not listening.done():
                writer.write(b"x")
                await asyncio.sleep(0.02)
            writer.close()
            return bytes(answer)

        async with asyncio.timeout(8):
            head = await trickles(b"GET /state HTTP/1.1\r\nX: ")
            form = await trickles((FORM % port).encode())
        assert (head, status(form)) == (b"", 408)
        assert b"application/problem+json" in form
        async with board.watched() as screen:  # who was answered and watches is not slow
            await screen.next()
            await asyncio.sleep(0.7)
            await screen.until(await board.calls("1.1", "09:00:00"))


async def test_who_asks_and_does_not_take_the_answer_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "UNTAKEN_CHECK_S", 0.2)
    async with open_wallboard(tmp_path) as board:
        call = {"date": f"{DAY} 09:00:00", "queue_id": "155", "source_name": "x" * 900}
        for number in range(3):
            calls = [{"action": "ENTER_QUEUE", "connection_id": f"{number}.{n}"} | call for n in range(900)]
            assert (await board.delivers(bodies(*calls), Content_Type="application/json")).status == 200
        host, port = board.address.removeprefix("http://").split(":")
        slow = [await asyncio.open_connection(host, int(port), limit=4096) for _ in range(10)]
        for _, writer in slow:
            writer.write(
                4 * f"GET /state HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode()
            )  # more than kernels keep
        async with board.watched() as screen:
            await screen.next()
            closed = board.app[CONNECTIONS].closed
            await eventually(lambda: closed == {"untaken": 10}, "the ten are let go")
            await screen.until(await board.calls("9.1", "09:00:00"))
        for _, writer in slow:
            writer.close()


async def test_where_there_is_no_room_the_longest_idle_makes_some(board: Wallboard) -> None:
    host, port = board.address.removeprefix("http://").split(":")
    async with board.watched(**bearer(TV)) as screen:
        await screen.next()
        board.app[CONNECTIONS].ceiling = 30
        idle = [await asyncio.open_connection(host, int(port)) for _ in range(60)]
        assert (await board.asks("/state", **bearer(TV))).status == 200
        gone = [reader for reader, _ in idle[:20]]
        assert [await _end(reader) for reader in gone] == [b""] * 20
        assert board.app[CONNECTIONS].size <= 31
        await board.delivers(
            {"action": "ENTER_QUEUE", "date": f"{DAY} 09:00:00", "connection_id": "1", "queue_id": "155"}, **THULIUM
        )
        await screen.until(1)
        for _, writer in idle:
            writer.close()


async def _end(reader: asyncio.StreamReader) -> bytes:
    try:
        async with asyncio.timeout(5):
            return await reader.read()
    except ConnectionError:
        return b""
