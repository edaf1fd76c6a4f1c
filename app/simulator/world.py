"""The simulated world: its clock, its chances, its books and the mouth through which it speaks.

It decides nothing; the processes beside it do. One `tell` is one webhook.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import simpy

from . import chance
from .books import Books
from .center import Centre
from .configured import body
from .demand import Curve
from .rare_events import RareEvents


@dataclass(frozen=True, slots=True)
class Event:
    """One webhook: when it is sent (seconds since the epoch, with fractions) and its body."""

    at: float
    body: dict[str, str]


class World:
    """What all processes of a simulation share."""

    def __init__(self, centre: Centre, seed: int, begins: int, curve: Curve, timezone: ZoneInfo) -> None:
        """`begins`: the first instant, in seconds since the epoch."""
        self.centre = centre
        self.curve = curve
        self.begins = begins
        self.env = simpy.Environment(initial_time=begins)
        self.emitted: list[Event] = []
        self.rota = RareEvents(begins)
        self._seed = seed
        self._timezone = timezone
        self._number = chance.stream(seed, "ids").randrange(1_000, 90_000)
        self._dated = (-1, "")
        self.books = Books(
            {queue.id: queue.seconds for queue in centre.queues.values()},
            list(centre.agents),
            list(centre.campaigns),
            list(centre.chat_queues),
            day=int(self._midnight(begins).timestamp()),
        )
        self.env.process(self._midnights())

    @property
    def now(self) -> int:
        """The whole second that deliveries of this moment are dated with."""
        return int(self.env.now)

    @property
    def date(self) -> str:
        """The second of now as the local wall clock's text."""
        return self.date_of(self.now)

    def date_of(self, second: int) -> str:
        """A second since the epoch as the local wall clock's text; in autumn an hour occurs twice."""
        if self._dated[0] != second:
            text = datetime.fromtimestamp(second, self._timezone).strftime("%Y-%m-%d %H:%M:%S")
            self._dated = (second, text)
        return self._dated[1]

    def emit(self, action: str, **known: str | int) -> None:
        """Send a webhook, dated now."""
        self.emitted.append(Event(self.env.now, body(action, self.date, **known)))

    def chance(self, purpose: str) -> Random:
        """A stream of random numbers for one purpose."""
        return chance.stream(self._seed, purpose)

    def number(self) -> int:
        """A new number for an id."""
        self._number += 1
        return self._number

    def connection(self) -> str:
        """A new connection id, as Asterisk writes them: second.number."""
        return f"{self.now}.{self.number()}"

    def wait(self, seconds: float) -> simpy.Timeout:
        """Something to yield for so many seconds."""
        return self.env.timeout(seconds)

    def _midnight(self, at: float, days: int = 0) -> datetime:
        """The beginning of the local day of `at`, or of one some days later."""
        day = datetime.fromtimestamp(at, self._timezone).date() + timedelta(days=days)
        return datetime(day.year, day.month, day.day, tzinfo=self._timezone)

    def _midnights(self) -> simpy.events.ProcessGenerator:
        while True:
            day = self._midnight(self.env.now, days=1).timestamp()
            yield self.wait(day - self.env.now)
            self.books.turn(int(day))
