"""The only writes: a thing takes the place of what it was, and everything that hangs on it follows.

Its share in the figures (`counting.py`), the legs and chats that its agents hold, and when to look at it again.
"""

import heapq
from collections.abc import Iterable

from msgspec.structs import replace

from . import agents, chats, counting, tickets
from .call import Call, Leg
from .recent import recount_recent
from .rules import NEVER
from .state import REMEMBERED, AgentStory, State
from .transitions import IN, TALKING


def schedule(state: State, due: int, kind: str, id_: str) -> None:
    """Look at this thing again when `due` has come."""
    if due != NEVER:
        heapq.heappush(state.dues, (due, kind, id_))


def remember(state: State, kind: str, id_: str, *, live: bool) -> None:
    """Keep a thing for an hour after the last word of it; for as long as it lives anyway."""
    if live:
        state.over.pop((kind, id_), None)
        return
    state.over[(kind, id_)] = state.now
    heapq.heappush(state.forgets, (state.now + REMEMBERED, kind, id_))


def put_call(state: State, id_: str, new: Call) -> None:
    """Put the call in the place of what it was, with its share in every figure and its agents' legs."""
    story = state.calls[id_]
    old, story.call = story.call, new
    if new is old:
        return
    counting.recount_call(state, old, new)
    recount_recent(state, old, new)
    state.touch("call", id_)
    if new.due != old.due:
        schedule(state, new.due, "call", id_)
    if new.legs is not old.legs:
        _report_legs(state, old, new)


def aged(state: State, story: AgentStory, presence: agents.Presence, until: int | None = None) -> agents.Presence:
    """The presence when what was due by `until` (now) is over; a talk that lasts keeps the agent logged in."""
    until = state.now if until is None else until
    overdue = presence.status is IN and presence.seen + state.rules.expire.presence <= until
    if not overdue and presence.wrap_up is None and presence.preview is None:
        return presence
    return agents.age(presence, until, state.rules, talked_until(state, story) if overdue else 0)


def talked_until(state: State, story: AgentStory) -> int:
    """When the agent last talked: now while a talk lasts, 0 if never."""
    talks = [leg for legs in (*story.legs.values(), *story.past.values()) for leg in legs if leg.doing is TALKING]
    return max([state.now if leg.ended is None else leg.ended for leg in talks], default=story.rested)


def put_presence(state: State, story: AgentStory, new: agents.Presence) -> None:
    """Put the presence in the place of what it was, with its share in the day's figures."""
    old, story.presence = story.presence, new
    state.touch("agent", story.login)
    if new is old:
        return
    counting.recount_presence(state, story.login, old, new)
    due = agents.due(new, state.rules)
    if due != story.due:
        story.due = due
        schedule(state, due, "agent", story.login)
    if new.status is IN and story.login_due == NEVER:  # signs of life put its end off; the planned look plans the next
        story.login_due = agents.login_due(new, state.rules)
        schedule(state, story.login_due, "login", story.login)


def put_chat(state: State, id_: str, new: chats.Chat) -> None:
    """Put the conversation in the place of what it was, with its share in the figures and its agent's list."""
    story = state.chats[id_]
    old, story.chat = story.chat, new
    counting.recount_chat(state, old, new)
    state.touch("chat", id_)
    schedule(state, chats.due(new, state.rules.expire), "chat", id_)
    if old.agent != new.agent and old.agent:
        state.agent(old.agent).chats.pop(id_, None)
        state.touch("agent", old.agent)
    if new.agent:
        state.agent(new.agent).chats[id_] = new.since
        state.touch("agent", new.agent)


def put_ticket(state: State, id_: str, new: tickets.Ticket) -> None:
    """Put the ticket in the place of what it was, with its share in what is open."""
    story = state.tickets[id_]
    old, story.ticket = story.ticket, new
    counting.recount_ticket(state, old, new)
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
    concerned = {leg.agent for leg, _ in counting.changed(old.legs, new.legs) if leg.agent}
    held: dict[str, list[Leg]] = {login: [] for login in concerned}
    for leg in new.legs:
        if leg.agent in held:
            held[leg.agent].append(leg)
    for login, legs in held.items():
        _hold(state.agent(login), new.id, tuple(legs))
        state.touch("agent", login)


def _hold(story: AgentStory, id_: str, legs: tuple[Leg, ...]) -> None:
    """Give the agent these legs of the call in the place of those held before."""
    story.legs.pop(id_, None)
    story.past.pop(id_, None)
    story.passed.discard(id_)
    live = False
    for leg in legs:
        if leg.ended is None:
            live = True
        elif leg.ended > story.latest:
            story.latest = leg.ended
        if leg.provisional:
            story.passed.add(id_)
    if legs:
        (story.legs if live else story.past)[id_] = legs
