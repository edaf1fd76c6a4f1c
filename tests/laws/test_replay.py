"""A checkpoint changes nothing: an encoded and decoded state behaves like the original."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.state.state import decode, encode
from tests.attacker import everything_that_happens
from tests.examples import examples
from tests.laws.strategies import days
from tests.laws.test_patches import CONFIGURED, earlier
from tests.story import Body, Centre


def hears(centre: Centre, day: list[Body]) -> list[str]:
    """Each body in its own second; returns how each was counted."""
    return [centre.at(str(body["date"])[11:]).hears(body) for body in day]


@pytest.mark.parametrize("event_time", [True, False])
@given(day=days(most=16), checkpoint=st.integers(0, 16))
@examples(80)
def test_a_checkpoint_at_any_point_of_the_day_changes_nothing_that_follows(
    event_time: bool, day: list[Body], checkpoint: int
) -> None:
    through, restarted = (Centre("2026-03-02", event_time=event_time, **CONFIGURED) for _ in range(2))
    day = [earlier(body) for body in day]
    counted = hears(through, day)
    before = hears(restarted, day[:checkpoint])
    restarted.state = decode(encode(restarted.state))
    after = hears(restarted, day[checkpoint:])

    assert before + after == counted
    assert restarted.state == through.state
    assert restarted.document() == through.document()


@pytest.mark.parametrize("event_time", [True, False])
@given(day=days(most=10), data=st.data())
@examples(40)
def test_late_events_find_what_the_checkpoint_stored(event_time: bool, day: list[Body], data: st.DataObject) -> None:
    order = data.draw(st.permutations(day))
    through, restarted = (Centre("2026-03-02", event_time=event_time).at("09:00:45") for _ in range(2))
    for body in order:
        through.hears(body)
        restarted.hears(body)
        restarted.state = decode(encode(restarted.state))

    assert restarted.state == through.state
    assert later(restarted) == later(through)


def test_a_state_after_any_action_can_be_encoded_and_decoded() -> None:
    """Every field is filled, so that the state stores every reference to a call, an agent, a chat or a ticket."""
    centre = Centre("2026-11-20").at("09:00:00")
    for body in everything_that_happens(1):
        assert centre.hears({**body}) == "applied"
        assert decode(encode(centre.state)) == centre.state, body["action"]


def later(centre: Centre) -> dict[str, Any]:
    """The document after some hours."""
    return centre.at("10:30").meets_customer("last").at("14:00").meets_customer("very last").document()
