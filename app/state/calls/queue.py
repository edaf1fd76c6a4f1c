"""How queue events move a call: its visits rise, its legs come and go. One function an event.

An event's row in `transitions.py` says where it is expected and where a visit goes; here stands what
does not fit a table: which visit and which leg an event means. Campaign calls: `campaign_calls.py`.
"""

from msgspec.structs import replace

from ...events.agents import AgentLoggedIn, AgentLoggedOut, AgentStatusChanged
from ...events.calls import (
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
from ..ordering import DISORDER
from ..rules import NEVER
from ..statuses import ABANDONED, ANSWERED, LEFT, RINGING, TALKING, WAITING, Row, VisitStatus
from .model import Call, Caller, Leg, Visit, all_ended, left, living, swapped

QueueEvent = (
    EnterQueue | ExitQueue | Abandoned | AgentRinging | AgentNotAnswered | AgentConnected | AgentCompleted
    | QueueTransferredToAgent
)  # fmt: skip

MAX_RINGS = 240  # of one agent and call: an hour of a phone that rings every 15 s


def enter_ivr(call: Call, event: EnterIvr, _: Row) -> Call:
    """The caller is in the IVR, and so no longer in a queue entered before. After its end a call is another one."""
    if _has_ended(call, event):
        gone = Caller(event.date, call.number, call.name)
        call = replace(
            call, earlier=(*call.earlier, gone), started=event.date, number=None, name=None, line=None, refused=()
        )
    call = _elsewhere(call, event.date)
    return replace(
        call,
        ivr=event.date,
        line=call.line or event.destination_number,
        number=call.number or event.source_number,
    )


def enter_queue(call: Call, event: EnterQueue, _: Row) -> Call:
    """A visit begins and waits. One of the same queue and date is the same visit."""
    call = replace(
        call,
        ivr=None,
        number=call.number or event.source_number,
        name=call.name or event.source_name,
    )
    visit = _last_visit(call, event.queue_id)
    if visit is not None and visit.at == event.date:
        return replace(call, visits=swapped(call.visits, visit, replace(visit, entered=True)))
    if visit is not None and not visit.entered and event.date - (visit.decided or visit.at) <= DISORDER:
        return _entered_late(call, visit, event)
    call = _elsewhere(call, event.date)
    call = replace(call, visits=(*call.visits, Visit(queue=event.queue_id, at=event.date, entered=True)))
    return call if visit else _joined_by_earlier_legs(call, event)


def agent_not_answered(call: Call, event: AgentNotAnswered, row: Row) -> Call:
    """The ring that was there before this second ends; else the next one, if it comes within `DISORDER`."""
    call = _record_unexpected(call, event, row)
    rings = [leg for leg in living(call, RINGING) if leg.agent == event.agent_login]
    if not rings:
        recent = tuple(refusal for refusal in call.refused if event.date - refusal[1] <= DISORDER)
        return replace(call, refused=(*recent, (event.agent_login, event.date)))
    return replace(call, legs=all_ended(call.legs, rings, event.date))


def agent_ringing(call: Call, event: AgentRinging, row: Row) -> Call:
    """A ringing leg; the visit still waits, or waits again if it was only thought to have left."""
    call = _record_unexpected(call, event, row)
    visit = _visit_of(call, event)
    if visit is not None and visit.status is LEFT and event.date > max(visit.decided or 0, visit.elsewhere):
        again = replace(visit, status=WAITING, decided=None, shown=event.date)
        call = replace(call, visits=swapped(call.visits, visit, again))
    refusal = next((r for r in call.refused if r[0] == event.agent_login and event.date - r[1] <= DISORDER), None)
    leg = Leg(
        agent=event.agent_login,
        doing=RINGING,
        since=event.date,
        queue=event.queue_id or (visit.queue if visit else None),
        ended=event.date if refusal else None,
    )
    older = next((g for g in call.legs if g.doing is RINGING and g.agent == event.agent_login), None)
    if older is not None:
        rang = (older.since, event.date if older.ended is None else older.ended)
        leg = replace(leg, earlier=(*older.earlier[-MAX_RINGS:], rang))
    return replace(
        call,
        ivr=None,
        number=call.number or event.source_number,
        legs=(*[g for g in call.legs if g is not older], leg),
        refused=call.refused and tuple([r for r in call.refused if r is not refusal]),
    )


def agent_connected(call: Call, event: AgentConnected, row: Row) -> Call:
    """The visit is answered, this leg talks, every ringing leg of the call ends (nothing says so otherwise)."""
    if event.connection_id != call.id:
        return _provisional_over(call, event.agent_login, event.date)
    early = _early_end(call, event)
    if early is not None:
        return _connected_late(call, event, row, early)
    call = _promote(_record_unexpected(call, event, row), event, row, None)
    over = living(call, RINGING)
    over += [leg for leg in living(call, TALKING) if leg.agent is not None and leg.agent == event.agent_login]
    leg = Leg(
        agent=event.agent_login,
        doing=TALKING,
        since=event.date,
        queue=_queue_of(call, event),
        answered=True,
    )
    return replace(
        call,
        ivr=None,
        number=call.number or event.source_number,
        legs=(*all_ended(call.legs, over, event.date), leg),
    )


def queue_transferred_to_agent(call: Call, event: QueueTransferredToAgent, row: Row) -> Call:
    """Who is on the call gives it away and ends with their AGENT_COMPLETED; any other agent talks, provisionally.

    After a blind transfer the giver is gone: their talk ends here, until their own AGENT_COMPLETED says when it did.
    """
    call = _record_unexpected(call, event, row)
    own = [leg for leg in call.legs if leg.agent == event.agent_login]
    if any(leg.doing is TALKING and (leg.ended is None or leg.ended >= event.date) for leg in own):
        return call
    leg = Leg(
        agent=event.agent_login,
        doing=TALKING,
        since=event.date,
        queue=_queue_of(call, event),
        provisional=True,
    )
    givers = [g for g in living(call, TALKING) if g.agent != event.agent_login] if _is_blind(event) else []
    over = own + sorted(givers, key=lambda giver: giver.since)[-1:]
    return replace(call, legs=(*all_ended(call.legs, over, event.date), leg))


def abandoned(call: Call, event: Abandoned, row: Row) -> Call:
    """The visit is abandoned and all its legs end. `hold_time` is the wait where it is given, else the dates."""
    visit = _visit_of(call, event)
    call = _promote(_record_unexpected(call, event, row), event, row, event.hold_time)
    queue = event.queue_id or (visit.queue if visit else None)
    over = [leg for leg in living(call, RINGING, TALKING) if queue and leg.queue == queue]
    return replace(
        call,
        ivr=_out_of_ivr(call, event),
        number=call.number or event.source_number,
        legs=all_ended(call.legs, over, event.date),
    )


def exit_queue(call: Call, event: ExitQueue, row: Row) -> Call:
    """The visit no longer waits and nobody rings for it. Alone it means left."""
    visit = _visit_of(call, event)
    call = _promote(_record_unexpected(call, event, row), event, row, None)
    queue = event.queue_id or (visit.queue if visit else None)
    over = [leg for leg in living(call, RINGING) if queue and leg.queue == queue]
    return replace(call, ivr=_out_of_ivr(call, event), legs=all_ended(call.legs, over, event.date))


def agent_completed(call: Call, event: AgentCompleted, row: Row) -> Call:
    """That agent's leg ends and is counted. Without a leg it answers the visit, and billsec is the talk."""
    call = _record_unexpected(call, event, row)
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
    call = _promote(call, event, row, None)
    unseen = Leg(
        agent=event.agent_login,
        doing=TALKING,
        since=event.date,
        queue=_queue_of(call, event),
        ended=event.date,
        completed=True,
        talk=event.billsec,
    )
    legs = (*all_ended(call.legs, living(call, RINGING), event.date), unseen)
    return replace(call, ivr=_out_of_ivr(call, event), legs=legs)


def agent_gone(call: Call, event: AgentLoggedOut | AgentLoggedIn, _: Row) -> Call:
    """Logging out ends this agent's ring, never a talk; a new login shows that there was a logout before it."""
    latest = event.date if isinstance(event, AgentLoggedOut) else event.date - 1
    over = [
        leg
        for leg in living(call, RINGING, TALKING)
        if leg.agent == event.agent_login and leg.since <= latest and (leg.doing is RINGING or leg.provisional)
    ]
    return replace(call, legs=all_ended(call.legs, over, event.date))


def agent_free(call: Call, event: AgentStatusChanged, _: Row) -> Call:
    """An agent who frees themself is no longer on a call that was only passed to them."""
    return _provisional_over(call, event.agent_login, event.date) if event.pause_id is None else call


def _last_visit(call: Call, queue: str | None) -> Visit | None:
    """The last visit to this queue, or to any; visits of an ended call that had the same id are not meant."""
    for visit in reversed(call.visits):
        if visit.at < call.started:
            return None
        if queue is None or visit.queue == queue:
            return visit
    return None


def _visit_of(call: Call, event: QueueEvent) -> Visit | None:
    """The visit that an event means: the last one of its queue begun by then (events come sorted).

    Without a queue: the call's last one; of leaving a queue, only one that waits, or was just thought to have left.
    """
    visit = _last_visit(call, event.queue_id)
    if event.queue_id is None and isinstance(event, Abandoned | ExitQueue):
        waiting = [v for v in call.visits if v.waiting]
        if waiting:
            return waiting[-1]
        just_left = visit and visit.status is LEFT and event.date - (visit.decided or visit.at) <= DISORDER
        return visit if just_left else None
    return visit


def _queue_of(call: Call, event: QueueEvent) -> str | None:
    """The queue that an event is about: its own, else that of the visit it means."""
    if event.queue_id is not None:
        return event.queue_id
    visit = _visit_of(call, event)
    return visit.queue if visit else None


def _record_unexpected(call: Call, event: QueueEvent, row: Row) -> Call:
    """The call, with a note if the table does not expect the event and disorder does not explain it."""
    visit = _visit_of(call, event)
    status = visit.status if visit else VisitStatus.UNSEEN
    if status in row.expected:
        return call
    if visit and visit.decided is not None and event.date - visit.decided <= DISORDER:
        return call
    return replace(call, unexpected=(*call.unexpected, event.date))


def _explained(call: Call, since: int) -> Call:
    """The call without notes from `since` on: dates swapped by seconds explain them."""
    return replace(call, unexpected=tuple([date for date in call.unexpected if date < since]))


def _promote(call: Call, event: QueueEvent, row: Row, hold_time: int | None) -> Call:
    """The call with the meant visit lifted to where the table says; never down. A visit never seen begins so."""
    visit = _visit_of(call, event)
    status = row.leads_to
    if visit is None:
        if event.queue_id is None:
            return call
        visit = Visit(queue=event.queue_id, at=event.date, entered=False)
        call = replace(call, visits=(*call.visits, visit))
    if visit.status >= status:
        return call
    wait = hold_time
    if wait is None and visit.entered and not isinstance(event, AgentCompleted):
        wait = event.date - visit.at
    promoted = replace(visit, status=status, decided=event.date, wait=wait)
    return replace(call, visits=swapped(call.visits, visit, promoted))


def _entered_late(call: Call, visit: Visit, event: EnterQueue) -> Call:
    """The visit whose entry is dated just after what decided it: it waited no time."""
    call = _explained(call, event.date - DISORDER)
    connected = any(g.answered and g.queue == visit.queue and g.since == visit.decided for g in call.legs)
    if connected or visit.status is ABANDONED:
        entered = replace(visit, entered=True, at=event.date, wait=visit.wait or 0)
    else:
        entered = replace(visit, entered=True, at=event.date, decided=event.date)
    return _elsewhere(replace(call, visits=swapped(call.visits, visit, entered)), event.date)


def _joined_by_earlier_legs(call: Call, event: EnterQueue) -> Call:
    """The call with its new visit, rung or even answered by legs that are dated just before it."""
    early = [g for g in call.legs if g.campaign is None and 0 < event.date - g.since <= DISORDER]
    early = [leg for leg in early if leg.queue in {None, event.queue_id}]
    if not early:
        return call
    legs = tuple([replace(g, queue=event.queue_id) if g in early else g for g in call.legs])
    call = replace(_explained(call, event.date - DISORDER), legs=legs)
    answers = [leg.since for leg in early if leg.answered]
    if not answers:
        return call
    answered = Visit(queue=event.queue_id, at=event.date, entered=True, status=ANSWERED, decided=answers[0], wait=0)
    return replace(call, visits=(*call.visits[:-1], answered))


def _early_end(call: Call, event: AgentConnected) -> Leg | None:
    """The talk whose end is dated just before this, its beginning."""
    for leg in reversed(call.legs):
        if leg.completed and leg.doing is TALKING and not leg.answered and not leg.provisional and leg.ended:
            same = leg.agent is None or event.agent_login is None or leg.agent == event.agent_login
            same = same and (leg.queue is None or leg.queue == _queue_of(call, event))
            if same and leg.since == leg.ended and 0 < event.date - leg.ended <= DISORDER:
                return leg
    return None


def _connected_late(call: Call, event: AgentConnected, row: Row, early: Leg) -> Call:
    """The talk that was over when its beginning came: it took no time, or what was billed."""
    talk = replace(
        early,
        agent=early.agent or event.agent_login,
        since=event.date,
        ended=event.date,
        answered=True,
        talk=early.talk or 0,
    )
    call = replace(_explained(call, event.date - DISORDER), legs=swapped(call.legs, early, talk))
    answered = next((v for v in reversed(call.visits) if _was_answered_by(v, early)), None)
    visit = _visit_of(call, event)
    if answered is None or visit is answered:
        call = replace(call, visits=tuple([_waiting_again(v) if v is answered else v for v in call.visits]))
    elif visit is not None:  # the end was another visit's than it seemed
        call = replace(call, visits=swapped(call.visits, answered, replace(answered, status=LEFT, decided=visit.at)))
    return _promote(call, event, row, None)


def _was_answered_by(visit: Visit, end: Leg) -> bool:
    """Whether this end alone, of a talk that nobody saw begin, answered the visit."""
    if visit.status is not ANSWERED or visit.wait is not None or visit.decided is None or end.ended is None:
        return False
    return visit.queue == end.queue and 0 <= visit.decided - end.ended <= DISORDER


def _waiting_again(visit: Visit) -> Visit:
    return replace(visit, status=WAITING, decided=None)


def _has_ended(call: Call, event: EnterIvr) -> bool:
    """Whether the call was over before these seconds, and not by a guess that being in the IVR takes back."""
    if call.due != NEVER:
        return False
    talks = [leg.ended for leg in call.legs if leg.completed and leg.ended]
    visits = [v.decided for v in call.visits if v.status in {ABANDONED, ANSWERED} and v.decided]
    dials = [call.dial.decided] if call.dial and call.dial.decided else []
    if ends := [*talks, *visits, *dials]:
        return event.date - max(ends) > DISORDER
    return bool(call.number and event.source_number and call.number != event.source_number)


def _is_blind(event: QueueTransferredToAgent) -> bool:
    return event.type is not None and event.type.lower() == "blind"


def _elsewhere(call: Call, date: int) -> Call:
    """A caller is in one place: every visit begun earlier that still waits has left."""
    if not call.visits:
        return call
    for visit in call.visits:
        if visit.waiting and visit.at < date:
            call = left(call, visit, date)
    return replace(
        call,
        visits=tuple([replace(v, elsewhere=date) if v.status is LEFT and v.at < date else v for v in call.visits]),
    )


def _out_of_ivr(call: Call, event: QueueEvent) -> int | None:
    """A caller who leaves a queue was in it: an IVR begun earlier is over, though its ENTER_QUEUE never came."""
    return call.ivr if call.ivr is not None and call.ivr >= event.date else None


def _provisional_over(call: Call, agent: str | None, date: int) -> Call:
    over = [g for g in living(call, TALKING) if g.provisional and g.agent == agent and g.since < date]
    return replace(call, legs=all_ended(call.legs, over, date))


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
    visit = _visit_of(call, event)
    queue, since = (visit.queue, visit.at) if visit else (None, call.started)
    return any(
        leg.completed and leg.agent == event.agent_login and leg.queue == queue and leg.since >= since
        for leg in call.legs
    )
