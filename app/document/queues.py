"""A queue's row and its share of the totals; a chat queue's row."""

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
from msgspec import UNSET

from ..config.schema import Settings
from ..events.timestamps import iso
from ..state.daily_totals import QUARTER, ChatQueueDay, QuarterCounts, QueueDay
from ..state.state import ChatQueueNow, QueueNow, State
from . import figures
from .figures import NO_SUMS, Sums
from .merge_patch import Json
from .recent import WindowShare, windows_row
from .schema import ChatQueueRow, ChatQueueToday, Quarter, QueueToday, TalkTime, as_json, counted_as

Trend = dict[int, QuarterCounts]
"""Counts by the beginnings of quarter hours; a quarter that is the same object has not changed."""


class QueueShare(msgspec.Struct, frozen=True):
    """What a queue adds to the totals: live figures, sums, longest waits, trend and rolling windows, if not empty."""

    waiting: int
    oldest: int | None
    talking: int
    sums: Sums
    longest_hold: int | None
    longest_abandon: int | None
    trend: Trend
    recent: tuple[WindowShare, ...] = ()


NO_SHARE = QueueShare(0, None, 0, NO_SUMS, None, None, {})


def queue_share(state: State, id_: str, settings: Settings, recent: tuple[WindowShare, ...]) -> QueueShare:
    """One queue's live figures and the sums of its day and windows, by its own seconds if it has some."""
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
        recent=recent,
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
    row["today"] = as_json(_today(share, settings))
    row["recent"] = windows_row(share.recent, settings)
    return row


def day_figures(s: Sums, longest_hold: int | None, longest_abandon: int | None, settings: Settings) -> QueueToday:
    """What a queue, or several together, count in a day or a part of one."""
    parts = figures.FORMULAS[settings.service_level.formula](s)
    mean = figures.average(s.talk_time, s.talks)
    return counted_as(
        QueueToday,
        s,
        service_level_parts=parts,
        service_level=UNSET if parts.share is None else parts.share,
        hold_time=figures.waits(s.hold_time, s.waits, longest_hold),
        abandon_time=figures.waits(s.abandon_time, s.abandons, longest_abandon),
        talk_time=TalkTime(total=s.talk_time, average=UNSET if mean is None else mean),
    )


def trend(state: State, id_: str, settings: Settings) -> Json:
    """One queue's quarter hours in which something happened, by the wall clock."""
    day = state.today.queues.get(id_) or QueueDay()
    seconds, short = thresholds(id_, settings)
    quarters: dict[str, Sums] = {}
    for quarter, counts in day.trend.items():
        label = quarter_label(quarter, settings.zone)
        sums = figures.counted(counts, seconds, short)
        quarters[label] = figures.exchanged(quarters.get(label, NO_SUMS), NO_SUMS, sums)
    return {label: quarter_row(quarters[label], settings) for label in sorted(quarters) if quarters[label] != NO_SUMS}


def quarter_label(quarter: int, zone: ZoneInfo) -> str:
    """A quarter hour by the wall clock, "09:30"; in the hour that autumn repeats with its offset, "02:30+01:00"."""
    wall = datetime.fromtimestamp(quarter, zone)
    is_repeated = wall.replace(fold=0).utcoffset() != wall.replace(fold=1).utcoffset()
    return wall.strftime("%H:%M") + (wall.isoformat()[19:] if is_repeated else "")


def last_hours(state: State, id_: str, settings: Settings) -> list[Json]:
    """Four quarter hours together, up to the running one, and the four before them, as far as they are of today."""
    day = state.today.queues.get(id_) or QueueDay()
    until = state.now // QUARTER * QUARTER + QUARTER
    return [
        _hour(day.trend, end - 4 * QUARTER, end, thresholds(id_, settings), settings)
        for end in (until, until - 4 * QUARTER)
    ]


def _hour(trend: Trend, begin: int, end: int, limits: tuple[int, int], settings: Settings) -> Json:
    within = [counts for quarter, counts in trend.items() if begin <= quarter < end]
    sums = NO_SUMS
    waits: Counter[int] = Counter()
    for counts in within:
        sums = figures.exchanged(sums, NO_SUMS, figures.counted(counts, *limits))
        waits.update(counts.hold)
    row = {"begin": iso(begin, settings.zone), "end": iso(end, settings.zone)} | quarter_row(sums, settings)
    return row | {"hold_time": figures.spread(waits)}


def quarter_row(sums: Sums, settings: Settings) -> Json:
    """A quarter hour of one queue, or of several together."""
    level = figures.FORMULAS[settings.service_level.formula](sums).share
    return as_json(counted_as(Quarter, sums, service_level=UNSET if level is None else level))


def chat_queue_row(state: State, id_: str, settings: Settings) -> Json | None:
    """The chat queue's row; None if nobody configured it and it neither lives nor has a figure today."""
    own = settings.chat_queues.get(id_)
    now = state.chat_queues.get(id_) or ChatQueueNow()
    day = state.today.chat_queues.get(id_, ChatQueueDay())
    if own is None and day == ChatQueueDay() and not now.waiting and not now.active:
        return None
    row = ChatQueueRow(
        name=(own and own.name) or id_,
        waiting=sum(now.waiting.values()),
        oldest_waiting_since=iso(min(now.waiting), settings.zone) if now.waiting else UNSET,
        active=now.active,
        today=counted_as(ChatQueueToday, day, wait_time=figures.spread(day.wait)),
    )
    return as_json(row)


def _today(share: QueueShare, settings: Settings) -> QueueToday:
    return day_figures(share.sums, share.longest_hold, share.longest_abandon, settings)
