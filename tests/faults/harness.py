"""What befalls a real wallboard process: it is killed and frozen, its disk filled and locked, its clock set.

Everything random comes from one seed (FAULTS_SEED, else 1). FAULTS_LONG=1 does as much as the release is judged by,
in minutes instead of seconds. No part of the wallboard is replaced: faults come from outside, as in life.
"""

import asyncio
import os
import random
import shutil
import signal
import socket
import sqlite3
import struct
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

import aiohttp
import pytest

from tests.server import DAY, PATIENCE, ROOT, Json, Running, Wallboard, command, surroundings

SEED = int(os.environ.get("FAULTS_SEED", "1"))
LONG = bool(os.environ.get("FAULTS_LONG"))
QUEUE = "155"


def many(short: int, long: int) -> int:
    """How often: a little in the suite, as often as it is judged by when asked."""
    return long if LONG else short


def chance(name: str) -> random.Random:
    """Randomness that is the same at every run."""
    return random.Random(f"{SEED} {name}")


def enters(call: str, at: str = "09:00:00") -> Json:
    """Somebody calls and waits."""
    return {"action": "ENTER_QUEUE", "date": f"{DAY} {at}", "connection_id": call, "queue_id": QUEUE}


class Thulium:
    """Sixteen senders at once; each sends its event until it is answered 200, whatever happens meanwhile."""

    def __init__(self, port: int, senders: int = 16) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.senders = senders
        self.sent: list[str] = []
        self.answered: dict[str, int] = {}
        self.refusals: list[int] = []

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[None]:
        """Events happen until this ends; then whatever was under way is forgotten."""
        async with aiohttp.ClientSession(self.address, timeout=aiohttp.ClientTimeout(10)) as session:
            tasks = [asyncio.create_task(self._send_on(session, sender)) for sender in range(self.senders)]
            try:
                yield
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
            assert all(task.cancelled() for task in tasks), [task for task in tasks if not task.cancelled()]

    async def sends_everything_again(self) -> None:
        """All of it, also what was answered long ago."""
        async with aiohttp.ClientSession(self.address) as session:
            for start in range(0, len(self.sent), 500):
                bodies = [enters(call) for call in self.sent[start : start + 500]]
                async with session.post("/webhooks/thulium", json=bodies) as response:
                    assert response.status == 200, await response.text()

    async def _send_on(self, session: aiohttp.ClientSession, sender: int) -> None:
        number = 0
        while True:
            number += 1
            call = f"{sender}.{number}"
            self.sent.append(call)
            while call not in self.answered:
                await self._try(session, call)

    async def _try(self, session: aiohttp.ClientSession, call: str) -> None:
        try:
            async with session.post("/webhooks/thulium", data=enters(call)) as response:
                if response.status == 200:
                    self.answered[call] = (await response.json())["version"]
                else:
                    assert response.status == 503, await response.text()
                    self.refusals.append(int(response.headers["Retry-After"]))
        except (aiohttp.ClientError, TimeoutError, OSError):
            pass
        if call not in self.answered:
            await asyncio.sleep(0.02)


def free_port() -> int:
    """A port that a server can have again and again: below those that connecting clients are given as their own."""
    for port in range(20_000 + os.getpid() % 10_000, 32_000):
        with socket.socket() as tried, suppress(OSError):
            tried.bind(("127.0.0.1", port))
            return port
    raise OSError("no port is free")


async def spawned(directory: Path, port: int, *options: str) -> asyncio.subprocess.Process:
    """The server, begun; nobody waits until it listens. What it logs is added to `log` beside its data."""
    with (directory.parent / "log").open("ab") as log:
        return await asyncio.create_subprocess_exec(
            *command("serve", "--port", str(port), "--data-dir", str(directory), "--clock", "events", *options),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=log,
            cwd=directory.parent,
            env=surroundings(),
        )


@contextmanager
def frozen(running: Running) -> Iterator[None]:
    """The process stands still, as a machine does that sleeps or starves."""
    running.process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        running.process.send_signal(signal.SIGCONT)


@contextmanager
def small_disk(place: Path, size: str = "4m") -> Iterator[Path]:
    """A file system of its own with little room."""
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"a small disk can't be mounted here: {mounted.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


def fill(place: Path) -> Path:
    """Whatever room is left goes into one file."""
    filler = place / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\0" * 4096)
    assert shutil.disk_usage(place).free == 0
    return filler


@contextmanager
def locked(journal: Path) -> Iterator[None]:
    """Another program, a backup for instance, holds the file."""
    other = sqlite3.connect(journal, isolation_level=None)
    other.execute("begin immediate")
    try:
        yield
    finally:
        other.execute("rollback")
        other.close()


class Clock:
    """The machine's clock, which is wrong by some seconds."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.surroundings = {
            "PYTHONPATH": f"{Path(__file__).parent / 'shim'}{os.pathsep}{ROOT}",
            "WRONG_CLOCK": str(file),
        }
        file.write_bytes(struct.pack("d", 0.0))

    def is_wrong_by(self, seconds: float) -> None:
        with self.file.open("r+b") as file:
            file.write(struct.pack("d", seconds))


def descriptors(running: Running) -> int:
    """How many the process has open."""
    return len(list(Path(f"/proc/{running.process.pid}/fd").iterdir()))


def resident(running: Running) -> float:
    """The process's megabytes in memory."""
    pages = int(Path(f"/proc/{running.process.pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


async def unready(wallboard: Wallboard) -> str:
    """Why it is not ready, once it says so."""
    async with asyncio.timeout(PATIENCE):
        while (answer := await wallboard.asks("/readyz")).status != 503:  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0.02)
    return str(answer.json["detail"])
