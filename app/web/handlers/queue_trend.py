"""`/queues/{queue}/trend`: a queue's chart and its last hours, now or at an instant. For supervisors only."""

from aiohttp import web

from ...document.queues import last_hours, trend
from ...document.scope import includes
from ..app_keys import settings
from ..auth.access import visible
from ..problems import ProblemError
from .details import json_response, supervisors_only
from .past import requested_state


async def get_queue_trend(request: web.Request) -> web.Response:
    """One queue's quarter hours of the day."""
    supervisors_only(request)
    configured, id_ = settings(request), request.match_info["queue"]
    if not includes(visible(request).queues, id_):
        raise ProblemError(403, "This queue is of another board than the one that this key opens.")
    state = await requested_state(request)
    if id_ not in configured.queues.keys() | state.queues.keys() | state.today.queues.keys():
        raise ProblemError(404, "This queue is unknown: neither the configuration nor an event of that day names it.")
    quarters, hours = trend(state, id_, configured), last_hours(state, id_, configured)
    return json_response({"version": state.version, "queue": id_, "trend": quarters, "hours": hours})
