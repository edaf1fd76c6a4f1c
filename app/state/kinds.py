"""The kinds of entities: one record each, with everything that generic code needs to handle them.

A fifth kind is one more record. Not here: how an event moves an entity (`transitions.py`).
"""

from collections.abc import Callable
from operator import attrgetter
from typing import Any, NamedTuple, get_args

from ..events.tickets import AnyTicket
from . import agents, aggregation, chats, messages, tickets, unidentified
from .agents import SIGNS_OF_LIFE
from .calls import model
from .calls.callbacks import keep_abandoned_visits
from .commit import (
    aged,
    login_due,
    replace_call,
    replace_chat,
    replace_presence,
    replace_ticket,
    retain_until,
    retire_legs,
)
from .folding import Folding
from .internal_events import StatusObserved
from .rules import NEVER
from .state import CallAggregate, ChatAggregate, State, TicketAggregate
from .transitions import CALL, CHAT, PRESENCE, TICKET

Story = Any
Value = Any


class Timer(NamedTuple):
    """One kind of what can be due, by id: when it is, and what it does then."""

    due: Callable[[State, str], int]
    """NEVER for what is no longer there."""
    expire: Callable[[State, str, int], None]


class Kind(NamedTuple):
    """One kind of entity. An aggregate holds its events and the value that they fold to."""

    aggregates: Callable[[State], dict[str, Story]]
    value: Callable[[Story], Value]
    begin: Callable[[State, str, Any], Story]
    folding: Folding
    lapsed: Callable[[Value], int]
    """When time alone last ended a part of it."""
    due: Callable[[State, Story], int]
    age: Callable[[State, Story, Value, int], Value]
    put: Callable[[State, Story, Value], None]
    recount: Callable[[State, str, Value | None, Value | None], Any]
    forget: Callable[[State, str, Story], None] | None = None
    """Its cleanup on eviction; None if it is not evicted an hour after its end."""
    negligible: tuple[type, ...] = ()
    """Events that are not counted as unexpected when they arrive too late."""


def _last_expired(value: Value) -> int:
    expired: tuple[int, ...] = value.expired
    return max(expired) if expired else 0


def _forget_call(state: State, id_: str, aggregate: CallAggregate) -> None:
    keep_abandoned_visits(state, aggregate, aggregate.call)
    retire_legs(state, id_, aggregate.call.legs)


def _forget_nothing(_state: State, _id: str, _story: Story) -> None:
    """No other part of the state refers to it."""


CALLS = Kind(
    aggregates=attrgetter("calls"),
    value=attrgetter("call"),
    begin=lambda _, id_, event: CallAggregate(model.Call(id=id_, started=event.date), []),
    folding=Folding(
        CALL,
        lambda aggregate: model.Call(id=aggregate.call.id, started=aggregate.events[0].date),
        lambda known, event, row, rules: model.step(known, event, row, rules.expire),
        lambda aggregate: 1 + (len(aggregate.call.visits) + len(aggregate.call.legs)) // 16,
    ),
    lapsed=_last_expired,
    due=lambda _, aggregate: aggregate.call.due,
    age=lambda state, _, value, until: value if value.due > until else model.age(value, until, state.rules.expire),
    put=replace_call,
    recount=lambda state, _, old, new: aggregation.apply_call_delta(state, old, new),
    forget=_forget_call,
)
AGENTS = Kind(
    aggregates=attrgetter("agents"),
    value=attrgetter("presence"),
    begin=lambda state, login, _: state.agent(login),
    folding=Folding(PRESENCE, attrgetter("base"), agents.step),
    lapsed=attrgetter("lapsed"),
    due=lambda _, aggregate: aggregate.due,
    age=aged,
    put=replace_presence,
    recount=aggregation.apply_presence_delta,
    negligible=(*SIGNS_OF_LIFE, StatusObserved),
)
CHATS = Kind(
    aggregates=attrgetter("chats"),
    value=attrgetter("chat"),
    begin=lambda _, _id, event: ChatAggregate(chats.begun(event), []),
    folding=Folding(
        CHAT,
        lambda aggregate: chats.begun(aggregate.events[0]),
        lambda known, event, row, rules: chats.step(known, event, row, rules.expire),
    ),
    lapsed=_last_expired,
    due=lambda state, aggregate: chats.due(aggregate.chat, state.rules.expire),
    age=lambda state, _, value, until: chats.age(value, until, state.rules.expire),
    put=replace_chat,
    recount=lambda state, _, old, new: aggregation.apply_chat_delta(state, old, new),
    forget=_forget_nothing,
)
TICKETS = Kind(
    aggregates=attrgetter("tickets"),
    value=attrgetter("ticket"),
    begin=lambda _, id_, _event: TicketAggregate(tickets.Ticket(id=id_), []),
    folding=Folding(
        TICKET,
        lambda aggregate: tickets.Ticket(id=aggregate.ticket.id),
        lambda known, event, row, rules: tickets.step(known, event, row, rules.expire),
    ),
    lapsed=_last_expired,
    due=lambda state, aggregate: tickets.due(aggregate.ticket, state.rules.expire),
    age=lambda state, _, value, until: tickets.age(value, until, state.rules.expire),
    put=replace_ticket,
    recount=lambda state, _, old, new: aggregation.apply_ticket_delta(state, old, new),
    forget=_forget_nothing,
    negligible=get_args(AnyTicket),
)

KINDS = {"call": CALLS, "agent": AGENTS, "chat": CHATS, "ticket": TICKETS}
"""By their names in `State.timers`, `State.over` and `State.changed`."""


def _timer(name: str, kind: Kind) -> Timer:
    """The timer of the entities of a kind: the first part that is due expires."""

    def due(state: State, id_: str) -> int:
        aggregate = kind.aggregates(state).get(id_)
        return NEVER if aggregate is None else kind.due(state, aggregate)

    def expire(state: State, id_: str, until: int) -> None:
        aggregate = kind.aggregates(state)[id_]
        kind.put(state, aggregate, kind.age(state, aggregate, kind.value(aggregate), until))
        if kind.forget and not kind.value(aggregate).live:
            retain_until(state, name, id_, live=False)

    return Timer(due, expire)


TIMERS = {name: _timer(name, kind) for name, kind in KINDS.items()} | {
    "login": _timer("login", AGENTS._replace(due=login_due)),
    "unidentified": Timer(unidentified.due, unidentified.expire),
    "message": Timer(messages.due, messages.expire),
}
"""What can be due. An agent has a second timer, for a login that no logout ended; a queue has one for whom only the
REST API showed there."""
