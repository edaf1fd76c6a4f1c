"""The first hour as the admin sees it: what to enter, what arrived, what was refused and why."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.web.refused_deliveries import MAX_KINDS
from tests.attacker import ADMIN, TOML, basic, bearer
from tests.server import Json, Wallboard, open_wallboard

THULIUM = basic("thulium", "s3cret-pw")


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Wallboard]:
    async with open_wallboard(tmp_path, TOML) as wallboard:
        yield wallboard


async def setup(board: Wallboard) -> Json:
    found: Json = (await board.asks("/setup.json", **bearer(ADMIN))).json
    return found


async def test_an_untouched_server_says_that_no_event_has_arrived(board: Wallboard) -> None:
    found = await setup(board)

    assert found["webhook"] == {
        "address": f"{board.address}/webhooks/thulium",
        "source": "file",
        "username": "thulium",
    }
    assert (found["events"], found["last"], found["refused"]) == (0, None, [])


async def test_the_last_event_is_named_also_after_a_restart(tmp_path: Path) -> None:
    for _ in range(2):
        async with open_wallboard(tmp_path, TOML) as board:
            await board.delivers({"action": "AGENT_LOGGED_IN", "agent_login": "anna"}, **THULIUM)
            await board.delivers({"action": "ENTER_QUEUE"}, **THULIUM)
    async with open_wallboard(tmp_path, TOML) as board:
        found = await setup(board)

    assert found["last"]["action"] == "AGENT_LOGGED_IN"
    assert found["refused"] == []


async def test_refusals_are_told_by_their_reason_and_hold_nothing_of_a_caller_or_a_secret(board: Wallboard) -> None:
    caller, secret = "523993855", "wrong-password-7Rt"
    for _ in range(2):
        await board.delivers({"action": "NEWS", "source_number": caller}, **basic("thulium", secret))
    await board.delivers({"action": "ENTER_QUEUE", "source_number": caller, caller: "x"}, **THULIUM)
    await board.delivers(b"<xml>" + caller.encode(), Content_Type="text/xml", **THULIUM)
    await board.asks("/webhook/thulium", "POST", {"source_number": caller}, **THULIUM)
    await board.asks(f"/{caller}", "POST", {"source_number": caller}, **THULIUM)
    answer = await board.asks("/setup.json", **bearer(ADMIN))
    refused = {(row["status"], row["detail"]): row["count"] for row in answer.json["refused"]}

    assert refused == {
        (401, ""): 2,
        (415, ""): 1,
        (422, "connection_id, queue_id"): 1,
        (404, "/webhook/thulium"): 1,
        (404, "/…"): 1,
    }
    for told in (caller, secret, "s3cret-pw"):
        assert told not in answer.text


async def test_what_is_remembered_of_refusals_is_bounded(board: Wallboard) -> None:
    for number in range(MAX_KINDS + 5):
        await board.asks(f"/x{number}", "POST")
    refused = (await setup(board))["refused"]

    assert len(refused) == MAX_KINDS
    assert refused[0]["detail"] == f"/x{MAX_KINDS + 4}"
