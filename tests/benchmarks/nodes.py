"""Three nodes on one Redis against one: requests a second, and the CPU of each process; and how fast a node joins.

Every node applies every entry, so on one machine three nodes cost more than one: what they buy is that a machine may
go, and that more screens are served. Redis syncs to disk before it answers. A node joins a journal of `entries`
without any checkpoint, while another node goes on taking webhooks.
"""

import json
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tests.benchmarks.days import busy, month
from tests.benchmarks.load import CONNECTIONS
from tests.benchmarks.table import Row
from tests.benchmarks.webhook import Child

AGENTS = 150
WARM = 500
ROUND = 6000
ROUNDS = 3
JOINED = 200_000  # entries
AIM = 10.0  # seconds to join
PREFIX = "benchmark"


class Process:
    """A server of this trial, and its CPU seconds."""

    def __init__(self, name: str, process: "subprocess.Popen[str]", port: int) -> None:
        """It runs."""
        self.name, self.port, self._process = name, port, process

    def cpu(self) -> float:
        """The CPU seconds of all its threads so far."""
        tasks = Path(f"/proc/{self._process.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9

    def ready(self) -> bool:
        """Whether it has read its journal."""
        try:
            return bool(urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5).status == 200)
        except OSError:
            return False


class Figures(NamedTuple):
    """Requests a second, and microseconds of each process's CPU a request."""

    rate: float
    cpu: dict[str, float]

    def __str__(self) -> str:
        used = ", ".join(f"{name} {cost:.0f}" for name, cost in self.cpu.items())
        return f"{self.rate:,.0f} requests/s ({used} µs)"


def measure() -> list[Row]:
    """Two rows."""
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        redis = stack.enter_context(_redis(directory))
        forms = directory / "forms"
        forms.write_bytes(b"\n".join(one.form for one in busy(AGENTS, WARM + ROUND)))
        loads = [stack.enter_context(Child("load", str(forms))) for _ in range(3)]
        one = [_throughput(directory, redis, loads, 1, number) for number in range(ROUNDS)]
        three = [_throughput(directory, redis, loads, 3, number) for number in range(ROUNDS)]
        ratio = median(b.rate / a.rate for a, b in zip(one, three, strict=True))
        took = _joining(directory, redis, loads[0])
    return [
        Row(
            f"three nodes, durable, {CONNECTIONS} connections each",
            str(sorted(three, key=lambda found: found.rate)[ROUNDS // 2]),
            f"one node {sorted(one, key=lambda found: found.rate)[ROUNDS // 2]}",
            f"{ratio:.2f}",
            "-",
            True,
        ),
        Row(
            f"a node joins {JOINED:,} entries, under load",
            f"{took:.1f} s",
            "-",
            f"{took / AIM:.2f}",
            f"< {AIM:.0f} s",
            took < AIM,
        ),
    ]


def _throughput(directory: Path, redis: Process, loads: list[Child], count: int, number: int) -> Figures:
    prefix = f"{PREFIX}-{count}-{number}"
    with ExitStack() as stack:
        nodes = [stack.enter_context(_node(directory, redis, prefix, place)) for place in range(count)]
        _driven(nodes, loads, 0, WARM)
        before, began = [one.cpu() for one in (redis, *nodes)], time.perf_counter()
        _driven(nodes, loads, WARM, ROUND // count)
        took = time.perf_counter() - began
        after = [one.cpu() for one in (redis, *nodes)]
    costs = [1e6 * (b - a) / ROUND for a, b in zip(before, after, strict=True)]
    return Figures(ROUND / took, dict(zip([one.name for one in (redis, *nodes)], costs, strict=True)))


def _driven(nodes: list[Process], loads: list[Child], begin: int, count: int) -> None:
    """Send each node its share of the forms, at the same time."""
    answered: list[int] = []
    senders = [
        threading.Thread(target=lambda n=place: answered.append(_sent(loads[n], nodes[n], begin + n * count, count)))
        for place in range(len(nodes))
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    if sum(answered) != count * len(nodes):
        raise RuntimeError(f"{count * len(nodes) - sum(answered)} requests were not answered 200")


def _sent(load: Child, node: Process, begin: int, count: int) -> int:
    return int(load.told(f"{node.port} {begin} {count}"))


def _joining(directory: Path, redis: Process, load: Child) -> float:
    """Seconds from its start until a new node is ready, while an old one is driven."""
    lines = directory / "journal.jsonl"
    with lines.open("w") as file:
        for version, fields in enumerate(month(AGENTS, JOINED), 1):
            entry = {"version": version, "received": f"{fields['date']}+00:00".replace(" ", "T"), "kind": "event"}
            file.write(json.dumps(entry | {"body": fields}) + "\n")
    config = _written(directory, redis, "joined")
    subprocess.run([*_wallboard("import"), str(lines), "--config", str(config)], check=True, stdout=subprocess.DEVNULL)
    over = threading.Event()
    with _node(directory, redis, "joined", 0) as old:

        def drives() -> None:
            while not over.is_set():
                _sent(load, old, 0, WARM)

        driving = threading.Thread(target=drives)
        driving.start()
        began = time.perf_counter()
        with _node(directory, redis, "joined", 1):
            took = time.perf_counter() - began
        over.set()
        driving.join()
    return took


@contextmanager
def _redis(directory: Path) -> Iterator[Process]:
    port = _free()
    options = ["--port", str(port), "--dir", str(directory), "--save", "", "--appendonly", "yes"]
    process = subprocess.Popen(
        ["redis-server", *options, "--appendfsync", "always", "--logfile", str(directory / "log")], text=True
    )
    try:
        yield Process("redis", process, port)
    finally:
        process.kill()
        process.wait()


@contextmanager
def _node(directory: Path, redis: Process, prefix: str, place: int) -> Iterator[Process]:
    """A node that has read its journal. A checkpoint is what it must not find, so it is killed, not stopped."""
    port = _free()
    options = ["--config", str(_written(directory, redis, prefix)), "--port", str(port), "--clock", "events"]
    process = subprocess.Popen([*_wallboard("serve"), *options], stdout=subprocess.DEVNULL, text=True)
    node = Process(f"node {place + 1}", process, port)
    try:
        while not node.ready():
            time.sleep(0.02)
        yield node
    finally:
        process.kill()
        process.wait()


def _written(directory: Path, redis: Process, prefix: str) -> Path:
    config = directory / f"{prefix}.toml"
    config.write_text(f'[journal]\nurl = "redis://127.0.0.1:{redis.port}"\nprefix = "{prefix}"\n')
    return config


def _wallboard(word: str) -> list[str]:
    return [sys.executable, "-m", "app", word]


def _free() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
