"""The figures: five formulas against one day worked out by hand, and how they are rounded."""

from collections.abc import Callable

import pytest

from app.config.schema import Formula
from app.document import figures
from app.document.figures import FORMULAS, Parts, Sums
from app.state.daily_totals import QueueDay
from tests.story import Centre

# 1000 answered, 860 of them within 20 s; 60 abandoned, 20 of them within 20 s, 10 of those short.
DAY = QueueDay(entered=1060, answered=1000, abandoned=60, hold={20: 860, 21: 140}, abandoning={4: 10, 20: 10, 21: 40})
WORKED_OUT: dict[Formula, float] = {
    "answered_only": 0.86,
    "all_abandoned": 0.8113,
    "late_abandoned": 0.8269,
    "abandon_in_time": 0.8302,
    "short_excluded": 0.819,
}


def test_the_sums_of_a_day() -> None:
    sums = figures.sums(DAY, seconds=20, short=5)

    assert sums.answered_in_time == 860
    assert sums.abandoned_in_time == 20
    assert sums.abandoned_short == 10
    assert (sums.waits, sums.abandons) == (1000, 60)


@pytest.mark.parametrize(("formula", "level"), WORKED_OUT.items())
def test_a_formula_gives_what_was_worked_out_by_hand(formula: Formula, level: float) -> None:
    assert FORMULAS[formula](figures.sums(DAY, 20, 5)).share == level


def test_every_formula_was_worked_out() -> None:
    assert set(FORMULAS) == set(WORKED_OUT)


@pytest.mark.parametrize("formula", FORMULAS.values())
def test_of_nothing_a_formula_says_nothing(formula: Callable[[Sums], Parts]) -> None:
    assert formula(Sums()).share is None


def test_where_only_short_abandons_were_there_is_no_level_without_them() -> None:
    sums = figures.sums(QueueDay(entered=2, abandoned=2, abandoning={1: 2}), 20, 5)

    assert figures.short_excluded(sums).share is None
    assert figures.all_abandoned(sums).share == 0


def test_unknown_waits_are_in_no_formula() -> None:
    sums = figures.sums(QueueDay(entered=4, answered=3, abandoned=1, hold={5: 1}), 20, 5)

    assert {formula(sums).share for formula in FORMULAS.values()} == {1}


@pytest.mark.parametrize(("seconds", "short"), [(20, 21), (10, 30)])
def test_no_level_exceeds_one_when_short_is_longer_than_in_time(seconds: int, short: int) -> None:
    sums = figures.sums(
        QueueDay(entered=3, answered=1, abandoned=2, hold={1: 1}, abandoning={9: 1, 20: 1}), seconds, short
    )

    assert all(0 <= (formula(sums).share or 0) <= 1 for formula in FORMULAS.values())


@pytest.mark.parametrize(
    ("total", "count", "mean"),
    [(0, 1, 0), (1, 2, 1), (3, 2, 2), (1, 3, 0), (2, 3, 1), (5, 2, 3), (7, 2, 4), (29, 2, 15)],
)
def test_averages_are_rounded_half_up(total: int, count: int, mean: int) -> None:
    assert figures.average(total, count) == mean


def test_there_is_no_average_of_nothing() -> None:
    assert figures.average(0, 0) is None
    assert figures.spread({}) == {}


def test_a_spread_is_the_average_and_the_maximum() -> None:
    assert figures.spread({10: 2, 61: 1}) == {"average": 27, "maximum": 61}


@pytest.mark.parametrize(("part", "whole", "rate"), [(1, 3, 0.3333), (2, 3, 0.6667), (13, 16, 0.8125), (0, 5, 0)])
def test_rates_have_four_decimals(part: int, whole: int, rate: float) -> None:
    assert figures.rate(part, whole) == rate


def test_queues_together_are_the_sum_of_their_sums_whichever_changes() -> None:
    one, other = figures.sums(DAY, 20, 5), Sums(entered=1, talk_time=60)
    both = figures.exchanged(figures.exchanged(Sums(), Sums(), one), Sums(), other)

    assert both == one._replace(entered=1061, talk_time=60)
    assert figures.exchanged(both, one, Sums()) == other


@pytest.mark.parametrize(("formula", "level"), WORKED_OUT.items())
def test_the_board_uses_the_configured_formula(formula: str, level: float) -> None:
    centre = Centre(service_level={"formula": formula}).at("09:00")
    centre.enters("anna").enters("bert").at("09:00:21").hangs_up("bert", after="21").answers("ala", "anna")
    centre.state.today.queues["sales"] = DAY

    assert centre.today()["service_level"] == level
    assert centre.document()["service_level"]["formula"] == formula


def test_a_queue_with_seconds_of_its_own_is_measured_by_them_and_the_totals_add_up() -> None:
    centre = Centre(queues={"help": {"seconds": 30}}).at("09:00").enters("anna", "sales").enters("bert", "help")
    centre.at("09:00:25").answers("ala", "anna", "sales").answers("ola", "bert", "help")

    assert centre.today("sales")["service_level"] == 0
    assert centre.today("help")["service_level"] == 1
    assert centre.totals()["today"]["service_level"] == 0.5
    assert centre.today("sales")["service_level_parts"] == {"in_time": 0, "counted": 1}
    assert centre.totals()["today"]["service_level_parts"] == {"in_time": 1, "counted": 2}
    assert centre.totals()["today"]["hold_time"] == {"average": 25, "maximum": 25}
