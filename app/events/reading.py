"""From the fields of one body to a typed event, or to every fault in them.

A body arrives as a map of names to texts, whatever carried it (`bodies.py`). It is one of three things:
a known event, an action that this program does not know (kept and harmless), or a mistake with its
faults named. Nothing here waits or asks the time: the caller says what to believe of dates.
"""

from collections.abc import Mapping
from typing import NamedTuple, get_args
from zoneinfo import ZoneInfo

import msgspec

from . import Known, dates

LONGEST_TEXT = 1000  # characters; Thulium's longest documented value is a recording's name of about 70
LONGEST_SPAN = 7 * 86400  # seconds; no call lasts a week
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


class Read(NamedTuple):
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
    return tuple(
        Field(f.name, f.required, "Seconds" in repr(f.type) or "Annotated" in repr(f.type))
        for f in fields
        if f.name != "date"
    )


KINDS: Mapping[str, type[Known]] = {str(kind.__struct_config__.tag): kind for kind in get_args(Known)}
FIELDS: Mapping[str, tuple[Field, ...]] = {action: _fields(kind) for action, kind in KINDS.items()}


def present(fields: Mapping[str, str | None]) -> dict[str, str]:
    """The fields that say something: `NULL`, empty, missing and JSON's null all mean "none"."""
    return {name: value for name, value in fields.items() if value and value != "NULL"}


def read(fields: Mapping[str, str | None], zone: ZoneInfo, received: int, *, trust: bool) -> Read | Unknown | Wrong:
    """What one body says.

    `received` settles which of two readings a date of the repeated hour has, and which dates are
    believed: one over 24 hours older or 5 minutes newer is replaced by it, unless `trust`.
    """
    given = present(fields)
    action = given.get("action")
    if action is None:
        return Wrong((Fault("action", "is missing: every Thulium event names its action"),))
    kind = KINDS.get(action)
    if kind is None:
        return _unknown(action)
    faults: list[Fault] = []
    values: dict[str, str | int] = {}
    for name, required, span in FIELDS[action]:
        value = given.get(name)
        if value is None:
            if required:
                faults.append(Fault(name, f"is missing: {action} needs it"))
        elif span:
            values[name] = _span(name, value, faults)
        elif len(value) > LONGEST_TEXT:
            faults.append(Fault(name, f"has {len(value)} characters; {LONGEST_TEXT} is the most"))
        else:
            values[name] = value
    date = _date(given.get("date"), zone, received, faults)
    if faults:
        return Wrong(tuple(faults))
    believed = trust or received - BELIEVED_LATE <= date <= received + BELIEVED_EARLY
    return Read(kind(date=date if believed else received, **values), believed)  # type: ignore[arg-type]


def _unknown(action: str) -> Unknown | Wrong:
    if len(action) > LONGEST_TEXT:
        return Wrong((Fault("action", f"has {len(action)} characters; {LONGEST_TEXT} is the most"),))
    return Unknown(action)


def _date(text: str | None, zone: ZoneInfo, received: int, faults: list[Fault]) -> int:
    if text is None:
        faults.append(Fault("date", "is missing: every event says when it happened"))
        return 0
    try:
        return dates.instant(text, zone, received)
    except (ValueError, OverflowError):
        faults.append(Fault("date", f"is no date: {text[:40]!r}; expected YYYY-MM-DD HH:MM:SS"))
        return 0


def _span(name: str, text: str, faults: list[Fault]) -> int:
    # isdecimal() alone would take the digits of every script; len() keeps int() from long work.
    if text.isascii() and text.isdecimal() and len(text) <= LONGEST_TEXT and int(text) <= LONGEST_SPAN:
        return int(text)
    faults.append(Fault(name, f"is {text[:40]!r}; expected whole seconds from 0 to {LONGEST_SPAN}"))
    return 0
