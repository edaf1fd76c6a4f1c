"""Observations among the events of any day: they count nothing, and patches and checkpoints hold them."""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.document.document import Document
from app.document.merge_patch import apply
from app.state.state import decode, encode
from tests.examples import examples
from tests.laws.strategies import SPAN, START, days
from tests.laws.test_patches import AUDIENCES, CONFIGURED, exact
from tests.story import Body, Centre, Json

NUMBERS = {"c1": "500000001", "c2": "+48 500 000 002", "c3": None}
LIVE = {"agents", "queues", "totals", "feed", "calls", "campaigns"}  # what an observation may change
FORESTALLED = {"expired", "unexpected"}
ACTIONS = (
    "ENTER_QUEUE", "EXIT_QUEUE", "ABANDONED", "AGENT_RINGING", "AGENT_NOT_ANSWERED", "AGENT_CONNECTED",
    "AGENT_COMPLETED", "AGENT_LOGGED_IN", "AGENT_LOGGED_OUT", "AGENT_STATUS_CHANGED", "OUTBOUND_CONNECTING",
)  # fmt: skip

_since = st.integers(-60, SPAN).map(lambda second: f"{START + timedelta(seconds=second):%Y-%m-%d %H:%M:%S}")
_statuses = st.fixed_dictionaries(
    {
        "login": st.sampled_from(["ala", "ola", "new"]),
        "status": st.sampled_from(["OFF", "FREE", "PAUSED", "CALL"]),
        "pause": st.just("1"),
        "since": _since,
    }
)
_callers = st.fixed_dictionaries(
    {"number": st.sampled_from(["500000001", "500000002", "500000009", None]), "since": _since}
)
_names = st.dictionaries(st.sampled_from(["sales", "help"]), st.just({"name": "A"}), min_size=1)
observations = st.fixed_dictionaries(
    {
        "statuses": st.lists(_statuses, max_size=3),
        "waiting": st.dictionaries(st.sampled_from(["sales", "help"]), st.lists(_callers, max_size=3)),
        "names": st.one_of(st.just({}), st.fixed_dictionaries({"queues": _names})),
        "again": st.booleans(),
    }
)


def with_number(body: Body) -> Body:
    call = body.get("connection_id")
    return body | {"source_number": NUMBERS[call]} if call in NUMBERS and not body["action"].startswith("OUT") else body  # type: ignore[union-attr]


def counted(document: Json, like: Json) -> Json:
    """Everything that counts, of the queues of another document.

    But not agents' times, since an observed end closes a span, not `expired`, which that end forestalls, and not
    `unexpected`: other events are expected then.
    """
    days = {id_: row["today"] for id_, row in document["queues"].items() if id_ in like["queues"]}
    rows = {id_: today for id_, today in days.items() if today["entered"] or today["talk_time"]["total"]}
    rest = {key: value for key, value in document.items() if key not in LIVE}
    rest["campaigns"] = {id_: row["today"] for id_, row in document["campaigns"].items()}
    feed = {key: value for key, value in document["feed"]["today"].items() if key not in FORESTALLED}
    return {"queues": rows, "totals": document["totals"]["today"], "feed": feed, **rest}


@given(day=days(ACTIONS, most=14), data=st.data())
@examples(40)
def test_observations_count_nothing_and_are_in_every_patch(day: list[Body], data: st.DataObject) -> None:
    observed, plain = (Centre("2026-03-02", **CONFIGURED) for _ in range(2))
    kept = {audience: Document(audience, observed.settings) for audience in AUDIENCES}
    clients: dict[Any, Any] = {audience: {} for audience in AUDIENCES}
    for body in map(with_number, day):
        for centre in (observed, plain):
            centre.at(str(body["date"])[11:])
            centre.hears(body)
        if data.draw(st.booleans()):
            observed.observes(**data.draw(observations))
        for audience, document in kept.items():
            clients[audience] = apply(clients[audience], document.refresh(observed.state))

            assert exact(clients[audience]) == exact(observed.document(audience.role, audience.board))
        shown, true = observed.document(), plain.document()
        waiting = sum(map(len, observed.state.unidentified.values()))

        assert counted(shown, true) == counted(true, true)
        assert shown["totals"]["waiting"] == true["totals"]["waiting"] + waiting
        assert decode(encode(observed.state)) == observed.state


@given(first=observations, day=days(ACTIONS, most=10), later=observations)
@examples(30)
def test_when_all_is_over_nobody_is_left_waiting(first: Json, day: list[Body], later: Json) -> None:
    centre = Centre("2026-03-02").at("09:00").observes(**first)
    for body in map(with_number, day):
        centre.at(str(body["date"])[11:]).hears(body)
    centre.observes(**later).at("13:00").meets_customer("last")

    assert centre.state.unidentified == {}
    assert centre.document()["totals"]["waiting"] == 0
