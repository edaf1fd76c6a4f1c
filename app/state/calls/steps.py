"""One more event of a call: the index from event to the function that moves it.

The functions stand in `queue_calls.py` and `campaign_calls.py`, the data in `call.py`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from ...events import (
    Abandoned,
    AgentCompleted,
    AgentConnected,
    AgentLoggedIn,
    AgentLoggedOut,
    AgentNotAnswered,
    AgentRinging,
    AgentStatusChanged,
    EnterIvr,
    EnterQueue,
    ExitQueue,
    Known,
    OutboundCompleted,
    OutboundConnecting,
    OutboundCustomerConnected,
    PredictiveAgentAnswer,
    QueueTransferredToAgent,
)
from ...events.campaigns import Failed
from ..internal_events import StatusObserved
from ..rules import Expire
from ..transitions import CALL
from . import campaign, queue
from .model import Call, age, scheduled

STEPS: Mapping[type, Callable[[Call, Any], Call]] = {
    EnterIvr: queue.enter_ivr,
    EnterQueue: queue.enter_queue,
    ExitQueue: queue.exit_queue,
    Abandoned: queue.abandoned,
    AgentRinging: queue.agent_ringing,
    AgentNotAnswered: queue.agent_not_answered,
    AgentConnected: queue.agent_connected,
    AgentCompleted: queue.agent_completed,
    QueueTransferredToAgent: queue.queue_transferred_to_agent,
    OutboundConnecting: campaign.outbound_connecting,
    OutboundCustomerConnected: campaign.outbound_customer_connected,
    OutboundCompleted: campaign.outbound_completed,
    **{kind: campaign.outbound_failed for kind in CALL if issubclass(kind, Failed)},
    PredictiveAgentAnswer: campaign.predictive_agent_answer,
    AgentLoggedOut: queue.agent_gone,
    AgentLoggedIn: queue.agent_gone,
    AgentStatusChanged: queue.agent_free,
    StatusObserved: lambda call, event: campaign.agent_observed(queue.agent_observed(call, event), event),
}


def step(call: Call, event: Known | StatusObserved, expire: Expire) -> Call:
    """The call after one more event; what was due before the event's second has expired by then."""
    if call.due < event.date:
        call = age(call, event.date - 1, expire)
    return scheduled(STEPS[type(event)](call, event), expire)
