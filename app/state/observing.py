"""What an observation does to the state: names, agents' statuses, callers who wait. Asking: `thulium/`.

THEORY. An observation says what was true at the request to Thulium, and events know better: a status older than an
agent's last event changes nothing, and one that is newer is a sign in its place among the agent's events, so that late
events find the place before it. It begins no leg and counts nothing. Who is off the phone since some second is on no
call begun before it: that leg ends there, a guess like any other.
"""

from typing import Any

import msgspec

from ..events import timestamps
from ..events.observed import AgentStatus, Named, WaitingCaller
from ..events.server_entries import ObservedEntry
from .callers import caller_key
from .internal_events import StatusObserved
from .state import Restated, State, Unidentified
from .unidentified import first_look, later_look, still_there
from .updates import end_unseen_legs, tell

OBSERVED = "observed"
CAMPAIGNS = "campaigns"
OFF_THE_PHONE = {"OFF", "FREE", "PAUSED"}


def observe(state: State, entry: ObservedEntry, instant: int) -> str:
    """Apply an observation, received at `instant`."""
    if entry.names:
        _replace_names(state, entry)
        _note_restated(state, entry, instant)
    if (entry.statuses or entry.waiting) and not entry.again:
        state.looked_at = instant
    for status in entry.statuses:
        _observe_status(state, status, instant)
    if entry.again:
        later_look(state, _keys(entry))
    else:
        seen = {
            queue: [_unidentified(state, one, instant) for one in callers] for queue, callers in entry.waiting.items()
        }
        first_look(state, seen)
    return OBSERVED


def is_anybody_gone(state: State, entry: ObservedEntry) -> bool:
    """Whether a later look would change anything."""
    there = still_there(state, _keys(entry))
    return any(len(callers) < len(state.unidentified.get(queue, ())) for queue, callers in there.items())


def restate_names(state: State, at: int) -> ObservedEntry | None:
    """The names known from Thulium as one entry."""
    names = msgspec.convert(state.observed_names, dict[str, dict[str, Named]])
    if state.observed_campaigns:
        names[CAMPAIGNS] = {id_: Named(name=name) for id_, name in state.observed_campaigns.items()}
    return ObservedEntry(at=at, names=names) if names else None


def _replace_names(state: State, entry: ObservedEntry) -> None:
    """Put the tables of names in place; a tree that has not changed stays the same object."""
    tree: dict[str, Any] = dict(state.observed_names)
    for table, names in entry.names.items():
        if table != CAMPAIGNS:
            tree[table] = msgspec.to_builtins(names)
    if tree != state.observed_names:
        state.observed_names = tree
    if CAMPAIGNS in entry.names:
        campaigns = {id_: named.name for id_, named in entry.names[CAMPAIGNS].items() if named.name}
        for id_ in state.campaigns:
            if campaigns.get(id_) != state.observed_campaigns.get(id_):
                state.touch("campaign", id_)
        state.observed_campaigns = campaigns


def _note_restated(state: State, entry: ObservedEntry, instant: int) -> None:
    """Names are rebuilt from this entry on if it holds every table, else from the first one that held any."""
    tables = state.observed_names.keys() | ({CAMPAIGNS} if state.observed_campaigns else set())
    if entry.names.keys() >= tables:
        state.restated[OBSERVED] = Restated(state.version, instant)
    else:
        state.restated.setdefault(OBSERVED, Restated(state.version, instant))


def _observe_status(state: State, status: AgentStatus, instant: int) -> None:
    aggregate = state.agent(status.login)
    date = _instant(state, status.since, instant)
    if date < max(aggregate.presence.seen, aggregate.folded):
        return
    sign = StatusObserved(date=date, seen=instant, agent_login=status.login, status=status.status, pause=status.pause)
    tell(state, "agent", status.login, sign)
    if status.status in OFF_THE_PHONE:
        end_unseen_legs(state, sign)


def _unidentified(state: State, caller: WaitingCaller, instant: int) -> Unidentified:
    return Unidentified(_key(caller), _instant(state, caller.since, instant), instant)


def _keys(entry: ObservedEntry) -> dict[str, list[str | None]]:
    return {queue: [_key(caller) for caller in callers] for queue, callers in entry.waiting.items()}


def _key(caller: WaitingCaller) -> str | None:
    return caller_key(caller.number)


def _instant(state: State, text: str | None, near: int) -> int:
    """The instant of a wall clock's text, at the latest `near`; that where there is none."""
    try:
        return min(timestamps.instant(text or "", state.rules.zone, near), near)
    except ValueError:
        return near
