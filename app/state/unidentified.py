"""Callers in queues whom only Thulium's REST API showed: it gives a number, and no connection id.

They wait on the board, and count as nothing. Each is one caller with the call of the same queue and number that events
tell of, goes when a later look no longer finds them, and expires like any other who waits. Whom the API showed, and
what else it says: `observing.py`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from ..events import Known
from ..events.calls import Abandoned, AgentCompleted, AgentConnected, AgentRinging, EnterQueue, ExitQueue
from .callers import caller_key
from .calls.model import Call, Visit
from .commit import schedule
from .daily_totals import add_to_histogram
from .ordering import DISORDER
from .rules import NEVER
from .state import State, Unidentified
from .statuses import RINGING

Identifying = EnterQueue | AgentRinging | AgentConnected | AgentCompleted | Abandoned | ExitQueue
"""The events that say which call a waiting caller is, or that the wait is over."""


def first_look(state: State, seen: Mapping[str, Iterable[Unidentified]]) -> None:
    """Show the callers of these queues, but those whom events have reported already."""
    visits, rings = _visits_by_queue(state), _calls_that_ring(state)
    for queue, callers in seen.items():
        known, found = visits.get(queue, []), []
        for caller in sorted(callers, key=lambda one: one.since):
            if caller.since + state.rules.expire.waiting <= state.now:
                continue
            told = next((place for place, (key, visit) in enumerate(known) if _is_of(caller, key, visit)), None)
            if told is not None:
                del known[told]
                continue
            caller.connection_id = rings.pop((queue, caller.key), None)
            found.append(caller)
        _replace(state, queue, found)


def later_look(state: State, seen: Mapping[str, Iterable[str | None]]) -> None:
    """Of the callers shown keep those who are still there; one for whom a phone rings is left to the events."""
    for queue, callers in still_there(state, seen).items():
        _replace(state, queue, callers)


def still_there(state: State, seen: Mapping[str, Iterable[str | None]]) -> dict[str, list[Unidentified]]:
    """The callers shown whom a later look at these queues found; it gives a key for each caller who waits."""
    visits = _visits_by_queue(state)
    found: dict[str, list[Unidentified]] = {}
    for queue, keys in seen.items():
        there = Counter(keys)
        there.subtract(key for key, visit in visits.get(queue, ()) if visit.waiting)
        found[queue] = []
        for caller in state.unidentified.get(queue, ()):
            if caller.connection_id or there[caller.key] > 0:
                found[queue].append(caller)
                there[caller.key] -= 1
    return found


def identify(state: State, event: Known) -> None:
    """An event tells of one of them: from now on the call waits, or nobody does."""
    if not isinstance(event, Identifying):
        return
    for queue in [event.queue_id] if event.queue_id else list(state.unidentified):
        callers = state.unidentified.get(queue, [])
        caller = _meant(state, queue, callers, event)
        if caller is None:
            continue
        if isinstance(event, AgentRinging):
            caller.connection_id = event.connection_id
        else:
            _replace(state, queue, [one for one in callers if one is not caller])
        return


def due(state: State, queue: str) -> int:
    """When the first of a queue's callers has waited too long."""
    first = min([caller.since for caller in state.unidentified.get(queue, ())], default=None)
    return NEVER if first is None else first + state.rules.expire.waiting


def expire(state: State, queue: str, now: int) -> None:
    """Forget who has waited too long; nothing counted them, so nothing counts their end."""
    longest = state.rules.expire.waiting
    _replace(state, queue, [one for one in state.unidentified.get(queue, ()) if one.since + longest > now])


def rewind(state: State, now: int) -> None:
    """The clock was set back: nobody has waited since a time to come."""
    for queue, callers in list(state.unidentified.items()):
        if any(caller.since > now for caller in callers):
            _tally(state, queue, -1)
            for caller in callers:
                caller.since, caller.seen = min(caller.since, now), min(caller.seen, now)
            _tally(state, queue, +1)
            schedule(state, due(state, queue), "unidentified", queue)


def _replace(state: State, queue: str, callers: list[Unidentified]) -> None:
    before = state.unidentified.get(queue, [])
    if not before and not callers:
        return
    _tally(state, queue, -1)
    if callers:
        state.unidentified[queue] = callers
    else:
        state.unidentified.pop(queue, None)
    _tally(state, queue, +1)
    state.touch("queue", queue)
    schedule(state, due(state, queue), "unidentified", queue)


def _tally(state: State, queue: str, sign: int) -> None:
    for caller in state.unidentified.get(queue, ()):
        add_to_histogram(state.queue(queue).waiting, caller.since, sign)


def _visits_by_queue(state: State) -> dict[str, list[tuple[str | None, Visit]]]:
    """All visits that are remembered, each with its caller's key."""
    found: dict[str, list[tuple[str | None, Visit]]] = {}
    for aggregate in state.calls.values():
        for visit in aggregate.call.visits:
            found.setdefault(visit.queue, []).append((_key(aggregate.call), visit))
    return found


def _calls_that_ring(state: State) -> dict[tuple[str | None, str | None], str]:
    """The calls in which a phone rings and whose entry was never seen, by queue and caller."""
    return {
        (leg.queue, _key(aggregate.call)): id_
        for id_, aggregate in state.calls.items()
        if not aggregate.call.visits
        for leg in aggregate.call.legs
        if leg.doing is RINGING and leg.ended is None
    }


def _is_of(caller: Unidentified, key: str | None, visit: Visit) -> bool:
    """Whether this visit is the caller's: it waits, or it began or ended no earlier than the caller's wait began."""
    latest = visit.at if visit.decided is None else max(visit.at, visit.decided)
    return key == caller.key and (visit.waiting or latest >= caller.since - DISORDER)


def _meant(state: State, queue: str, callers: list[Unidentified], event: Identifying) -> Unidentified | None:
    """The caller whom an event is about: by the call that rings, else the one of that number who waits longest."""
    for caller in callers:
        if caller.connection_id == event.connection_id:
            return caller
    key = caller_key(getattr(event, "source_number", None)) or _key(_call(state, event))
    waiting = [
        one for one in callers if one.key == key and not one.connection_id and one.since - DISORDER <= event.date
    ]
    if key is None:
        waiting = [one for one in waiting if _may_be_withheld(state, queue, one, event)]
    return min(waiting, key=lambda one: one.since, default=None)


def _may_be_withheld(state: State, queue: str, caller: Unidentified, event: Identifying) -> bool:
    """Whether a call without a number may be this caller, who has none: not if it entered after the look."""
    match event:
        case EnterQueue():
            return event.date <= caller.seen + DISORDER
        case ExitQueue() | AgentCompleted():
            return False
        case _:
            return not any(visit.entered and visit.queue == queue for visit in _call(state, event).visits)


def _call(state: State, event: Identifying) -> Call:
    """The call of an event that has had its effect."""
    return state.calls[event.connection_id].call


def _key(call: Call) -> str | None:
    return caller_key(call.number)
