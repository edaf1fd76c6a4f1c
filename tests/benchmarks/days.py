"""Simulated call centres as bodies, the way Thulium would deliver them. Nothing is measured here.

The same arguments give the same bodies, in every process that asks.
"""

import gc
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.simulator import Event, Simulation, always_busy, whole_day
from app.simulator.channel import form

SEED = 1
ZONE = ZoneInfo("Europe/Warsaw")
MIDNIGHT = int(datetime(2026, 11, 2, tzinfo=ZONE).timestamp())
MORNING = MIDNIGHT + 9 * 3600
DAY = 86400


class Delivered(NamedTuple):
    """One delivery: the second in which it happened, its fields, and the form that carries them."""

    at: int
    fields: dict[str, str | None]
    form: bytes


def day(agents: int) -> list[Delivered]:
    """A whole day of a centre, from midnight to midnight."""
    events = Simulation(agents=agents, seed=SEED, begins=MIDNIGHT, curve=whole_day(MIDNIGHT, 0))
    return _settled(_delivered(events.events(MIDNIGHT + DAY)))


def busy(agents: int, count: int) -> list[Delivered]:
    """The first so many deliveries of a morning that stays busy."""
    events = Simulation(agents=agents, seed=SEED, begins=MORNING, curve=always_busy(MORNING))
    return _settled(islice(_delivered(iter(events)), count))


def month(agents: int, count: int) -> Iterator[dict[str, str | None]]:
    """So many bodies of a centre, day after day; 25 agents have 34,000 a day, a million in 30 days."""
    events = Simulation(agents=agents, seed=SEED, begins=MIDNIGHT, curve=whole_day(MIDNIGHT, 0))
    return ({**event.body} for event in islice(events, count))


def _delivered(events: Iterator[Event]) -> Iterator[Delivered]:
    for event in events:
        at, body = event.at, event.body
        yield Delivered(int(at), {**body}, form(body))


def _settled(deliveries: Iterator[Delivered]) -> list[Delivered]:
    """All of them, out of the garbage collector's sight: a server holds no day of bodies to look through."""
    found = list(deliveries)
    gc.collect()
    gc.freeze()
    return found
