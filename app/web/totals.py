"""What the rows of a list make together, column by column. Pure.

Keep in sync with static/js/desk/totals.js, where totals follow the filter; the server paints those of all rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .columns import Column, look_up, written
from .format import NOTHING, count, duration, percent_of, seconds_since

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from .catalogue import Catalogue

    Rows = Sequence[Mapping[str, Any]]


def total(column: Column, rows: Rows, whole: Mapping[str, Any] | None, now: datetime, words: Catalogue) -> str:
    """One column's total as text; `whole` is the document's own word on the rows together, where it has one."""
    if not column.total:
        return ""
    if not rows:
        return NOTHING
    if whole is not None:
        return written(column, whole, now, words)
    return _summed(column, rows, now, words)


def _summed(column: Column, rows: Rows, now: datetime, words: Catalogue) -> str:
    values = [value for row in rows if (value := look_up(row, column.path)) is not None]
    match column.total:
        case "sum":
            return duration(sum(values)) if column.kind == "duration" else count(sum(values), words)
        case "drop":
            return _drop_rate(rows, words)
        case "oldest":
            return duration(max((seconds_since(since, now) for since in values), default=None))
        case "longest":
            return duration(max(values, default=None))
        case weight:
            return duration(_mean([(look_up(row, column.path), look_up(row, weight)) for row in rows]))


def _drop_rate(campaigns: Rows, words: Catalogue) -> str:
    dropped = sum(campaign["today"]["outcomes"].get("drop", 0) for campaign in campaigns)
    return percent_of(dropped, dropped + sum(campaign["today"]["connected"] for campaign in campaigns), words)


def _mean(weighed: list[tuple[int | None, int | None]]) -> int | None:
    """The mean of averages, each with its weight; rounded half up."""
    known = [(value, weight) for value, weight in weighed if value is not None and weight]
    weights = sum(weight for _, weight in known)
    return (2 * sum(value * weight for value, weight in known) + weights) // (2 * weights) if weights else None
