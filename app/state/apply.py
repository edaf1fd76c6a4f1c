"""One more entry of the journal: each effect that the event's row in `transitions.py` names is applied.

How an entity learns of an event stands in `telling.py`, how it moves with the noun.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from ..events import Known
from ..events.agents import AgentLoggedIn, AgentLoggedOut, AgentStatusChanged
from ..events.calls import AgentConnected, AgentNotAnswered, AnyCall
from ..events.campaigns import AnyDialling, AnyRecord, OutboundRecordSaved
from ..events.chats import AnyChat
from ..events.parsing import Invalid, Parsed, Unknown
from ..events.server_entries import ServerEntry
from ..events.tickets import (
    AnyTicket,
    CustomerCreated,
    TicketAgentReplied,
    TicketClosed,
    TicketCreated,
    TicketMessageReceived,
)
from . import transitions
from .agents import AgentEvent, SignOfLife
from .daily_totals import count_dial
from .event_clock import DAY, OFFSET_DELIVERIES
from .expiry import DUPLICATE_WINDOW_S, advance_to
from .server_entries import apply_server_entry
from .sightings import note_ids
from .state import State
from .statuses import Effect
from .unidentified import identify
from .updates import replay_late_signals, tell, update_other_calls


class Entry(msgspec.Struct, frozen=True):
    """One entry of the journal, read: its number, its instant, what it says (None: a tick) and its mark.

    Two bodies with the same mark are doubles: the same fields with the same values. A tick may say since when nothing
    was recorded.
    """

    version: int
    instant: int
    parsed: Parsed | Unknown | Invalid | ServerEntry | None
    dedup_key: bytes = b""
    unrecorded_since: int | None = None

    @property
    def changes_settings(self) -> bool:
        """Whether other settings may be in force after it."""
        return isinstance(self.parsed, ServerEntry)


def apply(state: State, entry: Entry) -> str:
    """Make one more entry true; how it counts: applied, duplicate, rejected, unknown, tick, or as its kind says."""
    state.version = entry.version
    parsed = entry.parsed
    if entry.unrecorded_since is not None:
        state.gaps.append((entry.unrecorded_since, entry.instant))
    if not state.event_time:
        advance_to(state, entry.instant)
        state.began = state.began or entry.instant
    if parsed is None:
        return "tick"
    if isinstance(parsed, ServerEntry):
        return apply_server_entry(state, parsed, entry.instant)
    result = _count_and_apply(state, parsed, entry.dedup_key)
    state.today.feed.events += 1
    state.began = state.began or state.now
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


def _call(state: State, event: AnyCall | AnyDialling) -> None:
    tell(state, "call", event.connection_id, event)


def _agent(state: State, event: AgentEvent | SignOfLife) -> None:
    """The agent, if one is named."""
    if event.agent_login:
        tell(state, "agent", event.agent_login, event)


def _chat(state: State, event: AnyChat) -> None:
    tell(state, "chat", event.conversation_id, event)


def _ticket(state: State, event: AnyTicket) -> None:
    tell(state, "ticket", event.ticket_id, event)


def _other_calls(state: State, event: AgentConnected | AgentLoggedIn | AgentLoggedOut | AgentStatusChanged) -> None:
    if event.agent_login:
        update_other_calls(state, event.agent_login, event)


def _name_campaign(state: State, event: AnyDialling | AnyRecord) -> None:
    now = state.campaign(event.id)
    if event.name and (event.date, event.name) > (now.named, now.name or ""):
        now.name, now.named = event.name, event.date
        state.touch("campaign", event.id)


def _count_saved(state: State, event: OutboundRecordSaved) -> None:
    if day := state.day_at(event.date):
        count_dial(day.campaign(event.id), event.date, "saved", +1)
    state.touch("campaign", event.id)


def _count_not_answered(state: State, event: AgentNotAnswered) -> None:
    state.agent(event.agent_login)
    if day := state.day_at(event.date):
        day.agent(event.agent_login).not_answered += 1
    state.touch("agent", event.agent_login)


def _count_ticket(state: State, event: AnyTicket) -> None:
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


_APPLY: Mapping[Effect, Callable[[State, Any], None]] = {
    Effect.CALL: _call,
    Effect.AGENT: _agent,
    Effect.CHAT: _chat,
    Effect.TICKET: _ticket,
    Effect.OTHER_CALLS: _other_calls,
    Effect.OVERTAKEN: replay_late_signals,
    Effect.CAMPAIGN_NAME: _name_campaign,
    Effect.SAVED: _count_saved,
    Effect.NOT_ANSWERED: _count_not_answered,
    Effect.TICKET_FIGURES: _count_ticket,
    Effect.CUSTOMERS: _count_customer,
}
EFFECTS: Mapping[type[Known], tuple[Callable[[State, Any], None], ...]] = {
    kind: tuple(_APPLY[effect] for effect in effects) for kind, effects in transitions.EFFECTS.items()
}
"""Every known event, and what applies it, in this order."""
