"""`/messages`: a supervisor's line reaches the screens it is for, and ends at its second."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.attacker import BOSS, TV, bearer
from tests.attacker import TOML as KEYS
from tests.server import Answer, Json, Wallboard, open_wallboard, run

BOARDS = '[boards.sales]\nqueues = ["155"]\n[boards.support]\nqueues = ["156"]\n'
MORNING = "2026-11-20 09:00:00"


async def posts(board: Wallboard, text: str = "Fire drill at ten", **more: Any) -> Answer:
    body = {"text": text, "until": "2026-11-20T09:10:00+01:00"} | more
    headers = {"Authorization": f"Bearer {BOSS}"} if "keyed" in more and body.pop("keyed") else {}
    return await board.asks("/messages", "POST", json.dumps(body).encode(), Content_Type="application/json", **headers)


async def shown(board: Wallboard, query: str = "") -> list[Json]:
    messages: list[Json] = (await board.asks(f"/state{query}")).json["messages"]
    return messages


async def test_a_message_is_on_open_screens_at_once_and_ends_at_its_second(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as board:
        await board.calls("1.1", MORNING)
        async with board.watched() as screen:
            await screen.next()
            answer = await posts(board)
            version = (await board.asks("/state")).json["version"]
            document = await screen.until(version)
            assert document["messages"] == [
                {
                    "id": answer.json["id"],
                    "text": "Fire drill at ten",
                    "until": "2026-11-20T09:10:00+01:00",
                    "level": "info",
                    "by": "loopback",
                }
            ]
            document = await screen.until(await board.calls("1.2", "2026-11-20 09:09:59"))
            assert len(document["messages"]) == 1
            document = await screen.until(await board.calls("1.3", "2026-11-20 09:10:00"))

    assert answer.status == 201
    assert document["messages"] == []


async def test_the_newest_is_first_and_a_board_has_its_own(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path, BOARDS) as board:
        await board.calls("1.1", MORNING)
        await posts(board, "for all")
        await posts(board, "for sales", boards=["sales"], level="important")

        assert [one["text"] for one in await shown(board)] == ["for sales", "for all"]
        assert [one["text"] for one in await shown(board, "?board=sales")] == ["for sales", "for all"]
        assert [one["text"] for one in await shown(board, "?board=support")] == ["for all"]
        assert ["by" in one for one in await shown(board, "?role=tv")] == [False, False]


async def test_a_withdrawn_message_is_gone_once(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as board:
        await board.calls("1.1", MORNING)
        id_ = (await posts(board)).json["id"]

        assert (await board.asks(f"/messages/{id_}", "DELETE")).status == 204
        assert await shown(board) == []
        assert (await board.asks(f"/messages/{id_}", "DELETE")).status == 404


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"text": "x" * 121}, "text"),
        ({"text": "  "}, "text"),
        ({"text": "two\nlines"}, "text"),
        ({"text": "\u200b\ufeff\u00ad"}, "text"),
        ({"text": "\u3164"}, "text"),
        ({"text": "\u2066 \u2069"}, "text"),
        ({"text": "\u0301\u0308"}, "text"),
        ({"text": "\U000e0041"}, "text"),
        ({"until": "2026-11-21T09:00:01+01:00"}, "until"),
        ({"until": "2026-11-20T09:00:00+01:00"}, "until"),
        ({"until": "2026-11-20T09:10:00"}, "until"),
        ({"boards": ["nowhere"]}, "boards"),
        ({"level": "loud"}, "level"),
        ({"sound": True}, "sound"),
    ],
)
async def test_what_it_cannot_be_is_refused(tmp_path: Path, more: dict[str, Any], field: str) -> None:
    async with open_wallboard(tmp_path) as board:
        await board.calls("1.1", MORNING)
        answer = await posts(board, **{"text": "x", **more})

        assert (answer.status, answer.json["errors"][0]["field"]) == (422, field)
        assert await shown(board) == []


async def test_120_characters_markup_and_direction_are_text(tmp_path: Path) -> None:
    text = "<b>\u202eabc</b>".ljust(120, "ą")
    async with open_wallboard(tmp_path) as board:
        await board.calls("1.1", MORNING)
        assert (await posts(board, text)).status == 201
        assert [one["text"] for one in await shown(board)] == [text]


async def test_there_are_twenty_at_most(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as board:
        await board.calls("1.1", MORNING)
        statuses = [(await posts(board, f"no. {number}")).status for number in range(21)]

        assert statuses == [201] * 20 + [409]


async def test_of_many_sent_at_once_twenty_are_shown(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as board:
        await board.calls("1.1", MORNING)
        answers = await asyncio.gather(*(posts(board, f"no. {number}") for number in range(60)))

        assert sorted(answer.status for answer in answers) == [201] * 20 + [409] * 40
        assert len(await shown(board)) == 20


async def test_of_two_who_withdraw_a_message_at_once_one_did(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as board:
        await board.calls("1.1", MORNING)
        id_ = (await posts(board)).json["id"]
        answers = await asyncio.gather(*(board.asks(f"/messages/{id_}", "DELETE") for _ in range(2)))

        assert sorted(answer.status for answer in answers) == [204, 404]


@pytest.mark.parametrize(
    ("day_start", "now", "end"),
    [
        ("00:00", "2026-11-20 09:00:00", "2026-11-21T00:00:00+01:00"),
        ("00:00", "2026-11-20 23:59:59", "2026-11-21T00:00:00+01:00"),
        ("00:00", "2026-11-21 00:00:00", "2026-11-22T00:00:00+01:00"),
        ("06:00", "2026-11-20 05:59:30", "2026-11-20T06:00:00+01:00"),
        ("00:00", "2026-03-29 00:30:00", "2026-03-30T00:00:00+02:00"),
        ("00:00", "2026-10-25 00:30:00", "2026-10-25T23:30:00+01:00"),  # of 25 hours: 24 hours at most
    ],
)
async def test_until_the_end_of_the_day_is_the_next_day_start(
    tmp_path: Path, day_start: str, now: str, end: str
) -> None:
    async with open_wallboard(tmp_path, f'day_start = "{day_start}"') as board:
        await board.calls("1.1", now)
        answer = await posts(board, until="day_end")

        assert answer.status == 201, answer.text
        assert [one["until"] for one in await shown(board)] == [end]


async def test_a_tv_may_not_post_and_a_supervisor_is_named_to_supervisors_alone(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path, KEYS) as board:
        body = json.dumps({"text": "x", "until": "day_end"}).encode()
        refused = await board.asks("/messages", "POST", body, Content_Type="application/json", **bearer(TV))
        posted = await board.asks("/messages", "POST", body, Content_Type="application/json", **bearer(BOSS))

        assert (refused.status, posted.status) == (403, 201)
        assert [one.get("by") for one in (await board.state(**bearer(BOSS)))["messages"]] == ["supervisor"]
        assert ["by" in one for one in (await board.state(**bearer(TV)))["messages"]] == [False]


async def test_it_outlives_a_restart_and_moves_with_the_journal(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as board:
        await board.calls("1.1", MORNING)
        await posts(board)
        before = await shown(board)
    async with open_wallboard(tmp_path) as board:
        assert await shown(board) == before
    exported = run(tmp_path, "export", "--data-dir", ".").stdout
    (tmp_path / "export.jsonl").write_text(exported, encoding="utf-8")
    done = run(tmp_path, "import", "export.jsonl", "--data-dir", "new", "--clock", "events")
    async with open_wallboard(tmp_path / "new") as board:
        assert done.returncode == 0, done.stderr
        assert await shown(board) == before


async def test_the_past_shows_the_message_of_that_instant(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as board:
        await board.calls("1.1", MORNING)
        await posts(board)
        posted = (await board.asks("/state")).json["version"]
        await board.calls("1.2", "2026-11-20 09:20:00")

        assert await shown(board) == []
        assert [one["text"] for one in await shown(board, f"?version={posted}")] == ["Fire drill at ten"]
