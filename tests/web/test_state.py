"""Somebody asks for the state document, and asks again."""

import gzip
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.server import Wallboard, open_wallboard

TOML = """
[queues.155]
name = "Sprzedaż"
[queues.156]
name = "Serwis"
[agents.anna]
name = "Anna Nowak"
team = "sales"
[boards.sales]
queues = ["155"]
teams = ["sales"]
chat_queues = ["1"]
[boards."dział sprzedaży"]
queues = ["155"]
"""
SECRETS = ["523993855", "BOK: Kowalski", "800123456", "John Smith", "john.smith@foo.bar", "111222333", "rec.wav"]


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Wallboard]:
    async with open_wallboard(tmp_path, TOML) as wallboard:
        await wallboard.comes("anna", "08:55:00")
        await wallboard.comes("piotr", "08:56:00")
        await wallboard.calls("1.1", "09:00:00")
        await wallboard.calls("1.2", "09:00:10", queue="156")
        await wallboard.writes("c-1", "09:00:20")
        await wallboard.writes("c-2", "09:00:20", chat_queue="2")
        yield wallboard


async def test_who_has_this_version_already_is_told_so_and_who_has_an_older_one_gets_the_new(
    board: Wallboard,
) -> None:
    first = await board.asks("/state")
    again = await board.asks("/state", If_None_Match=first.headers["ETag"])
    await board.answers("anna", "1.1", "09:00:30")
    changed = await board.asks("/state", If_None_Match=first.headers["ETag"])

    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert changed.status == 200
    assert changed.json["agents"]["anna"]["status"] == "on_call"


async def test_every_role_and_board_has_a_tag_of_its_own(board: Wallboard) -> None:
    views = ["", "?role=tv", "?board=sales", "?board=sales&role=tv"]
    tags = [(await board.asks(f"/state{view}")).headers["ETag"] for view in views]

    assert len(set(tags)) == 4


async def test_another_configuration_is_another_document_of_the_same_version(
    tmp_path: Path,
) -> None:
    tags: list[str] = []
    for name in ("Sprzedaż", "Sales"):
        async with open_wallboard(tmp_path, f'[queues.155]\nname = "{name}"') as wallboard:
            if not tags:
                await wallboard.calls("1.1", "09:00:00")
            tags.append((await wallboard.asks("/state")).headers["ETag"])

    assert tags[0] != tags[1]


async def test_a_board_may_have_any_name_and_still_be_asked_for_only_what_is_new(board: Wallboard) -> None:
    first = await board.asks("/state?board=dział sprzedaży")
    again = await board.asks("/state?board=dział sprzedaży", If_None_Match=first.headers["ETag"])

    assert (first.status, again.status) == (200, 304)


async def test_it_is_packed_for_who_takes_gzip_and_only_then(board: Wallboard) -> None:
    plain = await board.asks("/state")
    packed = await board.asks("/state", Accept_Encoding="br, gzip")
    refused = await board.asks("/state", Accept_Encoding="gzip;q=0, identity")

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Content-Encoding" not in refused.headers


async def test_a_board_shows_its_own_and_nothing_else(board: Wallboard) -> None:
    sales = await board.state("?board=sales")

    assert sales["queues"].keys() == {"155"}
    assert sales["agents"].keys() == {"anna"}
    assert sales["calls"].keys() == {"1.1"}
    assert sales["chats"].keys() == {"c-1"}
    assert sales["totals"]["waiting"] == 1


async def test_a_board_that_nobody_configured_is_not_found(board: Wallboard) -> None:
    answers = [await board.asks(path) for path in ("/state?board=none", "/events?board=none", "/tv/none")]

    assert [answer.status for answer in answers] == [404, 404, 404]
    assert {answer.headers["Content-Type"] for answer in answers} == {"application/problem+json"}


async def test_a_television_never_learns_who_calls_or_writes(board: Wallboard) -> None:
    await board.hears(
        "OUTBOUND_CONNECTING",
        "09:01:00",
        id="00001",
        connection_id="2.1",
        record_id="162",
        destination_number="111222333",
        agent_login="piotr",
    )
    whole = (await board.asks("/state")).text
    views = ["/state?role=tv", "/state?role=tv&board=sales", "/tv", "/tv/sales", "/?role=tv"]
    shown = [(await board.asks(view)).text for view in views]
    async with board.watched("?role=tv") as screen:
        await screen.next()
        await screen.until(await board.calls("1.3", "09:02:00"))
        shown.append(json.dumps(screen.document))

    assert "523993855" in whole
    assert "john.smith@foo.bar" in whole
    assert not [secret for secret in SECRETS for text in shown if secret in text]
    assert "Anna Nowak" in shown[0]


async def test_a_role_that_is_none_is_refused(board: Wallboard) -> None:
    answer = await board.asks("/state?role=boss")

    assert (answer.status, answer.headers["Content-Type"]) == (400, "application/problem+json")


async def test_nothing_in_the_document_is_ever_null(board: Wallboard) -> None:
    assert "null" not in (await board.asks("/state")).text.replace('"null"', "")


async def test_an_address_where_nothing_is_answers_as_a_problem(board: Wallboard) -> None:
    missing = await board.asks("/nowhere")
    wrong = await board.asks("/state", "DELETE")
    folder = await board.asks("/static/../pyproject.toml")

    assert [answer.status for answer in (missing, wrong, folder)] == [404, 405, 404]
    for answer in (missing, wrong, folder):
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json["status"] == answer.status


async def test_a_fresh_board_is_alive_and_ready(board: Wallboard) -> None:
    assert (await board.asks("/healthz")).status == 200
    assert (await board.asks("/readyz")).status == 200
