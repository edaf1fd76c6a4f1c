"""`/manual`: the manual as pages to read, dark or light, in Polish or English. Their text: `manual.py`."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import jinja2
from aiohttp import web
from markupsafe import Markup

from .. import manual
from ..app_keys import TEMPLATES, settings, static_address
from ..base import BASE
from ..problems import ProblemError
from ..translations import LANGUAGES

if TYPE_CHECKING:
    from markdown_it.token import Token

THEMES = ("dark", "light")
ANSWERS = {"lang": LANGUAGES, "theme": THEMES}
TOGETHER = re.compile(r"(?<=\d) (?=(?:[µm]?s|[kMG]i?B|B|%|\d{3})(?!\w))")  # a number and its unit, or its thousands
PICTURES = re.compile(r"^(\.\./)+tests/(?=pictures/)")


class PageOptions(NamedTuple):
    """The options of a page that its links carry on: `lang` and `theme`, empty if not given."""

    language: str
    lang: str
    theme: str
    base: str
    static: str

    def query(self, **changed: str) -> str:
        """The query of a link to a page of the manual."""
        given = {"lang": self.lang, "theme": self.theme} | changed
        return "".join(f"{'&' if place else '?'}{pair}" for place, pair in enumerate(_pairs(given)))


async def get_contents(request: web.Request) -> web.Response:
    """The list of the pages."""
    return await _answer(request, "")


async def get_page(request: web.Request) -> web.Response:
    """One page."""
    name = request.match_info["page"]
    if name not in manual.PAGES:
        raise ProblemError(404, "The manual has no such page; /manual lists its pages.")
    return await _answer(request, name)


async def _answer(request: web.Request, name: str) -> web.Response:
    # In a thread: the first request of a page takes up to 80 ms to load the library and convert the page.
    html = await asyncio.to_thread(_html, request.app[TEMPLATES], name, _look(request))
    response = web.Response(text=html, content_type="text/html", headers={"Cache-Control": "no-store"})
    response.enable_compression()
    return response


def _look(request: web.Request) -> PageOptions:
    lang, theme = (
        value if (value := request.query.get(name, "")) in answers else "" for name, answers in ANSWERS.items()
    )
    return PageOptions(lang or settings(request).language, lang, theme, request.app[BASE], static_address(request))


@lru_cache(maxsize=128)
def _html(templates: jinja2.Environment, name: str, look: PageOptions) -> str:
    """A page, or the list of all. There are 12 of them, in two languages and two themes, each given or not."""
    place = manual.PAGES.index(name) if name else -1
    return templates.get_template("manual.html").render(
        look=look,
        words=manual.words(look.language)["page"],
        name=name,
        pages={one: (manual.title(one, look.language), manual.summary(one, look.language)) for one in manual.PAGES},
        body=_body(manual.page(name, look.language), look) if name else "",
        sections=manual.sections(name, look.language) if name else [],
        before=manual.PAGES[place - 1] if place > 0 else "",
        after=manual.PAGES[place + 1] if 0 <= place < len(manual.PAGES) - 1 else "",
    )


def _body(text: str, look: PageOptions) -> Markup:
    """Markdown as HTML; HTML in it is escaped."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - 60 ms that the start of a server need not take

    converter = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = converter.parse(text)
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", manual.anchor(tokens[place + 1].content))
    for token in _inline(tokens):
        if token.type == "link_open":
            token.attrSet("href", _address(str(token.attrGet("href")), look))
        elif token.type == "text":
            token.content = TOGETHER.sub("\N{NO-BREAK SPACE}", token.content)
        elif token.type == "image":
            token.attrSet("src", PICTURES.sub(f"{look.static}/", str(token.attrGet("src"))))
    html = converter.renderer.render(tokens, converter.options, {})
    label = manual.words(look.language)["page"]["table"]
    # Wide blocks scroll by themselves, also by keyboard.
    html = html.replace("<table>", f'<div class="wide" role="group" aria-label="{label}" tabindex="0"><table>')
    html = html.replace("</table>", "</table></div>").replace("<pre>", '<pre tabindex="0">')
    html = re.sub(r'<(h[23]) id="([^"]+)">(.*?)</\1>', r'<\1 id="\2"><a href="#\2">\3</a></\1>', html)
    return Markup(html)  # noqa: S704 - made of our own files alone


def _inline(tokens: Sequence["Token"]) -> Iterator["Token"]:
    for token in tokens:
        yield from token.children or ()


def _address(href: str, look: PageOptions) -> str:
    """The target of a link: a page of the manual by its file's name, else unchanged."""
    file, hash_, anchor = href.partition("#")
    page = f"{look.base}/manual/{file.removesuffix('.md')}"
    return f"{page}{look.query()}{hash_}{anchor}" if file.endswith(".md") else href


def _pairs(given: dict[str, str]) -> Iterator[str]:
    return (f"{name}={value}" for name, value in given.items() if value)
