"""What the running server tells who runs it: its log, and systemd (sd_notify, `Type=notify`).

A message to systemd is one datagram to the socket that it names in NOTIFY_SOCKET; without one nothing is sent.
"""

import asyncio
import logging
import os
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from aiohttp import web

from ..runtime.ingest import Ingest
from ..web.app_keys import INGEST, RELEASE

NO_KEY = (
    "no key is configured: whoever connects from this machine sees callers' numbers, and through a proxy or a "
    "forwarded port on it that may be anybody; make a key first (wallboard key)"
)
log = logging.getLogger(__name__)


def notify(*lines: str) -> None:
    """Tell systemd; whether it listens changes nothing here."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):  # an abstract socket
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.setblocking(False)
        try:
            line.sendto("\n".join(lines).encode(), address)
        except OSError as error:
            log.warning("systemd was not told %s: %s", lines[0], error)


@contextmanager
def notify_reload() -> Iterator[None]:
    """Tell systemd that the configuration is being read again, and that it has been."""
    notify("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")
    try:
        yield
    finally:
        notify("READY=1")


@asynccontextmanager
async def notify_lifecycle(app: web.Application, address: str) -> AsyncIterator[None]:
    """Say that the server listens, when it is ready, that it lives, and when it stops."""
    log.info("release %s listens at %s, process %d", app[RELEASE], address, os.getpid())
    if not app[INGEST].settings.keys:
        log.warning(NO_KEY)
    notifying = asyncio.create_task(_notify_readiness(app[INGEST]))
    try:
        yield
    finally:
        notifying.cancel()
        notify("STOPPING=1")
        log.info("stopping at version %d", app[INGEST].state.version)


async def _notify_readiness(ingest: Ingest) -> None:
    """Ready once recovered; then a sign of life while the loop lives and the writer does. Never ends by itself."""
    began = time.monotonic()
    await ingest.recovered.wait()
    version = ingest.state.version
    log.info("ready at version %d after %.1f s", version, time.monotonic() - began)
    notify("READY=1", f"STATUS=Ready since version {version}")
    pause = int(os.environ.get("WATCHDOG_USEC") or 0) / 2_000_000
    while pause and not ingest.broken:
        notify("WATCHDOG=1")
        await asyncio.sleep(pause)
