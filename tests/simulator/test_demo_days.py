"""The demo's past days: two weeks that stand in its journal soon after the start."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from app import simulator
from app.cli.demo_days import Wanted, add_past_days, past_days
from app.history.books import decode
from tests.server import open_wallboard

BEGINS = datetime(2026, 11, 20, 21, tzinfo=ZoneInfo("Europe/Warsaw")).timestamp()
AGENTS = simulator.FEWEST


def wanted() -> Wanted:
    return Wanted(AGENTS, 1, BEGINS, simulator.nameless_configuration(AGENTS, 1))


def test_each_of_the_last_week_has_a_complete_day_a_week_before_with_other_figures() -> None:
    books = {row.day: decode(row.data) for row in past_days(wanted())}
    entered = {name: sum(queue.day.entered for queue in book.queues.values()) for name, book in books.items()}

    assert list(books) == [f"2026-11-{day:02}" for day in range(19, 4, -1)]
    assert all(book.complete for book in books.values())
    assert all(entered[f"2026-11-{day}"] != entered[f"2026-11-{day - 7:02}"] for day in range(13, 20))
    for name, book in books.items():
        begins = {at for queue in book.queues.values() for at in queue.by_quarter()}
        assert datetime.fromtimestamp(min(begins), ZoneInfo("Europe/Warsaw")).isoformat()[:13] == f"{name}T21"
        assert max(begins) < book.end


async def test_they_are_listed_and_today_is_compared_with_one_of_them(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as board:
        await board.calls("1.1", "2026-11-20 22:00:00")
        await add_past_days(board.app, wanted())
        await board.calls("1.2", "2026-11-20 22:01:00")

        assert len((await board.asks("/days")).json["days"]) == 15
        assert (await board.state())["reference"]["day"] == "2026-11-13"
