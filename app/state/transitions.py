"""The tables of the state machine, and the theory they rest on. What is not in a table says so beside it.

THEORY

1. *Order.* Deliveries overtake each other, and dates have one-second grain. So the order of a thing's events
   is (date, rank): each table gives every event its rank inside one second, the order in which the telephone
   exchange does things. The same set of events is the same state, in whatever order it came.

2. *Outcomes only rise.* A visit, a dialling, is a ladder: an event lifts it to where `leads_to` says,
   never down. So answered outranks abandoned outranks left, in whatever order and however often events come,
   and EXIT_QUEUE before or after what decided the visit is one and the same.

3. *Guesses give way.* A lone EXIT_QUEUE and an expiry are guesses. They put a visit on the lowest rung of its
   endings, and every later sign of life lifts it or lets it wait again.

   The dialling of a campaign has one rung that no event alone leads to: it talks when both sides are on.

4. *The call centre is right.* `expected` lists where the table expects an event. One that comes elsewhere is
   applied as far as it makes sense and counted (`unexpected`), unless three seconds of disorder explain it.

5. *Presence and activity are two layers.* A pause does not hide a call, a logout does not end a talk. The
   status shown is the first that holds of `AgentStatus`, in its order.

6. *Beginnings heal.* An agent who is rung is there, whatever was lost. Ends, saved records and tickets heal
   nothing: they may come long after the agent has gone.

A row also names its step, which moves the entity, and what else the event touches. So a new event is its struct, its
row here, its step and its words.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, get_args

from ..events import Known, agents, calls, campaigns, chats, tickets
from . import agents as presence
from . import chats as conversation
from . import tickets as ticket
from .agents import SIGNS_OF_LIFE
from .calls import campaign as dialing
from .calls import observed, queue
from .internal_events import StatusObserved, TalkEnded
from .statuses import ChatStatus, DialStatus, Effect, PresenceStatus, Row, Table, VisitStatus


def _row(
    rank: int,
    expected: Iterable[int],
    leads_to: int | None = None,
    step: Callable[..., Any] | None = None,
    effects: tuple[Effect, ...] = (),
) -> Row:
    return Row(rank, frozenset(expected), leads_to, step, effects)


_V, _D, _C, _P, _E = VisitStatus, DialStatus, ChatStatus, PresenceStatus, Effect
_HERE = {_P.UNSEEN, _P.IN}
_UNDECIDED = {_D.UNSEEN, _D.DIALING, _D.TALKING}
_CALL = (_E.CALL,)
_CALL_AND_AGENT = (_E.CALL, _E.AGENT)
_DIALING = (_E.CAMPAIGN_NAME, _E.CALL, _E.AGENT)
_AGENT = (_E.AGENT,)
_AGENT_AND_CALLS = (_E.AGENT, _E.OTHER_CALLS)
_TICKET = (_E.TICKET, _E.TICKET_FIGURES)

# Something picked up before these: in their second they come after OUTBOUND_CUSTOMER_CONNECTED.
_FAILURES_AFTER_ANSWER = (campaigns.OutboundDrop, campaigns.OutboundFax, campaigns.OutboundVoiceMail)
_FAILURES = tuple(kind for kind in get_args(campaigns.AnyFailed) if kind not in _FAILURES_AFTER_ANSWER)

CALL: Table = {
    # event: its rank, the visit it is expected in, what the visit becomes, step, effects
    calls.EnterIvr: _row(0, _V, None, queue.enter_ivr, _CALL),
    calls.EnterQueue: _row(1, _V, _V.WAITING, queue.enter_queue, _CALL),
    # A refusal ends the ring that was there before its second, so it comes before a ring of that second.
    calls.AgentNotAnswered: _row(
        2,
        {_V.WAITING, _V.LEFT, _V.ABANDONED, _V.ANSWERED},
        None,
        queue.agent_not_answered,
        (_E.CALL, _E.NOT_ANSWERED, _E.AGENT),
    ),
    calls.AgentRinging: _row(3, {_V.WAITING}, None, queue.agent_ringing, (*_CALL_AND_AGENT, _E.OVERTAKEN)),
    calls.AgentConnected: _row(
        4,
        {_V.WAITING, _V.LEFT, _V.ANSWERED},
        _V.ANSWERED,
        queue.agent_connected,
        (*_CALL_AND_AGENT, _E.OTHER_CALLS),
    ),
    calls.QueueTransferredToAgent: _row(
        5, {_V.ANSWERED}, None, queue.queue_transferred_to_agent, (*_CALL_AND_AGENT, _E.OVERTAKEN)
    ),
    calls.Abandoned: _row(6, {_V.WAITING, _V.LEFT}, _V.ABANDONED, queue.abandoned, _CALL),
    calls.ExitQueue: _row(7, {_V.WAITING, _V.ABANDONED, _V.ANSWERED}, _V.LEFT, queue.exit_queue, _CALL),
    calls.AgentCompleted: _row(8, {_V.ANSWERED}, _V.ANSWERED, queue.agent_completed, _CALL_AND_AGENT),
    # event: its rank, the dialling it is expected in, what the dialling becomes, step, effects
    **dict.fromkeys(_FAILURES, _row(10, _UNDECIDED, _D.FAILED, dialing.outbound_failed, _DIALING)),
    campaigns.OutboundConnecting: _row(11, {_D.UNSEEN, _D.FAILED}, _D.DIALING, dialing.outbound_connecting, _DIALING),
    campaigns.OutboundCustomerConnected: _row(
        12, {_D.DIALING}, _D.DIALING, dialing.outbound_customer_connected, _DIALING
    ),
    **dict.fromkeys(_FAILURES_AFTER_ANSWER, _row(13, _UNDECIDED, _D.FAILED, dialing.outbound_failed, _DIALING)),
    campaigns.PredictiveAgentAnswer: _row(14, {_D.DIALING}, _D.DIALING, dialing.predictive_agent_answer, _DIALING),
    campaigns.OutboundCompleted: _row(15, {_D.DIALING, _D.TALKING}, _D.COMPLETED, dialing.outbound_completed, _DIALING),
    # Signs from elsewhere that end a leg of this call: the agent is free, logged out or in again, seen elsewhere.
    agents.AgentLoggedOut: _row(20, _P, None, queue.agent_gone),
    agents.AgentLoggedIn: _row(21, _P, None, queue.agent_gone),
    agents.AgentStatusChanged: _row(22, _P, None, queue.agent_free),
    StatusObserved: _row(23, _P, None, observed.off_the_phone),
}
"""A call: its visits to queues, or its dialling for a campaign."""

PRESENCE: Table = {
    # event: its rank, the presence it is expected in, what presence becomes, step, effects of what is no call's
    agents.AgentLoggedOut: _row(0, _HERE, _P.OUT, presence.logged_out, _AGENT_AND_CALLS),
    agents.AgentLoggedIn: _row(1, {_P.UNSEEN, _P.OUT}, _P.IN, presence.logged_in, _AGENT_AND_CALLS),
    agents.AgentPhoneConnected: _row(2, _HERE, _P.IN, presence.phone_connected, _AGENT),
    TalkEnded: _row(3, _P),
    **dict.fromkeys(SIGNS_OF_LIFE, _row(4, _P)),
    **dict.fromkeys((calls.AgentCompleted, campaigns.OutboundCompleted), _row(4, _P, None, presence.talked_until)),
    campaigns.OutboundRecordSaved: _row(5, _P, None, presence.record_saved, (_E.CAMPAIGN_NAME, _E.SAVED, _E.AGENT)),
    campaigns.PreviewRecord: _row(6, _HERE, _P.IN, presence.preview_record, (_E.CAMPAIGN_NAME, _E.AGENT)),
    **dict.fromkeys((*presence.ACTIVITIES, chats.ChatAgentAssigned), _row(7, _HERE, _P.IN, presence.begins)),
    agents.AgentStatusChanged: _row(8, _HERE, _P.IN, presence.status_changed, _AGENT_AND_CALLS),
    StatusObserved: _row(9, _P, None, presence.status_observed),
}
"""An agent's presence. Two status changes of one second are ordered by what each says came before it."""

CHAT: Table = {
    chats.ChatConversationCreated: _row(0, {_C.UNSEEN}, _C.WAITING, conversation.created, (_E.CHAT,)),
    chats.ChatAgentAssigned: _row(1, {_C.WAITING, _C.ACTIVE}, _C.ACTIVE, conversation.assigned, (_E.CHAT, _E.AGENT)),
    chats.ChatConversationClosed: _row(2, {_C.WAITING, _C.ACTIVE}, _C.CLOSED, conversation.closed, (_E.CHAT,)),
}
"""A conversation. An assignment dated after a closing opens it again: the call centre is right."""

TICKET: Table = {
    tickets.TicketCreated: _row(0, (), None, ticket.created, (*_TICKET, _E.AGENT)),
    tickets.TicketMessageReceived: _row(1, (), None, ticket.received, _TICKET),
    tickets.TicketAgentReplied: _row(2, (), None, ticket.replied, (*_TICKET, _E.AGENT)),
    tickets.TicketClosed: _row(3, (), None, ticket.closed, (*_TICKET, _E.AGENT)),
}
"""A ticket. It lives for weeks and is reopened at will, so nothing about it is unexpected."""

COUNTED: Table = {tickets.CustomerCreated: _row(0, (), effects=(_E.CUSTOMERS,))}
"""Events that only count. Those in no table are counted in the feed alone."""

EFFECTS: Mapping[type[Known], tuple[Effect, ...]] = dict.fromkeys(get_args(Known), ()) | {
    kind: row.effects for table in (CALL, PRESENCE, CHAT, TICKET, COUNTED) for kind, row in table.items() if row.effects
}
"""Every known event, and what it touches."""
