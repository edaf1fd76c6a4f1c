"""A new configuration while the server runs: names, limits, boards, keys, privacy, the service level.

Only who may watch no longer is cut off; everybody else sees the new names as a patch. Reading the file, and saying
what is wrong with it: `settings/file.py`.
"""

import logging
from collections.abc import Iterator
from typing import TypeVar

import msgspec
from aiohttp import web

from ..live.ticking import write_tick
from ..settings import Key, Part, Settings
from ..settings.fields import at_start
from ..settings.file import Mistakes
from ..web import keys

NOBODYS = Key(name="nobody", role="tv", hash="sha256:" + "0" * 64)  # what no key hashes to
P = TypeVar("P", bound=Part)
log = logging.getLogger(__name__)


async def reload(app: web.Application, given: Settings) -> None:
    """Be configured anew. Mistakes, and nothing is changed, where the webhook would be open to this whole machine."""
    wallboard, hub = app[keys.WALLBOARD], app[keys.HUB]
    old = wallboard.settings
    if old.webhook.username and not given.webhook.username:
        raise Mistakes(["webhook: username and password can be changed, but not taken away while the server runs"])
    new = _lasting(old, given)
    for part in (app[keys.PUBLISHER], app[keys.ASKED]):
        part.reload(new)
    may: set[Key | None] = {*new.keys} if new.keys else {None}
    boards = {None, *new.boards}
    hub.withdraw(lambda watcher: watcher.key not in may or watcher.audience.board not in boards)
    wallboard.settings = new
    if new.edition != old.edition and wallboard.recovered.is_set():
        await write_tick(wallboard)  # an entry of its own carries it to the screens


def _lasting(old: Settings, given: Settings) -> Settings:
    """The given settings with what only a start can change left as it is, each told."""
    new = _taken_over(old, given)
    for name in _different(given, new):
        log.warning("%s: takes effect at the next start", name)
    if old.keys and not given.keys:
        # Without any key this machine's own address is answered, which a proxy makes everybody's: not by deleting one.
        log.warning("keys: none is left, so nobody is let in; add one, or start again to be reached from here alone")
        return msgspec.structs.replace(new, keys=[NOBODYS])
    return new


def _taken_over(old: P, given: P) -> P:
    """The given table with what only a start can change as it was."""
    kept: dict[str, object] = {}
    for field in msgspec.structs.fields(given):
        was, now = getattr(old, field.name), getattr(given, field.name)
        if at_start(field):
            kept[field.name] = was
        elif isinstance(now, Part) and (inner := _taken_over(was, now)) is not now:
            kept[field.name] = inner
    return msgspec.structs.replace(given, **kept) if kept else given


def _different(given: Part, kept: Part, prefix: str = "") -> Iterator[str]:
    """The names of the settings in which two configurations differ, one table within another."""
    for name in given.__struct_fields__:
        one, other = getattr(given, name), getattr(kept, name)
        if isinstance(one, Part):
            yield from _different(one, other, f"{prefix}{name}.")
        elif one != other:
            yield prefix + name
