"""Shifts: who comes to work and who goes home, so that staff follows the load at any hour.

No fixed timetable: every few minutes each team's plan is compared with who is there. Whoever rested
longest comes, whoever has worked longest goes, and nobody stays longer than LONGEST while others rest.
"""

from collections.abc import Generator
from typing import Any, Final

import simpy

from .breaks import Breaks
from .floor import Floor, Seat
from .staffing import Staffing
from .world import World

LONGEST: Final = 6 * 3600.0
"""A shift (s) after which somebody else takes over."""
_LOOK_EVERY: Final = 240.0
_SETTLED: Final = 1500.0  # nobody is sent home sooner


class Shifts:
    """Comings and goings."""

    def __init__(self, world: World, floor: Floor, breaks: Breaks, staffing: Staffing) -> None:
        self._world = world
        self._floor = floor
        self._breaks = breaks
        self._staffing = staffing
        self._rng = world.chance("shifts")
        self._rested: dict[str, float] = {}
        for team in world.centre.teams:
            world.env.process(self._watch(team))

    def _watch(self, team: str) -> Generator[Any, Any, None]:
        opening = True
        while True:
            self._balance(team, opening)
            opening = False
            yield self._world.wait(_LOOK_EVERY)

    def _balance(self, team: str, opening: bool) -> None:
        now = self._world.env.now
        crew = self._floor.teams[team]
        there = [seat for seat in crew if seat.relieved and not seat.relieved.triggered]
        resting = [seat for seat in crew if not seat.relieved]
        resting.sort(key=lambda seat: self._rested.get(seat.agent.login, 0.0))
        wanted = self._staffing.wanted(team, now + _LOOK_EVERY)
        for seat in resting[: max(0, wanted - len(there))]:
            self._call_in(seat, opening)
        self._relieve(there, wanted, bool(resting))

    def _relieve(self, there: list[Seat], wanted: int, someone_rests: bool) -> None:
        """Send home the one who has been there longest, if too many are there, or for too long."""
        now, rota = self._world.env.now, self._world.rota
        settled = [seat for seat in there if seat.on_duty and now - seat.since > _SETTLED]
        longest = min(settled, key=lambda seat: seat.since, default=None)
        if not longest or not longest.relieved:
            return
        too_long = someone_rests and now - longest.since > LONGEST
        if len(there) > wanted or too_long or rota.due("shift's end", now):
            rota.done("shift's end", now)
            longest.relieved.succeed()

    def _call_in(self, seat: Seat, opening: bool) -> None:
        relieved = seat.relieved = self._world.env.event()
        delay = self._rng.uniform(0, 100 if opening else 60)
        self._world.env.process(self._shift(seat, relieved, delay, opening))

    def _shift(self, seat: Seat, relieved: simpy.Event, delay: float, opening: bool) -> Generator[Any, Any, None]:
        """An agent's day: log in, connect the phone, work with breaks between, log out."""
        world, rng = self._world, self._rng
        yield world.wait(delay)
        self._log_in(seat)
        yield world.wait(rng.choice((rng.uniform(1.1, 6), rng.uniform(3, 40))))
        world.emit("AGENT_PHONE_CONNECTED", agent_login=seat.agent.login, phone_number=seat.agent.number)
        self._floor.release(seat)
        until_break = rng.uniform(300, 4800) if opening else rng.uniform(1500, 5400)
        while True:
            yield world.wait(until_break) | relieved
            if relieved.triggered:
                break
            if self._breaks.may_begin(seat):
                yield from self._breaks.take(seat)
                until_break = rng.uniform(3300, 6300)
            else:
                until_break = rng.uniform(120, 400)
        yield self._floor.ask(seat, "going")
        yield world.wait(rng.uniform(1.1, 5))
        self._log_out(seat)

    def _log_in(self, seat: Seat) -> None:
        world = self._world
        seat.on_duty, seat.since = True, world.env.now
        world.books.agents[seat.agent.login].logged_in_since = world.now
        world.emit("AGENT_LOGGED_IN", agent_login=seat.agent.login)

    def _log_out(self, seat: Seat) -> None:
        world, book = self._world, self._world.books.agents[seat.agent.login]
        if book.logged_in_since is not None:
            book.logged_in_time += world.books.since_midnight(book.logged_in_since, world.now)
            book.logged_in_since = None
        world.emit("AGENT_LOGGED_OUT", agent_login=seat.agent.login)
        seat.on_duty, seat.relieved = False, None
        self._rested[seat.agent.login] = world.env.now
        self._floor.take(seat, "away")
