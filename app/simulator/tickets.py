"""Tickets from creation to closing, and the customers' records that calls and tickets bring about.

Agents write replies in idle moments; that keeps nobody from a call, and the books count it all the same.
"""

from collections.abc import Generator
from typing import Any, Final

from . import chance
from .floor import Floor, Seat
from .staffing import Staffing
from .world import World

Steps = Generator[Any, Any, Any]

_DIRECTIONS: Final = {"in": 7.0, "out": 2.0, "in_behalf_of": 1.0}
_REPLY_MEAN: Final = 480.0
_ANSWERS_BACK: Final = 0.35
_REOPENED: Final = 0.02
_EVERY: Final = 150.0  # a ticket per 40 agents at the peak (s)


class Tickets:
    """All tickets, and new customers."""

    def __init__(self, world: World, floor: Floor, staffing: Staffing) -> None:
        self._world = world
        self._floor = floor
        self._staffing = staffing
        self._rng = world.chance("tickets")
        world.env.process(self._arrivals())
        world.env.process(self._customers())

    def _arrivals(self) -> Steps:
        world, rng = self._world, self._rng
        share = max(0.4, len(self._floor.seats) / 40)
        yield world.wait(rng.uniform(130, 240))
        while True:
            world.env.process(self._ticket())
            rate = share * max(0.4, self._staffing.curve.demand(world.env.now)) / _EVERY
            yield world.wait(min(1500.0, rng.expovariate(rate)))

    def _customers(self) -> Steps:
        """A record for somebody new, now and then."""
        world, rng = self._world, self._world.chance("customers")
        many = max(0.4, len(self._floor.seats) / 40)
        while True:
            yield world.wait(min(1500.0, 20 + rng.expovariate(many / 260)))
            company = str(rng.randrange(1, 900)) if rng.random() < 0.3 else "NULL"
            world.emit("CUSTOMER_CREATED", customer_id=10_000 + world.number(), company_id=company)
            world.books.customers.created += 1

    def _ticket(self) -> Steps:
        """One ticket: messages and replies in turn, until it is closed; a few are opened again."""
        world, rng = self._world, self._rng
        book, ticket, queue = world.books.tickets, str(world.number()), str(rng.randrange(1, 4))
        direction = chance.one_of(rng, _DIRECTIONS)
        author = None if direction == "in" else self._writer()
        world.emit(
            "TICKET_CREATED",
            ticket_id=ticket,
            agent_login=author.agent.login if author else "NULL",
            direction=direction,
        )
        book.created += 1
        book.open += 1
        if direction == "out":
            yield world.wait(rng.uniform(1.1, 40))
            yield from self._reply(ticket)
            yield world.wait(chance.lognormal(rng, 500, 0.8, least=60, most=3000))
        if direction != "out" or rng.random() < _ANSWERS_BACK:
            yield from self._exchange(ticket, queue)
        yield from self._close(ticket)
        if rng.random() < _REOPENED:
            yield world.wait(rng.uniform(120, 1800))
            book.open += 1  # its second closing will be told by nothing
            yield from self._exchange(ticket, queue)

    def _exchange(self, ticket: str, queue: str) -> Steps:
        """A message of the customer's and an agent's reply, once or more."""
        world, rng = self._world, self._rng
        while True:
            yield world.wait(rng.uniform(0, 2))
            self._message(ticket, queue)
            world.books.tickets.awaiting_reply += 1
            yield world.wait(chance.lognormal(rng, _REPLY_MEAN, 0.7, least=45, most=1500))
            yield from self._reply(ticket)
            world.books.tickets.awaiting_reply -= 1
            if rng.random() >= _ANSWERS_BACK:
                return
            yield world.wait(chance.lognormal(rng, 400, 0.8, least=60, most=2400))

    def _message(self, ticket: str, queue: str) -> None:
        message = str(self._world.number())
        self._world.emit("TICKET_MESSAGE_RECEIVED", ticket_id=ticket, message_id=message, ticket_queue_id=queue)
        self._world.books.tickets.received += 1

    def _reply(self, ticket: str) -> Steps:
        world = self._world
        seat = yield from self._someone()
        world.emit(
            "TICKET_AGENT_REPLIED",
            ticket_id=ticket,
            message_id=world.number(),
            agent_login=seat.agent.login,
        )
        world.books.tickets.replied += 1
        world.books.agents[seat.agent.login].tickets_replied += 1

    def _close(self, ticket: str) -> Steps:
        world = self._world
        yield world.wait(self._rng.uniform(2, 240))
        seat = yield from self._someone()
        world.emit("TICKET_CLOSED", ticket_id=ticket, agent_login=seat.agent.login)
        world.books.tickets.closed += 1
        world.books.tickets.open -= 1

    def _someone(self) -> Steps:
        """An agent with a moment to write, waited for if need be."""
        while (seat := self._writer()) is None:
            yield self._world.wait(15)
        return seat

    def _writer(self) -> Seat | None:
        able = [seat for seat in self._floor.seats.values() if not seat.doing]
        return self._rng.choice(able) if able else None
