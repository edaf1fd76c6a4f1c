"""Parsing of one body's fields into a typed event, or into all of its errors.

A body is a map of names to values (`decoding.py`). It is a known event, an unknown action (stored, without effect), or
invalid, with its errors: only fields on which the event's effect depends can be invalid. Nothing here waits or reads
the clock: the caller decides which dates are believed.
"""

from collections.abc import Mapping
from itertools import product
from typing import Any, NamedTuple, get_args
from zoneinfo import ZoneInfo

import msgspec

from . import Known, timestamps
from .event import MAX_SPAN_S, MAX_TEXT_CHARS, Seconds

MAX_LATE_S = 24 * 3600  # seconds that a date may lie before the instant it is received; older, it is a backlog's
MAX_EARLY_S = 300  # seconds that a date may lie after it: clocks differ by minutes, not hours


class FieldError(NamedTuple):
    """One error of a body: the field, and how to correct it."""

    field: str
    detail: str


class Unknown(NamedTuple):
    """A well-formed event with an undocumented action."""

    action: str


class Invalid(NamedTuple):
    """A body that is not an event, with all of its errors."""

    errors: tuple[FieldError, ...]


class Parsed(msgspec.Struct, frozen=True):
    """A known event.

    `believed` is False where the instant received replaces a missing or impossible date, or where an optional field was
    invalid and counts as unknown. `late`: dated over 24 hours before its receipt. `ahead` is how many seconds its date
    is ahead of the receipt; None where the date is not comparable.
    """

    event: Known
    believed: bool = True
    late: bool = False
    ahead: int | None = 0


class Field(NamedTuple):
    """One field of an action as the documentation has it."""

    name: str
    required: bool
    span: bool  # integer seconds, not text


def _fields(kind: type[Known]) -> tuple[Field, ...]:
    fields = msgspec.structs.fields(kind)
    return tuple(Field(f.name, f.required, f.type == Seconds | None) for f in fields if f.name != "date")


EVENT_TYPES: Mapping[str, type[Known]] = {str(kind.__struct_config__.tag): kind for kind in get_args(Known)}
FIELDS: Mapping[str, tuple[Field, ...]] = {action: _fields(kind) for action, kind in EVENT_TYPES.items()}
SPANS: Mapping[str, tuple[str, ...]] = {a: tuple(f.name for f in fields if f.span) for a, fields in FIELDS.items()}
NONE_TEXTS = "must be one text or number"
NULLS = frozenset(map("".join, product("nN", "uU", "lL", "lL")))


def present(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields with a value, stripped, with the action in capitals.

    `null` in any letter case, empty, missing and JSON's null all mean "none": Thulium's documentation writes NULL, its
    deliveries null.
    """
    try:  # nearly every value is a text without blanks around: looking is cheaper than calling
        given = {
            name: value
            for name, value in fields.items()
            if value and "!" <= value[0] <= "~" and "!" <= value[-1] <= "~" and value not in NULLS
        }
    except (TypeError, LookupError):
        given = {}
    if len(given) < len(fields):
        for name, value in fields.items():
            if name not in given and (parsed := _stripped(value)) is not None:
                given[name] = parsed
    action = given.get("action")
    if isinstance(action, str) and action not in EVENT_TYPES:
        given["action"] = action.upper()
    return given


def _stripped(value: Any) -> Any:
    """The value without blanks around it; None for an empty one."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    return text if text and text.upper() != "NULL" else None


def parse(
    given: Mapping[str, Any], zone: ZoneInfo, received: int, *, trust: bool, keep_days: int
) -> Parsed | Unknown | Invalid:
    """The event of the `present` fields of one body.

    `received` decides which of two instants a date of the repeated hour means, and which dates are believed: one over 5
    minutes newer or `keep_days` older is replaced by it, unless `trust`.
    """
    action = given.get("action")
    if not isinstance(action, str) or action not in EVENT_TYPES:
        return _unknown_action(action)
    try:
        date = timestamps.instant(given["date"], zone, received)
        ahead = date - received
        if trust or -MAX_LATE_S <= ahead <= MAX_EARLY_S:
            fields = {**given, "date": date}
            for name in SPANS[action]:
                if name in given:
                    fields[name] = _span(given[name])
            return Parsed(msgspec.convert(fields, EVENT_TYPES[action]), ahead=None if trust else ahead)
    except (KeyError, ValueError, TypeError, OverflowError):
        pass
    return _parse_leniently(action, given, _dating(given.get("date"), zone, received, trust=trust, keep_days=keep_days))


class _Dating(NamedTuple):
    """The date that counts for an event, and the flags of `Parsed` that follow from it."""

    date: int
    believed: bool
    late: bool = False
    ahead: int | None = None


def _dating(text: Any, zone: ZoneInfo, received: int, *, trust: bool, keep_days: int) -> _Dating | None:
    """When an event with this date happened; None if it is no date."""
    if text is None:
        return _Dating(received, believed=False)
    try:
        written = timestamps.instant(text, zone, received)
    except (ValueError, TypeError, KeyError, OverflowError):  # it may be anything: a number, a map
        return None
    ahead = written - received
    if trust or -MAX_LATE_S <= ahead <= MAX_EARLY_S:
        return _Dating(written, believed=True, ahead=None if trust else ahead)
    if ahead > 0:
        return _Dating(received, believed=False, ahead=ahead)
    if ahead >= -keep_days * 86400:
        return _Dating(written, believed=True, late=True)
    return _Dating(received, believed=False)


def _parse_leniently(action: str, given: Mapping[str, Any], dating: _Dating | None) -> Parsed | Invalid:
    """The event, if no field on which its effect depends is invalid; else all errors, the date's last."""
    fields: dict[str, Any] = {}
    faults: list[FieldError] = []
    believed = True
    for field in FIELDS[action]:
        value = given.get(field.name)
        detail = _wrong(action, field, value)
        if not detail:
            fields[field.name] = int(value) if field.span and value is not None else value
        elif field.required:
            faults.append(FieldError(field.name, detail))
        elif isinstance(value, str) and not field.span:
            fields[field.name] = value[:MAX_TEXT_CHARS]
        else:
            believed = False
    if dating is None:
        faults.append(FieldError("date", f"is not a date: {_quoted(given['date'])}; expected YYYY-MM-DD HH:MM:SS"))
    if faults or dating is None:
        return Invalid(tuple(faults))
    event = msgspec.convert(fields | {"action": action, "date": dating.date}, EVENT_TYPES[action])
    return Parsed(event, believed and dating.believed, dating.late, dating.ahead)


def _unknown_action(action: object) -> Unknown | Invalid:
    if action is None:
        return Invalid((FieldError("action", "is missing: every Thulium event names its action"),))
    if not isinstance(action, str):
        return Invalid((FieldError("action", NONE_TEXTS),))
    if len(action) > MAX_TEXT_CHARS:
        return Invalid((FieldError("action", _too_long(action)),))
    return Unknown(action)


def _wrong(action: str, field: Field, value: object) -> str:
    """The error of a field of a known action; empty if there is none."""
    if value is None:
        return f"is missing: {action} needs it" if field.required else ""
    if not isinstance(value, str):
        return NONE_TEXTS
    if field.span:
        try:
            _span(value)
        except ValueError:
            return f"is {_quoted(value)}; expected whole seconds from 0 to {MAX_SPAN_S}"
        return ""
    return _too_long(value) if len(value) > MAX_TEXT_CHARS else ""


def _span(text: str) -> int:
    """Integer seconds. ValueError for other text, TypeError for another type."""
    if not isinstance(text, str):
        raise TypeError(text)
    # isdecimal() alone would take the digits of every script; len() keeps int() from long work.
    if text.isascii() and text.isdecimal() and len(text) < MAX_TEXT_CHARS and int(text) <= MAX_SPAN_S:
        return int(text)
    raise ValueError(text)


def _quoted(value: object) -> str:
    return repr(value[:40] if isinstance(value, str) else type(value).__name__)


def _too_long(text: str) -> str:
    return f"has {len(text)} characters; {MAX_TEXT_CHARS} is the most"
