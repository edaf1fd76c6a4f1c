"""The floor: agents at work, who is free for what, and who sits with whom. It rings nobody itself.

An agent does one thing at a time (a call, a break, a record), or up to two chats. Whoever wants a busy
agent for a break or for going home asks, and gets the agent at the next free moment.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import simpy

from .center import Agent
from .world import World

CHATS_AT_ONCE: Final = 2


@dataclass(eq=False)
class Seat:
    """An agent at work. `pause` is the pause's id; `doing` is what keeps them from anything else."""

    agent: Agent
    on_duty: bool = False
    since: float = 0.0  # when this shift began
    pause: str | None = None
    doing: str = "away"
    chats: int = 0
    idle_since: float = 0.0
    requested: tuple[simpy.Event, str] | None = None  # for the next free moment, and what for
    relieved: simpy.Event | None = None  # the shift is over
    worked: float = 0.0  # on contacts, in seconds
    idled: float = 0.0  # ready and waiting for one
    counted: float = 0.0  # until when both are counted

    @property
    def free(self) -> bool:
        """Whether a call may ring here."""
        return not self.doing and not self.chats and self.requested is None

    @property
    def free_for_chat(self) -> bool:
        """Whether one more chat fits."""
        return not self.doing and self.chats < CHATS_AT_ONCE and self.requested is None


Work = Callable[[Seat], None]
"""Something that may have work for an agent who has become free."""


class Floor:
    """All seats of the centre."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.seats = {login: Seat(agent) for login, agent in world.centre.agents.items()}
        self.teams = {
            team: [seat for seat in self.seats.values() if seat.agent.team == team] for team in world.centre.teams
        }
        self.skilled = {
            queue: [seat for seat in self.seats.values() if queue in seat.agent.queues] for queue in world.centre.queues
        }
        self.chatting = {
            queue: [seat for seat in self.seats.values() if queue in seat.agent.chat_queues]
            for queue in world.centre.chat_queues
        }
        self.freed: list[Work] = []
        """Told, in this order, of each agent who becomes free, until one has work for them."""

    def take(self, seat: Seat, doing: str) -> None:
        """Keep a free agent for something."""
        self._count(seat)
        seat.doing = doing

    def release(self, seat: Seat) -> None:
        """The agent is done with it, and gets on with what waits."""
        self._count(seat)
        seat.doing = ""
        seat.idle_since = self._world.env.now
        self._next(seat)

    def chat_begins(self, seat: Seat) -> None:
        """One more chat."""
        self._count(seat)
        seat.chats += 1

    def chat_ends(self, seat: Seat) -> None:
        """One chat less."""
        self._count(seat)
        seat.chats -= 1
        if not seat.doing:
            seat.idle_since = self._world.env.now
            self._next(seat)

    def ask(self, seat: Seat, doing: str) -> simpy.Event:
        """For the agent's next free moment: the event comes when they are kept for `doing`."""
        requested = self._world.env.event()
        if seat.free:
            self.take(seat, doing)
            requested.succeed()
        else:
            seat.requested = (requested, doing)
        return requested

    def free(self, seats: list[Seat]) -> list[Seat]:
        """Those free for a call, the longest idle first."""
        return sorted((seat for seat in seats if seat.free), key=lambda seat: seat.idle_since)

    def occupancy(self) -> float:
        """Time on contacts / (time on contacts + ready time), breaks left out, since the beginning."""
        for seat in self.seats.values():
            self._count(seat)
        worked = sum(seat.worked for seat in self.seats.values())
        idled = sum(seat.idled for seat in self.seats.values())
        return worked / (worked + idled) if worked else 0.0

    def _next(self, seat: Seat) -> None:
        if seat.doing or (seat.requested and seat.chats):
            return
        if seat.requested:
            requested, doing = seat.requested
            seat.requested = None
            self.take(seat, doing)
            requested.succeed()
            return
        for work in self.freed:
            work(seat)
            if seat.doing:
                return

    def _count(self, seat: Seat) -> None:
        passed, seat.counted = self._world.env.now - seat.counted, self._world.env.now
        if seat.doing in ("away", "break"):
            return
        if seat.doing or seat.chats:
            seat.worked += passed
        else:
            seat.idled += passed
