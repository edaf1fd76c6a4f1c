"""How far the feed can be trusted: the events as they arrived, and what was refused and why. For supervisors only."""

from collections.abc import Mapping
from contextlib import aclosing
from typing import Any

from aiohttp import web

from ..board import privacy
from ..board.difference import Json
from ..board.rows import feed_row
from ..events import bodies
from ..events.dates import iso
from ..events.reading import Read, Wrong, present
from ..journal import Wanted
from ..live.chronicle import CUT, Told, cut, written
from .access import whole_center_only
from .details import queried, supervisors_only, told, whole_number
from .keys import CHRONICLE, WALLBOARD, settings

MOST = 200  # entries in one answer
LONGEST = 200  # characters of a value shown …
MASKED = 2 * LONGEST  # … of which so many are looked through for numbers
NUMBER_CHARS = "+0123456789 -./()"  # what a number cut in two may end with
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
    whole_center_only(request)
    version = request.app[WALLBOARD].state.version
    after, limit = whole_number(request, "after", 0, None), whole_number(request, "limit", MOST, MOST)
    events = await queried(request, lambda: _newest(request, after, limit))
    return told({"version": version, "events": events})


async def rejected(request: web.Request) -> web.Response:
    """Today's trust figures, and the last refused bodies with every fault, the newest last."""
    supervisors_only(request)
    whole_center_only(request)
    state = request.app[WALLBOARD].state
    version, feed = state.version, feed_row(state, settings(request))
    refused = await queried(request, lambda: _last_refused(request))
    return told({"version": version, "feed": feed, "rejected": refused})


async def _newest(request: web.Request, after: int, limit: int) -> list[Json]:
    rows: list[Json] = []
    async with aclosing(request.app[CHRONICLE].newest(after, _wanted(request))) as newest:
        async for one in newest:
            if len(rows) == limit:
                break
            rows.append(_entry(one, request))
    return rows[::-1]


async def _last_refused(request: web.Request) -> list[Json]:
    time_slice = request.app[WALLBOARD].background_slice()
    rows = []
    for one in await request.app[CHRONICLE].last_refused():
        rows.append(_refused(one, request))
        if time_slice.is_over():
            await time_slice.renew()
    return rows


def _wanted(request: web.Request) -> Wanted:
    """The entries of that agent, queue or call. The journal looks for the longest of these values by its bytes."""
    asked = [(fields, request.query[name]) for name, fields in NAMING.items() if request.query.get(name)]
    if not asked:
        return Wanted()

    def matches(body: bytes) -> bool:
        try:
            given = present(bodies.from_journal(body))
        except ValueError:
            return False  # a damaged entry: recovery has said so
        return all(any(given.get(field) == value for field in fields) for fields, value in asked)

    longest = max((value for _, value in asked), key=len)
    return Wanted(containing=written(longest), matches=matches)


def _head(one: Told, request: web.Request) -> Json:
    zone = settings(request).zone
    return {"version": one.version, "received": iso(one.received / 1000, zone)}


def _entry(one: Told, request: web.Request) -> Json:
    """One line of the log. `kind` is event, unknown or rejected; `date` only where it is a date."""
    kind = "event" if isinstance(one.said, Read) else one.kind if isinstance(one.said, Wrong) else "unknown"
    row = _head(one, request) | {"kind": kind}
    if isinstance(one.said, Read):
        row["date"] = iso(one.said.event.date, settings(request).zone)
    if action := one.fields.get("action"):
        row["action"] = _short(action)
    given = _masked(present(one.fields), request, MASKED)
    row["fields"] = {_short(name): _short(value) for name, value in given.items() if name not in NOT_SHOWN}
    return row


def _short(value: Any) -> str:
    return cut(str(value), LONGEST)


def _refused(one: Told, request: web.Request) -> Json:
    faults = one.said.faults if isinstance(one.said, Wrong) else ()
    errors = [{"field": fault.field, "detail": fault.detail} for fault in faults]
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
