"""Ring-all: many phones ring for one call, one phone for many calls, and no event reports the unanswered ones."""

import pytest

from tests.story import Centre


def ringing(*agents: str) -> Centre:
    """Anna waits in sales since 09:00:00, and these agents' phones ring since 09:00:05."""
    centre = Centre().at("08:00")
    for agent in agents:
        centre.logs_in(agent)
    centre.at("09:00").enters("anna").at("09:00:05")
    for agent in agents:
        centre.rings(agent, "anna")
    return centre


def test_a_call_may_ring_many_agents() -> None:
    centre = ringing("ala", "ola", "ela")

    assert centre.call("anna")["agents"] == ["ala", "ela", "ola"]
    assert centre.totals()["agents"]["ringing"] == 3
    assert centre.queue()["waiting"] == 1


def test_when_one_answers_every_other_ring_ends() -> None:
    centre = ringing("ala", "ola", "ela").at("09:00:12").answers("ola", "anna")

    assert [centre.status(agent) for agent in ("ala", "ola", "ela")] == ["available", "on_call", "available"]
    assert centre.since(centre.agent("ala")) == "09:00:12"
    assert centre.agent_today("ala")["not_answered"] == 0


def test_one_refusal_leaves_the_others_ringing() -> None:
    centre = ringing("ala", "ola").at("09:00:12").does_not_answer("ola", "anna")

    assert centre.call("anna")["agents"] == ["ala"]
    assert centre.status("ola") == "available"


def test_a_ring_that_ends_by_refusal_moves_the_agents_since() -> None:
    centre = ringing("ala").at("09:00:25").does_not_answer("ala", "anna")

    assert centre.since(centre.agent("ala")) == "09:00:25"


def test_one_phone_rings_for_two_calls_since_the_first_of_them() -> None:
    centre = ringing("ala").at("09:00:10").enters("bert").rings("ala", "bert")
    assert centre.agent("ala")["calls"] == ["anna", "bert"]
    assert centre.since(centre.agent("ala")) == "09:00:05"
    centre.at("09:00:15").does_not_answer("ala", "anna")

    assert centre.agent("ala")["calls"] == ["bert"]
    assert centre.since(centre.agent("ala")) == "09:00:10"


def test_an_agent_who_talks_may_be_rung_and_is_on_call() -> None:
    centre = ringing("ala").at("09:00:10").answers("ala", "anna").at("09:01").enters("bert").rings("ala", "bert")
    assert centre.status("ala") == "on_call"
    assert centre.agent("ala")["calls"] == ["anna", "bert"]
    centre.at("09:02").completes("ala", "anna")

    assert centre.status("ala") == "ringing"
    assert centre.since(centre.agent("ala")) == "09:01:00"


def test_a_talk_may_begin_before_the_last_one_ended() -> None:
    centre = ringing("ala").at("09:00:10").answers("ala", "anna").at("09:01").enters("bert")
    centre.at("09:01:05").answers("ala", "bert").at("09:01:08").completes("ala", "anna")

    assert centre.status("ala") == "on_call"
    assert centre.since(centre.agent("ala")) == "09:01:05"
    assert centre.agent_today("ala")["talk_time"] == 58


def test_a_new_ring_of_the_same_call_replaces_the_older() -> None:
    centre = ringing("ala").at("09:00:30").rings("ala", "anna")

    assert centre.agent("ala")["calls"] == ["anna"]
    assert centre.since(centre.agent("ala")) == "09:00:30"


@pytest.mark.parametrize("refusal_first", [True, False])
def test_a_refusal_in_the_second_of_a_new_ring_ends_the_older_ring(refusal_first: bool) -> None:
    centre = ringing("ala").at("09:00:20")
    verbs = [centre.does_not_answer, centre.rings]
    for verb in verbs if refusal_first else reversed(verbs):
        verb("ala", "anna")

    assert centre.status("ala") == "ringing"
    assert centre.since(centre.agent("ala")) == "09:00:20"
    assert centre.agent_today("ala")["not_answered"] == 1


@pytest.mark.parametrize("refusal_first", [True, False])
def test_a_refusal_in_the_second_of_the_only_ring_ends_that_ring(refusal_first: bool) -> None:
    centre = Centre().at("08:00").logs_in("ala").at("09:00").enters("anna").at("09:00:05")
    verbs = [centre.does_not_answer, centre.rings]
    for verb in verbs if refusal_first else reversed(verbs):
        verb("ala", "anna")

    assert centre.status("ala") == "available"
    assert centre.stage("anna") == "waiting"


def test_a_refusal_after_anothers_answer_changes_only_the_count() -> None:
    centre = ringing("ala", "ola").at("09:00:12").answers("ola", "anna").at("09:00:13").does_not_answer("ala", "anna")

    assert centre.status("ala") == "available"
    assert centre.agent_today("ala")["not_answered"] == 1
    assert centre.feed()["unexpected"] == 0


def test_a_late_ring_of_an_answered_call_does_not_ring() -> None:
    centre = ringing("ala").at("09:00:12").answers("ala", "anna").at("09:00:14").learns_of("09:00:06")
    centre.rings("ola", "anna")

    assert centre.agent("ola")["status"] == "available"
    assert centre.call("anna")["agents"] == ["ala"]
