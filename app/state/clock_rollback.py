"""The wallboard's clock had been ahead and was set right: from here on time passes by the right one.

What was believed by the wrong clock is dated now, at the latest; what it had expired stays so. Under a right
clock, and under `--clock events`, nothing of this ever happens.
"""

import heapq
from typing import Any

from msgspec.structs import replace

from .agents import Presence
from .commit import retain_until
from .internal_events import StatusObserved
from .kinds import CALLS, KINDS, Kind
from .ordering import insert
from .state import ENDED_RETENTION_S, State
from .unidentified import rewind
from .updates import signal_ends

MAX_AHEAD_S = 300
"""Seconds by which an event may truly lie ahead: clocks differ by minutes."""


def rewind_clock(state: State, now: int) -> None:
    """Let it be `now` again."""
    state.now = now
    _limit_evictions(state)
    _clamp_future_events(state)
    rewind(state, now)


def _limit_evictions(state: State) -> None:
    """Whatever waits for an hour or a day to pass waits from now on, not from a time that may never come."""
    now = state.now
    state.aheads.clear()  # they were measured by the wrong clock
    state.dedup_rotated_at = min(state.dedup_rotated_at, now)
    state.settles = min(state.settles, now)
    for seen in (state.seen, state.seen_before):
        seen.update({dedup_key: now for dedup_key, first in seen.items() if first > now})
    state.over.update({key: now for key, ended in state.over.items() if ended > now})
    state.evictions = [(min(when, now + ENDED_RETENTION_S), kind, id_) for when, kind, id_ in state.evictions]
    heapq.heapify(state.evictions)


def _clamp_future_events(state: State) -> None:
    """Fold again what holds events of a time that has not come yet. Calls go first: they tell their agents."""
    _forget_settled(state)
    for name, kind in KINDS.items():
        for id_, aggregate in kind.aggregates(state).items():
            if _clamped(aggregate, state.now, kind):
                old = kind.value(aggregate)
                kind.put(state, aggregate, kind.age(state, aggregate, kind.folding.again(state, aggregate), state.now))
                new = kind.value(aggregate)
                if kind.forget:
                    retain_until(state, name, id_, live=new.live)
                if kind is CALLS:
                    signal_ends(state, old, new)


def _forget_settled(state: State) -> None:
    """What agents have settled by the wrong clock counts no more."""
    now = state.now
    for agent in state.agents.values():
        if agent.folded > now:
            agent.base = Presence()
        agent.settled = min(agent.settled, now)
        agent.rested, agent.latest = min(agent.rested, now), min(agent.latest, now)


def _clamped(aggregate: Any, now: int, kind: Kind) -> bool:
    """Date what lies ahead as of now; whether anything did."""
    aggregate.folded, aggregate.work_since = min(aggregate.folded, now), min(aggregate.work_since, now)
    events: list[Any] = aggregate.events
    if not events or events[-1].date <= now + MAX_AHEAD_S:
        return False
    given = [_dated(event, now) if event.date > now + MAX_AHEAD_S else event for event in events]
    events.clear()
    for event in given:
        insert(events, event, kind.folding.rank)
    return True


def _dated(event: Any, now: int) -> Any:
    return replace(event, date=now, **({"seen": now} if isinstance(event, StatusObserved) else {}))
