"""Webhook requests a CPU-second of the server's: durable, 32 connections, a busy morning's deliveries.

The subject is the real application with its SQLite journal, every thread of it counted. The yardstick is a bare
aiohttp handler that reads the same form under aiohttp's own runner. The load comes from a third process.
"""

import subprocess
import sys
import tempfile
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from tests.benchmarks.days import busy
from tests.benchmarks.load import CONNECTIONS
from tests.benchmarks.table import Row, interleaved

AGENTS = 150
WARM = 2000
ROUND = 8000
ROUNDS = 4
AIM = 1.35
LONGEST = 600.0  # seconds that a process may take


class Child:
    """One of this package's processes, spoken with line by line; it ends when its input does,
    or is killed after LONGEST."""

    def __init__(self, *arguments: str) -> None:
        """Start it."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", f"{__package__}.{arguments[0]}", *arguments[1:]],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._limit = threading.Timer(LONGEST, self._process.kill)
        self._limit.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._limit.cancel()

    def heard(self) -> str:
        """The next line it says. RuntimeError if it ended instead."""
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._process.args!r} ended with {self._process.wait()}")
        return line.strip()

    def told(self, line: str) -> str:
        """What it says to a line."""
        assert self._process.stdin
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self.heard()

    def cpu(self) -> float:
        """The CPU seconds of all its threads so far."""
        tasks = Path(f"/proc/{self._process.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9

    def memory(self) -> float:
        """The kilobytes that are its own (Pss), of all that is in memory."""
        text = Path(f"/proc/{self._process.pid}/smaps_rollup").read_text(encoding="ascii")
        return float(text.partition("\nPss:")[2].split()[0])


class Driven:
    """A server and how far the morning has come for it."""

    def __init__(self, server: Child, load: Child) -> None:
        """Warm it up."""
        self._server, self._load = server, load
        self._port = server.heard()
        self._next = 0
        self.cost(WARM)

    def cost(self, count: int) -> float:
        """The CPU seconds of one request, over so many more of them."""
        before = self._server.cpu()
        good = int(self._load.told(f"{self._port} {self._next} {count}"))
        after = self._server.cpu()
        self._next += count
        if good != count:
            raise RuntimeError(f"{count - good} of {count} requests were not answered 200")
        return (after - before) / count


def measure() -> list[Row]:
    """One row."""
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        forms = directory / "forms"
        forms.write_bytes(b"\n".join(one.form for one in busy(AGENTS, WARM + ROUND * ROUNDS)))
        load = stack.enter_context(Child("load", str(forms)))
        ours, bare = (
            Driven(stack.enter_context(Child("servers", kind, str(directory))), load) for kind in ("wallboard", "bare")
        )
        taken = interleaved(ROUNDS, lambda: ours.cost(ROUND), lambda: bare.cost(ROUND))
    return [
        Row(
            f"webhook, durable, with credentials, {CONNECTIONS} connections",
            f"{1 / taken.figure:,.0f} requests/CPU-s ({1e6 * taken.figure:.0f} µs)",
            f"bare aiohttp handler {1 / taken.beside:,.0f} ({1e6 * taken.beside:.0f} µs)",
            taken.parsed,
            f"<= {AIM:.2f}",
            taken.ratio <= AIM,
        )
    ]
