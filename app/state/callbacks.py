"""What calls put into the day's callers: entries, conversations and abandoned visits, by the caller's number.

As in every figure, a call's share is taken out before it changes and put in afterwards. What an abandoned visit was
like is read from its call while that is there, and kept for the day when the call is forgotten.
"""

from collections.abc import Iterator
from itertools import zip_longest
from typing import TypeVar

from ..events import AgentRinging
from .call import Call, Leg, Visit, caller_at
from .callers import AbandonedVisit, Contact, caller_key
from .state import CallStory, State
from .tallies import Day, tally
from .transitions import ABANDONED, COMPLETED, DISORDER

P = TypeVar("P")

MACHINES = frozenset({"fax", "voice_mail"})  # who reached one of these has spoken to nobody


def recount_caller(state: State, old: Call, new: Call) -> None:
    """Take the old call's share out and put the new one's in; parts that are the same object are left alone."""
    if old.number != new.number or old.earlier is not new.earlier:
        _count_call(state, old, -1)
        _count_call(state, new, +1)
        return
    if old.visits is not new.visits:
        for was, is_ in zip_longest(old.visits, new.visits):
            if was is not is_ and _share(was) != _share(is_):
                _count_visit(state, new, was, -1)
                _count_visit(state, new, is_, +1)
    if old.legs is not new.legs or old.dial is not new.dial:
        before, after = _contacts(old), _contacts(new)
        if before != after:
            _count_contacts(state, new, before, -1)
            _count_contacts(state, new, after, +1)


def abandoned_visits(story: CallStory, day: Day) -> Iterator[AbandonedVisit]:
    """The visits of this call that were abandoned on this day."""
    call = story.call
    for visit in call.visits:
        if visit.status is ABANDONED and visit.decided is not None and day.begin <= visit.decided < day.end:
            caller = caller_at(call, visit.at)
            rung = [ring.agent_login for ring in _rings(story) if _rung_for(ring, call) is visit]
            yield AbandonedVisit(
                at=visit.decided,
                connection_id=call.id,
                queue=visit.queue,
                waited=visit.wait,
                number=caller.number,
                name=caller.name,
                rings=len(rung),
                agents=tuple(sorted(set(rung))),
            )


def keep_abandoned_visits(state: State, story: CallStory) -> None:
    """Keep for their day the visits of a call that is about to be forgotten."""
    for day in state.days:
        day.abandoned.visits += abandoned_visits(story, day)


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
        tally(day.abandoned.seconds, visit.decided, sign)
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


def _rings(story: CallStory) -> list[AgentRinging]:
    return [event for event in story.events if isinstance(event, AgentRinging)]


def _rung_for(ring: AgentRinging, call: Call) -> Visit | None:
    """The visit that a phone rang for: the last of its queue begun by then.

    Dates may be swapped by seconds, and an entry may never have been seen: a visit that begins just after the ring
    is meant if the one before was over, and the first one if none had begun.
    """
    visits = [visit for visit in call.visits if ring.queue_id in {None, visit.queue}]
    begun = [visit for visit in visits if visit.at <= ring.date]
    if not begun:
        return visits[0] if visits else None
    later = visits[len(begun) :]
    over = begun[-1].decided is not None and begun[-1].decided < ring.date
    return later[0] if later and over and later[0].at - ring.date <= DISORDER else begun[-1]
