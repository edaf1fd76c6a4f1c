"""Events of outbound campaigns: dialing, and the records that agents see and save."""

from .event import Event, Seconds, Text


class Dialling(Event, frozen=True, kw_only=True):
    """The fields of all fourteen dialing events.

    `id` and `name` are the campaign's, `phone_number` is the number dialed, `caller_id` the one presented. Fields that
    are not known yet (no agent, not connected) are missing.
    """

    id: Text
    name: Text | None = None
    record_id: Text | None = None
    phone_number: Text | None = None
    connection_id: Text
    customer_id: Text | None = None
    agent_login: Text | None = None
    duration: Seconds | None = None
    billsec: Seconds | None = None
    filename: Text | None = None
    caller_id: Text | None = None


class Failed(Dialling, frozen=True, kw_only=True):
    """The fields of the ten events for dialing without a talk."""


class OutboundConnecting(Dialling, frozen=True, kw_only=True, tag="OUTBOUND_CONNECTING"):
    """Dialling starts, for the `attempt`-th time."""

    attempt: Text | None = None


class OutboundCustomerConnected(Dialling, frozen=True, kw_only=True, tag="OUTBOUND_CUSTOMER_CONNECTED"):
    """The customer picked up."""


class OutboundCompleted(Dialling, frozen=True, kw_only=True, tag="OUTBOUND_COMPLETED"):
    """An answered call ended."""


class OutboundDrop(Failed, frozen=True, kw_only=True, tag="OUTBOUND_DROP"):
    """The record was dropped (predictive: the customer was there, no agent was free)."""


class OutboundBusy(Failed, frozen=True, kw_only=True, tag="OUTBOUND_BUSY"):
    """The customer's line was busy."""


class OutboundFax(Failed, frozen=True, kw_only=True, tag="OUTBOUND_FAX"):
    """A fax answered."""


class OutboundNoAnswer(Failed, frozen=True, kw_only=True, tag="OUTBOUND_NO_ANSWER"):
    """No answer."""


class OutboundWrongNumber(Failed, frozen=True, kw_only=True, tag="OUTBOUND_WRONG_NUMBER"):
    """The number does not exist."""


class OutboundVoiceMail(Failed, frozen=True, kw_only=True, tag="OUTBOUND_VOICE_MAIL"):
    """An answering machine answered."""


class OutboundFailure(Failed, frozen=True, kw_only=True, tag="OUTBOUND_FAILURE"):
    """An unidentified error of the connection."""


class OutboundConnectionProblem(Failed, frozen=True, kw_only=True, tag="OUTBOUND_CONNECTION_PROBLEM"):
    """An error on the operator's side."""


class OutboundBlacklist(Failed, frozen=True, kw_only=True, tag="OUTBOUND_BLACKLIST"):
    """The number is on the blacklist."""


class OutboundAgentFailed(Failed, frozen=True, kw_only=True, tag="OUTBOUND_AGENT_FAILED"):
    """The agent's leg failed; an OUTBOUND_CONNECTING need not precede it."""


class PredictiveAgentAnswer(Dialling, frozen=True, kw_only=True, tag="PREDICTIVE_AGENT_ANSWER"):
    """The agent picks up a predictive call."""

    agent_login: Text


class PreviewRecord(Event, frozen=True, kw_only=True, tag="PREVIEW_RECORD"):
    """A preview campaign's card is shown to the agent."""

    id: Text
    name: Text | None = None
    record_id: Text
    customer_id: Text | None = None
    phone_number: Text | None = None
    agent_login: Text


class OutboundRecordSaved(Event, frozen=True, kw_only=True, tag="OUTBOUND_RECORD_SAVED"):
    """The agent saved the record. `system_status` is TO_CALL, IN_PROGRESS, CALL, MY_RECORD and so on."""

    id: Text
    name: Text | None = None
    record_id: Text
    phone_number: Text | None = None
    agent_login: Text | None = None
    system_status: Text | None = None
    status_id: Text | None = None
    connection_id: Text | None = None
    next_call_date: Text | None = None
    assigned_agent_login: Text | None = None
    previous_status_id: Text | None = None


AnyFailed = (
    OutboundDrop
    | OutboundBusy
    | OutboundFax
    | OutboundNoAnswer
    | OutboundWrongNumber
    | OutboundVoiceMail
    | OutboundFailure
    | OutboundConnectionProblem
    | OutboundBlacklist
    | OutboundAgentFailed
)
AnyDialling = OutboundConnecting | OutboundCustomerConnected | OutboundCompleted | AnyFailed | PredictiveAgentAnswer
AnyRecord = PreviewRecord | OutboundRecordSaved
