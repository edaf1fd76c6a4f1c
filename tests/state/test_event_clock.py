"""The clock of a recording: the newest date that can be believed."""

import pytest

from app.state.event_clock import DAY, EventClock

MORNING = 1_772_438_400


def after(*dates: int) -> EventClock:
    clock = EventClock()
    for date in dates:
        clock = clock.observe(date)
    return clock


def test_the_first_date_is_the_time() -> None:
    assert after(MORNING) == EventClock(MORNING)


def test_the_clock_follows_the_latest_date_and_never_goes_back() -> None:
    assert after(MORNING, MORNING + 60, MORNING + 30).now == MORNING + 60


def test_a_date_a_day_ahead_is_believed() -> None:
    assert after(MORNING, MORNING + DAY) == EventClock(MORNING + DAY)


def test_a_lone_date_over_a_day_ahead_moves_nothing() -> None:
    assert after(MORNING, MORNING + DAY + 1) == EventClock(MORNING, MORNING + DAY + 1)


@pytest.mark.parametrize("second", [-DAY, -10, 0, 10, DAY])
def test_a_second_date_that_agrees_moves_the_clock_to_the_later_of_both(second: int) -> None:
    week = MORNING + 7 * DAY

    assert after(MORNING, week, week + second) == EventClock(max(week, week + second))


def test_a_second_date_far_ahead_that_does_not_agree_is_the_new_lone_one() -> None:
    assert after(MORNING, MORNING + 7 * DAY, MORNING + 30 * DAY) == EventClock(MORNING, MORNING + 30 * DAY)


@pytest.mark.parametrize("date", [MORNING - 60, MORNING, MORNING + 60])
def test_a_date_of_now_shows_that_the_lone_one_was_wrong(date: int) -> None:
    assert after(MORNING, MORNING + 7 * DAY, date) == EventClock(max(MORNING, date))
