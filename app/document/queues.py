"""A queue's row and its share of the totals; a chat queue's row."""

import msgspec

from ..config.schema import Settings
from ..events.timestamps import iso
from ..state.daily_totals import ChatQueueDay, QuarterCounts, QueueDay
from ..state.state import ChatQueueNow, QueueNow, State
from . import figures
from .figures import Sums
from .merge_patch import Json

Trend = dict[int, QuarterCounts]
"""Counts by the beginnings of quarter hours; a quarter that is the same object has not changed."""


class QueueShare(msgspec.Struct, frozen=True):
    """What a queue adds to the totals: live figures, sums, longest waits and trend."""

    waiting: int
    oldest: int | None
    talking: int
    sums: Sums
    longest_hold: int | None
    longest_abandon: int | None
    trend: Trend


NO_SUMS = Sums()
NO_SHARE = QueueShare(0, None, 0, NO_SUMS, None, None, {})


def queue_share(state: State, id_: str, settings: Settings) -> QueueShare:
    """One queue's live figures and the sums of its day, by its own seconds if it has some."""
    now = state.queues.get(id_) or QueueNow()
    day = state.today.queues.get(id_) or QueueDay()
    return QueueShare(
        waiting=sum(now.waiting.values()),
        oldest=min(now.waiting, default=None),
        talking=now.talking,
        sums=figures.sums(day, *thresholds(id_, settings)),
        longest_hold=max(day.hold, default=None),
        longest_abandon=max(day.abandoning, default=None),
        trend=day.trend.copy(),
    )


def thresholds(id_: str, settings: Settings) -> tuple[int, int]:
    """A queue's seconds of the service level, its own if it has some, and the seconds of a short abandon."""
    own, level = settings.queues.get(id_), settings.service_level
    return (own and own.seconds) or level.seconds, level.short_abandon


def queue_row(state: State, id_: str, settings: Settings, share: QueueShare) -> Json | None:
    """The queue's row; None if nobody configured it and it neither lives nor has a figure today."""
    own = settings.queues.get(id_)
    if own is None and share == NO_SHARE and not state.queues.get(id_, QueueNow()).legs:
        return None
    limits = msgspec.to_builtins(own) if own else {}
    limits.pop("name", None)
    return {"name": (own and own.name) or id_, "limits": limits} | queue_figures(share, settings)


def queue_figures(share: QueueShare, settings: Settings) -> Json:
    """The figures that a queue and the totals have in common."""
    row: Json = {"waiting": share.waiting}
    if share.oldest is not None:
        row["oldest_waiting_since"] = iso(share.oldest, settings.zone)
    row["talking"] = share.talking
    row["today"] = _today(share, settings)
    return row


def trend(state: State, id_: str, settings: Settings) -> Json:
    """One queue's quarter hours in which something happened, by the wall clock; the repeated hour of autumn is one."""
    day = state.today.queues.get(id_) or QueueDay()
    seconds, short = thresholds(id_, settings)
    quarters: dict[str, Sums] = {}
    for quarter, counts in day.trend.items():
        label = iso(quarter, settings.zone)[11:16]
        sums = figures.counted(counts, seconds, short)
        quarters[label] = figures.exchanged(quarters.get(label, NO_SUMS), NO_SUMS, sums)
    return {label: quarter_row(quarters[label], settings) for label in sorted(quarters)}


def quarter_row(sums: Sums, settings: Settings) -> Json:
    """A quarter hour of one queue, or of several together."""
    row: Json = {
        "entered": sums.entered,
        "answered": sums.answered,
        "abandoned": sums.abandoned,
        "abandoned_short": sums.abandoned_short,
        "answered_in_time": sums.answered_in_time,
    }
    level = figures.FORMULAS[settings.service_level.formula](sums).share
    return row if level is None else row | {"service_level": level}


def chat_queue_row(state: State, id_: str, settings: Settings) -> Json | None:
    """The chat queue's row; None if nobody configured it and it neither lives nor has a figure today."""
    own = settings.chat_queues.get(id_)
    now = state.chat_queues.get(id_) or ChatQueueNow()
    day = state.today.chat_queues.get(id_, ChatQueueDay())
    if own is None and day == ChatQueueDay() and not now.waiting and not now.active:
        return None
    row: Json = {"name": (own and own.name) or id_, "waiting": sum(now.waiting.values())}
    if now.waiting:
        row["oldest_waiting_since"] = iso(min(now.waiting), settings.zone)
    row["active"] = now.active
    row["today"] = {
        "created": day.created,
        "assigned": day.assigned,
        "closed": day.closed,
        "missed": day.missed,
        "wait_time": figures.spread(day.wait),
    }
    return row


def _today(share: QueueShare, settings: Settings) -> Json:
    s = share.sums
    today: Json = {
        "entered": s.entered,
        "answered": s.answered,
        "abandoned": s.abandoned,
        "abandoned_short": s.abandoned_short,
        "left": s.left,
        "abandoned_in_time": s.abandoned_in_time,
        "answered_in_time": s.answered_in_time,
    }
    parts = figures.FORMULAS[settings.service_level.formula](s)
    today["service_level_parts"] = parts._asdict()
    if parts.share is not None:
        today["service_level"] = parts.share
    today["hold_time"] = _waits(s.hold_time, s.waits, share.longest_hold)
    today["abandon_time"] = _waits(s.abandon_time, s.abandons, share.longest_abandon)
    today["talk_time"] = {"total": s.talk_time}
    if (mean := figures.average(s.talk_time, s.talks)) is not None:
        today["talk_time"]["average"] = mean
    return today


def _waits(total: int, count: int, longest: int | None) -> Json:
    mean = figures.average(total, count)
    return {} if mean is None or longest is None else {"average": mean, "maximum": longest}
