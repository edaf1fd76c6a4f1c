"""Rings, talks and ends without a queue: they refer to the call's last visit, or to none."""

from collections.abc import Callable

import pytest

from tests.story import Centre


def test_a_call_whose_agents_events_name_no_queue_is_its_last_visits() -> None:
    centre = Centre().at("09:00").logs_in("ala").enters("anna").at("09:00:05").rings("ala", "anna", queue=None)
    assert centre.stage("anna") == "ringing"
    assert centre.call("anna")["queue"] == "sales"
    assert centre.agent("ala")["queues"] == ["sales"]
    centre.at("09:00:10").answers("ala", "anna", queue=None)
    assert centre.queue()["talking"] == 1
    assert centre.today()["hold_time"] == {"average": 10, "maximum": 10}
    centre.at("09:01").completes("ala", "anna", queue=None)

    assert centre.today()["answered"] == 1
    assert centre.today()["talk_time"] == {"total": 50, "average": 50}
    assert centre.agent_today("ala")["answered"] == 1
    assert centre.feed()["unexpected"] == 0


def test_a_refusal_without_a_queue_ends_the_ring() -> None:
    centre = Centre().at("09:00").logs_in("ala").enters("anna").rings("ala", "anna").at("09:00:20")
    centre.does_not_answer("ala", "anna", queue=None)

    assert centre.status("ala") == "available"
    assert centre.agent_today("ala")["not_answered"] == 1


def test_a_talk_without_queue_and_visit_counts_for_its_agent_and_for_no_queue() -> None:
    centre = Centre().at("09:00").logs_in("ala").rings("ala", "anna", queue=None)
    assert centre.status("ala") == "ringing"
    centre.at("09:00:05").answers("ala", "anna", queue=None)
    assert centre.status("ala") == "on_call"
    assert centre.stage("anna") == "talking"
    assert "queue" not in centre.call("anna")
    centre.at("09:01:05").completes("ala", "anna", queue=None)

    assert centre.agent_today("ala")["answered"] == 1
    assert centre.agent_today("ala")["talk_time"] == 60
    assert centre.document()["queues"] == {}
    assert centre.live_calls() == []


def test_an_end_alone_without_a_queue_counts_its_talk_for_the_agent() -> None:
    centre = Centre().at("09:00").completes("ala", "anna", queue=None, billsec="30")

    assert centre.agent_today("ala")["talk_time"] == 30
    assert centre.document()["queues"] == {}


def test_a_transfer_without_a_queue_is_about_the_last_visit() -> None:
    centre = (
        Centre().at("09:00").enters("anna").answers("ala", "anna").at("09:01").is_passed("anna", to="ola", queue=None)
    )

    assert centre.status("ola") == "on_call"
    assert centre.queue()["talking"] == 1


@pytest.mark.parametrize(("verb", "outcome"), [("hangs_up", "abandoned"), ("leaves", "left")])
def test_an_exit_without_a_queue_ends_the_visit_that_waits(verb: str, outcome: str) -> None:
    centre = Centre().at("09:00").enters("anna", "sales").at("09:01").enters("anna", "help").at("09:02")
    getattr(centre, verb)("anna", queue=None)

    assert centre.today("help")[outcome] == 1
    assert centre.today("sales")["left"] == 1
    assert centre.live_calls() == []


@pytest.mark.parametrize("verb", ["hangs_up", "leaves"])
def test_an_exit_without_a_queue_changes_nothing_while_no_visit_waits(verb: str) -> None:
    centre = Centre().at("09:00").enters("anna").at("09:00:10").answers("ala", "anna").at("09:05")
    getattr(centre, verb)("anna", queue=None)
    getattr(centre, verb)("bert", queue=None)

    assert centre.status("ala") == "on_call"
    assert centre.today()["answered"] == 1
    assert centre.today()["abandoned"] == centre.today()["left"] == 0
    assert centre.live_calls() == ["anna"]


@pytest.mark.parametrize("entry_first", [True, False])
def test_a_late_entry_gives_the_talk_its_queue(entry_first: bool) -> None:
    centre = Centre().at("09:01").logs_in("ala")
    verbs: list[Callable[[], Centre]] = [
        lambda: centre.learns_of("09:00").enters("anna"),
        lambda: centre.learns_of("09:00:10").answers("ala", "anna", queue=None),
    ]
    for verb in verbs if entry_first else reversed(verbs):
        verb()

    assert centre.queue()["talking"] == 1
    assert centre.today()["hold_time"] == {"average": 10, "maximum": 10}


def test_a_call_id_used_again_after_its_end_is_another_call() -> None:
    centre = (
        Centre()
        .at("09:00")
        .happens("ENTER_IVR", connection_id="1.1", source_number="500100200", destination_number="111222333")
    )
    centre.happens("ENTER_QUEUE", connection_id="1.1", queue_id="sales", source_name="Firma A")
    centre.at("09:01").answers("ala", "1.1").at("09:02").completes("ala", "1.1")
    centre.at("09:30").happens(
        "ENTER_IVR", connection_id="1.1", source_number="500999888", destination_number="444555666"
    )
    assert centre.stage("1.1") == "ivr"
    centre.at("09:30:10").happens("ENTER_QUEUE", connection_id="1.1", queue_id="sales", source_name="Firma B")

    call = centre.call("1.1")
    assert call["source_number"] == "500999888"
    assert call["source_name"] == "Firma B"
    assert call["destination_number"] == "444555666"
    assert call["started"][11:19] == "09:30:00"
    assert centre.today()["entered"] == 2
    assert centre.today()["answered"] == 1
    centre.at("09:31").hangs_up("1.1")

    assert centre.today()["abandoned"] == 1
    assert centre.today()["abandon_time"] == {"average": 50, "maximum": 50}


def test_the_second_call_of_an_id_does_not_affect_the_first() -> None:
    centre = Centre().at("09:00").enters("1.1").at("09:01").answers("ala", "1.1").at("09:02").completes("ala", "1.1")
    centre.at("09:30").calls("1.1").at("09:30:20").hangs_up("1.1", after="10")

    assert centre.today()["answered"] == 1
    assert centre.today()["abandoned"] == 1
    assert centre.today()["entered"] == 2


def test_a_caller_who_returns_from_the_queue_to_the_ivr_is_the_same_call() -> None:
    centre = Centre().at("09:00").calls("anna").at("09:00:10").enters("anna").at("09:05").leaves("anna")
    centre.at("09:05:05").calls("anna")

    assert centre.call("anna")["started"][11:19] == "09:00:00"
    assert centre.call("anna")["source_name"] == "BOK: Kowalski"
