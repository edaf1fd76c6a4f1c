"""How queue events move a call: its visits rise, its legs come and go. One function an event.

The tables of `transitions.py` say where an event is expected and where a visit goes; here stands what
does not fit a table: which visit and which leg an event means. Campaign calls: `campaign_calls.py`.
"""

from collections.abc import Mapping
from typing import get_args

from msgspec.structs import replace

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
    QueueTransferredToAgent,
)
from .call import Call, Leg, Visit, ended, left, living, swapped
from .transitions import CALL, DISORDER, LEFT, RINGING, TALKING, WAITING, VisitStatus

QueueEvent = (
    EnterQueue | ExitQueue | Abandoned | AgentRinging | AgentNotAnswered | AgentConnected | AgentCompleted
    | QueueTransferredToAgent
)  # fmt: skip


RISES: Mapping[type, VisitStatus] = {kind: VisitStatus(CALL[kind].leads_to or 0) for kind in get_args(QueueEvent)}
"""What each event makes of the visit that it means."""


def enter_ivr(call: Call, event: EnterIvr) -> Call:
    """The caller is in the IVR, and so no longer in a queue entered before."""
    call = _elsewhere(call, event.date)
    return replace(
        call,
        ivr=event.date,
        line=call.line or event.destination_number,
        number=call.number or event.source_number,
    )


def enter_queue(call: Call, event: EnterQueue) -> Call:
    """A visit begins and waits. One of the same queue and date is the same visit."""
    call = replace(
        call,
        ivr=None,
        number=call.number or event.source_number,
        name=call.name or event.source_name,
    )
    visit = _meant(call, event.queue_id)
    if visit is not None and visit.at == event.date:
        return replace(call, visits=swapped(call.visits, visit, replace(visit, entered=True)))
    call = _elsewhere(call, event.date)
    return replace(call, visits=(*call.visits, Visit(queue=event.queue_id, at=event.date, entered=True)))


def agent_not_answered(call: Call, event: AgentNotAnswered) -> Call:
    """The ring that was there before this second ends; else the one of this second, when it comes."""
    call = _noted(call, event)
    rings = [leg for leg in living(call, RINGING) if leg.agent == event.agent_login]
    if not rings:
        this_second = tuple(refusal for refusal in call.refused if refusal[1] == event.date)
        return replace(call, refused=(*this_second, (event.agent_login, event.date)))
    return replace(call, legs=_ended(call.legs, rings, event.date))


def agent_ringing(call: Call, event: AgentRinging) -> Call:
    """A ringing leg; the visit still waits, or waits again if it was only thought to have left."""
    call = _noted(call, event)
    visit = _meant(call, event.queue_id)
    if visit is not None and visit.status is LEFT and event.date > max(visit.decided or 0, visit.elsewhere):
        again = replace(visit, status=WAITING, decided=None, shown=event.date)
        call = replace(call, visits=swapped(call.visits, visit, again))
    refusal = (event.agent_login, event.date)
    leg = Leg(
        agent=event.agent_login,
        doing=RINGING,
        since=event.date,
        queue=event.queue_id,
        ended=event.date if refusal in call.refused else None,
    )
    others = [g for g in call.legs if g.doing is not RINGING or g.agent != event.agent_login]
    return replace(
        call,
        ivr=None,
        number=call.number or event.source_number,
        legs=(*others, leg),
        refused=call.refused and tuple(r for r in call.refused if r != refusal),
    )


def agent_connected(call: Call, event: AgentConnected) -> Call:
    """The visit is answered, this leg talks, every ringing leg of the call ends (nothing says so otherwise)."""
    if event.connection_id != call.id:
        return _provisional_over(call, event.agent_login, event.date)
    call = _risen(_noted(call, event), event, None)
    over = living(call, RINGING)
    over += [leg for leg in living(call, TALKING) if leg.agent is not None and leg.agent == event.agent_login]
    leg = Leg(agent=event.agent_login, doing=TALKING, since=event.date, queue=event.queue_id, answered=True)
    return replace(
        call,
        ivr=None,
        number=call.number or event.source_number,
        legs=(*_ended(call.legs, over, event.date), leg),
    )


def queue_transferred_to_agent(call: Call, event: QueueTransferredToAgent) -> Call:
    """Who is on the call gives it away and ends with their AGENT_COMPLETED; anybody else talks, provisionally."""
    call = _noted(call, event)
    own = [leg for leg in call.legs if leg.agent == event.agent_login]
    if any(leg.doing is TALKING and (leg.ended is None or leg.ended >= event.date) for leg in own):
        return call
    leg = Leg(
        agent=event.agent_login,
        doing=TALKING,
        since=event.date,
        queue=event.queue_id,
        provisional=True,
    )
    return replace(call, legs=(*_ended(call.legs, own, event.date), leg))


def abandoned(call: Call, event: Abandoned) -> Call:
    """The visit is abandoned and all its legs end. `hold_time` is the wait where it is given, else the dates."""
    call = _risen(_noted(call, event), event, event.hold_time)
    over = [leg for leg in living(call, RINGING, TALKING) if leg.queue == event.queue_id]
    return replace(
        call,
        ivr=_out_of_ivr(call, event),
        number=call.number or event.source_number,
        legs=_ended(call.legs, over, event.date),
    )


def exit_queue(call: Call, event: ExitQueue) -> Call:
    """The visit no longer waits and nobody rings for it. Alone it means left."""
    call = _risen(_noted(call, event), event, None)
    over = [leg for leg in living(call, RINGING) if leg.queue == event.queue_id]
    return replace(call, ivr=_out_of_ivr(call, event), legs=_ended(call.legs, over, event.date))


def agent_completed(call: Call, event: AgentCompleted) -> Call:
    """That agent's leg ends and is counted. Without a leg it answers the visit, and billsec is the talk."""
    call = _noted(call, event)
    leg = _completed_leg(call, event)
    if leg is not None:
        over = replace(
            leg,
            agent=leg.agent or event.agent_login,
            ended=event.date,
            guessed=False,
            completed=True,
            talk=event.date - leg.since,
        )
        return replace(call, ivr=_out_of_ivr(call, event), legs=swapped(call.legs, leg, over))
    if _ended_twice(call, event):
        return replace(call, unexpected=(*call.unexpected, event.date))
    call = _risen(call, event, None)
    unseen = Leg(
        agent=event.agent_login,
        doing=TALKING,
        since=event.date,
        queue=event.queue_id,
        ended=event.date,
        completed=True,
        talk=event.billsec,
    )
    legs = (*_ended(call.legs, living(call, RINGING), event.date), unseen)
    return replace(call, ivr=_out_of_ivr(call, event), legs=legs)


def agent_gone(call: Call, event: AgentLoggedOut | AgentLoggedIn) -> Call:
    """Logging out ends this agent's ring, never a talk; a new login shows that there was a logout before it."""
    latest = event.date if isinstance(event, AgentLoggedOut) else event.date - 1
    over = [
        leg
        for leg in living(call, RINGING, TALKING)
        if leg.agent == event.agent_login and leg.since <= latest and (leg.doing is RINGING or leg.provisional)
    ]
    return replace(call, legs=_ended(call.legs, over, event.date))


def agent_free(call: Call, event: AgentStatusChanged) -> Call:
    """An agent who frees themself is no longer on a call that was only passed to them."""
    return _provisional_over(call, event.agent_login, event.date) if event.pause_id is None else call


def _meant(call: Call, queue: str) -> Visit | None:
    """The visit that an event of this queue means: the last one begun (events come sorted)."""
    for visit in reversed(call.visits):
        if visit.queue == queue:
            return visit
    return None


def _noted(call: Call, event: QueueEvent) -> Call:
    """The call, with a note if the table does not expect the event and disorder does not explain it."""
    visit = _meant(call, event.queue_id)
    status = visit.status if visit else VisitStatus.UNSEEN
    if status in CALL[type(event)].expected:
        return call
    if visit and visit.decided is not None and event.date - visit.decided <= DISORDER:
        return call
    return replace(call, unexpected=(*call.unexpected, event.date))


def _risen(call: Call, event: QueueEvent, hold_time: int | None) -> Call:
    """The call with the meant visit lifted to where the table says; never down. A visit never seen begins so."""
    visit = _meant(call, event.queue_id)
    status = RISES[type(event)]
    if visit is None:
        visit = Visit(queue=event.queue_id, at=event.date, entered=False)
        call = replace(call, visits=(*call.visits, visit))
    if visit.status >= status:
        return call
    wait = hold_time
    if wait is None and visit.entered and not isinstance(event, AgentCompleted):
        wait = event.date - visit.at
    risen = replace(visit, status=status, decided=event.date, wait=wait)
    return replace(call, visits=swapped(call.visits, visit, risen))


def _elsewhere(call: Call, date: int) -> Call:
    """A caller is in one place: every visit begun earlier that still waits has left."""
    for visit in call.visits:
        if visit.waiting and visit.at < date:
            call = left(call, visit, date)
        elif visit.status is LEFT and visit.at < date:
            call = replace(call, visits=swapped(call.visits, visit, replace(visit, elsewhere=date)))
    return call


def _out_of_ivr(call: Call, event: QueueEvent) -> int | None:
    """Whoever leaves a queue was in it: an IVR begun earlier is over, though its ENTER_QUEUE never came."""
    return call.ivr if call.ivr is not None and call.ivr >= event.date else None


def _ended(legs: tuple[Leg, ...], over: list[Leg], at: int) -> tuple[Leg, ...]:
    for leg in over:
        legs = swapped(legs, leg, ended(leg, at))
    return legs


def _provisional_over(call: Call, agent: str | None, date: int) -> Call:
    over = [g for g in living(call, TALKING) if g.provisional and g.agent == agent and g.since < date]
    return replace(call, legs=_ended(call.legs, over, date))


def _completed_leg(call: Call, event: AgentCompleted) -> Leg | None:
    """The talk that this end means: the agent's own, a guessed end of it, one that named nobody, the only one."""
    talks = [leg for leg in call.legs if leg.doing is TALKING and not leg.completed]
    live = [leg for leg in talks if leg.ended is None]
    if event.agent_login is None:
        here = [leg for leg in live if leg.queue == event.queue_id]
        passed = [leg for leg in talks if leg.provisional]  # thought to be over: a guess, which gives way
        return next(iter(here or live or passed), None)
    own = [leg for leg in talks if leg.agent == event.agent_login]
    nobody = [leg for leg in live if leg.agent is None]
    candidates = [leg for leg in own if leg.ended is None] or own[::-1] or nobody
    return candidates[0] if candidates else None


def _ended_twice(call: Call, event: AgentCompleted) -> bool:
    """Whether this agent's talk of the same visit was ended before: a talk has one end."""
    visit = _meant(call, event.queue_id)
    return visit is not None and any(
        leg.completed and leg.agent == event.agent_login and leg.queue == visit.queue and leg.since >= visit.at
        for leg in call.legs
    )
