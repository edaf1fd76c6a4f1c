"""Late deliveries in the days' books: what arrives while a day is open counts in it, what arrives later in no day.

A day stays open for an hour after its end. The count beside it knows only when each call happened and was delivered.
"""

import random
from collections import Counter
from datetime import datetime, timedelta

import pytest

from app.config.schema import Board
from app.history.books import make_book
from app.history.day_rows import day_document
from tests.story import Body, Centre, Json

FIRST, DAYS = datetime(2026, 3, 2), 4  # noqa: DTZ001 - a wall clock; no clock changes on these days
DELAYS = [timedelta(0)] * 6 + [timedelta(minutes=minutes) for minutes in (30, 45, 75, 180, 1500, 3000)]
OUTCOMES = ("answered", "abandoned")


def call(number: int, at: datetime, outcome: str) -> list[Body]:
    """A call of four minutes."""
    seen = {"connection_id": f"c{number}", "queue_id": "sales"}
    ends: list[Body] = [
        {"action": "AGENT_CONNECTED", "date": f"{at + timedelta(seconds=20)}", "agent_login": "ala", **seen},
        {"action": "AGENT_COMPLETED", "date": f"{at + timedelta(minutes=4)}", "agent_login": "ala", **seen},
    ]
    if outcome == "abandoned":
        ends = [{"action": "ABANDONED", "date": f"{at + timedelta(seconds=40)}", **seen}]
    return [{"action": "ENTER_QUEUE", "date": f"{at}", "source_number": "523993855", **seen}, *ends]


def played(seed: int) -> tuple[dict[str, Json], dict[str, Counter[tuple[str, str]]], Json]:
    """Four days of calls: the books, what was counted beside them, and today's figures after all of it."""
    chance = random.Random(seed)
    expected: dict[str, Counter[tuple[str, str]]] = {
        f"{FIRST + timedelta(days=number):%Y-%m-%d}": Counter() for number in range(DAYS)
    }
    deliveries: list[tuple[datetime, int, Body]] = []
    for number in range(400):
        at = FIRST + timedelta(minutes=15 * chance.randrange(96 * DAYS) + 2)
        delay, outcome = chance.choice(DELAYS), chance.choice(OUTCOMES)
        day, quarter = at.replace(hour=0, minute=0), f"{at - timedelta(minutes=2):%H:%M}"
        if at + delay < day + timedelta(hours=25):
            expected[f"{day:%Y-%m-%d}"].update([(quarter, "entered"), (quarter, outcome)])
        for body in call(number, at, outcome):
            deliveries.append((datetime.fromisoformat(str(body["date"])) + delay, len(deliveries), body))
    centre = Centre("2026-03-01")
    centre.at("12:00").meets_customer("first")
    for received, _, body in sorted(deliveries):
        centre.at(f"{received:%H:%M:%S}", f"{received:%Y-%m-%d}").hears(body)
    centre.at("12:00", "2026-03-09")
    books = {
        day.name: day_document(make_book(day, centre.state.began), None, centre.settings, Board(), final=True)
        for day in centre.state.finished
    }
    return books, expected, centre.document()["totals"]["today"]


def quarters(book: Json) -> Counter[tuple[str, str]]:
    """What the book's quarter hours count, without what is 0."""
    return Counter(
        {
            (row["at"][11:16], name): row[name]
            for queue in book["queues"].values()
            for row in queue["quarters"]
            for name in ("entered", *OUTCOMES)
            if row[name]
        }
    )


@pytest.mark.parametrize("seed", range(3))
def test_a_book_counts_what_was_delivered_within_an_hour_after_its_day(seed: int) -> None:
    books, expected, today = played(seed)

    for name, counts in expected.items():
        assert quarters(books[name]) == counts, name
        for figure in ("entered", *OUTCOMES):
            counted = sum(number for (_, what), number in counts.items() if what == figure)
            assert books[name]["totals"][figure] == counted
    assert (today["entered"], today["answered"], today["abandoned"]) == (0, 0, 0)
