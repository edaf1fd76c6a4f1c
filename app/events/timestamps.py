"""From the wall clock of the call centre to UTC, and back for days: the only place that knows of zones.

Not here: what time it is. Every instant is whole seconds since 1970 in UTC.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MINUTE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}")
WITH_FRACTION_OR_OFFSET = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}:[0-9]{2})(:[0-9]{2})"
    r"(?:[.,][0-9]+)?(?: ?(Z|[+-][0-9]{2}(?::?[0-9]{2})?))?"
)
SECONDS = {f":{second:02d}": second for second in range(60)}


def readings(text: str, zone: ZoneInfo) -> tuple[int, int]:
    """The two instants that "YYYY-MM-DD HH:MM:SS" can mean; nearly always twice the same.

    They differ in the hour that autumn repeats. A time that spring skips is read with the offset from
    before the change: 02:30 becomes 03:30. `T` may stand for the blank; a fraction is cut; an offset says which
    instant it is. ValueError if the text is no such date.
    """
    seconds = SECONDS.get(text[16:])
    if seconds is None:
        return _readings_with_more(text, zone)
    first, second = _minute_readings(text[:16], zone)
    return first + seconds, second + seconds


def _readings_with_more(text: str, zone: ZoneInfo) -> tuple[int, int]:
    """The same of a date with a fraction, an offset or both."""
    written = WITH_FRACTION_OR_OFFSET.fullmatch(text.upper())
    if not written:
        raise ValueError(text)
    day, minute, second, offset = written.groups()
    if second in SECONDS and not offset:
        return readings(f"{day} {minute}{second}", zone)
    moment = datetime.fromisoformat(f"{day} {minute}{second}{offset or 'Z'}")
    if not 1970 < moment.year < 9999:
        raise ValueError(text)
    return int(moment.timestamp()), int(moment.timestamp())


@lru_cache(maxsize=4096)
def _minute_readings(text: str, zone: ZoneInfo) -> tuple[int, int]:
    if not MINUTE.fullmatch(text):
        raise ValueError(text)
    wall = datetime.fromisoformat(text)
    if not 1970 < wall.year < 9999:
        raise ValueError(text)
    first = int(wall.replace(tzinfo=zone).timestamp())
    second = int(wall.replace(tzinfo=zone, fold=1).timestamp())
    skipped = second < first
    return (first, first) if skipped else (first, second)


def instant(text: str, zone: ZoneInfo, near: int) -> int:
    """The instant that the wall clock's `text` means: of two readings the one nearer to `near`."""
    first, second = readings(text, zone)
    return first if first == second or abs(first - near) <= abs(second - near) else second


def day_of(moment: int, zone: ZoneInfo, day_start: time) -> date:
    """The day that an instant belongs to, when days begin at `day_start` on the wall clock."""
    day = datetime.fromtimestamp(moment, zone).date()
    return day if moment >= day_begin(day, zone, day_start) else day - timedelta(days=1)


def day_begin(day: date, zone: ZoneInfo, day_start: time) -> int:
    """The instant at which `day` begins."""
    return int(datetime.combine(day, day_start, zone).timestamp())


def day_end(day: date, zone: ZoneInfo, day_start: time) -> int:
    """The instant at which the day after `day` begins."""
    return day_begin(day + timedelta(days=1), zone, day_start)


def iso(moment: float, zone: ZoneInfo) -> str:
    """An instant as the document shows it: "2026-11-22T09:46:24+01:00"."""
    return _minute(int(moment) // 60, zone).format(int(moment) % 60)


@lru_cache(maxsize=4096)
def _minute(minute: int, zone: ZoneInfo) -> str:
    text = datetime.fromtimestamp(minute * 60, zone).isoformat()
    return text[:17] + "{:02d}" + text[19:]


def format_date(moment: float) -> str:
    """An instant as the journal keeps it: to the millisecond, in UTC."""
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds")
