"""A running server: it listens, says where, and ends cleanly on SIGTERM or Ctrl-C."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from .living import announced

GRACE = 3.0  # seconds for answers under way; streams end at once
log = logging.getLogger(__name__)


class CannotListen(Exception):
    """The address is taken or not this machine's."""


@asynccontextmanager
async def listening(app: web.Application, host: str, port: int) -> AsyncIterator[str]:
    """The server's address while it listens. CannotListen if it can't."""
    # An encoded body is refused by the webhook; unpacking it here first would break the connection instead.
    runner = web.AppRunner(
        app,
        access_log=None,
        logger=_discreet_log(),
        handle_signals=False,
        shutdown_timeout=GRACE,
        auto_decompress=False,
    )
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except OSError as error:
            raise CannotListen(f"cannot listen on {host}:{port}: {error.strerror or error}") from error
        actual = runner.addresses[0][1]
        shown = f"[{host}]" if ":" in host else host
        yield f"http://{shown}:{actual}"
    finally:
        await runner.cleanup()


async def serve(app: web.Application, host: str, port: int, say: Callable[[str], None]) -> None:
    """Serve until told to stop."""
    stop = stop_signal()
    async with listening(app, host, port) as address:
        say(f"Supervisors   {address}/")
        say(f"Office TV     {address}/tv")
        say(f"Webhook       {address}/webhooks/thulium")
        async with announced(app, address):
            await stop.wait()


def _discreet_log() -> logging.Logger:
    """The HTTP library's log. What it quotes of a broken request may hold a key, so only that it broke is kept."""

    def discreet(record: logging.LogRecord) -> bool:
        record.msg, record.args = "a request was not understood, or broke off", ()
        record.exc_info = record.exc_text = record.stack_info = None
        return True

    http = logging.getLogger("wallboard.http")
    if not http.filters:
        http.addFilter(discreet)
    return http


def stop_signal() -> asyncio.Event:
    """Set when the process is asked to end."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop
