"""Screens watch: what they show is what is true, whoever else watches and however slowly."""

import asyncio
import random
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import pytest

from app.simulator import Simulation
from tests.server import DAY, Json, Wallboard, bodies, eventually, open_wallboard

TOML = """
journal.url = "memory:"
[queues.155]
name = "Sprzedaż"
[queues.156]
name = "Serwis"
[boards.sales]
queues = ["155"]
"""
BEGINS = 1_795_000_000


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Wallboard]:
    async with open_wallboard(tmp_path, TOML) as wallboard:
        yield wallboard


def apart_from_the_time(document: Json) -> Json:
    return {key: value for key, value in document.items() if key != "as_of"}


async def test_a_screen_gets_the_state_first_and_then_what_changes(board: Wallboard) -> None:
    await board.calls("1.1", "09:00:00")
    async with board.watched() as screen:
        first = await screen.next()
        await board.gives_up("1.1", "09:00:30")
        second = await screen.next()

    assert (first.name, first.id) == ("state", 1)
    assert (second.name, second.id) == ("patch", 2)
    assert second.data["calls"] == {"1.1": None}
    assert screen.document["queues"]["155"]["today"]["abandoned"] == 1


async def test_the_stream_says_that_it_is_one_and_is_kept_by_nobody(board: Wallboard) -> None:
    async with board.watched() as screen:
        headers = screen.response.headers

    assert headers["Content-Type"] == "text/event-stream"
    assert "no-cache" in headers["Cache-Control"]
    assert headers["X-Accel-Buffering"] == "no"


async def test_asking_only_for_the_streams_head_opens_none(board: Wallboard) -> None:
    assert (await board.asks("/events", "HEAD")).status == 405


async def test_a_single_change_is_on_the_screen_at_once(board: Wallboard) -> None:
    loop = asyncio.get_running_loop()
    async with board.watched() as screen:
        await screen.next()
        delays = []
        for number in range(10):
            await asyncio.sleep(0.12)  # a quiet moment is what this is about
            version = await board.calls(f"1.{number}", "09:00:00")
            answered = loop.time()
            await screen.until(version)
            delays.append(loop.time() - answered)

    assert min(delays) < 0.1  # whatever else the machine did in between


async def test_a_burst_is_gathered_into_at_most_twenty_patches_a_second(board: Wallboard) -> None:
    loop = asyncio.get_running_loop()

    async def bursts() -> int:
        until, number = loop.time() + 1, 0
        while loop.time() < until:
            number += 1
            version = await board.calls(f"1.{number}", "09:00:00")
        return version

    async with board.watched() as screen:
        await screen.next()
        burst = asyncio.create_task(bursts())
        patches = 0
        while not burst.done() or screen.version < burst.result():
            patches += (await screen.next()).name == "patch"

    assert screen.version > 50
    assert 5 <= patches <= 21


async def test_state_and_patches_together_are_always_the_document(board: Wallboard) -> None:
    """An hour of a made-up call centre; screens of every kind join at any moment and leave again."""
    rng = random.Random(5)
    events = list(Simulation(agents=12, seed=5, begins=BEGINS).events(BEGINS + 3600))
    views = ["", "?role=tv", "?board=sales", "?board=sales&role=tv"]
    checked = 0
    async with AsyncExitStack() as stack:
        screens = [(view, await stack.enter_async_context(board.watched(view))) for view in views]
        for start in range(0, len(events), 10):
            for event in events[start : start + 10]:
                await board.delivers(event.body, Content_Type="application/x-www-form-urlencoded")
            if rng.random() < 0.1:
                view = rng.choice(views)
                screens.append((view, await stack.enter_async_context(board.watched(view))))
            if rng.random() < 0.1 and len(screens) > 4:
                screens.pop(rng.randrange(4, len(screens)))[1].leaves()
            if rng.random() < 0.2:
                truth = {view: await board.state(view) for view in views}
                for view, screen in screens:
                    shown = await screen.until(truth[view]["version"])
                    assert apart_from_the_time(shown) == apart_from_the_time(truth[view])
                    checked += 1

    assert checked > 20


async def test_a_screen_that_takes_gzip_reads_the_same(board: Wallboard) -> None:
    async with board.watched() as plain, board.watched(Accept_Encoding="gzip") as packed:
        assert packed.response.headers["Content-Encoding"] == "gzip"
        for number in range(5):
            version = await board.calls(f"1.{number}", "09:00:00")
            assert await packed.until(version) == await plain.until(version)
        async with board.watched(Accept_Encoding="gzip") as late:
            await late.next()
            assert apart_from_the_time(late.document) == apart_from_the_time(packed.document)
            version = await board.calls("1.9", "09:00:00")
            assert await packed.until(version) == await plain.until(version)
            assert apart_from_the_time(await late.until(version)) == apart_from_the_time(plain.document)


async def test_a_quiet_line_says_every_two_seconds_that_it_lives(tmp_path: Path) -> None:
    loop = asyncio.get_running_loop()
    async with open_wallboard(tmp_path, clock="wall") as board, board.watched() as screen:
        await screen.next()
        began = loop.time()
        pings = [await screen.next(), await screen.next()]
        took = loop.time() - began
        async with board.watched() as newcomer:
            first = await newcomer.next()

    assert [ping.name for ping in pings] == ["ping", "ping"]
    assert pings[1].data.keys() == {"version", "now", "release"}
    assert seconds_ago(pings[1].data["now"]) < 2
    assert 3.5 < took < 15
    assert seconds_ago(first.data["as_of"]) < 2, "who comes in a quiet hour is told the time of an hour ago"


def seconds_ago(text: str) -> float:
    return (datetime.now(UTC) - datetime.fromisoformat(text)).total_seconds()


async def test_a_recordings_ping_carries_the_recordings_time(board: Wallboard) -> None:
    await board.calls("1.1", "09:00:00")
    async with board.watched() as screen:
        await screen.next()
        ping = await screen.next()

    assert ping.data["now"] == f"{DAY}T09:00:00+01:00"
    assert ping.data["version"] == 1


async def test_who_closes_the_page_is_forgotten(board: Wallboard) -> None:
    async with board.watched() as one, board.watched("?role=tv") as other:
        await one.next()
        await other.next()
        assert board.watching == 2
        one.leaves()
        other.leaves()
        await eventually(lambda: board.watching == 0, "both are forgotten", 6)


class Sleeper:
    """A client that asks for the stream and never reads a byte of it."""

    def __init__(self, board: Wallboard) -> None:
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        host, port = board.address.removeprefix("http://").split(":")
        self.socket.connect((host, int(port)))
        self.socket.sendall(f"GET /events HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()


async def test_who_never_reads_is_cut_off_and_delays_nobody(board: Wallboard) -> None:
    """Every caller has a name of a kilobyte: the sleeper's box of 1 MiB is soon full."""
    loop = asyncio.get_running_loop()
    with Sleeper(board):
        await eventually(lambda: board.watching == 1, "the sleeper is there")
        async with board.watched() as screen:
            await screen.next()
            slowest, number = 0.0, 0
            while board.watching == 2 and number < 4000:
                crowd = [_long_named(number + one) for one in range(50)]
                version = await _arrive(board, crowd)
                number += 50
                began = loop.time()
                shown = await screen.until(version)
                slowest = max(slowest, loop.time() - began)
            assert shown["queues"]["155"]["waiting"] == number
            await eventually(lambda: board.watching == 1, "the sleeper is cut off", 3)

    assert slowest < 5  # a write that waits for the sleeper would never end


def _long_named(number: int) -> Json:
    return {
        "action": "ENTER_QUEUE",
        "date": f"{DAY} 09:00:00",
        "connection_id": f"1.{number}",
        "queue_id": "155",
        "source_name": f"{number} ".ljust(1000, "x"),
    }


async def _arrive(board: Wallboard, crowd: list[Json]) -> int:
    return (await board.delivers(bodies(*crowd), Content_Type="application/json")).version


async def test_the_server_stops_at_once_although_screens_watch_and_one_sleeps(tmp_path: Path) -> None:
    loop = asyncio.get_running_loop()
    async with AsyncExitStack() as visits:
        async with open_wallboard(tmp_path, TOML) as board:
            office = await visits.enter_async_context(Wallboard(board.address))
            screens = [await visits.enter_async_context(office.watched()) for _ in range(5)]
            visits.enter_context(Sleeper(board))
            await eventually(lambda: board.watching == 6, "the sleeper is there")
            for start in range(0, 400, 50):
                await _arrive(board, [_long_named(start + one) for one in range(50)])
            assert board.watching == 6
            ending = [asyncio.create_task(screen.ends()) for screen in screens]
            began = loop.time()
        took = loop.time() - began
        await asyncio.gather(*ending)

    assert took < 15
