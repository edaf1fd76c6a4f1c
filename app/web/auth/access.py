"""Who may see what. A key gives a role; without any key configured, only this very machine is answered.

Forwarding headers never grant anything: they only show that somebody else is behind a loopback address. A proxy that
adds none is recognized by other signs where it has some; a forwarded TCP connection has none. What a role
sees is decided where documents are made (`document/`), not here.
"""

import re
from hashlib import sha256
from hmac import compare_digest
from urllib.parse import quote

from aiohttp import HttpVersion11, hdrs, web
from aiohttp.typedefs import Handler
from yarl import URL

from ...config.hosts import is_loopback
from ...config.schema import Key, Role, Settings
from ...document.document import Audience
from ..app_keys import LOGIN_THROTTLE, settings
from ..problems import ROUTE, ProblemError
from ..security_headers import over_https

COOKIE = "wallboard_key"
YEAR_S = 365 * 86400
WEBHOOK = "/webhooks/thulium"  # has credentials of its own
OPEN = frozenset({"/healthz", "/readyz"})
PAGES = frozenset({"/", "/supervisor/{board}", "/tv", "/tv/{board}", "/settings"})
FORWARDING = {
    "forwarded", "via", "max-forwards", "x-real-ip", "x-client-ip", "x-cluster-client-ip", "true-client-ip",
    "x-remote-addr", "x-proxyuser-ip", "x-url-scheme", "x-scheme", "front-end-https", "cdn-loop", "early-data",
    "x-varnish", "x-amzn-trace-id", "proxy-connection",
}  # fmt: skip
FORWARDING_PREFIXES = ("x-forward", "x-original-", "x-envoy-", "x-arr-", "x-azure-", "x-appengine-", "fastly-", "cf-")
HOST = re.compile(r"(?:\[(?P<address>[^\[\]]+)\]|(?P<name>[^:\[\]]+))(?::(?P<port>[0-9]{0,5}))?")
ROLE = web.RequestKey("role", str)
KEY = web.RequestKey("key", Key)


@web.middleware
async def auth_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let through who may come in, with their role and key on the request."""
    path, pattern = request.rel_url.raw_path, request[ROUTE]  # not decoded: what the router went by
    if path.removesuffix("/") == WEBHOOK:
        return await handler(request)
    if request.method == "POST" and request.match_info.http_exception:
        request.app[LOGIN_THROTTLE].webhook_misdirected(request.remote or "somebody", path)
    if not settings(request).keys:
        only_this_machine(request, "No key is configured, so only this machine is answered")
        request[ROLE] = "supervisor"
    elif path not in OPEN and not pattern.startswith("/static/"):
        _authenticate(request, pattern)
    return await handler(request)


def only_this_machine(request: web.Request, why: str) -> None:
    """Refuse everything but a direct connection from this machine: by address, by Host, without a sign of a proxy."""
    if sign := _proxy_sign(request):
        raise ProblemError(403, f"{why}, and this request came through a proxy ({sign}); configure one to use a proxy.")
    if not is_this_machine(request):
        port = _own_port(request)
        raise ProblemError(403, f"{why}, as http://localhost:{port}/; configure one to be reached in any other way.")


def audience(request: web.Request) -> Audience:
    """Whose document the request asks for. `?role=tv` asks for less than the key gives, never for more."""
    role: Role = "tv" if request[ROLE] == "tv" else "supervisor"
    requested = request.query.get("role", role)
    if requested not in {"tv", "supervisor"}:
        raise ProblemError(400, "role is tv or supervisor.")
    if requested == "supervisor" and role == "tv":
        raise ProblemError(403, "This key is a TV's; a supervisor's key may see this.")
    return Audience("tv" if requested == "tv" else "supervisor", board(request))


def board(request: web.Request) -> str | None:
    """The board asked for, in the address or as `?board=`. 404 if nobody configured it."""
    name = request.match_info.get("board") or request.query.get("board")
    if name and name not in settings(request).boards:
        raise ProblemError(404, "There is no such board in the configuration.")
    return name or None


def login_redirect(request: web.Request) -> web.Response | None:
    """Where a page is opened with `?key=`: keep the key in a cookie and show the address without it."""
    key = request.query.get("key")
    if key is None:
        return None
    address = request.rel_url.without_query_params("key")
    response = web.Response(status=303, headers={"Location": str(address)})
    if known_key(key, settings(request)):
        response.set_cookie(COOKIE, key, max_age=YEAR_S, httponly=True, samesite="Lax", secure=over_https(request))
    return response


def page_address(*parts: str | None) -> URL:
    """The address of a page: `page("tv", board)`. A board may have any name, and none leads elsewhere."""
    return URL("/" + "/".join(quote(part, safe="") for part in parts if part), encoded=True)


def known_key(key: str, settings: Settings) -> Key | None:
    """The entry of this key; None for an unknown one. Every hash is compared, so time tells nothing."""
    digest = "sha256:" + sha256(key.encode("utf-8", "surrogateescape")).hexdigest()
    found = [known for known in settings.keys if compare_digest(known.hash, digest)]
    return found[0] if found else None


def unauthorized(request: web.Request, detail: str, challenge: str) -> ProblemError:
    """The refusal of wrong credentials: 401, or 429 to an address that sent very many."""
    wait = request.app[LOGIN_THROTTLE].wrong(request.remote or "")
    if wait:
        # Each further guess from there costs a connection of its own.
        headers = {"Retry-After": str(wait), "Connection": "close"}
        return ProblemError(
            429, f"Too many wrong keys or passwords; the next may be tried in {wait} s.", headers=headers
        )
    return ProblemError(401, detail, headers={"WWW-Authenticate": challenge})


def _authenticate(request: web.Request, pattern: str) -> None:
    """Put the key and its role on the request; 401 without a right one."""
    detail, challenge = "This needs a key: `wallboard key` makes one, with its link.", 'Bearer realm="wallboard"'
    given = _presented_key(request, pattern)
    if given:
        known = known_key(given, settings(request))
        if known is None:
            raise unauthorized(request, detail, challenge)
        request[KEY], request[ROLE] = known, known.role
    elif pattern == "/metrics" and is_this_machine(request):
        request[ROLE] = "tv"
    else:
        raise ProblemError(401, detail, headers={"WWW-Authenticate": challenge})


def _presented_key(request: web.Request, pattern: str) -> str | None:
    """The key that a request brings: in a page's address, else as a bearer's, else in the cookie."""
    if pattern in PAGES and (key := request.query.get("key")):
        return key
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    return bearer.strip() if scheme.lower() == "bearer" else request.cookies.get(COOKIE)


def is_this_machine(request: web.BaseRequest) -> bool:
    """Whether this machine asks directly: by its address, by a name of its own with this server's port."""
    # A request's first line may name another host than its Host.
    hosts, port = (request.headers.get(hdrs.HOST, ""), request.host), _own_port(request)
    own = is_loopback(request.remote or "") and all(_names_here(host, port) for host in hosts)
    return own and not _proxy_sign(request)


def _own_port(request: web.BaseRequest) -> int:
    """The port that this connection came to; 0 once it is closed."""
    name = request.transport.get_extra_info("sockname") if request.transport else None
    return int(name[1]) if name else 0


def _names_here(host: str, port: int) -> bool:
    """Whether a Host is a loopback name with this port, 80 if it has none. A proxy's Host seldom has this port."""
    parts = HOST.fullmatch(host)
    return bool(parts and is_loopback(parts["address"] or parts["name"]) and int(parts["port"] or 80) == port)


def _proxy_sign(request: web.BaseRequest) -> str:
    """What shows that a proxy sent this request; empty if nothing does."""
    for name in request.headers:
        if name.lower() in FORWARDING or name.lower().startswith(FORWARDING_PREFIXES):
            return f"the header {name}"
    if request.version < HttpVersion11:
        return "HTTP/1.0"  # nginx's default for long; no browser speaks it, nor curl, nor Thulium
    agent, connection = request.headers.get("User-Agent", ""), request.headers.get("Connection")
    first = [name.lower() for name, _ in request.raw_headers[:2]]
    # nginx with HTTP/1.1 writes these of its own before the client's headers.
    nginx = first == [b"host", b"content-length"] or (first == [b"host", b"connection"] and connection == "close")
    if agent and nginx:
        return "its headers come in nginx's order"
    # Every browser sends `Connection: keep-alive` over HTTP/1.1, and a proxy takes it away.
    if agent.startswith("Mozilla/") and "Sec-Fetch-Mode" in request.headers and connection is None:
        return "a browser's without its Connection header"
    return ""
