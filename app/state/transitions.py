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
"""

from collections.abc import Iterable, Mapping
from enum import IntEnum, StrEnum
from typing import NamedTuple

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
    EnterIvr,
    EnterQueue,
    ExitQueue,
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
from .internal_events import StatusObserved, TalkEnded

REORDERING_S = 3
"""Seconds by which deliveries overtake each other in a healthy line."""


class AgentStatus(StrEnum):
    """What an agent is doing. The status shown is the first of these that holds."""

    ON_CALL = "on_call"
    DIALING = "dialing"
    RINGING = "ringing"
    WRAP_UP = "wrap_up"
    PAUSED = "paused"
    NO_PHONE = "no_phone"
    AVAILABLE = "available"
    LOGGED_OUT = "logged_out"


class Stage(StrEnum):
    """Where a live call is."""

    IVR = "ivr"
    WAITING = "waiting"
    RINGING = "ringing"
    TALKING = "talking"
    DIALING = "dialing"


class VisitStatus(IntEnum):
    """The ladder of one caller's visit to one queue."""

    UNSEEN = 0
    WAITING = 1
    LEFT = 2
    ABANDONED = 3
    ANSWERED = 4


class DialStatus(IntEnum):
    """The ladder of one campaign call."""

    UNSEEN = 0
    DIALING = 1
    TALKING = 2
    FAILED = 3
    COMPLETED = 4


class ChatStatus(IntEnum):
    """The ladder of one conversation."""

    UNSEEN = 0
    WAITING = 1
    ACTIVE = 2
    CLOSED = 3


class PresenceStatus(IntEnum):
    """Whether an agent is there. UNSEEN until the first sign."""

    UNSEEN = 0
    OUT = 1
    IN = 2


# Looked up through its enum a member costs ten times what a name of its own does, and an event asks for twenty.
RINGING, TALKING, DIALING = Stage.RINGING, Stage.TALKING, Stage.DIALING
WAITING, LEFT = VisitStatus.WAITING, VisitStatus.LEFT
ABANDONED, ANSWERED = VisitStatus.ABANDONED, VisitStatus.ANSWERED
DIALS, TALKS = DialStatus.DIALING, DialStatus.TALKING
FAILED, COMPLETED = DialStatus.FAILED, DialStatus.COMPLETED
OUT, IN = PresenceStatus.OUT, PresenceStatus.IN


class Row(NamedTuple):
    """One line of a table: the event's place inside its second, where it is expected, and where it leads."""

    rank: int
    expected: frozenset[int]
    leads_to: int | None = None


Table = Mapping[type, Row]


def _row(rank: int, expected: Iterable[int], leads_to: int | None = None) -> Row:
    return Row(rank, frozenset(expected), leads_to)


_V, _D, _C, _P = VisitStatus, DialStatus, ChatStatus, PresenceStatus

_FAILURES = (
    OutboundBusy,
    OutboundNoAnswer,
    OutboundWrongNumber,
    OutboundFailure,
    OutboundConnectionProblem,
    OutboundBlacklist,
    OutboundAgentFailed,
)
# Something picked up before these: in their second they come after OUTBOUND_CUSTOMER_CONNECTED.
_FAILURES_AFTER_ANSWER = (OutboundDrop, OutboundFax, OutboundVoiceMail)

CALL: Table = {
    # event: its rank, the visit it is expected in, what the visit becomes
    EnterIvr: _row(0, _V),
    EnterQueue: _row(1, _V, _V.WAITING),
    # A refusal ends the ring that was there before its second, so it comes before a ring of that second.
    AgentNotAnswered: _row(2, {_V.WAITING, _V.LEFT, _V.ABANDONED, _V.ANSWERED}),
    AgentRinging: _row(3, {_V.WAITING}),
    AgentConnected: _row(4, {_V.WAITING, _V.LEFT, _V.ANSWERED}, _V.ANSWERED),
    QueueTransferredToAgent: _row(5, {_V.ANSWERED}),
    Abandoned: _row(6, {_V.WAITING, _V.LEFT}, _V.ABANDONED),
    ExitQueue: _row(7, {_V.WAITING, _V.ABANDONED, _V.ANSWERED}, _V.LEFT),
    AgentCompleted: _row(8, {_V.ANSWERED}, _V.ANSWERED),
    # event: its rank, the dialling it is expected in, what the dialling becomes
    **{kind: _row(10, {_D.UNSEEN, _D.DIALING, _D.TALKING}, _D.FAILED) for kind in _FAILURES},
    OutboundConnecting: _row(11, {_D.UNSEEN, _D.FAILED}, _D.DIALING),
    OutboundCustomerConnected: _row(12, {_D.DIALING}, _D.DIALING),
    **{kind: _row(13, {_D.UNSEEN, _D.DIALING, _D.TALKING}, _D.FAILED) for kind in _FAILURES_AFTER_ANSWER},
    PredictiveAgentAnswer: _row(14, {_D.DIALING}, _D.DIALING),
    OutboundCompleted: _row(15, {_D.DIALING, _D.TALKING}, _D.COMPLETED),
    # Signs from elsewhere that end a leg of this call: the agent frees themself, goes, comes anew.
    AgentLoggedOut: _row(20, _P),
    AgentLoggedIn: _row(21, _P),
    AgentStatusChanged: _row(22, _P),
    StatusObserved: _row(23, _P),
}
"""A call: its visits to queues, or its dialling for a campaign."""


# They name an agent and imply nothing but that one lives.
_SIGNS_OF_LIFE = (
    AgentNotAnswered,
    AgentCompleted,
    QueueTransferredToAgent,
    OutboundCompleted,
    *_FAILURES,
    *_FAILURES_AFTER_ANSWER,
    TicketCreated,
    TicketAgentReplied,
    TicketClosed,
)

PRESENCE: Table = {
    # event: its rank, the presence it is expected in, what presence becomes
    AgentLoggedOut: _row(0, {_P.UNSEEN, _P.IN}, _P.OUT),
    AgentLoggedIn: _row(1, {_P.UNSEEN, _P.OUT}, _P.IN),
    AgentPhoneConnected: _row(2, {_P.UNSEEN, _P.IN}, _P.IN),
    TalkEnded: _row(3, _P),
    **{kind: _row(4, _P) for kind in _SIGNS_OF_LIFE},
    OutboundRecordSaved: _row(5, _P),
    PreviewRecord: _row(6, {_P.UNSEEN, _P.IN}, _P.IN),
    AgentRinging: _row(7, {_P.UNSEEN, _P.IN}, _P.IN),
    AgentConnected: _row(7, {_P.UNSEEN, _P.IN}, _P.IN),
    OutboundConnecting: _row(7, {_P.UNSEEN, _P.IN}, _P.IN),
    OutboundCustomerConnected: _row(7, {_P.UNSEEN, _P.IN}, _P.IN),
    PredictiveAgentAnswer: _row(7, {_P.UNSEEN, _P.IN}, _P.IN),
    ChatAgentAssigned: _row(7, {_P.UNSEEN, _P.IN}, _P.IN),
    AgentStatusChanged: _row(8, {_P.UNSEEN, _P.IN}, _P.IN),
    StatusObserved: _row(9, _P),
}
"""An agent's presence. Two status changes of one second are ordered by what each says came before it."""

CHAT: Table = {
    ChatConversationCreated: _row(0, {_C.UNSEEN}, _C.WAITING),
    ChatAgentAssigned: _row(1, {_C.WAITING, _C.ACTIVE}, _C.ACTIVE),
    ChatConversationClosed: _row(2, {_C.WAITING, _C.ACTIVE}, _C.CLOSED),
}
"""A conversation. An assignment dated after a closing opens it again: the call centre is right."""

TICKET: Table = {
    TicketCreated: _row(0, ()),
    TicketMessageReceived: _row(1, ()),
    TicketAgentReplied: _row(2, ()),
    TicketClosed: _row(3, ()),
}
"""A ticket. It lives for weeks and is reopened at will, so nothing about it is unexpected."""
