"""The kinds of entities: one record each, of what all that handles entities needs to know of them.

A fifth kind is one more record here. How an event moves an entity stands in `transitions.py`.
"""

from collections.abc import Callable
from operator import attrgetter
from typing import Any, NamedTuple, get_args

from ..events.tickets import AnyTicket
from . import agents, call, chats, counting, tickets
from .agents import SIGNS_OF_LIFE
from .callbacks import keep_abandoned_visits
from .folding import Folding
from .state import CallStory, ChatStory, State, TicketStory
from .transitions import CALL, CHAT, PRESENCE, TICKET
from .writing import aged, login_due, put_call, put_chat, put_presence, put_ticket, retire_legs

Story = Any
Value = Any


class Kind(NamedTuple):
    """One kind of entity. A story holds its events, and the value that they fold to."""

    stories: Callable[[State], dict[str, Story]]
    value: Callable[[Story], Value]
    begin: Callable[[State, str, Any], Story]
    folding: Folding
    lapsed: Callable[[Value], int]
    """When time alone last ended something of it."""
    due: Callable[[State, Story], int]
    age: Callable[[State, Story, Value, int], Value]
    put: Callable[[State, Story, Value], None]
    recount: Callable[[State, str, Value | None, Value | None], Any]
    forget: Callable[[State, str, Story], None] | None = None
    """What its end leaves behind; None if it is not forgotten an hour after its end."""
    negligible: tuple[type, ...] = ()
    """Events that are not counted as unexpected when they come too late."""


def _last_expired(value: Value) -> int:
    expired: tuple[int, ...] = value.expired
    return max(expired) if expired else 0


def _forget_call(state: State, id_: str, story: CallStory) -> None:
    keep_abandoned_visits(state, story, story.call)
    retire_legs(state, id_, story.call.legs)


def _forget_nothing(_state: State, _id: str, _story: Story) -> None:
    """Nothing hangs on it."""


CALLS = Kind(
    stories=attrgetter("calls"),
    value=attrgetter("call"),
    begin=lambda _, id_, event: CallStory(call.Call(id=id_, started=event.date), []),
    folding=Folding(
        CALL,
        lambda story: call.Call(id=story.call.id, started=story.events[0].date),
        lambda known, event, row, rules: call.step(known, event, row, rules.expire),
        lambda story: 1 + (len(story.call.visits) + len(story.call.legs)) // 16,
    ),
    lapsed=_last_expired,
    due=lambda _, story: story.call.due,
    age=lambda state, _, value, until: value if value.due > until else call.age(value, until, state.rules.expire),
    put=put_call,
    recount=lambda state, _, old, new: counting.recount_call(state, old, new),
    forget=_forget_call,
)
AGENTS = Kind(
    stories=attrgetter("agents"),
    value=attrgetter("presence"),
    begin=lambda state, login, _: state.agent(login),
    folding=Folding(PRESENCE, attrgetter("base"), agents.step),
    lapsed=attrgetter("lapsed"),
    due=lambda _, story: story.due,
    age=aged,
    put=put_presence,
    recount=counting.recount_presence,
    negligible=SIGNS_OF_LIFE,
)
CHATS = Kind(
    stories=attrgetter("chats"),
    value=attrgetter("chat"),
    begin=lambda _, _id, event: ChatStory(chats.begun(event), []),
    folding=Folding(
        CHAT,
        lambda story: chats.begun(story.events[0]),
        lambda known, event, row, rules: chats.step(known, event, row, rules.expire),
    ),
    lapsed=_last_expired,
    due=lambda state, story: chats.due(story.chat, state.rules.expire),
    age=lambda state, _, value, until: chats.age(value, until, state.rules.expire),
    put=put_chat,
    recount=lambda state, _, old, new: counting.recount_chat(state, old, new),
    forget=_forget_nothing,
)
TICKETS = Kind(
    stories=attrgetter("tickets"),
    value=attrgetter("ticket"),
    begin=lambda _, id_, _event: TicketStory(tickets.Ticket(id=id_), []),
    folding=Folding(
        TICKET,
        lambda story: tickets.Ticket(id=story.ticket.id),
        lambda known, event, row, rules: tickets.step(known, event, row, rules.expire),
    ),
    lapsed=_last_expired,
    due=lambda state, story: tickets.due(story.ticket, state.rules.expire),
    age=lambda state, _, value, until: tickets.age(value, until, state.rules.expire),
    put=put_ticket,
    recount=lambda state, _, old, new: counting.recount_ticket(state, old, new),
    forget=_forget_nothing,
    negligible=get_args(AnyTicket),
)

KINDS = {"call": CALLS, "agent": AGENTS, "chat": CHATS, "ticket": TICKETS}
"""By their names in `State.dues`, `State.over` and `State.changed`."""

TIMERS = KINDS | {"login": AGENTS._replace(due=login_due)}
"""What may be due: an agent has a second timer, for a login that no logout ended."""
