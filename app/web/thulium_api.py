"""`/thulium.json` and `/thulium/try`: what the server reads from Thulium's REST API, for admins only."""

import asyncio

import msgspec
from aiohttp import web

from ..config.mistakes import mistakes
from ..config.schema import Thulium
from ..document.merge_patch import Json
from ..events.timestamps import iso
from ..thulium.client import api_base
from ..thulium.survey import Report
from .admin import read_change, require_admin
from .app_keys import INGEST, LINK, settings
from .handlers.details import json_response
from .problems import ProblemError

TRY_TIMEOUT_S = 120.0


async def get_thulium(request: web.Request) -> web.Response:
    """Whether Thulium is queried, when names were last read, and what failed and why."""
    require_admin(request)
    link, zone = request.app[LINK], settings(request).zone
    health, given = link.health, settings(request).thulium
    answer: Json = {"status": _status(request), "resources": _resources(health.reports)}
    answer |= {name: value for name, value in (("url", given.url), ("user", given.user)) if value}
    if health.names_read_at is not None:
        answer["names_read"] = iso(health.names_read_at, zone)
    if health.error and health.failed_at is not None:
        answer["error"] = {"at": iso(health.failed_at, zone), "reason": health.reason, "detail": health.error}
    return json_response(answer)


async def post_try(request: web.Request) -> web.Response:
    """Read everything once with the given values, else those in force; what was read and what was not."""
    body = await read_change(request)
    if found := list(mistakes(body, Thulium)):
        errors = [{"field": one.key, "pointer": f"/{one.key}", "detail": one.words} for one in found]
        raise ProblemError(422, "; ".join(f"{one.key} {one.words}" for one in found), errors=errors)
    known = settings(request).thulium
    given = msgspec.convert(body, Thulium)
    moved = bool(given.url and known.url and api_base(given.url) != api_base(known.url))
    tried = Thulium(
        url=given.url or known.url,
        user=given.user or known.user,
        password=given.password or (None if moved else known.password),
    )
    missing = [name for name in ("url", "user", "password") if getattr(tried, name) is None]
    if missing:
        errors = [{"field": name, "pointer": f"/{name}", "detail": "is missing"} for name in missing]
        raise ProblemError(422, f"These are missing: {', '.join(missing)}.", errors=errors)
    try:
        async with asyncio.timeout(TRY_TIMEOUT_S):
            reports, error = await request.app[LINK].try_out(tried)
    except TimeoutError:
        reports, error = [], f"Thulium did not answer everything within {TRY_TIMEOUT_S:.0f} s"
    return json_response(
        {"ok": not error and any(one.read for one in reports), "error": error, "resources": _resources(reports)}
    )


def _status(request: web.Request) -> str:
    """off, refused, waiting (another node asks, or the journal is a recording's), failing, reading, or ok."""
    link = request.app[LINK]
    if link.credentials is None:
        return "off"
    if link.is_refused:
        return "refused"
    if not link.lease.is_held or request.app[INGEST].state.event_time:
        return "waiting"
    if link.health.error:
        return "failing"
    return "reading" if link.health.names_read_at is None else "ok"


def _resources(reports: list[Report]) -> list[Json]:
    return [msgspec.structs.asdict(report) for report in reports]
