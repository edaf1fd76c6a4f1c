"""What is wrong with a tree of settings: every mistake with its path and the reason, in plain words.

The same words for the file (`wallboard check`) and for the browser, which translates `reason`. Not here: values that
are right by themselves and contradict each other (`file.py`), and what is only doubtful (`doubts.py`).
"""

import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

import msgspec
from msgspec import Meta

from . import toml
from .schema import Part

Path = tuple[str | int, ...]
MAX_ID_CHARS = 1000  # as of the ids in events
NO_BOUND = 1_000_000_000
"""An upper bound as large as this is only there to refuse nonsense."""
WORDS = {
    "table": "must be a table",
    "list": "must be a list",
    "text": 'must be a text, in "quotes"',
    "empty": "must not be empty",
    "boolean": "must be true or false",
    "whole": "must be a whole number, at least {low}",
    "whole_between": "must be a whole number from {low} to {high}",
    "share": "must be a number above 0 and at most 1 (0.8 is 80 %)",
    "choice": "must be one of {choices}",
    "form": "must be {form}",
    "missing": "is missing",
    "unknown": "is no setting; known here: {known}",
    "id": "is no id: it must have 1 to 1000 characters",
    "windows": "at most three windows, each once",
    "board": "is part of an address, /tv/NAME: not empty, no dots alone, no slash",
    "zone": "is no time zone; for example Europe/Warsaw",
    "file_only": "is set in the file alone, not in the browser",
    "password_elsewhere": "changes where the stored password goes: take the password away first, or give it again",
    "no_mail_server": "needs a mail server: set mail.host first",
    "no_apprise": "needs another package: pip install '{package}'",
    "link_local": "is an address that only this machine's own network services have; it cannot be set in the browser",
    "no_board": "is no board; known: {known}",
    "large": "is too much: all that is set in the browser may take 512 KiB",
}
"""Each reason in plain words, `{…}` filled in from the mistake's values."""


class Mistake(NamedTuple):
    """One mistake: where, and why."""

    path: Path
    reason: str
    values: Mapping[str, Any] = types.MappingProxyType({})

    @property
    def key(self) -> str:
        """The path as in TOML."""
        return toml.path(self.path)

    @property
    def words(self) -> str:
        """The reason in plain words."""
        return WORDS[self.reason].format_map(self.values)


def mistakes(tree: Any, kind: Any) -> Iterator[Mistake]:
    """Everything that is wrong with the values of this kind."""
    if _converts(tree, kind) and all(_are_ids(one) for one in tree.values() if isinstance(one, dict)):
        return
    yield from _mistakes(tree, kind, ())


def right_part(value: Any, kind: Any) -> Any:
    """The value without the parts that are mistakes."""
    kind = without_none(kind)
    if is_part(kind):
        known = {field.encode_name: field.type for field in msgspec.structs.fields(kind)}
        kept = {name: item for name, item in value.items() if name in known and _is_right(item, known[name])}
        return {name: right_part(item, known[name]) for name, item in kept.items()}
    if get_origin(kind) is dict:
        inner = get_args(kind)[1]
        return {name: right_part(item, inner) for name, item in value.items() if _is_right(item, inner)}
    if get_origin(kind) is list:
        inner = get_args(kind)[0]
        return [right_part(item, inner) for item in value if _is_right(item, inner)]
    return value


def is_part(kind: Any) -> bool:
    """Whether the kind is one table."""
    return isinstance(kind, type) and issubclass(kind, Part)


def without_none(kind: Any) -> Any:
    """The kind itself, without its description and without None beside it."""
    if get_origin(kind) is Annotated and (get_origin(kind.__origin__) is not None or is_part(kind.__origin__)):
        kind = kind.__origin__
    if get_origin(kind) in {Union, types.UnionType}:
        some = [part for part in get_args(kind) if part is not type(None)]
        return some[0] if len(some) == 1 else kind
    return kind


def _are_ids(table: dict[str, Any]) -> bool:
    return all(0 < len(id_) <= MAX_ID_CHARS for id_ in table)


def _mistakes(value: Any, kind: Any, path: Path) -> Iterator[Mistake]:
    """Walk the types beside the values, so that one mistake does not hide the next."""
    kind = without_none(kind)
    if is_part(kind):
        yield from _table_mistakes(value, kind, path)
    elif get_origin(kind) is dict and isinstance(value, dict):
        for id_, item in value.items():
            if 0 < len(id_) <= MAX_ID_CHARS:
                yield from _mistakes(item, get_args(kind)[1], (*path, id_))
            else:
                yield Mistake((*path, id_), "id")
    elif get_origin(kind) is list and isinstance(value, list):
        for index, item in enumerate(value):
            yield from _mistakes(item, get_args(kind)[0], (*path, index))
    elif not _converts(value, kind):
        yield Mistake(path, *_expected(value, kind))


def _is_right(value: Any, kind: Any) -> bool:
    """Whether the value, or what is left of it without its mistakes, can stand."""
    kind = without_none(kind)
    if is_part(kind):
        required = {field.encode_name for field in msgspec.structs.fields(kind) if field.required}
        return isinstance(value, dict) and required <= right_part(value, kind).keys()
    if get_origin(kind) in {dict, list}:
        return isinstance(value, get_origin(kind))
    return _converts(value, kind)


def _table_mistakes(value: Any, kind: type[Part], path: Path) -> Iterator[Mistake]:
    if not isinstance(value, dict):
        yield Mistake(path, "table")
        return
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    for name, item in value.items():
        if name in fields:
            yield from _mistakes(item, fields[name].type, (*path, name))
        else:
            yield Mistake((*path, name), "unknown", {"known": ", ".join(fields)})
    for name, field in fields.items():
        if field.required and name not in value:
            yield Mistake((*path, name), "missing")


def _converts(value: Any, kind: Any) -> bool:
    if isinstance(value, bool) and bool not in _plain_kinds(kind):
        return False
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return value is not None


def _expected(value: Any, kind: Any) -> tuple[str, Mapping[str, Any]]:
    """The reason why the value is not of this kind, and what the words name."""
    plain, metas = _plain_kinds(kind), _metas(kind)
    if choices := next((get_args(one) for one in plain if get_origin(one) is Literal), None):
        return "choice", {"choices": ", ".join(choices)}
    if bool in plain:
        return "boolean", {}
    if float in plain:
        return "share", {}
    if int in plain:
        low = next(meta.ge for meta in metas if meta.ge is not None)
        high = next(meta.le for meta in metas if meta.le is not None)
        return ("whole", {"low": low}) if high >= NO_BOUND else ("whole_between", {"low": low, "high": high})
    if str in plain:
        return _expected_text(value, metas)
    return ("list" if get_origin(plain[0]) is list else "table"), {}


def _expected_text(value: Any, metas: list[Meta]) -> tuple[str, Mapping[str, Any]]:
    form = next((meta.title for meta in metas if meta.title), None)
    if not isinstance(value, str):
        return "text", {}
    return ("form", {"form": form}) if value and form else ("empty", {})


def _plain_kinds(kind: Any) -> list[Any]:
    """The kinds of a union, without what is noted beside them and without None."""
    if get_origin(kind) is Annotated:
        return _plain_kinds(kind.__origin__)
    if get_origin(kind) in {Union, types.UnionType}:
        return [plain for part in get_args(kind) if part is not type(None) for plain in _plain_kinds(part)]
    return [kind]


def _metas(kind: Any) -> list[Meta]:
    """What is noted beside a kind and the kinds of its union."""
    if get_origin(kind) is Annotated:
        return [*(meta for meta in kind.__metadata__ if isinstance(meta, Meta)), *_metas(kind.__origin__)]
    if get_origin(kind) in {Union, types.UnionType}:
        return [meta for part in get_args(kind) for meta in _metas(part)]
    return []
