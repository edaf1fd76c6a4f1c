"""How an observation of an agent moves a call: a leg of an agent who is off the phone is over.

How events end legs: `queue.py` and `campaign.py`.
"""

from msgspec.structs import replace

from ..internal_events import StatusObserved
from ..statuses import FAILED, RINGING, TALKING, Row
from .model import Call, all_ended, ended, living


def off_the_phone(call: Call, event: StatusObserved, _: Row) -> Call:
    """Who is free, paused or gone is on no call begun before; AGENT_COMPLETED still says when the talk ended."""
    own = [leg for leg in living(call, RINGING, TALKING) if leg.agent == event.agent_login and leg.since < event.date]
    call = replace(call, legs=all_ended(call.legs, [leg for leg in own if leg.campaign is None], event.date))
    return _dialing_over(call, event)


def _dialing_over(call: Call, event: StatusObserved) -> Call:
    """The same for a campaign call: it is over, without an outcome until an event says one."""
    own = [leg for leg in call.legs if leg.campaign and leg.ended is None and leg.agent == event.agent_login]
    if call.dial is None or not call.dial.live or not any(leg.since < event.date for leg in own):
        return call
    legs = tuple([ended(leg, event.date) if leg.campaign else leg for leg in call.legs])
    return replace(call, dial=replace(call.dial, status=FAILED, decided=event.date), legs=legs)
