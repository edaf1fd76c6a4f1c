"""The texts that people read: the README, the maintainers' page and the manual, as blocks, sentences and links."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from app.web.manual import PAGES, page
from tests.server import ROOT

LANGUAGES = ("en", "pl")
HOME = "http://127.0.0.1:8080"
# Documented before the code has it; an entry that the code has by now may go.
AHEAD: set[str] = set()


class Block(NamedTuple):
    """A fenced block: its language and its text without the indentation of a list around it."""

    language: str
    text: str


def manual_file(name: str, language: str) -> Path:
    return ROOT / "templates" / "manual" / language / f"{name}.md"


FILES = {"README.md": ROOT / "README.md", "tests/README.md": ROOT / "tests" / "README.md"} | {
    f"{language}/{name}": manual_file(name, language) for language in LANGUAGES for name in PAGES
}
each_text = pytest.mark.parametrize("name", FILES)
each_page = pytest.mark.parametrize("name", PAGES)
each_language = pytest.mark.parametrize("language", LANGUAGES)


def text(name: str) -> str:
    """One of `FILES`; a page of the manual with its lists filled in."""
    language, _, rest = name.partition("/")
    return page(rest, language) if language in LANGUAGES else FILES[name].read_text(encoding="utf-8")


def blocks(markdown: str, language: str = "") -> list[Block]:
    """The fenced blocks, or those of a language."""
    found = re.findall(r"(?ms)^( *)```(\w*)\n(.*?)^ *```$", markdown)
    every = [Block(kind, re.sub(rf"(?m)^{indent}", "", body)) for indent, kind, body in found]
    return [block for block in every if language in {"", block.language}]


def prose(markdown: str) -> str:
    """A text without its fenced blocks."""
    return re.sub(r"(?ms)^ *```.*?^ *```$", "", markdown)


def code(markdown: str) -> list[str]:
    """What stands between backticks outside of the blocks, in table cells too."""
    return [found.replace("\\|", "|") for found in re.findall(r"`([^`]+)`", prose(markdown))]


def rows(markdown: str) -> list[list[str]]:
    """The rows of all tables, heads among them, as cells."""
    lines = re.findall(r"(?m)^\|(.*)\|$", prose(markdown))
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)] for line in lines if not set(line) <= set("|-")]


def sentences(markdown: str) -> Iterator[str]:
    """The sentences and, in tables, their parts; code between backticks is one word."""
    plain = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", prose(markdown))
    plain = re.sub(r"`[^`]*`", "code", plain).replace("*", "").replace("→", "")
    for row in rows(plain):
        yield from (part for cell in row for part in re.split(r"(?<=[.:;?!])\s+", cell))
    running = re.sub(r"(?m)^\|.*\|$", "", plain)
    for paragraph in re.split(r"\n\s*\n|(?m:^)\s*(?:#+|-|\d+\.) ", running):
        yield from re.split(r"(?<=[.;?!])\s+", " ".join(paragraph.split()))
