"""Numbers, shares, durations and dates as the screens write them. Pure.

Keep in sync with static/js/format.js: the first paint must say what the next tick says.
"""

from __future__ import annotations

import math
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .catalogue import Catalogue

NOTHING = "\N{EN DASH}"
_MINUTE = 60
_HOUR = 3600


def seconds_since(iso: str, now: datetime) -> int:
    """Whole seconds between a moment of the document and now, never negative."""
    return max(0, math.floor((now - datetime.fromisoformat(iso)).total_seconds()))


def duration(seconds: int | None) -> str:
    """`0:42`, `12:07`, `1:03:20`."""
    if seconds is None:
        return NOTHING
    if seconds < _HOUR:
        return f"{seconds // _MINUTE}:{seconds % _MINUTE:02}"
    return f"{seconds // _HOUR}:{seconds % _HOUR // _MINUTE:02}:{seconds % _MINUTE:02}"


def count(n: int | None, words: Catalogue) -> str:
    """A whole number, its thousands grouped as the language does."""
    if n is None:
        return NOTHING
    if n < words.entries["group_from"]:
        return str(n)
    return f"{n:,}".replace(",", words.entries["group"])


def whole_percent(share: float | None) -> int | None:
    """Whole percent, rounded down: a target missed by a hair must not read as met."""
    return None if share is None else math.floor(share * 100 + 1e-6)


def percent(share: float | None, words: Catalogue) -> str:
    """A share, `81 %` or `81%`."""
    return NOTHING if share is None else words("percent", n=whole_percent(share))


def percent_of(part: int, whole: int, words: Catalogue) -> str:
    """A part in percent with one decimal, rounded half up in whole numbers."""
    if not whole:
        return NOTHING
    tenths = (2000 * part + whole) // (2 * whole)
    return words("percent", n=f"{tenths // 10}{words.entries['decimal']}{tenths % 10}")


def age(seconds: int, words: Catalogue) -> str:
    """How old something is, in the largest unit that is still honest."""
    if seconds < 2 * _MINUTE:
        return words("stale_seconds", n=seconds)
    if seconds < 2 * _HOUR:
        return words("stale_minutes", n=seconds // _MINUTE)
    if seconds < 48 * _HOUR:
        return words("stale_hours", n=seconds // _HOUR)
    return words("stale_days", n=seconds // (24 * _HOUR))


def long_date(now: datetime, words: Catalogue) -> str:
    """`niedziela 22 listopada`."""
    weekday = words.strings("weekdays")[now.isoweekday() % 7]
    return f"{weekday} {now.day} {words.strings('months')[now.month - 1]}"


def short_date(now: datetime, words: Catalogue) -> str:
    """`nd. 22.11`."""
    weekday = words.strings("weekdays_short")[now.isoweekday() % 7]
    return words("date_short", weekday=weekday, day=now.day, month=f"{now.month:02}")
