"""Gaps and expiry: events are lost, every live entity expires, and later events are still applied correctly."""

from collections.abc import Callable

import pytest

from tests.story import Centre

LIVES: dict[str, tuple[Callable[[Centre], Centre], str, str]] = {
    # what: how it begins at 09:00, the last second before its expiry, the second of its expiry
    "ivr": (lambda centre: centre.calls("anna"), "09:09:59", "09:10:00"),
    "waiting": (lambda centre: centre.enters("anna"), "10:59:59", "11:00:00"),
    "ringing": (lambda centre: centre.rings("ala", "anna"), "09:01:59", "09:02:00"),
    "talking": (lambda centre: centre.answers("ala", "anna"), "12:59:59", "13:00:00"),
    "nobody talking": (lambda centre: centre.answers(None, "anna"), "12:59:59", "13:00:00"),
    "transferred": (lambda centre: centre.is_passed("anna", to="ala"), "09:14:59", "09:15:00"),
    "dialing": (lambda centre: centre.dials("ala", "anna"), "09:02:59", "09:03:00"),
    "campaign talk": (lambda centre: centre.picks_up("anna", "ala"), "12:59:59", "13:00:00"),
}


@pytest.mark.parametrize(("begins", "last", "over"), LIVES.values(), ids=LIVES)
def test_a_part_of_a_call_is_over_when_it_expires(begins: Callable[[Centre], Centre], last: str, over: str) -> None:
    centre = begins(Centre().at("09:00").logs_in("ala")).at(last)
    assert centre.live_calls() == ["anna"]
    centre.at(over)

    assert centre.live_calls() == []
    assert centre.status("ala") == "available"
    assert centre.agent("ala")["calls"] == []
    assert centre.feed()["expired"] == 1


@pytest.mark.parametrize(("begins", "last", "over"), LIVES.values(), ids=LIVES)
def test_an_expired_part_leaves_every_figure_in_the_same_step(
    begins: Callable[[Centre], Centre], last: str, over: str
) -> None:
    centre = begins(Centre().at("09:00").logs_in("ala")).at(last).at(over)

    totals = centre.totals()
    assert (totals["waiting"], totals["talking"], totals["in_ivr"]) == (0, 0, 0)
    assert totals["agents"]["available"] == 1
    assert totals["today"]["entered"] == totals["today"]["answered"] + totals["today"]["left"]
    assert all(row["dialing"] == row["talking"] == 0 for row in centre.document()["campaigns"].values())


def test_expiry_times_are_as_configured() -> None:
    centre = Centre(expire={"waiting": 60}).at("09:00").enters("anna").at("09:00:59")
    assert centre.queue()["waiting"] == 1
    centre.at("09:01")

    assert centre.queue()["waiting"] == 0


def test_a_caller_whose_wait_expired_has_left() -> None:
    centre = Centre().at("09:00").enters("anna").at("11:00")

    assert centre.today()["left"] == 1
    assert "oldest_waiting_since" not in centre.queue()


def test_an_expiry_while_nothing_arrives_happens_at_its_own_time() -> None:
    centre = Centre().at("09:00").logs_in("ala").rings("ala", "anna").at("16:00")

    assert centre.since(centre.agent("ala")) == "09:02:00"


def test_an_answer_takes_an_expired_wait_back() -> None:
    centre = Centre(expire={"waiting": 60}).at("09:00").enters("anna").at("09:01:30").answers("ala", "anna")

    assert centre.today()["left"] == 0
    assert centre.today()["answered"] == 1
    assert centre.today()["hold_time"]["average"] == 90
    assert centre.status("ala") == "on_call"


def test_an_abandon_takes_an_expired_wait_back() -> None:
    centre = Centre(expire={"waiting": 60}).at("09:00").enters("anna").at("09:01:30").hangs_up("anna", after="90")

    assert centre.today()["left"] == 0
    assert centre.today()["abandoned"] == 1


def test_a_ring_takes_an_expired_wait_back_and_rings() -> None:
    centre = Centre(expire={"waiting": 60}).at("09:00").enters("anna").at("09:01:30").rings("ala", "anna")

    assert centre.status("ala") == "ringing"
    assert centre.queue()["waiting"] == 1
    assert centre.today()["left"] == 0


def test_rings_after_an_expired_wait_do_not_expire_it_again() -> None:
    centre = Centre(expire={"waiting": 60}).at("09:00").enters("anna").at("09:01:30").rings("ala", "anna")
    centre.at("09:01:40").rings("ola", "anna").at("09:01:50").answers("ela", "anna")

    assert centre.today()["answered"] == 1
    assert centre.feed()["expired"] <= 1


def test_a_customer_takes_an_expired_dialing_back() -> None:
    centre = Centre().at("09:00").dials(None, "anna").at("09:03:30").picks_up("anna")

    assert centre.live_calls() == ["anna"]
    assert centre.campaign()["dialing"] == 1
    assert centre.feed()["expired"] <= 1


def test_the_late_end_of_an_expired_talk_leaves_no_live_call() -> None:
    centre = Centre().at("09:00").logs_in("ala").enters("anna").answers("ala", "anna").at("13:00")
    assert centre.status("ala") == "available"
    centre.at("13:20").completes("ala", "anna")

    assert centre.live_calls() == []
    assert centre.status("ala") == "available"
    assert centre.today()["answered"] == 1
    assert centre.queue()["talking"] == 0


def test_the_late_refusal_of_an_expired_ring_counts_as_missed() -> None:
    centre = Centre().at("09:00").logs_in("ala").enters("anna").rings("ala", "anna").at("09:03")
    centre.does_not_answer("ala", "anna")

    assert centre.status("ala") == "available"
    assert centre.agent_today("ala")["not_answered"] == 1
    assert centre.stage("anna") == "waiting"


def test_the_late_end_of_an_expired_dialing_is_its_outcome() -> None:
    centre = Centre().at("09:00").logs_in("ala").dials("ala", "anna").at("09:04").fails("anna", "NO_ANSWER")

    assert centre.outcomes() == {"no_answer": 1}
    assert centre.campaign()["today"]["attempts"] == 1
    assert centre.live_calls() == []


def test_a_lost_queue_entry_leaves_no_caller_in_the_ivr() -> None:
    centre = Centre().at("09:00").calls("anna").at("09:01").answers("ala", "anna").at("09:05").completes("ala", "anna")

    assert centre.live_calls() == []
    assert centre.totals()["in_ivr"] == 0


def test_a_lost_completion_is_inferred_when_the_agent_takes_a_call_again_from_the_same_caller() -> None:
    centre = Centre().at("09:00").enters("anna").answers("ala", "anna").at("09:30").enters("anna", "help")
    centre.at("09:30:05").answers("ala", "anna", "help")

    assert centre.since(centre.agent("ala")) == "09:30:05"
    assert centre.agent("ala")["calls"] == ["anna"]


def test_a_lost_logout_is_inferred_at_the_next_login() -> None:
    centre = Centre().at("09:00").logs_in("ala").pauses("ala").at("13:00").logs_in("ala")

    assert centre.status("ala") == "available"
    assert centre.agent("ala")["logged_in_since"][11:19] == "13:00:00"


def test_a_preview_and_a_wrap_up_expire_without_a_saved_record() -> None:
    centre = Centre(expire={"preview": 60, "wrap_up": 30}).at("09:00").logs_in("ala").dials("ala", "anna")
    centre.picks_up("anna").at("09:01").finishes("ala", "anna").at("09:01:30")
    assert centre.status("ala") == "available"
    centre.at("09:02").previews("ala").at("09:03")

    assert "preview" not in centre.agent("ala")
    assert centre.feed()["expired"] == 2


def test_the_late_saving_of_an_expired_wrap_up_counts() -> None:
    centre = Centre(expire={"wrap_up": 30}).at("09:00").logs_in("ala").picks_up("anna", "ala").at("09:01")
    centre.finishes("ala", "anna").at("09:05").saves("ala")

    assert centre.status("ala") == "available"
    assert centre.since(centre.agent("ala")) == "09:01:30"
    assert centre.campaign()["today"]["saved"] == 1


def test_each_expiry_counts_once() -> None:
    centre = Centre().at("09:00").enters("anna").rings("ala", "anna").rings("ola", "anna").at("12:00")

    assert centre.feed()["expired"] == 3


def test_an_end_in_the_second_of_the_expiry_is_the_end() -> None:
    centre = Centre().at("09:00").rings("ala", "anna").at("09:02").does_not_answer("ala", "anna")

    assert centre.status("ala") == "available"
    assert centre.feed()["expired"] == 0
