"""The program and the plain model of the rules agree on every day, however it was delivered."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.events.decoding import from_form
from app.simulator import Channel, Simulation, whole_day
from tests.examples import examples
from tests.laws.model import ENDINGS, ZONE
from tests.laws.model import Centre as Model
from tests.laws.strategies import days, one_call
from tests.laws.test_ledger import differing
from tests.story import Body, Centre

LAST: Body = {"action": "CUSTOMER_CREATED", "customer_id": "last"}
"""Sent after all others, so that no event is in the second of the day's last event."""


def told(day: list[Body]) -> list[Body]:
    """The day without the cases that no rule decides.

    These are a connection both dialed and in a queue, one answered by an unnamed agent and ended by a named one,
    two ends of one talk (an end that names no agent may be any agent's), two statuses of one second, two abandons of
    one second.
    """
    kept: dict[Any, Body] = {}
    ended = {body["connection_id"] for body in day if ends(body) and body["agent_login"] != "NULL"}
    for body in day:
        if ends(body) and body["agent_login"] == "NULL" and body["connection_id"] in ended:
            continue
        key: tuple[Any, ...] = tuple(sorted(body.items()))
        if body["action"] == "AGENT_STATUS_CHANGED":
            key = (body["agent_login"], body["date"], "status")
        if body["action"] == "ABANDONED":
            key = (body["connection_id"], body["queue_id"], body["date"], "abandoned")
        if ends(body):
            key = (body["agent_login"], body["connection_id"], "end")
        kept.setdefault(key, body | ({"connection_id": apart(body)} if "connection_id" in body else {}))
    return list(kept.values())


def ends(body: Body) -> bool:
    return body["action"] == "AGENT_COMPLETED"


def apart(body: Body) -> str:
    if str(body["action"]).startswith(("OUTBOUND", "PREDICTIVE")):
        return f"dialled {body['connection_id']}"
    nobody = body["action"] == "AGENT_CONNECTED" and body["agent_login"] == "NULL"
    return f"{'by nobody ' * nobody}{body['connection_id']}"


def different(day: list[Body]) -> list[Any]:
    """The differences between board and model after these deliveries and a quiet minute."""
    everything = with_an_end(day)
    shown = Centre("2026-03-02", event_time=True).hears_all(everything).document()
    return list(differing(model_of(everything).document(), shown))


def with_an_end(day: list[Body]) -> list[Body]:
    """The part of the day that the model decides, and a quiet minute."""
    day = decided(day)
    end = datetime.fromisoformat(max([str(body["date"]) for body in day], default="2026-03-02")) + timedelta(minutes=1)
    return [*day, LAST | {"date": str(end)}]


def model_of(everything: list[Body]) -> Model:
    return Model(map(partial(with_queue, everything), everything))


def names_no_queue(body: Body) -> bool:
    return body.get("queue_id") == "null"


def decided(day: list[Body]) -> list[Body]:
    """The day without the cases that only the stories test.

    These are an event that names no queue where several visits are possible, and the IVR of a call that reuses an id.
    """
    kept = []
    for body in day:
        if is_another_call(day, body):
            continue
        queues, entered, endings = about(day, body)
        dates = [str(other["date"]) for other in (*entered, *endings)]
        clear = len(queues) == 1 and not (endings or any(str(other["date"]) >= str(body["date"]) for other in entered))
        if not names_no_queue(body) or clear or not dates:
            kept.append(body)
    return kept


def is_another_call(day: list[Body], body: Body) -> bool:
    """Whether this is a caller in the IVR after a call of the same id has ended."""
    if body["action"] != "ENTER_IVR":
        return False
    same = [
        o for o in day if o.get("connection_id") == body["connection_id"] and o["action"] in ENDINGS - {"EXIT_QUEUE"}
    ]
    begun = datetime.fromisoformat(str(body["date"])) - timedelta(seconds=3)
    return any(datetime.fromisoformat(str(o["date"])) < begun for o in same)


def about(day: list[Body], body: Body) -> tuple[set[str], list[Body], list[Body]]:
    """For the call of this body: its queues, its entries, and the other events that decide a visit of it."""
    call = [o for o in day if o.get("connection_id") == body.get("connection_id") and "queue_id" in o]
    named = [o for o in call if not names_no_queue(o)]
    entered = [o for o in named if o["action"] == "ENTER_QUEUE"]
    endings = [o for o in call if o["action"] in ENDINGS and o is not body]
    endings += [o for o in day if o["action"] == "ENTER_IVR" and o["connection_id"] == body.get("connection_id")]
    return {str(o["queue_id"]) for o in named}, entered, endings


def with_queue(day: list[Body], body: Body) -> Body:
    """The body as the model reads it: without a queue it refers to the call's last visit, if there is one."""
    queues, entered, _ = about(day, body)
    return body | {"queue_id": min(queues)} if names_no_queue(body) and entered else body


def moved(day: list[Body], by: timedelta) -> list[Body]:
    return [body | {"date": f"{datetime.fromisoformat(str(body['date'])) + by}"} for body in day]


MIDNIGHT = timedelta(hours=15, seconds=-20)  # then the random half minute lies around midnight


def perturbed(day: list[Body], data: st.DataObject, late: float) -> list[Body]:
    """The day as a bad connection delivers it: some lost, some twice, each up to `late` seconds late."""
    kept = [body for body in day if data.draw(st.integers(0, 9))] or day
    sent = kept + [dict(reversed(body.items())) for body in kept if data.draw(st.integers(0, 4)) == 0]
    delays = data.draw(st.lists(st.floats(0, late), min_size=len(sent), max_size=len(sent)))
    dated = [datetime.fromisoformat(str(body["date"])).timestamp() for body in sent]
    return [sent[place] for place in sorted(range(len(sent)), key=lambda place: dated[place] + delays[place])]


@given(day=days(), data=st.data())
@examples(120)
def test_a_day_over_a_bad_connection(day: list[Body], data: st.DataObject) -> None:
    assert different(perturbed(told(day), data, 3)) == []


@given(day=days(), data=st.data())
@examples(120)
def test_a_day_delivered_in_any_order(day: list[Body], data: st.DataObject) -> None:
    assert different(perturbed(told(day), data, 60)) == []


@given(day=one_call(), data=st.data())
@examples(300)
def test_one_call_whose_dates_are_swapped_by_seconds(day: list[Body], data: st.DataObject) -> None:
    assert different(perturbed(told(day), data, 30)) == []


@given(day=days(), data=st.data())
@examples(120)
def test_a_day_over_midnight(day: list[Body], data: st.DataObject) -> None:
    assert different(perturbed(moved(told(day), MIDNIGHT), data, 3)) == []


LINES: dict[str, dict[str, float]] = {
    "perfect": {},
    "doubled": {"doubles": 0.2},
    "disordered": {"disorder": 3.0},
    "lossy": {"loss": 0.05, "doubles": 0.1, "disorder": 3.0},
}
BEGINS = {"in the morning": "2026-03-02T08:00:00", "over midnight": "2026-03-02T23:10:00"}


@pytest.mark.parametrize("begins", BEGINS.values(), ids=BEGINS)
@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_an_hour_of_a_simulated_center(line: dict[str, float], begins: str) -> None:
    start = int(datetime.fromisoformat(begins).replace(tzinfo=ZONE).timestamp())
    for seed in range(3):
        centre = Simulation(agents=12, seed=seed, begins=start, curve=whole_day(start, 8))
        sent = Channel(seed, **line).deliveries(centre.events(start + 3600))
        bodies: list[Body] = [{**from_form(delivery.body)} for delivery in sent]
        for stop in (len(bodies) // 2, len(bodies)):
            assert different(bodies[:stop]) == []
