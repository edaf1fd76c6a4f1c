"""The wall clock of the call centre and UTC, through the two nights of the year on which it is put."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from app.events import timestamps

WARSAW = ZoneInfo("Europe/Warsaw")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
MIDNIGHT = time(0)


def utc(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("wall", "instant"),
    [
        ("2026-01-15 12:00:00", "2026-01-15 11:00:00"),
        ("2026-07-15 12:00:00", "2026-07-15 10:00:00"),
        ("2026-07-15T12:00:00", "2026-07-15 10:00:00"),
        ("2026-03-29 01:59:59", "2026-03-29 00:59:59"),
        ("2026-03-29 03:00:00", "2026-03-29 01:00:00"),
        ("2026-10-25 01:59:59", "2026-10-24 23:59:59"),
        ("2026-10-25 03:00:00", "2026-10-25 02:00:00"),
        ("2016-02-29 23:59:59", "2016-02-29 22:59:59"),
    ],
)
def test_a_wall_clock_means_one_instant(wall: str, instant: str) -> None:
    assert timestamps.readings(wall, WARSAW) == (utc(instant), utc(instant))


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-07-15T12:00:00.5", "2026-07-15 10:00:00"),
        ("2026-07-15 12:00:00.999999999", "2026-07-15 10:00:00"),
        ("2026-07-15 12:00:00,9", "2026-07-15 10:00:00"),
        ("2026-07-15T12:00:00Z", "2026-07-15 12:00:00"),
        ("2026-07-15t12:00:00z", "2026-07-15 12:00:00"),
        ("2026-07-15T12:00:00+02:00", "2026-07-15 10:00:00"),
        ("2026-07-15 12:00:00 +0200", "2026-07-15 10:00:00"),
        ("2026-07-15T12:00:00-05", "2026-07-15 17:00:00"),
        ("2026-07-15T12:00:00.123456+02:00", "2026-07-15 10:00:00"),
        ("2026-10-25T02:30:00+01:00", "2026-10-25 01:30:00"),
        ("2026-10-25T02:30:00+02:00", "2026-10-25 00:30:00"),
    ],
)
def test_a_fraction_is_cut_and_an_offset_says_which_instant(written: str, instant: str) -> None:
    assert timestamps.readings(written, WARSAW) == (utc(instant), utc(instant))


def test_a_fraction_leaves_a_time_of_the_repeated_hour_two_readings() -> None:
    first, second = utc("2026-10-25 00:30:00"), utc("2026-10-25 01:30:00")

    assert timestamps.readings("2026-10-25T02:30:00.7", WARSAW) == (first, second)


def test_a_time_of_the_repeated_hour_has_two_readings() -> None:
    first, second = utc("2026-10-25 00:30:00"), utc("2026-10-25 01:30:00")

    assert timestamps.readings("2026-10-25 02:30:00", WARSAW) == (first, second)


@pytest.mark.parametrize(
    ("near", "meant"),
    [
        ("2026-10-25 00:30:03", "2026-10-25 00:30:00"),
        ("2026-10-25 00:59:59", "2026-10-25 00:30:00"),
        ("2026-10-25 01:00:00", "2026-10-25 00:30:00"),
        ("2026-10-25 01:00:01", "2026-10-25 01:30:00"),
        ("2026-10-25 01:30:03", "2026-10-25 01:30:00"),
        ("2026-10-25 14:00:00", "2026-10-25 01:30:00"),
    ],
)
def test_of_two_readings_the_nearer_one_is_meant(near: str, meant: str) -> None:
    assert timestamps.instant("2026-10-25 02:30:00", WARSAW, utc(near)) == utc(meant)


def test_a_time_that_spring_skips_is_read_an_hour_later() -> None:
    assert timestamps.readings("2026-03-29 02:30:00", WARSAW) == (utc("2026-03-29 01:30:00"),) * 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2026-03-02",
        "2026-03-02 09:00",
        "2026-03-02 24:00:00",
        "2026-02-29 09:00:00",
        "2026-13-01 09:00:00",
        "2026-03-02 09:00:60",
        "2026-03-02 09:00:00 ",
        "2026-03-02T09:00:00+25:00",
        "2026-03-02T09:00:00+1",
        "2026-03-02 09:00:00 CET",
        "2026-03-02 09:00:00.",
        "2026-03-02 09:00:60Z",
        "2026-03-02T09:00:60.5",
        "2026-02-30T09:00:00Z",
        "1969-12-31T23:00:00+00:00",
        "٢٠٢٦-03-02T09:00:00Z",
        "2026-03-02_09:00:00",
        "20260302 09:00:00.0",
        "2026-W10-1 09:00:00",
        "1970-01-01 00:00:00",
        "9999-12-31 00:00:00",
        "0000-00-00 00:00:00",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the text is all there is to say
        timestamps.readings(text, WARSAW)


def test_the_days_of_the_clock_changes_have_23_and_25_hours() -> None:
    lengths = [
        timestamps.day_end(day, WARSAW, MIDNIGHT) - timestamps.day_begin(day, WARSAW, MIDNIGHT)
        for day in (SPRING, AUTUMN)
    ]

    assert lengths == [23 * 3600, 25 * 3600]


@pytest.mark.parametrize(
    ("instant", "day_start", "day"),
    [
        ("2026-03-02 22:59:59", "00:00", date(2026, 3, 2)),
        ("2026-03-02 23:00:00", "00:00", date(2026, 3, 3)),
        ("2026-03-02 04:59:59", "06:00", date(2026, 3, 1)),
        ("2026-03-02 05:00:00", "06:00", date(2026, 3, 2)),
        ("2026-10-25 00:29:59", "02:30", date(2026, 10, 24)),
        ("2026-10-25 00:30:00", "02:30", date(2026, 10, 25)),
        ("2026-10-25 01:10:00", "02:30", date(2026, 10, 25)),
        ("2026-03-29 01:29:59", "02:30", date(2026, 3, 28)),
        ("2026-03-29 01:30:00", "02:30", date(2026, 3, 29)),
    ],
)
def test_an_instant_belongs_to_the_day_that_has_begun(instant: str, day_start: str, day: date) -> None:
    assert timestamps.day_of(utc(instant), WARSAW, time.fromisoformat(day_start)) == day


@pytest.mark.parametrize("day_start", ["00:00", "02:30", "06:00", "23:30"])
@pytest.mark.parametrize("day", [SPRING, AUTUMN, date(2026, 3, 2)])
def test_every_second_of_a_day_belongs_to_it_and_days_follow_one_another(day: date, day_start: str) -> None:
    begins = time.fromisoformat(day_start)
    first, after = timestamps.day_begin(day, WARSAW, begins), timestamps.day_end(day, WARSAW, begins)

    assert timestamps.day_of(first, WARSAW, begins) == timestamps.day_of(after - 1, WARSAW, begins) == day
    assert timestamps.day_of(first - 1, WARSAW, begins) < day < timestamps.day_of(after, WARSAW, begins)


@pytest.mark.parametrize(
    ("instant", "shown"),
    [
        ("2026-11-22 08:46:24", "2026-11-22T09:46:24+01:00"),
        ("2026-07-22 08:46:24", "2026-07-22T10:46:24+02:00"),
        ("2026-10-25 00:30:05", "2026-10-25T02:30:05+02:00"),
        ("2026-10-25 01:30:05", "2026-10-25T02:30:05+01:00"),
    ],
)
def test_an_instant_is_shown_with_its_offset(instant: str, shown: str) -> None:
    assert timestamps.iso(utc(instant), WARSAW) == shown
    assert timestamps.iso(utc(instant) + 0.9, WARSAW) == shown


def test_the_journal_keeps_milliseconds_in_utc() -> None:
    assert timestamps.format_date(utc("2026-11-22 08:46:24") + 0.1239) == "2026-11-22T08:46:24.123+00:00"
