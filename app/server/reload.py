"""A new configuration while the server runs: names, limits, boards, keys, privacy, the service level.

Only who may watch no longer is cut off; everybody else sees the new names as a patch. Reading the file, and saying
what is wrong with it: `config/loading.py`.
"""

import logging
from collections.abc import Iterator

import msgspec
from aiohttp import web

from ..config.loading import Mistakes, missing_credential
from ..config.schema import Key, Part, Settings
from ..runtime.ticker import write_tick
from ..web import app_keys

NEEDS_RESTART = ("timezone", "day_start", "expire", "agent")  # what the state was made by
UNUSABLE_KEY = Key(name="nobody", role="tv", hash="sha256:" + "0" * 64)  # what no key hashes to
log = logging.getLogger(__name__)


async def reload(app: web.Application, given: Settings) -> None:
    """Be configured anew. Mistakes, and nothing is changed, where the webhook would be open to this whole machine."""
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
    """The given settings with what only a start can change left as it is, each told."""
    replace = msgspec.structs.replace
    new = replace(
        given,
        server=replace(given.server, host=old.server.host, port=old.server.port),
        journal=replace(old.journal, keep_days=given.journal.keep_days),
        **{name: getattr(old, name) for name in NEEDS_RESTART},
    )
    for name in _differences(given, new):
        log.warning("%s: takes effect at the next start", name)
    if old.keys and not given.keys:
        # Without any key this machine's own address is answered, which a proxy makes everybody's: not by deleting one.
        log.warning("keys: none is left, so nobody is let in; add one, or start again to be reached from here alone")
        return replace(new, keys=[UNUSABLE_KEY])
    return new


def _differences(given: Part, current: Part, prefix: str = "") -> Iterator[str]:
    """The names of the settings in which two configurations differ, one table within another."""
    for name in given.__struct_fields__:
        one, other = getattr(given, name), getattr(current, name)
        if isinstance(one, Part):
            yield from _differences(one, other, f"{prefix}{name}.")
        elif one != other:
            yield prefix + name
