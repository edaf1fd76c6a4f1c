"""Telling a thing its news: one more event, nearly always one more step, else its few events folded again.

Which things an event is news to is decided in `apply.py`. Here stands what one thing's news means for another:
a talk's end for its agent's wrap-up, an agent's going for the calls that ring there.
"""

from bisect import bisect_right

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
from . import agents, call, calls, chats, tickets
from .agents import Sign, SignOfLife
from .signs import Ended
from .state import REMEMBERED, AgentStory, CallStory, ChatStory, State, TicketStory
from .timeline import fold, insert, ranked
from .transitions import CALL, CHAT, PRESENCE, RINGING, TICKET
from .writing import aged, put_call, put_chat, put_presence, put_ticket, remember

call_rank, presence_rank = ranked(CALL), ranked(PRESENCE)
chat_rank, ticket_rank = ranked(CHAT), ranked(TICKET)


def tell_call(state: State, id_: str, event: Known) -> None:
    """One more event of a call: nearly always one more step, else its few events folded again."""
    story = state.calls.get(id_)
    if story is None:
        story = state.calls[id_] = CallStory(call.Call(id=id_, started=event.date), [])
    expire = state.rules.expire
    if insert(story.events, event, call_rank) and _after(event, story.call.expired):
        new = calls.step(story.call, event, expire)
    else:
        begun = call.Call(id=id_, started=story.events[0].date)
        new = fold(begun, story.events, lambda known, one: calls.step(known, one, expire))
    if new.due <= state.now:
        new = call.age(new, state.now, expire)
    old = story.call
    put_call(state, id_, new)
    if not (old.live and new.live):
        remember(state, "call", id_, live=new.live)
    tell_ends(state, old, new)


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
    story, rules = state.agent(login), state.rules
    if sign in story.events:
        story.events.remove(sign)
        presence = fold(story.base, story.events, lambda known, one: agents.step(known, one, rules))
        put_presence(state, story, aged(state, story, presence))


def tell_agent(state: State, login: str, sign: Sign) -> None:
    """One more sign of an agent."""
    story = state.agent(login)
    rules = state.rules
    if sign.date <= story.folded:
        # Over an hour late, and what came after it is settled: it can no longer be put in its place.
        if not isinstance(sign, SignOfLife):
            state.today.feed.unexpected += 1
        return
    if insert(story.events, sign, presence_rank) and sign.date > story.presence.lapsed:
        new = agents.step(story.presence, sign, rules)
    else:
        new = fold(story.base, story.events, lambda known, one: agents.step(known, one, rules))
    put_presence(state, story, aged(state, story, new))
    if state.now >= story.settled + REMEMBERED:
        _settle(state, story)


def _settle(state: State, story: AgentStory) -> None:
    """Fold what was dated before the last settling into the base for good: its spans stay counted."""
    place = bisect_right(story.events, story.settled, key=lambda event: event.date)
    gone, kept = story.events[:place], story.events[place:]
    base = fold(story.base, gone, lambda known, one: agents.step(known, one, state.rules))
    counted = len(base.spans), len(base.unexpected), len(base.expired)
    story.base = _bare(base, counted)
    story.presence = _bare(story.presence, counted)
    story.events = kept
    story.folded = gone[-1].date if gone else story.folded
    story.settled = state.now


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
    id_, expire = event.conversation_id, state.rules.expire
    story = state.chats.get(id_)
    begun = chats.Chat(id=id_, queue=event.chat_queue_id, started=event.date, since=event.date)
    if story is None:
        story = state.chats[id_] = ChatStory(begun, [])
    if insert(story.events, event, chat_rank) and _after(event, story.chat.expired):
        new = chats.step(story.chat, event, expire)
    else:
        first = story.events[0]
        begun = chats.Chat(id=id_, queue=first.chat_queue_id, started=first.date, since=first.date)
        new = fold(begun, story.events, lambda known, one: chats.step(known, one, expire))
    put_chat(state, id_, chats.age(new, state.now, expire))
    remember(state, "chat", id_, live=story.chat.live)


def tell_ticket(state: State, event: tickets.TicketEvent) -> None:
    """One more event of a ticket."""
    id_, expire = event.ticket_id, state.rules.expire
    story = state.tickets.get(id_)
    if story is None:
        story = state.tickets[id_] = TicketStory(tickets.Ticket(id=id_), [])
    if insert(story.events, event, ticket_rank) and _after(event, story.ticket.expired):
        new = tickets.step(story.ticket, event, expire)
    else:
        new = fold(tickets.Ticket(id=id_), story.events, lambda known, one: tickets.step(known, one, expire))
    put_ticket(state, id_, tickets.age(new, state.now, expire))
    remember(state, "ticket", id_, live=story.ticket.live)
