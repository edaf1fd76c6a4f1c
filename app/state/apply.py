"""Event -> what it touches: the index of behaviour, and the only writer of the state.

`apply` takes one entry of the journal after another. Only here it is known that a call touches a queue
and an agent; how a thing learns of it stands in `telling.py`, how it moves with the noun.
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
from . import tickets
from .clock import DAY
from .passing import DOUBLED, advance
from .state import State
from .telling import tell_agent, tell_call, tell_chat, tell_other_calls, tell_overtaken, tell_ticket


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
            tell_call(state, event.connection_id, event)
        case AgentRinging():
            tell_call(state, event.connection_id, event)
            tell_agent(state, event.agent_login, event)
            tell_overtaken(state, event)
        case AgentNotAnswered():
            tell_call(state, event.connection_id, event)
            _count_not_answered(state, event)
        case AgentConnected():
            tell_call(state, event.connection_id, event)
            if event.agent_login:
                tell_agent(state, event.agent_login, event)
                tell_other_calls(state, event.agent_login, event)
        case QueueTransferredToAgent():
            tell_call(state, event.connection_id, event)
            tell_overtaken(state, event)
        case OutboundConnecting() | OutboundCustomerConnected() | PredictiveAgentAnswer():
            _name_campaign(state, event)
            tell_call(state, event.connection_id, event)
            if event.agent_login:
                tell_agent(state, event.agent_login, event)
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
            tell_call(state, event.connection_id, event)
        case PreviewRecord():
            _name_campaign(state, event)
            tell_agent(state, event.agent_login, event)
        case OutboundRecordSaved():
            _name_campaign(state, event)
            _count_saved(state, event)
            tell_agent(state, event.agent_login, event)
        case AgentLoggedIn() | AgentLoggedOut():
            tell_agent(state, event.agent_login, event)
            tell_other_calls(state, event.agent_login, event)
        case AgentPhoneConnected():
            tell_agent(state, event.agent_login, event)
        case AgentStatusChanged():
            tell_agent(state, event.agent_login, event)
            tell_other_calls(state, event.agent_login, event)
        case ChatConversationCreated() | ChatConversationClosed():
            tell_chat(state, event)
        case ChatAgentAssigned():
            tell_chat(state, event)
            tell_agent(state, event.agent_login, event)
        case TicketCreated() | TicketMessageReceived() | TicketAgentReplied() | TicketClosed():
            tell_ticket(state, event)
            _count_ticket(state, event)
        case CustomerCreated():
            _count_customer(state, event)
        case _:
            assert_never(event)


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
