"""Time passes: what is due expires, days turn, what ended long ago is forgotten. In the order it happens.

Only `apply.py` calls this, with an instant that an entry of the journal carries.
"""

import heapq
from typing import TypeVar

from . import agents, call, chats, counting, tickets, unidentified
from .availability import settle_availability
from .callbacks import keep_abandoned_visits
from .rules import NEVER
from .set_back import set_back
from .state import REMEMBERED, AgentStory, CampaignNow, ChatQueueNow, QueueNow, State, make_day
from .writing import aged, put_call, put_chat, put_presence, put_ticket, remember, retire_legs, schedule, talked_until

T = TypeVar("T")

_KINDS = ("agents", "queues", "campaigns", "chat_queues")

SET_BACK = 60
"""Seconds by which time may seem to go back without the clock having been set: nodes differ by less."""

DOUBLED = 24 * 3600
"""Seconds within which the same fields again are a double, not a new event."""


def next_due(state: State) -> int:
    """When something changes by itself: an expiry or the day's turn; NEVER before the first entry."""
    _drop_stale(state)
    due = state.dues[0][0] if state.dues else NEVER
    return min(due, state.today.end or NEVER)


def advance(state: State, now: int) -> None:
    """Let everything happen that was due until `now`, each thing at its own time.

    A clock that is a little behind waits until it has caught up; one that was set back is followed.
    """
    if now < state.now:
        if now >= state.now - SET_BACK:
            return
        set_back(state, now)
        if now < state.today.begin:
            _turn(state, now)
    while True:
        due = state.dues[0][0] if state.dues else NEVER
        turn = state.days[0].end
        if due > now and turn > now:
            break
        if turn <= due:
            _turn(state, max(turn, min(due, now)))
        else:
            _, kind, id_ = heapq.heappop(state.dues)
            state.now = max(state.now, due)
            _expire(state, kind, id_, due)
    state.now = now
    if now >= state.settles:
        settle_availability(state)
    if now >= state.swept + DOUBLED or (state.forgets and state.forgets[0][0] <= now):
        _forget(state)


def _drop_stale(state: State) -> None:
    while state.dues:
        due, kind, id_ = state.dues[0]
        if due == _due(state, kind, id_):
            return
        heapq.heappop(state.dues)
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


def _login_due(state: State, story: AgentStory) -> int:
    return agents.login_due(story.presence, state.rules, talked_until(state, story))


def _look_again(state: State, kind: str, id_: str, looked: int) -> None:
    """Plan the next look at a login that signs of life have put off."""
    story = state.agents.get(id_) if kind == "login" else None
    if story and story.login_due == looked:
        story.login_due = _login_due(state, story)
        schedule(state, story.login_due, "login", id_)


def _expire(state: State, kind: str, id_: str, due: int) -> None:
    if _due(state, kind, id_) != due:
        _look_again(state, kind, id_, due)
        return
    if kind == "call":
        put_call(state, id_, call.age(state.calls[id_].call, due, state.rules.expire))
        live = state.calls[id_].call.live
    elif kind in {"agent", "login"}:
        story = state.agents[id_]
        story.login_due = NEVER if kind == "login" else story.login_due
        put_presence(state, story, aged(state, story, story.presence, due))
        return
    elif kind == "unidentified":
        unidentified.expire(state, id_, due)
        return
    elif kind == "chat":
        put_chat(state, id_, chats.age(state.chats[id_].chat, due, state.rules.expire))
        live = state.chats[id_].chat.live
    else:
        put_ticket(state, id_, tickets.age(state.tickets[id_].ticket, due, state.rules.expire))
        live = state.tickets[id_].ticket.live
    if not live:
        remember(state, kind, id_, live=False)


def _turn(state: State, now: int) -> None:
    """A new day: every figure starts again, but for what already lies in it and whoever still waits."""
    yesterday = state.today
    _recount_everything(state, out=True)
    ahead = [day for day in state.days[1:] if now < day.end <= now + 3 * DOUBLED]
    state.days = ahead if ahead and ahead[0].begin <= now else [make_day(now, state.rules), *ahead]
    _recount_everything(state, out=False)
    if not yesterday.name:
        state.today.feed = yesterday.feed  # bodies kept before the first date was known
    _drop_idle(state)
    # Every row may have changed: whoever shows the state looks at all of it once.
    state.changed.clear()
    state.pruned = state.version


def _drop_idle(state: State) -> None:
    """Forget whoever and whatever neither lives nor has a figure today: a year holds many logins and queues."""
    counted = {kind: set().union(*(getattr(day, kind) for day in state.days)) for kind in _KINDS}
    for login, story in list(state.agents.items()):
        held = story.presence.logged_in or story.legs or story.past or story.chats or login in counted["agents"]
        recent = story.events and story.events[-1].date + REMEMBERED > state.now
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
    def sides(thing: T) -> tuple[T | None, T | None]:
        return (thing, None) if out else (None, thing)

    for kept in state.calls.values():
        counting.recount_call(state, *sides(kept.call))
    for talk in state.chats.values():
        counting.recount_chat(state, *sides(talk.chat))
    for asked in state.tickets.values():
        counting.recount_ticket(state, *sides(asked.ticket))
    for agent in state.agents.values():
        counting.recount_presence(state, agent.login, *sides(agent.presence))


def _forget(state: State) -> None:
    """Forget what ended over an hour ago and, from time to time, doubles of yesterday."""
    while state.forgets and state.forgets[0][0] <= state.now:
        when, kind, id_ = heapq.heappop(state.forgets)
        if state.over.get((kind, id_)) == when - REMEMBERED:
            del state.over[(kind, id_)]
            _forgotten(state, kind, id_)
    if state.now >= state.swept + DOUBLED:
        state.seen_before, state.seen, state.swept = state.seen, {}, state.now


def _forgotten(state: State, kind: str, id_: str) -> None:
    state.pruned = max(state.pruned, state.changed.pop((kind, id_), 0))
    if kind == "call":
        story = state.calls.pop(id_)
        keep_abandoned_visits(state, story, story.call)
        retire_legs(state, id_, story.call.legs)
    elif kind == "chat":
        del state.chats[id_]
    else:
        del state.tickets[id_]
