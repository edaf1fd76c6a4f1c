"""The ids that events named and the configuration does not: queues, pauses, agents, chat queues and campaigns.

Read from the journal's entries, written as TOML to be filled in and pasted into the configuration.
"""

from collections.abc import Iterable, Iterator

import msgspec

from ..config import toml
from ..config.schema import Settings
from ..events.decoding import from_journal
from ..events.parsing import EVENT_TYPES, present
from ..journal import Record

FIELDS = {
    "queue_id": "queues",
    "chat_queue_id": "chat_queues",
    "pause_id": "pauses",
    "agent_login": "agents",
    "assigned_agent_login": "agents",
}
ALL_NAMED = "# Everything that events have named so far has a name in the configuration.\n"


class Seen(msgspec.Struct):
    """How often an id was named, when last, and by which name of its own."""

    times: int = 0
    last: str = ""
    name: str = ""

    @property
    def parsed(self) -> str:
        """How often and when last, in words."""
        return f"{self.times} event{'s' if self.times > 1 else ''}, last on {self.last}"


Sightings = dict[str, dict[str, Seen]]


def names(records: Iterable[Record], settings: Settings) -> str:
    """TOML with an entry for each id that has none in the configuration; campaigns as a comment for boards."""
    found = sightings(records)
    campaigns = found.pop("campaigns", {})
    known = {id_ for board in settings.boards.values() for id_ in board.campaigns or ()}
    lines = [*_tables(found, settings), *_campaigns({id_: seen for id_, seen in campaigns.items() if id_ not in known})]
    return "\n".join(lines) + "\n" if lines else ALL_NAMED


def sightings(records: Iterable[Record]) -> Sightings:
    """What the known events of these entries named, by the configuration's table."""
    found: Sightings = {}
    for record in records:
        if record.kind != "event":
            continue
        fields = {name: value for name, value in present(from_journal(record.body)).items() if isinstance(value, str)}
        if fields.get("action") not in EVENT_TYPES:
            continue
        date = fields.get("date", "")[:10]
        for field, table in FIELDS.items():
            if field in fields:
                _see(found, table, fields[field], date)
        if "OUTBOUND" in fields["action"] or fields["action"] in {"PREDICTIVE_AGENT_ANSWER", "PREVIEW_RECORD"}:
            _see(found, "campaigns", fields["id"], date).name = fields.get("name", "")
    return found


def _see(found: Sightings, table: str, id_: str, date: str) -> Seen:
    seen = found.setdefault(table, {}).setdefault(id_, Seen())
    seen.times += 1
    seen.last = max(seen.last, date)
    return seen


def _tables(found: Sightings, settings: Settings) -> Iterator[str]:
    for table in dict.fromkeys(FIELDS.values()):
        known = getattr(settings, table)
        for id_, seen in _sorted(found.get(table, {})):
            if id_ not in known:
                yield f"[{table}.{toml.key(id_)}]  # in {seen.parsed}"
                yield f"name = {toml.text(id_)}"
                yield from ("#limit = 900",) if table == "pauses" else ("#team = ",) if table == "agents" else ()
                yield ""


def _campaigns(found: dict[str, Seen]) -> Iterator[str]:
    """Campaigns bring their names along, so there is nothing to fill in but a board's list."""
    if found:
        yield "# Campaigns, for a board's list `campaigns`; their names come with their events:"
    for id_, seen in _sorted(found):
        yield f"# {toml.text(id_)}  {toml.text(seen.name)}, in {seen.parsed}"


def _sorted(found: dict[str, Seen]) -> list[tuple[str, Seen]]:
    return sorted(found.items(), key=lambda item: (len(item[0]) if item[0].isdecimal() else 0, item[0]))
