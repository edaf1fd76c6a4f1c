"""Details beside the supervisors' lists: an agent's day, a call's history. For supervisors only."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import TypeVar

import msgspec
from aiohttp import web

from ...document.call_history import CallHistory, call_history
from ...document.merge_patch import Json
from ...document.scope import includes_agent, includes_call
from ...events import Known, timestamps
from ...events.timestamps import iso
from ...journal import JournalError
from ...runtime.query_limit import QueryAborted, TooManyQueries
from ...state.daily_totals import Day
from ...state.state import make_day
from ..app_keys import INGEST, JOURNAL_HISTORY, QUERY_LIMIT, TIMELINE_CACHE, settings
from ..auth.access import audience, visible
from ..middleware.render_lock import not_rendering
from ..problems import RETRY_SOON, ProblemError

T = TypeVar("T")


async def get_agent_timeline(request: web.Request) -> web.Response:
    """An agent's day as spans of states, with totals."""
    supervisors_only(request)
    login = request.match_info["login"]
    if not includes_agent(visible(request), login, settings(request)):
        raise ProblemError(403, "This agent is of another board than the one that this key opens.")

    async def query() -> bytes | None:
        return await request.app[TIMELINE_CACHE].answer(login, await _day(request))

    answer = await run_query(request, query)
    if answer is None:
        raise ProblemError(404, "This agent is unknown: neither the configuration nor an event of that day names them.")
    return json_response(answer)


async def get_call(request: web.Request) -> web.Response:
    """A call's history, live or ended."""
    supervisors_only(request)
    configured, ingest = settings(request), request.app[INGEST]
    id_ = request.match_info["connection_id"]
    version, now = ingest.state.version, ingest.now()
    events = () if "day" in request.query else request.app[JOURNAL_HISTORY].recent_call(id_)
    if not events:

        async def query() -> Sequence[Known]:
            return await request.app[JOURNAL_HISTORY].call(id_, await _day(request))

        events = await run_query(request, query)
    if not events:
        raise ProblemError(
            404, "No event of that day or the day before names this call; use ?day=YYYY-MM-DD for another."
        )
    history = CallHistory(id_, events, ingest.state.rules.expire, int(now))
    row = call_history(history, configured)
    if not includes_call(visible(request), row):
        raise ProblemError(403, "This call is of another board than the one that this key opens.")
    return json_response({"version": version, "as_of": iso(now, configured.zone)} | row)


def supervisors_only(request: web.Request) -> None:
    """Refuse a TV's key, and all requests before recovery."""
    if audience(request).role == "tv":
        raise ProblemError(403, "Only supervisors may see this: it has callers' numbers and names.")
    if not request.app[INGEST].recovered.is_set():
        raise ProblemError(503, "The journal is still being recovered; retry later.", headers={"Retry-After": "1"})


def whole_number(request: web.Request, name: str, default: int, most: int | None) -> int:
    """An integer parameter up to `most`. 400 for another value."""
    text = request.query.get(name, str(default))
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise ProblemError(400, f"{name} must be a whole number.")
    return int(text) if most is None else min(int(text), most)


def json_response(answer: bytes | Json) -> web.Response:
    """The answer as JSON that is never cached."""
    response = web.Response(
        body=answer if isinstance(answer, bytes) else msgspec.json.encode(answer),
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )
    response.enable_compression()
    return response


async def run_query(request: web.Request, query: Callable[[], Awaitable[T]]) -> T:
    """The answer of a query to the journal. It is given up when the client leaves, refused while many others wait."""
    try:
        async with not_rendering(request):
            return await request.app[QUERY_LIMIT].run(query, lambda: request.transport is None)
    except TooManyQueries:
        raise ProblemError(
            503, "Too many queries of the journal at the same time; retry later.", headers=RETRY_SOON
        ) from None
    except QueryAborted:
        raise ProblemError(503, "The wallboard is stopping; retry later.", headers=RETRY_SOON) from None
    except JournalError as error:
        raise ProblemError(503, f"{error}.", headers=RETRY_SOON) from error


def today(request: web.Request) -> Day:
    """The day that it is for the board."""
    ingest = request.app[INGEST]
    return make_day(int(ingest.now()), ingest.state.rules)


async def _day(request: web.Request) -> Day:
    """The requested day, else today. 400 for an invalid day, 404 for one that the journal does not hold."""
    now = today(request)
    text = request.query.get("day", now.name)
    if text == now.name:
        return now
    try:
        name = date.fromisoformat(text)
    except ValueError:
        name = None
    if name is None or text != name.isoformat():
        raise ProblemError(400, "day must be a date, YYYY-MM-DD.")
    oldest = await request.app[JOURNAL_HISTORY].begins()
    rules = request.app[INGEST].state.rules
    if text > now.name or oldest is None or text < make_day(oldest, rules).name:
        raise ProblemError(404, "The journal has no entries of that day.")
    return make_day(timestamps.day_begin(name, rules.zone, rules.day_start), rules)
