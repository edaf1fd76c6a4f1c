"""Over the day rollover, and while entities expire, reordering still changes nothing and the figures add up."""

from datetime import datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.laws.strategies import days
from tests.laws.test_patches import CONFIGURED, earlier
from tests.story import Body, Centre, Json


def after_a_quiet_minute(day: list[Body], **settings: Any) -> Json:
    """The document after all deliveries and a minute."""
    centre = Centre("2026-03-02", event_time=True, **settings).at("08:59:30").meets_customer("first")
    document = centre.hears_all(day).at("09:01:30").meets_customer("last").document()
    document["feed"]["today"].pop("events")
    document["feed"]["today"].pop("duplicates")
    return document


def overtaking(day: list[Body], data: st.DataObject) -> list[Body]:
    """The same events, each delivered up to three seconds late."""
    delays = [data.draw(st.floats(0, 3)) for _ in day]
    due = [datetime.fromisoformat(str(body["date"])).timestamp() + late for body, late in zip(day, delays, strict=True)]
    return [day[place] for place in sorted(range(len(day)), key=due.__getitem__)]


@given(day=days(), data=st.data())
@examples(150)
def test_deliveries_may_overtake_each_other_over_the_day_rollover(day: list[Body], data: st.DataObject) -> None:
    day = [earlier(body) for body in day]

    settings = {"day_start": "09:00"}
    assert after_a_quiet_minute(overtaking(day, data), **settings) == after_a_quiet_minute(day, **settings)


@given(day=days(), data=st.data())
@examples(150)
def test_deliveries_may_overtake_each_other_while_entities_expire(day: list[Body], data: st.DataObject) -> None:
    settings = {"expire": CONFIGURED["expire"]}
    assert after_a_quiet_minute(overtaking(day, data), **settings) == after_a_quiet_minute(day, **settings)


@given(day=days(most=20), data=st.data())
@examples(100)
def test_entered_is_the_sum_of_outcomes_and_waiting_also_on_the_new_day(day: list[Body], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations([earlier(body) for body in day]))
    document = after_a_quiet_minute(shuffled, day_start="09:00", expire=CONFIGURED["expire"])

    for queue in (*document["queues"].values(), document["totals"]):
        today = queue["today"]
        assert today["entered"] == today["answered"] + today["abandoned"] + today["left"] + queue["waiting"]
        assert min(today["entered"], today["answered"], today["abandoned"], today["left"], queue["waiting"]) >= 0
