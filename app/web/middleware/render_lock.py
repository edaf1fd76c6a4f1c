"""The middleware for pages and documents: they are made one at a time, so hundreds at once keep no webhook waiting.

Not here: the streams' first documents (`stream.py`) and `/metrics`, which take the lock themselves.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.typedefs import Handler

from ...runtime.yielding import RenderingEnded
from ..app_keys import RENDER_LOCK
from ..auth.access import PAGES
from ..problems import RETRY_SOON, ROUTE, ProblemError

RENDERED = PAGES | {"/state", "/docs", "/openapi.json"}


@web.middleware
async def render_lock_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Wait until it is this page's turn to be made."""
    if request[ROUTE] not in RENDERED:
        return await handler(request)
    async with rendering(request):
        return await handler(request)


@asynccontextmanager
async def rendering(request: web.Request) -> AsyncIterator[None]:
    """While a page or document is made, when it is its turn. 503 if the server stops before that."""
    try:
        async with request.app[RENDER_LOCK]:
            yield
    except RenderingEnded:
        raise ProblemError(503, "The wallboard is stopping; come again.", headers=RETRY_SOON) from None
