"""Swapped dates: related events of one second, or of several clocks, may be dated up to 3 s in the wrong order."""

from collections.abc import Callable

import pytest

from tests.story import Centre

LATEST = ["09:00:09", "09:00:08", "09:00:07"]
"""Up to 3 s before the entry of 09:00:10."""


def deliver(verbs: list[Callable[[], Centre]], *, in_this_order: bool) -> None:
    for verb in verbs if in_this_order else reversed(verbs):
        verb()


@pytest.mark.parametrize("entry_first", [True, False])
@pytest.mark.parametrize("second", LATEST)
def test_an_entry_dated_just_after_its_answer_is_that_visits_entry(second: str, entry_first: bool) -> None:
    centre = Centre().at("09:00").logs_in("ala").at("09:00:12")
    entry = lambda: centre.learns_of("09:00:10").enters("anna")  # noqa: E731 - two of a kind, in either order
    signs = lambda: centre.learns_of(second).rings("ala", "anna").answers("ala", "anna").leaves("anna")  # noqa: E731
    deliver([entry, signs], in_this_order=entry_first)
    centre.at("09:03:10").completes("ala", "anna", billsec="180")

    assert centre.queue()["waiting"] == 0
    assert centre.today()["entered"] == centre.today()["answered"] == centre.today()["answered_in_time"] == 1
    assert centre.today()["left"] == 0
    assert centre.today()["hold_time"] == {"average": 0, "maximum": 0}
    assert centre.today()["service_level"] == 1.0
    assert centre.feed()["unexpected"] == 0


@pytest.mark.parametrize("entry_first", [True, False])
def test_an_entry_dated_just_after_its_abandon_is_that_visits_entry(entry_first: bool) -> None:
    centre = Centre().at("09:00:12")
    entry = lambda: centre.learns_of("09:00:10").enters("anna")  # noqa: E731
    gone = lambda: centre.learns_of("09:00:08").hangs_up("anna").leaves("anna")  # noqa: E731
    deliver([entry, gone], in_this_order=entry_first)

    assert centre.queue()["waiting"] == 0
    assert centre.today()["entered"] == centre.today()["abandoned"] == centre.today()["abandoned_short"] == 1
    assert centre.feed()["unexpected"] == 0


def test_the_hold_time_of_an_abandon_takes_precedence_over_swapped_dates() -> None:
    centre = Centre().at("09:00:12").learns_of("09:00:09").hangs_up("anna", after="7")
    centre.learns_of("09:00:10").enters("anna")

    assert centre.today()["abandon_time"] == {"average": 7, "maximum": 7}
    assert centre.today()["entered"] == 1


@pytest.mark.parametrize("entry_first", [True, False])
def test_an_entry_dated_just_after_its_exit_is_that_visits_entry(entry_first: bool) -> None:
    centre = Centre().at("09:00:12")
    entry = lambda: centre.learns_of("09:00:10").enters("anna")  # noqa: E731
    gone = lambda: centre.learns_of("09:00:09").leaves("anna")  # noqa: E731
    deliver([entry, gone], in_this_order=entry_first)

    assert centre.queue()["waiting"] == 0
    assert centre.today()["entered"] == centre.today()["left"] == 1
    assert centre.live_calls() == []


@pytest.mark.parametrize("entry_first", [True, False])
def test_an_entry_dated_just_after_its_ring_waits_since_its_own_date(entry_first: bool) -> None:
    centre = Centre().at("09:00").logs_in("ala").at("09:00:12")
    entry = lambda: centre.learns_of("09:00:10").enters("anna")  # noqa: E731
    ring = lambda: centre.learns_of("09:00:09").rings("ala", "anna")  # noqa: E731
    deliver([entry, ring], in_this_order=entry_first)
    assert centre.stage("anna") == "ringing"
    assert centre.queue()["oldest_waiting_since"][11:19] == "09:00:10"
    assert centre.feed()["unexpected"] == 0
    centre.at("09:00:15").answers("ala", "anna")

    assert centre.today()["hold_time"] == {"average": 5, "maximum": 5}
    assert centre.today()["entered"] == centre.today()["answered"] == 1


def test_an_entry_dated_four_seconds_after_an_answer_is_another_visit() -> None:
    centre = Centre().at("09:00:12").learns_of("09:00:06").answers("ala", "anna").learns_of("09:00:10").enters("anna")

    assert centre.today()["entered"] == 2
    assert centre.queue()["waiting"] == 1


def test_an_answer_with_its_own_entry_does_not_take_a_later_one() -> None:
    centre = Centre().at("09:00").enters("anna").at("09:00:09").answers("ala", "anna").at("09:00:10").enters("anna")

    assert centre.today()["entered"] == 2
    assert centre.queue()["waiting"] == 1


@pytest.mark.parametrize("billsec", [None, "2"])
@pytest.mark.parametrize("early", ["09:00:09", "09:00:08", "09:00:07"])
def test_an_end_dated_just_before_its_answer_ends_that_talk(early: str, billsec: str | None) -> None:
    centre = Centre().at("09:00").logs_in("ala").enters("anna").at("09:00:10").answers("ala", "anna")
    centre.learns_of(early).completes("ala", "anna", billsec=billsec)

    assert centre.status("ala") == "available"
    assert centre.live_calls() == []
    assert centre.agent_today("ala")["answered"] == 1
    assert centre.agent_today("ala")["talk_time"] == int(billsec or 0)
    assert centre.today()["hold_time"] == {"average": 10, "maximum": 10}
    assert centre.feed()["unexpected"] == 0


def test_an_end_dated_just_before_its_answer_may_also_arrive_before_it() -> None:
    centre = Centre().at("09:00").logs_in("ala").enters("anna").at("09:00:09").completes("ala", "anna")
    centre.at("09:00:10").answers("ala", "anna")

    assert centre.status("ala") == "available"
    assert centre.today()["answered"] == 1
    assert centre.today()["hold_time"] == {"average": 10, "maximum": 10}


def test_an_end_dated_just_before_the_next_answer_ends_the_talk_before() -> None:
    centre = (
        Centre().at("09:00").logs_in("ala").enters("anna").answers("ala", "anna").at("09:01").completes("ala", "anna")
    )
    centre.at("09:01:02").enters("anna").answers("ala", "anna")

    assert centre.status("ala") == "on_call"
    assert centre.agent_today("ala")["talk_time"] == 60
    assert centre.agent_today("ala")["answered"] == 2


@pytest.mark.parametrize("refusal_first", [True, False])
@pytest.mark.parametrize("early", ["09:00:09", "09:00:07"])
def test_a_refusal_dated_just_before_its_ring_ends_that_ring(early: str, refusal_first: bool) -> None:
    centre = Centre().at("09:00").logs_in("ala").enters("anna").at("09:00:12")
    refusal = lambda: centre.learns_of(early).does_not_answer("ala", "anna")  # noqa: E731
    ring = lambda: centre.learns_of("09:00:10").rings("ala", "anna")  # noqa: E731
    deliver([refusal, ring], in_this_order=refusal_first)

    assert centre.status("ala") == "available"
    assert centre.stage("anna") == "waiting"
    assert centre.agent_today("ala")["not_answered"] == 1


def test_a_refusal_with_an_earlier_open_ring_ends_that_one_and_the_next_ring_rings() -> None:
    centre = Centre().at("09:00").logs_in("ala").enters("anna").rings("ala", "anna")
    centre.at("09:00:09").does_not_answer("ala", "anna").at("09:00:10").rings("ala", "anna")

    assert centre.status("ala") == "ringing"


def test_a_refusal_four_seconds_before_a_ring_is_not_its_refusal() -> None:
    centre = Centre().at("09:00").logs_in("ala").enters("anna").at("09:00:06").does_not_answer("ala", "anna")
    centre.at("09:00:10").rings("ala", "anna")

    assert centre.status("ala") == "ringing"
