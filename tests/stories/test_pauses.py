"""Pauses (AGENT_STATUS_CHANGED): paused, another pause, free; and pauses during calls."""

from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest

from tests.story import Centre


def there(**settings: Any) -> Centre:
    """Ala is logged in and available since 09:00."""
    return Centre(**settings).at("09:00").logs_in("ala")


def test_a_pause_has_its_name_limit_and_start() -> None:
    centre = there(pauses={"1": {"name": "Przerwa", "limit": 900}}).at("09:30").pauses("ala", "1")

    assert centre.status("ala") == "paused"
    assert centre.agent("ala")["pause"] == {
        "id": "1",
        "name": "Przerwa",
        "limit": 900,
        "since": "2026-03-02T09:30:00+01:00",
    }


def test_an_unconfigured_pause_shows_its_id() -> None:
    centre = there().at("09:30").pauses("ala", "77")

    assert centre.agent("ala")["pause"] == {"id": "77", "name": "77", "since": "2026-03-02T09:30:00+01:00"}


def test_pause_time_is_counted_when_the_pause_ends() -> None:
    centre = there().at("09:30").pauses("ala").at("09:40")
    assert centre.agent_today("ala")["pause_time"] == 0
    centre.at("09:45").is_free("ala")

    assert centre.agent_today("ala")["pause_time"] == 900
    assert "pause" not in centre.agent("ala")


def test_a_repeated_pause_keeps_its_start() -> None:
    centre = there().at("09:30").pauses("ala", "1").at("09:40").pauses("ala", "1", before="1")

    assert centre.agent("ala")["pause"]["since"][11:19] == "09:30:00"
    assert centre.since(centre.agent("ala")) == "09:30:00"


def test_another_pause_has_its_own_start_and_the_first_is_counted() -> None:
    centre = there().at("09:30").pauses("ala", "1").at("09:40").pauses("ala", "2", before="1")

    assert centre.agent("ala")["pause"]["id"] == "2"
    assert centre.agent("ala")["pause"]["since"][11:19] == "09:40:00"
    assert centre.agent_today("ala")["pause_time"] == 600


def test_a_repeated_free_status_keeps_its_start() -> None:
    centre = there().at("09:30").pauses("ala").at("09:40").is_free("ala").at("09:50").is_free("ala", before="NULL")

    assert centre.since(centre.agent("ala")) == "09:40:00"


@pytest.mark.parametrize("free_first", [True, False])
def test_previous_pause_id_settles_the_order_of_two_in_one_second(free_first: bool) -> None:
    centre = there().at("09:30").pauses("ala", "1").at("09:40")
    verbs: list[Callable[[], Centre]] = [
        lambda: centre.is_free("ala", before="1"),
        lambda: centre.pauses("ala", "2", before="NULL"),
    ]
    for verb in verbs if free_first else reversed(verbs):
        verb()

    assert centre.agent("ala")["pause"]["id"] == "2"
    assert centre.agent("ala")["pause"]["since"][11:19] == "09:40:00"


@pytest.mark.parametrize("pause_first", [True, False])
def test_a_pause_begun_and_ended_in_one_second_is_over(pause_first: bool) -> None:
    centre = there().at("09:40")
    verbs: list[Callable[[], Centre]] = [
        lambda: centre.pauses("ala", "2", before="NULL"),
        lambda: centre.is_free("ala", before="2"),
    ]
    for verb in verbs if pause_first else reversed(verbs):
        verb()

    assert centre.status("ala") == "available"
    assert centre.since(centre.agent("ala")) == "09:40:00"


def test_a_pause_stays_during_a_call_taken_while_paused() -> None:
    centre = there().at("09:30").pauses("ala").at("09:31").answers("ala", "anna")
    assert centre.status("ala") == "on_call"
    assert centre.agent("ala")["pause"]["since"][11:19] == "09:30:00"
    centre.at("09:35").completes("ala", "anna")

    assert centre.status("ala") == "paused"
    assert centre.since(centre.agent("ala")) == "09:35:00"
    assert centre.agent("ala")["pause"]["since"][11:19] == "09:30:00"


def test_an_agent_who_pauses_during_a_call_is_paused_after_it() -> None:
    centre = there().answers("ala", "anna").at("09:05").pauses("ala")
    assert centre.status("ala") == "on_call"
    assert centre.agent("ala")["pause"]["since"][11:19] == "09:05:00"
    centre.at("09:10").completes("ala", "anna").at("09:20").is_free("ala")

    assert centre.status("ala") == "available"
    assert centre.agent_today("ala")["pause_time"] == 900


def test_a_pause_infers_a_login_and_keeps_its_own_start() -> None:
    centre = Centre().at("09:30").pauses("ala")

    assert centre.status("ala") == "paused"
    assert centre.agent("ala")["phone_connected"]
    assert "logged_in_since" not in centre.agent("ala")


def test_a_pause_ends_with_the_logout_and_is_counted() -> None:
    centre = there().at("09:30").pauses("ala").at("09:50").logs_out("ala")

    assert centre.agent_today("ala")["pause_time"] == 1200


def test_a_late_free_status_corrects_the_pause_time() -> None:
    centre = there().at("09:30").pauses("ala", "1").at("09:40:03").pauses("ala", "2", before="NULL")
    centre.learns_of("09:40:01").is_free("ala", before="1")

    assert centre.agent_today("ala")["pause_time"] == 601
    assert centre.agent("ala")["pause"]["since"][11:19] == "09:40:03"


def test_two_changes_in_one_second_do_not_count_an_old_login_again() -> None:
    centre = Centre().at("06:00").logs_in("ala").at("08:00").logs_out("ala").logs_in("ala")
    centre.at("09:30").pauses("ala").is_free("ala")

    assert centre.agent_today("ala")["logged_in_time"] == 7200


@pytest.mark.parametrize("order", [*permutations([("1", "NULL"), ("NULL", "1"), ("2", "NULL")])])
def test_three_changes_in_one_second_are_ordered_by_previous_pause_id(order: tuple[tuple[str, str], ...]) -> None:
    centre = there().at("09:40")
    for pause, before in order:
        centre.pauses("ala", pause, before)

    assert centre.agent("ala")["pause"]["id"] == "2"
    assert centre.agent_today("ala")["pause_time"] == 0
