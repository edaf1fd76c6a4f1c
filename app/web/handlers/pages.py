"""Handlers of the pages: a shell around the document of the audience. Not here: the shells (`rendering.py`)."""

from aiohttp import web

from ...config.schema import Board, Settings
from ...document.document import Audience
from ...document.scope import includes_agent
from ...events.timestamps import iso
from ...runtime.encoding import Block, join_blocks
from ..admin import is_admin
from ..app_keys import INGEST, SHELLS, SNAPSHOTS, settings
from ..auth import access
from ..problems import ProblemError
from ..rendering import PageOptions, page_options
from ..screen_control import is_controlled, shown_by
from .compression import takes_gzip
from .past import get_past_blocks


async def get_supervisor_page(request: web.Request) -> web.Response:
    """The supervisors' page, of everything or of one board. A TV's key is shown the TV instead."""
    if redirect := access.login_redirect(request):
        return redirect
    _check_recovered(request)
    if request[access.ROLE] == "tv":
        raise web.HTTPSeeOther(
            access.page_address(request, "tv", None if _is_anothers(request) else access.board(request))
        )
    if _is_anothers(request):
        raise web.HTTPSeeOther(access.page_address(request))
    if "at" in request.query:
        return _answer(
            request,
            _options(request, "supervisor", access.audience(request))._replace(past=True),
            await get_past_blocks(request),
        )
    return _page(request, "supervisor", access.audience(request))


async def get_tv_page(request: web.Request) -> web.Response:
    """The office TV, of everything or of one board. It never gets more than a TV's data, with any key."""
    if redirect := access.login_redirect(request):
        return redirect
    _check_recovered(request)
    if _is_anothers(request):
        raise web.HTTPSeeOther(access.page_address(request, "tv"))
    return _page(request, "tv", Audience("tv", access.board(request)))


def _is_anothers(request: web.Request) -> bool:
    """Whether the address names another board than the key's: a screen is redirected to its own."""
    own, requested = access.own_board(request), request.match_info.get("board")
    return own is not None and requested not in {None, own}


def _check_recovered(request: web.Request) -> None:
    if not request.app[INGEST].recovered.is_set():
        raise ProblemError(503, "The journal is still being recovered; retry later.", headers={"Retry-After": "2"})


def _page(request: web.Request, screen: str, audience: Audience) -> web.Response:
    return _answer(request, _options(request, screen, audience), request.app[SNAPSHOTS].blocks(audience))


def _answer(request: web.Request, options: PageOptions, document: tuple[Block, Block]) -> web.Response:
    """The page's shell around a document."""
    shell = request.app[SHELLS].shell(options)
    packed = takes_gzip(request)
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Encoding"}
    if packed:
        headers["Content-Encoding"] = "gzip"
    body = join_blocks((shell.before, *document, shell.after), packed=packed)
    return web.Response(body=body, content_type="text/html", charset="utf-8", headers=headers)


def _options(request: web.Request, screen: str, audience: Audience) -> PageOptions:
    configured = settings(request)
    board = configured.boards.get(audience.board or "")
    key = request.get(access.KEY)
    controlled = key if key is not None and is_controlled(key) else None
    return page_options(
        screen,
        (controlled.options.query if controlled else {}) | dict(request.query),
        options=shown_by(controlled) if controlled else "",
        role=audience.role,
        board=audience.board,
        title=(board and board.title) or audience.board or "",
        language=configured.language,
        now=iso(request.app[INGEST].now(), configured.zone),
        boards=_boards(configured) if screen == "supervisor" else (),
        day_start=configured.day_start,
        windows=tuple(configured.recent.minutes),
        other_agents=_other_agents(configured, board) if screen == "supervisor" and board else (),
        is_admin=screen == "supervisor" and is_admin(request),
        edition=configured.page_edition(audience.board),
    )


def _other_agents(configured: Settings, board: Board) -> tuple[tuple[str, str], ...]:
    """The names of those whom the board's document lacks: its calls and chats may still speak of them."""
    agents = configured.agents.items()
    return tuple(
        (login, agent.name) for login, agent in agents if agent.name and not includes_agent(board, login, configured)
    )


def _boards(configured: Settings) -> tuple[tuple[str, str], ...]:
    """The name and the title of each board."""
    return tuple((name, board.title or name) for name, board in configured.boards.items())
