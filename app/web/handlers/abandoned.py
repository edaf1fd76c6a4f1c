"""`/abandoned`: today's abandoned callers, and who has spoken to them since. For supervisors only."""

from aiohttp import web

from ...config.schema import Board
from ...document.abandoned import Selection, abandoned_callers
from ..app_keys import INGEST, settings
from ..auth.access import board
from ..problems import ProblemError
from .details import json_response, supervisors_only, whole_number

MAX_ROWS = 500
OPEN = {"true": True, "false": False}


async def get_abandoned(request: web.Request) -> web.Response:
    """The rows, the newest first."""
    supervisors_only(request)
    configured, name = settings(request), board(request)
    only_open = request.query.get("open", "false")
    if only_open not in OPEN:
        raise ProblemError(400, "open is true or false.")
    selection = Selection(
        board=configured.boards[name] if name else Board(),
        queue=request.query.get("queue") or None,
        only_open=OPEN[only_open],
        limit=whole_number(request, "limit", MAX_ROWS, MAX_ROWS),
    )
    return json_response({"abandoned": abandoned_callers(request.app[INGEST].state, configured, selection)})
