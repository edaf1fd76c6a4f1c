"""The pages' handlers: a shell around the document of whoever asks. What shells hold: `pages.py`."""

from aiohttp import web

from ...document.document import Audience
from ...events.timestamps import iso
from ...runtime.encoding import join_blocks
from ..admin import is_admin
from ..app_keys import INGEST, SHELLS, SNAPSHOTS, settings
from ..auth import access
from ..rendering import PageOptions, page_options
from .state import takes_gzip


async def get_supervisor_page(request: web.Request) -> web.Response:
    """The supervisors' page, of everything or of one board. A TV's key is shown the TV instead."""
    if other := access.login_redirect(request) or _starting(request):
        return other
    if request[access.ROLE] == "tv":
        raise web.HTTPSeeOther(access.page_address("tv", access.board(request)))
    return _page(request, "supervisor", access.audience(request))


async def get_tv_page(request: web.Request) -> web.Response:
    """The office TV, of everything or of one board. It never gets more than a TV's data, whoever asks."""
    if other := access.login_redirect(request) or _starting(request):
        return other
    return _page(request, "tv", Audience("tv", access.board(request)))


def _starting(request: web.Request) -> web.Response | None:
    """While the journal is being read: a dark page that asks again by itself, for a screen that nobody touches."""
    if request.app[INGEST].recovered.is_set():
        return None
    page = '<!doctype html><meta name="color-scheme" content="dark"><title>…</title><p>…'
    return web.Response(status=503, text=page, content_type="text/html", headers={"Refresh": "2", "Retry-After": "2"})


def _page(request: web.Request, screen: str, audience: Audience) -> web.Response:
    app = request.app
    shell = app[SHELLS].shell(_options(request, screen, audience))
    packed = takes_gzip(request)
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Encoding"}
    if packed:
        headers["Content-Encoding"] = "gzip"
    body = join_blocks((shell.before, *app[SNAPSHOTS].blocks(audience), shell.after), packed=packed)
    return web.Response(body=body, content_type="text/html", charset="utf-8", headers=headers)


def _options(request: web.Request, screen: str, audience: Audience) -> PageOptions:
    configured = settings(request)
    board = configured.boards.get(audience.board or "")
    return page_options(
        screen,
        request.query,
        role=audience.role,
        board=audience.board,
        title=(board and board.title) or audience.board or "",
        language=configured.language,
        now=iso(request.app[INGEST].now(), configured.zone),
        seconds=configured.service_level.seconds,
        is_admin=screen == "supervisor" and is_admin(request),
        edition=configured.page_edition(audience.board),
    )
