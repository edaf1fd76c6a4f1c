"""When something changes by itself: the server ticks then, and only then."""

from datetime import datetime

from app.state.expiry import next_due
from app.state.rules import NEVER
from tests.story import Centre


def due(centre: Centre) -> str:
    """When the next thing happens by itself, on the wall clock."""
    return f"{datetime.fromtimestamp(next_due(centre.state), centre.settings.zone):%d %H:%M:%S}"


def test_before_the_first_entry_nothing_is_due() -> None:
    assert next_due(Centre().state) == NEVER


def test_in_an_idle_centre_the_days_turn_is_due() -> None:
    assert due(Centre("2026-03-02").at("09:00")) == "03 00:00:00"
    assert due(Centre("2026-03-02", day_start="06:00").at("09:00")) == "03 06:00:00"


def test_the_first_of_all_expiries_is_due() -> None:
    centre = Centre().at("09:00").enters("anna").at("09:01").rings("ala", "anna").takes_chat("ala", "eva")

    assert due(centre) == "02 09:03:00"


def test_what_has_ended_is_not_due() -> None:
    centre = Centre().at("09:00").enters("anna").rings("ala", "anna").at("09:00:10").answers("ala", "anna")
    assert due(centre) == "02 13:00:10"
    centre.at("09:01").completes("ala", "anna")

    assert due(centre) == "03 00:00:00"


def test_an_agents_preview_and_wrap_up_are_due() -> None:
    centre = Centre(agent={"wrap_up": 30}).at("09:00").answers("ala", "anna").at("09:01").completes("ala", "anna")
    assert due(centre) == "02 09:01:30"
    centre.at("09:01:10").previews("ala")

    assert due(centre) == "02 10:01:10"


def test_chats_and_tickets_are_due() -> None:
    centre = Centre(expire={"chat": 60, "ticket": 90}).at("09:00").starts_chat("eva").gets_mail("door")
    assert due(centre) == "02 09:01:00"
    centre.at("09:01")

    assert due(centre) == "02 09:01:30"
    assert due(centre.at("09:01:30")) == "03 00:00:00"
