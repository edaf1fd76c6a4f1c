"""The commented configuration file, from the settings' own types: every key, its description, its default.

Keys that are set keep their values; a line that begins with `#` and no space is a default or an example, to be
uncommented. So the file means the same as before, and `wallboard check` accepts it. The same as tables for the manual:
`reference.py`.
"""

import textwrap
from collections.abc import Iterator
from typing import get_args, get_origin

import msgspec

from . import toml
from .fields import description, is_table, keys
from .schema import Part, Settings

WIDTH = 100
HEAD = "Configuration of the wallboard. Every key is optional; `wallboard check FILE` checks the file."


def sample(settings: Settings) -> str:
    """The file for these settings; for `Settings()` every key in it is commented out."""
    return "\n".join([*_prose(HEAD), *_keys(settings, Settings), *_tables(settings)]) + "\n"


def _tables(settings: Settings) -> Iterator[str]:
    for key in keys(Settings):
        value, kind = getattr(settings, key.name), key.kind
        if get_origin(kind) is dict:
            sample = toml.key(str(key.example or "NAME"))
            named = [(f"[{key.name}.{toml.key(id_)}]", item) for id_, item in value.items()]
            yield from _several(named, f"[{key.name}.{sample}]", get_args(kind)[1])
        elif get_origin(kind) is list:
            yield from _several([(f"[[{key.name}]]", item) for item in value], f"[[{key.name}]]", get_args(kind)[0])
        elif is_table(kind):
            yield from ("", *_prose(description(kind)), f"[{key.name}]", *_keys(value, kind))


def _several(named: list[tuple[str, Part]], sample: str, kind: type[Part]) -> Iterator[str]:
    """The tables of one kind: those that are set, the first with every key explained; or an example to uncomment."""
    yield from ("", *_prose(description(kind)))
    if not named:
        yield from (f"#{sample}", *_keys(None, kind))
    for place, (head, item) in enumerate(named):
        lines = _keys(item, kind)
        yield head
        yield from lines if place == 0 else (line for line in lines if not line.startswith("#"))


def _keys(part: Part | None, kind: type[Part]) -> Iterator[str]:
    """The keys of one table with their descriptions; those that are as by default commented out."""
    for key in keys(kind):
        if kind is Settings and is_table(key.kind):
            continue
        value = key.default if part is None else getattr(part, key.attribute)
        shown = value if value is not None else "" if key.example is None else key.example
        yield from _prose(key.description)
        dedup_key = "#" if part is None or value == key.default else ""
        yield f"{dedup_key}{key.name} = {toml.value(msgspec.to_builtins(shown))}"


def _prose(text: str) -> Iterator[str]:
    yield from (f"# {line}" for line in textwrap.wrap(text, WIDTH))
