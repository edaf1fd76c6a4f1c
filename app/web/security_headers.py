"""Headers that every answer carries. Nothing here forces https: a wallboard in an office may do without."""

from collections.abc import MutableMapping
from functools import lru_cache

from aiohttp import web

from .app_keys import settings
from .assets import asset_folder
from .problems import made_problem
from .rendering import guard_source

POLICY = (
    f"default-src 'none'; script-src 'self' {guard_source(asset_folder('static'))}; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; worker-src 'self'; manifest-src 'self'; font-src 'self'; media-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors "
)
# A TV wants to stay awake, full of the page, and to sound its alarm; nothing else of the machine is used.
PERMISSIONS_POLICY = (
    "screen-wake-lock=(self), fullscreen=(self), autoplay=(self), accelerometer=(), camera=(), display-capture=(), "
    "geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()"
)
FRAMED_BY = {("self",): "SAMEORIGIN", ("none",): "DENY"}  # for browsers that don't know frame-ancestors
IMMUTABLE = "public, max-age=31536000, immutable"


async def security_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Nothing but our own scripts runs in a page, no address leaks, and nothing but static files is kept.

    `/state` too says no-store: what a browser keeps on its disk would be callers' numbers. Who keeps the document
    knowingly may still ask with its ETag and is told 304.
    """
    if isinstance(response, web.HTTPException):
        made_problem(response)
    headers = response.headers
    add_security_headers(headers, tuple(settings(request).server.frame_ancestors), https=over_https(request))
    if response.status in {200, 206, 304} and request.path.startswith("/static/"):
        headers["Cache-Control"] = IMMUTABLE
    elif "Cache-Control" in headers:
        headers["Cache-Control"] += ", no-store" if "no-store" not in headers["Cache-Control"] else ""
    else:
        headers["Cache-Control"] = "no-store"


def add_security_headers(
    headers: MutableMapping[str, str], ancestors: tuple[str, ...] = ("none",), *, https: bool = False
) -> None:
    """Put on what every answer carries; `ancestors` are the origins whose pages may frame this one."""
    headers.update(security_header_values(ancestors, https))


def over_https(request: web.BaseRequest) -> bool:
    """Whether the browser came by https, as far as a proxy says.

    Who lies about it gains nothing: they get a cookie, or a promise, for https only, for themselves.
    """
    forwarded = request.headers.get("X-Forwarded-Proto")
    return request.secure or (forwarded is not None and forwarded.partition(",")[0].strip().lower() == "https")


@lru_cache(maxsize=16)
def security_header_values(ancestors: tuple[str, ...], https: bool) -> dict[str, str]:
    """What every answer carries; nobody changes it."""
    ancestors = ancestors or ("none",)
    quoted = " ".join(f"'{origin}'" if origin in {"self", "none"} else origin for origin in ancestors)
    security_header_values = {
        "Content-Security-Policy": POLICY + quoted,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": PERMISSIONS_POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Server": "wallboard",
    }
    if ancestors in FRAMED_BY:
        security_header_values["X-Frame-Options"] = FRAMED_BY[ancestors]
    if https:
        # Browsers heed the first over https alone, and complain of the second elsewhere.
        security_header_values["Strict-Transport-Security"] = "max-age=31536000"
        security_header_values["Cross-Origin-Opener-Policy"] = "same-origin"
    return security_header_values
