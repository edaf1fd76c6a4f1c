"""The shells of the pages: everything but the state document, which the page's script draws. Plain data in, bytes out.

A page is a shell around the document's own bytes. The handlers that put them together are in screens.py.
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import jinja2
from markupsafe import Markup

from ..runtime.encoding import Block
from .assets import FONT_FILES, import_graph
from .columns import DAY, TICKETS, columns_with, recent_figures
from .translations import LANGUAGES, read_catalogue

VIEWS = {"tv": ("overview", "queues", "agents", "campaigns"), "supervisor": ("all", "waits", "agents", "day")}
THEMES = ("dark", "light", "auto")
# Sunrise and sunset of central Europe by month, in hours of the clock on the wall; the page's script gets the same.
DAYLIGHT = (
    (8, 16), (7, 17), (6, 18), (6, 20), (5, 20), (4, 21),
    (5, 21), (5, 20), (6, 19), (7, 18), (7, 16), (8, 15),
)  # fmt: skip
MAX_CACHED_SHELLS = 256
OTHER_PAGES = {"access", "app", "error", "pairing"}  # words that no board needs
_GUARD = "js/guard.js"
_DOCUMENT = "\0"  # where the document goes: the last one of a page


class PageOptions(NamedTuple):
    """All that a shell depends on: equal options share one shell."""

    screen: str
    role: str
    board: str | None
    title: str
    language: str
    theme: str
    shown_theme: str
    view: str
    boards: tuple[tuple[str, str], ...] = ()
    day_start: str = "00:00"
    windows: tuple[int, ...] = ()
    other_agents: tuple[tuple[str, str], ...] = ()
    options: str = ""
    is_admin: bool = False
    edition: str = ""
    past: bool = False


class Shell(NamedTuple):
    """The parts before and after the document."""

    before: Block
    after: Block


@cache
def environment(templates: Path) -> jinja2.Environment:
    """The template environment, which compiles each template once."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["json_block"] = json_block
    env.globals["fonts"] = FONT_FILES
    return env


def json_block(value: object) -> Markup:
    """JSON for a data block: `<` is escaped, so the block cannot be ended by its content."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return Markup(text)  # noqa: S704 - the only character with a meaning in a data block was just escaped


def page_options(  # noqa: PLR0913 - all that a page may differ by
    screen: str,
    query: Mapping[str, str],
    *,
    role: str,
    board: str | None,
    title: str,
    language: str,
    now: str,
    boards: tuple[tuple[str, str], ...] = (),
    day_start: str = "00:00",
    windows: tuple[int, ...] = (),
    other_agents: tuple[tuple[str, str], ...] = (),
    options: str = "",
    is_admin: bool = False,
    edition: str = "",
) -> PageOptions:
    """The options in an address; defaults for missing and unknown ones. `now` is ISO 8601 with its offset.

    `options` are those of a paired screen's key, as the parameters of an address.
    """
    theme = _known(query.get("theme", ""), THEMES)
    view = query.get("view", "") if screen == "supervisor" else query.get("layout", "").partition(",")[0]
    return PageOptions(
        screen=screen,
        role=role,
        board=board,
        title=title,
        language=_known(query.get("lang", language), LANGUAGES),
        theme=theme,
        shown_theme=daylight_theme(now) if theme == "auto" else theme,
        view=_known(view, VIEWS[screen]),
        boards=boards,
        day_start=day_start,
        windows=windows,
        other_agents=other_agents,
        options=options,
        is_admin=is_admin,
        edition=edition,
    )


def daylight_theme(now: str) -> str:
    """The theme of this moment."""
    moment = datetime.fromisoformat(now)
    up, down = DAYLIGHT[moment.month - 1]
    return "light" if up <= moment.hour < down else "dark"


def guard_source(static: Path) -> str:
    """The source of the guard, which is inline in the page."""
    return hash_source((static / _GUARD).read_text(encoding="utf-8"))


def hash_source(text: str) -> str:
    """`'sha256-…'`: the source of an inline script or style (CSP 3, section 2.3.1)."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _known(name: str, known: tuple[str, ...]) -> str:
    return name if name in known else known[0]


class Shells:
    """Makes each shell once for all requests with the same options."""

    def __init__(self, env: jinja2.Environment, static: Path, release: str) -> None:
        """Reads what every page of this release has: words, guard, and the lists of its files."""
        self._env = env
        self._static = f"/static/{release}"
        self._release = release
        self._guard = Markup((static / _GUARD).read_text(encoding="utf-8"))  # noqa: S704 - our own file
        self._words = {language: read_catalogue(static, language) for language in LANGUAGES}
        self._files = {
            screen: {kind: import_graph(static, f"{kind}/{screen}.{kind}") for kind in ("css", "js")}
            for screen in VIEWS
        }
        self.shell = lru_cache(MAX_CACHED_SHELLS)(self._made)

    def _made(self, options: PageOptions) -> Shell:
        words, files = self._words[options.language], self._files[options.screen]
        query = {"role": options.role} | ({"board": options.board} if options.board else {})
        text = self._env.get_template(f"{options.screen}.html").render(
            options._asdict(),
            release=self._release,
            static=self._static,
            styles=files["css"][:-1],
            modules=files["js"],
            guard=self._guard,
            stream=f"/events?{urlencode(query)}",
            title=options.title or words("product"),
            tv_address=f"/tv/{options.board}" if options.board else "/tv",
            words={name: entry for name, entry in words.entries.items() if name not in OTHER_PAGES},
            say=words,
            languages=self._words,
            daylight=DAYLIGHT,
            document=_DOCUMENT,
            columns=columns_with(options.windows),
            recent=recent_figures(options.windows),
            day=DAY,
            tickets=TICKETS,
            views=VIEWS[options.screen],
            themes=THEMES,
        )
        before, _, after = text.encode().rpartition(_DOCUMENT.encode())
        return Shell(Block(before), Block(after))
