"""From a webhook to everybody who watches: the server's CPU for each frame that one client is given.

The subject is the whole way: parse, journal, apply, patch, fan-out. The yardsticks only copy: nginx's Nchan, where it
is installed, and a bare loop of `send`; they are given messages as large as the patches were, as often. Readers in
the crowd put the document together, and it must be the server's; every other client must have got as many bytes.
"""

import asyncio
import json
import tempfile
import time
import urllib.request
from contextlib import ExitStack
from typing import Any, NamedTuple

from tests.benchmarks.days import busy
from tests.benchmarks.posting import Posted, post
from tests.benchmarks.webhook import Child

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
WARM = 600  # deliveries before, so that the board is a board
READERS = 20
SETTLED = 0.6  # seconds after the last POST until all has arrived


class Taken(NamedTuple):
    """One round: CPU seconds for the whole, frames and bytes that each client got, and the delays."""

    cpu: float
    frames: int
    bytes: int
    delays: list[float]
    answers: list[float]


class Peer:
    """A server with its crowd."""

    def __init__(self, stack: ExitStack, kind: str, clients: int, coding: str = "plain") -> None:
        """Start it, and connect everybody."""
        self.kind, self.clients = kind, clients
        directory = stack.enter_context(tempfile.TemporaryDirectory())
        ours = kind == "wallboard"
        ready_made = kind in {"bare", "nchan"}
        arguments = ("senders", directory, kind) if ready_made else ("servers", kind, directory, "wall")
        self.server = stack.enter_context(Child(*arguments))
        self.port = int(self.server.heard())
        time.sleep(0.5)
        if ours:
            self._warm()
        path = "/quiet" if ready_made else "/events"
        self.crowd = stack.enter_context(Child("crowd", str(self.port), path, str(clients), str(READERS), coding))
        if self.crowd.heard() != "open":
            raise RuntimeError(f"{kind}: not everybody could connect")
        time.sleep(1)

    def _warm(self) -> None:
        past = [delivered.fields for delivered in busy(40, WARM)]
        for start in range(0, WARM, 100):
            asyncio.run(post(self.port, [json.dumps(past[start : start + 100]).encode()], 100, JSON))

    def round(self, bodies: list[bytes], rate: float, kind: str = FORM) -> Taken:
        """Post these, and let everybody take what comes of it."""
        self.crowd.told("mark")
        before = self.server.cpu()
        posted = asyncio.run(post(self.port, bodies, rate, kind))
        time.sleep(SETTLED)
        cpu = self.server.cpu() - before
        report: dict[str, Any] = json.loads(self.crowd.told("report"))
        return self._checked(posted, report, cpu)

    def _checked(self, posted: list[Posted], report: dict[str, Any], cpu: float) -> Taken:
        if {answer.status for answer in posted} - {200, 201, 202}:
            raise RuntimeError(f"{self.kind}: {[answer.status for answer in posted]}")
        low, high = report["bytes"]
        if report["lost"] or low != high or not low:
            raise RuntimeError(f"{self.kind}: {report['lost']} streams were lost, {low} to {high} bytes came")
        if self.kind != "wallboard":
            delays = _first_sights(posted, report["times"], high) if self.kind == "bare" else []
            return Taken(cpu, len(posted), high, delays, _answers(posted))
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/state") as answer:
            truth = json.load(answer)
        if [_lasting(one) for one in report["documents"]] != [_lasting(truth)]:
            raise RuntimeError("the patches did not make the document")
        return Taken(cpu, report["frames"][-1], high, _delays(posted, report["seen"]), _answers(posted))


def _lasting(document: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != "as_of"}


def _answers(posted: list[Posted]) -> list[float]:
    return [one.answered - one.sent for one in posted]


def _first_sights(posted: list[Posted], times: list[list[tuple[float, int]]], total: int) -> list[float]:
    """From each POST to when each reader had it, of messages that are all of one size and have no numbers."""
    size = total // len(posted)
    delays = []
    for reader in times:
        left = iter(reader)
        at, had = next(left)
        for number, one in enumerate(posted, start=1):
            while had < number * size:
                at, had = next(left)
            delays.append(at - one.sent)
    return delays


def _delays(posted: list[Posted], seen: list[list[tuple[float, int]]]) -> list[float]:
    """From each POST to each reader's first sight of it."""
    delays = []
    for reader in seen:
        left = iter(reader)
        at, version = next(left)
        for one in sorted(posted, key=lambda one: int(json.loads(one.body)["version"])):
            while version < int(json.loads(one.body)["version"]):
                at, version = next(left)
            delays.append(at - one.sent)
    return delays
