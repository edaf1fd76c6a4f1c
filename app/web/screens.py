"""The pages' handlers: a shell around the document of whoever asks. What shells hold: `pages.py`."""

from aiohttp import web

from ..board.document import Audience
from ..events.dates import iso
from ..live.frames import join_blocks
from . import access
from .admin import is_admin
from .documents import takes_gzip
from .keys import ASKED, SHELLS, WALLBOARD, settings
from .pages import PageOptions, page_options


async def supervisors(request: web.Request) -> web.Response:
    """The supervisors' page, of everything or of one board. A TV's key is shown the TV instead."""
    if elsewhere := access.entered(request) or _starting(request):
        return elsewhere
    if request[access.ROLE] == "tv":
        raise web.HTTPSeeOther(access.page("tv", access.board(request)))
    return _page(request, "supervisor", access.audience(request))


async def tv(request: web.Request) -> web.Response:
    """The office TV, of everything or of one board. It never gets more than a TV's data, whoever asks."""
    if elsewhere := access.entered(request) or _starting(request):
        return elsewhere
    return _page(request, "tv", Audience("tv", access.board(request)))


def _starting(request: web.Request) -> web.Response | None:
    """While the journal is being read: a dark page that asks again by itself, for a screen that nobody touches."""
    if request.app[WALLBOARD].recovered.is_set():
        return None
    page = '<!doctype html><meta name="color-scheme" content="dark"><title>…</title><p>…'
    return web.Response(status=503, text=page, content_type="text/html", headers={"Refresh": "2", "Retry-After": "2"})


def _page(request: web.Request, screen: str, who: Audience) -> web.Response:
    app = request.app
    shell = app[SHELLS].shell(_options(request, screen, who))
    packed = takes_gzip(request)
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Encoding"}
    if packed:
        headers["Content-Encoding"] = "gzip"
    body = join_blocks((shell.before, *app[ASKED].blocks(who), shell.after), packed=packed)
    return web.Response(body=body, content_type="text/html", charset="utf-8", headers=headers)


def _options(request: web.Request, screen: str, who: Audience) -> PageOptions:
    configured = settings(request)
    board = configured.boards.get(who.board or "")
    return page_options(
        screen,
        request.query,
        role=who.role,
        board=who.board,
        title=(board and board.title) or who.board or "",
        language=configured.language,
        now=iso(request.app[WALLBOARD].now(), configured.zone),
        seconds=configured.service_level.seconds,
        is_admin=screen == "supervisor" and is_admin(request),
        edition=configured.page_edition(who.board),
    )
