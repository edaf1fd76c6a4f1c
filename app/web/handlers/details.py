"""What opens beside the supervisors' lists: an agent's day, a call's way, a queue's curve. For supervisors only."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import TypeVar

import msgspec
from aiohttp import web

from ...document.call_history import CallHistory, call_history
from ...document.merge_patch import Json
from ...document.queues import trend
from ...events import Known, timestamps
from ...events.timestamps import iso
from ...journal import JournalError
from ...runtime.query_limit import QueryAborted, TooManyQueries
from ...state.daily_totals import Day
from ...state.state import make_day
from ..app_keys import INGEST, JOURNAL_HISTORY, QUERY_LIMIT, TIMELINE_CACHE, settings
from ..auth.access import audience
from ..problems import RETRY_SOON, ProblemError

T = TypeVar("T")


async def get_agent_timeline(request: web.Request) -> web.Response:
    """An agent's day as spans of states, with totals."""
    supervisors_only(request)
    login = request.match_info["login"]

    async def query() -> bytes | None:
        return await request.app[TIMELINE_CACHE].answer(login, await _day(request))

    answer = await run_query(request, query)
    if answer is None:
        raise ProblemError(
            404, "Nobody knows this agent: neither the configuration nor any event of that day names them."
        )
    return json_response(answer)


async def get_call(request: web.Request) -> web.Response:
    """A call's way, live or ended."""
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
            404, "No event of that day or the day before names this call; ?day=YYYY-MM-DD asks for another."
        )
    history = CallHistory(id_, events, ingest.state.rules.expire, int(now))
    return json_response({"version": version, "as_of": iso(now, configured.zone)} | call_history(history, configured))


async def get_queue_trend(request: web.Request) -> web.Response:
    """One queue's quarter hours of today."""
    supervisors_only(request)
    configured, state = settings(request), request.app[INGEST].state
    id_ = request.match_info["queue"]
    if id_ not in configured.queues.keys() | state.queues.keys() | state.today.queues.keys():
        raise ProblemError(404, "Nobody knows this queue: neither the configuration nor any event of today names it.")
    return json_response({"version": state.version, "queue": id_, "trend": trend(state, id_, configured)})


def supervisors_only(request: web.Request) -> None:
    """Refuse a TV, and whoever comes before the journal has been read."""
    if audience(request).role == "tv":
        raise ProblemError(403, "This is for supervisors: callers' numbers and names are in it.")
    if not request.app[INGEST].recovered.is_set():
        raise ProblemError(503, "The wallboard is still reading its journal.", headers={"Retry-After": "1"})


def whole_number(request: web.Request, name: str, default: int, most: int | None) -> int:
    """A parameter that is a whole number, `most` at most. 400 for anything else."""
    text = request.query.get(name, str(default))
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise ProblemError(400, f"{name} is a whole number.")
    return int(text) if most is None else min(int(text), most)


def json_response(answer: bytes | Json) -> web.Response:
    """The answer as JSON that nobody keeps."""
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
        return await request.app[QUERY_LIMIT].run(query, lambda: request.transport is None)
    except TooManyQueries:
        raise ProblemError(503, "Too many queries of the journal at once; come again.", headers=RETRY_SOON) from None
    except QueryAborted:
        raise ProblemError(503, "The wallboard is stopping; come again.", headers=RETRY_SOON) from None
    except JournalError as error:
        raise ProblemError(503, f"{error}.", headers=RETRY_SOON) from error


def today(request: web.Request) -> Day:
    """The day that it is for the board."""
    ingest = request.app[INGEST]
    return make_day(int(ingest.now()), ingest.state.rules)


async def _day(request: web.Request) -> Day:
    """The day asked for, else today. 400 for what is no day, 404 for one that the journal does not hold."""
    now = today(request)
    text = request.query.get("day", now.name)
    if text == now.name:
        return now
    try:
        name = date.fromisoformat(text)
    except ValueError:
        name = None
    if name is None or text != name.isoformat():
        raise ProblemError(400, "day is a date, YYYY-MM-DD.")
    oldest = await request.app[JOURNAL_HISTORY].begins()
    rules = request.app[INGEST].state.rules
    if text > now.name or oldest is None or text < make_day(oldest, rules).name:
        raise ProblemError(404, "The journal holds nothing of that day.")
    return make_day(timestamps.day_begin(name, rules.zone, rules.day_start), rules)
