"""What is a warning and what an alarm, from the configured limits. Pure: facts and a moment in, levels out.

A limit is broken when it is reached. Keep in sync with static/js/levels.js.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .format import seconds_since

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

ALARM = "alarm"
WARNING = "warning"
NORMAL = "normal"
RANK = {ALARM: 0, WARNING: 1, NORMAL: 2}
# A centre with people logged in seldom goes this long without any event at all (seconds).
SILENCE = 900


@dataclass(frozen=True, kw_only=True)
class QueueLevels:
    """Which of a queue's two figures break which limit."""

    level: str
    waiting: str
    longest: str
    seconds: int | None
    waiting_limit: int | None
    longest_limit: int | None


def queue_levels(queue: Mapping[str, Any], now: datetime) -> QueueLevels:
    """The levels of one queue now."""
    since = queue.get("oldest_waiting_since")
    seconds = None if since is None else seconds_since(since, now)
    limits = queue.get("limits", {})
    warn, alarm = limits.get("warn", {}), limits.get("alarm", {})
    waiting = _level_of(queue["waiting"], warn.get("waiting"), alarm.get("waiting"))
    longest = _level_of(seconds, warn.get("longest_wait"), alarm.get("longest_wait"))
    level = min(waiting, longest, key=RANK.__getitem__)
    own = alarm if level == ALARM else warn
    broken = level != NORMAL
    return QueueLevels(
        level=level,
        waiting=waiting,
        longest=longest,
        seconds=seconds,
        waiting_limit=own.get("waiting") if broken and waiting == level else None,
        longest_limit=own.get("longest_wait") if broken and longest == level else None,
    )


def service_level_below(totals: Mapping[str, Any], target: float) -> bool:
    """Whether today's service level is known and misses its target."""
    share = totals["today"].get("service_level")
    return share is not None and share < target


def pause_too_long(agent: Mapping[str, Any], now: datetime) -> bool:
    """Whether the agent is in a pause that has reached its limit."""
    pause = agent.get("pause", {})
    if agent["status"] != "paused" or "limit" not in pause:
        return False
    return seconds_since(pause["since"], now) >= int(pause["limit"])


def staffing(totals: Mapping[str, Any]) -> str:
    """Nobody ready is a warning while somebody works; callers waiting with nobody there is an alarm."""
    agents = totals["agents"]
    if agents["logged_in"] == 0:
        return ALARM if totals["waiting"] > 0 else NORMAL
    return WARNING if agents["available"] == 0 else NORMAL


def silent_for(document: Mapping[str, Any], now: datetime) -> int | None:
    """Seconds for which Thulium has been silent, once that is unusually long."""
    last = document["feed"].get("last_event")
    if last is None or document["totals"]["agents"]["logged_in"] == 0:
        return None
    seconds = seconds_since(last, now)
    return seconds if seconds >= SILENCE else None


def _level_of(value: int | None, warn: int | None, alarm: int | None) -> str:
    if value is None:
        return NORMAL
    if alarm is not None and value >= alarm:
        return ALARM
    return WARNING if warn is not None and value >= warn else NORMAL
