"""Tickets and customers."""

from .event import Event


class TicketCreated(Event, frozen=True, kw_only=True, tag="TICKET_CREATED"):
    """A ticket is made; `direction` is in, out or in_behalf_of."""

    ticket_id: str
    agent_login: str | None = None
    direction: str | None = None


class TicketMessageReceived(Event, frozen=True, kw_only=True, tag="TICKET_MESSAGE_RECEIVED"):
    """A message from the customer came in."""

    ticket_id: str
    message_id: str | None = None
    ticket_queue_id: str | None = None


class TicketAgentReplied(Event, frozen=True, kw_only=True, tag="TICKET_AGENT_REPLIED"):
    """An agent replied."""

    ticket_id: str
    message_id: str | None = None
    agent_login: str


class TicketClosed(Event, frozen=True, kw_only=True, tag="TICKET_CLOSED"):
    """The first closing of a ticket: later ones are not reported."""

    ticket_id: str
    agent_login: str | None = None


class CustomerCreated(Event, frozen=True, kw_only=True, tag="CUSTOMER_CREATED"):
    """A customer record is made."""

    customer_id: str
    company_id: str | None = None
