"""The only writes: a thing takes the place of what it was, and everything that hangs on it follows.

Its share in the figures (`counting.py`), the legs and chats that its agents hold, and when to look at it again.
"""

import heapq
from collections.abc import Iterable

from msgspec.structs import replace

from . import agents, aggregation, chats, tickets
from .calls.model import Call, Leg
from .rules import NEVER
from .state import ENDED_RETENTION_S, AgentAggregate, State
from .transitions import IN, TALKING


def schedule(state: State, due: int, kind: str, id_: str) -> None:
    """Look at this thing again when `due` has come."""
    if due != NEVER:
        heapq.heappush(state.timers, (due, kind, id_))


def retain_until(state: State, kind: str, id_: str, *, live: bool) -> None:
    """Keep a thing for an hour after the last word of it; for as long as it lives anyway."""
    if live:
        state.over.pop((kind, id_), None)
        return
    state.over[(kind, id_)] = state.now
    heapq.heappush(state.evictions, (state.now + ENDED_RETENTION_S, kind, id_))


def replace_call(state: State, id_: str, new: Call) -> None:
    """Put the call in the place of what it was, with its share in every figure and its agents' legs."""
    aggregate = state.calls[id_]
    old, aggregate.call = aggregate.call, new
    if new is old:
        return
    aggregation.apply_call_delta(state, old, new)
    state.touch("call", id_)
    if new.due != old.due:
        schedule(state, new.due, "call", id_)
    if new.legs is not old.legs:
        _report_legs(state, old, new)


def aged(
    state: State, aggregate: AgentAggregate, presence: agents.Presence, until: int | None = None
) -> agents.Presence:
    """The presence when what was due by `until` (now) is over; a talk that lasts keeps the agent logged in."""
    until = state.now if until is None else until
    overdue = presence.status is IN and presence.seen + state.rules.expire.presence <= until
    if not overdue and presence.wrap_up is None and presence.preview is None:
        return presence
    return agents.age(presence, until, state.rules, talked_until(state, aggregate) if overdue else 0)


def talked_until(state: State, aggregate: AgentAggregate) -> int:
    """When the agent last talked: now while a talk lasts, 0 if never."""
    talks = [
        leg for legs in (*aggregate.legs.values(), *aggregate.past.values()) for leg in legs if leg.doing is TALKING
    ]
    return max([state.now if leg.ended is None else leg.ended for leg in talks], default=aggregate.rested)


def replace_presence(state: State, aggregate: AgentAggregate, new: agents.Presence) -> None:
    """Put the presence in the place of what it was, with its share in the day's figures."""
    old, aggregate.presence = aggregate.presence, new
    state.touch("agent", aggregate.login)
    if new is old:
        return
    aggregation.apply_presence_delta(state, aggregate.login, old, new)
    due = agents.due(new, state.rules)
    if due != aggregate.due:
        aggregate.due = due
        schedule(state, due, "agent", aggregate.login)
    if (
        new.status is IN and aggregate.login_due == NEVER
    ):  # signs of life put its end off; the planned look plans the next
        aggregate.login_due = agents.login_due(new, state.rules)
        schedule(state, aggregate.login_due, "login", aggregate.login)


def replace_chat(state: State, id_: str, new: chats.Chat) -> None:
    """Put the conversation in the place of what it was, with its share in the figures and its agent's list."""
    aggregate = state.chats[id_]
    old, aggregate.chat = aggregate.chat, new
    aggregation.apply_chat_delta(state, old, new)
    state.touch("chat", id_)
    schedule(state, chats.due(new, state.rules.expire), "chat", id_)
    if old.agent != new.agent and old.agent:
        state.agent(old.agent).chats.pop(id_, None)
        state.touch("agent", old.agent)
    if new.agent:
        state.agent(new.agent).chats[id_] = new.since
        state.touch("agent", new.agent)


def replace_ticket(state: State, id_: str, new: tickets.Ticket) -> None:
    """Put the ticket in the place of what it was, with its share in what is open."""
    aggregate = state.tickets[id_]
    old, aggregate.ticket = aggregate.ticket, new
    aggregation.apply_ticket_delta(state, old, new)
    schedule(state, tickets.due(new, state.rules.expire), "ticket", id_)


def retire_legs(state: State, id_: str, legs: Iterable[Leg]) -> None:
    """Have the agents of a call's ended legs remember what they need of them once the call no longer holds them."""
    for leg in legs:
        if leg.agent and (agent := state.agents.get(leg.agent)):
            if leg.queue not in agent.presence.queues and (queues := agent.queues) is not agent.presence.queues:
                agent.presence = replace(agent.presence, queues=queues)
                agent.base = replace(agent.base, queues=agent.base.queues | queues)
            agent.past.pop(id_, None)
            agent.passed.discard(id_)
            agent.rested = max(agent.rested, leg.ended or 0)


def _report_legs(state: State, old: Call, new: Call) -> None:
    """Tell the agents concerned which legs of this call they hold."""
    concerned = {leg.agent for leg, _ in aggregation.changed(old.legs, new.legs) if leg.agent}
    held: dict[str, list[Leg]] = {login: [] for login in concerned}
    for leg in new.legs:
        if leg.agent in held:
            held[leg.agent].append(leg)
    for login, legs in held.items():
        _hold(state.agent(login), new.id, tuple(legs))
        state.touch("agent", login)


def _hold(aggregate: AgentAggregate, id_: str, legs: tuple[Leg, ...]) -> None:
    """Give the agent these legs of the call in the place of those held before."""
    aggregate.legs.pop(id_, None)
    aggregate.past.pop(id_, None)
    aggregate.passed.discard(id_)
    live = False
    for leg in legs:
        if leg.ended is None:
            live = True
        elif leg.ended > aggregate.latest:
            aggregate.latest = leg.ended
        if leg.provisional:
            aggregate.passed.add(id_)
    if legs:
        (aggregate.legs if live else aggregate.past)[id_] = legs
