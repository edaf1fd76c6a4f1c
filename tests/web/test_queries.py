"""Who reads the journal keeps nobody waiting who writes it, and is not read for after leaving."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.runtime import query_limit
from app.runtime.query_limit import MAX_WAITING
from app.web.app_keys import INGEST, QUERY_LIMIT
from tests.server import DAY, Wallboard, bodies, eventually, open_wallboard, run, started

QUERIES = ["/agents/ala/timeline", "/calls/9.9", f"/calls/9.9?day={DAY}", "/log", "/log?agent=ala", "/rejected"]
ENTRIES = 20_000


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Wallboard]:
    async with open_wallboard(tmp_path, '[agents.ala]\nname = "Ala"\n') as wallboard:
        yield wallboard


@asynccontextmanager
async def nobody_reads(board: Wallboard) -> AsyncIterator[None]:
    """While the thread that reads the journal stands still."""
    journal = board.app[INGEST].journal
    free = threading.Event()
    held = journal._read_thread.submit(free.wait)  # type: ignore[attr-defined]
    try:
        yield
    finally:
        free.set()
        await asyncio.wrap_future(held)


async def test_a_webhook_is_answered_while_the_journal_is_being_read(board: Wallboard) -> None:
    await board.calls("1.1", "09:00:00")
    async with nobody_reads(board):
        asking = asyncio.create_task(board.asks("/log"))
        await eventually(lambda: board.app[QUERY_LIMIT]._tasks, "it is being read")
        assert await board.calls("1.2", "09:00:00") == 2
        assert not asking.done()

    assert (await asking).status == 200


@pytest.mark.parametrize("path", QUERIES)
async def test_a_query_is_refused_while_as_many_wait_as_may(
    board: Wallboard, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query_limit, "PLACE_WAIT_S", (0.05, 0.05))
    free = asyncio.Event()
    limit = board.app[QUERY_LIMIT]
    others = [asyncio.create_task(limit.run(free.wait, lambda: False)) for _ in range(MAX_WAITING + 1)]
    await asyncio.sleep(0)
    refused = await board.asks(path)
    free.set()
    await asyncio.gather(*others)
    answered = await board.asks(path)

    assert (refused.status, refused.headers["Retry-After"]) == (503, "1")
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert answered.status in {200, 404}


async def test_a_call_that_the_state_knows_is_told_whoever_reads_the_journal(board: Wallboard) -> None:
    await board.calls("1.1", "09:00:00")
    async with nobody_reads(board):
        assert (await board.asks("/calls/1.1")).json["stage"] == "waiting"


async def test_a_client_that_leaves_makes_room_for_another(board: Wallboard) -> None:
    await board.calls("1.1", "09:00:00")
    async with nobody_reads(board):
        leaving = [asyncio.create_task(board.asks("/log")) for _ in range(MAX_WAITING + 1)]
        await eventually(lambda: len(board.app[QUERY_LIMIT]._tasks) == MAX_WAITING + 1, "all places are taken")
        for one in leaving:
            one.cancel()
        await eventually(lambda: not board.app[QUERY_LIMIT]._tasks, "they are free again")
    await asyncio.gather(*leaving, return_exceptions=True)

    assert (await board.asks("/log")).status == 200


async def test_an_agents_day_that_was_broken_off_is_told_whole_afterwards(board: Wallboard) -> None:
    dialled = {"id": "7", "connection_id": "2.1", "phone_number": "602731499"}
    await board.comes("ala", "08:00:00")
    await board.hears("OUTBOUND_CONNECTING", "08:10:00", **dialled)
    await board.hears("OUTBOUND_CUSTOMER_CONNECTED", "08:10:05", **dialled)
    await board.asks("/agents/ala/timeline")
    await board.hears("PREDICTIVE_AGENT_ANSWER", "08:10:07", agent_login="ala", **dialled)
    async with nobody_reads(board):
        leaving = asyncio.create_task(board.asks("/agents/ala/timeline"))
        await eventually(lambda: board.app[QUERY_LIMIT]._tasks, "it is being read")
        leaving.cancel()
        await eventually(lambda: not board.app[QUERY_LIMIT]._tasks, "it is broken off")
    day = (await board.asks("/agents/ala/timeline")).json

    assert (day["spans"][-1]["status"], day["spans"][-1]["campaign"]) == ("on_call", "7")


def exported(path: Path) -> Path:
    """A journal of many entries as lines."""
    entries = (
        {
            "version": number,
            "received": f"{DAY}T08:00:00.000+01:00",
            "kind": "event",
            "body": {"action": "NEWS", "n": str(number), "agent_login": f"a{number % 50}"},
        }
        for number in range(1, ENTRIES + 1)
    )
    path.write_text("\n".join(map(json.dumps, entries)) + "\n")
    return path


async def test_sigterm_ends_it_within_five_seconds_whatever_is_being_read(tmp_path: Path) -> None:
    lines = exported(tmp_path / "lines.jsonl")
    assert run(tmp_path, "import", str(lines), "--data-dir", "data", "--clock", "events").returncode == 0
    async with started(tmp_path, "--clock", "events") as running:
        paths = [f"/log?agent=nobody{n}" for n in range(60)] + [f"/agents/a{n}/timeline" for n in range(40)]
        asking = [asyncio.create_task(running.wallboard.asks(path)) for path in paths]
        done, _ = await asyncio.wait(asking, return_when=asyncio.FIRST_COMPLETED)
        async with asyncio.timeout(5):
            status = await running.stopped()
        await asyncio.gather(*asking, return_exceptions=True)

    assert status == 0
    assert done


async def test_the_log_of_one_agent_looks_far_back_for_few_entries(board: Wallboard) -> None:
    news = [{"action": "NEWS", "date": f"{DAY} 08:00:00", "n": str(n), "agent_login": "ola"} for n in range(6000)]
    await board.delivers({"action": "NEWS", "agent_login": "ala", "note": "the first"})
    for start in range(0, 6000, 3000):
        await board.delivers(bodies(*news[start : start + 3000]), Content_Type="application/json")
    await board.delivers({"action": "NEWS", "agent_login": "ala", "note": "the last"})
    hers = (await board.asks("/log?agent=ala")).json
    other = (await board.asks("/log?agent=ol")).json
    newest = (await board.asks("/log?agent=ola&limit=2")).json

    assert [event["fields"]["note"] for event in hers["events"]] == ["the first", "the last"]
    assert other["events"] == []
    assert [event["version"] for event in newest["events"]] == [6000, 6001]
