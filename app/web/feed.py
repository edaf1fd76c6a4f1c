"""How far the feed can be trusted: the events as they arrived, and what was refused and why. For supervisors only."""

from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from ..board import privacy
from ..board.difference import Json
from ..board.rows import feed_row
from ..events.dates import iso
from ..events.reading import Read, Wrong, present
from ..journal import JournalError
from ..live.chronicle import Told
from .details import supervisors_only, told, unreadable, whole_number
from .keys import CHRONICLE, WALLBOARD, settings

MOST = 200  # entries in one answer
LONGEST = 200  # characters of a value shown
NOT_SHOWN = frozenset({"action", "date", "filename"})  # said elsewhere; a recording's name helps nobody here
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
    after, limit = whole_number(request, "after", 0, None), whole_number(request, "limit", MOST, MOST)
    try:
        found = await request.app[CHRONICLE].newest(after, limit, _wanted(request))
    except JournalError as error:
        raise unreadable(error) from error
    return told({"version": version, "events": [_entry(one, request) for one in found]})


async def rejected(request: web.Request) -> web.Response:
    """Today's trust figures, and the last refused bodies with every fault, the newest last."""
    supervisors_only(request)
    state = request.app[WALLBOARD].state
    version, feed = state.version, feed_row(state, settings(request))
    try:
        found = await request.app[CHRONICLE].last_refused()
    except JournalError as error:
        raise unreadable(error) from error
    return told({"version": version, "feed": feed, "rejected": [_refused(one, request) for one in found]})


def _wanted(request: web.Request) -> Callable[[Mapping[str, Any]], bool]:
    asked = [(fields, request.query[name]) for name, fields in NAMING.items() if request.query.get(name)]
    return lambda body: all(any(body.get(field) == value for field in fields) for fields, value in asked)


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
        row["action"] = _short(action)
    given = privacy.body(present(_texts(one)), settings(request).privacy)
    row["fields"] = {_short(name): _short(value) for name, value in given.items() if name not in NOT_SHOWN}
    return row


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "\N{HORIZONTAL ELLIPSIS}"


def _refused(one: Told, request: web.Request) -> Json:
    faults = one.said.faults if isinstance(one.said, Wrong) else ()
    errors = [{"field": fault.field, "detail": fault.detail} for fault in faults]
    return _head(one, request) | {"body": privacy.body(_texts(one), settings(request).privacy), "errors": errors}


def _texts(one: Told) -> dict[str, str | None]:
    return {name: None if value is None else str(value) for name, value in one.fields.items()}
