"""A ticket: open until closed, awaiting a reply from a customer's message on.

Only the first closing is ever reported, so a message on a closed ticket opens it again.
"""

import msgspec
from msgspec.structs import replace

from ..events.tickets import AnyTicket, TicketAgentReplied, TicketClosed, TicketCreated, TicketMessageReceived
from .rules import NEVER, Expire
from .statuses import Row


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """What a ticket's events say. `awaiting` is since when a customer waits for an answer."""

    id: str
    open: bool = False
    awaiting: int | None = None
    last: int = 0
    expired: tuple[int, ...] = ()

    @property
    def live(self) -> bool:
        """Whether it is open."""
        return self.open


def due(ticket: Ticket, expire: Expire) -> int:
    """When it is taken to be over: some time after its last event."""
    return ticket.last + expire.ticket if ticket.open else NEVER


def age(ticket: Ticket, until: int, expire: Expire) -> Ticket:
    """The ticket, over if it was due before or at `until`."""
    when = due(ticket, expire)
    if when > until:
        return ticket
    return replace(ticket, open=False, awaiting=None, expired=(*ticket.expired, when))


def step(ticket: Ticket, event: AnyTicket, row: Row, expire: Expire) -> Ticket:
    """The ticket after one more event. A reply to, or closing of, one never seen opens nothing."""
    ticket = replace(age(ticket, event.date - 1, expire), last=event.date)
    return row.step(ticket, event)  # type: ignore[misc, no-any-return]  # each row of a ticket has a step


def created(ticket: Ticket, _: TicketCreated) -> Ticket:
    """The ticket is open."""
    return replace(ticket, open=True)


def received(ticket: Ticket, event: TicketMessageReceived) -> Ticket:
    """The customer waits for a reply."""
    return replace(ticket, open=True, awaiting=event.date if ticket.awaiting is None else ticket.awaiting)


def replied(ticket: Ticket, _: TicketAgentReplied) -> Ticket:
    """The customer has a reply."""
    return replace(ticket, awaiting=None)


def closed(ticket: Ticket, _: TicketClosed) -> Ticket:
    """The ticket is done with."""
    return replace(ticket, open=False, awaiting=None)
