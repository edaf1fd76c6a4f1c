"""A warm start: what Thulium's REST API says is shown, counts nothing, and gives way to events."""

from typing import Any

import pytest

from app.state.state import decode, encode
from tests.story import Centre, Json

NUMBER = "523993855"


def status(login: str, word: str, since: str | None = "08:00:00", pause: str | None = None) -> Json:
    return {"login": login, "status": word, "pause": pause, "since": since and f"2026-03-02 {since}"}


def caller(since: str, number: str | None = NUMBER) -> Json:
    return {"number": number, "since": f"2026-03-02 {since}"}


def statuses(centre: Centre) -> dict[str, str]:
    return {login: row["status"] for login, row in centre.document()["agents"].items()}


def queue(centre: Centre, name: str = "sales") -> tuple[int, int]:
    """Who waits in the queue, and how many entered it."""
    row = centre.document()["queues"].get(name, {"waiting": 0, "today": {"entered": 0}})
    return row["waiting"], row["today"]["entered"]


# Agents


def test_agents_are_available_paused_logged_out_or_there_on_no_leg() -> None:
    centre = Centre(agents={"ewa": {"name": "Ewa"}}).at("09:00")
    centre.observes(
        statuses=[
            status("ala", "FREE"),
            status("jan", "PAUSED", "08:30:00", pause="3"),
            status("ewa", "OFF"),
            status("ola", "INBOUND_CALL"),
        ]
    )
    rows = centre.document()["agents"]

    assert statuses(centre) == {"ala": "available", "jan": "paused", "ewa": "logged_out", "ola": "available"}
    assert rows["jan"]["pause"] == {"id": "3", "name": "3", "since": "2026-03-02T08:30:00+01:00"}
    assert rows["ala"]["since"] == "2026-03-02T08:00:00+01:00"
    assert "logged_in_since" not in rows["ala"]
    assert [row["calls"] for row in rows.values()] == [[], [], [], []]
    assert centre.document()["calls"] == {}


def test_a_status_older_than_the_agents_last_event_changes_nothing() -> None:
    centre = Centre().at("08:00").logs_in("ala").at("08:30").pauses("ala")
    before = centre.document()["agents"]
    centre.at("08:45").observes(statuses=[status("ala", "OFF", "08:20:00")])

    assert centre.document()["agents"] == before


def test_an_event_from_before_the_observed_change_changes_nothing() -> None:
    centre = Centre().at("09:00").observes(statuses=[status("ala", "PAUSED", "08:30:00", pause="3")])
    before = centre.document()["agents"]
    centre.learns_of("08:10").is_free("ala")

    assert centre.document()["agents"] == before


def test_an_event_after_the_observed_change_wins_though_it_came_before() -> None:
    centre = Centre().at("08:00").logs_in("ala").at("08:50").pauses("ala", "1")
    centre.at("09:00").observes(statuses=[status("ala", "FREE", "08:40:00")])

    assert statuses(centre) == {"ala": "paused"}


def test_events_go_on_from_what_was_observed() -> None:
    centre = Centre().at("09:00").observes(statuses=[status("ala", "PAUSED", "08:30:00", pause="3")])
    centre.at("09:10").is_free("ala", before="3")

    assert statuses(centre) == {"ala": "available"}
    assert centre.document()["agents"]["ala"]["today"]["pause_time"] == 2400


def test_a_login_that_ended_unseen_counts_up_to_the_last_sign_of_life() -> None:
    centre = Centre().at("08:00").logs_in("ala").at("08:10").pauses("ala").at("08:20").is_free("ala")
    centre.at("09:00").observes(statuses=[status("ala", "OFF", "08:50:00")])
    row = centre.document()["agents"]["ala"]

    assert row["status"] == "logged_out"
    assert row["since"] == "2026-03-02T08:50:00+01:00"
    assert row["today"]["logged_in_time"] == 1200
    assert centre.document()["feed"]["today"] | {"events": 0} == dict.fromkeys(centre.document()["feed"]["today"], 0)


def test_a_pause_that_ended_unseen_counts_up_to_the_last_sign_of_life() -> None:
    centre = Centre().at("08:00").logs_in("ala").at("08:10").pauses("ala").rings("ala", "x").at("08:12")
    centre.does_not_answer("ala", "x").at("09:00").observes(statuses=[status("ala", "FREE", "08:50:00")])
    row = centre.document()["agents"]["ala"]

    assert (row["status"], row["today"]["pause_time"]) == ("available", 120)


def test_an_agent_without_a_phone_has_one_when_free() -> None:
    centre = Centre().at("08:00").comes("ala").at("09:00").observes(statuses=[status("ala", "FREE", "08:30:00")])

    assert statuses(centre) == {"ala": "available"}


def test_a_status_without_a_readable_time_holds_since_it_was_asked() -> None:
    centre = Centre().at("09:00").observes(statuses=[status("ala", "FREE", None), status("jan", "FREE", "later")])

    rows = centre.document()["agents"]
    assert [row["since"] for row in rows.values()] == ["2026-03-02T09:00:00+01:00"] * 2


def test_an_observed_login_expires_like_any_other() -> None:
    centre = Centre().at("09:00").observes(statuses=[status("ala", "FREE", "08:00:00")])

    assert statuses(centre.at("00:59", "2026-03-03")) == {"ala": "available"}
    assert centre.at("01:01").document()["agents"] == {}


# Calls whose end was lost


@pytest.mark.parametrize(
    ("word", "shown"), [("FREE", "available"), ("PAUSED", "paused"), ("OFF", "logged_out"), ("CALL", "on_call")]
)
def test_an_agent_off_the_phone_is_on_no_call_begun_before(word: str, shown: str) -> None:
    centre = Centre().at("08:00").logs_in("ala").enters("x").answers("ala", "x")
    centre.at("09:00").observes(statuses=[status("ala", word, "08:40:00", pause="1")])

    assert statuses(centre) == {"ala": shown}
    assert centre.live_calls() == (["x"] if shown == "on_call" else [])
    assert centre.agent_today("ala")["talk_time"] == centre.today()["talk_time"]["total"] == 0


def test_the_end_of_a_talk_that_comes_late_counts_it() -> None:
    centre = Centre().at("08:00").logs_in("ala").enters("x").answers("ala", "x")
    centre.at("09:00").observes(statuses=[status("ala", "FREE", "08:40:00")])
    centre.learns_of("08:40").completes("ala", "x")

    assert centre.agent_today("ala")["talk_time"] == centre.today()["talk_time"]["total"] == 2400
    assert (statuses(centre), centre.feed()["unexpected"]) == ({"ala": "available"}, 0)


def test_a_call_with_another_agent_goes_on() -> None:
    centre = Centre().at("08:00").enters("x").answers("ala", "x").answers("jan", "x")
    centre.at("09:00").observes(statuses=[status("ala", "FREE", "08:40:00")])

    assert centre.call("x")["agents"] == ["jan"]


def test_a_campaign_call_whose_end_was_lost_is_over_without_an_outcome() -> None:
    centre = Centre().at("08:00").dials("ala", "x").picks_up("x")
    centre.at("09:00").observes(statuses=[status("ala", "FREE", "08:40:00")])
    before = centre.campaign()
    centre.learns_of("08:39").finishes("ala", "x")

    assert (before["talking"], before["dialing"], before["today"]["outcomes"]) == (0, 0, {})
    assert (before["today"]["completed"], centre.campaign()["today"]["completed"]) == (0, 1)


def test_a_call_begun_after_the_observed_change_goes_on() -> None:
    centre = Centre().at("08:00").logs_in("ala").at("08:50").enters("x").answers("ala", "x")
    centre.at("09:00").observes(statuses=[status("ala", "FREE", "08:40:00")])

    assert statuses(centre) == {"ala": "on_call"}


# Callers


def test_waiting_callers_are_shown_and_count_as_nothing() -> None:
    centre = Centre().at("09:00").observes(waiting={"sales": [caller("08:59:00"), caller("08:58:00", "700")]})
    document = centre.document()

    assert document["queues"]["sales"]["waiting"] == document["totals"]["waiting"] == 2
    assert document["queues"]["sales"]["oldest_waiting_since"] == "2026-03-02T08:58:00+01:00"
    assert document["queues"]["sales"]["today"]["entered"] == 0
    assert document["calls"] == {}


def test_a_caller_whose_entry_comes_later_is_not_counted_twice() -> None:
    centre = (
        Centre()
        .at("09:00")
        .observes(waiting={"sales": [caller("08:59:00", "+48 523 993 855"), caller("08:58:00", "700")]})
    )
    centre.learns_of("08:59:02").enters("x")

    assert queue(centre) == (2, 1)


def test_a_caller_of_whom_events_told_before_is_not_shown_twice() -> None:
    centre = Centre().at("08:59").enters("x").at("09:00")
    centre.observes(waiting={"sales": [caller("08:59:00"), caller("08:58:00", "700")]})

    assert queue(centre) == (2, 1)


def test_a_caller_who_was_gone_before_the_observation_was_stored_is_not_shown() -> None:
    centre = (
        Centre()
        .at("09:00:05")
        .happens("ABANDONED", connection_id="x", queue_id="sales", source_number=NUMBER, hold_time="65")
    )
    centre.at("09:00:10").observes(waiting={"sales": [caller("08:59:00")]})

    assert queue(centre) == (0, 1)


@pytest.mark.parametrize(("action", "entered"), [("AGENT_CONNECTED", 1), ("ABANDONED", 1), ("AGENT_COMPLETED", 1)])
def test_a_caller_who_is_connected_or_hangs_up_waits_no_longer(action: str, entered: int) -> None:
    centre = Centre().at("09:00").observes(waiting={"sales": [caller("08:59:00")]})
    centre.at("09:01").happens(action, connection_id="x", queue_id="sales", agent_login="ala", source_number=NUMBER)

    assert queue(centre) == (0, entered)


def test_a_caller_whose_phone_rings_waits_until_it_is_answered() -> None:
    ring = {"connection_id": "x", "queue_id": "sales", "source_number": NUMBER}
    centre = Centre().at("09:00").observes(waiting={"sales": [caller("08:59:00")]})
    centre.at("09:01").happens("AGENT_RINGING", agent_login="ala", **ring)
    centre.happens("AGENT_RINGING", agent_login="jan", **ring)
    ringing = queue(centre)
    centre.at("09:02").leaves("x")

    assert (ringing, queue(centre)) == ((1, 0), (0, 1))


def test_a_caller_who_calls_again_waits_once() -> None:
    centre = Centre().at("09:00").observes(waiting={"sales": [caller("08:59:00")]})
    centre.at("09:05").enters("x")

    assert queue(centre) == (1, 1)


def test_another_caller_and_another_queue_are_not_meant() -> None:
    centre = Centre().at("09:00").observes(waiting={"sales": [caller("08:59:00")]})
    centre.at("09:01").enters("x", number="700").enters("y", "help")

    assert queue(centre) == (2, 1)


def test_a_withheld_number_is_matched_only_to_an_entry_before_the_look() -> None:
    centre = Centre().at("09:00").observes(waiting={"sales": [caller("08:59:00", None)]})
    centre.at("09:01").enters("new", number=None).rings("ala", "new").answers("ala", "new")
    others = queue(centre)
    centre.learns_of("08:59:00").enters("own", number=None)

    assert (others, queue(centre)) == ((1, 1), (1, 2))


def test_a_caller_goes_when_a_later_look_no_longer_finds_them() -> None:
    centre = Centre().at("09:00").observes(waiting={"sales": [caller("08:59:00"), caller("08:58:00", "700")]})
    centre.at("09:01").observes(waiting={"sales": [caller("08:58:00", "700"), caller("09:00:50", "800")]}, again=True)

    assert queue(centre) == (1, 0)


def test_a_later_look_tells_callers_of_one_number_apart() -> None:
    """One of them waits by an event; the list holds one, who may be that one."""
    centre = Centre().at("09:00").observes(waiting={"sales": [caller("08:59:00", None)]}).at("09:01")
    centre.enters("x", number=None).at("09:02").observes(waiting={"sales": [caller("09:01:00", None)]}, again=True)

    assert queue(centre) == (1, 1)


def test_a_caller_expires_and_is_counted_nowhere() -> None:
    centre = Centre(expire={"waiting": 600}).at("09:00").observes(waiting={"sales": [caller("08:59:00")]})

    assert queue(centre.at("09:08:59")) == (1, 0)
    assert centre.at("09:09:00").document()["queues"] == {}
    assert centre.document()["feed"]["today"]["expired"] == 0


def test_a_caller_waits_over_the_days_turn_and_is_no_entry_of_the_new_day() -> None:
    centre = Centre().at("23:59").observes(waiting={"sales": [caller("23:58:00")]}).at("00:01", "2026-03-03")

    assert queue(centre) == (1, 0)


# Names


def test_names_replace_those_of_the_same_table() -> None:
    centre = Centre().at("09:00").observes(names={"queues": {"1": {"name": "A"}}, "pauses": {"3": {"name": "P"}}})
    centre.observes(names={"queues": {"2": {"name": "B"}}})

    assert centre.state.observed_names == {"queues": {"2": {"name": "B"}}, "pauses": {"3": {"name": "P"}}}


def test_the_same_names_again_leave_the_settings_alone() -> None:
    names: Any = {"queues": {"1": {"name": "A"}}}
    centre = Centre().at("09:00").observes(names=names)
    before = centre.state.observed_names
    centre.observes(names=names)

    assert centre.state.observed_names is before


def test_a_campaign_has_the_name_of_its_events_else_that_of_thulium() -> None:
    names = {"campaigns": {"00001": {"name": "Ankieta"}, "00002": {"name": "Windykacja"}}}
    centre = Centre().at("09:00").dials("ala", "x").observes(names=names)
    centre.happens("OUTBOUND_CONNECTING", id="00002", connection_id="y")
    rows = centre.document()["campaigns"]

    assert (rows["00001"]["name"], rows["00002"]["name"]) == ("Outbound", "Windykacja")


def test_a_checkpoint_holds_all_that_was_observed() -> None:
    centre = Centre().at("09:00").observes(
        statuses=[status("ala", "PAUSED", pause="3"), status("jan", "OFF")],
        waiting={"sales": [caller("08:59:00")]},
        names={"queues": {"1": {"name": "A"}}, "campaigns": {"00001": {"name": "B"}}},
    )  # fmt: skip

    assert decode(encode(centre.state)) == centre.state
