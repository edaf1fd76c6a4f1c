"""Which notices go out together, and when nothing goes out at all."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from app.alerts.grouping import due, is_quiet_hour, is_too_old, link
from app.events.server_entries import AlertChange, AlertState
from app.state.alerts import Delivery, Notice

WARSAW = ZoneInfo("Europe/Warsaw")


def notice(id_: int, state: AlertState = "raised", at: int = 1000, *, is_quiet: bool = False) -> Notice:
    change = AlertChange(subject=f"queue:{id_}", state=state, level="alarm", since=at, text="")
    return Notice(id_, at, change, is_quiet, {"x": Delivery()})


def sent(*pending: Notice, now: int = 1000, is_quiet: bool = False) -> list[int]:
    return [one.id for one in due(pending, now, 20, is_quiet=is_quiet)]


def test_what_is_raised_is_held_for_twenty_seconds_and_goes_out_together() -> None:
    pending = (notice(1, at=1000), notice(2, at=1005), notice(3, at=1019))

    assert sent(*pending, now=1019) == []
    assert sent(*pending, now=1020) == [1, 2, 3]


def test_an_end_goes_out_at_once_after_what_was_held_before_it() -> None:
    pending = (notice(1), notice(2), notice(3, "over"))

    assert sent(*pending) == [1, 2]
    assert sent(*pending[2:]) == [3]
    assert sent(notice(4, "worse")) == [4]


def test_nothing_goes_out_in_quiet_hours_and_all_of_them_together_afterwards() -> None:
    pending = (notice(1, is_quiet=True), notice(1, "over", is_quiet=True), notice(2, at=1005))

    assert sent(*pending, is_quiet=True) == []
    assert sent(*pending) == [1, 1]


@pytest.mark.parametrize(
    ("clock", "is_quiet"), [("21:59", False), ("22:00", True), ("00:30", True), ("05:59", True), ("06:00", False)]
)
def test_quiet_hours_go_over_midnight(clock: str, is_quiet: bool) -> None:
    now = int(datetime.fromisoformat(f"2026-11-20T{clock}:00").replace(tzinfo=WARSAW).timestamp())

    assert is_quiet_hour("22:00-06:00", now, WARSAW) is is_quiet
    assert not is_quiet_hour(None, now, WARSAW)


def test_an_hour_old_notice_is_no_news_and_one_of_quiet_hours_waits_a_day() -> None:
    assert not is_too_old(notice(1), 1000 + 3600)
    assert is_too_old(notice(1), 1000 + 3601)
    assert not is_too_old(notice(1, is_quiet=True), 1000 + 8 * 3600)


def test_a_link_names_the_board_and_the_instant() -> None:
    at = int(datetime.fromisoformat("2026-11-20T10:15:00+01:00").timestamp())

    assert link("https://a.example/x/", "b c", at, WARSAW) == (
        "https://a.example/x/supervisor/b%20c?at=2026-11-20T10:15:00%2B01:00"
    )
