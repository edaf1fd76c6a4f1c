"""Event -> what it touches: the index of behaviour, and the only writer of the state.

`apply` takes one entry of the journal after another. Only here it is known that a call touches a queue
and an agent; how a thing learns of it stands in `telling.py`, how it moves with the noun.
"""

from collections.abc import Callable, Mapping
from typing import Any

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
    CustomerUpdated,
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
    RecordingReady,
    TicketAgentReplied,
    TicketClosed,
    TicketCreated,
    TicketMessageReceived,
)
from ..events.campaigns import AnyDialling
from ..events.parsing import Invalid, Parsed, Unknown
from ..events.server_entries import ServerEntry
from . import tickets
from .agents import AgentEvent, SignOfLife
from .calls.queue import QueueEvent
from .event_clock import DAY, OFFSET_DELIVERIES
from .expiry import DUPLICATE_WINDOW_S, advance_to
from .server_entries import apply_server_entry
from .sightings import note_ids
from .state import State
from .unidentified import identify
from .updates import replay_late_signals, update_agent, update_call, update_chat, update_other_calls, update_ticket


class Entry(msgspec.Struct, frozen=True):
    """One entry of the journal, read: its number, its instant, what it says (None: a tick) and its mark.

    Two bodies with the same mark are doubles: the same fields with the same values.
    """

    version: int
    instant: int
    parsed: Parsed | Unknown | Invalid | ServerEntry | None
    dedup_key: bytes = b""

    @property
    def changes_settings(self) -> bool:
        """Whether other settings may be in force after it."""
        return isinstance(self.parsed, ServerEntry)


def apply(state: State, entry: Entry) -> str:
    """Make one more entry true; how it counts: applied, duplicate, rejected, unknown, tick, or as its kind says."""
    state.version = entry.version
    parsed = entry.parsed
    if not state.event_time:
        advance_to(state, entry.instant)
    if parsed is None:
        return "tick"
    if isinstance(parsed, ServerEntry):
        return apply_server_entry(state, parsed, entry.instant)
    result = _count_and_apply(state, parsed, entry.dedup_key)
    state.today.feed.events += 1
    return result


def _count_and_apply(state: State, parsed: Parsed | Unknown | Invalid, dedup_key: bytes) -> str:
    if isinstance(parsed, Invalid):
        state.today.feed.rejected += 1
        return "rejected"
    first = state.seen.get(dedup_key) or state.seen_before.get(dedup_key, -DUPLICATE_WINDOW_S)
    if first + DUPLICATE_WINDOW_S > state.now:
        state.today.feed.duplicates += 1
        return "duplicate"
    if isinstance(parsed, Parsed):
        for read in _released_by(state, parsed) if state.event_time else (parsed,):
            _apply_effects(state, read)
        result = "applied"
    else:
        state.today.feed.unknown += 1
        result = "unknown"
    state.seen[dedup_key] = state.now
    return result


def _released_by(state: State, parsed: Parsed) -> list[Parsed]:
    """The events to apply now. Under `--clock events` a lone date far ahead waits for a second that agrees."""
    before, held = state.clock, state.deferred_event
    state.clock = before.observe(parsed.event.date)
    state.deferred_event = parsed.event if state.clock.ahead is not None else None
    advance_to(state, state.clock.now)
    released = []
    if held is not None:
        agreed = held.date <= state.clock.now + DAY
        released = [Parsed(held if agreed else msgspec.structs.replace(held, date=before.now), agreed)]
    return released if state.deferred_event else [*released, parsed]


def _apply_effects(state: State, read: Parsed) -> None:
    event = read.event
    if read.late:
        state.today.feed.late += 1
        return
    if event.date > (state.last_event or 0):
        state.last_event = event.date
    if not read.believed:
        state.today.feed.unexpected += 1
    if read.ahead is not None and not state.event_time:
        state.aheads.append(read.ahead)
        if len(state.aheads) > OFFSET_DELIVERIES:
            del state.aheads[0]
    note_ids(state.sightings, event)
    for effect in EFFECTS[type(event)]:
        effect(state, event)
    if state.unidentified:
        identify(state, event)


def _call(state: State, event: EnterIvr | QueueEvent | AnyDialling) -> None:
    update_call(state, event.connection_id, event)


def _agent(state: State, event: AgentEvent | SignOfLife) -> None:
    """The agent, if one is named."""
    if event.agent_login:
        update_agent(state, event.agent_login, event)


def _other_calls(state: State, event: AgentConnected | AgentLoggedIn | AgentLoggedOut | AgentStatusChanged) -> None:
    if event.agent_login:
        update_other_calls(state, event.agent_login, event)


def _name_campaign(state: State, event: AnyDialling | PreviewRecord | OutboundRecordSaved) -> None:
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
            if event.agent_login:
                state.agent(event.agent_login)
                day.agent(event.agent_login).tickets_replied += 1
                state.touch("agent", event.agent_login)


def _count_customer(state: State, event: CustomerCreated) -> None:
    if day := state.day_at(event.date):
        day.customers += 1
    state.touch("customers")


Effect = Callable[[State, Any], None]

EFFECTS: Mapping[type[Known], tuple[Effect, ...]] = {
    # calls
    EnterIvr: (_call,),
    EnterQueue: (_call,),
    ExitQueue: (_call,),
    Abandoned: (_call,),
    AgentRinging: (_call, _agent, replay_late_signals),
    AgentNotAnswered: (_call, _count_not_answered, _agent),
    AgentConnected: (_call, _agent, _other_calls),
    AgentCompleted: (_call, _agent),
    QueueTransferredToAgent: (_call, _agent, replay_late_signals),
    RecordingReady: (),
    # outbound campaigns: dialling
    OutboundConnecting: (_name_campaign, _call, _agent),
    OutboundCustomerConnected: (_name_campaign, _call, _agent),
    OutboundCompleted: (_name_campaign, _call, _agent),
    OutboundDrop: (_name_campaign, _call, _agent),
    OutboundBusy: (_name_campaign, _call, _agent),
    OutboundFax: (_name_campaign, _call, _agent),
    OutboundNoAnswer: (_name_campaign, _call, _agent),
    OutboundWrongNumber: (_name_campaign, _call, _agent),
    OutboundVoiceMail: (_name_campaign, _call, _agent),
    OutboundFailure: (_name_campaign, _call, _agent),
    OutboundConnectionProblem: (_name_campaign, _call, _agent),
    OutboundBlacklist: (_name_campaign, _call, _agent),
    OutboundAgentFailed: (_name_campaign, _call, _agent),
    PredictiveAgentAnswer: (_name_campaign, _call, _agent),
    # outbound campaigns: records
    PreviewRecord: (_name_campaign, _agent),
    OutboundRecordSaved: (_name_campaign, _count_saved, _agent),
    # agents
    AgentLoggedIn: (_agent, _other_calls),
    AgentLoggedOut: (_agent, _other_calls),
    AgentPhoneConnected: (_agent,),
    AgentStatusChanged: (_agent, _other_calls),
    # chats
    ChatConversationCreated: (update_chat,),
    ChatAgentAssigned: (update_chat, _agent),
    ChatConversationClosed: (update_chat,),
    # tickets and customers
    TicketCreated: (update_ticket, _count_ticket, _agent),
    TicketMessageReceived: (update_ticket, _count_ticket),
    TicketAgentReplied: (update_ticket, _count_ticket, _agent),
    TicketClosed: (update_ticket, _count_ticket, _agent),
    CustomerCreated: (_count_customer,),
    CustomerUpdated: (),
}
"""Every known action, and what it touches, in this order."""
