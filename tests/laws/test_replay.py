"""A checkpoint changes nothing: a state that was written down and read again goes on as if it had not been."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.state.state import decode, encode
from tests.attacker import everything_that_happens
from tests.laws.strategies import days
from tests.laws.test_patches import CONFIGURED, earlier
from tests.story import Body, Centre


def hears(centre: Centre, day: list[Body]) -> list[str]:
    """Each body in its own second; how each counted."""
    return [centre.at(str(body["date"])[11:]).hears(body) for body in day]


@pytest.mark.parametrize("event_time", [True, False])
@given(day=days(most=16), checkpoint=st.integers(0, 16))
@settings(max_examples=80, deadline=None)
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
@settings(max_examples=40, deadline=None)
def test_late_events_find_what_the_checkpoint_kept(event_time: bool, day: list[Body], data: st.DataObject) -> None:
    order = data.draw(st.permutations(day))
    through, restarted = (Centre("2026-03-02", event_time=event_time).at("09:00:45") for _ in range(2))
    for body in order:
        through.hears(body)
        restarted.hears(body)
        restarted.state = decode(encode(restarted.state))

    assert restarted.state == through.state
    assert later(restarted) == later(through)


def test_what_any_action_leaves_in_the_state_can_be_read_again() -> None:
    """Every field of it filled: all that names a call, an agent, a chat or a ticket is kept there."""
    centre = Centre("2026-11-20").at("09:00:00")
    for body in everything_that_happens(1):
        assert centre.hears({**body}) == "applied"
        assert decode(encode(centre.state)) == centre.state, body["action"]


def later(centre: Centre) -> dict[str, Any]:
    """What the board shows when hours have passed."""
    return centre.at("10:30").meets_customer("last").at("14:00").meets_customer("very last").document()
