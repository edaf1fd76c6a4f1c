"""`/days` and reports over HTTP: who may see them, what is refused, and that they outlive the journal's entries."""

import sys
from collections.abc import AsyncIterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from app.history.books import Book, QueueBook, encode
from app.history.days import BOOK
from app.journal import StoredDay
from app.state.daily_totals import FeedToday, QuarterCounts, TicketsToday
from app.state.rules import Rules
from app.state.state import make_day
from app.web.app_keys import DAYS, INGEST
from tests.event_loop import watched_turns
from tests.server import Wallboard, eventually, open_wallboard

TOML = """
[history]
agent_days = 30
[queues.155]
name = "Sprzedaż"
[boards.other]
queues = ["156"]
"""
KEYS = "".join(
    f'[[keys]]\nname = "{role}"\nrole = "{role}"\nhash = "sha256:{sha256(role.encode()).hexdigest()}"\n'
    for role in ("tv", "supervisor")
)


async def two_days(board: Wallboard) -> None:
    await board.calls("1.1", "2026-11-19 10:00:00")
    await board.answers("ala", "1.1", "2026-11-19 10:00:15")
    await board.ends("ala", "1.1", "2026-11-19 10:05:00")
    await board.calls("1.2", "2026-11-20 10:00:00")


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Wallboard]:
    async with open_wallboard(tmp_path, TOML) as wallboard:
        await two_days(wallboard)
        yield wallboard


async def test_a_finished_day_is_listed_and_shown(board: Wallboard) -> None:
    listed = (await board.asks("/days")).json
    shown = (await board.asks("/days/2026-11-19")).json

    assert [(day["day"], day["final"], day["complete"], day["totals"]["answered"]) for day in listed["days"]] == [
        ("2026-11-19", True, False, 1)
    ]
    assert shown["queues"]["155"]["name"] == "Sprzedaż"
    assert shown["queues"]["155"]["quarters"][40]["answered"] == 1
    assert shown["agents"]["ala"]["talk_time"] == 285
    assert (shown["begin"], shown["end"]) == ("2026-11-19T00:00:00+01:00", "2026-11-20T00:00:00+01:00")


async def test_days_outlive_a_restart(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path, TOML) as board:
        await two_days(board)
    async with open_wallboard(tmp_path, TOML) as board:
        await board.recovered()

        assert [day["day"] for day in (await board.asks("/days")).json["days"]] == ["2026-11-19"]


async def test_a_day_is_open_for_an_hour(board: Wallboard) -> None:
    await board.calls("1.3", "2026-11-21 00:30:00")
    open_ = (await board.asks("/days")).json["days"]
    await board.calls("1.4", "2026-11-21 01:00:00")
    final = (await board.asks("/days")).json["days"]

    assert [(day["day"], day["final"]) for day in open_] == [("2026-11-20", False), ("2026-11-19", True)]
    assert [(day["day"], day["final"]) for day in final] == [("2026-11-20", True), ("2026-11-19", True)]


async def test_a_board_has_its_queues_alone(board: Wallboard) -> None:
    assert (await board.asks("/days?board=other")).json["days"][0]["totals"]["answered"] == 0
    assert (await board.asks("/days/2026-11-19?board=other")).json["queues"] == {}
    assert (await board.asks("/days?board=none")).status == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/days/2026-11-20", 404),
        ("/days/yesterday", 422),
        ("/days/20261119", 422),
        ("/report.json", 422),
        ("/report.json?from=2026-11-19&to=2026-11-01", 422),
        ("/report.csv?from=2026-11-19&to=2026-11-19&by=week", 422),
        ("/report.csv?from=2026-11-19&to=2026-11-19&lang=de", 422),
        ("/report.json?from=2026-11-19&to=2026-11-19&of=agents&by=hour", 422),
    ],
)
async def test_what_cannot_be_answered_is_refused(board: Wallboard, path: str, status: int) -> None:
    answer = await board.asks(path)

    assert answer.status == status
    assert answer.headers["Content-Type"] == "application/problem+json"


async def test_reports_come_in_three_forms(board: Wallboard) -> None:
    query = "?from=2026-11-01&to=2026-11-30"
    rows = (await board.asks(f"/report.json{query}")).json["rows"]
    text = await board.asks(f"/report.csv{query}&lang=en")
    workbook = await board.asks(f"/report.xlsx{query}")

    assert [(row["day"], row["service_level"]) for row in rows] == [("2026-11-19", 1.0)]
    assert text.headers["Content-Disposition"] == 'attachment; filename="queues-2026-11-01-2026-11-30.csv"'
    assert "2026-11-19;155;Sprzedaż;1;1;0;0;0;0;1;100.00;15;15;;;285;285" in text.body.decode("utf-8-sig")
    assert workbook.body.startswith(b"PK")


async def test_a_days_row_is_made_once_for_each_board_also_when_another_day_ends(board: Wallboard) -> None:
    days, state = board.app[DAYS], board.app[INGEST].state
    await eventually(lambda: not state.finished, "the day is stored")
    first, other = await days.rows(None), await days.rows("other")
    await board.calls("1.3", "2026-11-21 02:00:00")
    await eventually(lambda: not state.finished, "the next day is stored")
    again, others = await days.rows(None), await days.rows("other")

    assert [(row["day"], row["totals"]["entered"]) for row in again] == [("2026-11-20", 1), ("2026-11-19", 1)]
    assert [(row["day"], row["totals"]["entered"]) for row in others] == [("2026-11-20", 0), ("2026-11-19", 0)]
    assert again[1] is first[0]
    assert others[1] is other[0]


def large_book(name: str, rules: Rules) -> Book:
    """A day of sixty queues, each busy all day."""
    day = make_day(int(datetime.fromisoformat(f"{name}T12:00:00+01:00").timestamp()), rules)
    counts = QuarterCounts(
        entered=40, answered=39, abandoned=1, talks=39, talk_time=9000, hold=dict.fromkeys(range(39), 1)
    )
    quarters = msgspec.Raw(msgspec.msgpack.encode(dict.fromkeys(range(day.begin, day.end, 900), counts)))
    queues = {str(id_): QueueBook(counts, quarters) for id_ in range(60)}
    return Book(day.name, day.begin, day.end, True, FeedToday(), queues, {}, {}, TicketsToday())


@pytest.mark.parametrize(
    "path",
    [
        "/days/2026-11-18",
        "/history?day=2026-11-18",
        *(f"/report.{kind}?from=2026-11-18&to=2026-11-18&by=quarter" for kind in ("json", "csv", "xlsx")),
    ],
)
async def test_a_large_day_does_not_hold_up_the_event_loop(board: Wallboard, path: str) -> None:
    ingest = board.app[INGEST]
    await board.asks(path.replace("18", "19"))  # what is made once
    await ingest.journal.put_days(
        [
            StoredDay(f"2026-11-{day}", BOOK, encode(large_book(f"2026-11-{day}", ingest.state.rules)))
            for day in (11, 18)
        ]
    )
    async with watched_turns() as turns:
        answer = await board.asks(path)

    assert answer.status == 200
    assert turns.longest < 0.05


async def test_a_workbook_without_its_package_is_refused_with_the_command_that_installs_it(
    board: Wallboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)  # as if it were not installed
    query = "?from=2026-11-01&to=2026-11-30"
    workbook, text = await board.asks(f"/report.xlsx{query}"), await board.asks(f"/report.csv{query}")

    assert (workbook.status, text.status) == (501, 200)
    assert workbook.json["detail"] == (
        "XLSX needs one more package on the server: pip install 'xlsxwriter>=3.2,<4'. CSV needs none."
    )


async def test_past_days_are_for_supervisors_and_reports_of_agents_for_admins(tmp_path: Path) -> None:
    agents = "/report.json?from=2026-11-19&to=2026-11-19&of=agents"
    async with open_wallboard(tmp_path, KEYS + TOML) as board:
        await board.recovered()

        for path in ("/days", "/days/2026-11-19", "/report.csv?from=2026-11-19&to=2026-11-19"):
            assert (await board.asks(path, Authorization="Bearer tv")).status == 403
        assert (await board.asks("/days", Authorization="Bearer supervisor")).status == 200
        assert (await board.asks(agents, Authorization="Bearer supervisor")).status == 403
