"""Which ids events named, since when and how often: what the settings page offers to be named.

A bounded list a kind; whether an id has a name meanwhile is the settings' to know.
"""

from collections.abc import Mapping
from typing import get_args

import msgspec

from ..events import Known

MAX_SIGHTINGS = 1000
"""Ids remembered of each kind; beyond that the one not named for longest is forgotten."""
FIELDS = {
    "queue_id": "queues",
    "chat_queue_id": "chat_queues",
    "pause_id": "pauses",
    "agent_login": "agents",
    "assigned_agent_login": "agents",
}
"""The fields that name something, with its section in the settings."""
NAMING: Mapping[type[Known], tuple[tuple[str, str], ...]] = {
    kind: tuple((f.name, FIELDS[f.name]) for f in msgspec.structs.fields(kind) if f.name in FIELDS)
    for kind in get_args(Known)
}


class Sighting(msgspec.Struct):
    """The dates of the first and the last event that named an id, and how many there were."""

    first: int
    last: int
    events: int = 0


Sightings = dict[str, dict[str, Sighting]]


def note_ids(sightings: Sightings, event: Known) -> None:
    """Count the ids that this event names."""
    for field, section in NAMING[type(event)]:
        id_ = getattr(event, field)
        if id_:
            _note(sightings.setdefault(section, {}), id_, event.date)


def _note(seen: dict[str, Sighting], id_: str, date: int) -> None:
    sighting = seen.get(id_)
    if sighting is None:
        if len(seen) >= MAX_SIGHTINGS:
            del seen[min(seen, key=lambda one: seen[one].last)]
        sighting = seen[id_] = Sighting(date, date)
    if date > sighting.last:
        sighting.last = date
    elif date < sighting.first:
        sighting.first = date
    sighting.events += 1
