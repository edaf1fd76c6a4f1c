"""A queue's row and its share of the totals; a chat queue's row."""

import msgspec

from ..events.dates import iso
from ..settings import Settings
from ..state.state import ChatQueueNow, QueueNow, State
from ..state.tallies import ChatQueueDay, QueueDay
from . import figures
from .difference import Json
from .figures import Sums

Trend = dict[int, tuple[int, ...]]
"""Entered, answered and abandoned, by quarter hours' beginnings."""


class QueueShare(msgspec.Struct, frozen=True):
    """What a queue adds to the totals: live figures, sums, longest waits and trend."""

    waiting: int
    oldest: int | None
    talking: int
    sums: Sums
    longest_hold: int | None
    longest_abandon: int | None
    trend: Trend


QUARTERLY = ("entered", "answered", "abandoned")
"""What is counted for each quarter hour, in the order of a share's trend."""

NOTHING = QueueShare(0, None, 0, Sums(), None, None, {})


def queue_share(state: State, id_: str, settings: Settings) -> QueueShare:
    """One queue's live figures and the sums of its day, by its own seconds if it has some."""
    now = state.queues.get(id_) or QueueNow()
    day = state.today.queues.get(id_) or QueueDay()
    own = settings.queues.get(id_)
    level = settings.service_level
    seconds = (own and own.seconds) or level.seconds
    return QueueShare(
        waiting=sum(now.waiting.values()),
        oldest=min(now.waiting, default=None),
        talking=now.talking,
        sums=figures.sums(day, seconds, level.short_abandon),
        longest_hold=max(day.hold, default=None),
        longest_abandon=max(day.abandoning, default=None),
        trend={quarter: tuple(counts) for quarter, counts in day.trend.items()},
    )


def queue_row(state: State, id_: str, settings: Settings, share: QueueShare) -> Json | None:
    """The queue's row; None if nobody configured it and it neither lives nor has a figure today."""
    own = settings.queues.get(id_)
    if own is None and share == NOTHING and not state.queues.get(id_, QueueNow()).legs:
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


def trend(share: QueueShare, settings: Settings) -> Json:
    """One queue's quarter hours in which something happened, by the wall clock; the repeated hour of autumn is one."""
    quarters: Json = {}
    for quarter, counts in sorted(share.trend.items()):
        label = iso(quarter, settings.zone)[11:16]
        known = quarters.get(label) or dict.fromkeys(QUARTERLY, 0)
        quarters[label] = {name: known[name] + count for name, count in zip(QUARTERLY, counts, strict=True)}
    return dict(sorted(quarters.items()))


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
