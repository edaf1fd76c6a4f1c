"""Calls: what happens to a caller in the IVR, in a queue and with an agent."""

from .event import Event, Seconds


class EnterIvr(Event, frozen=True, kw_only=True, tag="ENTER_IVR"):
    """A call starts in the IVR. `destination_number` is the line dialled."""

    connection_id: str
    source_number: str | None = None
    destination_number: str | None = None


class EnterQueue(Event, frozen=True, kw_only=True, tag="ENTER_QUEUE"):
    """A caller enters a queue."""

    connection_id: str
    queue_id: str
    source_number: str | None = None
    source_name: str | None = None


class ExitQueue(Event, frozen=True, kw_only=True, tag="EXIT_QUEUE"):
    """A caller leaves a queue, for whatever reason."""

    connection_id: str
    queue_id: str


class Abandoned(Event, frozen=True, kw_only=True, tag="ABANDONED"):
    """The caller hung up while waiting, after `hold_time` seconds."""

    connection_id: str
    queue_id: str
    source_number: str | None = None
    hold_time: Seconds | None = None


class AgentRinging(Event, frozen=True, kw_only=True, tag="AGENT_RINGING"):
    """The agent's phone rings. `destination_number` is the agent's."""

    connection_id: str
    queue_id: str
    agent_login: str
    source_number: str | None = None
    destination_number: str | None = None


class AgentNotAnswered(Event, frozen=True, kw_only=True, tag="AGENT_NOT_ANSWERED"):
    """The agent did not pick up."""

    connection_id: str
    queue_id: str
    agent_login: str
    source_number: str | None = None
    destination_number: str | None = None


class AgentConnected(Event, frozen=True, kw_only=True, tag="AGENT_CONNECTED"):
    """The agent picked up. Counts for the visit even when no agent is named."""

    connection_id: str
    queue_id: str
    agent_login: str | None = None
    source_number: str | None = None
    destination_number: str | None = None


class AgentCompleted(Event, frozen=True, kw_only=True, tag="AGENT_COMPLETED"):
    """The call ended. Counts for the visit even when no agent is named."""

    connection_id: str
    queue_id: str
    customer_id: str | None = None
    agent_login: str | None = None
    source_number: str | None = None
    destination_number: str | None = None
    duration: Seconds | None = None
    billsec: Seconds | None = None
    filename: str | None = None
    reason: str | None = None


class QueueTransferredToAgent(Event, frozen=True, kw_only=True, tag="QUEUE_TRANSFERRED_TO_AGENT"):
    """A queue call is transferred to an agent, `attended` or `blind`."""

    connection_id: str
    type: str | None = None
    queue_id: str
    agent_login: str
    destination_number: str | None = None
