"""`/history`: what a supervisor reads of a kept day or week, and who may."""

import re
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import pytest

from tests.server import Wallboard, open_wallboard
from tests.web.test_days import KEYS, TOML


async def calls_of(board: Wallboard, day: str, number: int, hour: int = 10) -> None:
    """So many calls of one hour: all answered within 15 s but the last, who gives up."""
    for one in range(number):
        call = f"{day}.{hour}.{one}"
        await board.calls(call, f"{day} {hour:02}:{one:02}:00")
        if one == number - 1:
            await board.gives_up(call, f"{day} {hour:02}:{one:02}:30")
        else:
            await board.answers("ala", call, f"{day} {hour:02}:{one:02}:15")
            await board.ends("ala", call, f"{day} {hour:02}:{one:02}:45")


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Wallboard]:
    async with open_wallboard(tmp_path, TOML) as wallboard:
        await wallboard.calls("0.1", "2026-11-11 10:00:00")  # so that the next day is complete
        await calls_of(wallboard, "2026-11-12", 25)
        await calls_of(wallboard, "2026-11-19", 30)
        await calls_of(wallboard, "2026-11-19", 4, hour=12)
        await wallboard.calls("9.9", "2026-11-20 10:00:00")
        yield wallboard


async def page(board: Wallboard, query: str = "lang=en") -> str:
    """The page's text, tags apart."""
    answer = await board.asks(f"/history?{query}")
    assert answer.status == 200, answer.text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


async def test_the_newest_day_stands_beside_the_week_before(board: Wallboard) -> None:
    text = await page(board)

    assert "Thursday 19 November 2026" in text
    assert "Offered 34 last week 25 (+36%)" in text
    assert "Abandoned 2 last week 1 " in text, "of so few no percentage"
    assert "Service level 94% last week 96%" in text


async def test_hours_between_are_shown_and_few_calls_as_calls(board: Wallboard) -> None:
    text = await page(board)

    assert "Queue 10 11 12 Total" in text
    assert "Sprzedaż 96% 29 · 1 3 of 4 3 · 1 94% 32 · 2" in text


async def test_a_bad_hour_leads_to_the_board_at_its_end(board: Wallboard) -> None:
    text = (await board.asks("/history?day=2026-11-19")).text

    assert 'href="/?at=2026-11-19T12%3A59%3A59%2B01%3A00"' in text


async def test_a_week_has_its_days(board: Wallboard) -> None:
    text = await page(board, "week=2026-W47&lang=pl")

    assert "poniedziałek 16 listopada 2026 \u2013 niedziela 22 listopada 2026" in text
    assert "czw. 19.11" in text
    assert "Przychodzące 34 tydzień temu 25" in text


async def test_the_files_are_of_what_is_seen(board: Wallboard) -> None:
    text = (await board.asks("/history?day=2026-11-19&lang=en")).text
    links = re.findall(r'href="(/report\.csv[^"]*of=queues[^"]*)"', text)
    (link,) = (link.replace("&amp;", "&") for link in links)
    rows = (await board.asks(link)).text.splitlines()

    assert [row.split(";")[1:5] for row in rows[1:]] == [
        ["2026-11-19T10:00:00+01:00", "155", "Sprzedaż", "30"],
        ["2026-11-19T12:00:00+01:00", "155", "Sprzedaż", "4"],
    ]


async def test_a_board_has_its_own_queues(board: Wallboard) -> None:
    assert "Sprzedaż" not in await page(board, "board=other")


@pytest.mark.parametrize(
    ("query", "status"),
    [("day=2026-01-01", 404), ("day=yesterday", 422), ("week=2026-47", 422), ("week=2026-W60", 422), ("board=no", 404)],
)
async def test_what_is_not_kept_or_no_day_is_an_error(board: Wallboard, query: str, status: int) -> None:
    assert (await board.asks(f"/history?{query}")).status == status


async def test_before_the_first_day_is_over_it_says_when_there_will_be_one(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path, TOML) as board:
        await board.calls("1.1", "2026-11-20 10:00:00")

        assert "No day is stored yet" in await page(board)


async def test_agents_are_for_admins_by_name_and_history_is_not_for_a_tv(tmp_path: Path, board: Wallboard) -> None:
    assert "ala 32 0 0 0 16:00" in await page(board)
    async with open_wallboard(tmp_path / "keys", TOML + KEYS) as keyed:
        assert (await keyed.asks("/history", Authorization="Bearer tv")).status == 403
        assert (await keyed.asks("/history", Authorization="Bearer supervisor")).status == 200


async def test_the_page_of_a_board_has_its_agents_alone(tmp_path: Path) -> None:
    teams = '[agents.ala]\nteam = "A"\n[agents.ewa]\nteam = "E"\n[boards.e]\nteams = ["E"]\n'
    async with open_wallboard(tmp_path, TOML + teams) as board:
        for agent in ("ala", "ewa"):
            await board.calls(agent, "2026-11-19 10:00:00")
            await board.answers(agent, agent, "2026-11-19 10:00:15")
            await board.ends(agent, agent, "2026-11-19 10:01:15")
        await board.calls("9.9", "2026-11-20 10:00:00")
        whole, own = await page(board), re.sub(r"<[^>]+>", " ", (await board.asks("/history/e?lang=en")).text)

    assert ("ala 1 0" in whole, "ewa 1 0" in whole) == (True, True)
    assert ("ala" in own, "ewa" in own) == (False, True)


async def test_days_and_boards_are_chosen_by_links(board: Wallboard) -> None:
    text = (await board.asks("/history?lang=pl")).text

    assert '<a href="/history?day=2026-11-12&amp;lang=pl"' in text
    assert '<a href="/history/other?day=2026-11-19&amp;lang=pl"' in text
    assert "<form" not in text, "the policy of every page forbids one"


async def test_the_calendar_names_its_days_for_screen_readers_and_leads_to_those_that_are_kept(
    board: Wallboard,
) -> None:
    text = (await board.asks("/history?lang=pl")).text
    days = re.findall(r'<li><a href="/history\?day=([\d-]+)[^"]*"[^>]*aria-label="([^"]+)"', text)

    assert ">listopad 2026</p>" in text
    assert 'data-first="7"' in text, "1 November 2026 is a Sunday"
    assert ("2026-11-12", "czwartek 12 listopada 2026") in days
    assert [day[-2:] for day, _ in days] == ["11", "12", "13", "19"]
    assert "<span>10</span>" in text


async def test_a_week_is_compared_only_by_the_days_that_both_weeks_have(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path, TOML) as board:
        await calls_of(board, "2026-11-12", 30)  # a Thursday: of Monday to Wednesday nothing is kept
        await calls_of(board, "2026-11-16", 40)
        await calls_of(board, "2026-11-19", 36)
        await board.calls("9.9", "2026-11-20 10:00:00")
        text = await page(board, "week=2026-W47&lang=en")

    assert "Offered 76 last week 30 Answered" in text, "no percentage of a part"
    assert "of these days alone, which are kept of both weeks: Thu 19/11." in text


async def test_an_hour_that_was_busy_only_a_week_before_has_its_column(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path, TOML) as board:
        await calls_of(board, "2026-11-12", 25, hour=8)
        await calls_of(board, "2026-11-19", 30, hour=10)
        await board.calls("9.9", "2026-11-20 10:00:00")
        answer = await board.asks("/history?day=2026-11-19&lang=en")

    assert 'title="08:00: 0, last week 25"' in answer.text
    assert 'title="10:00: 30, last week 0"' in answer.text


async def test_the_hour_that_autumn_repeats_is_compared_with_nothing(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path, TOML) as board:
        await board.calls("0.1", "2026-10-17 10:00:00")
        await calls_of(board, "2026-10-18", 25, hour=2)
        await calls_of(board, "2026-10-18", 25, hour=3)
        await calls_of(board, "2026-10-25", 30, hour=3)
        await calls_of(board, "2026-11-01", 20, hour=2)
        await board.calls("9.9", "2026-11-02 01:30:00")
        autumn = (await board.asks("/history?day=2026-10-25&lang=en")).text
        after = (await board.asks("/history?day=2026-11-01&lang=en")).text

    assert re.findall(r'title="(02:00[^"]*|03:00[^"]*)"', autumn) == ["03:00: 30, last week 25"]
    assert re.findall(r'title="(02:00[^"]*)"', after) == ["02:00: 20"]


async def test_campaigns_of_one_name_are_two_rows(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path, TOML) as board:
        for id_, number in (("1", 2), ("2", 3)):
            for one in range(number):
                await board.hears(
                    "OUTBOUND_CONNECTING",
                    f"2026-11-19 10:0{one}:00",
                    connection_id=f"{id_}.{one}",
                    id=id_,
                    name="Winter",
                    record_id=f"{id_}{one}",
                    agent_login="ala",
                )
        await board.calls("9.9", "2026-11-20 10:00:00")
        text = await page(board)
        rows = re.findall(r"Winter (\d+)", text)

    assert rows == ["2", "3"]


async def test_a_key_of_one_board_sees_the_history_of_that_board(tmp_path: Path) -> None:
    digest = sha256(b"other").hexdigest()
    key = f'[[keys]]\nname = "o"\nrole = "supervisor"\nhash = "sha256:{digest}"\nboard = "other"\n'
    async with open_wallboard(tmp_path, TOML + key) as board:
        whole = await board.asks("/history", Authorization="Bearer other")
        own = await board.asks("/history/other", Authorization="Bearer other")
        unknown = await board.asks("/history/nowhere", Authorization="Bearer other")

    assert (whole.status, own.status, unknown.status) == (200, 200, 403)
    assert whole.text == own.text
