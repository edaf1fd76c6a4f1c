"""A ticket: open until closed, awaiting a reply after a customer's message.

Thulium reports only the first closing, so a message on a closed ticket opens it again.
"""

import msgspec
from msgspec.structs import replace

from ..events.tickets import AnyTicket, TicketAgentReplied, TicketClosed, TicketCreated, TicketMessageReceived
from .rules import NEVER, Expire
from .statuses import Row


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket as its events describe it. `awaiting` is since when the customer waits for a reply."""

    id: str
    open: bool = False
    awaiting: int | None = None
    last: int = 0
    expired: tuple[int, ...] = ()

    @property
    def live(self) -> bool:
        """Whether the ticket is open."""
        return self.open


def due(ticket: Ticket, expire: Expire) -> int:
    """When it expires: `expire.ticket` seconds after its last event."""
    return ticket.last + expire.ticket if ticket.open else NEVER


def age(ticket: Ticket, until: int, expire: Expire) -> Ticket:
    """The ticket, expired if it was due at or before `until`."""
    when = due(ticket, expire)
    if when > until:
        return ticket
    return replace(ticket, open=False, awaiting=None, expired=(*ticket.expired, when))


def step(ticket: Ticket, event: AnyTicket, row: Row, expire: Expire) -> Ticket:
    """The ticket after one event. A reply to, or the closing of, an unseen ticket does not open it."""
    ticket = replace(age(ticket, event.date - 1, expire), last=event.date)
    return row.step(ticket, event)  # type: ignore[misc, no-any-return]  # each row of a ticket has a step


def created(ticket: Ticket, _: TicketCreated) -> Ticket:
    """The ticket, open."""
    return replace(ticket, open=True)


def received(ticket: Ticket, event: TicketMessageReceived) -> Ticket:
    """The ticket, open and awaiting a reply since the first unanswered message."""
    return replace(ticket, open=True, awaiting=event.date if ticket.awaiting is None else ticket.awaiting)


def replied(ticket: Ticket, _: TicketAgentReplied) -> Ticket:
    """The ticket, no longer awaiting a reply."""
    return replace(ticket, awaiting=None)


def closed(ticket: Ticket, _: TicketClosed) -> Ticket:
    """The ticket, closed."""
    return replace(ticket, open=False, awaiting=None)
