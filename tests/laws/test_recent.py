"""Rolling windows are the visits counted one by one, at every minute, however the deliveries went."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.document.document import Audience, Document
from app.document.merge_patch import apply
from app.events.decoding import from_form
from app.simulator import Channel, Simulation, whole_day
from app.state.recent import windows_due
from app.state.rules import NEVER
from tests.examples import examples
from tests.laws.callers import first_sign
from tests.laws.model import IN_TIME, SHORT, ZONE
from tests.laws.model import Centre as Model
from tests.laws.strategies import days
from tests.laws.test_model import model_of, told, with_an_end
from tests.laws.test_timeline import slower
from tests.story import Body, Centre, Json

WINDOWS = (5, 30, 240)
NAMES = ("entered", "answered", "abandoned", "abandoned_short", "left", "answered_in_time")


def recounted(model: Model, queue: str, window: int) -> Json:
    """The window, looked up visit by visit in the whole set of events."""
    running = model.now - model.now % 60
    counts: Counter[str] = Counter()
    holds = []

    def inside(at: int) -> bool:
        return running - window * 60 <= at < running + 60

    for call in model.ids("connection_id"):
        for visit in model.visits(call):
            if visit.queue != queue:
                continue
            entered = first_sign(model, call, queue) if visit.begun is None else min(visit.begun, visit.ended)
            counts["entered"] += inside(entered)
            if visit.outcome == "waiting" or not inside(visit.ended):
                continue
            counts[visit.outcome] += 1
            if visit.outcome == "answered" and visit.wait is not None:
                holds.append(visit.wait)
                counts["answered_in_time"] += visit.wait <= IN_TIME
                counts["counting"] += 1
            if visit.outcome == "abandoned" and visit.wait is not None:
                counts["abandoned_short"] += visit.wait < SHORT
                counts["counting"] += visit.wait >= SHORT
    row: Json = {name: counts[name] for name in NAMES}
    if counts["counting"]:
        row["service_level"] = round(counts["answered_in_time"] / counts["counting"], 4)
    average = {"average": (2 * sum(holds) + len(holds)) // (2 * len(holds)), "maximum": max(holds)} if holds else {}
    return row | {"hold_time": average}


@given(day=days(most=20), pace=st.sampled_from([1, 30, 90]), data=st.data())
@examples(150)
def test_a_window_is_the_visits_of_its_minutes_counted_one_by_one(
    day: list[Body], pace: int, data: st.DataObject
) -> None:
    sent = [slower(body, pace) for body in told(day)]
    everything = with_an_end(data.draw(st.permutations(sent)))
    centre = Centre("2026-03-02", event_time=True, recent={"minutes": [*WINDOWS]}).hears_all(everything)
    model, document = model_of(everything), centre.document()

    for queue in {visit.queue for call in model.ids("connection_id") for visit in model.visits(call)}:
        row = document["queues"][queue]["recent"] if queue in document["queues"] else empty()
        assert row == {str(window): recounted(model, queue, window) for window in WINDOWS}


def empty() -> Json:
    return {str(window): dict.fromkeys(NAMES, 0) | {"hold_time": {}} for window in WINDOWS}


def test_windows_equal_an_independent_count_at_every_minute_of_a_generated_day() -> None:
    begins = int(datetime(2026, 3, 2, 10, tzinfo=ZONE).timestamp())
    simulation = Simulation(agents=5, seed=5, begins=begins, curve=whole_day(begins, 8))
    sent = Channel(5, doubles=0.02, disorder=2.0).deliveries(simulation.events(begins + 4500))
    bodies: list[Body] = [{**from_form(delivery.body)} for delivery in sent]
    centre = Centre("2026-03-02", event_time=True, recent={"minutes": [*WINDOWS]})
    document = Document(Audience("supervisor"), centre.settings)
    delivered, client = 0, dict[str, Any]()
    for minute in range(1, 75):
        wall = datetime(2026, 3, 2, 10) + timedelta(minutes=minute, seconds=30)  # noqa: DTZ001 - a wall clock
        until = next((n for n, body in enumerate(bodies) if str(body["date"]) > f"{wall}"), len(bodies))
        centre.hears_all(bodies[delivered:until])
        centre.hears({"action": "CUSTOMER_CREATED", "customer_id": str(minute), "date": f"{wall}"})
        delivered = until
        client = apply(client, document.refresh(centre.state))
        model = model_of([body for body in centre.told if str(body["date"]) <= f"{wall}"])
        for queue, row in client["queues"].items():
            assert row["recent"] == {str(window): recounted(model, queue, window) for window in WINDOWS}


def test_windows_move_by_ticks_and_patches_equal_the_document() -> None:
    centre = Centre(recent={"minutes": [5, 30]}).at("09:00:10").enters("a").at("09:00:40").answers("ala", "a")
    document = Document(Audience("supervisor"), centre.settings)
    client = apply({}, document.refresh(centre.state))
    moves = []
    while (due := windows_due(centre.state, centre.settings.recent.minutes)) != NEVER:
        at = datetime.fromtimestamp(due, ZONE)
        centre.at(f"{at:%H:%M:%S}")
        client = apply(client, document.refresh(centre.state))
        moves.append(f"{at:%H:%M}")

        assert client == centre.document()

    assert moves == ["09:06", "09:31"]
    assert client["totals"]["recent"]["30"]["answered"] == 0
