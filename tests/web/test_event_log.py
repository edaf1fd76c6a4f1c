"""The log and the refused bodies: as much of them as anybody can read, masked, and never long work at a time."""

import json
from pathlib import Path

import pytest

from app.history.event_log import MAX_SHOWN_CHARS
from tests.event_loop import watched_turns
from tests.server import DAY, Json, Wallboard, open_wallboard

LAST3 = '[privacy]\nnumbers = "last3"\n'
NONE = '[privacy]\nnumbers = "none"\n'
LARGE = 1_000_000


async def refused(board: Wallboard) -> Json:
    """The only refused body."""
    (one,) = (await board.asks("/rejected")).json["rejected"]
    body: Json = one["body"]
    return body


async def logged(board: Wallboard) -> Json:
    """The fields of the newest entry."""
    fields: Json = (await board.asks("/log?limit=1")).json["events"][0]["fields"]
    return fields


@pytest.mark.parametrize("path", ["/rejected", "/log"])
async def test_large_refused_bodies_are_shown_without_long_work(tmp_path: Path, path: str) -> None:
    body = b"{" + b"12345 " * (LARGE // 6)
    async with open_wallboard(tmp_path, LAST3) as board:
        for _ in range(12):
            assert (await board.delivers(body, Content_Type="text/plain")).status == 422
        async with watched_turns() as turns:
            answer = await board.asks(path)

    assert answer.status == 200
    assert len(answer.body) < 12 * 2 * MAX_SHOWN_CHARS
    assert turns.longest < 0.1


async def test_a_refused_body_is_shown_up_to_four_kibibytes(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as board:
        await board.delivers(b"{" + b"x" * LARGE, Content_Type="text/plain")
        raw = await refused(board)
    async with open_wallboard(tmp_path / "fields") as board:
        await board.delivers({"action": "ABANDONED", **{f"field{n}": "y" * 100 for n in range(500)}})
        fields = await refused(board)

    assert len(raw["raw"]) <= MAX_SHOWN_CHARS
    assert raw["raw"].endswith("xxx…")
    assert len(json.dumps(fields, ensure_ascii=False)) < 2 * MAX_SHOWN_CHARS
    assert fields["field0"] == "y" * 100
    assert fields["…"] == "…", "there is more"


async def test_a_short_body_is_shown_whole(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as board:
        await board.delivers({"action": "ENTER_QUEUE", "note": "523993855 …", "empty": ""})
        assert await refused(board) == {"action": "ENTER_QUEUE", "note": "523993855 …", "empty": ""}


@pytest.mark.parametrize("before", range(12))
async def test_no_number_is_shown_because_it_was_cut_in_two(tmp_path: Path, before: int) -> None:
    """Of a number that the cut leaves short nobody could tell that it is one."""
    text = "x" * (MAX_SHOWN_CHARS - 3 - 12 + before) + "523993855" + "y" * 5000
    async with open_wallboard(tmp_path, NONE) as board:
        await board.delivers(b"{" + text.encode(), Content_Type="text/plain")
        shown = (await refused(board))["raw"]

    assert not [character for character in shown if character.isdigit()]


async def test_a_value_in_the_log_is_cut_before_it_is_masked_and_shows_no_part_of_a_number(tmp_path: Path) -> None:
    numbers = " ".join(["+48 523 993 855"] * 30)
    async with open_wallboard(tmp_path, LAST3) as board:
        await board.delivers({"action": "NEWS", "date": f"{DAY} 09:00:00", "note": numbers, "name": "Ala 523993855"})
        fields = await logged(board)

    assert fields == {"note": "…", "name": "Ala …855"}


async def test_a_long_value_in_the_log_ends_after_two_hundred_characters(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as board:
        await board.delivers({"action": "NEWS", "date": f"{DAY} 09:00:00", "note": "z" * 1000})
        fields = await logged(board)

    assert fields == {"note": "z" * 199 + "…"}
