"""Presence and activity: two layers, one status; and presence inferred where an event was lost."""

from collections.abc import Callable
from itertools import permutations

import pytest

from tests.story import Centre


def test_an_agent_without_events_is_not_listed() -> None:
    assert Centre().document()["agents"] == {}


def test_an_agent_without_a_phone_has_no_phone() -> None:
    centre = Centre().at("09:00").comes("ala")

    assert centre.status("ala") == "no_phone"
    assert centre.agent("ala")["logged_in"]
    assert centre.agent("ala")["logged_in_since"][11:19] == "09:00:00"
    assert not centre.agent("ala")["phone_connected"]


def test_an_agent_with_a_phone_is_available_since_it_joined() -> None:
    centre = Centre().at("09:00").comes("ala").at("09:00:07").connects_phone("ala", "800")

    assert centre.status("ala") == "available"
    assert centre.since(centre.agent("ala")) == "09:00:07"
    assert centre.agent("ala")["phone"] == "800"


def test_an_agent_who_logged_out_is_logged_out_since_then() -> None:
    centre = Centre().at("09:00").logs_in("ala").at("17:00").logs_out("ala")

    assert centre.status("ala") == "logged_out"
    assert centre.since(centre.agent("ala")) == "17:00:00"
    assert centre.agent_today("ala")["logged_in_time"] == 8 * 3600
    assert "phone" not in centre.agent("ala")


def test_login_time_counts_when_the_span_is_closed() -> None:
    centre = Centre().at("09:00").logs_in("ala").at("12:00")

    assert centre.agent_today("ala")["logged_in_time"] == 0


def test_the_status_shown_is_the_first_that_holds() -> None:
    centre = Centre(agent={"wrap_up": 30}).at("09:00").comes("ala")
    seen = [centre.status("ala")]
    seen.append(centre.connects_phone("ala").status("ala"))
    seen.append(centre.at("09:01").pauses("ala").status("ala"))
    centre.enters("anna").at("09:01:10").completes("ala", "anna", billsec="5")
    seen.append(centre.status("ala"))
    seen.append(centre.at("09:01:15").enters("bert").rings("ala", "bert").status("ala"))
    seen.append(centre.at("09:01:20").dials("ala", "cleo").status("ala"))
    seen.append(centre.at("09:01:25").answers("ala", "bert").status("ala"))

    assert seen == ["no_phone", "available", "paused", "wrap_up", "ringing", "dialing", "on_call"]


def test_a_pause_without_a_phone_is_a_pause() -> None:
    centre = Centre().at("09:00").comes("ala").at("09:01").pauses("ala")

    assert centre.status("ala") == "paused"


def test_the_statuses_fall_back_one_after_another() -> None:
    centre = Centre().at("09:00").logs_in("ala").pauses("ala").enters("anna").enters("bert")
    centre.at("09:01").answers("ala", "anna").rings("ala", "bert").dials("ala", "cleo")
    seen = [centre.status("ala")]
    seen.append(centre.at("09:02").completes("ala", "anna").status("ala"))
    seen.append(centre.at("09:02:05").fails("cleo").status("ala"))
    seen.append(centre.at("09:02:10").does_not_answer("ala", "bert").status("ala"))

    assert seen == ["on_call", "dialing", "ringing", "paused"]


def test_a_logout_does_not_end_a_talk() -> None:
    centre = Centre().at("09:00").logs_in("ala").enters("anna").answers("ala", "anna").at("09:05").logs_out("ala")
    assert centre.status("ala") == "on_call"
    assert not centre.agent("ala")["logged_in"]
    centre.at("09:06").completes("ala", "anna")

    assert centre.status("ala") == "logged_out"
    assert centre.since(centre.agent("ala")) == "09:06:00"
    assert centre.agent_today("ala")["talk_time"] == 360


def test_a_logout_ends_ringing() -> None:
    centre = Centre().at("09:00").logs_in("ala").enters("anna").rings("ala", "anna").at("09:00:05").logs_out("ala")

    assert centre.status("ala") == "logged_out"
    assert centre.stage("anna") == "waiting"


def test_a_logout_ends_pause_preview_and_wrap_up() -> None:
    centre = Centre().at("09:00").logs_in("ala").dials("ala", "anna").picks_up("anna")
    centre.at("09:01").finishes("ala", "anna").at("09:02").previews("ala").at("09:03").pauses("ala")
    centre.at("09:05").logs_out("ala").at("09:10").logs_in("ala")

    assert centre.status("ala") == "available"
    assert "pause" not in centre.agent("ala")
    assert "preview" not in centre.agent("ala")
    assert centre.agent_today("ala")["pause_time"] == 120


def test_a_logout_ends_a_wrap_up() -> None:
    centre = Centre().at("09:00").logs_in("ala").dials("ala", "anna").picks_up("anna")
    centre.at("09:01").finishes("ala", "anna").at("09:02").logs_out("ala")

    assert centre.status("ala") == "logged_out"


def test_a_new_login_without_a_logout_resets_the_status() -> None:
    centre = Centre().at("09:00").logs_in("ala").pauses("ala").enters("anna").rings("ala", "anna")
    centre.at("09:00:30").comes("ala")

    assert centre.status("ala") == "no_phone"
    assert "pause" not in centre.agent("ala")
    assert centre.agent("ala")["calls"] == []
    assert centre.agent("ala")["queues"] == []
    assert centre.agent("ala")["logged_in_since"][11:19] == "09:00:30"
    assert centre.feed()["unexpected"] == 1


def test_a_login_ended_by_a_new_login_counts_to_its_last_event() -> None:
    centre = Centre().at("09:00").logs_in("ala").at("09:20").pauses("ala").at("09:50").replies("ala", "t1")
    centre.at("10:00").logs_in("ala").at("10:30").logs_out("ala")

    assert centre.agent_today("ala")["logged_in_time"] == 50 * 60 + 30 * 60
    assert centre.agent_today("ala")["pause_time"] == 30 * 60


@pytest.mark.parametrize("order", [*permutations(["logs_out", "comes", "connects_phone", "pauses"])])
def test_inside_one_second_logout_login_phone_and_status_follow_in_that_order(order: tuple[str, ...]) -> None:
    centre = Centre().at("09:00").logs_in("ala", "800").at("10:00")
    for verb in order:
        getattr(centre, verb)("ala")

    assert centre.status("ala") == "paused"
    assert centre.agent("ala")["phone"] == "800"
    assert centre.agent("ala")["logged_in_since"][11:19] == "10:00:00"
    assert centre.agent_today("ala")["logged_in_time"] == 3600


BEGINNINGS: dict[str, Callable[[Centre], Centre]] = {
    "ring": lambda centre: centre.rings("ala", "anna"),
    "connect": lambda centre: centre.answers("ala", "anna"),
    "status": lambda centre: centre.pauses("ala"),
    "phone": lambda centre: centre.connects_phone("ala"),
    "dialing": lambda centre: centre.dials("ala", "anna"),
    "customer": lambda centre: centre.picks_up("anna", "ala"),
    "predictive": lambda centre: centre.joins("ala", "anna"),
    "preview": lambda centre: centre.previews("ala"),
    "chat": lambda centre: centre.takes_chat("ala", "eva"),
}


@pytest.mark.parametrize("begins", BEGINNINGS.values(), ids=BEGINNINGS)
def test_the_start_of_an_activity_infers_a_login(begins: Callable[[Centre], Centre]) -> None:
    centre = begins(Centre().at("09:00"))

    row = centre.agent("ala")
    assert row["logged_in"]
    assert row["phone_connected"]
    assert "logged_in_since" not in row


@pytest.mark.parametrize("begins", BEGINNINGS.values(), ids=BEGINNINGS)
def test_the_start_of_an_activity_after_a_logout_infers_a_login_and_is_unexpected(
    begins: Callable[[Centre], Centre],
) -> None:
    centre = begins(Centre().at("08:00").logs_in("ala").at("09:00").logs_out("ala").at("09:01"))

    assert centre.agent("ala")["logged_in"]
    assert centre.feed()["unexpected"] > 0


@pytest.mark.parametrize("dated", ["08:59:58", "09:00"])
@pytest.mark.parametrize("begins", BEGINNINGS.values(), ids=BEGINNINGS)
def test_a_start_dated_not_after_the_logout_infers_no_login(begins: Callable[[Centre], Centre], dated: str) -> None:
    centre = Centre().at("08:00").logs_in("ala").at("09:00").logs_out("ala").at("09:00:02").learns_of(dated)
    begins(centre)

    assert not centre.agent("ala")["logged_in"]


ENDS: dict[str, Callable[[Centre], Centre]] = {
    "refusal": lambda centre: centre.does_not_answer("ala", "anna"),
    "end": lambda centre: centre.completes("ala", "anna", billsec="5"),
    "campaign's end": lambda centre: centre.finishes("ala", "anna", billsec="5"),
    "saved": lambda centre: centre.saves("ala"),
    "reply": lambda centre: centre.replies("ala", "t1"),
    "closing": lambda centre: centre.opens_ticket("t1").closes_ticket("t1"),
    "logout": lambda centre: centre.logs_out("ala"),
}


@pytest.mark.parametrize("ends", ENDS.values(), ids=ENDS)
def test_ends_saved_records_and_tickets_never_infer_a_login(ends: Callable[[Centre], Centre]) -> None:
    centre = Centre(agents={"ala": {}}).at("09:00")
    ends(centre)

    assert not centre.agent("ala")["logged_in"]
    assert centre.status("ala") == "logged_out"


def test_an_inferred_login_counts_no_login_time() -> None:
    centre = Centre(agents={"ala": {}}).at("09:00").rings("ala", "anna").at("10:00").logs_out("ala")

    assert centre.agent_today("ala")["logged_in_time"] == 0


def test_an_inferred_phone_has_the_number_that_rang() -> None:
    centre = Centre().at("09:00").rings("ala", "anna", phone="162")

    assert centre.agent("ala")["phone"] == "162"


def test_an_inferred_phone_without_a_number_has_none() -> None:
    centre = Centre().at("09:00").rings("ala", "anna")

    assert centre.agent("ala")["phone_connected"]
    assert "phone" not in centre.agent("ala")


def test_since_is_the_newest_of_login_phone_pause_end_of_pause_and_end_of_the_last_leg() -> None:
    centre = Centre().at("09:00").logs_in("ala").at("09:01").pauses("ala").at("09:02").is_free("ala")
    assert centre.since(centre.agent("ala")) == "09:02:00"
    centre.at("09:03").answers("ala", "anna").at("09:04").completes("ala", "anna")
    assert centre.since(centre.agent("ala")) == "09:04:00"
    centre.at("09:05").connects_phone("ala")

    assert centre.since(centre.agent("ala")) == "09:05:00"


def test_since_on_call_is_the_oldest_of_the_talks() -> None:
    centre = Centre().at("09:00").logs_in("ala").answers("ala", "anna").at("09:01").answers("ala", "bert")
    assert centre.since(centre.agent("ala")) == "09:00:00"
    centre.at("09:02").completes("ala", "anna")

    assert centre.since(centre.agent("ala")) == "09:01:00"


def test_a_queue_calls_wrap_up_lasts_as_configured() -> None:
    centre = Centre(agent={"wrap_up": 30}).at("09:00").logs_in("ala").answers("ala", "anna")
    centre.at("09:01").completes("ala", "anna")
    assert centre.status("ala") == "wrap_up"
    assert centre.since(centre.agent("ala")) == "09:01:00"
    centre.at("09:01:30")

    assert centre.status("ala") == "available"
    assert centre.since(centre.agent("ala")) == "09:01:30"
    assert centre.feed()["expired"] == 0


def test_without_a_configured_wrap_up_a_queue_call_has_none() -> None:
    centre = Centre().at("09:00").logs_in("ala").answers("ala", "anna").at("09:01").completes("ala", "anna")

    assert centre.status("ala") == "available"


@pytest.mark.parametrize("begins", ["ring", "connect", "status", "dialing", "predictive", "preview", "chat"])
def test_a_queue_calls_wrap_up_ends_by_activity_or_status_change(begins: str) -> None:
    centre = Centre(agent={"wrap_up": 300}).at("09:00").logs_in("ala").answers("ala", "bert")
    centre.at("09:01").completes("ala", "bert")
    assert centre.status("ala") == "wrap_up"
    BEGINNINGS[begins](centre.at("09:01:10"))
    centre.at("09:01:20").is_passed("anna", to="ala").hangs_up("anna").fails("anna")

    assert centre.status("ala") in {"available", "paused"}


def test_the_totals_count_agents_by_status() -> None:
    centre = Centre().at("09:00").logs_in("ala").logs_in("ola").pauses("ola").comes("ela").logs_in("iza")
    centre.rings("iza", "anna").logs_in("eva").at("09:01").logs_out("eva")

    assert centre.totals()["agents"] == {
        "logged_in": 4,
        "available": 1,
        "paused": 1,
        "ringing": 1,
        "on_call": 0,
        "no_phone": 1,
        "dialing": 0,
        "wrap_up": 0,
    }


@pytest.mark.parametrize("order", [("rings", "logs_out"), ("logs_out", "rings")])
def test_a_logout_ends_a_ring_of_its_own_second(order: tuple[str, str]) -> None:
    centre = Centre().at("09:00").logs_in("ala").at("09:05")
    gone = {"rings": lambda: centre.rings("ala", "anna"), "logs_out": lambda: centre.logs_out("ala")}
    for verb in order:
        gone[verb]()

    assert centre.status("ala") == "logged_out"
    assert centre.live_calls() == []


@pytest.mark.parametrize("order", [("rings", "comes"), ("comes", "rings")])
def test_a_login_does_not_end_a_ring_of_its_own_second(order: tuple[str, str]) -> None:
    centre = Centre().at("09:00")
    come = {"rings": lambda: centre.rings("ala", "anna"), "comes": lambda: centre.comes("ala")}
    for verb in order:
        come[verb]()

    assert centre.status("ala") == "ringing"
    assert centre.agent("ala")["logged_in_since"][11:19] == "09:00:00"


def test_a_corrected_end_moves_the_wrap_up() -> None:
    centre = Centre().at("09:00").logs_in("ala").dials("ala", "anna").picks_up("anna").at("09:01:02")
    centre.finishes("ala", "anna", billsec="62").learns_of("09:01").finishes("ala", "anna", billsec="60")
    assert centre.since(centre.agent("ala")) == "09:01:00"
    centre.at("09:02").saves("ala")

    assert centre.status("ala") == "available"
    assert centre.agent_today("ala")["talk_time"] == 60
