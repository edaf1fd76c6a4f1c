"""`/abandoned`: the day's abandoned callers, and their contacts since, now or at an instant. For supervisors only."""

from aiohttp import web

from ...config.schema import Board
from ...document.abandoned import Selection, abandoned_callers
from ..app_keys import settings
from ..auth.access import board
from ..problems import ProblemError
from .details import json_response, supervisors_only, whole_number
from .past import requested_state

MAX_ROWS = 500
OPEN = {"true": True, "false": False}


async def get_abandoned(request: web.Request) -> web.Response:
    """The rows, the newest first."""
    supervisors_only(request)
    configured, name = settings(request), board(request)
    only_open = request.query.get("open", "false")
    if only_open not in OPEN:
        raise ProblemError(400, "open must be true or false.")
    selection = Selection(
        board=configured.boards[name] if name else Board(),
        queue=request.query.get("queue") or None,
        only_open=OPEN[only_open],
        limit=whole_number(request, "limit", MAX_ROWS, MAX_ROWS),
    )
    return json_response({"abandoned": abandoned_callers(await requested_state(request), configured, selection)})
