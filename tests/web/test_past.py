"""`/state` at a past instant or version: the document as the board showed it then."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from app.history.past_states import PastStates
from app.journal import CHECKPOINT_INTERVAL_ENTRIES
from app.runtime.query_limit import MAX_WAITING
from app.web.app_keys import INGEST, PAST_STATES, QUERY_LIMIT
from tests.past import without_instant
from tests.server import Wallboard, open_wallboard

TOML = """
[recent]
minutes = [5, 30]
[expire]
waiting = 600
[boards.other]
queues = ["156"]
"""
KEYS = "".join(
    f'[[keys]]\nname = "{role}"\nrole = "{role}"\nhash = "sha256:{sha256(role.encode()).hexdigest()}"\n'
    for role in ("tv", "supervisor")
)


async def morning(board: Wallboard, calls: int = 12) -> dict[int, bytes]:
    """Some calls, and what `/state` answered after every event."""
    stored = {}
    at = datetime(2026, 11, 20, 9)  # noqa: DTZ001 - a wall clock
    await board.comes("ala", f"{at:%H:%M:%S}")
    for number in range(calls):
        for event in (
            board.calls(f"1.{number}", f"{at:%H:%M:%S}"),
            board.answers("ala", f"1.{number}", f"{at + timedelta(seconds=9):%H:%M:%S}"),
            board.ends("ala", f"1.{number}", f"{at + timedelta(seconds=70):%H:%M:%S}"),
        ):
            version = await event
            stored[version] = (await board.asks("/state")).body
        at += timedelta(minutes=3)
    return stored


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Wallboard]:
    async with open_wallboard(tmp_path, TOML) as wallboard:
        yield wallboard


async def test_a_past_version_is_the_document_that_was_shown_then_also_after_a_restart(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path, TOML) as board:
        stored = await morning(board)
        assert len(stored) == 36
        for version, body in reversed(stored.items()):
            past = await board.asks(f"/state?version={version}")
            assert without_instant(past.body) == without_instant(body)
    async with open_wallboard(tmp_path, TOML) as board:
        await board.recovered()
        for version, body in stored.items():
            past = await board.asks(f"/state?version={version}")
            assert without_instant(past.body) == without_instant(body)


async def test_time_has_passed_until_an_instant_between_two_entries(board: Wallboard) -> None:
    await board.calls("1.1", "10:00:00")
    await board.calls("1.2", "10:30:00")
    waiting = (await board.asks("/state?at=2026-11-20T10:09:59%2B01:00")).json
    expired = (await board.asks("/state?at=2026-11-20T10:10:00+01:00")).json
    first = (await board.asks("/state?at=2026-11-20T10:00:00+01:00")).json

    assert (waiting["as_of"], waiting["totals"]["waiting"]) == ("2026-11-20T10:09:59+01:00", 1)
    assert (expired["totals"]["waiting"], expired["totals"]["today"]["left"]) == (0, 1)
    assert (waiting["totals"]["recent"]["5"]["entered"], waiting["totals"]["recent"]["30"]["entered"]) == (0, 1)
    assert (first["version"], first["totals"]["waiting"]) == (1, 1)


async def test_looking_ahead_of_an_entry_does_not_change_what_follows(board: Wallboard) -> None:
    stored = await morning(board)
    for minute in range(0, 36, 5):
        await board.asks(f"/state?at=2026-11-20T09:{minute:02d}:30Z")
        await board.asks(f"/state?at=2026-11-20T09:{minute:02d}:30+01:00")
    for version, body in stored.items():
        assert without_instant((await board.asks(f"/state?version={version}")).body) == without_instant(body)


async def test_a_past_state_of_a_board_has_that_board_alone(board: Wallboard) -> None:
    await board.calls("1.1", "10:00:00")

    assert (await board.asks("/state?version=1&board=other")).json["queues"] == {}
    assert (await board.asks("/state?version=1&board=none")).status == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("at=2026-11-20T10:00:00", 422),
        ("at=yesterday", 422),
        ("at=", 422),
        ("at=2026-02-30T10:00:00Z", 422),
        ("at=2026-11-20T23:00:00%2B01:00", 422),
        ("version=one", 422),
        ("version=-1", 422),
        ("version=1&at=2026-11-20T10:00:00Z", 422),
        ("version=0", 404),
        ("version=99", 404),
        ("at=2026-11-20T09:59:59%2B01:00", 404),
    ],
)
async def test_what_cannot_be_answered_is_refused(board: Wallboard, query: str, status: int) -> None:
    await board.calls("1.1", "10:00:00")
    answer = await board.asks(f"/state?{query}")

    assert (answer.status, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert answer.json.get("first") == ("2026-11-20T10:00:00+01:00" if status == 404 else None)
    assert bool(answer.json.get("errors")) == (status == 422)


async def test_the_past_is_for_supervisors(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path, KEYS + TOML) as board:
        await board.calls("1.1", "10:00:00")

        assert (await board.asks("/state?version=1", Authorization="Bearer supervisor")).status == 200
        assert (await board.asks("/state?version=1&role=tv", Authorization="Bearer supervisor")).status == 403
        assert (await board.asks("/state?version=1", Authorization="Bearer tv")).status == 403


async def test_the_repeated_hour_has_two_pasts(board: Wallboard) -> None:
    await board.hears("ENTER_QUEUE", "2026-10-25 02:20:00", connection_id="a", queue_id="155")
    await board.hears("ENTER_QUEUE", "2026-10-25 03:20:00", connection_id="b", queue_id="155")
    summer = (await board.asks("/state?at=2026-10-25T02:25:00%2B02:00")).json
    winter = (await board.asks("/state?at=2026-10-25T02:25:00%2B01:00")).json

    assert (summer["totals"]["waiting"], winter["totals"]["waiting"]) == (1, 0)


@asynccontextmanager
async def occupied(board: Wallboard) -> AsyncIterator[None]:
    """Another query of the journal runs meanwhile."""
    finish = asyncio.Event()
    running = asyncio.create_task(board.app[QUERY_LIMIT].run(finish.wait, lambda: False))
    await asyncio.sleep(0)
    yield
    finish.set()
    await running


async def test_of_many_at_the_same_time_few_wait_and_the_others_are_refused(board: Wallboard) -> None:
    await board.calls("1.1", "10:00:00")
    async with occupied(board):
        queries = [asyncio.create_task(board.asks("/state?version=1")) for _ in range(20)]
        while sum(query.done() for query in queries) < 20 - MAX_WAITING:
            await asyncio.wait([query for query in queries if not query.done()], return_when=asyncio.FIRST_COMPLETED)
        refused = [query.result() for query in queries if query.done()]
    answered = [answer for answer in await asyncio.gather(*queries) if answer.status == 200]

    assert [answer.status for answer in refused] == [503] * 16
    assert all("Retry-After" in answer.headers for answer in refused)
    assert len(answered) == MAX_WAITING


@pytest.mark.parametrize("path", ["/state?version=1", "/?at=2026-11-20T10:00:00%2B01:00", "/history"])
async def test_live_pages_and_documents_do_not_wait_for_those_of_the_past(board: Wallboard, path: str) -> None:
    await board.calls("1.1", "10:00:00")
    async with occupied(board):
        past = asyncio.create_task(board.asks(path))
        live = [await board.asks(one) for one in ("/state", "/", "/metrics")]
        async with board.watched() as screen:
            await screen.next()
        assert not past.done()

    assert [answer.status for answer in live] == [200, 200, 200]
    assert (await past).status == 200


async def test_a_past_state_begins_at_a_checkpoint_near_it(board: Wallboard) -> None:
    events = [
        {"action": "CUSTOMER_CREATED", "customer_id": str(number), "date": "2026-11-20 09:00:00"}
        for number in range(3 * CHECKPOINT_INTERVAL_ENTRIES)
    ]
    ingest = board.app[INGEST]
    for start in range(0, len(events), CHECKPOINT_INTERVAL_ENTRIES):
        await board.delivers(
            json.dumps(events[start : start + CHECKPOINT_INTERVAL_ENTRIES]).encode(),
            Content_Type="application/json",
        )
    past: PastStates = board.app[PAST_STATES]
    state, _ = await past.after(2 * CHECKPOINT_INTERVAL_ENTRIES + 7)
    near = await ingest.checkpoints.before(
        2 * CHECKPOINT_INTERVAL_ENTRIES + 7, ingest.empty(), ingest.background_slice()
    )

    assert state.today.customers == 2 * CHECKPOINT_INTERVAL_ENTRIES + 7
    assert near is not None
    assert near.version == 2 * CHECKPOINT_INTERVAL_ENTRIES


async def test_a_queues_trend_of_an_instant_ends_there(board: Wallboard) -> None:
    await board.calls("1.1", "10:00:00")
    await board.calls("1.2", "10:30:00")
    path = "/queues/155/trend"
    past = (await board.asks(f"{path}?at=2026-11-20T10:20:00%2B01:00")).json
    live = (await board.asks(path)).json

    assert (list(past["trend"]), list(live["trend"])) == (["10:00"], ["10:00", "10:30"])
    assert [hour["entered"] for hour in past["hours"]] == [1, 0]
    assert (await board.asks(f"{path}?at=2026-11-20T09:00:00%2B01:00")).status == 404
    assert (await board.asks(f"{path}?at=yesterday")).status == 422


async def test_the_supervisors_page_of_a_past_instant_has_its_document_and_says_so(board: Wallboard) -> None:
    await board.calls("1.1", "10:00:00")
    await board.calls("1.2", "10:30:00")
    past = await board.asks("/?at=2026-11-20T10:05:00%2B01:00&lang=en")
    live = await board.asks("/?lang=en")

    assert (past.status, live.status) == (200, 200)
    assert "data-past" in past.text
    assert '"as_of":"2026-11-20T10:05:00+01:00"' in past.text
    assert "<past-band" in past.text
    assert "<past-band" not in live.text
    assert (await board.asks("/?at=2026-11-20T09:00:00%2B01:00")).status == 404
    assert (await board.asks("/?at=yesterday")).status == 422
    assert (await board.asks("/?at=2026-11-20T10:05:00%2B01:00&role=tv")).status == 403
