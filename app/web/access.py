"""Who may see what. A key gives a role; without any key configured, only this very machine is answered.

Forwarding headers never grant anything: they only show that somebody else is behind a loopback address.
"""

import ipaddress
from functools import lru_cache
from hashlib import sha256
from hmac import compare_digest

from aiohttp import web
from aiohttp.typedefs import Handler

from ..board.document import Audience
from ..settings import Role, Settings
from .keys import SETTINGS
from .problems import Refusal

COOKIE = "wallboard_key"
YEAR = 365 * 86400
OPEN = frozenset({"/healthz", "/readyz"})
FORWARDING = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")
ROLE = web.RequestKey("role", str)


@web.middleware
async def allowed(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let through who may come in, with their role on the request; the webhook has credentials of its own."""
    path = request.path
    if path == "/webhooks/thulium":
        return await handler(request)
    settings = request.app[SETTINGS]
    if not settings.keys:
        only_this_machine(request, "No key is configured, so only this machine is answered")
        request[ROLE] = "supervisor"
    elif path not in OPEN and not path.startswith("/static/"):
        request[ROLE] = _role(request, settings)
    return await handler(request)


def only_this_machine(request: web.Request, why: str) -> None:
    """Refuse whoever is not here: by address, by the name asked for, or behind a proxy."""
    if not is_loopback(request.remote or "") or not is_loopback(_host(request)):
        raise Refusal(403, f"{why}; configure one to be reached from elsewhere.")
    if any(header in request.headers for header in FORWARDING):
        raise Refusal(403, f"{why}, and this request was forwarded; configure one to stand behind a proxy.")


@lru_cache(maxsize=256)
def is_loopback(host: str) -> bool:
    """Whether this name or address is the machine itself."""
    host = host.lower()
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def audience(request: web.Request) -> Audience:
    """Whose document the request asks for. `?role=tv` asks for less than the key gives, never for more."""
    role: Role = "tv" if request[ROLE] == "tv" else "supervisor"
    asked = request.query.get("role", role)
    if asked not in {"tv", "supervisor"}:
        raise Refusal(400, "role is tv or supervisor.")
    if asked == "supervisor" and role == "tv":
        raise Refusal(403, "This key is a TV's; a supervisor's key may see this.")
    return Audience("tv" if asked == "tv" else "supervisor", board(request))


def board(request: web.Request) -> str | None:
    """The board asked for, in the address or as `?board=`. 404 if nobody configured it."""
    name = request.match_info.get("board") or request.query.get("board")
    if name and name not in request.app[SETTINGS].boards:
        raise Refusal(404, "There is no such board in the configuration.")
    return name or None


def entered(request: web.Request) -> web.Response | None:
    """Where a page is opened with `?key=`: keep the key in a cookie and show the address without it."""
    key = request.query.get("key")
    if key is None:
        return None
    address = request.rel_url.without_query_params("key")
    response = web.Response(status=303, headers={"Location": str(address)})
    if key_role(key, request.app[SETTINGS]):
        secure = request.secure or request.headers.get("X-Forwarded-Proto") == "https"
        response.set_cookie(COOKIE, key, max_age=YEAR, httponly=True, samesite="Lax", secure=secure)
    return response


def key_role(key: str, settings: Settings) -> Role | None:
    """The role that a key gives; None for an unknown one. Every hash is compared, so time tells nothing."""
    digest = "sha256:" + sha256(key.encode("utf-8", "surrogateescape")).hexdigest()
    found = [known.role for known in settings.keys if compare_digest(known.hash, digest)]
    return found[0] if found else None


def _role(request: web.Request, settings: Settings) -> Role:
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    on_page = request.query.get("key") if _is_page(request.path) else None
    key = on_page or (bearer if scheme.lower() == "bearer" else request.cookies.get(COOKIE))
    if not key and request.path == "/metrics" and is_loopback(request.remote or ""):
        return "tv"
    role = key_role(key, settings) if key else None
    if role is None:
        challenge = {"WWW-Authenticate": 'Bearer realm="wallboard"'}
        raise Refusal(401, "This needs a key: `wallboard key` makes one, with its link.", headers=challenge)
    return role


def _is_page(path: str) -> bool:
    return path == "/" or path.startswith(("/tv", "/supervisor/"))


def _host(request: web.Request) -> str:
    host = request.headers.get("Host", "")
    return host.partition("]")[0].strip("[") if host.startswith("[") else host.rpartition(":")[0] or host
