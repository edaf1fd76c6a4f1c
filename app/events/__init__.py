"""Events: one frozen struct for each of the 39 actions, in the documentation's order and words.

37 are documented; RECORDING_READY and CUSTOMER_UPDATED are delivered too. The union below is the table of contents.
Nothing here waits, logs or reads the clock.
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
from .recordings import RecordingReady
from .tickets import (
    CustomerCreated,
    CustomerUpdated,
    TicketAgentReplied,
    TicketClosed,
    TicketCreated,
    TicketMessageReceived,
)

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
    | RecordingReady
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
    | CustomerUpdated
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
    "CustomerUpdated",
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
    "RecordingReady",
    "TicketAgentReplied",
    "TicketClosed",
    "TicketCreated",
    "TicketMessageReceived",
]
