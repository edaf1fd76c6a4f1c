"""The access log: one line for each request, with the name of the key that opened the door.

It never holds what was asked in full (an address may hold a key or a number), only the pattern of the address. What
comes by the thousand and tells nothing is left out: deliveries that were taken, static files, the watchman's questions,
guesses after very many others. What is no HTTP stands in the log of the server (`serving.py`).
"""

import json
import logging
import time

from aiohttp import web
from aiohttp.typedefs import Handler

from ..app_keys import settings
from ..auth.access import KEY, OPEN, WEBHOOK
from ..problems import ROUTE

UNLOGGED = OPEN | {"/metrics"}
CLIENT_CLOSED_REQUEST = 499  # as nginx writes it: who asked was gone before the answer's end
log = logging.getLogger("wallboard.access")


@web.middleware
async def access_log_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Write the line once the request is answered; a stream's, once it is over."""
    if not settings(request).server.access_log:
        return await handler(request)
    began = time.monotonic()
    try:
        response = await handler(request)
    except web.HTTPException as redirect:
        _log_request(request, redirect.status, began)
        raise
    except BaseException:
        _log_request(request, CLIENT_CLOSED_REQUEST, began)
        raise
    _log_request(request, response.status, began)
    return response


def _log_request(request: web.Request, status: int, began: float) -> None:
    pattern, key = request.get(ROUTE, ""), request.get(KEY)
    if _is_unlogged(pattern, status):
        return
    name = json.dumps(key.name, ensure_ascii=False) if key else "-"
    seconds = time.monotonic() - began
    log.info("%s %s %s %s %d %.3f s", request.remote, name, request.method, pattern or "-", status, seconds)


def _is_unlogged(pattern: str, status: int) -> bool:
    if pattern == WEBHOOK:
        return status in {200, 429}
    return status == 429 or pattern in UNLOGGED or pattern.startswith("/static/")
