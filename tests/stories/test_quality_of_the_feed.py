"""What arrives is odd, too old, or dated by another clock: it is read as far as it can be, and counted."""

from collections.abc import Callable
from typing import Any

import pytest

from app.events.parsing import FIELDS
from app.state.state import decode, encode
from tests.story import Centre

Tell = Callable[[Centre], Centre]
NAMES = ("anna", "sales", "ala", "00001", "162", "web", "7")
"""Every id below: whatever else a document names, nothing may have made up."""


# Fields that hold what they cannot.


@pytest.mark.parametrize("hold_time", ["-1", "7.5", "00:01:07", "604801", "67s"])
def test_a_wait_that_is_none_is_unknown_and_the_caller_is_gone(hold_time: str) -> None:
    centre = Centre().at("10:00").enters("anna").at("10:00:30").hangs_up("anna", after=hold_time)

    assert centre.queue()["waiting"] == 0
    assert centre.today()["abandoned"] == 1
    assert centre.today()["abandon_time"] == {"average": 30, "maximum": 30}
    assert (centre.feed()["unexpected"], centre.feed()["rejected"]) == (1, 0)


def test_a_duration_and_a_billsec_that_are_none_count_once_as_unexpected_and_the_talk_ends() -> None:
    centre = Centre().at("09:59").logs_in("ala").at("10:00").enters("anna").at("10:00:10").answers("ala", "anna")
    centre.at("10:02:10").happens(
        "AGENT_COMPLETED", connection_id="anna", queue_id="sales", agent_login="ala", duration="-1", billsec="67.0"
    )

    assert centre.status("ala") == "available"
    assert centre.today()["talk_time"] == {"total": 120, "average": 120}
    assert centre.feed()["unexpected"] == 1


def test_a_missing_date_is_the_instant_received_and_unexpected() -> None:
    centre = Centre().at("10:00").happens("ENTER_QUEUE", connection_id="anna", queue_id="sales")
    centre.hears({"action": "ENTER_QUEUE", "date": "null", "connection_id": "bert", "queue_id": "help"})

    assert centre.queue("help")["oldest_waiting_since"] == "2026-03-02T10:00:00+01:00"
    assert centre.feed()["unexpected"] == 1


def test_under_the_clock_of_events_a_missing_date_is_the_clock_so_far() -> None:
    centre = Centre("2016-04-20", event_time=True).at("09:00").enters("anna")
    centre.hears({"action": "ENTER_QUEUE", "connection_id": "bert", "queue_id": "help"})

    assert centre.queue("help")["oldest_waiting_since"] == "2016-04-20T09:00:00+02:00"
    assert centre.feed()["unexpected"] == 1


@pytest.mark.parametrize("date", ["2026-03-02T10:00:00.734", "2026-03-02T09:00:00Z", "2026-03-02 10:00:00+01:00"])
def test_a_date_with_a_fraction_or_an_offset_is_that_second(date: str) -> None:
    centre = Centre().at("10:00:05")
    centre.hears({"action": "ENTER_QUEUE", "date": date, "connection_id": "anna", "queue_id": "sales"})

    assert centre.queue()["oldest_waiting_since"] == "2026-03-02T10:00:00+01:00"
    assert centre.feed()["unexpected"] == 0


@pytest.mark.parametrize("action", FIELDS)
def test_nothing_is_ever_named_null(action: str) -> None:
    """Every optional field is null, in turn in each spelling; a document names nothing but the ids given."""
    ids = {"connection_id": "anna", "queue_id": "sales", "agent_login": "ala", "id": "00001", "record_id": "162"}
    ids |= {"conversation_id": "anna", "chat_queue_id": "web", "ticket_id": "7", "customer_id": "7"}
    for nothing in ("NULL", "null", " Null ", "nULL\n"):
        centre = Centre().at("10:00")
        given: dict[str, str | None] = {f.name: ids[f.name] if f.required else nothing for f in FIELDS[action]}
        assert centre.hears({"action": action, "date": centre.date, **given}) == "applied"

        document = centre.document()
        named = {name for section in document.values() if isinstance(section, dict) for name in section}
        assert "null" not in str(document).lower()
        assert not named & {nothing, nothing.strip()}
        assert {*document["agents"], *document["queues"], *document["calls"], *document["campaigns"]} <= {*NAMES}


# Actions of no documentation, and replies of nobody.


def test_a_recording_and_a_changed_customer_are_known_and_change_nothing() -> None:
    centre = Centre().at("10:00").enters("anna")
    before = centre.document()
    centre.happens("RECORDING_READY", connection_id="anna", filename="a.wav")
    centre.happens("CUSTOMER_UPDATED", customer_id="7", company_id="null")
    after = centre.document()

    assert after["feed"]["today"] == before["feed"]["today"] | {"events": 3}
    assert after | {"feed": {}} == before | {"feed": {}}


def test_a_reply_of_nobody_is_a_reply() -> None:
    centre = Centre().at("10:00").opens_ticket("7").gets_mail("7").at("10:05")
    centre.happens("TICKET_AGENT_REPLIED", ticket_id="7", message_id="2", agent_login="null")

    assert centre.tickets()["awaiting_reply"] == 0
    assert centre.tickets()["today"]["replied"] == 1
    assert centre.document()["agents"] == {}


def test_a_record_saved_by_nobody_is_saved() -> None:
    centre = Centre().at("10:00").happens("OUTBOUND_RECORD_SAVED", id="00001", record_id="162", agent_login="null")

    assert centre.campaign()["today"]["saved"] == 1
    assert centre.document()["agents"] == {}


# A backlog.

BACKLOG: tuple[Tell, ...] = (
    lambda centre: centre.logs_in("ala").pauses("ala"),
    lambda centre: centre.enters("anna").rings("ala", "anna").answers("ala", "anna").completes("ala", "anna"),
    lambda centre: centre.enters("bert").hangs_up("bert", after="30"),
    lambda centre: centre.enters("cleo"),
    lambda centre: centre.dials("ala", "dora").picks_up("dora").finishes("ala", "dora").saves("ala"),
    lambda centre: centre.starts_chat("x").takes_chat("ala", "x"),
    lambda centre: centre.opens_ticket("7").gets_mail("7").replies("ala", "7").meets_customer("7"),
)


@pytest.mark.parametrize("tell", BACKLOG)
@pytest.mark.parametrize(("clock", "day"), [("08:59:59", "2026-03-01"), ("09:00", "2026-01-31")])
def test_what_is_dated_over_a_day_ago_is_kept_and_counted_late_and_shown_nowhere(
    tell: Tell, clock: str, day: str
) -> None:
    centre = Centre().at("09:00").logs_in("ela").enters("now")
    before = centre.document()
    tell(centre.learns_of(clock, day))
    after, late = centre.document(), len(centre.told) - 3

    assert after["feed"]["today"] == before["feed"]["today"] | {"events": 3 + late, "late": late}
    assert after["feed"]["last_event"] == before["feed"]["last_event"]
    assert after | {"feed": {}} == before | {"feed": {}}
    assert centre.at("09:00", "2026-03-04").document()["feed"]["today"]["expired"] == 0


def test_a_backlog_older_than_keep_days_is_not_believed() -> None:
    centre = Centre(journal={"keep_days": 3}).at("09:00").learns_of("09:00", "2026-02-27").enters("anna")
    centre.learns_of("08:59:59", "2026-02-27").enters("bert")

    assert centre.live_calls() == ["bert"]
    assert centre.queue()["oldest_waiting_since"] == "2026-03-02T09:00:00+01:00"
    assert (centre.feed()["late"], centre.feed()["unexpected"]) == (1, 1)


def test_a_double_of_what_came_late_is_a_duplicate() -> None:
    centre = Centre().at("09:00").learns_of("09:00", "2026-02-20").enters("anna").enters("anna")

    assert (centre.feed()["late"], centre.feed()["duplicates"]) == (1, 1)


def test_under_the_clock_of_events_nothing_is_late() -> None:
    centre = Centre(event_time=True).at("09:00").enters("anna").learns_of("09:00", "2026-02-20").enters("bert")

    assert centre.feed()["late"] == 0


# Another clock.


def delivered(centre: Centre, count: int, clock: str, day: str | None = None) -> Centre:
    """So many events that happened just then."""
    centre.learns_of(clock, day)
    for _ in range(count):
        centre.meets_customer(f"{len(centre.told)}")
    return centre


def offset(centre: Centre) -> Any:
    return centre.document()["feed"].get("clock_offset")


@pytest.mark.parametrize(
    ("dated", "ahead"), [("08:40", -1200), ("09:20", 1200), ("08:57:59", -121), ("09:02:01", 121), ("12:00", 10_800)]
)
def test_dates_of_another_clock_show_how_far_it_is_ahead(dated: str, ahead: int) -> None:
    centre = delivered(Centre().at("09:00"), 5, dated)

    assert offset(centre) == ahead


@pytest.mark.parametrize("dated", ["08:58", "09:02", "09:00"])
def test_clocks_within_two_minutes_agree(dated: str) -> None:
    assert offset(delivered(Centre().at("09:00"), 20, dated)) is None


def test_fewer_than_five_deliveries_say_nothing_of_the_clock() -> None:
    assert offset(delivered(Centre().at("09:00"), 4, "08:40")) is None


def test_the_median_of_the_last_twenty_deliveries_counts() -> None:
    centre = delivered(delivered(Centre().at("09:00"), 20, "09:00"), 10, "08:40")
    assert offset(centre) == -600
    assert offset(delivered(centre, 1, "08:40")) == -1200

    delivered(centre, 9, "09:00")
    assert offset(centre) == -1200
    assert offset(delivered(centre, 3, "09:00")) is None


def test_what_says_nothing_of_the_clock_is_left_out() -> None:
    """A backlog, dates of the documentation's examples, missing dates, duplicates, unknown and wrong bodies."""
    centre = delivered(Centre().at("09:00"), 20, "08:50", "2026-02-27")
    delivered(centre, 20, "09:46:24", "2016-04-20")
    for number in range(20):
        centre.hears({"action": "CUSTOMER_CREATED", "customer_id": str(number)})
        centre.hears({"action": "COFFEE_MADE", "date": "2026-03-02 08:30:00", "n": str(number)})
        centre.hears({"action": "ENTER_QUEUE", "date": "2026-03-02 08:30:00", "n": str(number)})
    assert offset(centre) is None
    delivered(centre, 4, "08:40")
    centre.hears_all(centre.told[-4:])

    assert offset(centre) is None


def test_a_clock_that_is_set_back_is_measured_anew() -> None:
    centre = delivered(Centre().at("09:20"), 20, "09:00")
    assert offset(centre) == -1200
    centre.at("09:00")

    assert offset(delivered(centre, 5, "09:00")) is None


def test_under_the_clock_of_events_no_clock_is_compared() -> None:
    centre = delivered(Centre(event_time=True).at("09:00"), 20, "08:40")

    assert offset(centre) is None


def test_a_checkpoint_keeps_what_was_measured() -> None:
    through, restarted = (delivered(Centre().at("09:00"), 12, "08:40") for _ in range(2))
    restarted.state = decode(encode(restarted.state))
    for centre in (through, restarted):
        delivered(centre, 12, "09:00")

    assert restarted.state == through.state
    assert offset(restarted) == offset(through)
