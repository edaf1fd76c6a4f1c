"""Inbound calls: from the IVR through the queues to an agent's ring, or out again. Talks are in talks.py.

The order of a call's events and their seconds follow what queue logs show: the exit from the queue is
told before or after the agent's connect, mostly in the same second; the losers of a ring-all and the
phones that ring when a caller hangs up are told by nothing.
"""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, Final

from . import chance, people
from .books import Visit
from .call_queue import Call, CallQueue, Waiting
from .center import Queue
from .floor import Floor, Seat
from .rare_events import ONCE_AN_HOUR
from .staffing import Staffing
from .talks import Talks
from .world import World

Steps = Generator[Any, Any, Any]
"""A SimPy process, or a part of one."""

RING_AT_MOST: Final = 15.0
_LOST_IN_IVR: Final = 0.03
_MISSED: Final = 0.035
_REFUSED: Final = 0.01
_BY_KEY: Final = 0.012
_NOT_TOLD: Final = 0.12  # callers without a name


@dataclass(frozen=True)
class Fate:
    """What ends the wait if no agent does first, and when (seconds since the epoch)."""

    ending: str  # abandoned, key, time_out
    at: float


class Calls:
    """Everybody who calls the centre."""

    def __init__(self, world: World, floor: Floor, call_queue: CallQueue, talks: Talks, staffing: Staffing) -> None:
        self._world = world
        self._floor = floor
        self._call_queue = call_queue
        self._talks = talks
        self._staffing = staffing
        self._rng = world.chance("calls")
        for team in world.centre.teams:
            world.env.process(self._arrivals(team))

    def _arrivals(self, team: str) -> Steps:
        """A Poisson process whose rate follows the plan, times a mood that drifts and sometimes surges."""
        world, rng = self._world, self._world.chance(f"arrivals/{team}")
        queues = [queue for queue in world.centre.queues.values() if queue.team == team]
        mood, mood_until = 1.0, world.env.now
        while True:
            if world.env.now >= mood_until:
                mood, mood_until = _mood(rng, mood), world.env.now + rng.uniform(240, 600)
            opening = min(1.0, 0.2 + (world.env.now - world.begins) / 240)
            rate = self._staffing.calls(team, world.env.now) * mood * opening
            pause = rng.expovariate(rate)
            if pause > 120:  # look again: the curve may have risen by then
                yield world.wait(120)
                continue
            yield world.wait(pause)
            world.env.process(self._call(rng.choices(queues, [queue.share for queue in queues])[0]))

    def _call(self, queue: Queue) -> Steps:
        world, rng = self._world, self._rng
        known = rng.random() > _NOT_TOLD
        name = f"BOK: {people.stranger(rng)}" if known else "NULL"
        call = Call(world.connection(), people.number(rng), name, world.now)
        world.emit("ENTER_IVR", connection_id=call.id, source_number=call.number, destination_number=queue.line)
        yield world.wait(chance.lognormal(rng, 14, 0.7, least=2, most=70))
        if rng.random() >= _LOST_IN_IVR:
            yield from self._queue(call, queue, hops=1)

    def _queue(self, call: Call, queue: Queue, hops: int) -> Steps:
        """One visit to a queue, and what follows it."""
        world = self._world
        visit = world.books.enter(queue.id, world.now)
        world.emit(
            "ENTER_QUEUE",
            connection_id=call.id,
            queue_id=queue.id,
            source_number=call.number,
            source_name=call.name,
        )
        fate = self._fate(queue, hops)
        seat = yield from self._wait(call, queue, visit, fate)
        if seat:
            yield from self._connect(call, queue, visit, seat)
        elif fate.ending == "abandoned":
            yield from self._abandon(call, visit)
        else:
            yield from self._go_on(call, visit, fate, hops)

    def _fate(self, queue: Queue, hops: int) -> Fate:
        now, rng, rota = self._world.env.now, self._rng, self._world.rota
        if rota.due("abandoned", now, ONCE_AN_HOUR):
            return Fate("abandoned", now + rng.uniform(0.3, 1.1))
        fates = [Fate("abandoned", now + chance.patience(rng))]
        if hops:
            fates.append(Fate("time_out", now + queue.patience))
            if rota.due("key", now, ONCE_AN_HOUR):
                fates.append(Fate("key", now + rng.uniform(0.3, 1.1)))
            elif rng.random() < _BY_KEY:
                fates.append(Fate("key", now + rng.uniform(5, 40)))
        return min(fates, key=lambda fate: fate.at)

    def _wait(self, call: Call, queue: Queue, visit: Visit, fate: Fate) -> Steps:
        """Waiting and ringing until an agent picks up (then their seat) or the fate comes (then none)."""
        env = self._world.env
        end = env.timeout(fate.at - env.now)
        while True:
            waiting = self._call_queue.wait(call, queue, visit)
            yield waiting.offer | end
            if not waiting.offer.triggered:
                self._call_queue.give_up(waiting)
                return None
            seat = yield from self._ring(waiting, end)
            if seat or end.processed:
                return seat
            yield env.timeout(self._rng.uniform(1.2, 4)) | end
            if end.processed:
                return None

    def _ring(self, waiting: Waiting, end: Any) -> Steps:
        """One round of ringing: whoever picks up first, or none."""
        world = self._world
        seats: list[Seat] = waiting.offer.value or []
        for seat in seats:
            self._emit("AGENT_RINGING", waiting, seat)
        delays = [self._delay(waiting) for _ in seats]
        quickest = min(delays)
        yield world.wait(min(abs(quickest), RING_AT_MOST)) | end
        if end.processed:
            self._hush(seats)
            return None
        if 0 < quickest < RING_AT_MOST:
            winner = seats[delays.index(quickest)]
            self._hush([seat for seat in seats if seat is not winner])
            return winner
        for seat in seats:
            self._emit("AGENT_NOT_ANSWERED", waiting, seat)
            world.books.agents[seat.agent.login].not_answered += 1
            world.rota.done("missed", world.env.now)
            world.env.process(self._recover(seat))
        return None

    def _delay(self, waiting: Waiting) -> float:
        """How long until this agent picks up; endless if they do not, negative if the phone refuses."""
        rng, world = self._rng, self._world
        if world.rota.due("missed", world.env.now, ONCE_AN_HOUR) or rng.random() < _MISSED:
            return RING_AT_MOST + 1
        if waiting.queue.strategy == "one_by_one" and rng.random() < _REFUSED:
            return -rng.uniform(0.1, 1.5)
        return chance.pickup(rng)

    def _recover(self, seat: Seat) -> Steps:
        """Whoever missed a ring is left alone for a moment."""
        self._floor.take(seat, "recovering")
        yield self._world.wait(self._rng.uniform(5, 12))
        self._floor.release(seat)

    def _hush(self, seats: list[Seat]) -> None:
        for seat in seats:
            self._floor.release(seat)

    def _connect(self, call: Call, queue: Queue, visit: Visit, seat: Seat) -> Steps:
        """The exit from the queue and the agent's connect, in either order."""
        world, rng = self._world, self._rng
        waiting = Waiting(call, queue, visit, world.env.event())
        exit_first = rng.random() < 0.4
        if exit_first:
            self._exit(call, visit)
            yield world.wait(rng.choice((0.0, 0.0, 0.05, 0.3)))
        self._emit("AGENT_CONNECTED", waiting, seat)
        world.books.answer(visit, world.now)
        world.books.agents[seat.agent.login].answered += 1
        self._floor.take(seat, "talking")
        world.env.process(self._talks.talk(call, queue, seat))
        if not exit_first:
            yield world.wait(rng.choice((0.0, 0.05, 0.4, 1.0)))
            self._exit(call, visit)

    def _abandon(self, call: Call, visit: Visit) -> Steps:
        world = self._world
        exit_first = self._rng.random() < 0.15
        if exit_first:
            self._exit(call, visit)
        world.emit(
            "ABANDONED",
            connection_id=call.id,
            queue_id=visit.queue,
            source_number=call.number,
            hold_time=world.now - visit.since,
        )
        world.books.abandon(visit, world.now)
        world.rota.done("abandoned", world.env.now)
        if not exit_first:
            yield world.wait(self._rng.choice((0.0, 0.0, 0.3)))
            self._exit(call, visit)

    def _go_on(self, call: Call, visit: Visit, fate: Fate, hops: int) -> Steps:
        """Out of the queue by time-out or key: on to another queue, or (some by key) off the line."""
        world = self._world
        self._exit(call, visit)
        if fate.ending == "key":
            world.rota.done("key", world.env.now)
            if self._rng.random() < 0.4:
                return
        queue = world.centre.queues[world.centre.queues[visit.queue].overflow]
        if queue.id != visit.queue:
            yield world.wait(self._rng.choice((0.0, 0.1, 0.8)))
            yield from self._queue(call, queue, hops - 1)

    def _exit(self, call: Call, visit: Visit) -> None:
        self._world.emit("EXIT_QUEUE", connection_id=call.id, queue_id=visit.queue)
        self._world.books.leave(visit)

    def _emit(self, action: str, waiting: Waiting, seat: Seat) -> None:
        self._world.emit(
            action,
            connection_id=waiting.call.id,
            queue_id=waiting.queue.id,
            agent_login=seat.agent.login,
            source_number=waiting.call.number,
            destination_number=seat.agent.number,
        )


def _mood(rng: Any, before: float) -> float:
    """How much busier than planned the next minutes are: drifting about 1, now and then a surge."""
    if rng.random() < 0.07:
        return float(rng.uniform(1.5, 1.9))
    return float(0.4 * min(before, 1.3) + 0.6 * rng.gammavariate(25, 1 / 25))
