"""A day's turn, the two nights on which the clock is put back or forward, and dates nobody believes."""

import pytest

from tests.story import Centre, quarter

TUESDAY = "2026-03-03"


def test_at_the_days_turn_the_figures_start_again() -> None:
    centre = Centre(queues={"sales": {}}).at("23:59").enters("anna").answers("ala", "anna").completes("ala", "anna")
    assert centre.today()["answered"] == 1
    centre.at("00:00", TUESDAY)

    assert centre.document()["day"] == TUESDAY
    assert centre.today()["entered"] == centre.today()["answered"] == 0
    assert centre.document()["trend"] == {}
    assert centre.feed()["events"] == 0


def test_whoever_waits_at_the_turn_is_the_new_days_first_entered() -> None:
    centre = Centre().at("23:59").enters("anna").enters("bert").at("00:00", TUESDAY)

    assert centre.queue()["waiting"] == centre.today()["entered"] == 2
    assert centre.queue()["oldest_waiting_since"] == "2026-03-02T23:59:00+01:00"
    assert centre.document()["trend"] == {"00:00": quarter(entered=2)}


def test_a_wait_over_the_turn_is_as_long_as_it_was() -> None:
    centre = Centre().at("23:59:50").enters("anna").at("00:00:05", TUESDAY).answers("ala", "anna")

    assert centre.today()["entered"] == centre.today()["answered"] == 1
    assert centre.today()["hold_time"]["average"] == 15


def test_a_talk_counts_on_the_day_on_which_it_ends() -> None:
    centre = Centre().at("23:50").enters("anna").answers("ala", "anna").at("00:10", TUESDAY)
    assert centre.status("ala") == "on_call"
    centre.completes("ala", "anna")

    assert centre.agent_today("ala")["talk_time"] == 1200
    assert centre.agent_today("ala")["answered"] == 0
    assert centre.today()["entered"] == centre.today()["answered"] == 0
    assert centre.today()["talk_time"] == {"total": 1200, "average": 1200}


def test_of_login_and_pause_each_day_gets_its_part_when_the_span_ends() -> None:
    centre = Centre().at("22:00").logs_in("ala").at("23:30").pauses("ala").at("00:15", TUESDAY)
    assert centre.agent_today("ala")["pause_time"] == 0
    centre.is_free("ala").at("01:00").logs_out("ala")

    assert centre.agent_today("ala")["pause_time"] == 900
    assert centre.agent_today("ala")["logged_in_time"] == 3600


def test_a_pause_over_the_turn_keeps_its_beginning() -> None:
    centre = Centre().at("23:30").pauses("ala").at("00:15", TUESDAY)

    assert centre.agent("ala")["pause"]["since"] == "2026-03-02T23:30:00+01:00"


def test_days_begin_when_configured() -> None:
    centre = Centre(day_start="06:00", queues={"sales": {}}).at("05:59").leaves("anna")
    assert centre.document()["day"] == "2026-03-01"
    assert centre.today()["left"] == 1
    centre.at("06:00")

    assert centre.document()["day"] == "2026-03-02"
    assert centre.today()["left"] == 0


@pytest.mark.parametrize(("decided", "counted"), [("23:59:59", 0), ("00:00:00", 1)])
def test_midnight_is_the_first_second_of_the_new_day(decided: str, counted: int) -> None:
    centre = Centre(queues={"sales": {}}).at("23:59").enters("anna").at("00:00:02", TUESDAY)
    centre.learns_of(decided, "2026-03-02" if decided > "12" else TUESDAY).hangs_up("anna")

    assert centre.today()["entered"] == centre.today()["abandoned"] == counted


def test_an_event_dated_before_the_turn_that_arrives_after_it_changes_none_of_the_new_days_figures() -> None:
    centre = Centre(queues={"sales": {}}).at("00:00:01", TUESDAY).learns_of("23:59:59", "2026-03-02")
    centre.hangs_up("anna", after="7").does_not_answer("ala", "anna").meets_customer("1").gets_mail("door")

    assert centre.today()["entered"] == centre.today()["abandoned"] == 0
    assert centre.document()["customers"]["today"]["created"] == 0
    assert centre.tickets()["today"]["received"] == 0
    assert centre.tickets()["open"] == 1


@pytest.mark.parametrize("ending", ["leaves", "hangs_up"])
def test_it_takes_a_carried_over_entered_back_where_it_shows_that_the_visit_had_ended(ending: str) -> None:
    centre = Centre(queues={"sales": {}}).at("23:59").enters("anna").at("00:00:01", TUESDAY)
    assert centre.today()["entered"] == 1
    getattr(centre.learns_of("23:59:59", "2026-03-02"), ending)("anna")

    assert centre.queue()["waiting"] == centre.today()["entered"] == 0
    assert centre.document()["trend"] == {}


def test_an_answer_of_yesterday_learned_today_leaves_the_talk_and_no_count() -> None:
    centre = Centre().at("23:59").enters("anna").at("00:00:01", TUESDAY).learns_of("23:59:59", "2026-03-02")
    centre.answers("ala", "anna")

    assert centre.queue()["talking"] == 1
    assert centre.today()["entered"] == centre.today()["answered"] == 0
    assert centre.agent_today("ala")["answered"] == 0


def test_a_visit_that_left_just_before_the_turn_and_was_answered_just_after_is_the_new_days() -> None:
    centre = Centre().at("23:59:50").enters("anna").at("23:59:59").leaves("anna")
    centre.at("00:00:01", TUESDAY).answers("ala", "anna")

    assert centre.today()["entered"] == centre.today()["answered"] == 1
    assert centre.today()["left"] == 0


def test_an_event_of_tomorrow_that_arrives_today_counts_tomorrow() -> None:
    centre = Centre(queues={"sales": {}}).at("23:59:30").learns_of("00:00:10", TUESDAY).hangs_up("anna", after="7")
    centre.meets_customer("1").gets_mail("door")
    assert centre.today()["abandoned"] == 0
    centre.at("00:00", TUESDAY)

    assert centre.today()["entered"] == centre.today()["abandoned"] == 1
    assert centre.tickets()["today"]["received"] == centre.document()["customers"]["today"]["created"] == 1


def test_who_worked_yesterday_and_has_gone_is_not_listed_today() -> None:
    centre = Centre().at("09:00").logs_in("ala").logs_in("ola").at("17:00").logs_out("ala").at("00:00", TUESDAY)

    assert list(centre.document()["agents"]) == ["ola"]


@pytest.mark.parametrize("event_time", [True, False])
def test_in_spring_a_wait_over_the_skipped_hour_is_short(event_time: bool) -> None:
    centre = Centre("2026-03-29", event_time=event_time).at("01:59:50").enters("anna").at("03:00:05")
    centre.answers("ala", "anna").at("03:10:05").completes("ala", "anna")

    assert centre.today()["hold_time"]["average"] == 15
    assert centre.agent_today("ala")["talk_time"] == 600
    assert centre.since(centre.agent("ala")) == "03:10:05"


@pytest.mark.parametrize("event_time", [True, False])
def test_in_autumn_a_wait_into_the_repeated_hour_is_short(event_time: bool) -> None:
    centre = Centre("2026-10-25", event_time=event_time).at("02:59:50").enters("anna").at("02:00:05", again=True)
    centre.answers("ala", "anna").at("02:10:05", again=True).completes("ala", "anna")

    assert centre.today()["hold_time"]["average"] == 15
    assert centre.agent_today("ala")["talk_time"] == 600
    assert centre.agent("ala")["since"] == "2026-10-25T02:10:05+01:00"


def test_in_autumn_an_hour_later_is_an_hour_later() -> None:
    centre = Centre("2026-10-25").at("02:30").logs_in("ala").at("02:30", again=True).logs_out("ala")

    assert centre.agent_today("ala")["logged_in_time"] == 3600


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-03-02", 24)])
def test_a_login_from_day_start_to_day_end_is_as_long_as_the_day(day: str, hours: int) -> None:
    centre = Centre(day).at("00:00").logs_in("ala").at("12:00").replies("ala", "t1").at("23:59:59").logs_out("ala")

    assert centre.agent_today("ala")["logged_in_time"] == hours * 3600 - 1


def test_in_autumn_both_hours_are_one_in_the_trend() -> None:
    centre = Centre("2026-10-25").at("02:30").leaves("anna").at("02:30", again=True).leaves("bert")

    assert centre.document()["trend"] == {"02:30": quarter(entered=2)}


@pytest.mark.parametrize(("dated", "day"), [("08:59:59", "2026-01-31"), ("09:05:01", "2026-03-02")])
def test_a_date_nobody_believes_is_replaced_by_the_instant_and_unexpected(dated: str, day: str) -> None:
    centre = Centre().at("09:00").learns_of(dated, day).enters("anna")

    assert centre.queue()["oldest_waiting_since"] == "2026-03-02T09:00:00+01:00"
    assert centre.feed()["unexpected"] == 1


@pytest.mark.parametrize(("dated", "day"), [("09:00", "2026-03-01"), ("09:05", "2026-03-02")])
def test_a_day_late_and_five_minutes_early_are_believed(dated: str, day: str) -> None:
    centre = Centre(expire={"waiting": 200000}).at("09:00").learns_of(dated, day).enters("anna")

    assert centre.queue()["oldest_waiting_since"] == f"{day}T{dated}:00+01:00"
    assert centre.feed()["unexpected"] == 0


def test_under_the_clock_of_events_a_day_of_ten_years_ago_is_as_it_was() -> None:
    centre = Centre("2016-04-20", event_time=True).at("09:46:24").enters("anna").at("09:46:31").answers("ala", "anna")

    assert centre.document()["day"] == "2016-04-20"
    assert centre.today()["hold_time"]["average"] == 7
    assert centre.feed()["unexpected"] == 0


def test_under_the_clock_of_events_time_passes_by_events_only() -> None:
    centre = Centre(event_time=True).at("09:00").logs_in("ala").rings("ala", "anna").at("09:01:59").meets_customer("1")
    assert centre.status("ala") == "ringing"
    centre.at("09:02").meets_customer("2")

    assert centre.status("ala") == "available"
    assert centre.feed()["expired"] == 1


def test_under_the_clock_of_events_a_lone_date_far_ahead_moves_nothing_until_a_second_agrees() -> None:
    centre = Centre(event_time=True).at("09:00").enters("anna").at("09:00", "2026-03-09").enters("bert")
    assert centre.document()["day"] == "2026-03-02"
    centre.at("09:00:10", "2026-03-09").enters("cleo")

    assert centre.document()["day"] == "2026-03-09"
    assert centre.queue()["waiting"] == 2


def test_under_the_clock_of_events_a_lone_wrong_date_is_read_as_now() -> None:
    centre = Centre(event_time=True).at("09:00").enters("anna").at("09:00", "2027-03-02").enters("bert")
    centre.at("09:00:10", "2026-03-02").enters("cleo")

    assert centre.queue()["waiting"] == 3
    assert centre.feed()["unexpected"] == 1


def test_bodies_kept_are_all_counted() -> None:
    centre = Centre().at("09:00").enters("anna").happens("COFFEE_MADE").happens("ENTER_QUEUE")
    centre.hears_all(list(centre.told[:1])).at("09:01").completes("ala", "bert")

    assert centre.feed() == {
        "events": 5,
        "duplicates": 1,
        "rejected": 1,
        "unknown": 1,
        "unexpected": 1,
        "expired": 0,
        "late": 0,
    }
    assert centre.document()["feed"]["last_event"] == "2026-03-02T09:01:00+01:00"


# The wallboard's own clock is wrong, and is set right.


def test_a_clock_that_was_a_day_ahead_is_followed_back_and_the_day_goes_on() -> None:
    centre = Centre("2026-03-02").at("09:00").logs_in("ala").calls("1.1").enters("1.1")
    centre.at("09:05", "2026-03-03").at("09:00:20", "2026-03-02").rings("ala", "1.1").at("09:00:30").answers(
        "ala", "1.1"
    )

    assert centre.document()["day"] == "2026-03-02"
    assert centre.status("ala") == "on_call"
    assert centre.today()["answered"] == 1


def test_after_a_clock_was_set_back_time_passes_by_the_right_one() -> None:
    centre = Centre("2026-03-02").at("12:00").at("09:00").logs_in("ala").rings("ala", "1.1").at("09:02:01")

    assert centre.status("ala") == "available"


def test_a_clock_ten_years_ahead_for_a_minute_leaves_nothing_that_is_never_forgotten() -> None:
    centre = Centre("2026-03-02").at("09:00").enters("1.1").at("09:00", "2036-03-02").enters("1.2").leaves("1.2")
    centre.at("09:01", "2026-03-02").enters("1.3").leaves("1.3").at("13:00").at("09:02", "2026-03-03")
    centre.at("09:03", "2026-03-04").meets_customer("7").at("09:04", "2026-03-05").meets_customer("8")

    assert not centre.state.calls
    assert len(centre.state.seen | centre.state.seen_before) <= 2
    assert centre.document()["day"] == "2026-03-05"


def test_a_clock_that_jitters_by_seconds_over_midnight_turns_the_day_once() -> None:
    centre = Centre("2026-03-02").at("23:59:50").enters("1.1").at("00:00:05", "2026-03-03")
    centre.at("23:59:58", "2026-03-02").enters("1.2").at("00:00:10", "2026-03-03")

    assert centre.document()["day"] == "2026-03-03"
    assert centre.queue()["waiting"] == 2
