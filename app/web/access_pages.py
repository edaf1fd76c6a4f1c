"""`/settings/screens` and `/settings/setup`: frames and labels of two pages of the settings; their scripts do the rest.

Supervisors see of the first one the part where a screen is paired.
"""

from aiohttp import web

from ..config.schema import Role
from ..events.timestamps import iso
from .app_keys import INGEST, TEMPLATES, settings, static_address
from .assets import asset_folder
from .auth import access
from .rendering import daylight_theme
from .translations import LANGUAGES, read_catalogue

THEMES = ("dark", "light", "auto")


async def get_screens_page(request: web.Request) -> web.Response:
    """Keys and screens."""
    if elsewhere := _elsewhere(request, "supervisor"):
        return elsewhere
    own = access.own_board(request)
    boards = {name: board.title or name for name, board in settings(request).boards.items() if own in {None, name}}
    return _page(request, "screens", boards=boards, must_have_board=own is not None)


async def get_setup_page(request: web.Request) -> web.Response:
    """The first hour, step by step."""
    if elsewhere := _elsewhere(request, "admin"):
        return elsewhere
    return _page(request, "setup")


def _elsewhere(request: web.Request, role: Role) -> web.Response | None:
    if response := access.login_redirect(request):
        return response
    if request[access.ROLE] == "tv":
        raise web.HTTPSeeOther(access.page_address(request, "tv"))
    access.require(request, role)
    return None


def _page(request: web.Request, name: str, **more: object) -> web.Response:
    configured, query = settings(request), request.query
    language = query["lang"] if query.get("lang") in LANGUAGES else configured.language
    theme = query["theme"] if query.get("theme") in THEMES else THEMES[0]
    now = request.app[INGEST].now()
    say = read_catalogue(asset_folder("static"), language)
    text = (
        request.app[TEMPLATES]
        .get_template(f"{name}.html")
        .render(
            page=name,
            language=language,
            theme=theme,
            shown_theme=daylight_theme(iso(now, configured.zone)) if theme == "auto" else theme,
            themes=THEMES,
            languages={other: read_catalogue(asset_folder("static"), other) for other in LANGUAGES},
            is_admin=request[access.ROLE] == "admin",
            say=say,
            words={name: say.entries[name] for name in ("locale", "access")},
            static=static_address(request),
            **more,
        )
    )
    response = web.Response(text=text, content_type="text/html", headers={"Cache-Control": "no-store"})
    response.enable_compression()
    return response
