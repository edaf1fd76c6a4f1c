"""Time passes: what is due expires, days turn, what ended long ago is forgotten. In the order it happens.

Only `apply.py` calls this, with an instant that an entry of the journal carries.
"""

import heapq
from typing import TypeVar

from . import agents, aggregation, chats, tickets, unidentified
from .availability import settle_availability
from .calls import model
from .calls.callbacks import keep_abandoned_visits
from .clock_rollback import rewind_clock
from .commit import (
    aged,
    replace_call,
    replace_chat,
    replace_presence,
    replace_ticket,
    retain_until,
    retire_legs,
    schedule,
    talked_until,
)
from .rules import NEVER
from .state import ENDED_RETENTION_S, AgentAggregate, CampaignNow, ChatQueueNow, QueueNow, State, make_day

T = TypeVar("T")

_KINDS = ("agents", "queues", "campaigns", "chat_queues")

CLOCK_SET_BACK_S = 60
"""Seconds by which time may seem to go back without the clock having been set: nodes differ by less."""

DUPLICATE_WINDOW_S = 24 * 3600
"""Seconds within which the same fields again are a double, not a new event."""


def next_due(state: State) -> int:
    """When something changes by itself: an expiry or the day's turn; NEVER before the first entry."""
    _drop_stale(state)
    due = state.timers[0][0] if state.timers else NEVER
    return min(due, state.today.end or NEVER)


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
        rollover = state.days[0].end
        if due > now and rollover > now:
            break
        if rollover <= due:
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


def _drop_stale(state: State) -> None:
    while state.timers:
        due, kind, id_ = state.timers[0]
        if due == _due(state, kind, id_):
            return
        heapq.heappop(state.timers)
        _look_again(state, kind, id_, due)


def _due(state: State, kind: str, id_: str) -> int:
    """When this thing is really due now; an older reckoning may still be queued."""
    if kind == "call":
        return state.calls[id_].call.due if id_ in state.calls else NEVER
    if kind == "agent":
        return state.agents[id_].due if id_ in state.agents else NEVER
    if kind == "login":
        return _login_due(state, state.agents[id_]) if id_ in state.agents else NEVER
    if kind == "unidentified":
        return unidentified.due(state, id_)
    if kind == "chat":
        return chats.due(state.chats[id_].chat, state.rules.expire) if id_ in state.chats else NEVER
    return tickets.due(state.tickets[id_].ticket, state.rules.expire) if id_ in state.tickets else NEVER


def _login_due(state: State, aggregate: AgentAggregate) -> int:
    return agents.login_due(aggregate.presence, state.rules, talked_until(state, aggregate))


def _look_again(state: State, kind: str, id_: str, looked: int) -> None:
    """Plan the next look at a login that signs of life have put off."""
    aggregate = state.agents.get(id_) if kind == "login" else None
    if aggregate and aggregate.login_due == looked:
        aggregate.login_due = _login_due(state, aggregate)
        schedule(state, aggregate.login_due, "login", id_)


def _expire(state: State, kind: str, id_: str, due: int) -> None:
    if _due(state, kind, id_) != due:
        _look_again(state, kind, id_, due)
        return
    if kind == "call":
        replace_call(state, id_, model.age(state.calls[id_].call, due, state.rules.expire))
        live = state.calls[id_].call.live
    elif kind in {"agent", "login"}:
        aggregate = state.agents[id_]
        aggregate.login_due = NEVER if kind == "login" else aggregate.login_due
        replace_presence(state, aggregate, aged(state, aggregate, aggregate.presence, due))
        return
    elif kind == "unidentified":
        unidentified.expire(state, id_, due)
        return
    elif kind == "chat":
        replace_chat(state, id_, chats.age(state.chats[id_].chat, due, state.rules.expire))
        live = state.chats[id_].chat.live
    else:
        replace_ticket(state, id_, tickets.age(state.tickets[id_].ticket, due, state.rules.expire))
        live = state.tickets[id_].ticket.live
    if not live:
        retain_until(state, kind, id_, live=False)


def _roll_over_day(state: State, now: int) -> None:
    """A new day: every figure starts again, but for what already lies in it and whoever still waits."""
    yesterday = state.today
    _recount_everything(state, out=True)
    ahead = [day for day in state.days[1:] if now < day.end <= now + 3 * DUPLICATE_WINDOW_S]
    state.days = ahead if ahead and ahead[0].begin <= now else [make_day(now, state.rules), *ahead]
    _recount_everything(state, out=False)
    if not yesterday.name:
        state.today.feed = yesterday.feed  # bodies kept before the first date was known
    _evict_idle(state)
    # Every row may have changed: whoever shows the state looks at all of it once.
    state.changed.clear()
    state.changes_since = state.version


def _evict_idle(state: State) -> None:
    """Forget whoever and whatever neither lives nor has a figure today: a year holds many logins and queues."""
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
    def sides(entity: T) -> tuple[T | None, T | None]:
        return (entity, None) if out else (None, entity)

    for kept in state.calls.values():
        aggregation.apply_call_delta(state, *sides(kept.call))
    for talk in state.chats.values():
        aggregation.apply_chat_delta(state, *sides(talk.chat))
    for asked in state.tickets.values():
        aggregation.apply_ticket_delta(state, *sides(asked.ticket))
    for agent in state.agents.values():
        aggregation.apply_presence_delta(state, agent.login, *sides(agent.presence))


def _evict(state: State) -> None:
    """Forget what ended over an hour ago and, from time to time, doubles of yesterday."""
    while state.evictions and state.evictions[0][0] <= state.now:
        when, kind, id_ = heapq.heappop(state.evictions)
        if state.over.get((kind, id_)) == when - ENDED_RETENTION_S:
            del state.over[(kind, id_)]
            _is_evicted(state, kind, id_)
    if state.now >= state.dedup_rotated_at + DUPLICATE_WINDOW_S:
        state.seen_before, state.seen, state.dedup_rotated_at = state.seen, {}, state.now


def _is_evicted(state: State, kind: str, id_: str) -> None:
    state.changes_since = max(state.changes_since, state.changed.pop((kind, id_), 0))
    if kind == "call":
        aggregate = state.calls.pop(id_)
        keep_abandoned_visits(state, aggregate, aggregate.call)
        retire_legs(state, id_, aggregate.call.legs)
    elif kind == "chat":
        del state.chats[id_]
    else:
        del state.tickets[id_]
