"""Folding the oldest events of an entity for good, so that its events stay few: what they counted stays counted."""

from bisect import bisect_right
from typing import Any, TypeVar

import msgspec

from . import agents, aggregation
from .calls import model
from .calls.callbacks import keep_abandoned_visits, settle_rings
from .commit import replace_call, retire_legs
from .folding import OPEN_EVENTS, WORK_PER_MINUTE
from .kinds import AGENTS, CALLS, Kind
from .state import ENDED_RETENTION_S, AgentAggregate, CallAggregate, State

T = TypeVar("T")

KEPT_VISITS = 16  # of a call whose oldest events are settled
KEPT_LEGS = 32


def settle(state: State, kind: Kind, aggregate: Any) -> None:
    """Settle the oldest events where there are too many, and an agent's of over an hour ago."""
    if kind is AGENTS and state.now >= aggregate.settled + ENDED_RETENTION_S:
        _settle_presence(
            state, aggregate, bisect_right(aggregate.events, aggregate.settled, key=lambda event: event.date)
        )
        aggregate.settled = state.now
    elif len(aggregate.events) > OPEN_EVENTS or aggregate.work > WORK_PER_MINUTE:
        if kind is CALLS:
            _settle_call(state, aggregate)
        elif surplus := kind.folding.surplus(aggregate, state.now):
            if kind is AGENTS:
                _settle_presence(state, aggregate, surplus)
            else:
                aggregate.base = kind.folding.settle(aggregate, surplus, state.rules)


def _settle_call(state: State, aggregate: CallAggregate) -> None:
    """Fold the oldest events of a call of very many for good: what they counted stays counted."""
    rules, now = state.rules, state.now
    surplus = CALLS.folding.surplus(aggregate, now)
    if not surplus:
        CALLS.folding.settle_recent(aggregate, rules)
        return
    settle_rings(aggregate, surplus)
    base: model.Call = CALLS.folding.settle(aggregate, surplus, rules)
    base = model.age(base, aggregate.events[0].date - 1 if aggregate.events else now, rules.expire)
    gone = _settled_parts(base, aggregate.call)
    aggregate.base = msgspec.structs.replace(
        base,
        visits=_without(base.visits, gone.visits),
        legs=_without(base.legs, gone.legs),
        unexpected=(),
        expired=(),
    )
    new = model.age(CALLS.folding.fold(aggregate.base, aggregate.events, rules), now, rules.expire)
    keep_abandoned_visits(state, aggregate, gone)
    retire_legs(state, gone.id, gone.legs)
    replace_call(state, aggregate, new)
    aggregation.apply_call_delta(state, None, gone)


def _settled_parts(base: model.Call, now: model.Call) -> model.Call:
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


def _settle_presence(state: State, aggregate: AgentAggregate, count: int) -> None:
    """Fold the oldest events into the base for good: their spans stay counted."""
    base = AGENTS.folding.settle(aggregate, count, state.rules)
    counted = len(base.spans), len(base.unexpected), len(base.expired)
    aggregate.freed = [
        s for s in (*aggregate.freed, *base.spans) if s.of == "free" and s.ended > state.now - ENDED_RETENTION_S
    ]
    aggregate.base = _bare(base, counted)
    aggregate.presence = _bare(aggregate.presence, counted)
    if aggregate.events and aggregate.presence.lapsed < aggregate.events[-1].date:  # else time has changed it since
        aggregate.recent, aggregate.recent_from = aggregate.presence, len(aggregate.events)


def _bare(presence: agents.Presence, counted: tuple[int, int, int]) -> agents.Presence:
    spans, unexpected, expired = counted
    return msgspec.structs.replace(
        presence,
        spans=presence.spans[spans:],
        unexpected=presence.unexpected[unexpected:],
        expired=presence.expired[expired:],
        before=_bare(presence.before, counted) if presence.before else None,
    )
