"""A whole centre at work: builds everything, and hands out its events in the order they happen."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from .books import Books
from .breaks import Breaks
from .call_queue import CallQueue
from .calls import Calls
from .campaigns import Campaigns
from .center import plan
from .chats import Chats
from .demand import Curve, always_busy
from .floor import Floor
from .settings import TIMEZONE
from .shifts import Shifts
from .staffing import Staffing
from .talks import Talks
from .tickets import Tickets
from .world import Event, World


class Simulation:
    """A centre from the instant `begins` on. The same arguments give the same events, always.

    Iterating steps the simulated time from one event to the next, without end; `events` stops at an
    instant. `books` says what truly happened up to the event handed out last, and `occupancy` how busy
    the agents were.
    """

    def __init__(
        self,
        *,
        agents: int,
        seed: int,
        begins: int,
        curve: Curve | None = None,
        timezone: str = TIMEZONE,
    ) -> None:
        """`begins` in whole seconds since the epoch; `timezone` is that of the dates."""
        curve = curve or always_busy(begins)
        self.centre = plan(agents, seed)
        self._world = World(self.centre, seed, begins, curve, ZoneInfo(timezone))
        self._floor = Floor(self._world)
        self._build(Staffing(self.centre, curve))

    def _build(self, staffing: Staffing) -> None:
        """The parts, in the order in which a freed agent is offered work: chats before calls."""
        world, floor = self._world, self._floor
        breaks = Breaks(world, floor)
        Chats(world, floor, staffing)
        call_queue = CallQueue(world, floor)
        Shifts(world, floor, breaks, staffing)
        Calls(world, floor, call_queue, Talks(world, floor, breaks), staffing)
        Campaigns(world, floor, call_queue)
        Tickets(world, floor, staffing)

    @property
    def books(self) -> Books:
        """What happened today, up to now."""
        return self._world.books

    @property
    def now(self) -> float:
        """The simulated instant, in seconds since the epoch."""
        return self._world.env.now

    def occupancy(self) -> float:
        """Time on contacts / (time on contacts + ready time) since the beginning."""
        return self._floor.occupancy()

    def events(self, until: float) -> Iterator[Event]:
        """The events before the instant `until`; afterwards the simulation stands at `until`."""
        while True:
            yield from self._drain()
            if self._world.env.peek() >= until:
                break
            self._world.env.step()
        if until > self._world.env.now:
            self._world.env.run(until=until)

    def __iter__(self) -> Iterator[Event]:
        """All events, without end."""
        return self.events(float("inf"))

    def _drain(self) -> Iterator[Event]:
        emitted = self._world.emitted
        while emitted:
            yield emitted.pop(0)
