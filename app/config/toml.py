"""Keys and values as TOML writes them, and its syntax errors in plain words. Reading it is the standard library's."""

import json
import re
from typing import Any

BARE = re.compile(r"[A-Za-z0-9_-]+")
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
    """A parser's error with its line in plain words; the line may hold a secret, so it is not quoted."""
    parsed = str(error)
    place = PLACE.search(parsed)
    plain = next((words for begins, words in PLAIN.items() if parsed.startswith(begins)), PLACE.sub("", parsed))
    if place is None:
        return plain
    return f"line {place[1] or len(source.splitlines()) or 1}: {plain}"


def key(name: str) -> str:
    """A key, quoted where it must be."""
    return name if BARE.fullmatch(name) else text(name)


def text(value: str) -> str:
    """A TOML text: as JSON's, except for the one control character that JSON allows."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def value(of: Any) -> str:
    """A text, a number, a boolean, a list, or a small table on one line."""
    if isinstance(of, str):
        return text(of)
    if isinstance(of, dict):
        return "{ " + ", ".join(f"{key(name)} = {value(item)}" for name, item in of.items()) + " }"
    if isinstance(of, list):
        return "[" + ", ".join(value(item) for item in of) + "]"
    return json.dumps(of)
