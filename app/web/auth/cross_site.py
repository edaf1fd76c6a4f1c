"""The middleware against cross-site requests: what other sites' pages request is refused, except visits to a page.

Browsers report it in headers that no script can set (https://www.w3.org/TR/fetch-metadata/). `same-site` may be a page
on another port of this host, which cookies do not distinguish. Programs send none of these headers. The webhook has its
own check.
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
    """Refuse requests of another site's page on a visitor's behalf."""
    site = request.headers.get("Sec-Fetch-Site", "none")
    if site not in OWN and request[ROUTE] not in {WEBHOOK, ""} and not _is_visit(request):
        raise ProblemError(
            HTTPStatus.FORBIDDEN, "The request came from another site's page; open this address in its own window."
        )
    return await handler(request)


def _is_visit(request: web.Request) -> bool:
    """Whether a link to a page is followed, or a page is framed; `frame_ancestors` limits by whom."""
    navigates = request.method in {"GET", "HEAD"} and request.headers.get("Sec-Fetch-Mode") == "navigate"
    return navigates and request[ROUTE] in VISITED
