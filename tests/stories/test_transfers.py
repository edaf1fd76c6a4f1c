"""Transfers (QUEUE_TRANSFERRED_TO_AGENT): no event reports when the receiver's talk begins or ends."""

from collections.abc import Callable

import pytest

from tests.story import Centre


def talking(by: str = "ala") -> Centre:
    """Anna talks in sales since 09:00:10; ola and ela are logged in too."""
    centre = Centre().at("08:00").logs_in("ala").logs_in("ola").logs_in("ela")
    return centre.at("09:00").enters("anna").at("09:00:10").answers(by, "anna")


def test_a_named_agent_who_is_not_on_the_call_talks_provisionally() -> None:
    centre = talking().at("09:02").is_passed("anna", to="ola")

    assert centre.status("ola") == "on_call"
    assert centre.since(centre.agent("ola")) == "09:02:00"
    assert centre.call("anna")["agents"] == ["ala", "ola"]
    assert centre.queue()["talking"] == 1


def test_a_provisional_talk_counts_as_no_answer() -> None:
    centre = talking().at("09:02").is_passed("anna", to="ola")

    assert centre.agent_today("ola")["answered"] == 0
    assert centre.today()["answered"] == 1


def test_a_named_agent_who_is_on_the_call_gave_it_away() -> None:
    centre = talking().at("09:02").is_passed("anna", to="ala")
    assert centre.call("anna")["agents"] == ["ala"]
    centre.at("09:02:02").completes("ala", "anna")

    assert centre.status("ala") == "available"
    assert centre.live_calls() == []


@pytest.mark.parametrize("end_first", [True, False])
def test_a_talk_that_ended_no_earlier_than_the_transfer_is_on_the_call(end_first: bool) -> None:
    centre = talking().at("09:02").learns_of("09:01:59")
    verbs: list[Callable[[], Centre]] = [
        lambda: centre.completes("ala", "anna"),
        lambda: centre.is_passed("anna", to="ala"),
    ]
    for verb in verbs if end_first else reversed(verbs):
        verb()

    assert centre.status("ala") == "available"
    assert centre.live_calls() == []


def test_an_agent_whose_talk_ended_before_the_transfer_receives_it() -> None:
    centre = talking().at("09:01").completes("ala", "anna").at("09:02").is_passed("anna", to="ala")

    assert centre.status("ala") == "on_call"
    assert centre.since(centre.agent("ala")) == "09:02:00"


def test_a_completion_counts_the_talk_of_the_receiver() -> None:
    centre = talking().at("09:02").is_passed("anna", to="ola").at("09:02:01").completes("ala", "anna")
    assert centre.call("anna")["agents"] == ["ola"]
    centre.at("09:05").completes("ola", "anna")

    assert centre.agent_today("ola")["talk_time"] == 180
    assert centre.agent_today("ola")["answered"] == 0
    assert centre.agent_today("ala")["talk_time"] == 111
    assert centre.live_calls() == []


def test_a_provisional_talk_without_a_completion_counts_no_talk_time() -> None:
    centre = talking().at("09:02").is_passed("anna", to="ola").at("09:02:01").completes("ala", "anna")
    centre.at("09:10").is_free("ola", before="NULL")

    assert centre.agent_today("ola")["talk_time"] == 0
    assert centre.today()["talk_time"]["total"] == 111


def test_a_provisional_talk_ends_when_its_agent_connects_to_another_call() -> None:
    centre = talking().at("09:02").is_passed("anna", to="ola").at("09:05").enters("bert").answers("ola", "bert")

    assert centre.agent("ola")["calls"] == ["bert"]
    assert centre.since(centre.agent("ola")) == "09:05:00"


def test_a_provisional_talk_ends_when_its_agents_status_becomes_free() -> None:
    centre = talking().at("09:02").is_passed("anna", to="ola").at("09:05").is_free("ola")

    assert centre.status("ola") == "available"
    assert centre.call("anna")["agents"] == ["ala"]


def test_a_provisional_talk_does_not_end_when_its_agent_pauses() -> None:
    centre = talking().at("09:02").is_passed("anna", to="ola").at("09:05").pauses("ola")

    assert centre.status("ola") == "on_call"


def test_a_provisional_talk_ends_when_its_agent_logs_out() -> None:
    centre = talking().at("09:02").is_passed("anna", to="ola").at("09:05").logs_out("ola")

    assert centre.status("ola") == "logged_out"


def test_a_provisional_talk_ends_when_its_agent_logs_in_again() -> None:
    centre = talking().at("09:02").is_passed("anna", to="ola").at("09:05").logs_in("ola")

    assert centre.status("ola") == "available"


def test_a_provisional_talk_ends_after_fifteen_minutes() -> None:
    centre = talking().at("09:02").is_passed("anna", to="ola").at("09:16:59")
    assert centre.status("ola") == "on_call"
    centre.at("09:17")

    assert centre.status("ola") == "available"
    assert centre.since(centre.agent("ola")) == "09:17:00"
    assert centre.feed()["expired"] == 1


def test_a_receiver_who_connects_later_has_answered() -> None:
    centre = talking().at("09:02").is_passed("anna", to="ola").at("09:02:05").answers("ola", "anna").at("09:30")

    assert centre.status("ola") == "on_call"
    assert centre.since(centre.agent("ola")) == "09:02:05"
    assert centre.agent_today("ola")["answered"] == 1
    assert centre.today()["answered"] == 1


def test_a_transfer_infers_no_login() -> None:
    centre = talking().at("09:02").is_passed("anna", to="bob")

    assert centre.status("bob") == "on_call"
    assert not centre.agent("bob")["logged_in"]


def test_a_transfer_delivered_before_the_answer_is_the_same() -> None:
    centre = Centre().at("08:00").logs_in("ala").at("09:00").enters("anna").at("09:00:05")
    centre.is_passed("anna", to="ala").learns_of("09:00:04").answers("ala", "anna")

    assert centre.call("anna")["agents"] == ["ala"]
    assert centre.since(centre.agent("ala")) == "09:00:04"
    assert centre.agent_today("ala")["answered"] == 1


def test_a_free_status_delivered_before_the_transfer_it_follows_still_ends_the_talk() -> None:
    centre = talking().at("09:02:02").pauses("ola").is_free("ola").learns_of("09:02").is_passed("anna", to="ola")

    assert centre.status("ola") == "available"


def test_an_end_without_an_agent_ends_the_talk_that_was_assumed_to_be_over() -> None:
    """It is no talk of its own: no answer of the visit arrived."""
    centre = Centre().at("09:00").enters("anna").is_passed("anna", to="ala").at("09:00:01").logs_in("ala")
    centre.at("09:00:02").completes(None, "anna")

    assert centre.today()["answered"] == 0
    assert centre.queue()["waiting"] == 1


def blindly() -> Centre:
    """Ala's call was transferred blind to ola at 09:02."""
    return talking().at("09:02").is_passed("anna", to="ola", blind=True)


def test_a_blind_transfer_frees_the_giver() -> None:
    centre = blindly()

    assert centre.status("ala") == "available"
    assert centre.since(centre.agent("ala")) == "09:02:00"
    assert centre.status("ola") == "on_call"
    assert centre.call("anna")["agents"] == ["ola"]


def test_the_givers_own_end_corrects_the_end_of_their_talk_after_a_blind_transfer() -> None:
    centre = blindly().at("09:02:03").completes("ala", "anna")

    assert centre.status("ala") == "available"
    assert centre.since(centre.agent("ala")) == "09:02:03"
    assert centre.agent_today("ala")["talk_time"] == 113
    assert centre.status("ola") == "on_call"


def test_a_giver_whose_end_never_arrives_is_still_freed() -> None:
    centre = blindly().at("09:06").completes("ola", "anna").at("09:30")

    assert centre.live_calls() == []
    assert centre.status("ala") == "available"
    assert centre.agent_today("ola")["talk_time"] == 240


def test_a_blind_transfer_delivered_before_its_answer_is_the_same() -> None:
    centre = Centre().at("08:00").logs_in("ala").logs_in("ola").at("09:02").is_passed("anna", to="ola", blind=True)
    centre.learns_of("09:00").enters("anna").learns_of("09:00:10").answers("ala", "anna")

    assert centre.status("ala") == "available"
    assert centre.status("ola") == "on_call"


def test_a_call_transferred_blind_twice_is_with_the_last_receiver() -> None:
    centre = blindly().at("09:04").is_passed("anna", to="ela", blind=True)

    assert [centre.status(agent) for agent in ("ala", "ola", "ela")] == ["available", "available", "on_call"]


def test_a_blind_transfer_that_names_the_talking_agent_ends_no_talk() -> None:
    centre = talking().at("09:02").is_passed("anna", to="ala", blind=True)

    assert centre.status("ala") == "on_call"
