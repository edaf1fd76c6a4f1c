"""`/setup.json`: how far the first hour has come: what to enter in Thulium's panel, what arrived, what was refused."""

import time
from contextlib import aclosing

from aiohttp import web

from ..config.schema import Webhook
from ..document.merge_patch import Json
from ..events.timestamps import iso
from ..journal import Wanted
from .app_keys import INGEST, JOURNAL_HISTORY, KEY_RING, settings
from .auth.access import WEBHOOK, require
from .handlers.details import json_response, run_query
from .key_admin import site_address
from .refused_deliveries import REFUSED

EVENTS = Wanted(kinds=("event",))


async def get_setup(request: web.Request) -> web.Response:
    """The state of the first hour."""
    require(request, "admin")
    zone, state = settings(request).zone, request.app[INGEST].state
    last = await run_query(request, lambda: _last_event(request))
    return json_response(
        {
            "now": iso(time.time(), zone),
            "webhook": _webhook(request),
            "events": state.today.feed.events,
            "last": last,
            "refused": [
                {
                    "at": iso(at, zone),
                    "status": kind.status,
                    "detail": kind.detail,
                    "from": kind.address,
                    "count": count,
                }
                for kind, count, at in request.app[REFUSED].newest()
            ],
        }
    )


def _webhook(request: web.Request) -> Json:
    """What is to be entered in Thulium's panel; never the password."""
    known = request.app[KEY_RING].webhook
    row: Json = {"address": f"{site_address(request)}{WEBHOOK}", "source": "none"}
    if known is not None:
        row |= {"source": "file" if isinstance(known, Webhook) else "browser", "username": known.username}
    return row


async def _last_event(request: web.Request) -> Json | None:
    """The newest event, on whichever node it arrived."""
    async with aclosing(request.app[JOURNAL_HISTORY].newest(0, EVENTS)) as newest:
        async for one in newest:
            action = str(one.fields.get("action") or "")[:100]
            return {"at": iso(one.received / 1000, settings(request).zone), "action": action}
    return None
