"""The middleware against other sites' pages: what a browser sends on their behalf is refused, but for visits to a page.

Browsers say so themselves, in headers that no script can set (https://www.w3.org/TR/fetch-metadata/). `same-site` may
be a page on another port of this host, which cookies don't tell apart. Programs send none of these headers. The
webhook has a check of its own.
"""

from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Handler

from ..problems import ROUTE, ProblemError
from .access import PAGES, WEBHOOK

VISITED = PAGES | {"/docs", "/history", "/manual", "/manual/{page}"}
OWN = frozenset({"none", "same-origin"})


@web.middleware
async def cross_site_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what another site's page asks for in a visitor's name."""
    site = request.headers.get("Sec-Fetch-Site", "none")
    if site not in OWN and request[ROUTE] not in {WEBHOOK, ""} and not _is_visit(request):
        raise ProblemError(HTTPStatus.FORBIDDEN, "Another site's page asked for this; open it in a window of its own.")
    return await handler(request)


def _is_visit(request: web.Request) -> bool:
    """Whether somebody follows a link to a page, or opens it within another site's: `frame_ancestors` says whose."""
    navigates = request.method in {"GET", "HEAD"} and request.headers.get("Sec-Fetch-Mode") == "navigate"
    return navigates and request[ROUTE] in VISITED
