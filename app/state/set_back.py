"""The wallboard's clock had been ahead and was set right: from here on time passes by the right one.

What was believed by the wrong clock is dated now, at the latest; what it had expired stays so. Under a right
clock, and under `--clock events`, nothing of this ever happens.
"""

import heapq
from collections.abc import Callable
from typing import TypeVar

from msgspec.structs import replace

from ..events import Known
from . import agents, call, calls, chats, tickets
from .agents import Presence, Sign
from .state import REMEMBERED, State
from .telling import call_rank, chat_rank, presence_rank, tell_ends, ticket_rank
from .timeline import fold, insert
from .writing import aged, put_call, put_chat, put_presence, put_ticket, remember

E = TypeVar("E", Known, Sign, chats.ChatEvent, tickets.TicketEvent)

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
    state.swept = min(state.swept, now)
    state.settles = min(state.settles, now)
    for seen in (state.seen, state.seen_before):
        seen.update({mark: now for mark, first in seen.items() if first > now})
    state.over.update({key: now for key, ended in state.over.items() if ended > now})
    state.forgets = [(min(when, now + REMEMBERED), kind, id_) for when, kind, id_ in state.forgets]
    heapq.heapify(state.forgets)


def _redate(state: State) -> None:
    """Fold again what holds events of a time that has not come yet. Calls go first: they tell their agents."""
    now, rules = state.now, state.rules
    for id_, story in state.calls.items():
        if _redated(story.events, now, call_rank):
            begun, old = call.Call(id=id_, started=story.events[0].date), story.call
            new = fold(begun, story.events, lambda known, one: calls.step(known, one, rules.expire))
            put_call(state, id_, call.age(new, now, rules.expire))
            remember(state, "call", id_, live=story.call.live)
            tell_ends(state, old, story.call)
    for agent in state.agents.values():
        if agent.folded > now:
            agent.base = Presence()
        agent.settled, agent.folded = min(agent.settled, now), min(agent.folded, now)
        agent.rested, agent.latest = min(agent.rested, now), min(agent.latest, now)
        if _redated(agent.events, now, presence_rank):
            presence = fold(agent.base, agent.events, lambda known, one: agents.step(known, one, rules))
            put_presence(state, agent, aged(state, agent, presence))
    for id_, talk in state.chats.items():
        if _redated(talk.events, now, chat_rank):
            first = talk.events[0]
            chat = chats.Chat(id=id_, queue=first.chat_queue_id, started=first.date, since=first.date)
            put_chat(state, id_, fold(chat, talk.events, lambda known, one: chats.step(known, one, rules.expire)))
            remember(state, "chat", id_, live=talk.chat.live)
    for id_, asked in state.tickets.items():
        if _redated(asked.events, now, ticket_rank):
            ticket = tickets.Ticket(id=id_)
            put_ticket(
                state, id_, fold(ticket, asked.events, lambda known, one: tickets.step(known, one, rules.expire))
            )
            remember(state, "ticket", id_, live=asked.ticket.live)


def _redated(events: list[E], now: int, rank: Callable[[object], int]) -> bool:
    """Date what lies ahead as of now; whether anything did."""
    if not events or events[-1].date <= now + AHEAD:
        return False
    given = [replace(event, date=now) if event.date > now + AHEAD else event for event in events]
    events.clear()
    for event in given:
        insert(events, event, rank)
    return True
