"""Telling an entity its news: one more event, nearly always one more step, else its last events folded again.

Which entities an event is news to is decided in `apply.py`. Here stands what one entity's news means for another:
a talk's end for its agent's wrap-up, an agent's going for the calls that ring there.
"""

from typing import Any

from ..events.agents import AgentLoggedIn, AgentLoggedOut, AgentStatusChanged
from ..events.calls import AgentConnected, AgentRinging, QueueTransferredToAgent
from .agents import AgentSignal
from .calls import model
from .commit import aged, replace_presence, retain_until
from .internal_events import StatusObserved, TalkEnded
from .kinds import AGENTS, CALLS, KINDS
from .settling import settle
from .state import AgentAggregate, State
from .statuses import RINGING


def tell(state: State, name: str, id_: str, event: Any) -> None:
    """One more event of an entity of the kind with this name."""
    kind = KINDS[name]
    aggregates = kind.aggregates(state)
    aggregate = aggregates.get(id_)
    if aggregate is None:
        aggregate = aggregates[id_] = kind.begin(state, id_, event)
    old = kind.value(aggregate)
    new = kind.folding.add(state, aggregate, old, event, kind.lapsed(old))
    if new is None:
        # What came after it is settled: it can no longer be put in its place.
        if not isinstance(event, kind.negligible):
            state.today.feed.unexpected += 1
        return
    new = kind.age(state, aggregate, new, state.now)
    kind.put(state, aggregate, new)
    if kind.forget and not (old.live and new.live):
        retain_until(state, name, id_, live=new.live)
    if kind is CALLS:
        signal_ends(state, old, new)
    settle(state, kind, aggregate)


def signal_ends(state: State, old: model.Call, new: model.Call) -> None:
    """Tell the agents concerned; an end that was learned to be another one is taken back."""
    if old.legs is new.legs or not [leg for leg in old.legs + new.legs if leg.completed]:
        return
    before, after = _ends_of(old), _ends_of(new)
    if before == after:
        return
    for login, sign in sorted(before - after, key=lambda end: end[0]):
        _take_back(state, login, sign)
    for login, sign in sorted(after - before, key=lambda end: end[0]):
        if sign.campaign or state.rules.wrap_up:
            tell(state, "agent", login, sign)


def update_other_calls(
    state: State, login: str, event: AgentConnected | AgentLoggedIn | AgentLoggedOut | AgentStatusChanged
) -> None:
    """Calls in which this agent rings, or was only said to talk, learn what the agent did meanwhile."""
    for id_, legs in _held_legs(state.agent(login), event):
        if id_ != getattr(event, "connection_id", None) and any(_ends(leg, event) for leg in legs):
            tell(state, "call", id_, event)


def replay_late_signals(state: State, event: AgentRinging | QueueTransferredToAgent) -> None:
    """A ring or transfer learns what its agent did afterwards, where that was delivered before it."""
    aggregate, id_ = state.agent(event.agent_login), event.connection_id
    for sign in reversed(aggregate.events):
        if sign.date < event.date:
            break
        if isinstance(sign, AgentConnected | AgentLoggedIn | AgentLoggedOut | AgentStatusChanged) and (
            getattr(sign, "connection_id", None) != id_
            and any(_ends(leg, sign) for leg in aggregate.legs.get(id_) or aggregate.past.get(id_, ()))
        ):
            tell(state, "call", id_, sign)


def _ends_of(known: model.Call) -> set[tuple[str, TalkEnded]]:
    """The talks of this call that ended, with the agents whose wrap-up hangs on them."""
    return {
        (
            leg.agent,
            TalkEnded(date=leg.ended, begun=leg.since, connection_id=known.id, campaign=leg.campaign is not None),
        )
        for leg in known.legs
        if leg.completed and leg.agent and leg.ended is not None
    }


def _take_back(state: State, login: str, sign: TalkEnded) -> None:
    aggregate = state.agent(login)
    if sign in aggregate.events:
        aggregate.events.remove(sign)
        presence = AGENTS.folding.again(state, aggregate)
        replace_presence(state, aggregate, aged(state, aggregate, presence, state.now))


def end_unseen_legs(state: State, sign: StatusObserved) -> None:
    """Calls that an agent who is free, paused or gone must have left learn it; nobody knows more of how they ended."""
    for id_, legs in list(state.agent(sign.agent_login).legs.items()):
        left = any(leg.agent == sign.agent_login and leg.ended is None and leg.since < sign.date for leg in legs)
        if left and sign.date >= state.calls[id_].folded:
            tell(state, "call", id_, sign)


def _held_legs(aggregate: AgentAggregate, event: AgentSignal) -> list[tuple[str, tuple[model.Leg, ...]]]:
    """The legs that such an event may concern: rings by coming and going, else only what was passed on."""
    if not isinstance(event, AgentLoggedIn | AgentLoggedOut):
        return [(id_, aggregate.legs.get(id_) or aggregate.past[id_]) for id_ in sorted(aggregate.passed)]
    late = event.date <= aggregate.latest
    return [*aggregate.legs.items(), *(aggregate.past.items() if late else ())]


def _ends(leg: model.Leg, event: AgentConnected | AgentLoggedIn | AgentLoggedOut | AgentStatusChanged) -> bool:
    """Whether this sign can end the leg: a ring by going, a provisional talk also by any other business."""
    if leg.since > event.date or (leg.ended is not None and leg.ended < event.date):
        return False
    gone = isinstance(event, AgentLoggedIn | AgentLoggedOut)
    return leg.provisional or (gone and leg.doing is RINGING)
