"""The runs: a centre simulated, a demo played, a recording sent again, each against a server's address."""

import asyncio
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final, TextIO
from zoneinfo import ZoneInfo

from .channel import JSON, Channel, Delivery
from .demand import always_busy, whole_day
from .pace import Live, Speed
from .progress import Progress
from .recording import Recording
from .sender import Sender
from .settings import TIMEZONE
from .simulation import Simulation
from .summary import Summary
from .world import Event

OPENING: Final = 8
"""The local hour at which a rehearsal's day begins."""
AT_ONCE: Final = 200
"""Events in one array, while a demo's past is sent."""


async def simulate(  # noqa: PLR0913 the command's options
    url: str,
    *,
    agents: int,
    speed: float,
    seed: int,
    credentials: tuple[str, str] | None,
    duration: float | None,
    doubles: float,
    disorder: float,
    loss: float,
    say: Callable[[str], None],
    timezone: str = TIMEZONE,
) -> Summary:
    """Simulate a centre and send its events, for `duration` simulated seconds or until cancelled.

    At speed 1 it is now, and always a busy hour. At any other speed it is a rehearsal that begins at
    OPENING of today's local day and follows the whole day's curve; same seed, same day, same events.
    Disorder is in simulated seconds too.
    """
    live = speed == 1
    begins = int(time.time()) if live else _opening(timezone)
    curve = always_busy(begins) if live else whole_day(begins, OPENING)
    centre = Simulation(agents=agents, seed=seed, begins=begins, curve=curve, timezone=timezone)
    line = Channel(seed, doubles=doubles, disorder=disorder, loss=loss)
    if not live:
        say("at this speed the dates run ahead of the clock: the server needs --clock events")
    until = float("inf") if duration is None else begins + duration
    async with Sender(url, credentials, say, disorder) as sender:
        try:
            pace = Live() if live else Speed(speed)
            return await sender.send(line.deliveries(centre.events(until)), pace)
        finally:
            sender.figures.doubled, sender.figures.lost = line.doubled, line.lost


async def play(  # noqa: PLR0913 the command's options
    url: str,
    *,
    agents: int,
    seed: int,
    past: float,
    say: Callable[[str], None],
    timezone: str = TIMEZONE,
) -> None:
    """A demo: `past` seconds up to now are sent at once, in arrays; then it goes on live until cancelled.

    `say` hears once when the past is sent. Three hours of 40 agents are about 9,000 events; the server
    believes no date that is over 24 hours old.
    """
    begins = int(time.time() - past)
    centre = Simulation(agents=agents, seed=seed, begins=begins, timezone=timezone)
    events = iter(centre)
    async with Sender(url, None, say) as sender:
        ahead, count = None, 0
        while ahead is None:
            some, ahead = _overdue(events)
            count += len(some)
            if some:
                await sender.deliver(_array(some))
        say(f"{count} events of the last {past / 3600:.1f} hours are sent")
        await sender.send(Channel(seed).deliveries(_after(ahead, events)), Live())


async def replay(  # noqa: PLR0913 the command's options
    path: Path,
    url: str,
    *,
    speed: float,
    credentials: tuple[str, str] | None,
    say: Callable[[str], None],
    progress: TextIO = sys.stderr,
) -> Summary:
    """Send a recording again: at its own pace times `speed`, or as fast as accepted at 0."""
    recording = await asyncio.to_thread(Recording, path, say)
    meter = Progress(progress)

    def watched() -> Iterator[Delivery]:
        for delivery in recording.deliveries():
            meter.show(lambda: recording.position / recording.size, left, sender.figures.sent)
            yield delivery

    def left() -> float | None:
        if not speed or recording.ends is None or recording.at is None:
            return None
        return max(0.0, recording.ends - recording.at) / speed

    async with Sender(url, credentials, say) as sender:
        try:
            return await sender.send(watched(), Speed(speed))
        finally:
            meter.close()
            sender.figures.doubled, sender.figures.skipped = recording.doubled, recording.skipped


def _opening(timezone: str) -> int:
    """Today's OPENING on the local wall clock, in seconds since the epoch."""
    today = datetime.now(ZoneInfo(timezone))
    return int(today.replace(hour=OPENING, minute=0, second=0, microsecond=0).timestamp())


def _overdue(events: Iterator[Event]) -> tuple[list[Event], Event | None]:
    """The next events that have happened by now, AT_ONCE at most, and the first that has not, if met."""
    some: list[Event] = []
    for event in events:
        if event.at > time.time():
            return some, event
        some.append(event)
        if len(some) == AT_ONCE:
            break
    return some, None


def _array(events: list[Event]) -> Delivery:
    body = json.dumps([event.body for event in events], ensure_ascii=False).encode()
    return Delivery(events[-1].at, 0, events[-1].at, body, JSON)


def _after(first: Event, events: Iterable[Event]) -> Iterator[Event]:
    yield first
    yield from events
