"""Breaks: an agent's pauses of several kinds, some of them longer than allowed or turned into another."""

from collections.abc import Generator
from typing import Any, Final

from . import chance
from .center import PAPERWORK
from .floor import Floor, Seat
from .world import World

AT_ONCE: Final = 0.2
"""Of a team's agents on duty, those who may be on a break together, though always one."""

_TURNS_INTO_ANOTHER: Final = 0.08


class Breaks:
    """Who is on which pause."""

    def __init__(self, world: World, floor: Floor) -> None:
        self._world = world
        self._floor = floor
        self._rng = world.chance("breaks")

    def may_begin(self, seat: Seat) -> bool:
        """Whether one more of the team may go."""
        team = [other for other in self._floor.teams[seat.agent.team] if other.on_duty]
        return sum(other.pause is not None for other in team) < max(1, round(AT_ONCE * len(team)))

    def take(self, seat: Seat) -> Generator[Any, Any, None]:
        """A break of some kind, as soon as the agent has a free moment."""
        rng, pauses = self._rng, self._world.centre.pauses
        kind = chance.one_of(rng, {pause.id: pause.weight for pause in pauses.values()})
        yield self._floor.ask(seat, "break")
        yield self._world.wait(rng.uniform(1.1, 4))
        self._pause(seat, kind)
        yield self._world.wait(chance.lognormal(rng, pauses[kind].mean, 0.42, least=45, most=4500))
        if self._world.rota.due("another pause", self._world.env.now) or rng.random() < _TURNS_INTO_ANOTHER:
            self._world.rota.done("another pause", self._world.env.now)
            self._pause(seat, rng.choice([other for other in pauses if other != kind]))
            yield self._world.wait(rng.uniform(60, 400))
        self._end(seat)

    def paperwork(self, seat: Seat) -> Generator[Any, Any, None]:
        """A pause right after a call, to finish what it left to do; the seat is kept already."""
        yield self._world.wait(self._rng.uniform(1.1, 4))
        self._floor.take(seat, "break")
        self._pause(seat, PAPERWORK)
        yield self._world.wait(self._rng.uniform(40, 150))
        self._end(seat)

    def _pause(self, seat: Seat, kind: str) -> None:
        world = self._world
        self._close(seat)
        book = world.books.agents[seat.agent.login]
        book.pause, book.pause_since = kind, world.now
        self._emit(seat, kind)

    def _end(self, seat: Seat) -> None:
        self._close(seat)
        self._emit(seat, None)
        self._floor.release(seat)

    def _close(self, seat: Seat) -> None:
        """Count the pause that ends now, if there is one."""
        world = self._world
        book = world.books.agents[seat.agent.login]
        if book.pause is not None:
            book.pause_time += world.books.since_midnight(book.pause_since, world.now)
            book.pause = None

    def _emit(self, seat: Seat, kind: str | None) -> None:
        self._world.emit(
            "AGENT_STATUS_CHANGED",
            agent_login=seat.agent.login,
            pause_id=kind or "NULL",
            previous_pause_id=seat.pause or "NULL",
        )
        seat.pause = kind
