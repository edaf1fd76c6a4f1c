"""`GET /calls`: today's ended calls, or those that a text finds. For supervisors only. A call's history: details.py."""

from aiohttp import web

from ..config.schema import Board
from ..document.call_history import CallHistory, ended_call
from ..document.call_query import CallQuery
from ..document.merge_patch import Json
from ..document.scope import includes
from ..history.event_log import EVENTS
from ..journal import Wanted
from .app_keys import INGEST, JOURNAL_HISTORY, settings
from .auth.access import board
from .handlers.details import json_response, run_query, supervisors_only, today, whole_number
from .problems import ProblemError

MAX_CALLS = 100
DEFAULT_CALLS = 50
MIN_CHARS, MAX_CHARS = 2, 100


async def get_calls(request: web.Request) -> web.Response:
    """The calls found, those with the newest events first."""
    supervisors_only(request)
    configured, name = settings(request), board(request)
    text = request.query.get("q", "").strip()
    if text and not MIN_CHARS <= len(text) <= MAX_CHARS:
        raise ProblemError(400, f"q has {MIN_CHARS} to {MAX_CHARS} characters.")
    limit = whole_number(request, "limit", DEFAULT_CALLS, MAX_CALLS)
    scope = configured.boards[name] if name else Board()
    return json_response(await run_query(request, lambda: _search(request, text, scope, limit)))


async def _search(request: web.Request, text: str, scope: Board, limit: int) -> Json:
    configured, ingest = settings(request), request.app[INGEST]
    query = CallQuery(text, configured)
    wanted = Wanted(EVENTS, containing=query.containing, matches=query.matches)
    found = await request.app[JOURNAL_HISTORY].find_calls(wanted, today(request), limit)
    now, time_slice = int(ingest.now()), ingest.background_slice()
    rows = []
    for id_, events in found.calls:
        row = ended_call(CallHistory(id_, events, ingest.state.rules.expire, now), configured)
        if row is not None and _is_of(row, scope):
            rows.append(row)
        if time_slice.is_over():
            await time_slice.renew()
    return {"calls": rows, "complete": found.complete}


def _is_of(row: Json, scope: Board) -> bool:
    """As in the document: by queue or campaign; a call in neither belongs to every board."""
    if "campaign" in row:
        return includes(scope.campaigns, row["campaign"])
    return "queue" not in row or includes(scope.queues, row["queue"])
