"""Keys and values as TOML writes them, where they stand in a text, and its syntax errors in plain words.

Reading it is the standard library's, writing it `tomlkit`'s.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

BARE = re.compile(r"[A-Za-z0-9_-]+")
PLAIN_TEXT = re.compile(r'[^"\\\x00-\x1f\x7f]*')  # needs nothing but its quotes
PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
PLAIN = {
    "Invalid statement": "expected `key = value`, [a table] or # a comment",
    "Expected '='": "expected `key = value`",
    "Invalid value": 'expected a text in "quotes", a number, true, false, a [list] or a { table }',
    "Expected newline": "something follows that belongs on a line of its own, or a text lacks its quotes",
    "Cannot overwrite": "this key or table was given before",
    "Cannot declare": "this table was given before",
    "Unescaped '\\'": "a backslash in a text in double quotes is written twice",
    "Illegal character '\\n'": "a text lacks its closing quote",
    "Unterminated string": "a text lacks its closing quote",
    'Expected "\'"': "a text lacks its closing quote",
    "maximum recursion": "lists or tables are nested too deeply",
}
"""What the parser's errors begin with, in plain words."""


def describe(error: Exception, source: str) -> str:
    """A parser's error with its line in plain words; what stands there may be a secret, so it is not quoted."""
    parsed = str(error)
    place = PLACE.search(parsed)
    plain = next((words for begins, words in PLAIN.items() if parsed.startswith(begins)), PLACE.sub("", parsed))
    if place is None:
        return plain
    return f"line {place[1] or len(source.splitlines()) or 1}: {plain}"


def key(name: str) -> str:
    """A key, quoted where it must be."""
    if BARE.fullmatch(name):
        return name
    return f'"{name}"' if PLAIN_TEXT.fullmatch(name) else _written(name)


def path(parts: Iterable[str | int]) -> str:
    """The keys from the root to a value, as `queues.155.warn` or `keys[0].role`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{key(part)}" for part in parts).removeprefix(".")


def text(value: str) -> str:
    """A text."""
    return _written(value)


def value(of: Any) -> str:
    """A text, a number, a truth, a list, or a small table on one line."""
    return _written(of)


def lines_of(source: str) -> dict[tuple[str | int, ...], int]:
    """The line of every key and table in a text that is TOML."""
    found: dict[tuple[str | int, ...], int] = {}
    table: tuple[str | int, ...] = ()
    counts: Counter[tuple[str | int, ...]] = Counter()
    for number, statement in _statements(source):
        if statement.lstrip().startswith("["):
            is_one_of_many = statement.lstrip().startswith("[[")
            ((*table_path, _),) = _paths(tomllib.loads(statement.lstrip().replace("[[", "[", 1).replace("]]", "]", 1)))
            table = _numbered(tuple(table_path), counts)
            if is_one_of_many:
                counts[table] += 1
                table = (*table, counts[table] - 1)
            found.setdefault(table, number)
        else:
            for inner in _paths(tomllib.loads(statement)):
                for end in range(1, len(inner) + 1):
                    found.setdefault((*table, *inner[:end]), number)
    return found


def _statements(source: str) -> Iterator[tuple[int, str]]:
    """Each statement with the line on which it begins; one may take several lines."""
    begins, gathered = 0, ""
    for number, line in enumerate(source.splitlines(keepends=True), 1):
        if not gathered:
            begins = number
        gathered += line
        try:
            tomllib.loads(gathered)
        except tomllib.TOMLDecodeError:
            continue
        if gathered.split("#")[0].strip():
            yield begins, gathered
        gathered = ""


def _paths(tree: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of every value; a table that is empty ends with an empty key."""
    if isinstance(tree, dict):
        for name, item in tree.items():
            yield from _paths(item, (*path, name))
        if not tree:
            yield (*path, "")
    elif isinstance(tree, list):
        yield path
        for index, item in enumerate(tree):
            yield from _paths(item, (*path, index))
    else:
        yield path


def _numbered(path: tuple[str | int, ...], counts: Mapping[tuple[str | int, ...], int]) -> tuple[str | int, ...]:
    """A table's path with the number of each list's last table in it."""
    numbered: tuple[str | int, ...] = ()
    for place, part in enumerate(path):
        numbered = (*numbered, part)
        if place < len(path) - 1 and counts.get(numbered):
            numbered = (*numbered, counts[numbered] - 1)
    return numbered


def _written(value: Any) -> str:
    import tomlkit  # noqa: PLC0415 - 20 ms that the start of a server need not take

    item = tomlkit.item(value)
    if isinstance(value, dict):
        item = tomlkit.inline_table()
        item.update(value)
    written: str = item.as_string()
    return written
