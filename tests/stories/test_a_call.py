"""An inbound call: the IVR, a queue, a ring, a talk, and how each ending counts."""

import pytest

from tests.story import Centre


def test_a_caller_is_first_in_the_ivr() -> None:
    centre = Centre().at("09:00").calls("anna", line="111222333")

    assert centre.stage("anna") == "ivr"
    assert centre.totals()["in_ivr"] == 1
    assert "queue" not in centre.call("anna")


def test_no_event_but_the_queue_ends_the_ivr() -> None:
    centre = Centre().at("09:00").calls("anna")
    centre.at("09:00:30").enters("anna")

    assert centre.stage("anna") == "waiting"
    assert centre.since(centre.call("anna")) == "09:00:30"
    assert centre.call("anna")["started"][11:19] == "09:00:00"
    assert centre.totals()["in_ivr"] == 0


def test_a_caller_who_enters_a_queue_waits_there() -> None:
    centre = Centre().at("09:00").enters("anna").at("09:00:10").enters("bert")

    assert centre.queue()["waiting"] == 2
    assert centre.queue()["oldest_waiting_since"][11:19] == "09:00:00"
    assert centre.today()["entered"] == 2


def test_a_queue_without_waiting_callers_has_no_longest_wait() -> None:
    centre = Centre().at("09:00").enters("anna").at("09:00:10").answers("ala", "anna")

    assert "oldest_waiting_since" not in centre.queue()
    assert "oldest_waiting_since" not in centre.totals()


def test_a_ringing_call_still_waits() -> None:
    centre = Centre().at("09:00").logs_in("ala")
    centre.at("09:01").enters("anna").at("09:01:05").rings("ala", "anna")

    assert centre.queue()["waiting"] == 1
    assert centre.call("anna")["since"][11:19] == "09:01:05"
    assert centre.call("anna")["waiting_since"][11:19] == "09:01:00"
    assert centre.stage("anna") == "ringing"
    assert centre.call("anna")["agents"] == ["ala"]
    assert centre.status("ala") == "ringing"


def test_an_agent_serves_the_queues_that_rang_since_login() -> None:
    centre = Centre().at("09:00").logs_in("ala").enters("anna", "sales").enters("bert", "help")
    centre.at("09:00:05").rings("ala", "anna", "sales").rings("ala", "bert", "help")
    assert centre.agent("ala")["queues"] == ["help", "sales"]
    centre.at("09:30").logs_out("ala").at("09:31").logs_in("ala")

    assert centre.agent("ala")["queues"] == []


def test_a_refusal_counts_as_missed_and_ends_the_ring() -> None:
    centre = Centre().at("09:00").logs_in("ala").enters("anna").at("09:00:05").rings("ala", "anna")
    centre.at("09:00:20").does_not_answer("ala", "anna")

    assert centre.status("ala") == "available"
    assert centre.agent("ala")["calls"] == []
    assert centre.agent_today("ala")["not_answered"] == 1
    assert centre.stage("anna") == "waiting"


def test_a_busy_phone_refuses_without_a_ring() -> None:
    centre = Centre().at("09:00").logs_in("ala").enters("anna").enters("bert")
    centre.at("09:00:05").answers("ala", "anna").at("09:00:10").does_not_answer("ala", "bert")

    assert centre.status("ala") == "on_call"
    assert centre.agent_today("ala")["not_answered"] == 1


def test_an_answered_call_no_longer_waits() -> None:
    centre = Centre().at("09:00").logs_in("ala").enters("anna").at("09:00:14").answers("ala", "anna")

    assert centre.queue()["waiting"] == 0
    assert centre.queue()["talking"] == 1
    assert centre.today()["answered"] == 1
    assert centre.today()["hold_time"] == {"average": 14, "maximum": 14}
    assert centre.agent_today("ala")["answered"] == 1
    assert centre.status("ala") == "on_call"


def test_an_answer_without_an_agent_counts() -> None:
    centre = Centre().at("09:00").enters("anna").at("09:00:05").answers(None, "anna")
    assert centre.queue()["talking"] == 1
    centre.at("09:01:05").completes(None, "anna")

    assert centre.today()["answered"] == 1
    assert centre.today()["talk_time"] == {"total": 60, "average": 60}
    assert centre.document()["agents"] == {}


def test_a_talk_is_counted_when_it_ends() -> None:
    centre = Centre().at("09:00").logs_in("ala").enters("anna").at("09:00:05").answers("ala", "anna")
    centre.at("09:05")
    assert centre.agent_today("ala")["talk_time"] == 0
    centre.at("09:05:05").completes("ala", "anna", billsec="1")

    assert centre.agent_today("ala")["talk_time"] == 300
    assert centre.today()["talk_time"] == {"total": 300, "average": 300}
    assert centre.live_calls() == []


def test_a_caller_who_gives_up_stops_every_ring() -> None:
    centre = Centre().at("09:00").logs_in("ala").logs_in("ola").enters("anna")
    centre.at("09:00:05").rings("ala", "anna").rings("ola", "anna")
    centre.at("09:00:33").hangs_up("anna", after="33")

    assert centre.status("ala") == centre.status("ola") == "available"
    assert centre.today()["abandoned"] == 1
    assert centre.today()["abandon_time"] == {"average": 33, "maximum": 33}
    assert centre.live_calls() == []


@pytest.mark.parametrize(("waited", "short", "in_time"), [("4", 1, 1), ("5", 0, 1), ("20", 0, 1), ("21", 0, 0)])
def test_an_abandon_is_short_before_five_seconds_and_in_time_up_to_twenty(
    waited: str, short: int, in_time: int
) -> None:
    centre = Centre().at("09:00").enters("anna").at("09:01").hangs_up("anna", after=waited)

    assert centre.today()["abandoned"] == 1
    assert centre.today()["abandoned_short"] == short
    assert centre.today()["abandoned_in_time"] == in_time


def test_the_hold_time_of_an_abandon_takes_precedence_over_the_dates() -> None:
    centre = Centre().at("09:00").enters("anna").at("09:00:30").hangs_up("anna", after="7")

    assert centre.today()["abandon_time"]["average"] == 7


def test_without_a_hold_time_the_wait_is_computed_from_the_dates() -> None:
    centre = Centre().at("09:00").enters("anna").at("09:00:30").hangs_up("anna")

    assert centre.today()["abandon_time"]["average"] == 30


def test_with_neither_an_abandon_is_neither_short_nor_in_time() -> None:
    centre = Centre().at("09:00:30").hangs_up("anna")

    assert centre.today()["entered"] == centre.today()["abandoned"] == 1
    assert centre.today()["abandoned_short"] == centre.today()["abandoned_in_time"] == 0
    assert centre.today()["abandon_time"] == {}
    assert "service_level" not in centre.today()


def test_an_abandon_without_an_entry_has_its_own_wait() -> None:
    centre = Centre().at("09:00:30").hangs_up("anna", after="12")

    assert centre.today()["entered"] == 1
    assert centre.today()["abandon_time"] == {"average": 12, "maximum": 12}
    assert centre.today()["service_level"] == 0


@pytest.mark.parametrize(("answered", "in_time"), [("09:00:20", 1), ("09:00:21", 0)])
def test_twenty_seconds_are_within_twenty_seconds(answered: str, in_time: int) -> None:
    centre = Centre().at("09:00").enters("anna").at(answered).answers("ala", "anna")

    assert centre.today()["answered_in_time"] == in_time
    assert centre.today()["service_level"] == in_time


def test_there_is_no_service_level_before_the_first_call_that_counts() -> None:
    centre = Centre().at("09:00").enters("anna")
    assert "service_level" not in centre.today()
    centre.at("09:00:02").hangs_up("anna", after="2")
    assert "service_level" not in centre.today()
    centre.at("09:01").enters("bert").at("09:01:10").answers("ala", "bert")

    assert centre.today()["service_level"] == 1


def test_an_answer_without_an_entry_counts_with_unknown_wait() -> None:
    centre = Centre().at("09:00").answers("ala", "anna")

    assert centre.today()["entered"] == centre.today()["answered"] == 1
    assert centre.today()["answered_in_time"] == 0
    assert centre.today()["hold_time"] == {}
    assert "service_level" not in centre.today()


def test_a_ring_without_an_entry_adds_no_waiting_caller() -> None:
    centre = Centre().at("09:00").rings("ala", "anna")

    assert centre.queue()["waiting"] == 0
    assert centre.today()["entered"] == 0
    assert centre.stage("anna") == "ringing"


def test_an_exit_without_an_entry_counts_as_entered_and_left() -> None:
    centre = Centre().at("09:00").leaves("anna")

    assert centre.today()["entered"] == centre.today()["left"] == 1
    assert centre.queue()["waiting"] == 0


def test_an_end_without_a_start_answers_the_visit_and_counts_its_talk() -> None:
    centre = Centre().at("09:00").enters("anna").at("09:02").completes("ala", "anna", billsec="67")

    assert centre.today()["entered"] == centre.today()["answered"] == 1
    assert centre.today()["hold_time"] == {}
    assert centre.today()["talk_time"] == {"total": 67, "average": 67}
    assert centre.agent_today("ala")["talk_time"] == 67
    assert centre.agent_today("ala")["answered"] == 0


def test_a_talk_of_unknown_length_is_in_no_average() -> None:
    centre = Centre().at("09:00").completes("ala", "anna")

    assert centre.today()["answered"] == 1
    assert centre.today()["talk_time"] == {"total": 0}


def test_two_agents_in_one_visit_both_talk_and_the_visit_is_answered_once() -> None:
    centre = Centre().at("09:00").enters("anna").at("09:00:10").answers("ala", "anna")
    centre.at("09:01").answers("ola", "anna")

    assert centre.today()["answered"] == 1
    assert centre.today()["hold_time"]["average"] == 10
    assert centre.queue()["talking"] == 1
    assert centre.call("anna")["agents"] == ["ala", "ola"]
    assert centre.agent_today("ala")["answered"] == centre.agent_today("ola")["answered"] == 1


def test_a_call_is_over_when_the_last_agent_has_completed() -> None:
    centre = Centre().at("09:00").enters("anna").at("09:00:10").answers("ala", "anna")
    centre.at("09:01").answers("ola", "anna").at("09:02:10").completes("ala", "anna")
    assert centre.call("anna")["agents"] == ["ola"]
    centre.at("09:03").completes("ola", "anna")

    assert centre.live_calls() == []
    assert centre.today()["talk_time"] == {"total": 240, "average": 120}


def test_the_stage_is_talking_while_another_agent_rings() -> None:
    centre = Centre().at("09:00").enters("anna", "sales").at("09:00:10").answers("ala", "anna", "sales")
    centre.at("09:01").rings("ola", "anna", "sales")

    assert centre.stage("anna") == "talking"
    assert centre.call("anna")["agents"] == ["ala"]
    assert centre.status("ola") == "ringing"
    assert centre.agent("ola")["calls"] == ["anna"]


def test_a_call_shows_the_caller_and_the_line_dialed() -> None:
    centre = Centre().at("09:00").calls("anna", line="111222333").at("09:00:10").enters("anna")

    assert centre.call("anna") == {
        "direction": "inbound",
        "stage": "waiting",
        "since": "2026-03-02T09:00:10+01:00",
        "started": "2026-03-02T09:00:00+01:00",
        "queue": "sales",
        "agents": [],
        "source_number": "523993855",
        "source_name": "BOK: Kowalski",
        "destination_number": "111222333",
    }


def test_the_line_dialed_is_that_of_the_ivr_and_not_the_agents_phone() -> None:
    centre = Centre().at("09:00").enters("anna").at("09:00:05").rings("ala", "anna", phone="162")

    assert "destination_number" not in centre.call("anna")
    assert centre.agent("ala")["phone"] == "162"


def test_a_call_that_returns_to_the_ivr_is_in_the_ivr_again() -> None:
    centre = Centre().at("09:00").calls("anna").at("09:01").enters("anna").at("09:02").calls("anna")

    assert centre.stage("anna") == "ivr"
    assert centre.since(centre.call("anna")) == "09:02:00"
    assert centre.queue()["waiting"] == 0


def test_a_call_that_returns_to_a_queue_keeps_its_first_start() -> None:
    centre = Centre().at("09:00").enters("anna").at("09:01").leaves("anna")
    assert centre.live_calls() == []
    centre.at("09:05").enters("anna", "help")

    assert centre.call("anna")["started"][11:19] == "09:00:00"
    assert centre.since(centre.call("anna")) == "09:05:00"
    assert centre.queue("help")["waiting"] == 1


def test_the_caller_is_known_from_the_first_event_of_any_type() -> None:
    centre = Centre().at("09:00").calls("anna").happens("ENTER_QUEUE", connection_id="bert", queue_id="sales")
    centre.happens("AGENT_RINGING", connection_id="bert", queue_id="sales", agent_login="ala", source_number="7")

    assert centre.call("anna")["source_number"] == "523993855"
    assert centre.call("bert")["source_number"] == "7"
    assert "source_name" not in centre.call("bert")


def test_an_end_that_names_an_agent_ends_the_talk_without_an_agent() -> None:
    centre = Centre().at("09:00").enters("anna").answers(None, "anna").at("09:01").completes("ala", "anna")

    assert centre.live_calls() == []
    assert centre.agent_today("ala")["talk_time"] == centre.today()["talk_time"]["total"] == 60
