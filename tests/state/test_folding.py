"""Entities of very many events: an event's cost is bounded, and what a busy hour brings is still counted right."""

import random
import time
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from app.state import state as states
from tests.own_heap import own_heap
from tests.story import Body, Centre

MANY = 1000
SECONDS_FOR_MANY = 5.0  # of CPU time, on a loaded machine; before the bound, one call's thousand took minutes


def clock(seconds: float) -> str:
    return f"2026-03-02 {9 + int(seconds) // 3600:02d}:{int(seconds) // 60 % 60:02d}:{int(seconds) % 60:02d}"


def call(action: str, second: float, **fields: str) -> Body:
    return {"action": action, "date": clock(second), "connection_id": "1", **fields}


def agent(action: str, login: str, second: float, **fields: str) -> Body:
    return {"action": action, "date": clock(second), "agent_login": login, **fields}


FLOODS: dict[str, Callable[[int], Body]] = {
    "two queues in turn": lambda i: call("EXIT_QUEUE" if i % 2 else "ENTER_QUEUE", i / 4, queue_id=str(i // 2 % 2)),
    "many queues in a second": lambda i: call("EXIT_QUEUE" if i % 2 else "ENTER_QUEUE", 0, queue_id=str(i // 2)),
    "many rings in a second": lambda i: call("AGENT_RINGING", 0, queue_id="1", agent_login=f"a{i}"),
    "many talks in a second": lambda i: call("AGENT_CONNECTED", 0, queue_id="1", agent_login=f"a{i}"),
    "many refusals in a second": lambda i: call("AGENT_NOT_ANSWERED", 0, queue_id="1", agent_login=f"a{i}"),
    "many ends": lambda i: call("AGENT_COMPLETED", i / 10, queue_id="1", agent_login=f"a{i}"),
    "many transfers": lambda i: call("QUEUE_TRANSFERRED_TO_AGENT", i / 10, agent_login=f"a{i}", type="blind"),
    "one campaign call": lambda i: call(
        f"OUTBOUND_{'BUSY' if i % 2 else 'CONNECTING'}", i / 3, id="1", agent_login="a"
    ),
    "one agent's pauses": lambda i: agent(
        "AGENT_STATUS_CHANGED", "a", i, pause_id=str(i), previous_pause_id=str(i - 1)
    ),
    "one agent's pauses in a second": lambda i: agent("AGENT_STATUS_CHANGED", "a", 0, pause_id=str(i)),
    "one chat reassigned": lambda i: {
        **agent("CHAT_AGENT_ASSIGNED", f"a{i}", i / 2, chat_queue_id="1"),
        "conversation_id": "1",
    },
    "one ticket": lambda i: {
        "action": "TICKET_MESSAGE_RECEIVED",
        "date": clock(i / 2),
        "ticket_id": "1",
        "message_id": str(i),
    },
}
ORDERS: dict[str, Callable[[list[Body]], Iterable[Body]]] = {
    "in order": lambda bodies: bodies,
    "newest first": reversed,
    "in any order": lambda bodies: random.Random(1).sample(bodies, len(bodies)),
}


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
def test_a_thousand_events_of_one_entity_cost_about_a_second_in_any_order(
    flood: Callable[[int], Body], order: Callable[[list[Body]], Iterable[Body]]
) -> None:
    centre = Centre().at("09:20")
    bodies = list(order([flood(i) for i in range(MANY)]))
    with own_heap():
        began = time.thread_time()
        centre.hears_all(bodies)
        took = time.thread_time() - began

    assert took < SECONDS_FOR_MANY
    assert centre.feed()["events"] == MANY
    document = centre.document()
    assert not [value for part in document if part != "feed" for value in numbers(document[part]) if value < 0]


def rounds(agents: int, of: int, every: int) -> list[Body]:
    """A caller for whom all agents are rung again and again, refusing each time, until the first one answers."""
    bodies = [call("ENTER_QUEUE", 0, queue_id="sales")]
    for turn in range(of):
        for name in range(agents):
            bodies.append(call("AGENT_RINGING", turn * every + 1, queue_id="sales", agent_login=f"a{name}"))
            bodies.append(call("AGENT_NOT_ANSWERED", (turn + 1) * every, queue_id="sales", agent_login=f"a{name}"))
    end = of * every + 5
    bodies.append(call("AGENT_CONNECTED", end, queue_id="sales", agent_login="a0"))
    bodies.append(call("EXIT_QUEUE", end, queue_id="sales"))
    bodies.append(call("AGENT_COMPLETED", end + 60, queue_id="sales", agent_login="a0"))
    return bodies


def late(bodies: list[Body], seed: int) -> list[Body]:
    """The same as a line delivers it on which events overtake each other by up to 3 s."""
    chance = random.Random(seed)
    return sorted(
        bodies,
        key=lambda body: float(str(body["date"])[14:16]) * 60 + float(str(body["date"])[17:]) + chance.uniform(0, 3),
    )


def shown(bodies: list[Body]) -> Any:
    document = Centre(event_time=True).hears_all(bodies).at("10:30").document()
    return {part: value for part, value in document.items() if part not in {"feed", "as_of", "version"}}


@pytest.mark.parametrize("seed", range(3))
def test_a_ring_group_rung_for_minutes_is_counted_right_though_its_deliveries_overtake_each_other(seed: int) -> None:
    bodies = sorted(rounds(agents=12, of=40, every=20), key=lambda body: str(body["date"]))
    last: Body = {"action": "CUSTOMER_CREATED", "date": clock(40 * 20 + 120), "customer_id": "1"}
    document = shown([*late(bodies, seed), last])

    assert document == shown([*bodies, last])
    assert document["queues"]["sales"]["today"]["answered"] == document["queues"]["sales"]["today"]["entered"] == 1
    assert document["queues"]["sales"]["today"]["hold_time"]["maximum"] == 805
    assert document["agents"]["a0"]["today"]["not_answered"] == 40
    assert document["agents"]["a0"]["today"]["talk_time"] == 60


def test_what_is_settled_stays_counted_over_a_checkpoint() -> None:
    bodies = rounds(agents=12, of=40, every=20)
    through = Centre(event_time=True).hears_all(bodies[: len(bodies) // 2])
    through.state = states.decode(states.encode(through.state))
    through.hears_all(bodies[len(bodies) // 2 :])

    assert through.document() == Centre(event_time=True).hears_all(bodies).document()


def numbers(value: object) -> list[float]:
    """Every number in a document."""
    if isinstance(value, dict):
        return [number for part in value.values() for number in numbers(part)]
    return [value] if isinstance(value, int | float) else []
