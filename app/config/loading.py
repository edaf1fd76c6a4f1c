"""Loading of a TOML file: settings, or all of its errors, each named by its key.

A file that contradicts itself but can be run gets warnings (`warnings.py`), not errors.
"""

import os
import re
import tomllib
import types
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from . import toml
from .fields import is_table
from .hosts import is_loopback
from .schema import Journal, Part, Settings

TLS_FILES = {"ssl_ca_certs", "ssl_certfile", "ssl_keyfile"}
SENTINELS = {"username", "password"}  # the sentinels' own

MAX_WINDOWS = 3
ORIGIN = re.compile(r"self|none|(https?://)?(\*\.)?[A-Za-z0-9.-]+(:(\d+|\*))?")  # CSP's host-source, without paths
CONTROL = re.compile(r"[\x00-\x1f\x7f]")

ENVIRONMENT = {
    "WALLBOARD_WEBHOOK_USERNAME": ("webhook", "username"),
    "WALLBOARD_WEBHOOK_PASSWORD": ("webhook", "password"),
    "WALLBOARD_JOURNAL_URL": ("journal", "url"),
}
"""Settings from the environment, so that a secret need not be in the file; they win over the file."""


class Mistakes(ValueError):
    """The configuration is invalid: one line for each error, naming its key."""

    def __init__(self, lines: list[str]) -> None:
        """Keep the lines; there is at least one."""
        super().__init__("\n".join(lines))
        self.lines = lines


class NotToml(Mistakes):
    """The text is not TOML; nothing else in it can be checked."""


def load(path: Path | None, environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of a file, or the defaults, and of the environment. Mistakes if it is unreadable or invalid."""
    try:
        return parse(
            path.read_text(encoding="utf-8-sig") if path else "", environ
        )  # some editors write a byte order mark
    except OSError as error:
        raise Mistakes([f"{path}: cannot be read: {error}"]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise Mistakes([f"{path}: line {line}: is not UTF-8; save the file in that encoding"]) from error
    except NotToml as error:
        raise Mistakes([f"{path}: {error}"]) from error


def parse(text: str, environ: Mapping[str, str] = types.MappingProxyType({})) -> Settings:
    """The settings of a TOML text and an environment. Mistakes lists all errors."""
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise NotToml([f"not TOML: {toml.describe(error, text)}"]) from error
    _overlay(raw, environ)
    lines = [f"{key}: {what}" for key, what in _mistakes(raw, Settings, "")]
    # Invalid values are left out, so that contradictions among the others are reported too.
    settings = msgspec.convert(_checked(raw, Settings), Settings)
    lines += _contradictions(settings)
    if lines:
        raise Mistakes(lines)
    return settings


def _overlay(raw: dict[str, Any], environ: Mapping[str, str]) -> None:
    """Add the environment's values; an empty variable counts as unset."""
    for variable, (table, key) in ENVIRONMENT.items():
        if value := environ.get(variable):
            held = raw.setdefault(table, {})
            if isinstance(held, dict):
                held[key] = value


def exposure_errors(settings: Settings, host: str) -> list[str]:
    """The settings that are missing before the server may listen on an address that others reach."""
    if is_loopback(host):
        return []
    lines = []
    if settings.webhook.username is None or settings.webhook.password is None:
        lines.append(
            f"webhook: needs username and password before the server may listen on {host}: write those of Thulium's "
            "panel into the file and run `wallboard check FILE`"
        )
    if not settings.keys:
        lines.append(
            f"keys: needs a key before the server may listen on {host}: run "
            "`wallboard key --role supervisor --name NAME` and paste what it prints into the file"
        )
    return lines


def _mistakes(value: Any, kind: Any, key: str) -> Iterator[tuple[str, str]]:
    """Check types and values together, so that one error does not hide the next."""
    kind = _without_none(kind)
    if isinstance(kind, type) and issubclass(kind, Part):
        yield from _table_mistakes(value, kind, key)
    elif get_origin(kind) is dict and isinstance(value, dict):
        for name, item in value.items():
            yield from _mistakes(item, get_args(kind)[1], f"{key}.{name}")
    elif get_origin(kind) is list and isinstance(value, list):
        for index, item in enumerate(value):
            yield from _mistakes(item, get_args(kind)[0], f"{key}[{index}]")
    else:
        try:
            msgspec.convert(value, kind)
        except msgspec.ValidationError as error:
            yield key, _describe(error, kind)


def _describe(error: msgspec.ValidationError, kind: Any) -> str:
    """The expected value: a pattern by its title, an enumeration by its values."""
    parsed = str(error).partition(" - at ")[0]
    if get_origin(kind) is Literal and parsed.startswith("Invalid enum"):
        return f"Expected one of {', '.join(get_args(kind))}"
    titles = [part.title for part in getattr(kind, "__metadata__", ()) if part.title]
    return f"Expected {titles[0]}" if titles and "regex" in parsed else parsed


def _checked(value: Any, kind: Any) -> Any:
    """The value without its invalid parts."""
    kind = _without_none(kind)
    if isinstance(kind, type) and issubclass(kind, Part):
        known = {field.name: field.type for field in msgspec.structs.fields(kind)}
        valid = {name: item for name, item in value.items() if name in known and _is_valid_type(item, known[name])}
        return {name: _checked(item, known[name]) for name, item in valid.items()}
    if get_origin(kind) is dict:
        inner = get_args(kind)[1]
        return {name: _checked(item, inner) for name, item in value.items() if _is_valid_type(item, inner)}
    if get_origin(kind) is list:
        inner = get_args(kind)[0]
        return [_checked(item, inner) for item in value if _is_valid_type(item, inner)]
    return value


def _is_valid_type(value: Any, kind: Any) -> bool:
    """Whether the value, without its invalid parts, has the type."""
    kind = _without_none(kind)
    if isinstance(kind, type) and issubclass(kind, Part):
        required = {field.name for field in msgspec.structs.fields(kind) if field.required}
        return isinstance(value, dict) and required <= _checked(value, kind).keys()
    if get_origin(kind) in {dict, list}:
        return isinstance(value, get_origin(kind))
    return not list(_mistakes(value, kind, ""))


def _table_mistakes(value: Any, kind: type[Part], key: str) -> Iterator[tuple[str, str]]:
    if not isinstance(value, dict):
        yield key, "Expected a table"
        return
    prefix = f"{key}." if key else ""
    fields = {field.name: field for field in msgspec.structs.fields(kind)}
    for name, item in value.items():
        if name in fields:
            yield from _mistakes(item, fields[name].type, prefix + name)
        else:
            yield prefix + name, "is no setting; known here: " + ", ".join(fields)
    for name, field in fields.items():
        if field.required and name not in value:
            yield prefix + name, "is missing"


def _without_none(kind: Any) -> Any:
    """The kind itself, without its description and without None beside it."""
    if get_origin(kind) is Annotated and (get_origin(kind.__origin__) is not None or is_table(kind.__origin__)):
        kind = kind.__origin__
    if get_origin(kind) in {Union, types.UnionType}:
        some = [part for part in get_args(kind) if part is not type(None)]
        return some[0] if len(some) == 1 else kind
    return kind


def _contradictions(settings: Settings) -> Iterator[str]:
    """Well-formed values that cannot be combined."""
    try:
        ZoneInfo(settings.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield f"timezone: {settings.timezone!r} is no time zone; for example Europe/Warsaw"
    if (settings.webhook.username is None) != (settings.webhook.password is None):
        yield "webhook: username and password go together"
    for name in settings.boards:
        if name in {"", ".", ".."} or "/" in name:
            yield f"boards.{name!r}: is part of an address, /tv/NAME: not empty, no dots alone, no slash"
    windows = settings.recent.minutes
    if len(windows) > MAX_WINDOWS or len(set(windows)) < len(windows):
        yield f"recent.minutes: at most {MAX_WINDOWS} windows, each once"
    yield from _journal_mistakes(settings.journal)
    yield from _impossible_access(settings)


def _journal_mistakes(journal: Journal) -> Iterator[str]:
    """Errors in the address of a journal on Redis; it may hold a password, so it is not quoted."""
    if not journal.on_redis:
        if journal.replicas:
            yield "journal.replicas: only a journal on Redis has replicas"
        return
    try:
        parts = urlsplit(journal.url)
        hosts = [urlsplit(f"//{host}") for host in parts.netloc.rpartition("@")[2].split(",")]
        right = all(host.hostname and (host.port or True) for host in hosts)
    except ValueError:
        right = False
    service, _, database = parts.path.strip("/").partition("/") if right else ("", "", "")
    known = TLS_FILES | SENTINELS if "+sentinel" in journal.url else TLS_FILES
    if not right:
        yield "journal.url: expected redis://USER:PASSWORD@HOST:PORT/DATABASE"
    elif unknown := dict(parse_qsl(parts.query)).keys() - known:
        yield f"journal.url: {', '.join(sorted(unknown))} is no option; known: {', '.join(sorted(known))}"
    elif "+sentinel" in parts.scheme:
        if not service or not (database or "0").isdecimal():
            yield "journal.url: expected redis+sentinel://HOST:26379,HOST:26379/SERVICE/DATABASE"
    elif len(hosts) > 1 or database or not (service or "0").isdecimal():
        yield "journal.url: expected redis://USER:PASSWORD@HOST:PORT/DATABASE"


def _impossible_access(settings: Settings) -> Iterator[str]:
    """Credentials that Basic cannot carry (RFC 7617, section 2), two entries of one key, invalid origins."""
    if CONTROL.search(settings.webhook.username or "") or ":" in (settings.webhook.username or ""):
        yield "webhook.username: must hold neither a colon nor control characters"
    if CONTROL.search(settings.webhook.password or ""):
        yield "webhook.password: must hold no control characters"
    hashes = [key.hash for key in settings.keys]
    for index, digest in enumerate(hashes):
        if (first := hashes.index(digest)) < index:
            yield f"keys[{index}].hash: is that of keys[{first}] too; one key has one entry"
    ancestors = settings.server.frame_ancestors
    for index, origin in enumerate(ancestors):
        if not ORIGIN.fullmatch(origin):
            yield f"server.frame_ancestors[{index}]: {origin!r} is no origin; for example https://intranet.example.com"
    if "none" in ancestors and len(ancestors) > 1:
        yield "server.frame_ancestors: none stands alone"
