"""Telling a thing its news: one more event, nearly always one more step, else its few events folded again.

Which things an event is news to is decided in `apply.py`. Here stands what one thing's news means for another:
a talk's end for its agent's wrap-up, an agent's going for the calls that ring there.
"""

from bisect import bisect_right
from typing import TypeVar

import msgspec

from ..events import (
    AgentConnected,
    AgentLoggedIn,
    AgentLoggedOut,
    AgentRinging,
    AgentStatusChanged,
    Known,
    QueueTransferredToAgent,
)
from . import agents, aggregation, chats, tickets
from .agents import AgentSignal, SignOfLife
from .calls import model, steps
from .calls.callbacks import keep_abandoned_visits, settle_rings
from .commit import aged, replace_call, replace_chat, replace_presence, replace_ticket, retain_until, retire_legs
from .folding import OPEN_EVENTS, WORK_PER_MINUTE, Folding
from .internal_events import StatusObserved, TalkEnded
from .ordering import rank_key
from .state import ENDED_RETENTION_S, AgentAggregate, CallAggregate, ChatAggregate, State, TicketAggregate
from .transitions import CALL, CHAT, PRESENCE, RINGING, TICKET

T = TypeVar("T")


CALLS = Folding(
    rank_key(CALL),
    lambda aggregate: model.Call(id=aggregate.call.id, started=aggregate.events[0].date),
    lambda known, event, rules: steps.step(known, event, rules.expire),
    lambda aggregate: 1 + (len(aggregate.call.visits) + len(aggregate.call.legs)) // 16,
)
AGENTS = Folding(rank_key(PRESENCE), lambda aggregate: aggregate.base, agents.step)
CHATS = Folding(
    rank_key(CHAT),
    lambda aggregate: chats.begun(aggregate.events[0]),
    lambda known, event, rules: chats.step(known, event, rules.expire),
)
TICKETS = Folding(
    rank_key(TICKET),
    lambda aggregate: tickets.Ticket(id=aggregate.ticket.id),
    lambda known, event, rules: tickets.step(known, event, rules.expire),
)

KEPT_VISITS = 16  # of a call whose oldest events are settled
KEPT_LEGS = 32


def update_call(state: State, id_: str, event: Known | StatusObserved) -> None:
    """One more event of a call: nearly always one more step, else its last events folded again."""
    aggregate = state.calls.get(id_)
    if aggregate is None:
        aggregate = state.calls[id_] = CallAggregate(model.Call(id=id_, started=event.date), [])
    old = aggregate.call
    new: model.Call | None
    if aggregate.events and aggregate.events[-1].date < event.date and _after(event, old.expired):
        aggregate.events.append(event)  # nearly always: what `add` would do, at half its cost
        new = steps.step(old, event, state.rules.expire)
    else:
        new = CALLS.add(state, aggregate, old, event, in_order=_after(event, old.expired))
    if new is None:
        state.today.feed.unexpected += 1
        return
    if new.due <= state.now:
        new = model.age(new, state.now, state.rules.expire)
    replace_call(state, id_, new)
    if not (old.live and new.live):
        retain_until(state, "call", id_, live=new.live)
    signal_ends(state, old, new)
    if len(aggregate.events) > OPEN_EVENTS or aggregate.work > WORK_PER_MINUTE:
        _settle_call(state, id_, aggregate)


def _settle_call(state: State, id_: str, aggregate: CallAggregate) -> None:
    """Fold the oldest events of a call of very many for good: what they counted stays counted."""
    rules, now = state.rules, state.now
    surplus = CALLS.surplus(aggregate, now)
    if not surplus:
        CALLS.settle_recent(aggregate, rules)
        return
    settle_rings(aggregate, surplus)
    base: model.Call = CALLS.settle(aggregate, surplus, rules)
    base = model.age(base, aggregate.events[0].date - 1 if aggregate.events else now, rules.expire)
    gone = _settled_parts(base, aggregate.call)
    aggregate.base = msgspec.structs.replace(
        base,
        visits=_without(base.visits, gone.visits),
        legs=_without(base.legs, gone.legs),
        unexpected=(),
        expired=(),
    )
    new = model.age(CALLS.fold(aggregate.base, aggregate.events, rules), now, rules.expire)
    keep_abandoned_visits(state, aggregate, gone)
    retire_legs(state, id_, gone.legs)
    replace_call(state, id_, new)
    aggregation.apply_call_delta(state, None, gone)


def _settled_parts(base: model.Call, now: model.Call) -> model.Call:
    """What of the base is over and was not changed by any later event."""
    last = max(0, len(base.visits) - KEPT_VISITS)
    visits = [was for was, is_ in zip(base.visits[:last], now.visits, strict=False) if was == is_ and not was.waiting]
    held = set(now.legs)
    over = [leg for leg in base.legs if leg.ended is not None and leg in held]
    return msgspec.structs.replace(base, visits=tuple(visits), legs=tuple(over[:-KEPT_LEGS]), dial=None)


def _without(parts: tuple[T, ...], gone: tuple[T, ...]) -> tuple[T, ...]:
    """The parts that are not among those gone, which are the same objects."""
    ids = {id(part) for part in gone}
    return tuple([part for part in parts if id(part) not in ids])


def _after(event: Known | AgentSignal, expired: tuple[int, ...]) -> bool:
    """Whether the event is dated after everything that time alone has ended: else it may show otherwise."""
    return not expired or event.date > max(expired)


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


def signal_ends(state: State, old: model.Call, new: model.Call) -> None:
    """Tell the agents concerned; an end that was learned to be another one is taken back."""
    if old.legs is new.legs:
        return
    before, after = _ends_of(old), _ends_of(new)
    if before == after:
        return
    for login, sign in sorted(before - after, key=lambda end: end[0]):
        _take_back(state, login, sign)
    for login, sign in sorted(after - before, key=lambda end: end[0]):
        if sign.campaign or state.rules.wrap_up:
            update_agent(state, login, sign)


def _take_back(state: State, login: str, sign: TalkEnded) -> None:
    aggregate = state.agent(login)
    if sign in aggregate.events:
        aggregate.events.remove(sign)
        presence = AGENTS.again(state, aggregate)
        replace_presence(state, aggregate, aged(state, aggregate, presence))


def update_agent(state: State, login: str, sign: AgentSignal) -> None:
    """One more sign of an agent."""
    aggregate = state.agent(login)
    new: agents.Presence | None
    if aggregate.events and aggregate.events[-1].date < sign.date > aggregate.presence.lapsed:
        aggregate.events.append(sign)  # nearly always: what `add` would do, at half its cost
        new = agents.step(aggregate.presence, sign, state.rules)
    else:
        new = AGENTS.add(state, aggregate, aggregate.presence, sign, in_order=sign.date > aggregate.presence.lapsed)
    if new is None:
        # What came after it is settled: it can no longer be put in its place.
        if not isinstance(sign, SignOfLife):
            state.today.feed.unexpected += 1
        return
    replace_presence(state, aggregate, aged(state, aggregate, new))
    if state.now >= aggregate.settled + ENDED_RETENTION_S:
        _settle(state, aggregate, bisect_right(aggregate.events, aggregate.settled, key=lambda event: event.date))
        aggregate.settled = state.now
    elif surplus := AGENTS.surplus(aggregate, state.now):
        _settle(state, aggregate, surplus)


def _settle(state: State, aggregate: AgentAggregate, count: int) -> None:
    """Fold the oldest events into the base for good: their spans stay counted."""
    base = AGENTS.settle(aggregate, count, state.rules)
    counted = len(base.spans), len(base.unexpected), len(base.expired)
    aggregate.freed = [
        s for s in (*aggregate.freed, *base.spans) if s.of == "free" and s.ended > state.now - ENDED_RETENTION_S
    ]
    aggregate.base = _bare(base, counted)
    aggregate.presence = _bare(aggregate.presence, counted)
    if aggregate.events and aggregate.presence.lapsed < aggregate.events[-1].date:  # else time has changed it since
        aggregate.recent, aggregate.recent_from = aggregate.presence, len(aggregate.events)


def _bare(presence: agents.Presence, counted: tuple[int, int, int]) -> agents.Presence:
    spans, unexpected, expired = counted
    return msgspec.structs.replace(
        presence,
        spans=presence.spans[spans:],
        unexpected=presence.unexpected[unexpected:],
        expired=presence.expired[expired:],
        before=_bare(presence.before, counted) if presence.before else None,
    )


def update_other_calls(
    state: State, login: str, event: AgentConnected | AgentLoggedIn | AgentLoggedOut | AgentStatusChanged
) -> None:
    """Calls in which this agent rings, or was only said to talk, learn what the agent did meanwhile."""
    for id_, legs in _held_legs(state.agent(login), event):
        if id_ != getattr(event, "connection_id", None) and any(_ends(leg, event) for leg in legs):
            update_call(state, id_, event)


def end_unseen_legs(state: State, sign: StatusObserved) -> None:
    """Calls that an agent who is free, paused or gone must have left learn it; nobody knows more of how they ended."""
    for id_, legs in list(state.agent(sign.agent_login).legs.items()):
        left = any(leg.agent == sign.agent_login and leg.ended is None and leg.since < sign.date for leg in legs)
        if left and sign.date >= state.calls[id_].folded:
            update_call(state, id_, sign)


def _held_legs(aggregate: AgentAggregate, event: AgentSignal) -> list[tuple[str, tuple[model.Leg, ...]]]:
    """The legs that such an event may concern: rings by coming and going, else only what was passed on."""
    if not isinstance(event, AgentLoggedIn | AgentLoggedOut):
        return [(id_, aggregate.legs.get(id_) or aggregate.past[id_]) for id_ in sorted(aggregate.passed)]
    late = event.date <= aggregate.latest
    return [*aggregate.legs.items(), *(aggregate.past.items() if late else ())]


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
            update_call(state, id_, sign)


def _ends(leg: model.Leg, event: AgentConnected | AgentLoggedIn | AgentLoggedOut | AgentStatusChanged) -> bool:
    """Whether this sign can end the leg: a ring by going, a provisional talk also by any other business."""
    if leg.since > event.date or (leg.ended is not None and leg.ended < event.date):
        return False
    gone = isinstance(event, AgentLoggedIn | AgentLoggedOut)
    return leg.provisional or (gone and leg.doing is RINGING)


def update_chat(state: State, event: chats.ChatEvent) -> None:
    """One more event of a conversation."""
    id_ = event.conversation_id
    aggregate = state.chats.get(id_)
    if aggregate is None:
        aggregate = state.chats[id_] = ChatAggregate(chats.begun(event), [])
    new = CHATS.add(state, aggregate, aggregate.chat, event, in_order=_after(event, aggregate.chat.expired))
    if new is None:
        state.today.feed.unexpected += 1
        return
    replace_chat(state, id_, chats.age(new, state.now, state.rules.expire))
    retain_until(state, "chat", id_, live=aggregate.chat.live)
    if surplus := CHATS.surplus(aggregate, state.now):
        aggregate.base = CHATS.settle(aggregate, surplus, state.rules)


def update_ticket(state: State, event: tickets.TicketEvent) -> None:
    """One more event of a ticket."""
    id_ = event.ticket_id
    aggregate = state.tickets.get(id_)
    if aggregate is None:
        aggregate = state.tickets[id_] = TicketAggregate(tickets.Ticket(id=id_), [])
    new = TICKETS.add(state, aggregate, aggregate.ticket, event, in_order=_after(event, aggregate.ticket.expired))
    if new is None:
        return
    replace_ticket(state, id_, tickets.age(new, state.now, state.rules.expire))
    retain_until(state, "ticket", id_, live=aggregate.ticket.live)
    if surplus := TICKETS.surplus(aggregate, state.now):
        aggregate.base = TICKETS.settle(aggregate, surplus, state.rules)
