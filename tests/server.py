"""A running wallboard, and what people do with one: Thulium delivers, screens watch, somebody asks.

It runs as in production: `listening` in this process, or the real command in another. Never aiohttp's
TestServer, which would cancel handlers of clients that left.
"""

import asyncio
import io
import json
import os
import subprocess
import sys
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self
from zoneinfo import ZoneInfo

import aiohttp
from aiohttp import web
from yarl import URL

from app.application import make_app
from app.config.loading import parse
from app.document.merge_patch import apply
from app.server.server import listening
from app.thulium.client import Pace
from app.web.app_keys import HUB, INGEST

Json = dict[str, Any]
ROOT = Path(__file__).resolve().parent.parent
DAY = "2026-11-20"
PATIENCE = 20.0  # seconds until a test that waits for something has failed


class Answer(NamedTuple):
    """What came back: the status, the headers, the body as bytes."""

    status: int
    headers: Any
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def version(self) -> int:
        """The version that a taken delivery was given."""
        assert self.status == 200, f"{self.status}: {self.text}"
        return int(self.json["version"])


class Event(NamedTuple):
    """One server-sent event."""

    name: str
    id: int | None
    data: Json


class Screen:
    """A page that watches: the last state with every later patch applied."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.response = response
        self.document: Json = {}
        self.version = -1
        self._unpacker = zlib.decompressobj(31) if response.headers.get("Content-Encoding") == "gzip" else None
        self._text = b""

    async def next(self) -> Event:
        """The next event; EOFError when the stream is over."""
        async with asyncio.timeout(PATIENCE):
            while b"\n\n" not in self._text:
                data = await self.response.content.readany()
                if not data:
                    raise EOFError
                self._text += self._unpacker.decompress(data) if self._unpacker else data
        head, _, self._text = self._text.partition(b"\n\n")
        fields = dict(line.split(": ", 1) for line in head.decode().split("\n"))
        event = Event(fields["event"], int(fields["id"]) if "id" in fields else None, json.loads(fields["data"]))
        self._show(event)
        return event

    async def until(self, version: int) -> Json:
        """What the page shows once it has come to this version."""
        while self.version < version:
            await self.next()
        return self.document

    async def ends(self) -> None:
        """The server closes the stream."""
        try:
            while True:
                await self.next()
        except (EOFError, aiohttp.ClientError):
            pass

    def leaves(self) -> None:
        """The page is closed without a word."""
        self.response.close()

    def _show(self, event: Event) -> None:
        if event.id is None:
            return
        assert event.id > self.version
        self.document = event.data if event.name == "state" else apply(self.document, event.data)
        self.version = event.id
        assert self.document["version"] == event.id


class Wallboard:
    """One running wallboard as the outside meets it."""

    def __init__(self, address: str, app: web.Application | None = None) -> None:
        self.address = address
        self._app = app

    async def __aenter__(self) -> Self:
        jar = aiohttp.DummyCookieJar()
        self.session = aiohttp.ClientSession(self.address, cookie_jar=jar, auto_decompress=False)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.session.close()

    @property
    def app(self) -> web.Application:
        """The application, where it runs in this process."""
        assert self._app is not None
        return self._app

    @property
    def watching(self) -> int:
        """How many streams are open."""
        return self.app[HUB].size

    async def recovered(self) -> None:
        """The journal has been read."""
        await self.app[INGEST].recovered.wait()

    async def asks(self, path: str, method: str = "GET", data: Any = None, **headers: str) -> Answer:
        """Any request; `If_None_Match="x"` is a header."""
        named = {"Accept-Encoding": "identity"} | {name.replace("_", "-"): value for name, value in headers.items()}
        sent = io.BytesIO(data) if isinstance(data, bytes) else data
        async with self.session.request(method, path, data=sent, headers=named, allow_redirects=False) as response:
            return Answer(response.status, response.headers, await response.read())

    async def delivers(self, data: Any, **headers: str) -> Answer:
        """Thulium posts: a dict as a form, bytes with the given headers."""
        return await self.asks("/webhooks/thulium", "POST", data, **headers)

    async def hears(self, action: str, at: str, **fields: str) -> int:
        """Thulium tells of one event; its version."""
        date = at if " " in at else f"{DAY} {at}"
        return (await self.delivers({"action": action, "date": date} | fields)).version

    async def state(self, query: str = "", **headers: str) -> Json:
        """The state document."""
        answer = await self.asks(f"/state{query}", **headers)
        assert answer.status == 200, answer.text
        document: Json = answer.json
        return document

    @asynccontextmanager
    async def watched(self, query: str = "", **headers: str) -> AsyncIterator[Screen]:
        """A screen on the wall."""
        named = {"Accept-Encoding": "identity"} | {n.replace("_", "-"): v for n, v in headers.items()}
        async with self.session.get(f"/events{query}", headers=named) as response:
            assert response.status == 200, await response.text()
            yield Screen(response)
            response.close()

    # What happens in a call centre.

    async def comes(self, agent: str, at: str) -> int:
        """An agent logs in and takes up the phone."""
        await self.hears("AGENT_LOGGED_IN", at, agent_login=agent)
        return await self.hears("AGENT_PHONE_CONNECTED", at, agent_login=agent, phone_number="800123456")

    async def goes(self, agent: str, at: str) -> int:
        return await self.hears("AGENT_LOGGED_OUT", at, agent_login=agent)

    async def pauses(self, agent: str, at: str) -> int:
        return await self.hears("AGENT_STATUS_CHANGED", at, agent_login=agent, pause_id="1", previous_pause_id="0")

    async def calls(self, call: str, at: str, queue: str = "155") -> int:
        """Somebody calls and waits in a queue."""
        return await self.hears(
            "ENTER_QUEUE",
            at,
            connection_id=call,
            queue_id=queue,
            source_number="523993855",
            source_name="BOK: Kowalski",
        )

    async def answers(self, agent: str, call: str, at: str, queue: str = "155") -> int:
        return await self.hears("AGENT_CONNECTED", at, connection_id=call, queue_id=queue, agent_login=agent)

    async def ends(self, agent: str, call: str, at: str, queue: str = "155") -> int:
        return await self.hears("AGENT_COMPLETED", at, connection_id=call, queue_id=queue, agent_login=agent)

    async def gives_up(self, call: str, at: str, queue: str = "155") -> int:
        return await self.hears("ABANDONED", at, connection_id=call, queue_id=queue, hold_time="30")

    async def writes(self, conversation: str, at: str, chat_queue: str = "1") -> int:
        """Somebody opens a chat."""
        return await self.hears(
            "CHAT_CONVERSATION_CREATED",
            at,
            conversation_id=conversation,
            chat_queue_id=chat_queue,
            client_name="John Smith",
            client_email="john.smith@foo.bar",
        )


@asynccontextmanager
async def open_wallboard(
    directory: Path, toml: str = "", *, clock: str = "events", port: int = 0, pace: Pace | None = None
) -> AsyncIterator[Wallboard]:
    """A wallboard in this process, recovered; its clock is the events' unless told."""
    app = make_app(parse(toml), directory, event_time=clock == "events", pace=pace)
    async with listening(app, "127.0.0.1", port) as address, Wallboard(address, app) as wallboard:
        await wallboard.recovered()
        yield wallboard


class Running(NamedTuple):
    """The real command `serve` in a process of its own."""

    process: asyncio.subprocess.Process
    wallboard: Wallboard
    printed: list[str]
    logged: list[str]

    async def ended(self) -> int:
        """Its exit status."""
        async with asyncio.timeout(PATIENCE):
            return await self.process.wait()

    async def stopped(self) -> int:
        """Its exit status after SIGTERM."""
        self.process.terminate()
        return await self.ended()

    async def killed(self) -> None:
        """Gone without a word, as by kill -9."""
        self.process.kill()
        await self.ended()


@asynccontextmanager
async def started(
    directory: Path,
    *options: str,
    program: Path | None = None,
    recovers: bool = True,
    environment: dict[str, str] | None = None,
) -> AsyncIterator[Running]:
    """`wallboard serve` on a free port with its journal in `data`, recovered; killed at the end if it still runs.

    `program` is an installed command to run instead of this checkout; `environment` is added to its own.
    """
    serve = ("serve", "--port", "0", "--data-dir", str(directory / "data"), *options)
    process = await asyncio.create_subprocess_exec(
        *((str(program), *serve) if program else command(*serve)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=directory,
        env=surroundings(PYTHONPATH="") if program else surroundings(**(environment or {})),
    )
    logged: list[str] = []
    listener = asyncio.create_task(_noted(process.stderr, logged))
    try:
        printed = await _greeting(process)
        assert printed, "".join(logged)
        async with Wallboard(str(URL(printed[-1].split()[1]).origin())) as wallboard:
            if recovers:
                await ready(wallboard)
            yield Running(process, wallboard, printed, logged)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        await listener


async def ready(wallboard: Wallboard) -> None:
    """Its journal is read and can be written."""
    async with asyncio.timeout(PATIENCE):
        while (await wallboard.asks("/readyz")).status != 200:  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0.02)


async def _noted(stream: asyncio.StreamReader | None, lines: list[str]) -> None:
    assert stream is not None
    while line := await stream.readline():
        lines.append(line.decode())


async def _greeting(process: asyncio.subprocess.Process) -> list[str]:
    assert process.stdout is not None
    lines: list[str] = []
    async with asyncio.timeout(PATIENCE):
        while line := (await process.stdout.readline()).decode():
            lines.append(line.rstrip("\n"))
            if "/webhooks/thulium" in line:
                return lines
    return []


def command(*words: str) -> list[str]:
    """The program's command line; a warning in it is an error."""
    return [sys.executable, "-W", "error", "-m", "app", *words]


def surroundings(**more: str) -> dict[str, str]:
    """The environment that a command gets: this checkout, and nothing set for the program."""
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"} | more


def run(directory: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        command(*words),
        cwd=directory,
        env=surroundings(**more),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def ago(**time: float) -> str:
    """So long ago, on the wall clock of the call centre: `ago(days=3)`."""
    return f"{datetime.now(ZoneInfo('Europe/Warsaw')) - timedelta(**time):%Y-%m-%d %H:%M:%S}"


def bodies(*events: Json) -> bytes:
    """Events as a JSON array."""
    return json.dumps(events).encode()


async def eventually(happened: Any, what: str, seconds: float = PATIENCE) -> None:
    """Wait until something that nobody announces has happened."""
    async with asyncio.timeout(seconds):
        while not happened():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert happened(), what
