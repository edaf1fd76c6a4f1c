"""How long work gives the event loop back: by time, and to webhooks first."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.config.loading import parse
from app.config.schema import Settings
from app.journal.memory import MemoryJournal
from app.runtime.ingest import Ingest as Writer
from app.runtime.recovery import recover
from app.runtime.sequencing import Sequencer, Submission
from app.runtime.yielding import BackgroundSlice, RenderingEnded, RenderLock, TimeSlice
from app.server.reload import reload
from app.web.app_keys import PUBLISHER, REQUESTS
from tests.event_loop import watched_turns
from tests.server import DAY, open_wallboard

LONGEST_TURN_S = 0.1  # twice what is promised


def one_call(count: int) -> list[Submission]:
    """Events of one call, of which each costs more than the one before."""
    return [
        Submission(
            {
                "action": "EXIT_QUEUE" if number % 2 else "ENTER_QUEUE",
                "date": f"{DAY} 09:00:{number // 5:02}",
                "connection_id": "1.1",
                "queue_id": str(number // 2 % 2),
            }
        )
        for number in range(count)
    ]


@pytest.fixture
async def writer() -> AsyncIterator[Writer]:
    writer = Writer(Settings(), MemoryJournal(), event_time=True)
    await recover(writer)
    running = asyncio.create_task(writer.run())
    yield writer
    await writer.close()
    await running


async def test_a_slice_is_over_after_its_time_and_begins_again_when_renewed() -> None:
    short, long = TimeSlice(0.0), TimeSlice(60.0)
    assert (short.is_over(), long.is_over()) == (True, False)
    await long.renew()

    assert not long.is_over()


async def test_background_work_waits_while_webhooks_are_answered() -> None:
    busy = iter([True] * 5)
    await BackgroundSlice(lambda: next(busy, False), max_deferral=60.0).renew()

    assert next(busy, None) is None


async def test_background_work_does_not_wait_for_ever() -> None:
    async with asyncio.timeout(5):
        await BackgroundSlice(lambda: True).renew()


async def test_pages_are_made_one_at_a_time_and_cheap_ones_without_a_pause() -> None:
    lock = RenderLock(lambda: False)
    made: list[str] = []

    async def makes(name: str) -> None:
        async with lock:
            made.append(name)
            await asyncio.sleep(0)
            made.append(name)

    await asyncio.gather(*(makes(name) for name in "abc"))
    async with watched_turns() as turns:
        for _ in range(10):
            async with lock:
                pass

    assert made == ["a", "a", "b", "b", "c", "c"]
    assert turns.count == 0


async def test_a_page_that_waits_when_the_server_stops_is_not_made() -> None:
    lock = RenderLock(lambda: False)
    async with lock:
        waiting = asyncio.create_task(lock.__aenter__())
        await asyncio.sleep(0)
        lock.close()

    with pytest.raises(RenderingEnded):
        await waiting
    with pytest.raises(RenderingEnded):
        await lock.__aenter__()


async def test_a_costly_array_is_applied_in_slices_of_time(writer: Writer) -> None:
    async with watched_turns() as turns:
        await writer.receive(one_call(250))

    assert writer.state.version == 250
    assert turns.longest < LONGEST_TURN_S


async def test_costly_entries_are_replayed_in_slices_of_time() -> None:
    journal, stamper = MemoryJournal(), Sequencer(Settings().rules, None, 0)
    await journal.append([stamper.stamp(offered, 1_795_165_200)[0] for offered in one_call(250)])
    writer = Writer(Settings(), journal)
    async with watched_turns() as turns:
        await recover(writer)

    assert writer.state.version == 250
    assert turns.longest < LONGEST_TURN_S


async def test_a_new_configuration_of_many_boards_is_sent_in_slices_of_time(tmp_path: Path) -> None:
    agents = "".join(f'[agents.agent{number:03}]\nname = "Agent {number}"\n' for number in range(300))
    boards = "".join(f'[boards.b{number}]\nqueues = ["{number}"]\n' for number in range(60))
    async with open_wallboard(tmp_path, agents + boards) as board:
        watchers = [board.watched(f"?board=b{number}") for number in range(60)]
        screens = [await one.__aenter__() for one in watchers]
        version = await board.calls("1.1", "09:00:00")
        for screen in screens:
            await screen.until(version)
        await reload(board.app, parse((agents + boards).replace("Agent", "Person")))
        async with watched_turns() as turns:
            await board.app[PUBLISHER].publish()
        named = [(await screen.until(version + 1))["agents"]["agent000"]["name"] for screen in screens]
        for one in watchers:
            await one.__aexit__(None, None, None)

    assert named == ["Person 0"] * 60
    assert turns.longest < LONGEST_TURN_S


async def test_a_webhook_does_not_wait_for_all_the_pages_that_were_opened_before_it(tmp_path: Path) -> None:
    agents = "".join(f'[agents.agent{number:03}]\nname = "Agent {number}"\n' for number in range(200))
    async with open_wallboard(tmp_path, agents) as board:
        await board.calls("1.0", "09:00:00")
        pages = [asyncio.create_task(board.asks("/tv")) for _ in range(100)]
        await asyncio.wait(pages, return_when=asyncio.FIRST_COMPLETED)
        await board.calls("1.1", "09:00:01")
        made_before = board.app[REQUESTS]["/tv", 200]
        statuses = {page.status for page in await asyncio.gather(*pages)}

    assert statuses == {200}
    assert made_before < 30
