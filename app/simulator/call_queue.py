"""The desk: which waiting caller is offered to which free agents. The oldest caller comes first.

A `one_by_one` queue rings the longest idle agent, a `ring_all` queue everybody free, up to RING_ALL.
"""

from dataclasses import dataclass
from typing import Final

import simpy

from .books import Visit
from .center import Queue
from .floor import Floor, Seat
from .world import World

RING_ALL: Final = 4


@dataclass(eq=False)
class Call:
    """A caller; `begins` is the second in which the call came in."""

    id: str
    number: str
    name: str
    begins: int


@dataclass(eq=False)
class Waiting:
    """A call in a queue. `offer` brings the seats to ring; they are kept already."""

    call: Call
    queue: Queue
    visit: Visit
    offer: simpy.Event


class CallQueue:
    """All callers that wait and nobody rings for, oldest first."""

    def __init__(self, world: World, floor: Floor) -> None:
        self._world = world
        self._floor = floor
        self._waiting: list[Waiting] = []
        floor.freed.append(self._freed)

    def wait(self, call: Call, queue: Queue, visit: Visit) -> Waiting:
        """A place in the queue; its `offer` comes when agents are free."""
        waiting = Waiting(call, queue, visit, self._world.env.event())
        seats = self._floor.free(self._floor.skilled[queue.id])
        if seats:
            self._offer(waiting, seats[: RING_ALL if queue.strategy == "ring_all" else 1])
        else:
            self._waiting.append(waiting)
            self._waiting.sort(key=lambda other: other.visit.since)
        return waiting

    def give_up(self, waiting: Waiting) -> None:
        """The caller waits no longer."""
        if waiting in self._waiting:
            self._waiting.remove(waiting)

    def waits_for(self, team: str) -> bool:
        """Whether anybody waits for this team."""
        return any(waiting.queue.team == team for waiting in self._waiting)

    def _freed(self, seat: Seat) -> None:
        if not seat.free:
            return
        for waiting in self._waiting:
            if waiting.queue.id in seat.agent.queues:
                self._waiting.remove(waiting)
                self._offer(waiting, [seat])
                return

    def _offer(self, waiting: Waiting, seats: list[Seat]) -> None:
        for seat in seats:
            self._floor.take(seat, "ringing")
        waiting.offer.succeed(seats)
