"""The day's curve as places on a plot, in percent of it. Pure: quarter hours in, bars out.

Keep in sync with static/js/elements/day-curve.js.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

# A day shorter than this many hours is drawn with room for what is still to come.
_SPAN = 12
# The share of a step that its bar fills.
_BAR = 0.76
_MIN_SCALE = 4


def curve(trend: Mapping[str, Mapping[str, int]], now: datetime) -> dict[str, Any]:
    """The bars, the axis and the hours of the day so far."""
    quarters = sorted(trend)
    first, last = _hours(quarters, now.hour)
    steps = (last - first) * 4
    up = max((q["answered"] for q in trend.values()), default=0)
    down = max((q["abandoned"] for q in trend.values()), default=0)
    scale = max(up + down, _MIN_SCALE)
    axis = 100 * (max(up, 1) if up + down >= _MIN_SCALE else _MIN_SCALE - down) / scale
    running = f"{now.hour:02}:{now.minute // 15 * 15:02}"
    bars = [
        _bar(kind, trend[quarter][kind], quarter, (first, steps, scale, axis), quarter == running)
        for quarter in quarters
        for kind in ("answered", "abandoned")
    ]
    every = 2 if last - first > 9 else 1
    return {
        "bars": bars,
        "axis": _round(axis),
        "hours": [
            {"x": _round(100 * (hour - first) / (last - first)), "text": str(hour)}
            for hour in range(first + 1, last)
            if hour % every == 0
        ],
        "rows": [{"quarter": quarter, **trend[quarter]} for quarter in quarters],
    }


def _hours(quarters: list[str], hour: int) -> tuple[int, int]:
    first = min(int(quarters[0][:2]) if quarters else hour, hour)
    last = max(int(quarters[-1][:2]) if quarters else hour, hour) + 1
    last = min(24, max(last, first + _SPAN))
    return max(0, min(first, last - _SPAN)), last


def _bar(kind: str, n: int, quarter: str, plot: tuple[int, int, int, float], unfinished: bool) -> dict[str, Any]:
    first, steps, scale, axis = plot
    step = (int(quarter[:2]) - first) * 4 + int(quarter[3:]) // 15
    height = 100 * n / scale
    return {
        "kind": kind,
        "unfinished": unfinished,
        "x": _round(100 * (step + (1 - _BAR) / 2) / steps),
        "y": _round(axis - height if kind == "answered" else axis),
        "width": _round(100 * _BAR / steps),
        "height": _round(height),
    }


def _round(value: float) -> float:
    return round(value, 3)
