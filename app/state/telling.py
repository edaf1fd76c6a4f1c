"""Telling a thing its news: one more event, nearly always one more step, else its few events folded again.

Which things an event is news to is decided in `apply.py`. Here stands what one thing's news means for another:
a talk's end for its agent's wrap-up, an agent's going for the calls that ring there.
"""

from bisect import bisect_right
from typing import TypeVar

import msgspec

from ..events import (
    AgentConnected,
    AgentLoggedIn,
    AgentLoggedOut,
    AgentRinging,
    AgentStatusChanged,
    Known,
    QueueTransferredToAgent,
)
from . import agents, call, calls, chats, counting, tickets
from .agents import Sign, SignOfLife
from .callbacks import keep_abandoned_visits, settle_rings
from .folding import OPEN_EVENTS, WORK_PER_MINUTE, Folding
from .signs import Ended, StatusObserved
from .state import REMEMBERED, AgentStory, CallStory, ChatStory, State, TicketStory
from .timeline import ranked
from .transitions import CALL, CHAT, PRESENCE, RINGING, TICKET
from .writing import aged, put_call, put_chat, put_presence, put_ticket, remember, retire_legs

T = TypeVar("T")


CALLS = Folding(
    ranked(CALL),
    lambda story: call.Call(id=story.call.id, started=story.events[0].date),
    lambda known, event, rules: calls.step(known, event, rules.expire),
    lambda story: 1 + (len(story.call.visits) + len(story.call.legs)) // 16,
)
AGENTS = Folding(ranked(PRESENCE), lambda story: story.base, agents.step)
CHATS = Folding(
    ranked(CHAT),
    lambda story: chats.begun(story.events[0]),
    lambda known, event, rules: chats.step(known, event, rules.expire),
)
TICKETS = Folding(
    ranked(TICKET),
    lambda story: tickets.Ticket(id=story.ticket.id),
    lambda known, event, rules: tickets.step(known, event, rules.expire),
)

KEPT_VISITS = 16  # of a call whose oldest events are settled
KEPT_LEGS = 32


def tell_call(state: State, id_: str, event: Known | StatusObserved) -> None:
    """One more event of a call: nearly always one more step, else its last events folded again."""
    story = state.calls.get(id_)
    if story is None:
        story = state.calls[id_] = CallStory(call.Call(id=id_, started=event.date), [])
    old = story.call
    new: call.Call | None
    if story.events and story.events[-1].date < event.date and _after(event, old.expired):
        story.events.append(event)  # nearly always: what `add` would do, at half its cost
        new = calls.step(old, event, state.rules.expire)
    else:
        new = CALLS.add(state, story, old, event, in_order=_after(event, old.expired))
    if new is None:
        state.today.feed.unexpected += 1
        return
    if new.due <= state.now:
        new = call.age(new, state.now, state.rules.expire)
    put_call(state, id_, new)
    if not (old.live and new.live):
        remember(state, "call", id_, live=new.live)
    tell_ends(state, old, new)
    if len(story.events) > OPEN_EVENTS or story.work > WORK_PER_MINUTE:
        _settle_call(state, id_, story)


def _settle_call(state: State, id_: str, story: CallStory) -> None:
    """Fold the oldest events of a call of very many for good: what they counted stays counted."""
    rules, now = state.rules, state.now
    surplus = CALLS.surplus(story, now)
    if not surplus:
        CALLS.settle_recent(story, rules)
        return
    settle_rings(story, surplus)
    base: call.Call = CALLS.settle(story, surplus, rules)
    base = call.age(base, story.events[0].date - 1 if story.events else now, rules.expire)
    gone = _settled_parts(base, story.call)
    story.base = msgspec.structs.replace(
        base,
        visits=_without(base.visits, gone.visits),
        legs=_without(base.legs, gone.legs),
        unexpected=(),
        expired=(),
    )
    new = call.age(CALLS.fold(story.base, story.events, rules), now, rules.expire)
    keep_abandoned_visits(state, story, gone)
    retire_legs(state, id_, gone.legs)
    put_call(state, id_, new)
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


def _after(event: Known | Sign, expired: tuple[int, ...]) -> bool:
    """Whether the event is dated after everything that time alone has ended: else it may show otherwise."""
    return not expired or event.date > max(expired)


def _ends_of(known: call.Call) -> set[tuple[str, Ended]]:
    """The talks of this call that ended, with the agents whose wrap-up hangs on them."""
    return {
        (leg.agent, Ended(date=leg.ended, begun=leg.since, connection_id=known.id, campaign=leg.campaign is not None))
        for leg in known.legs
        if leg.completed and leg.agent and leg.ended is not None
    }


def tell_ends(state: State, old: call.Call, new: call.Call) -> None:
    """Tell the agents concerned; an end that was learned to be another one is taken back."""
    if old.legs is new.legs:
        return
    before, after = _ends_of(old), _ends_of(new)
    if before == after:
        return
    for login, sign in sorted(before - after, key=lambda end: end[0]):
        _take_back(state, login, sign)
    for login, sign in sorted(after - before, key=lambda end: end[0]):
        if sign.campaign or state.rules.wrap_up:
            tell_agent(state, login, sign)


def _take_back(state: State, login: str, sign: Ended) -> None:
    story = state.agent(login)
    if sign in story.events:
        story.events.remove(sign)
        presence = AGENTS.again(state, story)
        put_presence(state, story, aged(state, story, presence))


def tell_agent(state: State, login: str, sign: Sign) -> None:
    """One more sign of an agent."""
    story = state.agent(login)
    new: agents.Presence | None
    if story.events and story.events[-1].date < sign.date > story.presence.lapsed:
        story.events.append(sign)  # nearly always: what `add` would do, at half its cost
        new = agents.step(story.presence, sign, state.rules)
    else:
        new = AGENTS.add(state, story, story.presence, sign, in_order=sign.date > story.presence.lapsed)
    if new is None:
        # What came after it is settled: it can no longer be put in its place.
        if not isinstance(sign, SignOfLife):
            state.today.feed.unexpected += 1
        return
    put_presence(state, story, aged(state, story, new))
    if state.now >= story.settled + REMEMBERED:
        _settle(state, story, bisect_right(story.events, story.settled, key=lambda event: event.date))
        story.settled = state.now
    elif surplus := AGENTS.surplus(story, state.now):
        _settle(state, story, surplus)


def _settle(state: State, story: AgentStory, count: int) -> None:
    """Fold the oldest events into the base for good: their spans stay counted."""
    base = AGENTS.settle(story, count, state.rules)
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


def tell_other_calls(
    state: State, login: str, event: AgentConnected | AgentLoggedIn | AgentLoggedOut | AgentStatusChanged
) -> None:
    """Calls in which this agent rings, or was only said to talk, learn what the agent did meanwhile."""
    for id_, legs in _held(state.agent(login), event):
        if id_ != getattr(event, "connection_id", None) and any(_ends(leg, event) for leg in legs):
            tell_call(state, id_, event)


def end_unseen_legs(state: State, sign: StatusObserved) -> None:
    """Calls that an agent who is free, paused or gone must have left learn it; nobody knows more of how they ended."""
    for id_, legs in list(state.agent(sign.agent_login).legs.items()):
        left = any(leg.agent == sign.agent_login and leg.ended is None and leg.since < sign.date for leg in legs)
        if left and sign.date >= state.calls[id_].folded:
            tell_call(state, id_, sign)


def _held(story: AgentStory, event: Sign) -> list[tuple[str, tuple[call.Leg, ...]]]:
    """The legs that such an event may concern: rings by coming and going, else only what was passed on."""
    if not isinstance(event, AgentLoggedIn | AgentLoggedOut):
        return [(id_, story.legs.get(id_) or story.past[id_]) for id_ in sorted(story.passed)]
    late = event.date <= story.latest
    return [*story.legs.items(), *(story.past.items() if late else ())]


def tell_overtaken(state: State, event: AgentRinging | QueueTransferredToAgent) -> None:
    """A ring or transfer learns what its agent did afterwards, where that was delivered before it."""
    story, id_ = state.agent(event.agent_login), event.connection_id
    for sign in reversed(story.events):
        if sign.date < event.date:
            break
        if isinstance(sign, AgentConnected | AgentLoggedIn | AgentLoggedOut | AgentStatusChanged) and (
            getattr(sign, "connection_id", None) != id_
            and any(_ends(leg, sign) for leg in story.legs.get(id_) or story.past.get(id_, ()))
        ):
            tell_call(state, id_, sign)


def _ends(leg: call.Leg, event: AgentConnected | AgentLoggedIn | AgentLoggedOut | AgentStatusChanged) -> bool:
    """Whether this sign can end the leg: a ring by going, a provisional talk also by any other business."""
    if leg.since > event.date or (leg.ended is not None and leg.ended < event.date):
        return False
    gone = isinstance(event, AgentLoggedIn | AgentLoggedOut)
    return leg.provisional or (gone and leg.doing is RINGING)


def tell_chat(state: State, event: chats.ChatEvent) -> None:
    """One more event of a conversation."""
    id_ = event.conversation_id
    story = state.chats.get(id_)
    if story is None:
        story = state.chats[id_] = ChatStory(chats.begun(event), [])
    new = CHATS.add(state, story, story.chat, event, in_order=_after(event, story.chat.expired))
    if new is None:
        state.today.feed.unexpected += 1
        return
    put_chat(state, id_, chats.age(new, state.now, state.rules.expire))
    remember(state, "chat", id_, live=story.chat.live)
    if surplus := CHATS.surplus(story, state.now):
        story.base = CHATS.settle(story, surplus, state.rules)


def tell_ticket(state: State, event: tickets.TicketEvent) -> None:
    """One more event of a ticket."""
    id_ = event.ticket_id
    story = state.tickets.get(id_)
    if story is None:
        story = state.tickets[id_] = TicketStory(tickets.Ticket(id=id_), [])
    new = TICKETS.add(state, story, story.ticket, event, in_order=_after(event, story.ticket.expired))
    if new is None:
        return
    put_ticket(state, id_, tickets.age(new, state.now, state.rules.expire))
    remember(state, "ticket", id_, live=story.ticket.live)
    if surplus := TICKETS.surplus(story, state.now):
        story.base = TICKETS.settle(story, surplus, state.rules)
