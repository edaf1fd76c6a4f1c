"""Queue visits and how they end, EXIT_QUEUE included: one call may visit several queues, and one of them twice."""

import pytest

from tests.story import Centre


def test_an_exit_alone_means_left() -> None:
    centre = Centre().at("09:00").enters("anna").at("09:01").leaves("anna")

    assert centre.queue()["waiting"] == 0
    assert centre.today()["left"] == 1
    assert centre.live_calls() == []


def test_an_exit_ends_the_rings_of_the_visit() -> None:
    centre = Centre().at("09:00").logs_in("ala").enters("anna").at("09:00:05").rings("ala", "anna")
    centre.at("09:00:20").leaves("anna")

    assert centre.status("ala") == "available"
    assert centre.since(centre.agent("ala")) == "09:00:20"


@pytest.mark.parametrize("exit_at", ["09:00:09", "09:00:10", "09:00:11"])
def test_an_answered_call_is_answered_whenever_its_exit_arrives(exit_at: str) -> None:
    centre = Centre().at("09:00").enters("anna").at("09:00:12").learns_of(exit_at).leaves("anna")
    centre.learns_of("09:00:10").answers("ala", "anna")

    assert centre.today()["answered"] == 1
    assert centre.today()["left"] == 0
    assert centre.today()["hold_time"]["average"] == 10
    assert centre.status("ala") == "on_call"


@pytest.mark.parametrize("exit_at", ["09:00:09", "09:00:10", "09:00:11"])
def test_an_abandoned_call_is_abandoned_whenever_its_exit_arrives(exit_at: str) -> None:
    centre = Centre().at("09:00").enters("anna").at("09:00:12").learns_of("09:00:10").hangs_up("anna", after="10")
    centre.learns_of(exit_at).leaves("anna")

    assert centre.today()["abandoned"] == 1
    assert centre.today()["left"] == 0


def test_an_answer_takes_a_left_back() -> None:
    centre = Centre().at("09:00").enters("anna").at("09:00:10").leaves("anna")
    assert centre.today()["left"] == 1
    centre.at("09:00:11").answers("ala", "anna")

    assert centre.today()["left"] == 0
    assert centre.today()["answered"] == 1


def test_an_abandon_takes_a_left_back() -> None:
    centre = Centre().at("09:00").enters("anna").at("09:00:10").leaves("anna").at("09:00:11").hangs_up("anna")

    assert centre.today()["left"] == 0
    assert centre.today()["abandoned"] == 1


def test_a_ring_takes_a_left_back_and_the_caller_waits_again() -> None:
    centre = Centre().at("09:00").enters("anna").at("09:00:10").leaves("anna").at("09:00:20").rings("ala", "anna")

    assert centre.queue()["waiting"] == 1
    assert centre.queue()["oldest_waiting_since"][11:19] == "09:00:00"
    assert centre.today()["left"] == 0


def test_a_ring_does_not_take_a_left_back_if_the_caller_was_in_the_ivr_that_second() -> None:
    """Without the exit too the IVR ends the visit, and a ring of the same second is no later event."""
    centre = Centre().at("09:00").enters("anna").at("09:00:10").leaves("anna")
    centre.at("09:00:11").calls("anna").rings("ala", "anna")

    assert centre.queue()["waiting"] == 0
    assert centre.today()["left"] == 1


def test_answered_outranks_abandoned() -> None:
    centre = Centre().at("09:00").enters("anna").at("09:00:10").hangs_up("anna").at("09:00:11").answers("ala", "anna")

    assert centre.today()["answered"] == 1
    assert centre.today()["abandoned"] == 0
    assert centre.today()["abandon_time"] == {}


def test_an_abandon_after_an_answer_does_not_count() -> None:
    centre = Centre().at("09:00").enters("anna").at("09:00:10").answers("ala", "anna").at("09:00:11").hangs_up("anna")

    assert centre.today()["answered"] == 1
    assert centre.today()["abandoned"] == 0


def test_a_caller_who_enters_another_queue_has_left_the_one_before() -> None:
    centre = Centre().at("09:00").enters("anna", "sales").at("09:02").enters("anna", "help")

    assert centre.today("sales")["left"] == 1
    assert centre.queue("sales")["waiting"] == 0
    assert centre.queue("help")["waiting"] == 1
    assert centre.call("anna")["queue"] == "help"


def test_a_caller_who_overflows_no_longer_rings_for_the_queue_before() -> None:
    centre = Centre().at("09:00").logs_in("ala").enters("anna", "sales").at("09:00:05").rings("ala", "anna", "sales")
    centre.at("09:00:30").enters("anna", "help")

    assert centre.status("ala") == "available"


def test_one_call_may_visit_one_queue_twice() -> None:
    centre = Centre().at("09:00").enters("anna").at("09:01").leaves("anna")
    centre.at("09:02").enters("anna").at("09:02:07").answers("ala", "anna")

    assert centre.today()["entered"] == 2
    assert centre.today()["left"] == centre.today()["answered"] == 1
    assert centre.today()["hold_time"]["average"] == 7


def test_a_later_entry_of_the_same_queue_is_a_new_visit_and_the_older_has_left() -> None:
    centre = Centre().at("09:00").enters("anna").at("09:02").enters("anna")

    assert centre.today()["entered"] == 2
    assert centre.today()["left"] == 1
    assert centre.queue()["waiting"] == 1
    assert centre.queue()["oldest_waiting_since"][11:19] == "09:02:00"


def test_an_entry_of_the_same_queue_and_second_is_the_same_visit() -> None:
    centre = Centre().at("09:00").enters("anna")
    centre.happens("ENTER_QUEUE", connection_id="anna", queue_id="sales", source_number="1")

    assert centre.today()["entered"] == 1
    assert centre.queue()["waiting"] == 1


def test_an_event_means_the_last_visit_begun_at_or_before_its_date() -> None:
    centre = Centre().at("09:00").enters("anna").at("09:02").enters("anna")
    centre.at("09:02:02").learns_of("09:01:59").hangs_up("anna", after="119")

    assert centre.today()["abandoned"] == 1
    assert centre.today()["left"] == 0
    assert centre.queue()["waiting"] == 1


def test_each_of_two_queues_has_its_own_outcome() -> None:
    centre = Centre().at("09:00").enters("anna", "sales").at("09:01").answers("ala", "anna", "sales")
    centre.at("09:05").completes("ala", "anna", "sales").enters("anna", "help").at("09:06").hangs_up("anna", "help")

    assert centre.today("sales")["answered"] == 1
    assert centre.today("help")["abandoned"] == 1
    assert centre.totals()["today"]["entered"] == 2


def test_a_key_press_leads_from_the_queue_back_to_the_ivr() -> None:
    centre = Centre().at("09:00").enters("anna").at("09:01").calls("anna").leaves("anna")

    assert centre.today()["left"] == 1
    assert centre.stage("anna") == "ivr"


def test_entered_is_always_the_sum_of_its_outcomes() -> None:
    centre = Centre().at("09:00").enters("anna").enters("bert").enters("cleo").enters("dora").answers("ela", "eva")
    centre.at("09:00:10").answers("ala", "anna").hangs_up("bert").leaves("cleo").leaves("anna")

    today = centre.today()
    assert today["entered"] == 5
    assert (today["answered"], today["abandoned"], today["left"], centre.queue()["waiting"]) == (2, 1, 1, 1)


def test_an_exit_delivered_twice_counts_once() -> None:
    centre = Centre().at("09:00").enters("anna").at("09:00:10").leaves("anna").at("09:00:12").leaves("anna")

    assert centre.today()["left"] == 1
