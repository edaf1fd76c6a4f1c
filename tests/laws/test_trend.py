"""The quarter hours of a day equal its visits counted one by one, and together they equal the day."""

from collections import Counter
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.document.queues import trend
from tests.examples import examples
from tests.laws.callers import first_sign
from tests.laws.model import IN_TIME, SHORT
from tests.laws.model import Centre as Model
from tests.laws.strategies import days
from tests.laws.test_model import model_of, moved, told, with_an_end
from tests.laws.test_timeline import slower
from tests.story import Body, Centre, Json

QUARTER = 900


def counted(model: Model, queue: str) -> dict[int, Counter[str]]:
    """The queue's quarters, counted visit by visit over the set of all events."""
    quarters: dict[int, Counter[str]] = {}
    visits = [(call, visit) for call in model.ids("connection_id") for visit in model.visits(call)]
    for call, visit in visits:
        if visit.queue != queue or (visit.outcome != "waiting" and visit.ended < model.begin):
            continue
        entered = first_sign(model, call, queue) if visit.begun is None else min(visit.begun, visit.ended)
        entered = max(entered, model.begin)
        quarters.setdefault(entered // QUARTER, Counter())["entered"] += 1
        if visit.outcome in {"answered", "abandoned"}:
            there = quarters.setdefault(visit.ended // QUARTER, Counter())
            there[visit.outcome] += 1
            if visit.wait is not None:
                there["answered_in_time"] += visit.outcome == "answered" and visit.wait <= IN_TIME
                there["abandoned_short"] += visit.outcome == "abandoned" and visit.wait < SHORT
                there["counting"] += visit.outcome == "answered" or visit.wait >= SHORT
    return quarters


def row(counts: Counter[str]) -> Json:
    names = ("entered", "answered", "abandoned", "abandoned_short", "answered_in_time")
    level = {"service_level": round(counts["answered_in_time"] / counts["counting"], 4)} if counts["counting"] else {}
    return {name: counts[name] for name in names} | level


def together(quarters: Json) -> Json:
    names = ("entered", "answered", "abandoned", "abandoned_short", "answered_in_time")
    return {name: sum(quarter[name] for quarter in quarters.values()) for name in names}


@given(day=days(most=20), pace=st.sampled_from([1, 30, 90]), midnight=st.booleans(), data=st.data())
@examples(200)
def test_the_quarters_are_the_visits_counted_one_by_one_and_add_up_to_the_day(
    day: list[Body], pace: int, midnight: bool, data: st.DataObject
) -> None:
    sent = [slower(body, pace) for body in told(day)]
    if midnight:
        sent = moved(sent, timedelta(hours=14, minutes=50))
    everything = with_an_end(data.draw(st.permutations(sent)))
    centre, model = Centre("2026-03-02", event_time=True).hears_all(everything), model_of(everything)
    document = centre.document()

    for queue in document["queues"]:
        quarters = trend(centre.state, queue, centre.settings)
        assert list(quarters.values()) == [row(counts) for _, counts in sorted(counted(model, queue).items())]
        assert together(quarters) == {name: document["queues"][queue]["today"][name] for name in together({})}
    assert together(document["trend"]) == {name: document["totals"]["today"][name] for name in together({})}
