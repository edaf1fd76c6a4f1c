"""The state document and the two questions of whoever watches the process: does it live, is it ready."""

from hashlib import sha256

from aiohttp import web

from ...runtime.clock_watch import describe
from ..app_keys import INGEST, RELEASE, SNAPSHOTS, settings
from ..auth.access import audience
from ..connections import CONNECTIONS
from ..problems import ProblemError


async def get_state(request: web.Request) -> web.Response:
    """The state document; 304 to who has this version."""
    if not request.app[INGEST].recovered.is_set():
        raise ProblemError(503, "The wallboard is still reading its journal.", headers={"Retry-After": "1"})
    viewer, snapshots = audience(request), request.app[SNAPSHOTS]
    get_version, history = request.app[INGEST].state.version, request.app[INGEST].resets
    board = sha256((viewer.board or "").encode()).hexdigest()[:8]  # a name may hold what no header may
    tag = f"{get_version}-{history}-{viewer.role}-{board}-{settings(request).edition}-{request.app[RELEASE]}"
    headers = {
        "ETag": f'W/"{tag}"',
        "Cache-Control": "no-cache",
        "Vary": "Accept-Encoding, Authorization, Cookie",
    }
    if any(known.value in {tag, "*"} for known in request.if_none_match or ()):
        return web.Response(status=304, headers=headers)
    headers["Content-Type"] = "application/json"
    packed = takes_gzip(request)
    if packed:
        headers["Content-Encoding"] = "gzip"
    return web.Response(body=snapshots.answer(viewer, packed=packed), headers=headers)


def takes_gzip(request: web.Request) -> bool:
    """Whether the client takes gzip (RFC 9110, section 12.5.3: a weight of 0 means no)."""
    for coding in request.headers.get("Accept-Encoding", "").lower().split(","):
        name, _, weight = coding.partition(";")
        if name.strip() == "gzip":
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


async def get_healthz(_request: web.Request) -> web.Response:
    """200 while the process lives."""
    return web.Response(text="ok\n")


async def get_readyz(request: web.Request) -> web.Response:
    """200 once recovered and able to write, else 503 with the reason."""
    ingest = request.app[INGEST]
    if ingest.broken:
        raise ProblemError(503, "A fault stopped the wallboard; its log says which. Restart it.")
    if ingest.error:
        raise ProblemError(503, f"Nothing can be kept: {ingest.error}.", headers={"Retry-After": "1"})
    if not ingest.recovered.is_set():
        raise ProblemError(503, "The journal is still being read.", headers={"Retry-After": "1"})
    if crowded := request.app[CONNECTIONS].error:
        raise ProblemError(503, f"The descriptors are used up: {crowded}.", headers={"Retry-After": "1"})
    if (offset := ingest.state.clock_offset) is not None:
        return web.Response(text=f"ready, but {describe(offset)}\n")
    return web.Response(text="ready\n")


async def get_version(request: web.Request) -> web.Response:
    """The program's version and its release, which names exactly these pages."""
    release = request.app[RELEASE]
    return web.json_response({"version": release.rpartition("-")[0], "release": release})
