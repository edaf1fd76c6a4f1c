"""A day's book adds up from its quarters, in whatever order its events are delivered within the hour."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.config.schema import Board
from app.history.books import decode, encode, make_book
from app.history.day_rows import day_document
from tests.examples import examples
from tests.laws.strategies import days
from tests.laws.test_model import LAST, MIDNIGHT, moved, told
from tests.story import Body, Centre, Json

COUNTERS = ("entered", "answered", "abandoned", "abandoned_short", "left", "abandoned_in_time", "answered_in_time")


def book(centre: Centre) -> Json:
    day = next(day for day in centre.state.finished if day.name == "2026-03-02")
    return day_document(decode(encode(make_book(day, centre.state.began))), None, centre.settings, Board(), final=True)


def closed(bodies: list[Body]) -> Json:
    """What is kept of the first day once the second one has gone on for two hours."""
    last = datetime.fromisoformat("2026-03-03 02:00:00")
    first: Body = LAST | {"customer_id": "first", "date": "2026-03-02 12:00:00"}
    later = [LAST | {"date": f"{last + timedelta(minutes=minute)}"} for minute in (0, 1)]
    return book(Centre("2026-03-02", event_time=True).hears_all([first, *bodies, *later]))


@given(day=days(most=20), data=st.data())
@examples(100)
def test_quarters_add_up_to_the_day_and_the_order_of_deliveries_does_not_matter(
    day: list[Body], data: st.DataObject
) -> None:
    bodies = sorted(moved(told(day), MIDNIGHT), key=lambda body: str(body["date"]))
    prompt, late = closed(bodies), closed(data.draw(st.permutations(bodies)))

    for queue in prompt["queues"].values():
        assert {name: sum(q[name] for q in queue["quarters"]) for name in COUNTERS} == {n: queue[n] for n in COUNTERS}
        assert queue["entered"] >= queue["answered"] + queue["abandoned"] + queue["left"]
    for part in ("queues", "totals", "chat_queues", "campaigns", "tickets"):
        assert late[part] == prompt[part]
