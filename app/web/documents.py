"""The state document and the two questions of whoever watches the process: does it live, is it ready."""

from aiohttp import web

from .access import audience
from .keys import ASKED, EDITION, WALLBOARD
from .problems import Refusal


async def state(request: web.Request) -> web.Response:
    """The state document; 304 to who has this version."""
    if not request.app[WALLBOARD].recovered.is_set():
        raise Refusal(503, "The wallboard is still reading its journal.", headers={"Retry-After": "1"})
    who, asked = audience(request), request.app[ASKED]
    version = request.app[WALLBOARD].state.version
    tag = f"{version}-{who.role}-{who.board or ''}-{request.app[EDITION]}"
    headers = {
        "ETag": f'W/"{tag}"',
        "Cache-Control": "no-cache",
        "Vary": "Accept-Encoding, Authorization, Cookie",
    }
    if any(known.value in {tag, "*"} for known in request.if_none_match or ()):
        return web.Response(status=304, headers=headers)
    headers["Content-Type"] = "application/json"
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return web.Response(body=asked.packed(who).packed, headers=headers)
    return web.Response(body=asked.answer(who).plain, headers=headers)


async def healthz(_request: web.Request) -> web.Response:
    """200 while the process lives."""
    return web.Response(text="ok\n")


async def readyz(request: web.Request) -> web.Response:
    """200 once recovered and able to write, else 503 with the reason."""
    wallboard = request.app[WALLBOARD]
    if wallboard.trouble:
        raise Refusal(503, f"Nothing can be kept: {wallboard.trouble}.", headers={"Retry-After": "1"})
    if not wallboard.recovered.is_set():
        raise Refusal(503, "The journal is still being read.", headers={"Retry-After": "1"})
    return web.Response(text="ready\n")
