"""The configuration as Markdown tables for the manual: every key with its values, default and meaning.

The words come from the settings' own types; `translations` replaces them, by the key's path. The same as a file to be
filled in: `example.py`.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args, get_origin

from msgspec import Meta, to_builtins

from . import toml
from .fields import Key, description, is_table, keys
from .schema import Part, Settings

SPACE = "\N{NO-BREAK SPACE}"
LONG = 40  # characters of an example
MANY = 1_000_000_000  # an upper bound as large as this is only there to refuse nonsense


def reference(words: Mapping[str, str], translations: Mapping[str, str]) -> str:
    """A table of keys for each table of the file. `words` name the columns and the kinds of values."""
    lines = [
        f"### {words['top']}",
        "",
        *_rows([key for key in keys(Settings) if not is_table(key.kind)], "", words, translations),
    ]
    for path, head, kind in tables():
        lines += ["", f"### `{head}`", "", translations.get(path, description(kind)), ""]
        lines += _rows(list(keys(kind)), f"{path}.", words, translations)
    return "\n".join(lines)


def tables() -> Iterator[tuple[str, str, type[Part]]]:
    """Each table of the file: its path, its head as in TOML, its type."""
    for key in keys(Settings):
        if not is_table(key.kind):
            continue
        if get_origin(key.kind) is dict:
            yield key.name, f"[{key.name}.{toml.key(str(key.example))}]", get_args(key.kind)[1]
        elif get_origin(key.kind) is list:
            yield key.name, f"[[{key.name}]]", get_args(key.kind)[0]
        else:
            yield key.name, f"[{key.name}]", key.kind


def paths() -> Iterator[str]:
    """Whatever has a description: the path of each table and of each key in it."""
    yield from (key.name for key in keys(Settings) if not is_table(key.kind))
    for path, _, kind in tables():
        yield from (path, *(f"{path}.{key.name}" for key in keys(kind)))


def _rows(of: list[Key], prefix: str, words: Mapping[str, str], translations: Mapping[str, str]) -> Iterator[str]:
    yield f"| {words['key']} | {words['values']} | {words['default']} | {words['meaning']} |"
    yield "|---|---|---|---|"
    for key in of:
        meaning = translations.get(prefix + key.name, key.description)
        yield f"| `{key.name}` | {_values(key, words)} | {_default(key, words)} | {_cell(meaning)} |"


def _values(key: Key, words: Mapping[str, str]) -> str:
    if get_origin(key.kind) is Literal:
        return ", ".join(f"`{choice}`" for choice in get_args(key.kind))
    if key.kind is bool:
        return "`true`, `false`"
    if key.kind in {int, float}:
        return _bounds(key.metas)
    return words["text" if key.kind is str else "list" if get_origin(key.kind) is list else "table"]


def _bounds(metas: tuple[Meta, ...]) -> str:
    """The numbers that are allowed."""
    bounds: dict[str, Any] = {}
    for meta in metas:
        bounds |= {name: value for name in ("ge", "gt", "le") if (value := getattr(meta, name)) is not None}
    if bounds["le"] >= MANY:
        return f"≥{SPACE}{bounds['ge']}"
    if "gt" in bounds:
        return f">{SPACE}{bounds['gt']}, ≤{SPACE}{bounds['le']}"
    return f"{bounds['ge']}\N{EN DASH}{bounds['le']}"


def _default(key: Key, words: Mapping[str, str]) -> str:
    """The default, or an example of what has none."""
    if key.default is not None:
        return f"`{_cell(toml.value(to_builtins(key.default)))}`"
    if key.example is None:
        return "-"
    example = toml.value(key.example)
    shown = example if len(example) <= LONG else f"{example[:12]}\N{HORIZONTAL ELLIPSIS}{example[-3:]}"
    return f"{words['example']} `{_cell(shown)}`"


def _cell(text: str) -> str:
    """A text that may stand in a cell of a table."""
    return text.replace("|", "\\|")
