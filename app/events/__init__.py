"""WHAT ARRIVES: one frozen message for each of the 37 actions, in the documentation's order and words.

The union below is the table of contents. Here nothing waits, logs or asks the time.
"""

from .agents import AgentLoggedIn, AgentLoggedOut, AgentPhoneConnected, AgentStatusChanged
from .calls import (
    Abandoned,
    AgentCompleted,
    AgentConnected,
    AgentNotAnswered,
    AgentRinging,
    EnterIvr,
    EnterQueue,
    ExitQueue,
    QueueTransferredToAgent,
)
from .campaigns import (
    AnyDialling,
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
)
from .chats import ChatAgentAssigned, ChatConversationClosed, ChatConversationCreated
from .tickets import CustomerCreated, TicketAgentReplied, TicketClosed, TicketCreated, TicketMessageReceived

Known = (
    # calls
    EnterIvr
    | EnterQueue
    | ExitQueue
    | Abandoned
    | AgentRinging
    | AgentNotAnswered
    | AgentConnected
    | AgentCompleted
    | QueueTransferredToAgent
    # outbound campaigns: dialling, which `campaigns.py` lists
    | AnyDialling
    # outbound campaigns: records
    | PreviewRecord
    | OutboundRecordSaved
    # agents
    | AgentLoggedIn
    | AgentLoggedOut
    | AgentPhoneConnected
    | AgentStatusChanged
    # chats
    | ChatConversationCreated
    | ChatAgentAssigned
    | ChatConversationClosed
    # tickets and customers
    | TicketCreated
    | TicketMessageReceived
    | TicketAgentReplied
    | TicketClosed
    | CustomerCreated
)

__all__ = [
    "Abandoned",
    "AgentCompleted",
    "AgentConnected",
    "AgentLoggedIn",
    "AgentLoggedOut",
    "AgentNotAnswered",
    "AgentPhoneConnected",
    "AgentRinging",
    "AgentStatusChanged",
    "ChatAgentAssigned",
    "ChatConversationClosed",
    "ChatConversationCreated",
    "CustomerCreated",
    "EnterIvr",
    "EnterQueue",
    "ExitQueue",
    "Known",
    "OutboundAgentFailed",
    "OutboundBlacklist",
    "OutboundBusy",
    "OutboundCompleted",
    "OutboundConnecting",
    "OutboundConnectionProblem",
    "OutboundCustomerConnected",
    "OutboundDrop",
    "OutboundFailure",
    "OutboundFax",
    "OutboundNoAnswer",
    "OutboundRecordSaved",
    "OutboundVoiceMail",
    "OutboundWrongNumber",
    "PredictiveAgentAnswer",
    "PreviewRecord",
    "QueueTransferredToAgent",
    "TicketAgentReplied",
    "TicketClosed",
    "TicketCreated",
    "TicketMessageReceived",
]
