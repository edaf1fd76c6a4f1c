"""What opens beside the supervisors' lists: an agent's day, a call's way, a queue's curve. For supervisors only."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import TypeVar

import msgspec
from aiohttp import web

from ..board.difference import Json
from ..board.queues import last_hours, trend
from ..board.way import Way, call_way
from ..events import Known, dates
from ..events.dates import iso
from ..journal import JournalError
from ..live.query_limit import QueryAborted, TooManyQueries
from ..state.state import make_day
from ..state.tallies import Day
from .access import audience
from .keys import CHRONICLE, QUERY_LIMIT, TIMELINES, WALLBOARD, settings
from .problems import RETRY, Refusal

T = TypeVar("T")


async def timeline(request: web.Request) -> web.Response:
    """An agent's day as spans of states, with totals."""
    supervisors_only(request)
    login = request.match_info["login"]

    async def query() -> bytes | None:
        return await request.app[TIMELINES].answer(login, await _day(request))

    answer = await queried(request, query)
    if answer is None:
        raise Refusal(404, "Nobody knows this agent: neither the configuration nor any event of that day names them.")
    return told(answer)


async def call(request: web.Request) -> web.Response:
    """A call's way, live or ended."""
    supervisors_only(request)
    configured, wallboard = settings(request), request.app[WALLBOARD]
    id_ = request.match_info["connection_id"]
    version, now = wallboard.state.version, wallboard.now()
    events = () if "day" in request.query else request.app[CHRONICLE].remembered_call(id_)
    if not events:

        async def query() -> Sequence[Known]:
            return await request.app[CHRONICLE].call(id_, await _day(request))

        events = await queried(request, query)
    if not events:
        raise Refusal(404, "No event of that day or the day before names this call; ?day=YYYY-MM-DD asks for another.")
    way = Way(id_, events, wallboard.state.rules.expire, int(now))
    return told({"version": version, "as_of": iso(now, configured.zone)} | call_way(way, configured))


async def queue_trend(request: web.Request) -> web.Response:
    """One queue's quarter hours of today."""
    supervisors_only(request)
    configured, state = settings(request), request.app[WALLBOARD].state
    id_ = request.match_info["queue"]
    if id_ not in configured.queues.keys() | state.queues.keys() | state.today.queues.keys():
        raise Refusal(404, "Nobody knows this queue: neither the configuration nor any event of today names it.")
    quarters, hours = trend(state, id_, configured), last_hours(state, id_, configured)
    return told({"version": state.version, "queue": id_, "trend": quarters, "hours": hours})


def supervisors_only(request: web.Request) -> None:
    """Refuse a TV, and whoever comes before the journal has been read."""
    if audience(request).role == "tv":
        raise Refusal(403, "This is for supervisors: callers' numbers and names are in it.")
    if not request.app[WALLBOARD].recovered.is_set():
        raise Refusal(503, "The wallboard is still reading its journal.", headers={"Retry-After": "1"})


def whole_number(request: web.Request, name: str, default: int, most: int | None) -> int:
    """A parameter that is a whole number, `most` at most. 400 for anything else."""
    text = request.query.get(name, str(default))
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise Refusal(400, f"{name} is a whole number.")
    return int(text) if most is None else min(int(text), most)


def told(answer: bytes | Json) -> web.Response:
    """The answer as JSON that nobody keeps."""
    response = web.Response(
        body=answer if isinstance(answer, bytes) else msgspec.json.encode(answer),
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )
    response.enable_compression()
    return response


async def queried(request: web.Request, query: Callable[[], Awaitable[T]]) -> T:
    """The answer of a query to the journal. It is given up when the client leaves, refused while many others wait."""
    try:
        return await request.app[QUERY_LIMIT].run(query, lambda: request.transport is None)
    except TooManyQueries:
        raise Refusal(503, "Too many queries of the journal at once; come again.", headers=RETRY) from None
    except QueryAborted:
        raise Refusal(503, "The wallboard is stopping; come again.", headers=RETRY) from None
    except JournalError as error:
        raise Refusal(503, f"{error}.", headers=RETRY) from error


def today(request: web.Request) -> Day:
    """The day that it is for the board."""
    wallboard = request.app[WALLBOARD]
    return make_day(int(wallboard.now()), wallboard.state.rules)


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
        raise Refusal(400, "day is a date, YYYY-MM-DD.")
    oldest = await request.app[CHRONICLE].begins()
    rules = request.app[WALLBOARD].state.rules
    if text > now.name or oldest is None or text < make_day(oldest, rules).name:
        raise Refusal(404, "The journal holds nothing of that day.")
    return make_day(dates.day_begin(name, rules.zone, rules.day_start), rules)
