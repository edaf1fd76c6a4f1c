"""One more event of a call: the index from event to the function that moves it.

The functions stand in `queue_calls.py` and `campaign_calls.py`, the data in `call.py`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from ..events import (
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
from ..events.campaigns import Failed
from . import campaign_calls, queue_calls
from .call import Call, age, scheduled
from .rules import Expire
from .signs import StatusObserved
from .transitions import CALL

STEPS: Mapping[type, Callable[[Call, Any], Call]] = {
    EnterIvr: queue_calls.enter_ivr,
    EnterQueue: queue_calls.enter_queue,
    ExitQueue: queue_calls.exit_queue,
    Abandoned: queue_calls.abandoned,
    AgentRinging: queue_calls.agent_ringing,
    AgentNotAnswered: queue_calls.agent_not_answered,
    AgentConnected: queue_calls.agent_connected,
    AgentCompleted: queue_calls.agent_completed,
    QueueTransferredToAgent: queue_calls.queue_transferred_to_agent,
    OutboundConnecting: campaign_calls.outbound_connecting,
    OutboundCustomerConnected: campaign_calls.outbound_customer_connected,
    OutboundCompleted: campaign_calls.outbound_completed,
    **{kind: campaign_calls.outbound_failed for kind in CALL if issubclass(kind, Failed)},
    PredictiveAgentAnswer: campaign_calls.predictive_agent_answer,
    AgentLoggedOut: queue_calls.agent_gone,
    AgentLoggedIn: queue_calls.agent_gone,
    AgentStatusChanged: queue_calls.agent_free,
    StatusObserved: lambda call, event: campaign_calls.agent_observed(queue_calls.agent_observed(call, event), event),
}


def step(call: Call, event: Known | StatusObserved, expire: Expire) -> Call:
    """The call after one more event; what was due before the event's second has expired by then."""
    if call.due < event.date:
        call = age(call, event.date - 1, expire)
    return scheduled(STEPS[type(event)](call, event), expire)
