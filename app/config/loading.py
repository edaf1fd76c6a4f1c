"""Loading of a TOML file: settings, or all of its errors, each named by its key.

What is wrong with a value by itself is in `mistakes.py`. A file that contradicts itself but can be run gets warnings
(`warnings.py`), not errors.
"""

import os
import re
import tomllib
import types
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from . import toml
from .hosts import is_loopback
from .mistakes import Mistake, mistakes, right_part
from .recipients import APPRISE, is_apprise_installed
from .schema import SETTABLE, Journal, Settings

TLS_FILES = {"ssl_ca_certs", "ssl_certfile", "ssl_keyfile"}
SENTINELS = {"username", "password"}  # the sentinels' own

MAX_WINDOWS = 3
ORIGIN = re.compile(r"self|none|(https?://)?(\*\.)?[A-Za-z0-9.-]+(:(\d+|\*))?")  # CSP's host-source, without paths
CONTROL = re.compile(r"[\x00-\x1f\x7f]")

ENVIRONMENT = {
    "WALLBOARD_WEBHOOK_USERNAME": ("webhook", "username"),
    "WALLBOARD_WEBHOOK_PASSWORD": ("webhook", "password"),
    "WALLBOARD_JOURNAL_URL": ("journal", "url"),
    "WALLBOARD_THULIUM_PASSWORD": ("thulium", "password"),
    "WALLBOARD_MAIL_PASSWORD": ("mail", "password"),
    "WALLBOARD_ALERTS_TO": ("alerts", "to"),
}
"""Settings from the environment, so that a secret need not be in the file; they win over the file."""
LISTS = {"WALLBOARD_ALERTS_TO"}
"""Those that hold several values, separated by spaces."""


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
        # Some editors begin with a byte order mark.
        return parse(path.read_text(encoding="utf-8-sig") if path else "", environ, path.name if path else "")
    except OSError as error:
        raise Mistakes([f"{path}: cannot be read: {error}"]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise Mistakes([f"{path}: line {line}: is not UTF-8; save the file in that encoding"]) from error
    except NotToml as error:
        raise Mistakes([f"{path}: {error}"]) from error


def parse(text: str, environ: Mapping[str, str] = types.MappingProxyType({}), file: str = "") -> Settings:
    """The settings of a TOML text and an environment. Mistakes lists all errors.

    Where the text is a file's, each mistake gives its line.
    """
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise NotToml([f"not TOML: {toml.describe(error, text)}"]) from error
    _overlay(raw, environ)
    found = list(mistakes(raw, Settings))
    # What is wrong by itself is left out, so that what contradicts the rest is reported too.
    settings = msgspec.convert(right_part(raw, Settings), Settings)
    found += contradictions(settings)
    lines = [f"{mistake.key}: {mistake.words}{place}" for mistake, place in _placed(found, text, file)]
    lines += _file_contradictions(settings)
    if lines:
        raise Mistakes(lines)
    settings.state_keys({name: raw[name] for name in SETTABLE if name in raw})
    return settings


def contradictions(settings: Settings) -> Iterator[Mistake]:
    """What is well-formed and still cannot be, of what can be set in the browser too."""
    for name in settings.boards:
        if name in {"", ".", ".."} or "/" in name:
            yield Mistake(("boards", name), "board")
    windows = settings.recent.minutes
    if len(windows) > MAX_WINDOWS or len(set(windows)) < len(windows):
        yield Mistake(("recent", "minutes"), "windows")
    yield from _alerts(settings)


def _alerts(settings: Settings) -> Iterator[Mistake]:
    alerts = settings.alerts
    for index, recipient in enumerate(alerts.recipients):
        if recipient.startswith("mailto:") and settings.mail.host is None:
            yield Mistake(("alerts", "to", index), "no_mail_server")
        if recipient.startswith("apprise:") and not is_apprise_installed():
            yield Mistake(("alerts", "to", index), "no_apprise", {"package": APPRISE})
    for index, board in enumerate(alerts.boards or []):
        if board not in settings.boards:
            yield Mistake(("alerts", "boards", index), "no_board", {"known": ", ".join(settings.boards) or "none"})


def missing_credential(settings: Settings) -> str:
    """What is said where only half of the webhook's credentials is known; empty otherwise."""
    for name, other in (("username", "password"), ("password", "username")):
        if getattr(settings.webhook, name) is None and getattr(settings.webhook, other) is not None:
            return f"webhook.{name}: is missing: set it, or WALLBOARD_WEBHOOK_{name.upper()} in the environment"
    return ""


def _placed(found: list[Mistake], text: str, file: str) -> Iterator[tuple[Mistake, str]]:
    """Each mistake with where in the file it is; what comes from the environment is on no line."""
    places = toml.lines_of(text) if found and file else {}
    for mistake in found:
        line = next((places[part] for part in _upwards(mistake.path) if part in places), None)
        yield mistake, f" ({file}, line {line})" if line else ""


def _upwards(path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    """The path itself, then each that it lies in."""
    for length in range(len(path), 0, -1):
        yield path[:length]


def _overlay(raw: dict[str, Any], environ: Mapping[str, str]) -> None:
    """Add the environment's values; an empty variable counts as unset."""
    for variable, (table, key) in ENVIRONMENT.items():
        if value := environ.get(variable):
            held = raw.setdefault(table, {})
            if isinstance(held, dict):
                held[key] = value.split() if variable in LISTS else value


def exposure_errors(settings: Settings, hosts: Sequence[str]) -> list[str]:
    """The settings that are missing before the server may listen on an address that others reach."""
    host = next((one for one in hosts if not is_loopback(one)), None)
    if host is None:
        return []
    lines = []
    if settings.webhook.username is None and settings.webhook.password is None:
        lines.append(
            f"webhook: needs username and password before the server may listen on {host}: write those of Thulium's "
            "panel into the file and run `wallboard check FILE`, or take the keys out of it: the first start makes both"
        )
    if not settings.keys:
        lines.append(
            f"keys: needs a key before the server may listen on {host}: run "
            "`wallboard key --role admin --name NAME` and paste what it prints into the file"
        )
    return lines


def _file_contradictions(settings: Settings) -> Iterator[str]:
    """Well-formed values of settings that only the file has, which cannot be combined."""
    try:
        ZoneInfo(settings.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield f"timezone: {settings.timezone!r} is no time zone; for example Europe/Warsaw"
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
