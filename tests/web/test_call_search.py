"""Ended calls found by number, caller, agent or id: `GET /calls`."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from app.config.schema import Privacy, Settings
from app.document.call_query import CallQuery
from app.history import event_log
from tests.server import Wallboard, open_wallboard

TOML = """
[agents.ala]
name = "Ala Żółwik"
[queues.155]
name = "Sprzedaż"
[boards.sales]
queues = ["155"]
"""


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Wallboard]:
    """Three calls that are over, one of them answered by Ala, and one that waits."""
    async with open_wallboard(tmp_path, TOML) as wallboard:
        await wallboard.comes("ala", "08:00:00")
        await calls(wallboard, "1.1", "09:00:00", "600111222", "Jan Nowak")
        await wallboard.answers("ala", "1.1", "09:00:20")
        await wallboard.ends("ala", "1.1", "09:03:00")
        await calls(wallboard, "1.2", "09:10:00", "600333444", "Ewa Lis", queue="7")
        await wallboard.gives_up("1.2", "09:11:00", queue="7")
        await calls(wallboard, "1.3", "09:20:00", "600111222", "Jan Nowak")
        await wallboard.gives_up("1.3", "09:21:00")
        await calls(wallboard, "1.4", "09:30:00", "600111222", "Jan Nowak")
        yield wallboard


async def calls(board: Wallboard, call: str, at: str, number: str, name: str, *, queue: str = "155") -> int:
    who = {"source_number": number, "source_name": name}
    return await board.hears("ENTER_QUEUE", at, connection_id=call, queue_id=queue, **who)


async def found(board: Wallboard, query: str) -> list[str]:
    answer = await board.asks(f"/calls?{query}")
    assert answer.status == 200, answer.text
    return [row["connection_id"] for row in answer.json["calls"]]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("", ["1.3", "1.2", "1.1"]),
        ("q=600 111-222", ["1.3", "1.1"]),
        ("q=jan+NOWAK", ["1.3", "1.1"]),
        ("q=zolwik", ["1.1"]),
        ("q=1.2", ["1.2"]),
        ("q=nobody", []),
        ("q=600&limit=2", ["1.3"]),  # the other one waits still
        ("q=600&board=sales", ["1.3", "1.1"]),
    ],
)
async def test_ended_calls_are_found_the_newest_first(board: Wallboard, query: str, ids: list[str]) -> None:
    assert await found(board, query) == ids


async def test_a_found_call_has_what_the_list_shows(board: Wallboard) -> None:
    answer = await board.asks("/calls?q=ala")

    assert answer.json["complete"] is True
    row: dict[str, Any] = answer.json["calls"][0]
    assert {name: value[11:19] for name, value in row.items() if name in {"started", "ended"}} == {
        "started": "09:00:00",
        "ended": "09:03:00",
    }
    assert {name: row[name] for name in ("connection_id", "direction", "outcome", "queue", "agents")} == {
        "connection_id": "1.1", "direction": "inbound", "outcome": "answered", "queue": "155", "agents": ["ala"],
    }  # fmt: skip
    assert (row["source_number"], row["source_name"]) == ("600111222", "Jan Nowak")


async def test_calls_that_the_state_has_forgotten_are_read_from_the_journal(board: Wallboard) -> None:
    await calls(board, "1.9", "13:00:00", "600999999", "Ola Mak")

    assert await found(board, "q=600111222") == ["1.4", "1.3", "1.1"]  # 1.4 has expired since


async def test_the_answer_says_when_it_is_not_complete(board: Wallboard, monkeypatch: pytest.MonkeyPatch) -> None:
    few = await board.asks("/calls?limit=1")
    monkeypatch.setattr(event_log, "MAX_SCANNED_ENTRIES", 3)
    near = await board.asks("/calls")

    assert few.json["complete"] is False
    assert (near.json["complete"], [row["connection_id"] for row in near.json["calls"]]) == (False, ["1.3"])


async def test_a_text_of_one_character_is_refused(board: Wallboard) -> None:
    assert (await board.asks("/calls?q=x")).status == 400
    assert (await board.asks(f"/calls?q={'x' * 101}")).status == 400


def test_a_masked_number_is_not_found_by_what_is_hidden() -> None:
    body = b'{"action":"ENTER_QUEUE","connection_id":"9.9","source_number":"600111222"}'
    masked = Settings(privacy=Privacy(numbers="last3"))

    assert CallQuery("600111222", Settings()).matches(body)
    assert not CallQuery("600111222", masked).matches(body)
    assert CallQuery("222", masked).matches(body)


def test_a_field_may_hold_anything() -> None:
    body = b'{"connection_id":"9.9","source_name":["a"],"agent_login":{"b":1},"source_number":"600111222"}'

    assert CallQuery("600111222", Settings()).matches(body)
    assert not CallQuery("ala", Settings()).matches(body)
