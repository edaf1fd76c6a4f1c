"""Events of a caller in the IVR, in a queue and with an agent."""

from .event import Event, Seconds, Text


class EnterIvr(Event, frozen=True, kw_only=True, tag="ENTER_IVR"):
    """A call starts in the IVR. `destination_number` is the line dialled."""

    connection_id: Text
    source_number: Text | None = None
    destination_number: Text | None = None


class EnterQueue(Event, frozen=True, kw_only=True, tag="ENTER_QUEUE"):
    """A caller enters a queue."""

    connection_id: Text
    queue_id: Text
    source_number: Text | None = None
    source_name: Text | None = None


class ExitQueue(Event, frozen=True, kw_only=True, tag="EXIT_QUEUE"):
    """A caller leaves a queue, for whatever reason."""

    connection_id: Text
    queue_id: Text | None = None


class Abandoned(Event, frozen=True, kw_only=True, tag="ABANDONED"):
    """The caller hung up while waiting, after `hold_time` seconds."""

    connection_id: Text
    queue_id: Text | None = None
    source_number: Text | None = None
    hold_time: Seconds | None = None


class AgentRinging(Event, frozen=True, kw_only=True, tag="AGENT_RINGING"):
    """The agent's phone rings. `destination_number` is the agent's."""

    connection_id: Text
    queue_id: Text | None = None
    agent_login: Text
    source_number: Text | None = None
    destination_number: Text | None = None


class AgentNotAnswered(Event, frozen=True, kw_only=True, tag="AGENT_NOT_ANSWERED"):
    """The agent did not pick up."""

    connection_id: Text
    queue_id: Text | None = None
    agent_login: Text
    source_number: Text | None = None
    destination_number: Text | None = None


class AgentConnected(Event, frozen=True, kw_only=True, tag="AGENT_CONNECTED"):
    """The agent picked up. Counts for the visit even when no agent is named."""

    connection_id: Text
    queue_id: Text | None = None
    agent_login: Text | None = None
    source_number: Text | None = None
    destination_number: Text | None = None


class AgentCompleted(Event, frozen=True, kw_only=True, tag="AGENT_COMPLETED"):
    """The call ended. Counts for the visit even when no agent is named."""

    connection_id: Text
    queue_id: Text | None = None
    customer_id: Text | None = None
    agent_login: Text | None = None
    source_number: Text | None = None
    destination_number: Text | None = None
    duration: Seconds | None = None
    billsec: Seconds | None = None
    filename: Text | None = None
    reason: Text | None = None


class QueueTransferredToAgent(Event, frozen=True, kw_only=True, tag="QUEUE_TRANSFERRED_TO_AGENT"):
    """A queue call is transferred to an agent, `attended` or `blind`."""

    connection_id: Text
    type: Text | None = None
    queue_id: Text | None = None
    agent_login: Text
    destination_number: Text | None = None


AnyCall = (
    EnterIvr
    | EnterQueue
    | ExitQueue
    | Abandoned
    | AgentRinging
    | AgentNotAnswered
    | AgentConnected
    | AgentCompleted
    | QueueTransferredToAgent
)
