"""Tickets and customers."""

from .event import Event, Text


class TicketCreated(Event, frozen=True, kw_only=True, tag="TICKET_CREATED"):
    """A ticket is made; `direction` is in, out or in_behalf_of."""

    ticket_id: Text
    agent_login: Text | None = None
    direction: Text | None = None


class TicketMessageReceived(Event, frozen=True, kw_only=True, tag="TICKET_MESSAGE_RECEIVED"):
    """A message from the customer was received."""

    ticket_id: Text
    message_id: Text | None = None
    ticket_queue_id: Text | None = None


class TicketAgentReplied(Event, frozen=True, kw_only=True, tag="TICKET_AGENT_REPLIED"):
    """An agent replied."""

    ticket_id: Text
    message_id: Text | None = None
    agent_login: Text | None = None


class TicketClosed(Event, frozen=True, kw_only=True, tag="TICKET_CLOSED"):
    """The first closing of a ticket: later ones are not reported."""

    ticket_id: Text
    agent_login: Text | None = None


class CustomerCreated(Event, frozen=True, kw_only=True, tag="CUSTOMER_CREATED"):
    """A customer record is made."""

    customer_id: Text
    company_id: Text | None = None


class CustomerUpdated(Event, frozen=True, kw_only=True, tag="CUSTOMER_UPDATED"):
    """A customer record is changed, often many in a row."""

    customer_id: Text
    company_id: Text | None = None


AnyTicket = TicketCreated | TicketMessageReceived | TicketAgentReplied | TicketClosed
AnyCustomer = CustomerCreated | CustomerUpdated
