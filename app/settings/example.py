"""The commented configuration file, made of the settings' own types: every key, its description, its default.

What is set stands as it is set; a line that begins with `#` and no space is a default or an example, to be
uncommented. So the file says what it said before, and `wallboard check` takes it.
"""

import inspect
import textwrap
import types
from collections.abc import Iterator
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec
from msgspec import NODEFAULT, Meta
from msgspec.structs import FieldInfo

from . import Part, Settings, toml

WIDTH = 100
HEAD = "Configuration of the wallboard. Every key is optional; `wallboard check FILE` says whether it is right."


def example(settings: Settings) -> str:
    """The file for these settings; for `Settings()` every key in it is commented out."""
    return "\n".join([*_prose(HEAD), *_keys(settings, Settings), *_tables(settings)]) + "\n"


def _tables(settings: Settings) -> Iterator[str]:
    for field in msgspec.structs.fields(Settings):
        value, kind = getattr(settings, field.name), _kind(field.type)
        if get_origin(kind) is dict:
            sample = toml.key(str((_meta(field.type).examples or ["NAME"])[0]))
            named = [(f"[{field.name}.{toml.key(id_)}]", item) for id_, item in value.items()]
            yield from _several(named, f"[{field.name}.{sample}]", get_args(kind)[1])
        elif get_origin(kind) is list:
            yield from _several([(f"[[{field.name}]]", item) for item in value], f"[[{field.name}]]", get_args(kind)[0])
        elif _is_table(kind):
            yield from ("", *_prose(_said(kind)), f"[{field.name}]", *_keys(value, kind))


def _several(named: list[tuple[str, Part]], sample: str, kind: type[Part]) -> Iterator[str]:
    """The tables of one kind: those that are set, the first with every key explained; or an example to uncomment."""
    yield from ("", *_prose(_said(kind)))
    if not named:
        yield from (f"#{sample}", *_keys(None, kind))
    for place, (head, item) in enumerate(named):
        keys = _keys(item, kind)
        yield head
        yield from keys if place == 0 else (line for line in keys if not line.startswith("#"))


def _keys(part: Part | None, kind: type[Part]) -> Iterator[str]:
    """The keys of one table with their descriptions; those that are as by default commented out."""
    for field in msgspec.structs.fields(kind):
        if kind is Settings and _is_table(_kind(field.type)):
            continue
        meta = _meta(field.type)
        default = _default(field)
        value = default if part is None else getattr(part, field.name)
        shown = value if value is not None else (meta.examples or [""])[0]
        yield from _prose(meta.description or "")
        mark = "#" if part is None or value == default else ""
        yield f"{mark}{field.name} = {toml.value(msgspec.to_builtins(shown))}"


def _default(field: FieldInfo) -> Any:
    if field.default_factory is not NODEFAULT:
        return field.default_factory()
    return None if field.required else field.default


def _is_table(kind: Any) -> bool:
    inner = (get_args(kind) or (kind,))[-1]
    return isinstance(inner, type) and issubclass(inner, Part)


def _prose(text: str) -> Iterator[str]:
    yield from (f"# {line}" for line in textwrap.wrap(text, WIDTH))


def _said(kind: type[Part]) -> str:
    return inspect.getdoc(kind) or ""


def _meta(kind: Any) -> Meta:
    """The description and examples beside a key; the last one stands outermost."""
    metas = [extra for extra in getattr(kind, "__metadata__", ()) if isinstance(extra, Meta)]
    return metas[-1] if metas else Meta()


def _kind(kind: Any) -> Any:
    kind = kind.__origin__ if get_origin(kind) is Annotated else kind
    if get_origin(kind) in {Union, types.UnionType}:
        return next(part for part in get_args(kind) if part is not type(None))
    return kind
