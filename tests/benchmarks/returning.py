"""A day's work with screens connected, and all screens coming back at once: the server's CPU, and who waits how long.

The day is posted as fast as it is taken. As it comes in truth its events are nearly two seconds apart, so each is a
patch of its own and finds the processor's caches cold: that is measured at 20 a second, and reckoned up. The documents
that screens put together must all be the same.
"""

import asyncio
import json
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from app.simulator.center import MOST
from app.simulator.channel import form
from tests.benchmarks.days import MORNING, ZONE, busy, day
from tests.benchmarks.posting import Posted, post
from tests.benchmarks.table import Row
from tests.benchmarks.webhook import Child

KIND = "application/x-www-form-urlencoded"
RATE, SCREENS, AIM = 20.0, 100, 30.0
CENTRE, APART = 40, 400  # agents, who have 50,500 events a day; events of it posted one by one
AGENTS, BACK, WITHIN, ANSWERED = 1000, 5000, 5.0, 0.250


def measure() -> list[Row]:
    """Three rows."""
    return [*_days_work(), _return()]


def _days_work() -> list[Row]:
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        forms = [one.form for one in day(CENTRE)]
        server, load, port = _running(stack, directory, forms)
        crowd = stack.enter_context(Child("crowd", port, "/events", str(SCREENS), "4", "plain"))
        crowd.heard()
        together = _cost(server, lambda: _loaded(load, port, 0, len(forms) - APART))
        apart = _cost(server, lambda: _apart(port, forms[-APART:])) / APART
        _check(crowd)
    what, count = f"with {SCREENS} screens, CPU", len(forms) - APART
    reckoned = f"{apart * count:.0f} s ({1e6 * apart:.0f} µs an event)"
    took = f"{together:.1f} s ({1e6 * together / count:.0f} µs an event)"
    return [
        Row(f"a day of {count:,} events {what}", took, "", "", f"<= {AIM:.0f} s", together <= AIM),
        Row(f"the same, each event a patch of its own, {what}", reckoned, "", "", "", met=True),
    ]


def _cost(server: Child, work: Callable[[], None]) -> float:
    before = server.cpu()
    work()
    return server.cpu() - before


def _loaded(load: Child, port: str, begin: int, count: int) -> None:
    if int(load.told(f"{port} {begin} {count}")) != count:
        raise RuntimeError("not every delivery was taken")


def _apart(port: str, forms: list[bytes]) -> None:
    if {one.status for one in asyncio.run(post(int(port), forms, RATE, KIND))} != {200}:
        raise RuntimeError("not every delivery was taken")


def _return() -> Row:
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        arrivals, forms = _arrivals(), [one.form for one in busy(MOST, int(WITHIN * RATE))]
        _, load, port = _running(stack, directory, arrivals)
        _loaded(load, port, 0, len(arrivals))
        crowd = Child("crowd", port, "/events", str(BACK), "4", "gzip")
        stack.enter_context(crowd)
        seconds, posted = asyncio.run(_back(crowd, port, forms))
        _check(crowd)
    if {one.status for one in posted} != {200}:
        raise RuntimeError("not every delivery was taken")
    slow = sorted(one.answered - one.sent for one in posted)[int(len(posted) * 0.99)]
    what = f"{BACK:,} screens come back at once, {AGENTS:,} agents"
    figure = f"all in {seconds:.1f} s, POST p99 {1000 * slow:.0f} ms"
    aim = f"{WITHIN:.0f} s, {1000 * ANSWERED:.0f} ms"
    return Row(what, figure, "", "", aim, seconds <= WITHIN and slow <= ANSWERED)


async def _back(crowd: Child, port: str, forms: list[bytes]) -> tuple[float, list[Posted]]:
    """Seconds until every screen has its state, and what became of the deliveries meanwhile."""

    async def back() -> float:
        began = time.monotonic()
        await asyncio.to_thread(crowd.heard)
        return time.monotonic() - began

    return await asyncio.gather(back(), post(int(port), forms, RATE, KIND))


def _arrivals() -> list[bytes]:
    """Everybody logs in and is reached by phone."""
    day = datetime.fromtimestamp(MORNING, ZONE)
    return [
        form({"action": action, "date": f"{day:%Y-%m-%d %H:%M:%S}", "agent_login": f"agent.{number}"})
        for number in range(AGENTS)
        for action in ("AGENT_LOGGED_IN", "AGENT_PHONE_CONNECTED")
    ]


def _running(stack: ExitStack, directory: Path, forms: list[bytes]) -> tuple[Child, Child, str]:
    """A server, who posts these deliveries to it, and the server's port."""
    (directory / "forms").write_bytes(b"\n".join(forms))
    server = stack.enter_context(Child("servers", "wallboard", str(directory)))
    load = stack.enter_context(Child("load", str(directory / "forms")))
    return server, load, server.heard()


def _check(crowd: Child) -> None:
    time.sleep(1)
    told = json.loads(crowd.told("report"))
    if told["lost"] or len(told["documents"]) != 1:
        raise RuntimeError(f"{told['lost']} lost, {len(told['documents'])} documents")
