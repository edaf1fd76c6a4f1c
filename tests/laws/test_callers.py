"""Abandoned callers equal the plain model's in any order, after a restart, and second by second."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.document.document import Audience, Document
from app.document.merge_patch import apply
from app.events.decoding import from_form
from app.simulator import Channel, Simulation, whole_day
from app.state.state import decode, encode
from tests.examples import examples
from tests.laws.callers import CAMPAIGN, NUMBERED, Callers
from tests.laws.model import ZONE
from tests.laws.strategies import SHAPES, days
from tests.laws.test_model import BEGINS, LINES, MIDNIGHT, model_of, moved, told, with_an_end
from tests.laws.test_patches import AUDIENCES, CONFIGURED, exact
from tests.laws.test_timeline import slower
from tests.story import Body, Centre, Json

INBOUND = ("ENTER_QUEUE", "ABANDONED", "AGENT_RINGING", "AGENT_CONNECTED", "AGENT_COMPLETED", "EXIT_QUEUE")
CALLING = (*INBOUND, *INBOUND[:2], *CAMPAIGN)
NUMBERS = ("523993855", "+48 523 993 855", "sip:523993855@pbx", "602731499", "102", "anonymous", None)
FIELDS = dict.fromkeys(NUMBERED, "source_number") | dict.fromkeys(CAMPAIGN, "phone_number")


def numbered(day: list[Body], data: st.DataObject) -> list[Body]:
    """Each connection belongs to one caller, and some events have no number."""
    numbers = {id_: data.draw(st.sampled_from(NUMBERS)) for id_ in sorted({str(b.get("connection_id")) for b in day})}

    def number(body: Body) -> Body:
        field = FIELDS.get(str(body["action"]))
        says = field and data.draw(st.integers(0, 3))
        return body | ({str(field): numbers[str(body["connection_id"])]} if says else {})

    return [number(body) for body in day]


def once_each(day: list[Body]) -> list[Body]:
    """The day with each campaign's call dialed once, before all else; repeated dialing is tested in the stories."""
    kept: dict[Any, Body] = {}
    begun: dict[str | None, str] = {}
    for body in day:
        if body["action"] not in CAMPAIGN:
            kept[len(kept)] = body
            continue
        first = begun.setdefault(body["connection_id"], str(body["date"]))
        if body["action"] != "OUTBOUND_CONNECTING" or body["date"] == first:
            kept.setdefault((body["connection_id"], body["action"]), body)
    return list(kept.values())


def plain(rows: list[Json]) -> list[Json]:
    """The rows with instants as seconds, and without fields that the model lacks."""
    rows = [{name: value for name, value in row.items() if name not in {"available", "source_name"}} for row in rows]
    for row in rows:
        row |= {name: seconds(row[name]) for name in ("at", "again") if name in row}
        if "contacted" in row:
            row["contacted"] = row["contacted"] | {"at": seconds(row["contacted"]["at"])}
    return rows


def seconds(instant: str) -> int:
    return int(datetime.fromisoformat(instant).timestamp())


def agrees_with_the_model(everything: list[Body]) -> None:
    centre, callers = Centre("2026-03-02", event_time=True).hears_all(everything), Callers(model_of(everything))

    assert plain(centre.abandoned()) == callers.rows()
    assert centre.callbacks() == len(callers.open()) == len(centre.abandoned(only_open=True))


@given(day=days(CALLING, most=20), midnight=st.booleans(), data=st.data())
@examples(300)
def test_a_random_day_agrees_with_the_model(day: list[Body], midnight: bool, data: st.DataObject) -> None:
    sent = numbered(once_each(told(day)), data)
    sent = moved(sent, MIDNIGHT) if midnight else sent

    agrees_with_the_model(with_an_end(sent if midnight else data.draw(st.permutations(sent))))


@pytest.mark.parametrize("begins", BEGINS.values(), ids=BEGINS)
@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_an_hour_of_a_simulated_center_agrees_with_the_model(line: dict[str, float], begins: str) -> None:
    start = int(datetime.fromisoformat(begins).replace(tzinfo=ZONE).timestamp())
    for seed in range(2):
        centre = Simulation(agents=12, seed=seed, begins=start, curve=whole_day(start, 8))
        sent = Channel(seed, **line).deliveries(centre.events(start + 3600))
        agrees_with_the_model(with_an_end([few_callers({**from_form(delivery.body)}) for delivery in sent]))


def few_callers(body: Body) -> Body:
    """The body with one of forty numbers, so that most callers call again."""
    for field in ("source_number", "phone_number"):
        if (number := body.get(field)) and number.isdecimal():
            body = body | {field: f"5006007{int(number) % 40:02}"}
    return body


def everything_shown(centre: Centre) -> tuple[list[Json], list[int]]:
    boards: list[str | None] = [None, *centre.settings.boards]
    rows = [row for board in boards for row in centre.abandoned(board)]
    return rows, [centre.callbacks(board=board) for board in boards]


def after_a_quiet_minute(day: list[Body]) -> tuple[list[Json], list[int]]:
    centre = (
        Centre("2026-03-02", event_time=True, agent={"wrap_up": 5}, **BOARDED).at("08:59:30").meets_customer("first")
    )
    return everything_shown(centre.hears_all(day).at("09:02:00").meets_customer("last"))


BOARDED: dict[str, Any] = {name: CONFIGURED[name] for name in ("agents", "queues", "boards")}
EVERYTHING = (*SHAPES, *INBOUND)


@given(day=days(EVERYTHING), data=st.data())
@examples(200)
def test_reordering_and_duplicates_change_nothing(day: list[Body], data: st.DataObject) -> None:
    day = numbered(day, data)
    doubled = day + [dict(reversed(body.items())) for body in day if data.draw(st.booleans())]
    delays = [data.draw(st.floats(0, 3)) for _ in doubled]
    dated = [datetime.fromisoformat(str(body["date"])).timestamp() for body in doubled]
    order = sorted(range(len(doubled)), key=lambda place: dated[place] + delays[place])

    assert after_a_quiet_minute([doubled[place] for place in order]) == after_a_quiet_minute(day)


@given(day=days(CALLING, most=10), data=st.data())
@examples(200)
def test_the_events_of_calls_may_arrive_in_any_order(day: list[Body], data: st.DataObject) -> None:
    day = numbered(day, data)

    assert after_a_quiet_minute(data.draw(st.permutations(day))) == after_a_quiet_minute(day)


@given(day=days(EVERYTHING, most=20), pace=st.sampled_from([1, 10, 200]), data=st.data())
@examples(100)
def test_a_checkpoint_at_any_point_changes_nothing_and_every_patch_is_correct(
    day: list[Body], pace: int, data: st.DataObject
) -> None:
    day = [slower(body, pace) for body in numbered(day, data)]
    centre = Centre("2026-03-02", event_time=True, **CONFIGURED | {"day_start": "08:30"})
    documents = {audience: Document(audience, centre.settings) for audience in AUDIENCES}
    clients: dict[Audience, Any] = {audience: {} for audience in AUDIENCES}
    restarted = Centre("2026-03-02", event_time=True, **CONFIGURED | {"day_start": "08:30"})
    for body in day:
        centre.hears(body)
        restarted.hears(body)
        restarted.state = decode(encode(restarted.state))
        for audience, document in documents.items():
            clients[audience] = apply(clients[audience], document.refresh(centre.state))
            assert exact(clients[audience]) == exact(centre.document(audience.role, audience.board))

    assert everything_shown(restarted) == everything_shown(centre)
    assert restarted.state == centre.state


AGENTS = ("AGENT_LOGGED_IN", "AGENT_LOGGED_OUT", "AGENT_PHONE_CONNECTED", "AGENT_STATUS_CHANGED")
AT_WORK = ("ABANDONED", "ABANDONED", "AGENT_RINGING", "AGENT_CONNECTED", "AGENT_COMPLETED", *CAMPAIGN[:3], *AGENTS)


def apart(body: Body) -> Body:
    """The body with a separate call for a hang-up: in a call with a talk it only suggests that the talk ended."""
    return body | {"connection_id": f"hung up {body['connection_id']}"} if body["action"] == "ABANDONED" else body


@given(day=days(AT_WORK, most=25), wrap_up=st.sampled_from([0, 4]), pace=st.sampled_from([1, 5]))
@examples(200)
def test_available_counts_the_agents_that_the_board_showed_so_in_that_second(
    day: list[Body], wrap_up: int, pace: int
) -> None:
    day = [slower(apart(body), pace) for body in day]
    whole = Centre("2026-03-02", event_time=True, agent={"wrap_up": wrap_up}, **BOARDED).hears_all(day)
    for board in (None, "half"):
        for row in whole.abandoned(board):
            then = Centre("2026-03-02", event_time=True, agent={"wrap_up": wrap_up}, **BOARDED)
            then.hears_all([body for body in day if str(body["date"])[11:] <= row["at"][11:19]])

            assert row["available"] == then.document(board=board)["totals"]["agents"]["available"]


@given(day=days(AT_WORK, most=25))
@examples(60)
def test_eviction_changes_no_availability(day: list[Body]) -> None:
    """Each event at its own time, a call every few minutes: the rows in the evening are those seen within the hour."""
    day = [slower(apart(body), 300) for body in day]
    centre = Centre("2026-03-02", event_time=True)
    seen: dict[tuple[str, str], int] = {}
    for body in day:
        centre.hears(body)
        seen |= {(row["connection_id"], row["queue"]): row["available"] for row in centre.abandoned()}
    centre.at("23:00").meets_customer("last")

    assert not [call for call in centre.state.calls.values() if call.call.visits and not call.call.live]
    assert {(row["connection_id"], row["queue"]): row["available"] for row in centre.abandoned()} == seen
