"""How far the feed can be trusted: the events as they arrived, and what was refused and why. For supervisors only."""

from collections.abc import Mapping
from contextlib import aclosing
from typing import Any

from aiohttp import web

from ...document import privacy
from ...document.merge_patch import Json
from ...document.rows import feed_row
from ...events import decoding
from ...events.parsing import Invalid, Parsed, present
from ...events.timestamps import iso
from ...history.event_log import CUT, LogEntry, cut, written
from ...journal import Wanted
from ..app_keys import INGEST, JOURNAL_HISTORY, settings
from .details import json_response, run_query, supervisors_only, whole_number

MAX_LOG_ENTRIES = 200  # entries in one answer
MAX_VALUE_CHARS = 200  # characters of a value shown …
MAX_MASKED_CHARS = 2 * MAX_VALUE_CHARS  # … of which so many are looked through for numbers
NUMBER_CHARS = "+0123456789 -./()"  # what a number cut in two may end with
HIDDEN_FIELDS = frozenset({"action", "date", "filename"})  # said elsewhere; a recording's name helps nobody here
NAMING = {
    "agent": ("agent_login", "assigned_agent_login"),
    "queue": ("queue_id", "chat_queue_id"),
    "connection": ("connection_id", "conversation_id"),
}
"""The fields that `?agent=`, `?queue=` and `?connection=` look at."""


async def get_log(request: web.Request) -> web.Response:
    """The newest events after a version, as they arrived, the newest last."""
    supervisors_only(request)
    version = request.app[INGEST].state.version
    after, limit = (
        whole_number(request, "after", 0, None),
        whole_number(request, "limit", MAX_LOG_ENTRIES, MAX_LOG_ENTRIES),
    )
    events = await run_query(request, lambda: _newest(request, after, limit))
    return json_response({"version": version, "events": events})


async def get_rejected(request: web.Request) -> web.Response:
    """Today's trust figures, and the last refused bodies with every fault, the newest last."""
    supervisors_only(request)
    state = request.app[INGEST].state
    version, feed = state.version, feed_row(state, settings(request))
    refused = await run_query(request, lambda: _last_refused(request))
    return json_response({"version": version, "feed": feed, "rejected": refused})


async def _newest(request: web.Request, after: int, limit: int) -> list[Json]:
    rows: list[Json] = []
    async with aclosing(request.app[JOURNAL_HISTORY].newest(after, _wanted(request))) as newest:
        async for one in newest:
            if len(rows) == limit:
                break
            rows.append(_entry(one, request))
    return rows[::-1]


async def _last_refused(request: web.Request) -> list[Json]:
    time_slice = request.app[INGEST].background_slice()
    rows = []
    for one in await request.app[JOURNAL_HISTORY].last_rejected():
        rows.append(_refused(one, request))
        if time_slice.is_over():
            await time_slice.renew()
    return rows


def _wanted(request: web.Request) -> Wanted:
    """The entries of that agent, queue or call. The journal looks for the longest of these values by its bytes."""
    filters = [(fields, request.query[name]) for name, fields in NAMING.items() if request.query.get(name)]
    if not filters:
        return Wanted()

    def matches(body: bytes) -> bool:
        try:
            given = present(decoding.from_journal(body))
        except ValueError:
            return False  # a damaged entry: recovery has said so
        return all(any(given.get(field) == value for field in fields) for fields, value in filters)

    longest = max((value for _, value in filters), key=len)
    return Wanted(containing=written(longest), matches=matches)


def _head(one: LogEntry, request: web.Request) -> Json:
    zone = settings(request).zone
    return {"version": one.version, "received": iso(one.received / 1000, zone)}


def _entry(one: LogEntry, request: web.Request) -> Json:
    """One line of the log. `kind` is event, unknown or rejected; `date` only where it is a date."""
    kind = "event" if isinstance(one.parsed, Parsed) else one.kind if isinstance(one.parsed, Invalid) else "unknown"
    row = _head(one, request) | {"kind": kind}
    if isinstance(one.parsed, Parsed):
        row["date"] = iso(one.parsed.event.date, settings(request).zone)
    if action := one.fields.get("action"):
        row["action"] = _short(action)
    given = _masked(present(one.fields), request, MAX_MASKED_CHARS)
    row["fields"] = {_short(name): _short(value) for name, value in given.items() if name not in HIDDEN_FIELDS}
    return row


def _short(value: Any) -> str:
    return cut(str(value), MAX_VALUE_CHARS)


def _refused(one: LogEntry, request: web.Request) -> Json:
    field_errors = one.parsed.errors if isinstance(one.parsed, Invalid) else ()
    errors = [{"field": error.field, "detail": error.detail} for error in field_errors]
    return _head(one, request) | {"body": _masked(one.fields, request), "errors": errors}


def _masked(fields: Mapping[str, str | None], request: web.Request, most: int | None = None) -> dict[str, str | None]:
    """The fields, of each text at most so many characters, as far as anybody may see them.

    They are cut before they are masked, which may take long; what the cut left of a number would not be known for one.
    """
    allowed = settings(request).privacy
    shown = {name: value if value is None or most is None else cut(value, most) for name, value in fields.items()}
    if allowed.numbers != "full":
        for name, value in shown.items():
            if value is not None and value.endswith(CUT):
                shown[name] = value.removesuffix(CUT).rstrip(NUMBER_CHARS) + CUT
    return privacy.body(shown, allowed)
