"""What can be raised: every limit and disturbance, at one instant. Pure: documents and facts in, conditions out.

The documents are the TV's, so no caller's data can be among them, and agents' names are as [privacy] says.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from ..document.merge_patch import Json

UNATTENDED_S = 60
"""Seconds that somebody waits while nobody is available."""
SILENT_S = 900
"""Seconds without an event; a center with agents logged in seldom has none for so long."""
MAX_REJECTED_SHARE = 0.01
MIN_REJECTED = 2
"""A single one is not yet a share."""
RANKS = {"warning": 1, "alarm": 2}


class Condition(NamedTuple):
    """One thing that can be raised, and its level now; None while all is well.

    `kind` chooses the words, `name` says what it is about, `figures` are its values, in seconds and counts, `limits`
    those that are reached, `words` what else is told.
    """

    subject: str
    kind: str
    level: str | None
    name: str
    board: str = ""
    figures: Mapping[str, int] = {}
    limits: Mapping[str, int] = {}
    words: Mapping[str, str] = {}


class Facts(NamedTuple):
    """What no document holds: why the journal cannot be written, and the last hour's bodies."""

    journal_error: str = ""
    rejected: int = 0
    received: int = 0


def conditions(
    documents: Mapping[str, Json], titles: Mapping[str, str], facts: Facts, now: int
) -> dict[str, Condition]:
    """All conditions by subject. `documents` are by board, "" for the whole center; the first with a subject has it."""
    found: dict[str, Condition] = {}
    for board, document in documents.items():
        for one in (*_of_board(document, board, titles.get(board, ""), now), *_of_server(document, facts, now)):
            found.setdefault(one.subject, one)
    return found


def _of_board(document: Json, board: str, title: str, now: int) -> Iterator[Condition]:
    available = {id_: row for id_, row in document["agents"].items() if row["status"] == "available"}
    for id_, row in document["queues"].items():
        yield _queue(id_, row, _serving(id_, available, document), board, now)
    yield _unattended(document["totals"], board, title, now)
    for login, row in document["agents"].items():
        if row["status"] == "paused" and "limit" in row.get("pause", {}):
            yield _pause(login, row, board, now)


def _queue(id_: str, row: Json, serving: list[str], board: str, now: int) -> Condition:
    figures = {"waiting": row["waiting"], "longest": _age(row, now)}
    limits = row["limits"]
    level, reached = None, {}
    for name in ("alarm", "warning"):
        configured = limits.get("warn" if name == "warning" else name, {})
        bounds = {"waiting": configured.get("waiting"), "longest": configured.get("longest_wait")}
        reached = {key: bound for key, bound in bounds.items() if bound is not None and figures[key] >= bound}
        if reached:
            level = name
            break
    return Condition(
        f"queue:{id_}",
        "queue",
        level,
        row["name"],
        board,
        {**figures, "abandoned": row["today"]["abandoned"], "available": len(serving)},
        reached,
        {"available": ", ".join(serving)},
    )


def _serving(queue: str, available: Mapping[str, Json], document: Json) -> list[str]:
    """The names of the available agents whom this queue has rung, or of all where it has rung none."""
    is_known = any(queue in row["queues"] for row in document["agents"].values())
    return sorted(row["name"] for row in available.values() if not is_known or queue in row["queues"])


def _unattended(totals: Json, board: str, title: str, now: int) -> Condition:
    longest = _age(totals, now)
    is_unattended = totals["waiting"] > 0 and longest >= UNATTENDED_S and totals["agents"]["available"] == 0
    return Condition(
        f"unattended:{board}" if board else "unattended",
        "unattended",
        "alarm" if is_unattended else None,
        title,
        board,
        {"waiting": totals["waiting"], "longest": longest},
    )


def _pause(login: str, row: Json, board: str, now: int) -> Condition:
    pause = row["pause"]
    seconds, limit = now - instant(pause["since"]), pause["limit"]
    return Condition(
        f"pause:{login}",
        "pause",
        "warning" if seconds >= limit else None,
        row["name"],
        board,
        {"longest": seconds},
        {"longest": limit},
        {"pause": pause["name"]},
    )


def _of_server(document: Json, facts: Facts, now: int) -> Iterator[Condition]:
    """What disturbs the board itself."""
    last = document["feed"].get("last_event")
    silent = now - instant(last) if last and document["totals"]["agents"]["logged_in"] else 0
    yield Condition("feed", "feed", "alarm" if silent >= SILENT_S else None, "", figures={"longest": silent})
    level = "alarm" if facts.journal_error else None
    yield Condition("journal", "journal", level, "", words={"error": facts.journal_error})
    is_rejecting = facts.rejected >= MIN_REJECTED and facts.rejected > facts.received * MAX_REJECTED_SHARE
    figures = {"rejected": facts.rejected, "received": facts.received}
    yield Condition("rejected", "rejected", "warning" if is_rejecting else None, "", figures=figures)


def _age(row: Json, now: int) -> int:
    since = row.get("oldest_waiting_since")
    return max(0, now - instant(since)) if since else 0


def instant(iso: str) -> int:
    """The second of an instant in a document."""
    return int(datetime.fromisoformat(iso).timestamp())
