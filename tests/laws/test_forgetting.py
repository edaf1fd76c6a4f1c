"""Settling and eviction after an hour change no figure: all are as if everything were still stored."""

from datetime import datetime

import pytest
from hypothesis import given

from app.state import commit, expiry, settling
from tests.examples import examples
from tests.laws.strategies import SHAPES, START, days
from tests.story import Body, Centre, Json

MINUTES = 12  # per second of a random day, so that the day lasts eight hours
FOREVER = 10**9
SIGNS = tuple(action for action in SHAPES if action.startswith("AGENT_") and "queue_id" not in SHAPES[action])
SIGNS += ("AGENT_RINGING", "PREVIEW_RECORD", "OUTBOUND_RECORD_SAVED")


def stretched(body: Body) -> Body:
    date = datetime.fromisoformat(str(body["date"]))
    return body | {"date": f"{START + (date - START) * 60 * MINUTES:%Y-%m-%d %H:%M:%S}"}


def at_the_end(day: list[Body]) -> Json:
    """The board in the evening, with each event delivered at its own time."""
    centre = Centre("2026-03-02")
    for body in day:
        centre.at(str(body["date"])[11:]).hears(body)
    return centre.at("19:00").document()


@given(day=days(SIGNS, most=16))
@examples(100)
def test_an_agents_day_is_the_same_when_nothing_is_ever_settled(day: list[Body]) -> None:
    day = [stretched(body) for body in day]
    with pytest.MonkeyPatch.context() as kept:
        for module in (settling, expiry, commit):
            kept.setattr(module, "ENDED_RETENTION_S", FOREVER)
        everything_kept = at_the_end(day)

    assert at_the_end(day) == everything_kept
