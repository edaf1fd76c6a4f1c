"""Time passes: what is due expires, days turn, what ended long ago is forgotten. In the order it happens.

Only `apply.py` calls this, with an instant that an entry of the journal carries.
"""

import heapq

from .availability import settle_availability
from .kinds import KINDS, TIMERS
from .rules import NEVER
from .set_back import set_back
from .state import REMEMBERED, CampaignNow, ChatQueueNow, QueueNow, State, make_day
from .writing import login_due, remember, schedule

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


def _due(state: State, name: str, id_: str) -> int:
    """When this is really due now; an older reckoning may still be queued."""
    timer = TIMERS[name]
    story = timer.stories(state).get(id_)
    return NEVER if story is None else timer.due(state, story)


def _look_again(state: State, name: str, id_: str, looked: int) -> None:
    """Plan the next look at a login that signs of life have put off."""
    story = state.agents.get(id_) if name == "login" else None
    if story and story.login_due == looked:
        story.login_due = login_due(state, story)
        schedule(state, story.login_due, "login", id_)


def _expire(state: State, name: str, id_: str, due: int) -> None:
    if _due(state, name, id_) != due:
        _look_again(state, name, id_, due)
        return
    kind = TIMERS[name]
    story = kind.stories(state)[id_]
    if name == "login":
        story.login_due = NEVER
    kind.put(state, story, kind.age(state, story, kind.value(story), due))
    if kind.forget and not kind.value(story).live:
        remember(state, name, id_, live=False)


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
    for kind in KINDS.values():
        for id_, story in kind.stories(state).items():
            value = kind.value(story)
            kind.recount(state, id_, *((value, None) if out else (None, value)))


def _forget(state: State) -> None:
    """Forget what ended over an hour ago and, from time to time, doubles of yesterday."""
    while state.forgets and state.forgets[0][0] <= state.now:
        when, name, id_ = heapq.heappop(state.forgets)
        if state.over.get((name, id_)) == when - REMEMBERED:
            del state.over[(name, id_)]
            state.pruned = max(state.pruned, state.changed.pop((name, id_), 0))
            kind = KINDS[name]
            story = kind.stories(state).pop(id_)
            if kind.forget:
                kind.forget(state, id_, story)
    if state.now >= state.swept + DOUBLED:
        state.seen_before, state.seen, state.swept = state.seen, {}, state.now
