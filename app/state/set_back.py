"""The wallboard's clock had been ahead and was set right: from here on time passes by the right one.

What was believed by the wrong clock is dated now, at the latest; what it had expired stays so. Under a right
clock, and under `--clock events`, nothing of this ever happens.
"""

import heapq
from typing import Any

from msgspec.structs import replace

from . import call
from .agents import Presence
from .folding import Folding
from .signs import StatusObserved
from .state import REMEMBERED, AgentStory, CallStory, ChatStory, State, TicketStory
from .telling import AGENTS, CALLS, CHATS, TICKETS, tell_ends
from .timeline import insert
from .unidentified import rewind
from .writing import aged, put_call, put_chat, put_presence, put_ticket, remember

AHEAD = 300
"""Seconds by which an event may truly lie ahead: clocks differ by minutes."""


def set_back(state: State, now: int) -> None:
    """Let it be `now` again."""
    state.now = now
    _forget_in_time(state)
    _redate(state)
    rewind(state, now)


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
    now, rules = state.now, state.rules
    for id_, story in state.calls.items():
        if _redated(story, now, CALLS):
            old = story.call
            put_call(state, id_, call.age(CALLS.again(state, story), now, rules.expire))
            remember(state, "call", id_, live=story.call.live)
            tell_ends(state, old, story.call)
    for agent in state.agents.values():
        if agent.folded > now:
            agent.base = Presence()
        agent.settled = min(agent.settled, now)
        agent.rested, agent.latest = min(agent.rested, now), min(agent.latest, now)
        if _redated(agent, now, AGENTS):
            put_presence(state, agent, aged(state, agent, AGENTS.again(state, agent)))
    for id_, talk in state.chats.items():
        if _redated(talk, now, CHATS):
            put_chat(state, id_, CHATS.again(state, talk))
            remember(state, "chat", id_, live=talk.chat.live)
    for id_, asked in state.tickets.items():
        if _redated(asked, now, TICKETS):
            put_ticket(state, id_, TICKETS.again(state, asked))
            remember(state, "ticket", id_, live=asked.ticket.live)


def _redated(story: CallStory | AgentStory | ChatStory | TicketStory, now: int, folding: Folding) -> bool:
    """Date what lies ahead as of now; whether anything did."""
    story.folded, story.work_since = min(story.folded, now), min(story.work_since, now)
    events: list[Any] = story.events
    if not events or events[-1].date <= now + AHEAD:
        return False
    given = [_dated(event, now) if event.date > now + AHEAD else event for event in events]
    events.clear()
    for event in given:
        insert(events, event, folding.rank)
    return True


def _dated(event: Any, now: int) -> Any:
    return replace(event, date=now, **({"seen": now} if isinstance(event, StatusObserved) else {}))
