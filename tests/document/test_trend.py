"""The trend's quarter hours: what counts in each, by the thresholds and the formula configured now."""

from typing import Any

import msgspec
import pytest

from app.config.schema import Settings
from app.document.queues import trend
from tests.story import Centre, Json, quarter


def morning(**settings: Any) -> Centre:
    """Answered after 10 and 25 s, hung up after 3 and 40 s, all in the second quarter; one more entered before."""
    centre = Centre(**settings).at("09:14:50")
    for call in ("in 10", "in 25", "short", "long"):
        centre.enters(call)
    centre.at("09:15").answers("ala", "in 10").hangs_up("short", after="3")
    centre.at("09:15:15").answers("ola", "in 25")
    return centre.at("09:15:30").hangs_up("long", after="40")


def of_queue(centre: Centre, queue: str = "sales") -> Json:
    return trend(centre.state, queue, centre.settings)


def test_an_outcome_belongs_to_the_quarter_in_which_it_is_decided() -> None:
    centre = morning()

    expected = {
        "09:00": quarter(entered=4),
        "09:15": quarter(answered=2, abandoned=2, abandoned_short=1, answered_in_time=1, service_level=0.3333),
    }
    assert centre.document()["trend"] == of_queue(centre) == expected


@pytest.mark.parametrize(
    ("formula", "level"),
    [
        ("short_excluded", 0.3333),
        ("all_abandoned", 0.25),
        ("answered_only", 0.5),
        ("late_abandoned", 0.3333),
        ("abandon_in_time", 0.5),
    ],
)
def test_a_quarters_service_level_is_by_the_configured_formula(formula: str, level: float) -> None:
    centre = morning(service_level={"formula": formula})

    assert centre.document()["trend"]["09:15"]["service_level"] == level
    assert of_queue(centre)["09:15"]["service_level"] == level


def test_a_quarter_in_which_nothing_counts_has_no_service_level() -> None:
    centre = Centre().at("09:00").enters("anna").at("09:00:02").hangs_up("anna", after="2")
    centre.at("09:20").answers("ala", "never seen to enter")

    assert centre.document()["trend"] == {
        "09:00": quarter(entered=1, abandoned=1, abandoned_short=1),
        "09:15": quarter(entered=1, answered=1),
    }


def test_each_queue_is_measured_by_its_own_seconds_also_in_the_trend_of_all() -> None:
    centre = Centre(queues={"help": {"seconds": 30}}).at("09:00").enters("anna", "sales").enters("bert", "help")
    centre.at("09:00:25").answers("ala", "anna", "sales").answers("ola", "bert", "help")

    assert of_queue(centre, "sales")["09:00"]["service_level"] == 0
    assert of_queue(centre, "help")["09:00"]["service_level"] == 1
    assert centre.document()["trend"]["09:00"] == quarter(entered=2, answered=2, answered_in_time=1, service_level=0.5)


def test_a_corrected_outcome_leaves_no_trace_in_its_quarter() -> None:
    centre = Centre().at("09:14:50").enters("anna").at("09:14:55").hangs_up("anna", after="5")
    before = centre.document()["trend"]["09:00"]
    centre.at("09:16").learns_of("09:15:02").answers("ala", "anna")

    assert before == quarter(entered=1, abandoned=1, service_level=0.0)
    assert centre.document()["trend"] == {
        "09:00": quarter(entered=1),
        "09:15": quarter(answered=1, answered_in_time=1, service_level=1.0),
    }


def test_in_autumn_both_hours_are_one_quarter_with_one_service_level() -> None:
    centre = Centre("2026-10-25").at("02:30").enters("anna").at("02:30:10").answers("ala", "anna")
    centre.at("02:30", again=True).enters("bert").at("02:30:40", again=True).answers("ala", "bert")

    expected = {"02:30": quarter(entered=2, answered=2, answered_in_time=1, service_level=0.5)}
    assert centre.document()["trend"] == of_queue(centre) == expected


def test_new_thresholds_are_applied_to_the_whole_day() -> None:
    centre = morning()
    centre.settings = msgspec.convert(
        {"queues": {"sales": {"seconds": 25}}, "service_level": {"short_abandon": 2}}, Settings
    )

    expected = quarter(answered=2, abandoned=2, answered_in_time=2, service_level=0.5)
    assert centre.document()["trend"]["09:15"] == of_queue(centre)["09:15"] == expected
