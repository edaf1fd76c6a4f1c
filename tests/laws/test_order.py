"""The state after a quiet minute depends only on the set of events, not on the order or number of deliveries."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.laws.strategies import SHAPES, START, bodies, days, one_call
from tests.story import Body, Centre, Json

CALLS = tuple(SHAPES)[:9]
CAMPAIGN = tuple(SHAPES)[9:19]
AGENTS = ("AGENT_RINGING", "AGENT_CONNECTED", *tuple(SHAPES)[19:23], "PREVIEW_RECORD", "OUTBOUND_RECORD_SAVED")


def after_a_quiet_minute(day: list[Body]) -> Json:
    """The document under the clock of events, after all deliveries and a minute."""
    centre = Centre("2026-03-02", event_time=True, agent={"wrap_up": 5})
    centre.hears({"action": "CUSTOMER_CREATED", "date": f"{START:%Y-%m-%d %H:%M:%S}", "customer_id": "first"})
    centre.hears_all(day)
    centre.hears({"action": "CUSTOMER_CREATED", "date": "2026-03-02 09:02:00", "customer_id": "last"})
    document = centre.document()
    for counted in ("events", "duplicates"):
        document["feed"]["today"].pop(counted)
    return document


def late(body: Body, seconds: float) -> float:
    """When a body arrives that is delivered this late."""
    return datetime.fromisoformat(str(body["date"])).timestamp() + seconds


@given(day=days(), data=st.data())
@examples(300)
def test_deliveries_that_overtake_each_other_change_nothing(day: list[Body], data: st.DataObject) -> None:
    delays = data.draw(st.lists(st.floats(0, 3), min_size=len(day), max_size=len(day)))
    arrived = [body for _, body in sorted(zip(delays, day, strict=True), key=lambda pair: late(pair[1], pair[0]))]

    assert after_a_quiet_minute(arrived) == after_a_quiet_minute(day)


@given(day=days(CALLS, most=9), data=st.data())
@examples(400)
def test_the_events_of_calls_may_arrive_in_any_order(day: list[Body], data: st.DataObject) -> None:
    assert after_a_quiet_minute(data.draw(st.permutations(day))) == after_a_quiet_minute(day)


@given(day=one_call(), data=st.data())
@examples(400)
def test_the_events_of_one_call_with_swapped_dates_may_arrive_in_any_order(
    day: list[Body], data: st.DataObject
) -> None:
    assert after_a_quiet_minute(data.draw(st.permutations(day))) == after_a_quiet_minute(day)


@given(day=days(CAMPAIGN, most=9), data=st.data())
@examples(300)
def test_the_events_of_campaigns_may_arrive_in_any_order(day: list[Body], data: st.DataObject) -> None:
    assert after_a_quiet_minute(data.draw(st.permutations(day))) == after_a_quiet_minute(day)


@given(day=days(AGENTS, most=9), data=st.data())
@examples(300)
def test_the_events_of_agents_may_arrive_in_any_order(day: list[Body], data: st.DataObject) -> None:
    assert after_a_quiet_minute(data.draw(st.permutations(day))) == after_a_quiet_minute(day)


@given(day=days(), extra=st.lists(st.integers(0, 13), max_size=6))
@examples(200)
def test_duplicates_change_nothing(day: list[Body], extra: list[int]) -> None:
    doubled = day + [dict(reversed(day[place % len(day)].items())) for place in extra]

    assert after_a_quiet_minute(doubled) == after_a_quiet_minute(day)


@given(day=st.lists(bodies(), max_size=25))
@examples(300)
def test_every_visit_is_waiting_or_has_one_outcome_and_nothing_is_negative(day: list[Body]) -> None:
    document = after_a_quiet_minute(day)

    for queue in (*document["queues"].values(), document["totals"]):
        today = queue["today"]
        assert today["entered"] == today["answered"] + today["abandoned"] + today["left"] + queue["waiting"]
        assert 0 <= today.get("service_level", 0) <= 1
    assert not [value for value in numbers(document) if value < 0]


def numbers(value: object) -> list[float]:
    """Every number in a document."""
    if isinstance(value, dict):
        return [number for part in value.values() for number in numbers(part)]
    return [value] if isinstance(value, int | float) else []
