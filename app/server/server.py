"""The running server: listens, prints its address, reloads on SIGHUP, and stops cleanly on SIGTERM or Ctrl-C."""

import asyncio
import gc
import logging
import resource
import select
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any, cast

from aiohttp import web

from ..web.app_keys import ALERTER, INGEST
from ..web.connections import CONNECTIONS, Connections
from ..web.problems import ProblemError, problem
from ..web.security_headers import add_security_headers
from .first_start import announce, reachable
from .systemd import notify_lifecycle, notify_reload

REQUEST_WAIT_S = 3.0  # for answers in progress; streams end immediately
BETWEEN = 75.0  # from one answer to the end of the next request's head; proxies reuse a connection for 60 s
NO_HTTP_LINES = 5  # in the log, a minute, about requests that are not HTTP
MINUTE = 60.0
DRAINING = 1.0  # at most, for a stopping server to accept waiting connections and answer 503
SHUTDOWN_TURNS = 10  # event loop iterations until the connection accepted last has been read
DESCRIPTORS = (65_536, 24_576, 10_240, 4096, 1024)  # tried in order where the hard limit is refused
LINGER = 2.0  # for the rest of a refused body, so that the client reads the answer
BACKLOG = 4096  # all screens reconnect at the same time after a restart
ACCEPTS_PER_TURN = (
    4  # of them accepted in one turn of the loop; each is looked at, and perhaps closed, three turns later
)
# At Python's default threshold of 700, garbage collection takes a tenth of the CPU time.
NEW_OBJECTS = 10_000  # between two collections
SWITCH_INTERVAL_S = 0.0005  # the event loop waits so long for Python's lock while a thread reads the journal
log = logging.getLogger(__name__)


class CannotListen(Exception):
    """The address is taken or not this machine's."""


class Connection(web.RequestHandler):
    """A counted connection, with an answer of our own to requests that are not HTTP."""

    __slots__ = ("_connections", "_counted")

    def __init__(self, manager: web.Server, connections: Connections, **limits: Any) -> None:
        """A connection of these; `limits` are aiohttp's settings."""
        super().__init__(manager, **limits)
        self._connections = connections
        self._counted: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count the connection."""
        super().connection_made(transport)
        if isinstance(transport, asyncio.Transport):
            self._counted = transport
            self._connections.connected(transport)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Uncount the connection."""
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
        """Answer a request that is not HTTP, without quoting it."""
        super().handle_error(request, status, exc, message)
        response = problem(ProblemError(status, "The request is not valid HTTP."))
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
    """A socket for IPv6 and IPv4, as `::` means to other servers; None where there is none."""
    if not socket.has_dualstack_ipv6():
        return None
    return socket.create_server(("::", port), family=socket.AF_INET6, dualstack_ipv6=True)


async def _drain(listener: asyncio.Server) -> None:
    """Accept waiting connections: closing the listener would reset them without an answer."""
    waiting = select.poll()
    for one in listener.sockets:
        waiting.register(one.fileno(), select.POLLIN)
    until = time.monotonic() + DRAINING
    while waiting.poll(0) and time.monotonic() < until:  # noqa: ASYNC110 - the loop has no word for it
        await asyncio.sleep(0)
    for _ in range(SHUTDOWN_TURNS):
        await asyncio.sleep(0)


@asynccontextmanager
async def listening(app: web.Application, hosts: str | Sequence[str], port: int) -> AsyncIterator[str]:
    """The server's first address while it listens on all of them. CannotListen if it can't on one."""
    hosts = (hosts,) if isinstance(hosts, str) else hosts
    gc.set_threshold(NEW_OBJECTS, 20, 20)
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    runner = web.AppRunner(app, handle_signals=False, shutdown_timeout=REQUEST_WAIT_S)
    await runner.setup()
    try:
        server = cast("web.Server", runner.server)
        made = partial(Connection, server, app[CONNECTIONS], **_limits())
        asyncio.get_running_loop().set_exception_handler(app[CONNECTIONS].log_accept_error)
        listeners: list[asyncio.Server] = []
        try:
            for host in hosts:
                listeners.append(await _listener(made, host, port, is_alone=len(hosts) == 1))
                port = listeners[0].sockets[0].getsockname()[1]  # the same for all where any may be taken
            shown = f"[{hosts[0]}]" if ":" in hosts[0] else hosts[0]
            yield f"http://{shown}:{port}"
        finally:
            await app[INGEST].close()
            for listener in listeners:
                await _drain(listener)
                listener.close()
    finally:
        await runner.cleanup()


async def _listener(made: Callable[[], Connection], host: str, port: int, *, is_alone: bool) -> asyncio.Server:
    """A listener on one address; `::` is IPv4 too where it is the only one. CannotListen."""
    try:
        both = _both_families(port) if host == "::" and is_alone else None
        where: dict[str, Any] = {"sock": both} if both else {"host": host, "port": port}
        listener = await asyncio.get_running_loop().create_server(made, **where, backlog=ACCEPTS_PER_TURN)
    except OSError as error:
        shown = f"[{host}]" if ":" in host else host
        raise CannotListen(f"cannot listen on {shown}:{port}: {error.strerror or error}") from error
    _limit_accepts(listener)
    return listener


async def serve(
    app: web.Application,
    hosts: Sequence[str],
    port: int,
    say: Callable[[str], None],
    reread: Callable[[], Awaitable[None]],
) -> None:
    """Serve until a stop signal; `reread` reloads the configuration on SIGHUP."""
    _take_descriptors()
    stop = stop_signal()
    rereading = asyncio.create_task(_on_hangup(reread))
    try:
        async with listening(app, hosts, port) as address:
            shown = app[ALERTER].own_address = reachable(hosts, address)
            say(f"Supervisors   {shown}/")
            say(f"Office TV     {shown}/tv")
            async with notify_lifecycle(app, address):
                await _until(stop, announce(app, hosts, shown, say))
    finally:
        rereading.cancel()
        with suppress(asyncio.CancelledError):
            await rereading


async def _until(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Wait for the signal to stop. What the work raises ends the waiting too."""
    stopping, working = asyncio.create_task(stop.wait()), asyncio.create_task(work)
    try:
        await asyncio.wait({stopping, working}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            working.result()
        await stopping
    finally:
        for task in (stopping, working):
            task.cancel()
        await asyncio.gather(stopping, working, return_exceptions=True)


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
            log.exception("reloading the configuration failed; the old one stays in force")


def _limits() -> dict[str, Any]:
    """Aiohttp's settings; its own bounds of heads are 8 KiB a line and 128 lines."""
    return {
        "loop": asyncio.get_running_loop(),
        "keepalive_timeout": BETWEEN,
        "lingering_time": LINGER,
        "access_log": None,  # web/middleware/access_log.py writes one without secrets
        "logger": _address_free_log(),
        # An encoded body is refused by the webhook; unpacking it here first would break the connection instead.
        "auto_decompress": False,
    }


def _take_descriptors() -> None:
    """Raise the limit of open files: systems give few by default, and some report too many (macOS)."""
    with suppress(OSError, ValueError):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        for wanted in (hard, *(few for few in DESCRIPTORS if few > soft >= 0)):
            with suppress(OSError, ValueError):
                resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
                return


class _WithoutAddresses(logging.Filter):
    """A log filter: aiohttp quotes a broken request, which may hold a key; only its sender is logged, and not each."""

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
        record.msg, record.args = f"a request from %s was malformed or incomplete{last}", remote
        record.exc_info = record.exc_text = record.stack_info = None
        return self._lines <= NO_HTTP_LINES


def _address_free_log() -> logging.Logger:
    """The HTTP library's log."""
    http = logging.getLogger("wallboard.http")
    if not http.filters:
        http.addFilter(_WithoutAddresses())
    return http


def stop_signal() -> asyncio.Event:
    """An event that is set when the process receives the signal to stop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop
