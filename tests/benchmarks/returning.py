"""A day's work with screens connected, and all screens coming back at once: the server's CPU, and who waits how long.

A day's 50,000 events come nearly two seconds apart, so each is a patch of its own: measured at 20 a second, which
is as many patches as there ever are, and reckoned up. The documents that screens put together must equal `/state`'s.
"""

import asyncio
import json
import tempfile
import time
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from app.simulator.centre import MOST
from app.simulator.line import form

from .days import MORNING, ZONE, busy
from .posting import post
from .table import Row
from .webhook import Child

KIND = "application/x-www-form-urlencoded"
EVENTS, RATE, SCREENS, DAY, AIM = 400, 20.0, 100, 50_000, 30.0
AGENTS, BACK, WITHIN, ANSWERED = 1000, 5000, 5.0, 0.250


def measure() -> list[Row]:
    """Two rows."""
    return [_days_work(), _return()]


def _days_work() -> Row:
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        forms = [one.form for one in busy(40, 2000 + EVENTS)]
        server, port = _running(stack, directory, forms[:2000])
        crowd = stack.enter_context(Child("crowd", port, "/events", str(SCREENS), "4", "plain"))
        crowd.heard()
        before = server.cpu()
        posted = asyncio.run(post(int(port), forms[2000:], RATE, KIND))
        took = server.cpu() - before
        _check([one.status for one in posted], crowd)
    figure = took / EVENTS * DAY
    what = f"a day of {DAY:,} events with {SCREENS} screens, CPU"
    return Row(
        what, f"{figure:.0f} s ({1e6 * took / EVENTS:.0f} µs an event)", "", "", f"<= {AIM:.0f} s", figure <= AIM
    )


def _return() -> Row:
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        forms = [one.form for one in busy(MOST, int(WITHIN * RATE))]
        _, port = _running(stack, directory, _arrivals())
        crowd = Child("crowd", port, "/events", str(BACK), "4", "gzip")
        stack.enter_context(crowd)
        began = time.monotonic()
        posted = asyncio.run(post(int(port), forms, RATE, KIND))
        crowd.heard()
        seconds = time.monotonic() - began
        slow = sorted(one.answered - one.sent for one in posted)[int(len(posted) * 0.99)]
        _check([one.status for one in posted], crowd)
    what = f"{BACK:,} screens come back at once, {AGENTS:,} agents"
    figure = f"all in {seconds:.1f} s at the most, POST p99 {1000 * slow:.0f} ms"
    aim = f"{WITHIN:.0f} s, {1000 * ANSWERED:.0f} ms"
    return Row(what, figure, "", "", aim, seconds <= WITHIN + 0.5 and slow <= ANSWERED)


def _arrivals() -> list[bytes]:
    """Everybody logs in and is reached by phone."""
    day = datetime.fromtimestamp(MORNING, ZONE)
    return [
        form({"action": action, "date": f"{day:%Y-%m-%d %H:%M:%S}", "agent_login": f"agent.{number}"})
        for number in range(AGENTS)
        for action in ("AGENT_LOGGED_IN", "AGENT_PHONE_CONNECTED")
    ]


def _running(stack: ExitStack, directory: Path, forms: list[bytes]) -> tuple[Child, str]:
    """A server that knows these deliveries."""
    (directory / "forms").write_bytes(b"\n".join(forms))
    server = stack.enter_context(Child("servers", "wallboard", str(directory)))
    load = stack.enter_context(Child("load", str(directory / "forms")))
    port = server.heard()
    if int(load.told(f"{port} 0 {len(forms)}")) != len(forms):
        raise RuntimeError("not every delivery was taken")
    return server, port


def _check(statuses: list[int], crowd: Child) -> None:
    time.sleep(1)
    told = json.loads(crowd.told("report"))
    if set(statuses) != {200} or told["lost"] or len(told["documents"]) != 1:
        raise RuntimeError(f"{set(statuses)}, {told['lost']} lost, {len(told['documents'])} documents")
