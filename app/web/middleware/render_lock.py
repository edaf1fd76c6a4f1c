"""The middleware that makes pages and documents one at a time, so that hundreds do not delay a webhook.

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

HOLDS_LOCK = web.RequestKey("holds_render_lock", bool)
RENDERED = PAGES | {"/state", "/docs", "/openapi.json"}


@web.middleware
async def render_lock_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Make this page once the lock is free."""
    if request[ROUTE] not in RENDERED:
        return await handler(request)
    async with rendering(request):
        return await handler(request)


@asynccontextmanager
async def rendering(request: web.Request) -> AsyncIterator[None]:
    """Hold the lock while a page or document is made. 503 if the server stops before that."""
    await _acquire(request)
    try:
        yield
    finally:
        await _release(request)


@asynccontextmanager
async def not_rendering(request: web.Request) -> AsyncIterator[None]:
    """Let others render while this request waits for the journal; then hold the lock again, if it was held."""
    if not request.get(HOLDS_LOCK):
        yield
        return
    await _release(request)
    yield
    await _acquire(request)


async def _acquire(request: web.Request) -> None:
    try:
        await request.app[RENDER_LOCK].__aenter__()
    except RenderingEnded:
        raise ProblemError(503, "The wallboard is stopping; retry later.", headers=RETRY_SOON) from None
    request[HOLDS_LOCK] = True


async def _release(request: web.Request) -> None:
    if request.get(HOLDS_LOCK):
        request[HOLDS_LOCK] = False
        await request.app[RENDER_LOCK].__aexit__(None, None, None)
