"""The pages: HTML with the current state already in it. What they say is decided in view.py.

Rendering takes plain data; only the handlers know of a request.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import jinja2
from aiohttp import web
from markupsafe import Markup

from .catalogue import LANGUAGES, Catalogue, read_catalogue
from .desk import desk_view
from .view import tv_view

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

LAYOUTS = ("overview", "queues", "agents", "campaigns")
THEMES = ("dark", "light", "auto")
_LESS_THAN = "\\u003c"


@dataclass(frozen=True, kw_only=True)
class Screen:
    """All that a page is made of."""

    document: Mapping[str, Any]
    role: str
    board: str | None
    title: str
    language: str
    release: str
    now: str
    theme: str = "dark"
    layout: str = ""
    rotate: str = ""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What the server knows of a board at this moment."""

    document: Mapping[str, Any]
    title: str
    language: str
    release: str
    now: str


@dataclass(frozen=True)
class Pages:
    """What the handlers need: templates, and the board as a role may see it (none where it is unknown)."""

    templates: jinja2.Environment
    show: Callable[[web.Request, str, str | None], Shown | None]


PAGES: web.AppKey[Pages] = web.AppKey("pages", Pages)


async def supervisors(request: web.Request) -> web.Response:
    """`/` and `/supervisor/{board}`."""
    role = request.query.get("role", "supervisor")
    screen = _screen(request, "tv" if role == "tv" else "supervisor")
    return _page(render_supervisors(request.app[PAGES].templates, screen))


async def tv(request: web.Request) -> web.Response:
    """`/tv` and `/tv/{board}`: always with the office's role."""
    return _page(render_tv(request.app[PAGES].templates, _screen(request, "tv")))


def _screen(request: web.Request, role: str) -> Screen:
    board = request.match_info.get("board")
    shown = request.app[PAGES].show(request, role, board)
    if shown is None:
        raise web.HTTPNotFound
    query = request.query
    return Screen(
        document=shown.document,
        role=role,
        board=board,
        title=shown.title,
        language=query.get("lang", shown.language),
        release=shown.release,
        now=shown.now,
        theme=query.get("theme", "dark"),
        layout=query.get("layout", ""),
        rotate=query.get("rotate", ""),
    )


def _page(html: str) -> web.Response:
    return web.Response(text=html, content_type="text/html", headers={"Cache-Control": "no-store"})


def environment(templates: Path) -> jinja2.Environment:
    """The template environment; the catalogues lie in `static` beside the templates."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["json_block"] = json_block
    env.globals["static_folder"] = templates.parent / "static"
    return env


def render_tv(env: jinja2.Environment, screen: Screen) -> str:
    """The office TV."""
    words = _words(env, screen.language)
    layout = screen.layout.partition(",")[0]
    view = tv_view(screen.document, screen.now, layout if layout in LAYOUTS else "overview", words)
    return _render(env, "tv.html", screen, words, view=view, rotate=screen.rotate)


def render_supervisors(env: jinja2.Environment, screen: Screen) -> str:
    """The supervisors' page."""
    words = _words(env, screen.language)
    return _render(env, "supervisor.html", screen, words, view=desk_view(screen.document, screen.now, words))


def json_block(value: object) -> Markup:
    """JSON for a data block: `<` is escaped, so nothing in it can end the block."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", _LESS_THAN)
    return Markup(text)  # noqa: S704 - the only character with a meaning in a data block was just escaped


def _words(env: jinja2.Environment, language: str) -> Catalogue:
    folder: Any = env.globals["static_folder"]
    return read_catalogue(folder, language if language in LANGUAGES else LANGUAGES[0])


def _render(env: jinja2.Environment, template: str, screen: Screen, words: Catalogue, **more: object) -> str:
    theme = screen.theme if screen.theme in THEMES else "dark"
    query = {"role": screen.role} | ({"board": screen.board} if screen.board else {})
    return env.get_template(template).render(
        screen=template.partition(".")[0],
        document=screen.document,
        language=words.entries["locale"],
        theme=theme,
        color_scheme="light" if theme == "light" else "dark",
        title=screen.title or words("product"),
        now=screen.now,
        release=screen.release,
        static=f"/static/{screen.release}",
        stream=f"/events?{urlencode(query)}",
        words=words.entries,
        say=words,
        tv_address=f"/tv/{screen.board}" if screen.board else "/tv",
        **more,
    )
