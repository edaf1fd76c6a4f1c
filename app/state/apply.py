"""Event -> what it touches: the index of behaviour, and the only writer of the state.

`apply` takes one entry of the journal after another. Only here it is known that a call touches a queue
and an agent; how each of them moves stands with the noun.
"""

from typing import assert_never

import msgspec

from ..events import (
    Abandoned,
    AgentCompleted,
    AgentConnected,
    AgentLoggedIn,
    AgentLoggedOut,
    AgentNotAnswered,
    AgentPhoneConnected,
    AgentRinging,
    AgentStatusChanged,
    ChatAgentAssigned,
    ChatConversationClosed,
    ChatConversationCreated,
    CustomerCreated,
    EnterIvr,
    EnterQueue,
    ExitQueue,
    Known,
    OutboundAgentFailed,
    OutboundBlacklist,
    OutboundBusy,
    OutboundCompleted,
    OutboundConnecting,
    OutboundConnectionProblem,
    OutboundCustomerConnected,
    OutboundDrop,
    OutboundFailure,
    OutboundFax,
    OutboundNoAnswer,
    OutboundRecordSaved,
    OutboundVoiceMail,
    OutboundWrongNumber,
    PredictiveAgentAnswer,
    PreviewRecord,
    QueueTransferredToAgent,
    TicketAgentReplied,
    TicketClosed,
    TicketCreated,
    TicketMessageReceived,
)
from ..events.campaigns import Dialling
from ..events.reading import Read, Unknown, Wrong
from . import agents, call, calls, chats, tickets
from .agents import Sign
from .clock import DAY
from .passing import DOUBLED, advance
from .signs import Ended
from .state import REMEMBERED, AgentStory, CallStory, ChatStory, State, TicketStory
from .timeline import fold, insert, ranked
from .transitions import CALL, CHAT, PRESENCE, TICKET, Stage
from .writing import put_call, put_chat, put_presence, put_ticket, remember

CallEvent = (
    EnterIvr | EnterQueue | ExitQueue | Abandoned | AgentRinging | AgentNotAnswered | AgentConnected
    | AgentCompleted | QueueTransferredToAgent | Dialling
)  # fmt: skip

_call_rank, _presence_rank = ranked(CALL), ranked(PRESENCE)
_chat_rank, _ticket_rank = ranked(CHAT), ranked(TICKET)


class Entry(msgspec.Struct, frozen=True):
    """One entry of the journal, read: its number, its instant, what it says (None: a tick) and its mark.

    Two bodies with the same mark are doubles: the same fields with the same values.
    """

    version: int
    instant: int
    said: Read | Unknown | Wrong | None
    mark: bytes = b""


def apply(state: State, entry: Entry) -> str:
    """Make one more entry true; how it counts: applied, duplicate, rejected, unknown or tick."""
    state.version = entry.version
    said = entry.said
    if not state.by_events:
        advance(state, entry.instant)
    if said is None:
        return "tick"
    state.touch("feed")
    result = _heard(state, said, entry.mark)
    state.today.feed.events += 1
    return result


def _heard(state: State, said: Read | Unknown | Wrong, mark: bytes) -> str:
    if isinstance(said, Wrong):
        state.today.feed.rejected += 1
        return "rejected"
    first = state.seen.get(mark) or state.seen_before.get(mark, -DOUBLED)
    if first + DOUBLED > state.now:
        state.today.feed.duplicates += 1
        return "duplicate"
    if isinstance(said, Read):
        for event, believed in _due_now(state, said):
            state.last_event = max(state.last_event or 0, event.date)
            state.today.feed.unexpected += not believed
            _happened(state, event)
    else:
        state.today.feed.unknown += 1
    state.seen[mark] = state.now
    return "unknown" if isinstance(said, Unknown) else "applied"


def _due_now(state: State, said: Read) -> list[Read]:
    """The events to apply now. Under `--clock events` a lone date far ahead waits for a second that agrees."""
    if not state.by_events:
        return [said]
    before, held = state.clock, state.held
    state.clock = before.observe(said.event.date)
    state.held = said.event if state.clock.ahead is not None else None
    advance(state, state.clock.now)
    released = []
    if held is not None:
        agreed = held.date <= state.clock.now + DAY
        released = [Read(held if agreed else msgspec.structs.replace(held, date=before.now), agreed)]
    return released if state.held else [*released, said]


def _happened(state: State, event: Known) -> None:  # noqa: C901, PLR0912, PLR0915 - one exhaustive match is the index
    match event:
        case EnterIvr() | EnterQueue() | ExitQueue() | Abandoned() | AgentCompleted():
            _tell_call(state, event.connection_id, event)
        case AgentRinging():
            _tell_call(state, event.connection_id, event)
            _tell_agent(state, event.agent_login, event)
            _tell_overtaken(state, event)
        case AgentNotAnswered():
            _tell_call(state, event.connection_id, event)
            _count_not_answered(state, event)
        case AgentConnected():
            _tell_call(state, event.connection_id, event)
            if event.agent_login:
                _tell_agent(state, event.agent_login, event)
                _tell_other_calls(state, event.agent_login, event)
        case QueueTransferredToAgent():
            _tell_call(state, event.connection_id, event)
            _tell_overtaken(state, event)
        case OutboundConnecting() | OutboundCustomerConnected() | PredictiveAgentAnswer():
            _name_campaign(state, event)
            _tell_call(state, event.connection_id, event)
            if event.agent_login:
                _tell_agent(state, event.agent_login, event)
        case (
            OutboundCompleted()
            | OutboundDrop()
            | OutboundBusy()
            | OutboundFax()
            | OutboundNoAnswer()
            | OutboundWrongNumber()
            | OutboundVoiceMail()
            | OutboundFailure()
            | OutboundConnectionProblem()
            | OutboundBlacklist()
            | OutboundAgentFailed()
        ):
            _name_campaign(state, event)
            _tell_call(state, event.connection_id, event)
        case PreviewRecord():
            _name_campaign(state, event)
            _tell_agent(state, event.agent_login, event)
        case OutboundRecordSaved():
            _name_campaign(state, event)
            _count_saved(state, event)
            _tell_agent(state, event.agent_login, event)
        case AgentLoggedIn() | AgentLoggedOut():
            _tell_agent(state, event.agent_login, event)
            _tell_other_calls(state, event.agent_login, event)
        case AgentPhoneConnected():
            _tell_agent(state, event.agent_login, event)
        case AgentStatusChanged():
            _tell_agent(state, event.agent_login, event)
            _tell_other_calls(state, event.agent_login, event)
        case ChatConversationCreated() | ChatConversationClosed():
            _tell_chat(state, event)
        case ChatAgentAssigned():
            _tell_chat(state, event)
            _tell_agent(state, event.agent_login, event)
        case TicketCreated() | TicketMessageReceived() | TicketAgentReplied() | TicketClosed():
            _tell_ticket(state, event)
            _count_ticket(state, event)
        case CustomerCreated():
            _count_customer(state, event)
        case _:
            assert_never(event)


def _tell_call(state: State, id_: str, event: Known) -> None:
    """One more event of a call: nearly always one more step, else its few events folded again."""
    story = state.calls.get(id_)
    if story is None:
        story = state.calls[id_] = CallStory(call.Call(id=id_, started=event.date), [])
    expire = state.rules.expire
    if insert(story.events, event, _call_rank) and _after(event, story.call.expired):
        new = calls.step(story.call, event, expire)
    else:
        begun = call.Call(id=id_, started=story.events[0].date)
        new = fold(begun, story.events, lambda known, one: calls.step(known, one, expire))
    if new.due <= state.now:
        new = call.age(new, state.now, expire)
    old = story.call
    put_call(state, id_, new)
    remember(state, "call", id_, live=new.live)
    if old.legs is not new.legs:
        _tell_ends(state, _ends_of(old), _ends_of(new))


def _after(event: Known | Sign, expired: tuple[int, ...]) -> bool:
    """Whether the event is dated after everything that time alone has ended: else it may show otherwise."""
    return not expired or event.date > max(expired)


def _ends_of(known: call.Call) -> set[tuple[str, Ended]]:
    """The talks of this call that ended, with the agents whose wrap-up hangs on them."""
    return {
        (leg.agent, Ended(date=leg.ended, connection_id=known.id, campaign=leg.campaign is not None))
        for leg in known.legs
        if leg.completed and leg.agent and leg.ended is not None
    }


def _tell_ends(state: State, before: set[tuple[str, Ended]], after: set[tuple[str, Ended]]) -> None:
    """Tell the agents concerned; an end that was learned to be another one is taken back."""
    for login, sign in sorted(before - after, key=lambda end: end[0]):
        _take_back(state, login, sign)
    for login, sign in sorted(after - before, key=lambda end: end[0]):
        if sign.campaign or state.rules.wrap_up:
            _tell_agent(state, login, sign)


def _take_back(state: State, login: str, sign: Ended) -> None:
    story, rules = state.agent(login), state.rules
    if sign in story.events:
        story.events.remove(sign)
        presence = fold(story.base, story.events, lambda known, one: agents.step(known, one, rules))
        put_presence(state, story, agents.age(presence, state.now, rules))


def _tell_agent(state: State, login: str, sign: Sign) -> None:
    """One more sign of an agent."""
    story = state.agent(login)
    rules = state.rules
    presence = story.presence
    if insert(story.events, sign, _presence_rank) and _after(sign, (*presence.expired, presence.rested)):
        new = agents.step(story.presence, sign, rules)
    else:
        new = fold(story.base, story.events, lambda known, one: agents.step(known, one, rules))
    put_presence(state, story, agents.age(new, state.now, rules))
    if state.now >= story.settled + REMEMBERED:
        _settle(state, story)


def _settle(state: State, story: AgentStory) -> None:
    """Fold what was dated before the last settling into the base for good: its spans stay counted."""
    kept = [event for event in story.events if event.date > story.settled]
    gone = story.events[: len(story.events) - len(kept)]
    base = fold(story.base, gone, lambda known, one: agents.step(known, one, state.rules))
    counted = len(base.spans), len(base.unexpected), len(base.expired)
    story.base = _bare(base, counted)
    story.presence = _bare(story.presence, counted)
    story.events = kept
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


def _tell_other_calls(
    state: State, login: str, event: AgentConnected | AgentLoggedIn | AgentLoggedOut | AgentStatusChanged
) -> None:
    """Calls in which this agent rings, or was only said to talk, learn what the agent did meanwhile."""
    for id_, legs in _held(state.agent(login), event):
        if id_ != getattr(event, "connection_id", None) and any(_ends(leg, event) for leg in legs):
            _tell_call(state, id_, event)


def _held(story: AgentStory, event: Sign) -> list[tuple[str, tuple[call.Leg, ...]]]:
    """The legs that such an event may concern: rings by coming and going, else only what was passed on."""
    if not isinstance(event, AgentLoggedIn | AgentLoggedOut):
        return [(id_, story.legs.get(id_) or story.past[id_]) for id_ in sorted(story.passed)]
    late = event.date <= story.latest
    return [*story.legs.items(), *(story.past.items() if late else ())]


def _tell_overtaken(state: State, event: AgentRinging | QueueTransferredToAgent) -> None:
    """A ring or transfer learns what its agent did afterwards, where that was delivered before it."""
    story, id_ = state.agent(event.agent_login), event.connection_id
    for sign in reversed(story.events):
        if sign.date < event.date:
            break
        if isinstance(sign, AgentConnected | AgentLoggedIn | AgentLoggedOut | AgentStatusChanged) and (
            getattr(sign, "connection_id", None) != id_
            and any(_ends(leg, sign) for leg in story.legs.get(id_) or story.past.get(id_, ()))
        ):
            _tell_call(state, id_, sign)


def _ends(leg: call.Leg, event: AgentConnected | AgentLoggedIn | AgentLoggedOut | AgentStatusChanged) -> bool:
    """Whether this sign can end the leg: a ring by going, a provisional talk also by any other business."""
    if leg.since > event.date or (leg.ended is not None and leg.ended < event.date):
        return False
    gone = isinstance(event, AgentLoggedIn | AgentLoggedOut)
    return leg.provisional or (gone and leg.doing is Stage.RINGING)


def _tell_chat(state: State, event: chats.ChatEvent) -> None:
    """One more event of a conversation."""
    id_, expire = event.conversation_id, state.rules.expire
    story = state.chats.get(id_)
    begun = chats.Chat(id=id_, queue=event.chat_queue_id, started=event.date, since=event.date)
    if story is None:
        story = state.chats[id_] = ChatStory(begun, [])
    if insert(story.events, event, _chat_rank) and _after(event, story.chat.expired):
        new = chats.step(story.chat, event, expire)
    else:
        first = story.events[0]
        begun = chats.Chat(id=id_, queue=first.chat_queue_id, started=first.date, since=first.date)
        new = fold(begun, story.events, lambda known, one: chats.step(known, one, expire))
    put_chat(state, id_, chats.age(new, state.now, expire))
    remember(state, "chat", id_, live=story.chat.live)


def _tell_ticket(state: State, event: tickets.TicketEvent) -> None:
    """One more event of a ticket."""
    id_, expire = event.ticket_id, state.rules.expire
    story = state.tickets.get(id_)
    if story is None:
        story = state.tickets[id_] = TicketStory(tickets.Ticket(id=id_), [])
    if insert(story.events, event, _ticket_rank) and _after(event, story.ticket.expired):
        new = tickets.step(story.ticket, event, expire)
    else:
        new = fold(tickets.Ticket(id=id_), story.events, lambda known, one: tickets.step(known, one, expire))
    put_ticket(state, id_, tickets.age(new, state.now, expire))
    remember(state, "ticket", id_, live=story.ticket.live)


def _name_campaign(state: State, event: Dialling | PreviewRecord | OutboundRecordSaved) -> None:
    now = state.campaign(event.id)
    if event.name and (event.date, event.name) > (now.named, now.name or ""):
        now.name, now.named = event.name, event.date
        state.touch("campaign", event.id)


def _count_saved(state: State, event: OutboundRecordSaved) -> None:
    if day := state.day_at(event.date):
        day.campaign(event.id).saved += 1
    state.touch("campaign", event.id)


def _count_not_answered(state: State, event: AgentNotAnswered) -> None:
    state.agent(event.agent_login)
    if day := state.day_at(event.date):
        day.agent(event.agent_login).not_answered += 1
    state.touch("agent", event.agent_login)


def _count_ticket(state: State, event: tickets.TicketEvent) -> None:
    day = state.day_at(event.date)
    if day is None:
        return
    match event:
        case TicketCreated():
            day.tickets.created += 1
        case TicketMessageReceived():
            day.tickets.received += 1
        case TicketClosed():
            day.tickets.closed += 1
        case TicketAgentReplied():
            day.tickets.replied += 1
            state.agent(event.agent_login)
            day.agent(event.agent_login).tickets_replied += 1
            state.touch("agent", event.agent_login)


def _count_customer(state: State, event: CustomerCreated) -> None:
    if day := state.day_at(event.date):
        day.customers += 1
    state.touch("customers")
