"""From the bytes of a request to bodies: maps of field names to JSON values. Nothing is understood here.

Thulium's documentation does not name the encoding, so form, multipart and JSON say the same thing, and a JSON array
is several bodies. Any request of a mebibyte is decoded or refused in bounded time and memory. Not here: what the
fields mean (`reading.py`).
"""

import binascii
import codecs
import json
import re
from collections.abc import Callable, Mapping
from encodings import cp1250, cp1252
from string import hexdigits
from typing import Any, NamedTuple
from urllib.parse import unquote

import msgspec
from python_multipart.multipart import MultipartParser, parse_options_header

Body = dict[str, Any]
"""The fields of a body as they arrived: text, None, or what only JSON holds: a boolean, a list, a map."""

MAX_ARRAY_EVENTS = 20_000  # 1 MiB of real ones are about 5,000
MAX_FIELDS = 1000  # of one body; the longest documented event has 14
MAX_JSON_VALUES = 80_000  # in one request; 1 MiB of the shortest real events holds 60,000
MAX_DEPTH = 32  # of a list or map in a field
MAX_PART_HEADERS = 8
MAX_PART_HEADER_BYTES = 512
SHORT_FORM_BYTES = 8192  # beyond, unquoting a value in one go takes 40 times its memory
UNQUOTED_BYTES = 65_536

FORM, MULTIPART, JSON = "application/x-www-form-urlencoded", "multipart/form-data", "application/json"
NO_TYPE = frozenset({FORM, "", "text/plain"})
"""The types under which a body is looked at: a command-line client calls everything a form."""

CHARSETS: Mapping[str, str | None] = {
    "utf-8": None,
    "utf8": None,
    "us-ascii": None,
    "ascii": None,
    "iso-8859-1": "iso-8859-1",
    "latin1": "iso-8859-1",
    "iso-8859-2": "iso-8859-2",
    "latin2": "iso-8859-2",
    "windows-1250": "windows-1250",
    "cp1250": "windows-1250",
    "windows-1252": "windows-1252",
    "cp1252": "windows-1252",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}
"""The charsets that a Content-Type may declare, None being UTF-8 or else windows-1250, as where none is declared.

Python knows many more, some of which take minutes for a mebibyte.
"""

FALLBACK = "windows-1250"  # what is no UTF-8 comes from a Polish Windows
TABLES = {
    "windows-1250": cp1250.decoding_table.replace("\ufffe", "\ufffd"),
    "windows-1252": cp1252.decoding_table.replace("\ufffe", "\ufffd"),
}
"""Character maps without holes: an error handler would be called for each of a mebibyte of wrong bytes."""
BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, None), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
JSON_WHITESPACE = b" \t\r\n\x00" + b"".join(dedup_key for dedup_key, _ in BYTE_ORDER_MARKS)
ENCODINGS: Mapping[bytes, Callable[[bytes], bytes]] = {
    b"base64": binascii.a2b_base64,
    b"quoted-printable": binascii.a2b_qp,
}
ESCAPE = re.compile(rb"%[0-9A-Fa-f]{2}")
ESCAPED = {f"%{high}{low}".encode(): bytes([int(high + low, 16)]) for high in hexdigits for low in hexdigits}
STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)

_canonical = msgspec.json.Encoder(order="sorted")
_stored = msgspec.json.Decoder(dict[str, str | None])


class NotABody(ValueError):
    """The sender's fault: these bytes are no form and no JSON object; `str()` says why."""


class Unsupported(ValueError):
    """The sender's fault: a type or charset that is not taken; `str()` says which are."""


class TooMany(ValueError):
    """The sender's fault: an array of more events than are taken at once."""


class Unreadable(NamedTuple):
    """A body that could not be decoded: its text, and why."""

    raw: str
    detail: str


def decode(data: bytes, content_type: str) -> tuple[list[Body | Unreadable], bool]:
    """The bodies in a request, by its type or by its look, and whether they came as an array.

    Unsupported for a type or charset that is not taken, TooMany for too long an array.
    """
    kind, parameters = _header(content_type.encode("utf-8", "surrogateescape"))
    charset = _charset(parameters.get(b"charset", b""))
    data, charset = _without_byte_order_mark(data, charset)
    try:
        if kind == MULTIPART:
            return [from_multipart(data, parameters.get(b"boundary", b""), charset)], False
        if kind == JSON or (kind in NO_TYPE and looks_like_json(data)):
            return _from_json(_text(data, charset))
        if kind in NO_TYPE:
            return [from_form(data, charset)], False
    except NotABody as error:
        return [Unreadable(_text(data, charset), str(error))], False
    raise Unsupported(f"Send {FORM}, {MULTIPART} or {JSON}.")


def from_form(data: bytes, charset: str | None = None) -> Body:
    """The fields of `a=1&b=2`. Of a repeated name the last counts. NotABody if there are too many.

    Where no charset is declared, each value is read by itself: of raw and of percent-encoded bytes, senders mix both.
    """
    if data.count(b"&") >= MAX_FIELDS:
        raise NotABody(f"has over {MAX_FIELDS} fields")
    if charset is None and len(data) <= SHORT_FORM_BYTES:
        try:
            return _short_form(data)
        except UnicodeDecodeError:
            pass
    elif charset is not None and charset.startswith("utf-16"):
        data, charset = _text(data, charset).encode(), None
    fields: Body = {}
    for pair in data.replace(b"+", b" ").split(b"&"):
        name, _, value = pair.partition(b"=")
        if name:
            fields[_text(_unquoted(name), charset)] = _text(_unquoted(value), charset)
    return fields


def from_multipart(data: bytes, boundary: bytes, charset: str | None = None) -> Body:
    """The fields of a multipart form. NotABody if the bytes are none, or its parts are too many or nested."""
    parts = _parts(data, boundary)
    fields: Body = {}
    for headers, content in parts:
        _, disposition = parse_options_header(headers.get(b"content-disposition"))
        if name := disposition.get(b"name"):
            fields[_text(name, charset)] = _part_text(headers, bytes(content), charset)
    if not fields:
        raise NotABody("is no multipart form with fields")
    return fields


def from_json(text: str) -> Any:
    """What a JSON text holds, not yet checked to be an object or an array of them. NotABody if it is no JSON.

    Numbers are `Raw`, as they were written: `1416225570.340` is an id, and 1e999 harms nobody.
    """
    if _values(text) > MAX_JSON_VALUES < _values(STRING.sub("", text)):
        raise NotABody(f"holds over {MAX_JSON_VALUES} values")
    try:
        return json.loads(text, parse_int=msgspec.Raw, parse_float=msgspec.Raw, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise NotABody(f"is no JSON: {error}") from error


def from_object(value: object) -> Body:
    """The fields of one JSON object, numbers as the text they were. NotABody if it is none, or too much."""
    if not isinstance(value, dict):
        raise NotABody("is no JSON object")
    if len(value) > MAX_FIELDS:
        raise NotABody(f"has {len(value)} fields; {MAX_FIELDS} is the most")
    for name, field in value.items():
        if isinstance(field, msgspec.Raw):
            value[name] = bytes(field).decode()
        elif not isinstance(field, str | None) and not _is_shallow(field):
            raise NotABody(f"nests deeper than {MAX_DEPTH}")
    try:
        _canonical.encode(value)
    except UnicodeError:
        return {_whole(name): _whole(field) for name, field in value.items()}
    return value


def from_journal(data: bytes) -> Body:
    """The fields as they were stored. ValueError if the bytes are damaged."""
    try:
        return _stored.decode(data)
    except msgspec.ValidationError:
        value = from_json(data.decode())
    if isinstance(value, dict) and any(isinstance(field, msgspec.Raw) for field in value.values()):
        raise NotABody("holds a number, which is stored as text")
    return from_object(value)


def looks_like_json(data: bytes) -> bool:
    """Whether a body is JSON although its type does not say so."""
    return data.lstrip(JSON_WHITESPACE)[:1] in (b"{", b"[")


def canonical(fields: Mapping[str, Any]) -> bytes:
    """The same bytes for the same fields with the same values, in whatever order they came."""
    return _canonical.encode(fields)


def _header(value: bytes) -> tuple[str, dict[bytes, bytes]]:
    """A Content-Type's type and parameters."""
    kind, parameters = parse_options_header(value)
    return kind.decode("latin-1"), parameters


def _charset(label: bytes) -> str | None:
    """The charset that is declared; None where none is. Unsupported if it is not taken."""
    name = label.decode("latin-1").strip().lower()
    if name and name not in CHARSETS:
        raise Unsupported("The charset is not known here; send UTF-8.")
    return CHARSETS[name] if name else None


def _without_byte_order_mark(data: bytes, charset: str | None) -> tuple[bytes, str | None]:
    """The bytes without a leading byte order mark, and the charset, which UTF-16's marks tell."""
    for dedup_key, told in BYTE_ORDER_MARKS:
        if data.startswith(dedup_key) and (told is None or charset is None or charset.startswith("utf-16")):
            return data[len(dedup_key) :], told or charset
    return data, charset


def _text(data: bytes, charset: str | None) -> str:
    """The bytes as text. What is no character becomes U+FFFD: no call is lost for one letter of a name."""
    if charset is None:
        try:
            return data.decode()
        except UnicodeDecodeError:
            charset = FALLBACK
    if charset in TABLES:
        return codecs.charmap_decode(data, "strict", TABLES[charset])[0]
    return data.decode(charset, "replace")


def _short_form(data: bytes) -> Body:
    """The fields of a form as nearly all are. UnicodeDecodeError if it is no UTF-8."""
    text = data.decode().replace("+", " ").replace("%3A", ":")  # the colons of every date: spares unquoting
    fields: Body = {}
    for pair in text.split("&"):
        name, _, value = pair.partition("=")
        if "%" in value:
            value = unquote(value, errors="strict")
        if "%" in name:
            name = unquote(name, errors="strict")
        if name:
            fields[name] = value
    return fields


def _unquoted(data: bytes) -> bytes:
    """The bytes without percent-encoding, some at a time."""
    if b"%" not in data:
        return data
    pieces, start = [], 0
    while start < len(data):
        end = start + UNQUOTED_BYTES
        if (escape := data.rfind(b"%", end - 2, end)) >= 0:
            end = escape  # not to be cut in two
        pieces.append(ESCAPE.sub(lambda found: ESCAPED[found[0]], data[start:end]))
        start = end
    return b"".join(pieces)


def _parts(data: bytes, boundary: bytes) -> list[tuple[dict[bytes, bytes], bytearray]]:
    """The parts of a multipart form: headers by their names in lower case, and content."""
    parts: list[tuple[dict[bytes, bytes], bytearray]] = []
    name = b""

    def begin() -> None:
        if len(parts) >= MAX_FIELDS:
            raise NotABody(f"has over {MAX_FIELDS} parts")
        parts.append(({}, bytearray()))

    def header_field(data: bytes, start: int, end: int) -> None:
        nonlocal name
        name = data[start:end].lower()

    def header_value(data: bytes, start: int, end: int) -> None:
        parts[-1][0][name] = data[start:end]

    def content(data: bytes, start: int, end: int) -> None:
        parts[-1][1].extend(data[start:end])

    try:
        MultipartParser(
            boundary,
            {
                "on_part_begin": begin,
                "on_header_field": header_field,
                "on_header_value": header_value,
                "on_part_data": content,
            },
            max_header_count=MAX_PART_HEADERS,
            max_header_size=MAX_PART_HEADER_BYTES,
        ).write(data)
    except NotABody:
        raise
    except ValueError as error:
        raise NotABody("is no multipart form") from error
    return parts


def _part_text(headers: Mapping[bytes, bytes], content: bytes, charset: str | None) -> str:
    """The text of one part, by its own charset and transfer encoding where it has them."""
    kind, parameters = _header(headers.get(b"content-type", b""))
    if kind.startswith("multipart/"):
        raise NotABody("is a multipart form in a multipart form")
    decoded = ENCODINGS.get(headers.get(b"content-transfer-encoding", b"").strip().lower())
    try:
        content = decoded(content) if decoded else content
    except ValueError as error:
        raise NotABody("is no multipart form: a part is not encoded as it says") from error
    return _text(content, _charset(parameters.get(b"charset", b"")) or charset)


def _from_json(text: str) -> tuple[list[Body | Unreadable], bool]:
    value = from_json(text)
    if not isinstance(value, list):
        return [from_object(value)], False
    if not value:
        raise NotABody("is an empty array")
    if len(value) > MAX_ARRAY_EVENTS:
        raise TooMany(f"The array holds {len(value)} events; {MAX_ARRAY_EVENTS} are the most.")
    return [_element(element) for element in value], True


def _element(value: Any) -> Body | Unreadable:
    try:
        return from_object(value)
    except NotABody as error:
        return Unreadable(_dumped(value), str(error))


def _dumped(value: Any) -> str:
    try:
        return json.dumps(value, default=lambda number: bytes(number).decode())
    except RecursionError:
        return ""


def _whole(value: Any) -> Any:
    """The value with U+FFFD for each half of a character, which JSON can write and no file can keep."""
    match value:
        case str():
            return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        case dict():
            return {_whole(name): _whole(one) for name, one in value.items()}
        case list():
            return [_whole(one) for one in value]
        case _:
            return value


def _values(text: str) -> int:
    """At most how many values a JSON text holds; the commas and brackets in its strings count too."""
    return text.count(",") + text.count("[") + text.count("{")


def _is_shallow(value: object, depth: int = MAX_DEPTH) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return not inner or (depth > 0 and all(_is_shallow(one, depth - 1) for one in inner))
