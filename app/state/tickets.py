"""A ticket: open until closed, awaiting a reply from a customer's message on.

Only the first closing is ever reported, so a message on a closed ticket opens it again.
"""

import msgspec
from msgspec.structs import replace

from ..events import TicketAgentReplied, TicketClosed, TicketCreated, TicketMessageReceived
from .rules import NEVER, Expire

TicketEvent = TicketCreated | TicketMessageReceived | TicketAgentReplied | TicketClosed


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


def step(ticket: Ticket, event: TicketEvent, expire: Expire) -> Ticket:
    """The ticket after one more event. A reply to, or closing of, one never seen opens nothing."""
    ticket = replace(age(ticket, event.date - 1, expire), last=event.date)
    match event:
        case TicketCreated():
            return replace(ticket, open=True)
        case TicketMessageReceived():
            awaiting = event.date if ticket.awaiting is None else ticket.awaiting
            return replace(ticket, open=True, awaiting=awaiting)
        case TicketAgentReplied():
            return replace(ticket, awaiting=None)
        case TicketClosed():
            return replace(ticket, open=False, awaiting=None)
