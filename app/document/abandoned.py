"""Abandoned callers: the rows of `/abandoned`. For supervisors only. How many await a callback: `document.py`."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from ..config.schema import Board, Settings
from ..events.timestamps import iso
from ..state.availability import availability
from ..state.callers import AbandonedVisit, CallerDay, caller_key
from ..state.calls.callbacks import abandoned_visits
from ..state.state import State
from . import privacy
from .merge_patch import Json
from .scope import includes, includes_agent


class Selection(NamedTuple):
    """Which rows: of a board, of one queue, only those that await a callback, at most so many."""

    board: Board
    queue: str | None
    only_open: bool
    limit: int


def abandoned_callers(state: State, settings: Settings, selection: Selection) -> list[Json]:
    """Today's abandoned visits, the newest first; where only open ones are wanted, of each caller the last one."""
    board, queue, only_open, limit = selection
    visits = _visits(state, lambda id_: includes(board.queues, id_) and queue in {None, id_})
    if only_open:
        visits = _open(visits, state)
    shown = list(islice(visits, limit))
    logins, available = availability(state, [visit.at for visit in shown])
    here = sum([1 << place for place, login in enumerate(logins) if includes_agent(board, login, settings)])
    return [_row(visit, state, settings, (available[visit.at] & here).bit_count()) for visit in shown]


def _visits(state: State, in_queue: Callable[[str], bool]) -> Iterator[AbandonedVisit]:
    day = state.today
    found = [visit for visit in day.abandoned.visits if in_queue(visit.queue)]
    for aggregate in state.calls.values():
        found += [visit for visit in abandoned_visits(aggregate, day) if in_queue(visit.queue)]
    return iter(sorted(found, key=lambda one: (-one.at, one.connection_id, one.queue)))


def _open(visits: Iterator[AbandonedVisit], state: State) -> Iterator[AbandonedVisit]:
    seen = set()
    for visit in visits:
        key = caller_key(visit.number)
        if key is not None and key not in seen:
            seen.add(key)
            if _caller(visit, state).contact_after(visit.at) is None:
                yield visit


def _caller(visit: AbandonedVisit, state: State) -> CallerDay:
    """The caller's day; of a withheld number nothing is known."""
    return state.today.callers.get(caller_key(visit.number) or "") or CallerDay()


def _row(visit: AbandonedVisit, state: State, settings: Settings, available: int) -> Json:
    caller = _caller(visit, state)
    row: Json = {"at": iso(visit.at, settings.zone), "connection_id": visit.connection_id, "queue": visit.queue}
    known = {"source_number": visit.number, "source_name": visit.name}
    row |= {field: value for field, value in privacy.body(known, settings.privacy).items() if value}
    if visit.waited is not None:
        row["waited"] = visit.waited
    row |= {"rings": visit.rings, "agents": list(visit.agents), "available": available}
    if (again := caller.entered_after(visit.at)) is not None:
        row["again"] = iso(again, settings.zone)
    if contact := caller.contact_after(visit.at):
        row["contacted"] = {"at": iso(contact.at, settings.zone), "how": contact.how}
        if contact.agent:
            row["contacted"]["agent"] = contact.agent
    return row
