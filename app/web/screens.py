"""The pages' handlers: the document for whoever asks, rendered. What pages look like: `pages.py`."""

from aiohttp import web

from ..board.document import Audience
from ..events.dates import iso
from . import access
from .keys import ASKED, RELEASE, TEMPLATES, WALLBOARD, settings
from .pages import Screen, render_supervisors, render_tv


async def supervisors(request: web.Request) -> web.Response:
    """The supervisors' page, of everything or of one board. A TV's key is shown the TV instead."""
    if elsewhere := access.entered(request) or _starting(request):
        return elsewhere
    if request[access.ROLE] == "tv":
        raise web.HTTPSeeOther(access.page("tv", access.board(request)))
    return _html(render_supervisors(request.app[TEMPLATES], _screen(request, access.audience(request))))


async def tv(request: web.Request) -> web.Response:
    """The office TV, of everything or of one board. It never gets more than a TV's data, whoever asks."""
    if elsewhere := access.entered(request) or _starting(request):
        return elsewhere
    return _html(render_tv(request.app[TEMPLATES], _screen(request, Audience("tv", access.board(request)))))


def _starting(request: web.Request) -> web.Response | None:
    """While the journal is being read: a dark page that asks again by itself, for a screen that nobody touches."""
    if request.app[WALLBOARD].recovered.is_set():
        return None
    page = '<!doctype html><meta name="color-scheme" content="dark"><title>…</title><p>…'
    return web.Response(status=503, text=page, content_type="text/html", headers={"Refresh": "2", "Retry-After": "2"})


def _screen(request: web.Request, who: Audience) -> Screen:
    app = request.app
    configured = settings(request)
    board = configured.boards.get(who.board or "")
    query = request.query
    return Screen(
        document=app[ASKED].document(who),
        role=who.role,
        board=who.board,
        title=(board and board.title) or who.board or "",
        language=query.get("lang", configured.language),
        release=app[RELEASE],
        now=iso(app[WALLBOARD].now(), configured.zone),
        theme=query.get("theme", "dark"),
        layout=query.get("layout", "overview"),
        rotate=query.get("rotate", ""),
        query=query,
    )


def _html(text: str) -> web.Response:
    response = web.Response(text=text, content_type="text/html", headers={"Cache-Control": "no-store"})
    response.enable_compression()
    return response
