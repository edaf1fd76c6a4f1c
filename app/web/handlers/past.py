"""`/state` at a past instant or version, for supervisors."""

import re
from datetime import datetime
from typing import NoReturn

from aiohttp import web

from ...document.document import Audience
from ...events.timestamps import iso
from ...history.past_states import OutOfReach, encoded
from ...runtime.encoding import Block, join_blocks
from ...state.state import State
from ..app_keys import INGEST, PAST_STATES, settings
from ..auth.access import audience
from ..problems import ProblemError
from .compression import takes_gzip
from .details import run_query, supervisors_only

# In an address a `+` that is not escaped arrives as a space.
INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(Z|[+ -]\d\d:\d\d)")
MAX_DIGITS = 15


def is_requested(request: web.Request) -> bool:
    """Whether the past is requested."""
    return "at" in request.query or "version" in request.query


async def get_past_state(request: web.Request) -> web.Response:
    """The document as the board showed it then."""
    supervisors_only(request)
    viewer, packed = audience(request), takes_gzip(request)
    if {"at", "version"} <= request.query.keys():
        _invalid("version", "and at exclude each other")
    instant = past_instant(request) if "at" in request.query else None
    version = _version(request) if instant is None else 0

    body = join_blocks(await _blocks(request, viewer, instant, version), packed=packed)
    headers = {
        "Content-Type": "application/json",
        "Cache-Control": "no-store",
        "Vary": "Accept-Encoding",
    } | ({"Content-Encoding": "gzip"} if packed else {})
    return web.Response(body=body, headers=headers)


async def get_past_blocks(request: web.Request) -> tuple[Block, Block]:
    """The document at `?at=`, as JSON that may stand in a page."""
    supervisors_only(request)
    return await _blocks(request, audience(request), past_instant(request), 0)


async def requested_state(request: web.Request) -> State:
    """The state at `?at=`, else the one of now."""
    if "at" not in request.query:
        return request.app[INGEST].state
    instant = past_instant(request)
    try:
        return await run_query(request, lambda: request.app[PAST_STATES].at(instant))
    except OutOfReach as error:
        raise _too_early(request, error) from None


def past_instant(request: web.Request) -> int:
    """The instant of `?at=`. 422 for what is none, has no offset, or lies in the future."""
    parts = INSTANT.fullmatch(request.query["at"])
    if parts is None:
        _invalid("at", "is an instant with its offset, such as 2026-11-20T10:15:00+01:00")
    try:
        instant = int(datetime.fromisoformat(parts[1] + parts[2].replace(" ", "+")).timestamp())
    except (ValueError, OverflowError):
        _invalid("at", "is no instant that there is")
    if instant > request.app[INGEST].now():
        _invalid("at", "lies in the future")
    return instant


async def _blocks(request: web.Request, viewer: Audience, instant: int | None, version: int) -> tuple[Block, Block]:
    past = request.app[PAST_STATES]

    async def query() -> tuple[Block, Block]:
        if instant is not None:
            state, as_of = await past.at(instant), instant
        else:
            state, record = await past.after(version)
            as_of = record.received // 1000
        return encoded(await past.document(state, viewer), as_of)

    try:
        return await run_query(request, query)
    except OutOfReach as error:
        raise _too_early(request, error) from None


def _too_early(request: web.Request, error: OutOfReach) -> ProblemError:
    if error.first is None:
        return ProblemError(404, "The journal holds nothing yet.")
    first = iso(error.first, settings(request).zone)
    return ProblemError(404, f"The journal does not hold that; it begins at {first}.", more={"first": first})


def _version(request: web.Request) -> int:
    text = request.query["version"]
    if not (text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS):
        _invalid("version", "is the number of an entry")
    return int(text)


def _invalid(field: str, detail: str) -> NoReturn:
    raise ProblemError(422, f"{field} {detail}.", errors=[{"field": field, "pointer": "", "detail": detail}])
