"""A running server: it listens, says where, is configured anew on SIGHUP, and ends cleanly on SIGTERM or Ctrl-C."""

import asyncio
import gc
import logging
import resource
import select
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any, cast

from aiohttp import web

from ..web.app_keys import INGEST
from ..web.connections import CONNECTIONS, Connections
from ..web.problems import ProblemError, problem
from ..web.security_headers import add_security_headers
from .systemd import notify_lifecycle, notify_reload

REQUEST_WAIT_S = 3.0  # seconds for answers under way; streams end at once
BETWEEN = 75.0  # seconds from one request's answer to the end of the next one's head; proxies reuse for 60
NO_HTTP_LINES = 5  # of the log, a minute, about what is no HTTP: anybody can send that without end
MINUTE = 60.0
DRAINING = 1.0  # seconds at most in which a stopping server accepts who was waiting, to refuse them in words
SHUTDOWN_TURNS = 10  # of the event loop until whoever was accepted last has been read
DESCRIPTORS = (65_536, 24_576, 10_240, 4096, 1024)  # tried in turn where the most that is allowed is refused
LINGER = 2.0  # seconds in which the rest of a refused body is still read, so that the refusal is
BACKLOG = 4096  # connections that wait to be accepted: every screen comes back at once after a restart
ACCEPTS_PER_TURN = (
    4  # of them accepted in one turn of the loop; each is looked at, and perhaps closed, three turns later
)
# What lives is told by counting references; Python's own 700 has a tenth of the time go into looking for cycles.
NEW_OBJECTS = 10_000  # between two looks for cycles
SWITCH_INTERVAL_S = 0.0005  # the event loop waits so long for Python's lock while a thread reads the journal
log = logging.getLogger(__name__)


class CannotListen(Exception):
    """The address is taken or not this machine's."""


class Connection(web.RequestHandler):
    """A connection, counted, and with an answer of our own to what is no HTTP."""

    __slots__ = ("_connections", "_counted")

    def __init__(self, manager: web.Server, connections: Connections, **limits: Any) -> None:
        """A connection of these; `limits` are aiohttp's settings."""
        super().__init__(manager, **limits)
        self._connections = connections
        self._counted: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody connected."""
        super().connection_made(transport)
        if isinstance(transport, asyncio.Transport):
            self._counted = transport
            self._connections.connected(transport)

    def connection_lost(self, exc: BaseException | None) -> None:
        """They left, or were let go."""
        # A connection that a stream has taken (web/detach.py) is over for the library alone, and still counts.
        if self._counted is not None and self._counted.is_closing():
            self._connections.disconnected(self._counted)
        self._counted = None
        super().connection_lost(exc)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """A request that is no HTTP: say so without quoting it."""
        super().handle_error(request, status, exc, message)
        response = problem(ProblemError(status, "This was not understood as HTTP."))
        add_security_headers(response.headers)
        response.headers["Cache-Control"] = "no-store"
        response.force_close()
        return response


def _limit_accepts(listener: asyncio.Server) -> None:
    """Let more wait than are accepted in one go, for which the event loop has but one number.

    Where a burst takes the last descriptor, the loop stops accepting for a second, webhooks too.
    """
    for one in listener.sockets:
        with socket.fromfd(one.fileno(), one.family, one.type) as same:
            same.listen(BACKLOG)


def _both_families(port: int) -> socket.socket | None:
    """A socket for IPv6 and IPv4 alike, which is what `::` means to other servers; None where there is none."""
    if not socket.has_dualstack_ipv6():
        return None
    return socket.create_server(("::", port), family=socket.AF_INET6, dualstack_ipv6=True)


async def _drain(listener: asyncio.Server) -> None:
    """Accept whoever waits: closing the listener would break their connections off, and they would not know why."""
    waiting = select.poll()
    for one in listener.sockets:
        waiting.register(one.fileno(), select.POLLIN)
    until = time.monotonic() + DRAINING
    while waiting.poll(0) and time.monotonic() < until:  # noqa: ASYNC110 - the loop has no word for it
        await asyncio.sleep(0)
    for _ in range(SHUTDOWN_TURNS):
        await asyncio.sleep(0)


@asynccontextmanager
async def listening(app: web.Application, host: str, port: int) -> AsyncIterator[str]:
    """The server's address while it listens. CannotListen if it can't."""
    gc.set_threshold(NEW_OBJECTS, 20, 20)
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    runner = web.AppRunner(app, handle_signals=False, shutdown_timeout=REQUEST_WAIT_S)
    await runner.setup()
    try:
        server = cast("web.Server", runner.server)
        made = partial(Connection, server, app[CONNECTIONS], **_limits())
        try:
            loop = asyncio.get_running_loop()
            loop.set_exception_handler(app[CONNECTIONS].log_accept_error)
            both = _both_families(port) if host == "::" else None
            where: dict[str, Any] = {"sock": both} if both else {"host": host, "port": port}
            listener = await loop.create_server(made, **where, backlog=ACCEPTS_PER_TURN)
            _limit_accepts(listener)
        except OSError as error:
            raise CannotListen(f"cannot listen on {host}:{port}: {error.strerror or error}") from error
        try:
            actual = listener.sockets[0].getsockname()[1]
            shown = f"[{host}]" if ":" in host else host
            yield f"http://{shown}:{actual}"
        finally:
            await app[INGEST].close()
            await _drain(listener)
            listener.close()
    finally:
        await runner.cleanup()


async def serve(
    app: web.Application,
    host: str,
    port: int,
    say: Callable[[str], None],
    reread: Callable[[], Awaitable[None]],
) -> None:
    """Serve until told to stop; `reread` takes the configuration anew whenever SIGHUP asks for it."""
    _take_descriptors()
    stop = stop_signal()
    rereading = asyncio.create_task(_on_hangup(reread))
    try:
        async with listening(app, host, port) as address:
            say(f"Supervisors   {address}/")
            say(f"Office TV     {address}/tv")
            say(f"Webhook       {address}/webhooks/thulium")
            async with notify_lifecycle(app, address):
                await stop.wait()
    finally:
        rereading.cancel()
        with suppress(asyncio.CancelledError):
            await rereading


async def _on_hangup(reread: Callable[[], Awaitable[None]]) -> None:
    requested = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, requested.set)
    while True:
        await requested.wait()
        requested.clear()
        try:
            with notify_reload():
                await reread()
        except Exception:
            log.exception("a fault in reading the configuration anew; the old one stays in force")


def _limits() -> dict[str, Any]:
    """Aiohttp's settings; its own bounds of heads are 8 KiB a line and 128 lines."""
    return {
        "loop": asyncio.get_running_loop(),
        "keepalive_timeout": BETWEEN,
        "lingering_time": LINGER,
        "access_log": None,  # web/middleware/access_log.py writes one that tells no secrets
        "logger": _address_free_log(),
        # An encoded body is refused by the webhook; unpacking it here first would break the connection instead.
        "auto_decompress": False,
    }


def _take_descriptors() -> None:
    """Raise the limit of open files: systems give few unless asked, and some less than they say (macOS)."""
    with suppress(OSError, ValueError):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        for wanted in (hard, *(few for few in DESCRIPTORS if few > soft >= 0)):
            with suppress(OSError, ValueError):
                resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
                return


class _WithoutAddresses(logging.Filter):
    """What the HTTP library quotes of a broken request may hold a key: only whose it was is logged, and not each."""

    def __init__(self) -> None:
        super().__init__()
        self._minute = 0.0
        self._lines = 0

    def filter(self, record: logging.LogRecord) -> bool:
        now = time.monotonic()
        if now >= self._minute + MINUTE:
            self._minute, self._lines = now, 0
        self._lines += 1
        remote = record.args[:1] if isinstance(record.args, tuple) and "from %s" in record.msg else ("somebody",)
        last = " (no more such lines for a minute)" if self._lines == NO_HTTP_LINES else ""
        record.msg, record.args = f"a request from %s was not understood, or broke off{last}", remote
        record.exc_info = record.exc_text = record.stack_info = None
        return self._lines <= NO_HTTP_LINES


def _address_free_log() -> logging.Logger:
    """The HTTP library's log."""
    http = logging.getLogger("wallboard.http")
    if not http.filters:
        http.addFilter(_WithoutAddresses())
    return http


def stop_signal() -> asyncio.Event:
    """Set when the process is asked to end."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop
