"""Who may change settings, and how a change arrives: an admin's JSON from this server's own pages or from a program."""

from typing import Any

import msgspec
from aiohttp import web

from .app_keys import INGEST
from .auth.access import ROLE, require
from .problems import RETRY_SOON, ProblemError


def require_admin(request: web.Request) -> None:
    """Refuse every other role; without any key, this machine is admin."""
    require(request, "admin")
    if not request.app[INGEST].recovered.is_set():
        raise ProblemError(503, "The wallboard is still reading its journal.", headers=RETRY_SOON)


def is_admin(request: web.Request) -> bool:
    """Whether the request has an admin's key, or needs none."""
    return request.get(ROLE) == "admin"


async def read_change(request: web.Request) -> Any:
    """An admin's JSON. 400 where it is no JSON; the rest was checked by the middleware (`changes.py`)."""
    require_admin(request)
    try:
        return msgspec.json.decode(await request.read())
    except (ValueError, RecursionError):  # msgspec's errors are ValueErrors, bytes that are no UTF-8 too
        raise ProblemError(400, "The body is not JSON.") from None
