"""The manual as Markdown: its pages in order, in two languages, with the lists generated from the code.

A list replaces the text between `<!-- name -->` and `<!-- /name -->`, which is for readers of the bare file. Not here:
HTML and HTTP (`handlers/manual.py`).
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from ..config.loading import ENVIRONMENT
from ..config.reference import reference
from .api.operations import OPERATIONS
from .assets import asset_folder

PAGES = (
    "install", "first-hour", "connect-thulium", "configure", "supervisors", "tv", "alerts", "operate", "privacy",
    "security", "api", "cluster", "performance", "changelog",
)  # fmt: skip
LIST = re.compile(r"<!-- (\w+) -->.*?<!-- /\1 -->", re.DOTALL)
LINK = re.compile(r"\]\((?:(?P<page>[\w-]+)\.md)?(?:#(?P<anchor>[^)]*))?\)")
PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)\n\n?")
Words = Mapping[str, Any]


@cache
def page(name: str, language: str) -> str:
    """One page, its lists filled in."""
    text = (asset_folder("templates") / "manual" / language / f"{name}.md").read_text(encoding="utf-8")
    return LIST.sub(lambda found: LISTS[found[1]](words(language)), text)


def whole(language: str) -> str:
    """All pages in order as one text: without pictures, each link to a heading of the same text."""
    return "\n".join(_alone(name, language) for name in PAGES)


def single(name: str, language: str) -> str:
    """One page to be read by itself, without pictures."""
    return PICTURE.sub("", page(name, language))


@cache
def title(name: str, language: str) -> str:
    """A page's title."""
    return page(name, language).partition("\n")[0].removeprefix("# ")


@cache
def summary(name: str, language: str) -> str:
    """A page's first paragraph as plain text."""
    paragraph = page(name, language).split("\n\n")[1].replace("\n", " ").replace("`", "")
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", paragraph)


def sections(name: str, language: str) -> list[tuple[str, str]]:
    """The anchor and text of a page's sections."""
    found = re.findall(r"(?m)^## (.*)$", _without_code(page(name, language)))
    return [(anchor(heading), heading.replace("`", "")) for heading in found]


def headings(text: str) -> list[str]:
    """All headings of a Markdown text."""
    return re.findall(r"(?m)^#+ (.*)$", _without_code(text))


def anchor(heading: str) -> str:
    """A heading's anchor, as the sites that show Markdown make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@cache
def words(language: str) -> Words:
    """The words of the lists: columns' names and, except in English, translations of the code's texts."""
    text = (asset_folder("templates") / "manual" / language / "words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _alone(name: str, language: str) -> str:
    """A page as a part of the complete text."""

    def within(found: re.Match[str]) -> str:
        return f"](#{found['anchor'] or anchor(title(found['page'] or name, language))})"

    return LINK.sub(within, single(name, language))


def _without_code(text: str) -> str:
    """A text without its fenced blocks, in which a comment may look like a heading."""
    return re.sub(r"(?ms)^ *```.*?^ *```$", "", text)


def _settings(known: Words) -> str:
    return reference(known["words"], known.get("settings", {}))


def _environment(known: Words) -> str:
    rows = [(f"`{variable}`", f"`[{table}] {key}`") for variable, (table, key) in ENVIRONMENT.items()]
    return _table(rows, known, "variable", "sets")


def _addresses(known: Words) -> str:
    return _table(_operations(known.get("addresses", {})), known, "address", "parameters", "meaning")


def _operations(translations: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    for address, operation in OPERATIONS.items():
        parameters = ", ".join(f"`{query.name}`" for query in operation.queries)
        meaning = f"{operation.says}{'' if operation.says.endswith('?') else '.'} {operation.more}"
        yield f"`{address}`", parameters, translations.get(address, meaning.strip())


def _table(rows: Iterable[tuple[str, ...]], known: Words, *columns: str) -> str:
    heads = [known["words"][column] for column in columns]
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, ["---"] * len(columns), *rows))


LISTS: Mapping[str, Callable[[Words], str]] = {
    "settings": _settings,
    "environment": _environment,
    "addresses": _addresses,
}
"""What each list is made by."""
