"""What calls put into the day's callers: entries, conversations and abandoned visits, by the caller's number.

As in every figure, a call's share is taken out before it changes and put in afterwards. What an abandoned visit was
like is read from its call while that is there, and stored for the day when the call is evicted.
"""

from collections.abc import Iterable
from itertools import zip_longest
from typing import TypeVar

from ...events import Known
from ...events.calls import AgentRinging
from ..callers import AbandonedVisit, Contact, Rung, caller_key
from ..daily_totals import Day, add_to_histogram
from ..internal_events import StatusObserved
from ..ordering import DISORDER
from ..state import CallAggregate, State
from ..statuses import ABANDONED, COMPLETED
from .model import Call, Leg, Visit, caller_at

P = TypeVar("P")

NOT_RUNG = Rung()
MACHINES = frozenset({"fax", "voice_mail"})  # who reached one of these has spoken to nobody


def apply_caller_delta(state: State, old: Call, new: Call, legs: list[tuple[Leg, int]]) -> None:
    """Take the old call's share out and put the new one's in; `legs` are those that changed."""
    if old.number != new.number or old.earlier is not new.earlier:
        _count_call(state, old, -1)
        _count_call(state, new, +1)
        return
    if old.visits is not new.visits:
        for was, is_ in zip_longest(old.visits, new.visits):
            if was is not is_ and _share(was) != _share(is_):
                _count_visit(state, new, was, -1)
                _count_visit(state, new, is_, +1)
    if old.dial is not new.dial or [leg for leg, _ in legs if leg.answered or leg.completed]:
        before, after = _contacts(old), _contacts(new)
        if before != after:
            _count_contacts(state, new, before, -1)
            _count_contacts(state, new, after, +1)


def abandoned_visits(aggregate: CallAggregate, day: Day, call: Call | None = None) -> list[AbandonedVisit]:
    """The visits of a call, or of what is settled of it, that were abandoned on this day."""
    call = call or aggregate.call
    visits = [v for v in call.visits if v.status is ABANDONED and v.decided and day.begin <= v.decided < day.end]
    rung = _rung(aggregate, aggregate.events) if visits else {}
    return [_abandoned_visit(call, visit, rung.get((visit.queue, visit.at), NOT_RUNG)) for visit in visits]


def keep_abandoned_visits(state: State, aggregate: CallAggregate, call: Call) -> None:
    """Keep for their day the visits of a call that is about to be forgotten, or of the settled part of one."""
    for day in state.days:
        day.abandoned.visits += abandoned_visits(aggregate, day, call)
    for visit in call.visits:
        aggregate.rung.pop((visit.queue, visit.at), None)


def settle_rings(aggregate: CallAggregate, count: int) -> None:
    """Count for each visit the rings among the oldest events of a call, before these are settled for good."""
    aggregate.rung = _rung(aggregate, aggregate.events[:count])


def _abandoned_visit(call: Call, visit: Visit, rung: Rung) -> AbandonedVisit:
    caller = caller_at(call, visit.at)
    return AbandonedVisit(
        at=visit.decided or visit.at,
        connection_id=call.id,
        queue=visit.queue,
        waited=visit.wait,
        number=caller.number,
        name=caller.name,
        rings=rung.count,
        agents=tuple(sorted(rung.agents)),
    )


def _rung(aggregate: CallAggregate, events: Iterable[Known | StatusObserved]) -> dict[tuple[str, int], Rung]:
    """The rings of a call's visits, those among these events and those settled before, by queue and beginning."""
    found = dict(aggregate.rung)
    for event in events:
        if isinstance(event, AgentRinging) and (visit := _rung_for(event, aggregate.call)):
            before = found.get((visit.queue, visit.at), NOT_RUNG)
            found[visit.queue, visit.at] = Rung(before.count + 1, before.agents | {event.agent_login})
    return found


def _rung_for(ring: AgentRinging, call: Call) -> Visit | None:
    """The visit that a phone rang for: the last of its queue begun by then.

    Dates may be swapped by seconds, and an entry may never have been seen: a visit that begins just after the ring
    is meant if the one before was over.
    """
    visits = [visit for visit in call.visits if ring.queue_id in {None, visit.queue}]
    begun = [visit for visit in visits if visit.counts_from <= ring.date]
    last = begun[-1] if begun else None
    if last is not None and (last.decided is None or last.decided >= ring.date):
        return last
    later = visits[len(begun)] if len(begun) < len(visits) else None
    if later and (later.counts_from - ring.date <= DISORDER or (last is None and not later.entered)):
        return later
    return last


def _count_call(state: State, call: Call, sign: int) -> None:
    for visit in call.visits:
        _count_visit(state, call, visit, sign)
    _count_contacts(state, call, _contacts(call), sign)


def _share(visit: Visit | None) -> tuple[object, ...]:
    """All that counts of a visit here."""
    return (visit.queue, visit.counts_from, visit.status is ABANDONED and visit.decided) if visit else ()


def _count_visit(state: State, call: Call, visit: Visit | None, sign: int) -> None:
    if visit is None:
        return
    key = _key(call, visit.at)
    if key and (day := state.day_at(visit.counts_from)):
        caller = day.caller(key)
        caller.entered = _exchanged(caller.entered, visit.counts_from, sign)
    if visit.status is ABANDONED and visit.decided is not None and (day := state.day_at(visit.decided)):
        add_to_histogram(day.abandoned.seconds, visit.decided, sign)
        if key:
            caller = day.caller(key)
            caller.abandoned = _exchanged(caller.abandoned, (visit.decided, visit.queue), sign)
            state.touch("caller", key)


def _contacts(call: Call) -> list[Contact]:
    """The conversations with agents. Who reached a machine has spoken to nobody."""
    contacts = [_contact(leg) for leg in call.legs if leg.answered or (leg.completed and not leg.provisional)]
    dial = call.dial
    if dial is None:
        return contacts
    if dial.outcome in MACHINES:
        return [contact for contact in contacts if contact.how == "answered"]
    if dial.status is COMPLETED and dial.decided is not None and not contacts:
        return [Contact(dial.decided - (dial.talk or 0), "called")]
    return contacts


def _contact(leg: Leg) -> Contact:
    """A talk since its beginning; where that was never seen, by its length if that is known."""
    begun = leg.since if leg.answered or leg.ended is None else leg.ended - (leg.talk or 0)
    return Contact(begun, "answered" if leg.campaign is None else "called", leg.agent)


def _count_contacts(state: State, call: Call, contacts: list[Contact], sign: int) -> None:
    for contact in contacts:
        key = _key(call, contact.at)
        if key and (day := state.day_at(contact.at)):
            caller = day.caller(key)
            caller.contacts = _exchanged(caller.contacts, contact, sign)
            if caller.abandoned:
                state.touch("caller", key)


def _key(call: Call, at: int) -> str | None:
    return caller_key(caller_at(call, at).number if call.earlier else call.number)


def _exchanged(parts: tuple[P, ...], part: P, sign: int) -> tuple[P, ...]:
    """The parts with this one put in or taken out; the order means nothing."""
    if sign > 0:
        return (*parts, part)
    place = parts.index(part)
    return parts[:place] + parts[place + 1 :]
