"""Time passes: what is due expires, days turn, what ended long ago is forgotten. In the order it happens.

Only `apply.py` calls this, with an instant that an entry of the journal carries.
"""

import heapq

from .availability import settle_availability
from .clock_rollback import rewind_clock
from .commit import login_due, schedule
from .daily_totals import Day
from .kinds import KINDS, TIMERS
from .recent import forget_minutes
from .rules import NEVER
from .state import ENDED_RETENTION_S, CampaignNow, ChatQueueNow, QueueNow, State, make_day

_KINDS = ("agents", "queues", "campaigns", "chat_queues")

CLOCK_SET_BACK_S = 60
"""Seconds by which time may seem to go back without the clock having been set: nodes differ by less."""

DUPLICATE_WINDOW_S = 24 * 3600
"""Seconds within which the same fields again are a double, not a new event."""


def next_due(state: State) -> int:
    """When something changes by itself: an expiry, the day's turn, a day's final book; NEVER before the first entry."""
    _drop_stale(state)
    due = state.timers[0][0] if state.timers else NEVER
    return min(due, state.today.end or NEVER, state.closes_at)


def advance_to(state: State, now: int) -> None:
    """Let everything happen that was due until `now`, each thing at its own time.

    A clock that is a little behind waits until it has caught up; one that was set back is followed.
    """
    if now < state.now:
        if now >= state.now - CLOCK_SET_BACK_S:
            return
        rewind_clock(state, now)
        if now < state.today.begin:
            _roll_over_day(state, now)
    while True:
        due = state.timers[0][0] if state.timers else NEVER
        rollover, closes_at = state.days[0].end, state.closes_at
        if min(due, rollover, closes_at) > now:
            break
        if closes_at <= min(due, rollover):
            _close_day(state)
        elif rollover <= due:
            _roll_over_day(state, max(rollover, min(due, now)))
        else:
            _, kind, id_ = heapq.heappop(state.timers)
            state.now = max(state.now, due)
            _expire(state, kind, id_, due)
    state.now = now
    if now >= state.settles:
        settle_availability(state)
    if now >= state.dedup_rotated_at + DUPLICATE_WINDOW_S or (state.evictions and state.evictions[0][0] <= now):
        _evict(state)


def unrecorded_seconds(state: State, day: Day) -> int:
    """How long nothing was recorded in the day; several nodes may tell of the same time."""
    seconds, until = 0, day.begin
    for begun, ended in sorted(state.gaps):
        seconds += max(0, min(ended, day.end) - max(begun, until))
        until = max(until, ended)
    return seconds


def _drop_stale(state: State) -> None:
    while state.timers:
        due, kind, id_ = state.timers[0]
        if due == _due(state, kind, id_):
            return
        heapq.heappop(state.timers)
        _look_again(state, kind, id_, due)


def _due(state: State, name: str, id_: str) -> int:
    """When this is really due now; an older reckoning may still be queued."""
    return TIMERS[name].due(state, id_)


def _look_again(state: State, name: str, id_: str, looked: int) -> None:
    """Plan the next look at a login that signs of life have put off."""
    aggregate = state.agents.get(id_) if name == "login" else None
    if aggregate and aggregate.login_due == looked:
        aggregate.login_due = login_due(state, aggregate)
        schedule(state, aggregate.login_due, "login", id_)


def _expire(state: State, name: str, id_: str, due: int) -> None:
    if _due(state, name, id_) != due:
        _look_again(state, name, id_, due)
        return
    if name == "login":
        state.agents[id_].login_due = NEVER
    TIMERS[name].expire(state, id_, due)


def _roll_over_day(state: State, now: int) -> None:
    """A new day: every figure starts again, but for what already lies in it and callers who still wait."""
    yesterday = state.today
    _recount_everything(state, out=True)
    if state.closing and state.closing.begin <= now < state.closing.end:
        state.days, state.closing = [state.closing], None  # by a wrong clock it was over
    else:
        ahead = [day for day in state.days[1:] if now < day.end <= now + 3 * DUPLICATE_WINDOW_S]
        state.days = ahead if ahead and ahead[0].begin <= now else [make_day(now, state.rules), *ahead]
        state.closing = yesterday if yesterday.name and yesterday.end <= now else None
    _recount_everything(state, out=False)
    if not yesterday.name:
        state.today.feed = yesterday.feed  # bodies stored before the first date was known
    _name_campaigns(state, yesterday)
    _evict_idle(state)
    # Every row may have changed: its documents look at all of it once.
    state.changed.clear()
    state.changes_since = state.version


def _name_campaigns(state: State, day: Day) -> None:
    day.campaign_names |= {id_: name for id_ in day.campaigns if (name := state.campaign_name(id_))}


def _close_day(state: State) -> None:
    """No late event counts any more in the day before."""
    if day := state.closing:
        state.now = max(state.now, state.closes_at)
        day.unrecorded = unrecorded_seconds(state, day)
        _name_campaigns(state, day)
        state.gaps = [gap for gap in state.gaps if gap[1] > day.end]
        state.finished.append(day)
        state.closing = None


def _evict_idle(state: State) -> None:
    """Evict everything that neither lives nor has a figure today: a year holds many logins and queues."""
    counted = {kind: set().union(*(getattr(day, kind) for day in state.days)) for kind in _KINDS}
    for login, aggregate in list(state.agents.items()):
        held = (
            aggregate.presence.logged_in
            or aggregate.legs
            or aggregate.past
            or aggregate.chats
            or login in counted["agents"]
        )
        recent = aggregate.events and aggregate.events[-1].date + ENDED_RETENTION_S > state.now
        if not held and not recent:
            del state.agents[login]
    for kind in ("queues", "campaigns", "chat_queues"):
        known = getattr(state, kind)
        for id_ in [id_ for id_, now in known.items() if id_ not in counted[kind] and not _lives(now)]:
            del known[id_]


def _lives(now: QueueNow | CampaignNow | ChatQueueNow) -> bool:
    match now:
        case QueueNow():
            return bool(now.waiting or now.talking or now.legs)
        case CampaignNow():
            return bool(now.dialing or now.talking)
        case ChatQueueNow():
            return bool(now.waiting or now.active)


def _recount_everything(state: State, *, out: bool) -> None:
    for kind in KINDS.values():
        for id_, aggregate in kind.aggregates(state).items():
            value = kind.value(aggregate)
            kind.recount(state, id_, *((value, None) if out else (None, value)))


def _evict(state: State) -> None:
    """Forget what ended over an hour ago and, from time to time, doubles of yesterday."""
    while state.evictions and state.evictions[0][0] <= state.now:
        when, name, id_ = heapq.heappop(state.evictions)
        if state.over.get((name, id_)) == when - ENDED_RETENTION_S:
            del state.over[(name, id_)]
            state.changes_since = max(state.changes_since, state.changed.pop((name, id_), 0))
            kind = KINDS[name]
            aggregate = kind.aggregates(state).pop(id_)
            if kind.forget:
                kind.forget(state, id_, aggregate)
    forget_minutes(state)
    if state.now >= state.dedup_rotated_at + DUPLICATE_WINDOW_S:
        state.seen_before, state.seen, state.dedup_rotated_at = state.seen, {}, state.now
