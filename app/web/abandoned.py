"""`/abandoned`: today's abandoned callers, and who has spoken to them since. For supervisors only."""

from aiohttp import web

from ..board.abandoned import Selection, abandoned_callers
from ..settings import Board
from .access import board
from .details import supervisors_only, told, whole_number
from .keys import WALLBOARD, settings
from .problems import Refusal

MAX_ROWS = 500
OPEN = {"true": True, "false": False}


async def get_abandoned(request: web.Request) -> web.Response:
    """The rows, the newest first."""
    supervisors_only(request)
    configured, name = settings(request), board(request)
    only_open = request.query.get("open", "false")
    if only_open not in OPEN:
        raise Refusal(400, "open is true or false.")
    selection = Selection(
        board=configured.boards[name] if name else Board(),
        queue=request.query.get("queue") or None,
        only_open=OPEN[only_open],
        limit=whole_number(request, "limit", MAX_ROWS, MAX_ROWS),
    )
    return told({"abandoned": abandoned_callers(request.app[WALLBOARD].state, configured, selection)})
