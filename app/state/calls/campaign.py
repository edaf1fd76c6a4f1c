"""How dialling events move a campaign call: dialing, talking, and one outcome. One function an event.

Queue calls: `queue_calls.py`. Previews, saved records and wrap-up are the agent's (`agents.py`).
"""

from msgspec.structs import replace

from ...events.campaigns import (
    Dialling,
    Failed,
    OutboundCompleted,
    OutboundConnecting,
    OutboundCustomerConnected,
    PredictiveAgentAnswer,
)
from ..statuses import COMPLETED, DIALING, DIALS, FAILED, TALKING, TALKS, DialStatus, Row, Stage
from .model import Call, Dial, Leg, ended


def outbound_connecting(call: Call, event: OutboundConnecting, row: Row) -> Call:
    """Dialling begins, or begins again. A failure of this very second, with no dialling before it, was its end."""
    call = _record_unexpected(call, event, row)
    dial = call.dial
    if dial and dial.status is FAILED and dial.decided == dial.since == event.date:
        return call
    if dial and dial.status is COMPLETED:
        return call
    call = replace(call, dial=_again(dial, event) if dial else _begun(event))
    return _with_agent(call, event)


def outbound_customer_connected(call: Call, event: OutboundCustomerConnected, row: Row) -> Call:
    """The customer is on; with an agent there, both talk."""
    call = _alive(call, event, row)
    if call.dial and call.dial.live and call.dial.customer is None:
        call = replace(call, dial=replace(call.dial, customer=event.date))
    return _joined(_with_agent(call, event), event.date)


def predictive_agent_answer(call: Call, event: PredictiveAgentAnswer, row: Row) -> Call:
    """The agent is on; with the customer there, both talk."""
    return _joined(_with_agent(_alive(call, event, row), event), event.date)


def outbound_completed(call: Call, event: OutboundCompleted, row: Row) -> Call:
    """The call ended and is counted, for the campaign and for the agent, who wraps up."""
    call = _record_unexpected(call, event, row)
    dial = call.dial or _begun(event)
    if dial.status is COMPLETED:
        return call
    talk = event.billsec if dial.talking is None else event.date - dial.talking
    dial = replace(dial, status=COMPLETED, outcome="completed", decided=event.date, talk=talk)
    legs = call.legs
    if event.agent_login and not any(leg.campaign and leg.agent == event.agent_login for leg in legs):
        legs = (*legs, _leg(event, DIALING))
    ending = [leg for leg in legs if leg.campaign and leg.ended is None] or _last_guessed(legs)
    return replace(
        call,
        dial=dial,
        legs=tuple(_completed(leg, event) if any(leg is end for end in ending) else leg for leg in legs),
    )


def outbound_failed(call: Call, event: Failed, row: Row) -> Call:
    """The dialling came to nothing; of several such outcomes the latest counts, and none beside a completion."""
    call = _record_unexpected(call, event, row)
    dial = call.dial or _begun(event)
    if dial.status is COMPLETED:
        return replace(call, dial=dial)
    outcome = str(event.__struct_config__.tag).removeprefix("OUTBOUND_").lower()
    dial = replace(dial, status=FAILED, outcome=outcome, decided=event.date)
    legs = tuple(ended(leg, event.date) if leg.campaign else leg for leg in call.legs)
    return replace(call, dial=dial, legs=legs)


def _record_unexpected(call: Call, event: Dialling, row: Row) -> Call:
    """The call with what the event says of it, and a note if the table does not expect the event here."""
    status = call.dial.status if call.dial else DialStatus.UNSEEN
    unexpected = (event.date,) if status not in row.expected else ()
    return replace(
        call,
        number=call.number or event.phone_number,
        unexpected=call.unexpected + unexpected,
    )


def _begun(event: Dialling) -> Dial:
    return Dial(campaign=event.id, first=event.date, since=event.date)


def _again(dial: Dial, event: Dialling) -> Dial:
    """Another attempt under the same connection: its earlier end is taken back."""
    return Dial(campaign=dial.campaign, first=dial.first, since=event.date, connected=dial.connected)


def _alive(call: Call, event: Dialling, row: Row) -> Call:
    """The call dialling: a sign of life begins it, or takes a failure back."""
    call = _record_unexpected(call, event, row)
    if call.dial is None:
        return replace(call, dial=_begun(event))
    if call.dial.status is FAILED:
        return _never_failed(call, call.dial, event.date)
    return call


def _never_failed(call: Call, dial: Dial, date: int) -> Call:
    """The call as it was before its failure, legs and all; one that had only expired starts its time again."""
    if dial.outcome is None:
        dial = replace(dial, since=date)
    status = DIALS if dial.talking is None else TALKS
    legs = tuple(
        replace(leg, ended=None, guessed=False) if leg.campaign and leg.guessed and leg.ended == dial.decided else leg
        for leg in call.legs
    )
    return replace(call, dial=replace(dial, status=status, outcome=None, decided=None), legs=legs)


def _with_agent(call: Call, event: Dialling) -> Call:
    """The call with the named agent's leg on it: an agent named is on."""
    agent = event.agent_login
    if agent is None or call.dial is None or not call.dial.live:
        return call
    if any(leg.campaign and leg.agent == agent and leg.ended is None for leg in call.legs):
        return call
    leg = _leg(event, DIALING)
    if call.dial.status is TALKS:
        talked = any(other.answered and other.agent == agent for other in call.legs)
        leg = replace(leg, doing=TALKING, answered=not talked)
    return replace(call, legs=(*call.legs, leg))


def _leg(event: Dialling, doing: Stage) -> Leg:
    return Leg(agent=event.agent_login, doing=doing, since=event.date, campaign=event.id)


def _joined(call: Call, date: int) -> Call:
    """The call talking from `date` on, once both the customer and an agent are on."""
    dial = call.dial
    if dial is None or dial.customer is None or dial.status is not DIALS:
        return call
    if not any(leg.campaign and leg.ended is None for leg in call.legs):
        return call
    talked = {leg.agent for leg in call.legs if leg.answered}
    legs = tuple(
        replace(
            leg,
            doing=TALKING,
            since=date,
            answered=leg.agent not in talked,
            earlier=(*leg.earlier, (leg.since, date)),
        )
        if leg.campaign and leg.ended is None
        else leg
        for leg in call.legs
    )
    connected = date if dial.connected is None else dial.connected
    dial = replace(dial, status=TALKS, talking=date, connected=connected)
    return replace(call, dial=dial, legs=legs)


def _last_guessed(legs: tuple[Leg, ...]) -> list[Leg]:
    """The leg whose end was only a guess, where none lives any more."""
    return [leg for leg in legs if leg.campaign and leg.guessed][-1:]


def _completed(leg: Leg, event: OutboundCompleted) -> Leg:
    """The leg ended by the completion, its talk counted if it is the named agent's or nobody is named."""
    if event.agent_login not in {None, leg.agent}:
        return ended(leg, event.date)
    talk = event.date - leg.since if leg.doing is TALKING else event.billsec
    return replace(leg, ended=event.date, guessed=False, completed=True, talk=talk)
