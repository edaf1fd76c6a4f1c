"""Outbound campaigns: a preview, the dialing, a talk or a failure, the wrap-up, the saved record."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.story import Centre


def there(**settings: Any) -> Centre:
    """Ala and ola are logged in and available since 09:00."""
    return Centre(**settings).at("09:00").logs_in("ala").logs_in("ola")


def talked() -> Centre:
    """Ala's call to anna lasts from 09:01:10 to 09:02:10."""
    centre = there().at("09:01").dials("ala", "anna").at("09:01:10").picks_up("anna")
    return centre.at("09:02:10").finishes("ala", "anna")


def test_a_dialed_call_is_outbound_and_its_agent_is_dialing() -> None:
    centre = there().at("09:01").dials("ala", "anna")

    assert centre.call("anna") == {
        "direction": "outbound",
        "stage": "dialing",
        "since": "2026-03-02T09:01:00+01:00",
        "started": "2026-03-02T09:01:00+01:00",
        "campaign": "00001",
        "agents": ["ala"],
        "destination_number": "523993855",
    }
    assert centre.status("ala") == "dialing"
    assert centre.campaign()["dialing"] == 1


def test_a_campaign_shows_its_name_and_counts_an_attempt() -> None:
    centre = there().at("09:01").dials("ala", "anna")

    assert centre.campaign()["name"] == "Outbound"
    assert centre.campaign()["today"]["attempts"] == 1
    assert centre.campaign()["today"]["connected"] == 0


@pytest.mark.parametrize("names", [(None, "ala"), ("ala", None), ("ala", "ala")])
def test_an_agent_named_by_either_event_talks_with_the_customer(names: tuple[str | None, str | None]) -> None:
    centre = there().at("09:01").dials(names[0], "anna").at("09:01:10").picks_up("anna", names[1])

    assert centre.status("ala") == "on_call"
    assert centre.since(centre.agent("ala")) == "09:01:10"
    assert centre.stage("anna") == "talking"
    assert centre.campaign()["talking"] == 1
    assert centre.campaign()["today"]["connected"] == 1


def test_a_customer_alone_does_not_talk() -> None:
    centre = there().at("09:01").dials(None, "anna").at("09:01:10").picks_up("anna")

    assert centre.stage("anna") == "dialing"
    assert centre.call("anna")["agents"] == []
    assert centre.campaign()["today"]["connected"] == 0


@pytest.mark.parametrize("customer_first", [True, False])
def test_a_predictive_call_talks_when_both_are_on(customer_first: bool) -> None:
    centre = there().at("09:01").dials(None, "anna")
    verbs: list[Callable[[], Centre]] = [lambda: centre.picks_up("anna"), lambda: centre.joins("ola", "anna")]
    for clock, verb in zip(["09:01:10", "09:01:12"], verbs if customer_first else reversed(verbs), strict=True):
        centre.at(clock)
        verb()

    assert centre.status("ola") == "on_call"
    assert centre.since(centre.agent("ola")) == "09:01:12"
    assert centre.since(centre.call("anna")) == "09:01:12"
    assert centre.agent_today("ola")["outbound"] == 1


def test_outbound_counts_at_talking_and_talk_time_at_the_end() -> None:
    centre = there().at("09:01").dials("ala", "anna")
    assert centre.agent_today("ala")["outbound"] == 0
    centre.at("09:01:10").picks_up("anna")
    assert centre.agent_today("ala")["outbound"] == 1
    assert centre.agent_today("ala")["talk_time"] == 0
    centre.at("09:02:10").finishes("ala", "anna")

    assert centre.agent_today("ala")["talk_time"] == 60
    assert centre.agent_today("ala")["answered"] == 0
    assert centre.campaign()["today"]["completed"] == 1
    assert centre.campaign()["today"]["talk_time"] == 60
    assert centre.outcomes() == {}


def test_a_completion_without_a_start_counts_its_talk() -> None:
    centre = there().at("09:02").finishes("ala", "anna", billsec="67")

    assert centre.campaign()["today"]["attempts"] == 1
    assert centre.campaign()["today"]["completed"] == 1
    assert centre.campaign()["today"]["talk_time"] == 67
    assert centre.agent_today("ala")["talk_time"] == 67
    assert centre.live_calls() == []


def test_after_a_campaigns_call_the_agent_wraps_up() -> None:
    centre = talked()

    assert centre.status("ala") == "wrap_up"
    assert centre.since(centre.agent("ala")) == "09:02:10"
    assert centre.live_calls() == []


def test_a_wrap_up_ends_when_the_record_is_saved() -> None:
    centre = talked().at("09:03").saves("ala")

    assert centre.status("ala") == "available"
    assert centre.since(centre.agent("ala")) == "09:03:00"
    assert centre.campaign()["today"]["saved"] == 1


OTHERS: dict[str, Callable[[Centre], Centre]] = {
    "preview": lambda centre: centre.previews("ala"),
    "chat": lambda centre: centre.takes_chat("ala", "eva"),
    "freedom": lambda centre: centre.is_free("ala", before="NULL"),
    "refused ring": lambda centre: centre.rings("ala", "bert").at("09:03:05").does_not_answer("ala", "bert"),
    "failed dialling": lambda centre: centre.dials("ala", "bert").at("09:03:05").fails("bert"),
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_a_wrap_up_ends_by_other_activity_or_a_status_change(other: Callable[[Centre], Centre]) -> None:
    assert other(talked().at("09:03")).status("ala") == "available"


def test_a_wrap_up_ends_by_a_pause() -> None:
    assert talked().at("09:03").pauses("ala").status("ala") == "paused"


def test_a_wrap_up_ends_by_expiry() -> None:
    centre = talked().at("09:32:09")
    assert centre.status("ala") == "wrap_up"
    centre.at("09:32:10")

    assert centre.status("ala") == "available"
    assert centre.feed()["expired"] == 1


@pytest.mark.parametrize("saved", ["09:02:10", "09:02:11"])
def test_there_is_no_wrap_up_when_the_record_was_saved_at_or_after_the_completion(saved: str) -> None:
    centre = there().at("09:01").dials("ala", "anna").picks_up("anna").at("09:02:12")
    centre.learns_of(saved).saves("ala").learns_of("09:02:10").finishes("ala", "anna")

    assert centre.status("ala") == "available"
    assert centre.campaign()["today"]["completed"] == 1


def test_there_is_no_wrap_up_when_the_status_changed_at_or_after_the_completion() -> None:
    centre = there().at("09:01").dials("ala", "anna").picks_up("anna").at("09:02:10").is_free("ala", before="NULL")
    centre.finishes("ala", "anna")

    assert centre.status("ala") == "available"


FAILURES = ["DROP", "BUSY", "FAX", "NO_ANSWER", "WRONG_NUMBER", "VOICE_MAIL", "FAILURE"]
FAILURES += ["CONNECTION_PROBLEM", "BLACKLIST", "AGENT_FAILED"]


@pytest.mark.parametrize("how", FAILURES)
def test_a_failure_ends_the_call_and_is_counted_by_its_name(how: str) -> None:
    centre = there().at("09:01").dials("ala", "anna").at("09:01:20").fails("anna", how)

    assert centre.live_calls() == []
    assert centre.outcomes() == {how.lower(): 1}
    assert centre.campaign()["dialing"] == 0
    assert centre.status("ala") == "available"
    assert centre.since(centre.agent("ala")) == "09:01:20"


@pytest.mark.parametrize("how", FAILURES)
def test_a_failure_may_arrive_without_a_start(how: str) -> None:
    centre = there().at("09:01").fails("anna", how)

    assert centre.campaign()["today"]["attempts"] == 1
    assert centre.outcomes() == {how.lower(): 1}
    assert centre.feed()["unexpected"] == 0


def test_of_two_failures_the_latest_counts() -> None:
    centre = there().at("09:01").dials("ala", "anna").at("09:01:10").fails("anna", "BUSY")
    centre.at("09:01:12").fails("anna", "DROP")

    assert centre.outcomes() == {"drop": 1}
    assert centre.campaign()["today"]["attempts"] == 1


def test_a_completion_takes_precedence_over_other_outcomes() -> None:
    centre = talked().at("09:02:12").fails("anna", "DROP")

    assert centre.outcomes() == {}
    assert centre.campaign()["today"]["completed"] == 1


def test_a_completion_after_a_failure_takes_the_failure_back() -> None:
    centre = there().at("09:01").dials("ala", "anna").at("09:01:10").picks_up("anna").at("09:02").fails("anna", "DROP")
    centre.at("09:02:01").finishes("ala", "anna")

    assert centre.outcomes() == {}
    assert centre.campaign()["today"]["completed"] == 1
    assert centre.campaign()["today"]["talk_time"] == 51


def test_dialing_again_under_the_same_connection_takes_the_failure_back() -> None:
    centre = there().at("09:01").dials("ala", "anna").at("09:01:20").fails("anna", "BUSY")
    centre.at("09:01:30").dials("ala", "anna")

    assert centre.outcomes() == {}
    assert centre.campaign()["today"]["attempts"] == 1
    assert centre.status("ala") == "dialing"
    assert centre.since(centre.agent("ala")) == "09:01:30"


def test_a_customer_who_picks_up_after_the_failure_takes_it_back() -> None:
    centre = there().at("09:01").dials("ala", "anna").at("09:01:20").fails("anna")
    centre.at("09:01:20").picks_up("anna")

    assert centre.outcomes() == {}
    assert centre.status("ala") == "on_call"
    assert centre.campaign()["today"]["connected"] == 1


@pytest.mark.parametrize("failure_first", [True, False])
def test_a_failure_in_the_second_of_the_only_dialing_is_its_end(failure_first: bool) -> None:
    centre = there().at("09:01")
    verbs: list[Callable[[], Centre]] = [lambda: centre.fails("anna", "BUSY"), lambda: centre.dials("ala", "anna")]
    for verb in verbs if failure_first else reversed(verbs):
        verb()

    assert centre.outcomes() == {"busy": 1}
    assert centre.live_calls() == []


def test_an_agent_previews_a_record_beside_their_status() -> None:
    centre = there().at("09:01").previews("ala", record="162")

    assert centre.status("ala") == "available"
    assert centre.agent("ala")["preview"] == {
        "campaign": "00001",
        "record_id": "162",
        "since": "2026-03-02T09:01:00+01:00",
    }


def test_a_preview_ends_when_the_record_is_dialed() -> None:
    centre = there().at("09:01").previews("ala").at("09:02").dials("ala", "anna")

    assert "preview" not in centre.agent("ala")


def test_a_preview_ends_when_the_record_is_saved() -> None:
    centre = there().at("09:01").previews("ala").at("09:02").saves("ala")

    assert "preview" not in centre.agent("ala")
    assert centre.campaign()["today"]["saved"] == 1


def test_a_preview_does_not_end_when_another_agent_dials() -> None:
    centre = there().at("09:01").previews("ala").at("09:02").dials("ola", "anna")

    assert "preview" in centre.agent("ala")


def test_a_preview_expires_after_an_hour() -> None:
    centre = there().at("09:01").previews("ala").at("10:00:59")
    assert "preview" in centre.agent("ala")
    centre.at("10:01")

    assert "preview" not in centre.agent("ala")
    assert centre.feed()["expired"] == 1


def test_a_predictive_drop_leaves_no_agent_on_call() -> None:
    centre = there().at("09:01").dials(None, "anna").at("09:01:10").picks_up("anna").fails("anna", "DROP")

    assert centre.live_calls() == []
    assert centre.outcomes() == {"drop": 1}
    assert centre.campaign()["today"]["connected"] == 0


def test_two_calls_of_a_campaign_are_two() -> None:
    centre = there().at("09:01").dials("ala", "anna").dials("ola", "bert").at("09:01:10").picks_up("anna")

    assert centre.campaign()["dialing"] == centre.campaign()["talking"] == 1
    assert centre.campaign()["today"]["attempts"] == 2
    assert centre.totals()["agents"]["dialing"] == centre.totals()["agents"]["on_call"] == 1


def test_a_late_customer_answer_corrects_the_figures() -> None:
    centre = there().at("09:01").dials("ala", "anna").at("09:01:12").finishes("ala", "anna", billsec="9")
    centre.learns_of("09:01:10").picks_up("anna")

    assert centre.agent_today("ala")["outbound"] == 1
    assert centre.campaign()["today"]["connected"] == 1
    assert centre.campaign()["today"]["talk_time"] == 2


NAMING: dict[str, Callable[[Centre], Centre]] = {
    "dialled": lambda centre: centre.dials("ala", "anna"),
    "busy": lambda centre: centre.fails("anna", "BUSY"),
    "completed": lambda centre: centre.finishes("ala", "anna"),
    "saved": lambda centre: centre.saves("ala"),
}


@pytest.mark.parametrize("named", NAMING.values(), ids=NAMING)
def test_a_campaign_has_the_name_given_by_any_of_its_events(named: Callable[[Centre], Centre]) -> None:
    assert named(there()).campaign()["name"] == "Outbound"


def test_a_campaign_has_the_name_given_last() -> None:
    centre = there().dials("ala", "anna").at("09:01")
    centre.happens("OUTBOUND_BUSY", id="00001", name="Inbound", connection_id="bert")
    centre.learns_of("09:00:30").fails("cleo", "BUSY")

    assert centre.campaign()["name"] == "Inbound"


def test_the_dates_of_a_talk_take_precedence_over_billsec() -> None:
    centre = there().at("09:01").dials("ala", "anna").picks_up("anna").at("09:02").finishes("ala", "anna", billsec="55")

    assert centre.agent_today("ala")["talk_time"] == centre.campaign()["today"]["talk_time"] == 60


def test_a_second_agent_on_a_campaigns_call_counts_it_too() -> None:
    centre = there().at("09:01").dials("ala", "anna").picks_up("anna").at("09:01:30").joins("ola", "anna")
    assert centre.call("anna")["agents"] == ["ala", "ola"]
    centre.at("09:02").finishes("ala", "anna")

    assert centre.agent_today("ala")["outbound"] == centre.agent_today("ola")["outbound"] == 1
    assert centre.campaign()["today"]["connected"] == 1
    assert centre.agent("ola")["calls"] == []


def test_a_failure_taken_back_is_taken_back_for_the_agent_of_that_time() -> None:
    centre = there().at("09:01").dials("ala", "anna").at("09:01:05").fails("anna", "BUSY")
    centre.at("09:01:10").dials("ola", "anna").at("09:01:20").fails("anna").at("09:01:21").picks_up("anna")

    assert centre.status("ola") == "on_call"
    assert centre.status("ala") == "available"
