"""Talks between a caller and an agent: their length, transfers to a colleague, the wrap-up after.

Who gives a call away is told as done with it at the transfer. How the colleague's talk ends is told for
most; for the others nothing tells, and the agent shows it only by coming back from some paperwork.
"""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, Final, Literal

from . import chance
from .breaks import Breaks
from .call_queue import Call
from .center import Queue
from .floor import Floor, Seat
from .world import World

Kind = Literal["attended", "blind"]

_TRANSFERRED: Final = 0.05
_ENDS_UNTOLD: Final = 0.3
_CUSTOMERS: Final = 9_000


@dataclass(eq=False)
class _Leg:
    """An agent's part of a call: since which second they talk."""

    call: Call
    queue: Queue
    seat: Seat
    since: int


class Talks:
    """Everybody who talks to a caller."""

    def __init__(self, world: World, floor: Floor, breaks: Breaks) -> None:
        self._world = world
        self._floor = floor
        self._breaks = breaks
        self._rng = world.chance("talks")

    def talk(self, call: Call, queue: Queue, seat: Seat) -> Generator[Any, Any, None]:
        """From the agent's connect to the end of their wrap-up; the seat is kept already."""
        world, rng = self._world, self._rng
        leg = _Leg(call, queue, seat, world.now)
        world.books.queues[queue.id].talking += 1
        yield world.wait(chance.talk(rng, queue.talk))
        kind = self._transfer()
        colleague = (yield from self._colleague(seat)) if kind else None
        if kind and colleague:
            yield from self._hand_over(leg, kind, colleague)
        else:
            self._complete(leg, reason=rng.choice(("agent", "caller", "caller")))
        yield world.wait(chance.wrap_up(rng))
        self._floor.release(seat)

    def _transfer(self) -> Kind | None:
        now, rota = self._world.env.now, self._world.rota
        for kind in ("attended", "blind"):
            if rota.due(kind, now):
                return kind
        return self._rng.choice(("attended", "blind")) if self._rng.random() < _TRANSFERRED else None

    def _colleague(self, seat: Seat) -> Generator[Any, Any, Seat | None]:
        """A free agent to give the call to, of another team if possible, asked for up to a minute."""
        for _ in range(12):
            free = self._floor.free(list(self._floor.seats.values()))
            others = [other for other in free if other.agent.team != seat.agent.team]
            if free:
                return (others or free)[0]
            yield self._world.wait(5)
        return None

    def _hand_over(self, leg: _Leg, kind: Kind, colleague: Seat) -> Generator[Any, Any, None]:
        world, rng = self._world, self._rng
        self._floor.take(colleague, "talking")
        if kind == "attended":
            yield world.wait(rng.uniform(8, 35))  # the two agents speak while the caller is on hold
        world.emit(
            "QUEUE_TRANSFERRED_TO_AGENT",
            connection_id=leg.call.id,
            type=kind,
            queue_id=leg.queue.id,
            agent_login=colleague.agent.login,
            destination_number=colleague.agent.number,
        )
        world.rota.done(kind, world.env.now)
        taken = _Leg(leg.call, leg.queue, colleague, world.now)
        world.books.queues[leg.queue.id].talking += 1
        yield world.wait(rng.choice((0.0, 0.0, 0.1, 0.6)))
        self._complete(leg, reason="agent")
        world.env.process(self._taken_over(taken))

    def _taken_over(self, leg: _Leg) -> Generator[Any, Any, None]:
        world, rng = self._world, self._rng
        yield world.wait(chance.lognormal(rng, 110, 0.8, least=8, most=600))
        if rng.random() >= _ENDS_UNTOLD:
            self._complete(leg, reason="caller")
            yield world.wait(chance.wrap_up(rng))
            self._floor.release(leg.seat)
        else:
            world.books.queues[leg.queue.id].talking -= 1
            yield from self._breaks.paperwork(leg.seat)

    def _complete(self, leg: _Leg, reason: str) -> None:
        world, call = self._world, leg.call
        talked = world.now - leg.since
        world.emit(
            "AGENT_COMPLETED",
            connection_id=call.id,
            queue_id=leg.queue.id,
            customer_id=self._rng.randrange(1, _CUSTOMERS),
            agent_login=leg.seat.agent.login,
            source_number=call.number,
            destination_number=leg.seat.agent.number,
            duration=world.now - call.begins,
            billsec=talked,
            filename=_recording(world.date, leg),
            reason=reason,
        )
        queue, agent = world.books.queues[leg.queue.id], world.books.agents[leg.seat.agent.login]
        queue.talking -= 1
        queue.talk_time.add(talked)
        agent.talk_time += talked


def _recording(date: str, leg: _Leg) -> str:
    day, time = date.split()
    return f"QUEUE-{leg.queue.id}/{day}/{day}_{time.replace(':', '')}_{leg.call.id}.wav"
