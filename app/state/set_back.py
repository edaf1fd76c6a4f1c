"""The wallboard's clock had been ahead and was set right: from here on time passes by the right one.

What was believed by the wrong clock is dated now, at the latest; what it had expired stays so. Under a right
clock, and under `--clock events`, nothing of this ever happens.
"""

import heapq
from typing import Any

from msgspec.structs import replace

from .agents import Presence
from .kinds import CALLS, KINDS, Kind
from .state import REMEMBERED, State
from .telling import tell_ends
from .timeline import insert
from .writing import remember

AHEAD = 300
"""Seconds by which an event may truly lie ahead: clocks differ by minutes."""


def set_back(state: State, now: int) -> None:
    """Let it be `now` again."""
    state.now = now
    _forget_in_time(state)
    _redate(state)


def _forget_in_time(state: State) -> None:
    """Whatever waits for an hour or a day to pass waits from now on, not from a time that may never come."""
    now = state.now
    state.aheads.clear()  # they were measured by the wrong clock
    state.swept = min(state.swept, now)
    state.settles = min(state.settles, now)
    for seen in (state.seen, state.seen_before):
        seen.update({mark: now for mark, first in seen.items() if first > now})
    state.over.update({key: now for key, ended in state.over.items() if ended > now})
    state.forgets = [(min(when, now + REMEMBERED), kind, id_) for when, kind, id_ in state.forgets]
    heapq.heapify(state.forgets)


def _redate(state: State) -> None:
    """Fold again what holds events of a time that has not come yet. Calls go first: they tell their agents."""
    _forget_settled(state)
    for name, kind in KINDS.items():
        for id_, story in kind.stories(state).items():
            if _redated(story, state.now, kind):
                old = kind.value(story)
                kind.put(state, story, kind.age(state, story, kind.folding.again(state, story), state.now))
                new = kind.value(story)
                if kind.forget:
                    remember(state, name, id_, live=new.live)
                if kind is CALLS:
                    tell_ends(state, old, new)


def _forget_settled(state: State) -> None:
    """What agents have settled by the wrong clock counts no more."""
    now = state.now
    for agent in state.agents.values():
        if agent.folded > now:
            agent.base = Presence()
        agent.settled = min(agent.settled, now)
        agent.rested, agent.latest = min(agent.rested, now), min(agent.latest, now)


def _redated(story: Any, now: int, kind: Kind) -> bool:
    """Date what lies ahead as of now; whether anything did."""
    story.folded, story.work_since = min(story.folded, now), min(story.work_since, now)
    events: list[Any] = story.events
    if not events or events[-1].date <= now + AHEAD:
        return False
    given = [replace(event, date=now) if event.date > now + AHEAD else event for event in events]
    events.clear()
    for event in given:
        insert(events, event, kind.folding.rank)
    return True
