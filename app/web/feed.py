"""How far the feed can be trusted: the events as they arrived, and what was refused and why. For supervisors only."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec
from aiohttp import web

from ..board import privacy
from ..board.difference import Json
from ..board.rows import feed_row
from ..events.dates import iso
from ..events.reading import Read, Wrong, present
from ..journal import JournalError
from ..live.chronicle import Told
from ..live.room import SMALL
from .details import supervisors_only, told, unreadable
from .keys import CHRONICLE, WALLBOARD, settings
from .problems import Refusal

MOST = 200  # entries in one answer
LONGEST = 200  # characters of a value shown
MAX_MASKED_CHARS = 400  # of a value: what is not shown need not be masked
MAX_BODY_CHARS = 4096  # of one body's names and values
NOT_SHOWN = frozenset({"action", "date", "filename"})  # said elsewhere; a recording's name helps nobody here
OF_NUMBERS = "0123456789 -./()+"
NAMING = {
    "agent": ("agent_login", "assigned_agent_login"),
    "queue": ("queue_id", "chat_queue_id"),
    "connection": ("connection_id", "conversation_id"),
}
"""The fields that `?agent=`, `?queue=` and `?connection=` look at."""


async def log(request: web.Request) -> web.Response:
    """The newest events after a version, as they arrived, the newest last."""
    supervisors_only(request)
    version = request.app[WALLBOARD].state.version
    after, limit = _number(request, "after", 0, None), _number(request, "limit", MOST, MOST)
    try:
        found = await request.app[CHRONICLE].newest(after, limit, _wanted(request))
    except JournalError as error:
        raise unreadable(error) from error
    return told({"version": version, "events": await _rows(found, request, _entry)})


async def rejected(request: web.Request) -> web.Response:
    """Today's trust figures, and the last refused bodies with every fault, the newest last."""
    supervisors_only(request)
    state = request.app[WALLBOARD].state
    version, feed = state.version, feed_row(state, settings(request))
    try:
        found = await request.app[CHRONICLE].last_refused()
    except JournalError as error:
        raise unreadable(error) from error
    return told({"version": version, "feed": feed, "rejected": await _rows(found, request, _refused)})


async def _rows(found: Iterable[Told], request: web.Request, row: Callable[[Told, web.Request], Json]) -> list[Json]:
    """The rows of these; a large body is a step of its own, so that nothing waits for many."""
    rows = []
    for one in found:
        rows.append(row(one, request))
        if len(one.record.body) > SMALL:
            await asyncio.sleep(0)
    return rows


def _number(request: web.Request, name: str, default: int, most: int | None) -> int:
    text = request.query.get(name, str(default))
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise Refusal(400, f"{name} is a whole number.")
    return int(text) if most is None else min(int(text), most)


def _wanted(request: web.Request) -> Callable[[Mapping[str, Any]], bool]:
    asked = [(fields, request.query[name]) for name, fields in NAMING.items() if request.query.get(name)]
    if not asked:
        return lambda _: True
    return lambda body: _names(present(body), asked)


def _names(body: Mapping[str, Any], asked: Sequence[tuple[Sequence[str], str]]) -> bool:
    return all(any(body.get(field) == value for field in fields) for fields, value in asked)


def _head(one: Told, request: web.Request) -> Json:
    zone = settings(request).zone
    return {"version": one.record.version, "received": iso(one.record.received / 1000, zone)}


def _entry(one: Told, request: web.Request) -> Json:
    """One line of the log. `kind` is event, unknown or rejected; `date` only where it is a date."""
    kind = "event" if isinstance(one.said, Read) else one.record.kind if isinstance(one.said, Wrong) else "unknown"
    row = _head(one, request) | {"kind": kind}
    if isinstance(one.said, Read):
        row["date"] = iso(one.said.event.date, settings(request).zone)
    if action := one.fields.get("action"):
        row["action"] = _short(_text(action))
    given = {name: value for name, value in present(one.fields).items() if name not in NOT_SHOWN}
    shown = privacy.body(_texts(given, MAX_MASKED_CHARS), settings(request).privacy)
    row["fields"] = {_short(name): _short(value) for name, value in shown.items()}
    return row


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "\N{HORIZONTAL ELLIPSIS}"


def _refused(one: Told, request: web.Request) -> Json:
    faults = one.said.faults if isinstance(one.said, Wrong) else ()
    errors = [{"field": fault.field, "detail": fault.detail} for fault in faults]
    body = privacy.body(_texts(one.fields, MAX_BODY_CHARS), settings(request).privacy)
    return _head(one, request) | {"body": body, "errors": errors}


def _texts(fields: Mapping[str, Any], longest: int) -> dict[str, str | None]:
    """The fields as texts of at most so many characters, and not more of them than can be shown."""
    texts: dict[str, str | None] = {}
    left = MAX_BODY_CHARS
    for name, value in fields.items():
        text = None if value is None else _cut(_text(value), min(longest, left))
        texts[_short(name)] = text
        left -= len(name) + len(text or "")
        if left <= 0:
            break
    return texts


def _text(value: Any) -> str:
    """A value as text; what only JSON holds, as JSON."""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _cut(text: str, longest: int) -> str:
    """The beginning of a text, ending before a number that would be cut: half a number would not be masked."""
    return text if len(text) <= longest else text[:longest].rstrip(OF_NUMBERS) + "\N{HORIZONTAL ELLIPSIS}"
