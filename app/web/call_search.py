"""`GET /calls`: today's ended calls, or those that a text finds. For supervisors only. A call's history: details.py."""

from aiohttp import web

from ..board.call_query import CallQuery
from ..board.difference import Json
from ..board.scope import includes
from ..board.way import Way, ended_call
from ..journal import Wanted
from ..live.chronicle import EVENTS
from ..settings import Board
from .access import board
from .details import queried, supervisors_only, today, told, whole_number
from .keys import CHRONICLE, WALLBOARD, settings
from .problems import Refusal

MAX_CALLS = 100
DEFAULT_CALLS = 50
MIN_CHARS, MAX_CHARS = 2, 100


async def get_calls(request: web.Request) -> web.Response:
    """The calls found, those with the newest events first."""
    supervisors_only(request)
    configured, name = settings(request), board(request)
    text = request.query.get("q", "").strip()
    if text and not MIN_CHARS <= len(text) <= MAX_CHARS:
        raise Refusal(400, f"q has {MIN_CHARS} to {MAX_CHARS} characters.")
    limit = whole_number(request, "limit", DEFAULT_CALLS, MAX_CALLS)
    scope = configured.boards[name] if name else Board()
    return told(await queried(request, lambda: _search(request, text, scope, limit)))


async def _search(request: web.Request, text: str, scope: Board, limit: int) -> Json:
    configured, wallboard = settings(request), request.app[WALLBOARD]
    query = CallQuery(text, configured)
    wanted = Wanted(EVENTS, containing=query.containing, matches=query.matches)
    found = await request.app[CHRONICLE].find_calls(wanted, today(request), limit)
    now, time_slice = int(wallboard.now()), wallboard.background_slice()
    rows = []
    for id_, events in found.calls:
        row = ended_call(Way(id_, events, wallboard.state.rules.expire, now), configured)
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
