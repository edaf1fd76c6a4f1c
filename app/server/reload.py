"""Reload of the configuration while the server runs: names, limits, boards, keys, privacy, the service level.

Only clients that have lost access are disconnected; all others get the new names as a patch. Not here: reading and
checking the file (`config/loading.py`).
"""

import logging
from collections.abc import Iterator
from typing import TypeVar

import msgspec
from aiohttp import web

from ..config.fields import at_start
from ..config.loading import Mistakes, missing_credential
from ..config.schema import Key, Part, Settings
from ..runtime.ticker import write_tick
from ..web import app_keys

UNUSABLE_KEY = Key(name="nobody", role="tv", hash="sha256:" + "0" * 64)  # no key has this hash
P = TypeVar("P", bound=Part)
log = logging.getLogger(__name__)


async def reload(app: web.Application, given: Settings) -> None:
    """Apply new settings. Mistakes, and nothing changes, where the webhook would be open to all of this machine."""
    if missing := missing_credential(given):
        raise Mistakes([missing])
    ingest, hub = app[app_keys.INGEST], app[app_keys.HUB]
    old, edition = ingest.file, ingest.settings.edition
    if old.webhook.username and not given.webhook.username:
        raise Mistakes(["webhook: username and password can be changed, but not taken away while the server runs"])
    new = _with_fixed(old, given)
    new.state_keys(given.stated)
    may: set[Key | None] = {*new.keys} if new.keys else {None}
    hub.withdraw(lambda watcher: watcher.key not in may)
    ingest.use_file(new)
    if ingest.settings.edition != edition and ingest.recovered.is_set():
        await write_tick(ingest)  # an entry of its own carries it to the screens


def _with_fixed(old: Settings, given: Settings) -> Settings:
    """The given settings with those that need a restart left unchanged, each logged."""
    new = _taken_over(old, given)
    for name in _differences(given, new):
        log.warning("%s: takes effect at the next start", name)
    if old.keys and not given.keys:
        # Without any key this machine is served, and through a proxy all clients: deleting the last key must not do it.
        log.warning("keys: none is left, so all requests are refused; add one, or restart to serve this machine alone")
        return msgspec.structs.replace(new, keys=[UNUSABLE_KEY])
    return new


def _taken_over(old: P, given: P) -> P:
    """The given table with what only a start can change as it was."""
    current: dict[str, object] = {}
    for field in msgspec.structs.fields(given):
        was, now = getattr(old, field.name), getattr(given, field.name)
        if at_start(field):
            current[field.name] = was
        elif isinstance(now, Part) and (inner := _taken_over(was, now)) is not now:
            current[field.name] = inner
    return msgspec.structs.replace(given, **current) if current else given


def _differences(given: Part, current: Part, prefix: str = "") -> Iterator[str]:
    """The names of the settings in which two configurations differ, one table within another."""
    for name in given.__struct_fields__:
        one, other = getattr(given, name), getattr(current, name)
        if isinstance(one, Part):
            yield from _differences(one, other, f"{prefix}{name}.")
        elif one != other:
            yield prefix + name
