"""The keys of a table of the configuration: description, default and example. Reading a file: `file.py`."""

import inspect
import types
from collections.abc import Iterator
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

import msgspec
from msgspec import NODEFAULT, Meta
from msgspec.structs import FieldInfo

from .schema import Part


class Key(NamedTuple):
    """One key: its name in TOML and its attribute's. `kind` is its plain type; `default` and `example` may be None."""

    name: str
    attribute: str
    kind: Any
    metas: tuple[Meta, ...]
    description: str
    default: Any
    example: Any


def keys(table: type[Part]) -> Iterator[Key]:
    """The keys of a table, in the order of its type."""
    for field in msgspec.structs.fields(table):
        kind, metas = plain(field.type)
        parsed = metas[-1] if metas else Meta()  # the last one is the outermost
        example = (parsed.examples or [None])[0]
        yield Key(field.encode_name, field.name, kind, metas, parsed.description or "", _default(field), example)


def description(table: type[Part]) -> str:
    """The sentence about a table."""
    return inspect.getdoc(table) or ""


def at_start(field: FieldInfo) -> bool:
    """Whether only a start takes over a change of this setting."""
    return any(meta.extra and meta.extra.get("at_start") for meta in plain(field.type)[1])


def is_table(kind: Any) -> bool:
    """Whether a plain kind is a table, or a list or map of tables."""
    inner = (get_args(kind) or (kind,))[-1]
    return isinstance(inner, type) and issubclass(inner, Part)


def plain(kind: Any) -> tuple[Any, tuple[Meta, ...]]:
    """A type without None, and its annotations, the innermost first."""
    metas: tuple[Meta, ...] = ()
    while get_origin(kind) in {Annotated, Union, types.UnionType}:
        metas = (*(meta for meta in getattr(kind, "__metadata__", ()) if isinstance(meta, Meta)), *metas)
        kind = next(part for part in get_args(kind) if part is not type(None))
    return kind, metas


def _default(field: FieldInfo) -> Any:
    if field.default_factory is not NODEFAULT:
        return field.default_factory()
    return None if field.required else field.default
