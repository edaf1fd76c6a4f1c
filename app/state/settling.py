"""Folding the oldest events of an entity for good, so that its events stay few: what they counted stays counted."""

from bisect import bisect_right
from typing import Any, TypeVar

import msgspec

from . import agents, call, counting
from .callbacks import keep_abandoned_visits, settle_rings
from .folding import OPEN_EVENTS, WORK_PER_MINUTE
from .kinds import AGENTS, CALLS, Kind
from .state import REMEMBERED, AgentStory, CallStory, State
from .writing import put_call, retire_legs

T = TypeVar("T")

KEPT_VISITS = 16  # of a call whose oldest events are settled
KEPT_LEGS = 32


def settle(state: State, kind: Kind, story: Any) -> None:
    """Settle the oldest events where there are too many, and an agent's of over an hour ago."""
    if kind is AGENTS and state.now >= story.settled + REMEMBERED:
        _settle_presence(state, story, bisect_right(story.events, story.settled, key=lambda event: event.date))
        story.settled = state.now
    elif len(story.events) > OPEN_EVENTS or story.work > WORK_PER_MINUTE:
        if kind is CALLS:
            _settle_call(state, story)
        elif surplus := kind.folding.surplus(story, state.now):
            if kind is AGENTS:
                _settle_presence(state, story, surplus)
            else:
                story.base = kind.folding.settle(story, surplus, state.rules)


def _settle_call(state: State, story: CallStory) -> None:
    """Fold the oldest events of a call of very many for good: what they counted stays counted."""
    rules, now = state.rules, state.now
    surplus = CALLS.folding.surplus(story, now)
    if not surplus:
        CALLS.folding.settle_recent(story, rules)
        return
    settle_rings(story, surplus)
    base: call.Call = CALLS.folding.settle(story, surplus, rules)
    base = call.age(base, story.events[0].date - 1 if story.events else now, rules.expire)
    gone = _settled_parts(base, story.call)
    story.base = msgspec.structs.replace(
        base,
        visits=_without(base.visits, gone.visits),
        legs=_without(base.legs, gone.legs),
        unexpected=(),
        expired=(),
    )
    new = call.age(CALLS.folding.fold(story.base, story.events, rules), now, rules.expire)
    keep_abandoned_visits(state, story, gone)
    retire_legs(state, gone.id, gone.legs)
    put_call(state, story, new)
    counting.recount_call(state, None, gone)


def _settled_parts(base: call.Call, now: call.Call) -> call.Call:
    """What of the base is over and was not changed by any later event."""
    last = max(0, len(base.visits) - KEPT_VISITS)
    visits = [was for was, is_ in zip(base.visits[:last], now.visits, strict=False) if was == is_ and not was.waiting]
    held = set(now.legs)
    over = [leg for leg in base.legs if leg.ended is not None and leg in held]
    return msgspec.structs.replace(base, visits=tuple(visits), legs=tuple(over[:-KEPT_LEGS]), dial=None)


def _without(parts: tuple[T, ...], gone: tuple[T, ...]) -> tuple[T, ...]:
    """The parts that are not among those gone, which are the same objects."""
    ids = {id(part) for part in gone}
    return tuple([part for part in parts if id(part) not in ids])


def _settle_presence(state: State, story: AgentStory, count: int) -> None:
    """Fold the oldest events into the base for good: their spans stay counted."""
    base = AGENTS.folding.settle(story, count, state.rules)
    counted = len(base.spans), len(base.unexpected), len(base.expired)
    story.freed = [s for s in (*story.freed, *base.spans) if s.of == "free" and s.ended > state.now - REMEMBERED]
    story.base = _bare(base, counted)
    story.presence = _bare(story.presence, counted)
    if story.events and story.presence.lapsed < story.events[-1].date:  # else time has changed it since
        story.recent, story.recent_from = story.presence, len(story.events)


def _bare(presence: agents.Presence, counted: tuple[int, int, int]) -> agents.Presence:
    spans, unexpected, expired = counted
    return msgspec.structs.replace(
        presence,
        spans=presence.spans[spans:],
        unexpected=presence.unexpected[unexpected:],
        expired=presence.expired[expired:],
        before=_bare(presence.before, counted) if presence.before else None,
    )
