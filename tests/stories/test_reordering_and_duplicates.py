"""Reordering and duplicates: deliveries arrive twice, late, in the wrong order, or are not expected."""

import pytest

from tests.story import Centre


def test_the_same_fields_again_change_nothing_but_the_count_of_duplicates() -> None:
    centre = Centre().at("09:00").enters("anna").at("09:10").learns_of("09:00").enters("anna")

    assert centre.today()["entered"] == 1
    assert centre.feed() == {
        "events": 2,
        "duplicates": 1,
        "rejected": 0,
        "unknown": 0,
        "unexpected": 0,
        "expired": 0,
        "late": 0,
    }


def test_the_order_of_fields_does_not_matter() -> None:
    centre = Centre().at("09:00").enters("anna")

    assert centre.hears(dict(reversed(centre.told[0].items()))) == "duplicate"


@pytest.mark.parametrize(
    "nothing", [{}, {"hold_time": ""}, {"hold_time": "NULL"}, {"hold_time": None}, {"hold_time": " null\n"}]
)
def test_null_and_missing_fields_are_equal(nothing: dict[str, str | None]) -> None:
    centre = Centre().at("09:00").happens("ABANDONED", connection_id="anna", queue_id="sales")
    centre.happens("ABANDONED", connection_id="anna", queue_id="sales", **nothing)

    assert centre.feed()["duplicates"] == 1


def test_blanks_around_values_and_the_actions_letter_case_do_not_matter() -> None:
    centre = Centre().at("09:00").happens("ABANDONED", connection_id="anna", queue_id="sales")
    centre.happens(" abandoned\n", connection_id=" anna", queue_id="sales\N{NO-BREAK SPACE}")

    assert centre.feed()["duplicates"] == 1


def test_another_value_is_another_event() -> None:
    centre = Centre().at("09:00").meets_customer("1").meets_customer("2").at("09:00:01").meets_customer("1")

    assert centre.document()["customers"]["today"]["created"] == 3
    assert centre.feed()["duplicates"] == 0


@pytest.mark.parametrize(("clock", "counted"), [("08:59:59", "duplicate"), ("09:00", "applied")])
def test_a_duplicate_is_recognized_for_a_day(clock: str, counted: str) -> None:
    centre = Centre().at("09:00").meets_customer("1").at(clock, "2026-03-03")

    assert centre.hears(centre.told[0]) == counted


def test_a_duplicate_changes_no_counter() -> None:
    centre = (
        Centre().at("09:00").does_not_answer("ala", "anna").saves("ala").replies("ala", "door").opens_ticket("door")
    )
    centre.at("09:01").hears_all(list(centre.told))

    assert centre.feed()["duplicates"] == 4
    assert centre.agent_today("ala")["not_answered"] == centre.agent_today("ala")["tickets_replied"] == 1
    assert centre.campaign()["today"]["saved"] == 1


def test_an_entry_delivered_after_the_answer_corrects_the_wait() -> None:
    centre = Centre().at("09:00:10").answers("ala", "anna")
    assert centre.today()["hold_time"] == {}
    centre.at("09:00:12").learns_of("09:00").enters("anna")

    assert centre.today()["entered"] == centre.today()["answered"] == 1
    assert centre.today()["hold_time"] == {"average": 10, "maximum": 10}
    assert centre.queue()["waiting"] == 0


def test_an_answer_delivered_after_the_end_corrects_the_figures() -> None:
    centre = Centre().at("09:00").enters("anna").at("09:05").completes("ala", "anna", billsec="7")
    assert centre.agent_today("ala")["talk_time"] == 7
    centre.learns_of("09:00:10").answers("ala", "anna")

    assert centre.live_calls() == []
    assert centre.today()["answered"] == centre.agent_today("ala")["answered"] == 1
    assert centre.today()["hold_time"]["average"] == 10
    assert centre.agent_today("ala")["talk_time"] == centre.today()["talk_time"]["total"] == 290


def test_a_call_whose_four_events_share_a_second_ends_well_in_any_order() -> None:
    centre = Centre().at("09:00").leaves("anna").answers("ala", "anna").rings("ala", "anna").enters("anna")

    assert centre.status("ala") == "on_call"
    assert centre.today()["answered"] == centre.today()["entered"] == 1
    assert centre.today()["hold_time"] == {"average": 0, "maximum": 0}
    assert centre.feed()["unexpected"] == 0


@pytest.mark.parametrize("ending", ["leaves", "hangs_up"])
def test_an_entry_dated_not_after_a_known_end_reopens_no_visit(ending: str) -> None:
    centre = Centre().at("09:00:10")
    getattr(centre, ending)("anna")
    centre.at("09:00:13").learns_of("09:00").enters("anna")

    assert centre.queue()["waiting"] == 0
    assert centre.live_calls() == []
    assert centre.today()["entered"] == 1


def test_a_ring_dated_not_after_a_known_end_does_not_ring() -> None:
    centre = Centre().at("09:00").logs_in("ala").at("09:01").hangs_up("anna").at("09:01:02").learns_of("09:01")
    centre.rings("ala", "anna")

    assert centre.status("ala") == "available"
    assert centre.live_calls() == []


def test_an_answer_dated_not_after_a_known_end_starts_no_live_talk() -> None:
    centre = Centre().at("09:00").logs_in("ala").at("09:01").completes("ala", "anna").learns_of("09:00:50")
    centre.answers("ala", "anna")

    assert centre.status("ala") == "available"
    assert centre.agent_today("ala")["talk_time"] == 10


def test_an_ended_call_is_retained_for_an_hour() -> None:
    centre = Centre().at("09:00").hangs_up("anna").at("09:59:59").learns_of("08:59").enters("anna")

    assert centre.queue()["waiting"] == 0
    assert centre.today()["abandoned"] == 1


def test_ended_calls_are_evicted_after_an_hour() -> None:
    centre = Centre().at("09:00").enters("anna").answers("ala", "anna").at("09:10").completes("ala", "anna")
    centre.starts_chat("eva").ends_chat("eva").opens_ticket("door").closes_ticket("door").at("10:10")

    assert not centre.state.calls
    assert not centre.state.chats
    assert not centre.state.tickets
    assert centre.today()["answered"] == 1


def test_yesterdays_deduplication_keys_are_evicted() -> None:
    centre = Centre().at("09:00").enters("anna").leaves("anna").at("10:30", "2026-03-03")

    assert not centre.state.seen


def test_a_refusal_delivered_before_its_ring_ends_that_ring() -> None:
    centre = Centre().at("09:00").logs_in("ala").enters("anna").at("09:00:20").does_not_answer("ala", "anna")
    centre.learns_of("09:00:05").rings("ala", "anna")

    assert centre.status("ala") == "available"
    assert centre.stage("anna") == "waiting"
    assert centre.agent_today("ala")["not_answered"] == 1


def test_a_ring_delivered_after_the_agents_logout_does_not_ring() -> None:
    centre = Centre().at("09:00").logs_in("ala").enters("anna").at("09:01:02").learns_of("09:01").logs_out("ala")
    centre.learns_of("09:00:59").rings("ala", "anna")

    assert centre.status("ala") == "logged_out"
    assert centre.stage("anna") == "waiting"


def test_a_logout_delivered_after_the_next_login_leaves_the_agent_logged_in() -> None:
    centre = Centre().at("09:00").logs_in("ala").at("12:00:02").logs_in("ala").learns_of("12:00").logs_out("ala")

    assert centre.status("ala") == "available"
    assert centre.agent("ala")["logged_in_since"][11:19] == "12:00:02"
    assert centre.agent_today("ala")["logged_in_time"] == 3 * 3600
    assert centre.feed()["unexpected"] == 0


def test_an_unexpected_end_is_applied_and_counted_as_unexpected() -> None:
    centre = Centre().at("09:00").enters("anna").at("09:01").completes("ala", "anna")

    assert centre.today()["answered"] == 1
    assert centre.feed()["unexpected"] == 1


def test_an_event_explained_by_three_seconds_of_reordering_is_expected() -> None:
    centre = Centre().at("09:00").enters("anna").at("09:00:10").leaves("anna").at("09:00:13").leaves("anna")

    assert centre.feed()["unexpected"] == 0


def test_an_event_not_explained_by_three_seconds_of_reordering_is_unexpected() -> None:
    centre = Centre().at("09:00").enters("anna").at("09:00:10").leaves("anna").at("09:00:14").leaves("anna")

    assert centre.feed()["unexpected"] == 1


def test_an_unexpected_event_becomes_expected_when_its_start_arrives() -> None:
    centre = Centre().at("09:00").enters("anna").at("09:01").completes("ala", "anna")
    centre.learns_of("09:00:10").answers("ala", "anna")

    assert centre.feed()["unexpected"] == 0


def test_an_unknown_action_is_counted_and_changes_nothing_else() -> None:
    centre = Centre().at("09:00").enters("anna")
    before = centre.document()
    centre.happens("COFFEE_MADE", agent_login="ala")

    assert centre.feed()["unknown"] == 1
    assert centre.document() | {"feed": None} == before | {"feed": None}


def test_an_invalid_body_is_rejected_and_changes_nothing_else() -> None:
    centre = Centre().at("09:00").enters("anna")
    before = centre.document()
    centre.happens("ENTER_QUEUE", connection_id="bert")

    assert centre.feed()["rejected"] == 1
    assert centre.feed()["events"] == 2
    assert centre.document() | {"feed": None} == before | {"feed": None}


def test_an_id_without_a_configured_name_is_shown_as_it_is() -> None:
    centre = Centre().at("09:00").logs_in("zuza").enters("anna", "999").rings("zuza", "anna", "999")
    centre.starts_chat("eva", "7").happens("OUTBOUND_BUSY", id="00009", connection_id="bert")

    assert centre.agent("zuza")["name"] == "zuza"
    assert centre.queue("999")["name"] == "999"
    assert centre.chat_queue("7")["name"] == "7"
    assert centre.campaign("00009")["name"] == "00009"


def test_unknown_fields_are_no_error() -> None:
    centre = Centre().at("09:00").happens("ENTER_QUEUE", connection_id="anna", queue_id="sales", mood="good")

    assert centre.queue()["waiting"] == 1
    assert centre.feed()["rejected"] == 0
