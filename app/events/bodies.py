"""From the bytes of a request to bodies: maps of field names to texts. Nothing is understood here.

Thulium's documentation does not name the encoding, so form and JSON say the same thing, and a JSON array
is several bodies.
"""

import json
from collections.abc import Callable
from email.message import MIMEPart
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import unquote

import msgspec

Body = dict[str, str | None]

_canonical = msgspec.json.Encoder(order="sorted")


class NotABody(ValueError):
    """The sender's fault: these bytes are no form and no JSON object; `str()` says why."""


class WrongField(ValueError):
    """The sender's fault: a field holds something else than one text or number."""

    def __init__(self, field: str) -> None:
        """Name the field."""
        super().__init__(f"{field} must be one text or number")
        self.field = field


def from_form(data: bytes, charset: str = "utf-8") -> Body:
    """The fields of `a=1&b=2`. Of a repeated name the last counts. NotABody if bytes are not `charset`."""
    text = _text(data, charset).replace("+", " ").replace("%3A", ":")  # the colons of every date: spares unquoting
    fields: Body = {}
    try:
        for pair in text.split("&"):
            name, _, value = pair.partition("=")
            if "%" in value:
                value = unquote(value, charset)
            if "%" in name:
                name = unquote(name, charset)
            if name:
                fields[name] = value
    except (UnicodeError, LookupError) as error:
        raise NotABody(f"is not {charset} text") from error
    return fields if charset == "utf-8" else sound(fields)  # UTF-8 has no half characters


def from_multipart(data: bytes, content_type: str) -> Body:
    """The fields of a multipart form. NotABody if the bytes are none."""
    head = b"Content-Type: " + content_type.encode("latin-1", "replace") + b"\r\n\r\n"
    try:
        form = BytesParser(policy=HTTP).parsebytes(head + data)
        parts = [(part.get_param("name", header="content-disposition"), part) for part in form.iter_parts()]
        fields: Body = {str(name): _part(part) for name, part in parts if name}
    except (ValueError, LookupError, RecursionError, AttributeError, TypeError) as error:
        raise NotABody("is no multipart form") from error
    if not fields:
        raise NotABody("is no multipart form with fields")
    return sound(fields)


def from_json(data: bytes, charset: str = "utf-8") -> Any:
    """What a JSON body holds, not yet checked to be an object or an array of them. NotABody if it is no JSON.

    Numbers stay the text they were: `1416225570.341` is an id, and 1e999 harms nobody.
    """
    keep: Callable[[str], str] = str
    try:
        return json.loads(_text(data, charset), parse_int=keep, parse_float=keep, parse_constant=keep)
    except NotABody:
        raise
    except (ValueError, RecursionError) as error:
        raise NotABody(f"is no JSON: {error}") from error


def from_object(value: object) -> Body:
    """The fields of one JSON object. NotABody if it is none, WrongField if a value is a list, map or boolean."""
    if not isinstance(value, dict):
        raise NotABody("is no JSON object")
    for name, field in value.items():
        if not isinstance(field, str | None):
            raise WrongField(str(name))
    return sound(value)


def sound(fields: Body) -> Body:
    """The fields, if they are whole text. NotABody if one holds half a character, which no file could keep."""
    try:
        _canonical.encode(fields)
    except UnicodeError as error:
        raise NotABody("holds half a character") from error
    return fields


def looks_like_json(data: bytes) -> bool:
    """Whether a body without a type is JSON."""
    return data.lstrip()[:1] in (b"{", b"[")


def canonical(fields: dict[str, str]) -> bytes:
    """The same bytes for the same fields with the same values, in whatever order they came."""
    return _canonical.encode(fields)


def _part(part: MIMEPart) -> str:
    payload = part.get_payload(decode=True)
    return payload.decode(part.get_content_charset("utf-8")) if isinstance(payload, bytes) else ""


def _text(data: bytes, charset: str) -> str:
    try:
        return data.decode(charset)
    except (UnicodeError, LookupError) as error:
        raise NotABody(f"is not {charset} text") from error
