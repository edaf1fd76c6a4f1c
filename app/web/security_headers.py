"""Security headers of every answer. Nothing here forces https: an office's wallboard may do without."""

from collections.abc import MutableMapping
from functools import lru_cache

from aiohttp import web

from .app_keys import settings
from .assets import asset_folder
from .problems import ROUTE, made_problem
from .rendering import guard_source

GUARD_SOURCE = guard_source(asset_folder("static"))
POLICY = (
    f"default-src 'none'; script-src 'self' {GUARD_SOURCE}; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; worker-src 'self'; manifest-src 'self'; font-src 'self'; media-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors "
)
# A TV needs the wake lock, full screen and sound; no other feature of the machine is used.
PERMISSIONS_POLICY = (
    "screen-wake-lock=(self), fullscreen=(self), autoplay=(self), accelerometer=(), camera=(), display-capture=(), "
    "geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()"
)
FRAMED_BY = {("self",): "SAMEORIGIN", ("none",): "DENY"}  # for browsers without frame-ancestors
IMMUTABLE = "public, max-age=31536000, immutable"
CONTENT_POLICY = web.RequestKey("content_policy", str)  # a page's own in place of POLICY, up to frame-ancestors


async def security_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Add the headers: only our own scripts run in a page, no address leaks, only static files are cached.

    `/state` has no-store too: a browser's cache would hold callers' numbers. A client that stores the document itself
    may still send its ETag and get 304.
    """
    if isinstance(response, web.HTTPException):
        made_problem(response)
    headers = response.headers
    ancestors, policy = tuple(settings(request).server.frame_ancestors), request.get(CONTENT_POLICY, POLICY)
    headers.update(security_header_values(ancestors, over_https(request), policy))
    if response.status in {200, 206, 304} and request.get(ROUTE, "").startswith("/static/"):
        headers["Cache-Control"] = IMMUTABLE
        if request.path.endswith(".woff2"):  # unknown to Python's own table of types
            headers["Content-Type"] = "font/woff2"
    elif "Cache-Control" in headers:
        headers["Cache-Control"] += ", no-store" if "no-store" not in headers["Cache-Control"] else ""
    else:
        headers["Cache-Control"] = "no-store"


def add_security_headers(
    headers: MutableMapping[str, str], ancestors: tuple[str, ...] = ("none",), *, https: bool = False
) -> None:
    """Add the headers of every answer; `ancestors` are the origins whose pages may frame this one."""
    headers.update(security_header_values(ancestors, https))


def over_https(request: web.BaseRequest) -> bool:
    """Whether the browser used https, as far as a proxy reports.

    A false report gains nothing: the sender gets a cookie, or a promise, for https only, for itself.
    """
    forwarded = request.headers.get("X-Forwarded-Proto")
    return request.secure or (forwarded is not None and forwarded.partition(",")[0].strip().lower() == "https")


@lru_cache(maxsize=16)
def security_header_values(ancestors: tuple[str, ...], https: bool, policy: str = POLICY) -> dict[str, str]:
    """The headers of every answer; do not change the result."""
    ancestors = ancestors or ("none",)
    quoted = " ".join(f"'{origin}'" if origin in {"self", "none"} else origin for origin in ancestors)
    security_header_values = {
        "Content-Security-Policy": policy + quoted,
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
