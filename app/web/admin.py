"""Who may change settings, and how a change arrives: an admin's JSON from this server's own pages or from a program."""

from typing import Any

import msgspec
from aiohttp import hdrs, web

from .app_keys import INGEST, settings
from .auth.access import KEY, ROLE
from .problems import RETRY_SOON, ProblemError

JSON_TYPES = frozenset({"application/json", "application/merge-patch+json"})
LOOPBACK = "loopback"


def require_admin(request: web.Request) -> None:
    """Refuse every other role; without any key, this machine is admin."""
    if not is_admin(request):
        raise ProblemError(403, "Only an admin's key may see or change settings.")
    if not request.app[INGEST].recovered.is_set():
        raise ProblemError(503, "The wallboard is still reading its journal.", headers=RETRY_SOON)


def is_admin(request: web.Request) -> bool:
    """Whether the request has an admin's key, or needs none."""
    role = request.get(ROLE)
    return role == "admin" or (role == "supervisor" and not settings(request).keys)


def changed_by(request: web.Request) -> str:
    """Who changes something: the key's name, or this machine, which needs none while there is no key."""
    key = request.get(KEY)
    return key.name if key else LOOPBACK


async def read_change(request: web.Request) -> Any:
    """An admin's JSON. 403 from another site's page, 415 for another type, 400 where it is no JSON."""
    require_admin(request)
    origin = request.headers.get(hdrs.ORIGIN)
    if origin is not None and origin.partition("://")[2] != request.headers.get(hdrs.HOST):
        raise ProblemError(403, "Another site's page may not change anything here.")
    if request.content_type not in JSON_TYPES:
        raise ProblemError(415, "Send the body as application/json.")
    try:
        return msgspec.json.decode(await request.read())
    except (ValueError, RecursionError):  # msgspec's errors are ValueErrors, bytes that are no UTF-8 too
        raise ProblemError(400, "The body is not JSON.") from None
