"""Authorization. A key grants a role; without any key, only this machine is served, as an admin.

Forwarding headers never grant anything: they only reveal a proxy at a loopback address. A proxy without such headers is
recognized by other signs where it has some; a forwarded TCP connection has none. Not here: what a role's document holds
(`document/`).
"""

import re
from urllib.parse import quote

from aiohttp import HttpVersion11, hdrs, web
from aiohttp.typedefs import Handler
from yarl import URL

from ...config.access import SESSION_MARK, AccessKey, digest, session_of
from ...config.hosts import is_loopback
from ...config.schema import Board, Role
from ...document.document import Audience
from ..app_keys import KEY_RING, LOGIN_THROTTLE, SESSION_STORE, settings
from ..pairing_page import pairing_page, takes_html
from ..problems import RETRY_SOON, ROUTE, ProblemError
from ..security_headers import over_https

COOKIE = "wallboard_key"
YEAR_S = 365 * 86400
WEBHOOK = "/webhooks/thulium"  # has credentials of its own
OPEN = frozenset({"/healthz", "/readyz"})
KEYLESS = OPEN | {"/manifest.webmanifest"}  # and the static files: they hold no data
TV_PAGES = frozenset({"/tv", "/tv/{board}"})
SETTINGS_PAGES = frozenset({"/settings", "/settings/screens", "/settings/setup"})
PAGES = frozenset({"/", "/supervisor/{board}", "/history", "/history/{board}", "/alerts"}) | TV_PAGES | SETTINGS_PAGES
ANYBODYS = frozenset({"/pair", "/pair/claim"})  # a screen that has no key yet
RENEWED = PAGES | {"/events"}  # their answers renew the cookie
RANKS: dict[str, int] = {"tv": 0, "supervisor": 1, "admin": 2}
FORWARDING = {
    "forwarded", "via", "max-forwards", "x-real-ip", "x-client-ip", "x-cluster-client-ip", "true-client-ip",
    "x-remote-addr", "x-proxyuser-ip", "x-url-scheme", "x-scheme", "front-end-https", "cdn-loop", "early-data",
    "x-varnish", "x-amzn-trace-id", "proxy-connection",
}  # fmt: skip
FORWARDING_PREFIXES = ("x-forward", "x-original-", "x-envoy-", "x-arr-", "x-azure-", "x-appengine-", "fastly-", "cf-")
HOST = re.compile(r"(?:\[(?P<address>[^\[\]]+)\]|(?P<name>[^:\[\]]+))(?::(?P<port>[0-9]{0,5}))?")
ROLE = web.RequestKey("role", str)
KEY = web.RequestKey("key", AccessKey)
SESSION = web.RequestKey("session", str)  # what the cookie is to hold from now on


@web.middleware
async def auth_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Put the role and the key on the request; 401 or 403 without authorization."""
    path, pattern = request.rel_url.raw_path, request[ROUTE]  # not decoded, as the router matched it
    if path.removesuffix("/") == WEBHOOK:
        return await handler(request)
    if request.method == "POST" and request.match_info.http_exception:
        request.app[LOGIN_THROTTLE].webhook_misdirected(request.remote or "somebody", path)
    ring = request.app[KEY_RING]
    if (path in KEYLESS or pattern.startswith("/static/")) and (ring.keys or not ring.is_complete):
        return await handler(request)
    try:
        if _is_unknown_session(request):
            await request.app[SESSION_STORE].load()
        _check_key(request, pattern)
        await _begin_session(request, pattern)
    except ProblemError as refusal:
        # A TV without a key waits to be paired.
        if refusal.status == 401 and pattern in TV_PAGES and takes_html(request):
            return pairing_page(request, withdrawn=COOKIE in request.cookies)
        raise
    return await handler(request)


def require(request: web.Request, role: Role) -> None:
    """Refuse a lower role, and requests without one."""
    if RANKS.get(request.get(ROLE, ""), -1) < RANKS[role]:
        raise ProblemError(403, f"This needs a key of the role {role}.")


def only_this_machine(request: web.Request, why: str) -> None:
    """Refuse everything but a direct connection from this machine: by address, by Host, without a sign of a proxy."""
    if sign := _proxy_sign(request):
        raise ProblemError(403, f"{why}, and this request came through a proxy ({sign}); configure one to use a proxy.")
    if not is_this_machine(request):
        port = _own_port(request)
        raise ProblemError(403, f"{why}, as http://localhost:{port}/; configure one to serve other machines.")


def audience(request: web.Request) -> Audience:
    """The audience of the requested document. `?role=tv` may narrow the key's role, never widen it."""
    role: Role = "tv" if request[ROLE] == "tv" else "supervisor"
    requested = request.query.get("role", role)
    if requested not in {"tv", "supervisor"}:
        raise ProblemError(400, "role must be tv or supervisor.")
    if requested == "supervisor" and role == "tv":
        raise ProblemError(403, "This key is a TV's; use a supervisor's key.")
    return Audience("tv" if requested == "tv" else "supervisor", board(request))


def board(request: web.Request) -> str | None:
    """The requested board, from the address or `?board=`; else the key's own.

    404 for one that is not configured, 403 for one that the key does not open.
    """
    name = request.match_info.get("board") or request.query.get("board")
    own = own_board(request)
    if name and own and name != own:
        raise ProblemError(403, "This key opens another board alone.")
    name = name or own
    if name and name not in settings(request).boards:
        raise ProblemError(404, "There is no such board in the configuration.")
    return name or None


def own_board(request: web.Request) -> str | None:
    """The only board that the request's key opens; None for all."""
    key = request.get(KEY)
    return key.board if key else None


def visible(request: web.Request) -> Board:
    """What the request's key may see of the center: its board, or everything."""
    name = own_board(request)
    return (
        settings(request).boards.get(name, Board(queues=[], chat_queues=[], campaigns=[], teams=[]))
        if name
        else Board()
    )


def whole_center_only(request: web.Request) -> None:
    """Refuse a key of one board where the answer is about the whole center."""
    if own_board(request):
        raise ProblemError(403, "This key opens one board alone, and this is about the whole center.")


def login_redirect(request: web.Request) -> web.Response | None:
    """For a page opened with `?key=`: have a cookie hold its session, and redirect to the address without it."""
    if "key" not in request.query:
        return None
    address = request.rel_url.without_query_params("key")
    response = web.Response(status=303, headers={"Location": str(address)})
    if session := request.get(SESSION):
        set_cookie(request, response, session)
    return response


def set_cookie(request: web.Request, response: web.StreamResponse, session: str) -> None:
    """Have the browser keep the session for a year from now."""
    response.set_cookie(COOKIE, session, max_age=YEAR_S, httponly=True, samesite="Lax", secure=over_https(request))


async def renew_cookie(request: web.Request, response: web.StreamResponse) -> None:
    """A hook: the cookie lasts a year from its last use, so that a screen that is used never loses it."""
    session = request.get(SESSION) if COOKIE in request.cookies else None
    if session and response.status < 400 and request.get(ROUTE) in RENEWED and COOKIE not in response.cookies:
        set_cookie(request, response, session)
        # The library has written the cookies into the headers already.
        response.headers.add(hdrs.SET_COOKIE, response.cookies[COOKIE].OutputString())


def page_address(*parts: str | None) -> URL:
    """The address of a page: `page("tv", board)`. A board may have any name, and none leads elsewhere."""
    return URL("/" + "/".join(quote(part, safe="") for part in parts if part), encoded=True)


def unauthorized(request: web.Request, detail: str, challenge: str) -> ProblemError:
    """The refusal of wrong credentials: 401, or 429 for an address with very many."""
    wait = request.app[LOGIN_THROTTLE].wrong(request.remote or "")
    if wait:
        # Each further attempt from there needs a new connection.
        headers = {"Retry-After": str(wait), "Connection": "close"}
        return ProblemError(
            429, f"Too many wrong keys or passwords; the next may be tried in {wait} s.", headers=headers
        )
    return ProblemError(401, detail, headers={"WWW-Authenticate": challenge})


def _check_key(request: web.Request, pattern: str) -> None:
    """Put who comes on the request. A refusal for requests that may not."""
    ring = request.app[KEY_RING]
    if ring.keys:
        if pattern not in ANYBODYS:
            _authenticate(request, pattern)
    elif not ring.is_complete:
        raise _starting()
    else:
        only_this_machine(request, "No key is configured, so only this machine is answered")
        request[ROLE] = "admin"


def _authenticate(request: web.Request, pattern: str) -> None:
    """Put the key and its role on the request; 401 without a right one."""
    ring = request.app[KEY_RING]
    detail, challenge = "A key is required; `wallboard key` makes one, with its link.", 'Bearer realm="wallboard"'
    given, is_cookie = _presented_key(request, pattern)
    if given:
        known = (ring.find_session(given) if is_cookie else None) or ring.find(given)
        if known is None and not ring.is_complete:
            raise _starting()
        if known is None:
            raise unauthorized(request, detail, challenge)
        request[KEY], request[ROLE] = known, known.role
        ring.note_use(known)
        if is_cookie or (pattern in PAGES and "key" in request.query):
            request[SESSION] = given
    elif pattern == "/metrics" and is_this_machine(request):
        request[ROLE] = "tv"
    else:
        raise ProblemError(401, detail, headers={"WWW-Authenticate": challenge})


def _is_unknown_session(request: web.Request) -> bool:
    """Whether the cookie may be one that another node, or this one before its start, has given."""
    session, ring = request.cookies.get(COOKIE, ""), request.app[KEY_RING]
    return session.startswith(SESSION_MARK) and ring.is_complete and ring.find_session(session) is None


async def _begin_session(request: web.Request, pattern: str) -> None:
    """Have a page's cookie hold a session, where the key itself came: in the address, or as an older release's cookie.

    What cannot be stored now is left as it is: the key opens the page all the same, and the next visit tries again.
    """
    given, known = request.get(SESSION), request.get(KEY)
    if given is None or known is None:
        return
    session = request.app[KEY_RING].session(known)
    if session == digest(given):
        return
    is_begun = session == digest(session_of(given))
    if is_begun or (pattern in PAGES and await request.app[SESSION_STORE].begin(known.id, given)):
        request[SESSION] = session_of(given)


def _starting() -> ProblemError:
    """The journal holds keys too, so nothing is authorized before it has been recovered."""
    return ProblemError(503, "The journal is still being recovered; retry later.", headers=RETRY_SOON)


def _presented_key(request: web.Request, pattern: str) -> tuple[str | None, bool]:
    """The key that a request brings: in a page's address, else as a bearer's, else in the cookie, and whether so."""
    if pattern in PAGES and (key := request.query.get("key")):
        return key, False
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return bearer.strip(), False
    return request.cookies.get(COOKIE), True


def is_this_machine(request: web.BaseRequest) -> bool:
    """Whether this machine sent the request directly: by its address, and a loopback Host with this server's port."""
    # A request's first line may name another host than its Host.
    hosts, port = (request.headers.get(hdrs.HOST, ""), request.host), _own_port(request)
    own = is_loopback(request.remote or "") and all(_names_here(host, port) for host in hosts)
    return own and not _proxy_sign(request)


def _own_port(request: web.BaseRequest) -> int:
    """The local port of this connection; 0 once it is closed."""
    name = request.transport.get_extra_info("sockname") if request.transport else None
    return int(name[1]) if name else 0


def _names_here(host: str, port: int) -> bool:
    """Whether a Host is a loopback name with this port, 80 if it has none. A proxy's Host seldom has this port."""
    parts = HOST.fullmatch(host)
    return bool(parts and is_loopback(parts["address"] or parts["name"]) and int(parts["port"] or 80) == port)


def _proxy_sign(request: web.BaseRequest) -> str:
    """The sign that a proxy sent this request; empty if there is none."""
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
    # Every browser sends `Connection: keep-alive` over HTTP/1.1, and a proxy removes it.
    if agent.startswith("Mozilla/") and "Sec-Fetch-Mode" in request.headers and connection is None:
        return "a browser's without its Connection header"
    return ""
