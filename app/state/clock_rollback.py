"""The wallboard's clock had been ahead and was set right: from here on time passes by the right one.

What was believed by the wrong clock is dated now, at the latest; what it had expired stays so. Under a right
clock, and under `--clock events`, nothing of this ever happens.
"""

import heapq
from typing import Any

from msgspec.structs import replace

from .agents import Presence
from .calls import model
from .commit import aged, replace_call, replace_chat, replace_presence, replace_ticket, retain_until
from .folding import Folding
from .internal_events import StatusObserved
from .ordering import insert
from .state import ENDED_RETENTION_S, AgentAggregate, CallAggregate, ChatAggregate, State, TicketAggregate
from .unidentified import rewind
from .updates import AGENTS, CALLS, CHATS, TICKETS, signal_ends

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
    now, rules = state.now, state.rules
    for id_, aggregate in state.calls.items():
        if _clamped(aggregate, now, CALLS):
            old = aggregate.call
            replace_call(state, id_, model.age(CALLS.again(state, aggregate), now, rules.expire))
            retain_until(state, "call", id_, live=aggregate.call.live)
            signal_ends(state, old, aggregate.call)
    for agent in state.agents.values():
        if agent.folded > now:
            agent.base = Presence()
        agent.settled = min(agent.settled, now)
        agent.rested, agent.latest = min(agent.rested, now), min(agent.latest, now)
        if _clamped(agent, now, AGENTS):
            replace_presence(state, agent, aged(state, agent, AGENTS.again(state, agent)))
    for id_, talk in state.chats.items():
        if _clamped(talk, now, CHATS):
            replace_chat(state, id_, CHATS.again(state, talk))
            retain_until(state, "chat", id_, live=talk.chat.live)
    for id_, asked in state.tickets.items():
        if _clamped(asked, now, TICKETS):
            replace_ticket(state, id_, TICKETS.again(state, asked))
            retain_until(state, "ticket", id_, live=asked.ticket.live)


def _clamped(
    aggregate: CallAggregate | AgentAggregate | ChatAggregate | TicketAggregate, now: int, folding: Folding
) -> bool:
    """Date what lies ahead as of now; whether anything did."""
    aggregate.folded, aggregate.work_since = min(aggregate.folded, now), min(aggregate.work_since, now)
    events: list[Any] = aggregate.events
    if not events or events[-1].date <= now + MAX_AHEAD_S:
        return False
    given = [_dated(event, now) if event.date > now + MAX_AHEAD_S else event for event in events]
    events.clear()
    for event in given:
        insert(events, event, folding.rank)
    return True


def _dated(event: Any, now: int) -> Any:
    return replace(event, date=now, **({"seen": now} if isinstance(event, StatusObserved) else {}))
