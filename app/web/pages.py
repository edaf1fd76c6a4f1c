"""The pages: HTML with the current state already in it. What they say is decided in view.py.

Plain data in, text out; the handlers that gather the data are in screens.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import jinja2
from markupsafe import Markup

from .catalogue import LANGUAGES, Catalogue, read_catalogue
from .desk import VIEWS, desk_view
from .view import tv_view

if TYPE_CHECKING:
    from pathlib import Path

LAYOUTS = ("overview", "queues", "agents", "campaigns")
THEMES = ("dark", "light", "auto")
# Sunrise and sunset of central Europe by month, in hours. Keep in sync with static/js/hours.js.
_DAYLIGHT = (
    (8, 16), (7, 17), (6, 18), (6, 20), (5, 20), (4, 21),
    (5, 21), (5, 20), (6, 19), (7, 18), (7, 16), (8, 15),
)  # fmt: skip
# What the lists' order, rows and columns hang on: only the script arranges them so, and nothing else is shown before.
ARRANGING = frozenset({"q", "team", "queue", "status", "stage", "sort", "columns", "trend"})
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
    query: Mapping[str, str] = field(default_factory=dict)


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
    view = screen.query.get("view", "")
    return _render(
        env,
        "supervisor.html",
        screen,
        words,
        view=desk_view(screen.document, screen.now, words),
        shown=view if view in VIEWS else VIEWS[0],
        views=VIEWS,
        arranged=any(name.partition(".")[0] in ARRANGING for name in screen.query),
        address=lambda **changed: _address(screen.query, changed),
    )


def _address(query: Mapping[str, str], changed: Mapping[str, str]) -> str:
    """The page's own query with some of it changed."""
    return f"?{urlencode({**query, **changed})}"


def json_block(value: object) -> Markup:
    """JSON for a data block: `<` is escaped, so nothing in it can end the block."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", _LESS_THAN)
    return Markup(text)  # noqa: S704 - the only character with a meaning in a data block was just escaped


def _by_daylight(now: str) -> str:
    moment = datetime.fromisoformat(now)
    up, down = _DAYLIGHT[moment.month - 1]
    return "light" if up <= moment.hour < down else "dark"


def _words(env: jinja2.Environment, language: str) -> Catalogue:
    folder: Any = env.globals["static_folder"]
    return read_catalogue(folder, language if language in LANGUAGES else LANGUAGES[0])


def _render(env: jinja2.Environment, template: str, screen: Screen, words: Catalogue, **more: object) -> str:
    theme = screen.theme if screen.theme in THEMES else "dark"
    shown = _by_daylight(screen.now) if theme == "auto" else theme
    query = {"role": screen.role} | ({"board": screen.board} if screen.board else {})
    return env.get_template(template).render(
        screen=template.partition(".")[0],
        document=screen.document,
        language=words.entries["locale"],
        theme=shown,
        theme_rule=theme,
        color_scheme=shown,
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
