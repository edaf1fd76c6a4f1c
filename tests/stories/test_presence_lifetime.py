"""The expiry of presence: a login without a logout ends, and time that may not have been worked is not counted."""

from collections.abc import Callable

import pytest

from tests.story import Centre


def test_an_agent_without_events_for_sixteen_hours_is_logged_out_and_counted_as_expired() -> None:
    centre = Centre("2026-11-20").at("08:00").logs_in("ala").at("23:59:59")
    assert centre.status("ala") == "available"
    centre.at("00:00", "2026-11-21").at("00:01")

    assert "ala" not in centre.document()["agents"]
    assert centre.totals()["agents"]["logged_in"] == 0
    assert centre.feed()["expired"] == 1


def test_a_pause_without_an_end_ends_with_the_login() -> None:
    centre = Centre(agents={"ola": {}}, expire={"presence": 3600}).at("08:00").logs_in("ola").at("09:00").pauses("ola")
    centre.at("09:59:59")
    assert centre.status("ola") == "paused"
    centre.at("10:00")

    assert centre.status("ola") == "logged_out"
    assert centre.since(centre.agent("ola")) == "10:00:00"
    assert centre.agent_today("ola")["logged_in_time"] == 3600
    assert centre.agent_today("ola")["pause_time"] == 0


SIGNS: dict[str, Callable[[Centre], Centre]] = {
    "refuses": lambda centre: centre.does_not_answer("ala", "anna"),
    "ends a talk": lambda centre: centre.completes("ala", "anna"),
    "is passed a call": lambda centre: centre.is_passed("anna", to="ala").at("08:31").completes("ala", "anna"),
    "replies": lambda centre: centre.replies("ala", "t1"),
    "closes a ticket": lambda centre: centre.closes_ticket("t1"),
    "dials in vain": lambda centre: centre.dialling("BUSY", "ala", "anna"),
    "saves": lambda centre: centre.saves("ala"),
    "pauses": lambda centre: centre.pauses("ala"),
}


@pytest.mark.parametrize("sign", SIGNS.values(), ids=SIGNS)
def test_every_event_that_names_the_agent_extends_the_login(sign: Callable[[Centre], Centre]) -> None:
    centre = Centre(expire={"presence": 3600}).at("08:00").logs_in("ala").at("08:30")
    sign(centre)
    assert centre.at("09:29:59").agent("ala")["logged_in"]
    centre.at("09:31")

    assert not centre.agent("ala")["logged_in"]
    assert centre.feed()["expired"] >= 1


def test_a_talk_extends_the_login_while_it_lasts() -> None:
    centre = Centre(expire={"presence": 600}).at("08:00").logs_in("ala").answers("ala", "anna").at("09:00")
    assert centre.agent("ala")["logged_in"]
    centre.completes("ala", "anna").at("09:09:59")
    assert centre.status("ala") == "available"
    centre.at("09:10")

    assert centre.status("ala") == "logged_out"
    assert centre.agent_today("ala")["logged_in_time"] == 3600
    assert centre.feed()["expired"] == 1


def test_an_expired_talk_extends_the_login_until_its_expiry() -> None:
    centre = Centre(expire={"presence": 600, "talking": 3600}).at("08:00").logs_in("ala").answers("ala", "anna")
    assert centre.at("09:09:59").agent("ala")["logged_in"]
    centre.at("09:10")

    assert not centre.agent("ala")["logged_in"]
    assert centre.agent_today("ala")["logged_in_time"] == 3600


def test_a_late_event_takes_an_expired_login_back() -> None:
    centre = Centre(agents={"ala": {}}, expire={"presence": 600}).at("08:00").logs_in("ala").at("08:10:01")
    assert not centre.agent("ala")["logged_in"]
    centre.learns_of("08:09").replies("ala", "t1")

    assert centre.agent("ala")["logged_in"]
    assert centre.feed()["expired"] == 0


def test_a_lost_logout_counts_no_night() -> None:
    centre = Centre("2026-11-20").at("08:00").logs_in("ola").at("15:58").pauses("ola")
    centre.at("08:00", "2026-11-23").logs_in("ola")

    assert centre.agent_today("ola")["logged_in_time"] == 0
    assert centre.agent_today("ola")["pause_time"] == 0
    assert centre.status("ola") == "available"


def test_a_page_reloaded_during_a_talk_costs_no_login_time() -> None:
    centre = Centre().at("08:00").logs_in("ala").at("08:50").answers("ala", "anna").at("09:00").logs_in("ala")
    centre.at("09:10").completes("ala", "anna").at("09:30").logs_out("ala")

    assert centre.agent_today("ala")["logged_in_time"] == 90 * 60


TAILS: dict[str, Callable[[Centre], Centre]] = {
    "freed": lambda centre: centre.is_free("ala"),
    "phone": lambda centre: centre.connects_phone("ala"),
    "ring refused": lambda centre: centre.enters("anna").rings("ala", "anna").does_not_answer("ala", "anna"),
}


@pytest.mark.parametrize("second", ["16:00:00", "16:00:01", "16:00:03", "16:00:05"])
@pytest.mark.parametrize("tail", TAILS.values(), ids=TAILS)
def test_the_tail_of_a_logout_infers_no_login(tail: Callable[[Centre], Centre], second: str) -> None:
    centre = Centre().at("08:00").logs_in("ala").pauses("ala").at("16:00").logs_out("ala").at(second)
    tail(centre)
    centre.at("16:00:30")

    assert not centre.agent("ala")["logged_in"]
    assert centre.status("ala") == "logged_out"


@pytest.mark.parametrize("tail", TAILS.values(), ids=TAILS)
def test_an_event_six_seconds_after_a_logout_infers_a_login(tail: Callable[[Centre], Centre]) -> None:
    centre = Centre().at("08:00").logs_in("ala").pauses("ala").at("16:00").logs_out("ala").at("16:00:06")
    tail(centre)

    assert centre.agent("ala")["logged_in"]


NO_TAILS: dict[str, Callable[[Centre], Centre]] = {
    "pause": lambda centre: centre.pauses("ala"),
    "ring answered": lambda centre: centre.rings("ala", "anna").answers("ala", "anna"),
    "login": lambda centre: centre.logs_in("ala"),
}


@pytest.mark.parametrize("comes", NO_TAILS.values(), ids=NO_TAILS)
def test_a_pause_an_answered_ring_and_a_login_after_a_logout_log_in(comes: Callable[[Centre], Centre]) -> None:
    centre = Centre().at("08:00").logs_in("ala").at("16:00").logs_out("ala").at("16:00:02")
    comes(centre)

    assert centre.agent("ala")["logged_in"]


PROOFS: dict[str, Callable[[Centre], Centre]] = {
    "ring": lambda centre: centre.rings("ala", "anna", phone="162").does_not_answer("ala", "anna"),
    "talk": lambda centre: centre.rings("ala", "anna", phone="162").answers("ala", "anna").completes("ala", "anna"),
    "campaign": lambda centre: centre.dials("ala", "x").picks_up("x").finishes("ala", "x").saves("ala"),
}


@pytest.mark.parametrize("proof", PROOFS.values(), ids=PROOFS)
def test_a_ring_and_a_talk_infer_a_connected_phone(proof: Callable[[Centre], Centre]) -> None:
    centre = Centre().at("08:00").comes("ala").at("09:00").enters("anna").at("09:00:02")
    assert centre.status("ala") == "no_phone"
    proof(centre)

    assert centre.status("ala") == "available"
    assert centre.agent("ala")["phone_connected"]


def test_a_ring_gives_the_phones_number_where_none_is_known() -> None:
    centre = Centre().at("08:00").comes("ala").at("09:00").rings("ala", "anna", phone="162")
    assert centre.agent("ala")["phone"] == "162"
    centre.connects_phone("ala", "800").at("09:05").rings("ala", "bert", phone="163")

    assert centre.agent("ala")["phone"] == "800"


def test_a_talk_that_outlasts_a_new_login_infers_a_connected_phone() -> None:
    centre = Centre().at("08:00").logs_in("ala").at("09:00").answers("ala", "anna").at("09:01").comes("ala")
    assert centre.status("ala") == "on_call"
    assert centre.agent("ala")["phone_connected"]
    centre.at("09:05").completes("ala", "anna")

    assert centre.status("ala") == "available"


def test_a_pause_after_a_free_status_starts_at_its_own_date() -> None:
    centre = Centre().at("08:00").logs_in("ala").at("09:00").pauses("ala", "1", before="NULL")
    centre.at("09:20").enters("anna").rings("ala", "anna").at("09:20:05").answers("ala", "anna")
    centre.at("10:25").completes("ala", "anna")
    assert centre.agent("ala")["pause"]["since"][11:19] == "09:00:00"
    centre.at("11:00").pauses("ala", "1", before="NULL")
    assert centre.agent("ala")["pause"]["since"][11:19] == "11:00:00"
    assert centre.feed()["unexpected"] == 1
    centre.at("11:10").is_free("ala", before="1")

    assert centre.agent_today("ala")["pause_time"] == 20 * 60 + 5 + 600


def test_a_pause_after_a_free_status_ends_an_earlier_pause_without_work_in_between_at_its_own_date() -> None:
    centre = Centre().at("08:00").logs_in("ala").at("09:00").pauses("ala", "1").at("09:30").pauses("ala", "2")
    assert centre.agent("ala")["pause"]["id"] == "2"
    centre.at("09:40").is_free("ala", before="2")

    assert centre.agent_today("ala")["pause_time"] == 40 * 60


def test_a_campaigns_call_is_work_too() -> None:
    centre = Centre().at("08:00").logs_in("ala").at("09:00").pauses("ala", "1").at("09:10").dials("ala", "x")
    centre.at("09:10:20").picks_up("x").at("09:15").finishes("ala", "x").saves("ala")
    centre.at("09:30").pauses("ala", "1").at("09:31").is_free("ala")

    assert centre.agent_today("ala")["pause_time"] == 10 * 60 + 20 + 60


@pytest.mark.parametrize("known", [True, False])
def test_a_call_whose_start_and_end_fall_into_one_second_leaves_its_wrap_up(known: bool) -> None:
    centre = Centre().at("08:00")
    if known:
        centre.logs_in("ala")
    centre.at("09:00").dials("ala", "x").picks_up("x", "ala").finishes("ala", "x")
    assert centre.status("ala") == "wrap_up"
    centre.at("09:01").saves("ala")

    assert centre.status("ala") == "available"


def test_a_queue_call_within_one_second_leaves_its_wrap_up() -> None:
    centre = Centre(agent={"wrap_up": 30}).at("09:00").enters("anna").rings("ala", "anna").answers("ala", "anna")
    centre.completes("ala", "anna")

    assert centre.status("ala") == "wrap_up"
