"""The first start where others can reach the server: it makes Thulium's password and an admin's key, and prints them.

Only hashes are stored, and `unannounced` beside them until they were printed: a start killed in between makes others
at the next start. What the file or the environment sets wins, and then nothing is made.
"""

import asyncio
import logging
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import msgspec
from aiohttp import web

from ..config.access import BrowserKey, digest, session_of
from ..config.loading import Mistakes, exposure_errors
from ..journal import SharedJournal
from ..runtime.ingest import Ingest
from ..web.app_keys import INGEST, KEY_CHANGES, KEY_RING
from ..web.key_changes import USERNAME, created_now, new_id, new_key, new_password, webhook_values

ADMIN, FIRST_START = "Admin", "first start"
OTHER_NODE_S = 5.0  # in which another node prints what it has just stored
WILDCARDS = {"0.0.0.0", "::"}  # noqa: S104 - not listened on here
SOMEWHERE = ("192.0.2.1", 9)  # an address for examples (RFC 5737): nothing is sent to it
log = logging.getLogger(__name__)


async def announce(app: web.Application, hosts: Sequence[str], address: str, say: Callable[[str], None]) -> None:
    """Print the webhook's address, with the credentials where this start makes them.

    Mistakes where others could reach the server and only one of credentials and key is there.
    """
    ingest, ring = app[INGEST], app[KEY_RING]
    missing = exposure_errors(ingest.settings, hosts)
    if not missing:
        say(f"Webhook       {address}/webhooks/thulium")
    await ingest.recovered.wait()
    made = await _make(app) if await _is_due(app, is_reachable=bool(missing)) else None
    if made:
        key, password = made
        say(f"Webhook       {address}/webhooks/thulium   user {USERNAME}   password {password}")
        say(f"Set it up     {address}/settings?key={key}")
        await app[KEY_CHANGES].write(lambda: {"unannounced": None}, FIRST_START)
        log.info("made credentials for the webhook and an admin's key, and printed them; they are not shown again")
    elif missing:
        there = {"webhook": ring.webhook is not None, "keys": bool(ring.keys)}
        if lines := [line for line in missing if not there[line.partition(":")[0]]]:
            raise Mistakes(lines)
        say(f"Webhook       {address}/webhooks/thulium")


def reachable(hosts: Sequence[str], address: str) -> str:
    """The server's address as others may know it, where it listens on all of this machine's."""
    return f"http://{_own_address()}:{address.rpartition(':')[2]}" if WILDCARDS & {*hosts} else address


async def _is_due(app: web.Application, *, is_reachable: bool) -> bool:
    """Whether nobody has a key or credentials, or those that a start made were never printed."""
    ingest, ring = app[INGEST], app[KEY_RING]
    settings = ingest.settings
    if settings.keys or settings.webhook.username is not None:
        return False
    pending = _pending(ingest)
    if pending and isinstance(ingest.journal, SharedJournal):
        await asyncio.sleep(max(0.0, min(OTHER_NODE_S, pending["at"] + OTHER_NODE_S - time.time())))
        pending = _pending(ingest)
    return bool(pending) or (is_reachable and not ring.keys and ring.webhook is None)


async def _make(app: web.Application) -> tuple[str, str] | None:
    """Store hashes of a new key and a new password, in place of those never printed; None if another node did."""
    ingest, ring = app[INGEST], app[KEY_RING]
    key, password, id_ = new_key(), new_password(), new_id()
    session = digest(session_of(key))
    admin = BrowserKey(name=ADMIN, role="admin", hash=digest(key), created=created_now(ingest), session=session)
    seen = _pending(ingest)

    def patch() -> dict[str, Any] | None:
        if _pending(ingest) != seen or (not seen and ring.keys):
            return None
        old: dict[str, Any] = {seen["key"]: None} if seen else {}
        return {
            "keys": old | {id_: msgspec.to_builtins(admin)},
            "webhook": webhook_values(password),
            "unannounced": {"key": id_, "at": int(time.time())},
        }

    await app[KEY_CHANGES].write(patch, FIRST_START)
    return (key, password) if ring.get(id_) else None


def _pending(ingest: Ingest) -> dict[str, Any] | None:
    found: dict[str, Any] | None = ingest.state.access.values.get("unannounced")
    return found


def _own_address() -> str:
    """One address of this machine; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.connect(SOMEWHERE)
        return str(probe.getsockname()[0])
    return "localhost"
