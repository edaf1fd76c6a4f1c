"""From the fields of one body to a typed event, or to every fault in them.

A body arrives as a map of names to texts, whatever carried it (`bodies.py`). It is one of three things:
a known event, an action that this program does not know (kept and harmless), or a mistake with its
faults named. Nothing here waits or asks the time: the caller says what to believe of dates.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple, get_args
from zoneinfo import ZoneInfo

import msgspec

from . import Known, dates
from .event import LONGEST_SPAN, LONGEST_TEXT, Seconds

BELIEVED_LATE = 24 * 3600  # seconds that a date may lie before the instant it is received
BELIEVED_EARLY = 300  # seconds that a date may lie after it: clocks differ by minutes, not hours


class Fault(NamedTuple):
    """One thing wrong with a body: which field, and what to do about it."""

    field: str
    detail: str


class Unknown(NamedTuple):
    """A well-formed event with an action that is in no documentation yet."""

    action: str


class Wrong(NamedTuple):
    """A body that is not an event, with everything that is wrong with it."""

    faults: tuple[Fault, ...]


class Read(msgspec.Struct, frozen=True):
    """A known event; `believed` is False where its date was not, and the instant stands in for it."""

    event: Known
    believed: bool = True


class Field(NamedTuple):
    """One field of an action as the documentation has it."""

    name: str
    required: bool
    span: bool  # whole seconds, not text


def _fields(kind: type[Known]) -> tuple[Field, ...]:
    fields = msgspec.structs.fields(kind)
    return tuple(Field(f.name, f.required, f.type == Seconds | None) for f in fields if f.name != "date")


KINDS: Mapping[str, type[Known]] = {str(kind.__struct_config__.tag): kind for kind in get_args(Known)}
FIELDS: Mapping[str, tuple[Field, ...]] = {action: _fields(kind) for action, kind in KINDS.items()}
SPANS: Mapping[str, tuple[str, ...]] = {a: tuple(f.name for f in fields if f.span) for a, fields in FIELDS.items()}


def present(fields: Mapping[str, str | None]) -> dict[str, str]:
    """The fields that say something: `NULL`, empty, missing and JSON's null all mean "none"."""
    return {name: value for name, value in fields.items() if value and value != "NULL"}


def read(given: Mapping[str, str], zone: ZoneInfo, received: int, *, trust: bool) -> Read | Unknown | Wrong:
    """What the fields that are `present` in one body say.

    `received` settles which of two readings a date of the repeated hour has, and which dates are
    believed: one over 24 hours older or 5 minutes newer is replaced by it, unless `trust`.
    """
    action = given.get("action", "")
    kind = KINDS.get(action)
    if kind is None:
        return _not_known(action)
    try:
        date = dates.instant(given.get("date", ""), zone, received)
        believed = trust or received - BELIEVED_LATE <= date <= received + BELIEVED_EARLY
        fields: dict[str, str | int] = {**given, "date": date if believed else received}
        for name in SPANS[action]:
            if name in given:
                fields[name] = _span(given[name])
        event = msgspec.convert(fields, kind)
    except (ValueError, OverflowError):
        return Wrong(tuple(_faults(action, given, zone, received)))
    return Read(event, believed)


def _not_known(action: str) -> Unknown | Wrong:
    if not action:
        return Wrong((Fault("action", "is missing: every Thulium event names its action"),))
    if len(action) > LONGEST_TEXT:
        return Wrong((Fault("action", _too_long(action)),))
    return Unknown(action)


def _faults(action: str, given: Mapping[str, str], zone: ZoneInfo, received: int) -> Iterator[Fault]:
    """Everything that is wrong with the fields of a known action, in their order, the date last."""
    for name, required, span in FIELDS[action]:
        value = given.get(name)
        if value is None:
            if required:
                yield Fault(name, f"is missing: {action} needs it")
        elif span:
            try:
                _span(value)
            except ValueError:
                yield Fault(name, f"is {value[:40]!r}; expected whole seconds from 0 to {LONGEST_SPAN}")
        elif len(value) > LONGEST_TEXT:
            yield Fault(name, _too_long(value))
    if "date" not in given:
        yield Fault("date", "is missing: every event says when it happened")
        return
    try:
        dates.instant(given["date"], zone, received)
    except (ValueError, OverflowError):
        yield Fault("date", f"is no date: {given['date'][:40]!r}; expected YYYY-MM-DD HH:MM:SS")


def _span(text: str) -> int:
    """Whole seconds. ValueError if the text is anything else."""
    # isdecimal() alone would take the digits of every script; len() keeps int() from long work.
    if text.isascii() and text.isdecimal() and len(text) < LONGEST_TEXT and int(text) <= LONGEST_SPAN:
        return int(text)
    raise ValueError(text)


def _too_long(text: str) -> str:
    return f"has {len(text)} characters; {LONGEST_TEXT} is the most"
