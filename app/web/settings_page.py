"""`/settings`: the page on which an admin names things and sets limits. What it shows and saves: `settings_api.py`."""

import asyncio
from functools import lru_cache
from pathlib import Path
from typing import get_args

import jinja2
from aiohttp import web
from markupsafe import Markup

from ..config.schema import Formula, Settings
from ..events.timestamps import iso
from .admin import require_admin
from .app_keys import INGEST, RELEASE, TEMPLATES, settings
from .assets import asset_folder, import_graph
from .auth import access
from .handlers.settings import settings_answer
from .rendering import THEMES, daylight_theme, json_block
from .translations import LANGUAGES, Catalogue, read_catalogue

SCREEN = "settings"
LISTS = ("queues", "chat_queues", "pauses", "agents")
SECTIONS = (*LISTS, "boards", "service_level", "privacy", "language", "alerts", "mail", "thulium", "changes")
WORDS = ("locale", SCREEN)
"""The words that the script needs."""
_DOCUMENT = "\0"


async def get_settings_page(request: web.Request) -> web.Response:
    """The page, with the settings in it."""
    if elsewhere := access.login_redirect(request):
        return elsewhere
    require_admin(request)
    in_force, now = settings(request), iso(request.app[INGEST].now(), settings(request).zone)
    language = _known(request.query.get("lang", in_force.language), LANGUAGES)
    theme = _known(request.query.get("theme", ""), THEMES)
    shown_theme = daylight_theme(now) if theme == "auto" else theme
    # In a thread: the first page in a language takes up to 50 ms.
    shell = await asyncio.to_thread(
        _shell, request.app[TEMPLATES], request.app[RELEASE], language, theme, shown_theme, _allowed(in_force)
    )
    text = shell.replace(_DOCUMENT, str(json_block(await settings_answer(request.app[INGEST]))))
    response = web.Response(text=text, content_type="text/html", headers={"Cache-Control": "no-store"})
    response.enable_compression()
    return response


def _known(name: str, known: tuple[str, ...]) -> str:
    return name if name in known else known[0]


def _allowed(in_force: Settings) -> tuple[str, ...]:
    """Whether another site's page, and so this one, may show a board within it."""
    return tuple(in_force.server.frame_ancestors)


@lru_cache(maxsize=16)
def _shell(  # noqa: PLR0913, PLR0917 - all that the page differs by
    templates: jinja2.Environment,
    release: str,
    language: str,
    theme: str,
    shown_theme: str,
    ancestors: tuple[str, ...],
) -> str:
    static = asset_folder("static")
    say = read_catalogue(static, language)
    files = {kind: import_graph(static, f"{kind}/{SCREEN}.{kind}") for kind in ("css", "js")}
    return templates.get_template("settings.html").render(
        screen=SCREEN,
        theme=theme,
        shown_theme=shown_theme,
        language=language,
        release=release,
        static=f"{templates.globals['base']}/static/{release}",
        stream="",
        edition="",
        options="",
        title=say("settings.title"),
        styles=files["css"],
        modules=files["js"],
        guard=_guard(static),
        say=say,
        words={name: say.entries[name] for name in WORDS},
        languages=_obstacles(static),
        daylight=[],
        document=_DOCUMENT,
        sections=SECTIONS,
        lists=LISTS,
        themes=THEMES,
        formulas=get_args(Formula),
        has_preview="self" in ancestors,
    )


def _guard(static: Path) -> Markup:
    return Markup((static / "js/guard.js").read_text(encoding="utf-8"))  # noqa: S704 - our own file


def _obstacles(static: Path) -> dict[str, Catalogue]:
    return {language: read_catalogue(static, language) for language in LANGUAGES}
