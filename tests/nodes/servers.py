"""A real Redis server of one's own, and what happens to such servers; and several nodes on one."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Self

from redis.asyncio import Redis

from tests.server import Answer, Running, Wallboard, started

PROGRAM = shutil.which("redis-server")
SECONDS = 10.0  # until a server must be there


class RedisServer:
    """A process with its files in one directory, everything on disk before it is answered."""

    def __init__(self, directory: Path, *options: str) -> None:
        self.directory, self.options = directory, options
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.client = Redis(port=self.port, protocol=2, socket_timeout=30)

    async def __aenter__(self) -> Self:
        self.directory.mkdir(parents=True, exist_ok=True)
        await self.starts()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.aclose()
        self.dies()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    async def starts(self) -> None:
        """It runs, with what is in its files."""
        assert PROGRAM
        always = ("--appendonly", "yes", "--appendfsync", "always", "--save", "")
        place = ("--port", str(self.port), "--dir", str(self.directory), "--logfile", str(self.directory / "log"))
        self.process = subprocess.Popen([PROGRAM, *place, *always, *self.options])  # noqa: ASYNC220 - it starts at once
        async with asyncio.timeout(SECONDS):
            while not await self._answers():  # noqa: ASYNC110 - nobody announces it
                await asyncio.sleep(0.02)

    async def _answers(self) -> bool:
        try:
            return bool(await self.client.ping())
        except Exception:  # noqa: BLE001 - however it does not answer
            return False

    def dies(self) -> None:
        """Gone without a word."""
        self.process.kill()
        self.process.wait()

    def freezes(self) -> None:
        os.kill(self.process.pid, signal.SIGSTOP)

    def thaws(self) -> None:
        os.kill(self.process.pid, signal.SIGCONT)

    async def fills_up(self) -> None:
        """No room for anything more."""
        await self.client.config_set("maxmemory", 1)

    async def has_room(self) -> None:
        await self.client.config_set("maxmemory", 0)

    async def ids(self, prefix: str = "wallboard") -> list[bytes]:
        """The ids of the stream's entries."""
        found: Any = await self.client.xrange(f"{prefix}:journal")
        return [id_ for id_, _ in found]


def written(directory: Path, url: str, more: str = "") -> Path:
    """A configuration that keeps the journal there."""
    directory.mkdir(parents=True, exist_ok=True)
    file = directory / "wallboard.toml"
    file.write_text(f'[journal]\nurl = "{url}"\n{more}')
    return file


@asynccontextmanager
async def nodes(
    directory: Path, url: str, count: int = 3, *options: str, more: str = "", clock: str = "events"
) -> AsyncIterator[list[Running]]:
    """So many real nodes on one journal."""
    async with AsyncExitStack() as stack:
        yield await asyncio.gather(
            *(
                stack.enter_async_context(node(directory / str(number), url, *options, more=more, clock=clock))
                for number in range(count)
            )
        )


@asynccontextmanager
async def node(
    directory: Path, url: str, *options: str, more: str = "", clock: str = "events"
) -> AsyncIterator[Running]:
    config = written(directory, url, more)
    async with started(directory, "--config", str(config), "--clock", clock, *options) as running:
        yield running


async def same_everywhere(running: list[Running], version: int) -> bytes:
    """The document of this version, once every node has come to it: within a second, and the same to the byte."""
    documents = await asyncio.gather(*(at_version(one.wallboard, version) for one in running))
    assert len({answer.body for answer in documents}) == 1
    return documents[0].body


async def at_version(wallboard: Wallboard, version: int, seconds: float = 1.0) -> Answer:
    """What a node shows once it has come to a version."""
    async with asyncio.timeout(seconds):
        answer = await wallboard.asks("/state")
        while answer.status != 200 or answer.json["version"] < version:
            await asyncio.sleep(0.02)
            answer = await wallboard.asks("/state")
    assert answer.json["version"] == version
    return answer
