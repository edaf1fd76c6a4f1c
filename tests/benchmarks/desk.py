"""The supervisors' page of a very large centre on a slow laptop: what it costs, its longest frame, does it grow?

1,000 agents, 40 queues, 300 waiting calls, 50 events a second in 12 patches, in Chromium with the processor slowed four
times. Processor time is the main thread's own, so a busy machine does not spoil it; frames are the clock's. The hour's
events come as fast as the page draws them, each in its patch, in about three minutes.
"""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import deepcopy
from datetime import datetime, timedelta
from itertools import islice
from statistics import median
from typing import Any, NamedTuple

from playwright.async_api import CDPSession, Page, async_playwright

from tests.benchmarks.soak import SHOWS, size
from tests.benchmarks.table import Row
from tests.browser.conftest import ARGUMENTS, CHROMIUM, opened_stage
from tests.browser.documents import document
from tests.browser.stage import WARSAW, Stage

AGENTS, QUEUES, WAITING = 1000, 40, 300
RATE, PATCHES = 50, 12.5  # events and patches a second
SLOWER = 4
SECONDS = 20.0
HOUR = 3600
FIRST = 8000  # events after which the page is what it should stay
SOME = 3000  # events between two looks at the heap: what the browser keeps of its code comes and goes
AT_ONCE = 125  # patches of its hour that the page is given between two drawings
SHARE, FRAME, PAINT, GROWN = 0.30, 0.100, 1.0, 1.10
LONGEST = 900.0  # seconds
FRAMES = """() => {
    globalThis.frames = [];
    new PerformanceObserver((list) => frames.push(...list.getEntries().map((frame) => frame.duration / 1000)))
        .observe({ type: "long-animation-frame" });
}"""
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000"
BUSY = ("available", "ringing", "on_call", "paused", "wrap_up")


class Cost(NamedTuple):
    """What some seconds of a page cost."""

    share: float  # of the main thread
    frame: float  # the longest, in seconds
    paint: float  # from the address to the first text, in seconds


def measure() -> list[Row]:
    """Four rows: processor, longest frame, first paint, heap after an hour of events."""
    cost, quiet, first, last = asyncio.run(asyncio.wait_for(_measured(), LONGEST))
    what = f"desk, {AGENTS:,} agents, {RATE} events/s, CPU / {SLOWER}"
    frame = f"{1000 * cost.frame:.0f} ms" if cost.frame else "under 50 ms"
    grew = f"after {FIRST:,} events {first / 1e6:.2f} MB"
    return [
        _row(f"{what}, main thread", f"{cost.share:.0%}", f"no events {quiet.share:.0%}", cost.share, SHARE),
        _row(f"{what}, longest frame", frame, "a frame 17 ms", cost.frame, FRAME),
        _row(f"{what}, first paint", f"{cost.paint:.2f} s", f"not slowed {quiet.paint:.2f} s", cost.paint, PAINT),
        _row(f"desk, heap after {RATE * HOUR:,} more events", f"{last / 1e6:.2f} MB", grew, last / first, GROWN),
    ]


def _row(what: str, figure: str, beside: str, value: float, aim: float) -> Row:
    return Row(what, figure, beside, f"{value:.2f}", f"<= {aim:.2f}", value <= aim)


async def _measured() -> tuple[Cost, Cost, float, float]:
    async with opened_stage() as stage, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = await browser.new_context(viewport={"width": 1920, "height": 1080})
        crowd = Crowd(stage, random.Random(1))
        async with opened(await context.new_page(), stage, 1) as (page, session):
            quiet = await _cost(page, session, None)
        async with opened(await context.new_page(), stage, SLOWER) as (page, session):
            cost = await _cost(page, session, crowd)
        async with opened(await context.new_page(), stage, 1) as (page, session):
            await crowd.play(page, FIRST)
            first = await _heap(page, session, crowd)
            await crowd.play(page, RATE * HOUR)
            last = await _heap(page, session, crowd)
        await browser.close()
    return cost, quiet, first, last


@asynccontextmanager
async def opened(page: Page, stage: Stage, slower: int) -> AsyncIterator[tuple[Page, CDPSession]]:
    session = await page.context.new_cdp_session(page)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    await session.send("Performance.enable", {"timeDomain": "threadTicks"})
    await page.goto(stage.url)
    await page.wait_for_timeout(3000)
    yield page, session
    await page.close()


async def _cost(page: Page, session: CDPSession, crowd: "Crowd | None") -> Cost:
    await page.evaluate(FRAMES)
    before, begun = await _task_time(session), asyncio.get_running_loop().time()
    if crowd is None:
        await page.wait_for_timeout(1000 * SECONDS / 4)
    else:
        for _ in range(int(SECONDS * PATCHES)):
            crowd.patch(RATE / PATCHES)
            await asyncio.sleep(1 / PATCHES)
    took = asyncio.get_running_loop().time() - begun
    share = (await _task_time(session) - before) / took
    return Cost(share, max(await page.evaluate("frames"), default=0.0), await page.evaluate(PAINTED))


async def _heap(page: Page, session: CDPSession, crowd: "Crowd") -> float:
    """The median of three looks, each after a forced collection (bytes)."""
    sizes = []
    for _ in range(3):
        await crowd.play(page, SOME)
        sizes.append((await size(session)).heap)
    return median(sizes)


async def _task_time(session: CDPSession) -> float:
    metrics: dict[str, Any] = await session.send("Performance.getMetrics")
    return float(next(metric["value"] for metric in metrics["metrics"] if metric["name"] == "TaskDuration"))


class Crowd:
    """A centre in which something happens all the time, as patches of its document."""

    def __init__(self, stage: Stage, rng: random.Random) -> None:
        """Puts the centre on the stage."""
        self.stage = stage
        self.rng = rng
        self.number = 0
        stage.reset(document(AGENTS, 25, campaigns=4, tickets=True, now=datetime.now(WARSAW)))
        shown = stage.shown
        for place in range(25, QUEUES):
            shown["queues"][str(155 + place)] = {**deepcopy(shown["queues"]["162"]), "name": f"Linia {place}"}
        shown["calls"] = {}
        for _ in range(WAITING):
            self._new_call(shown["calls"])

    async def play(self, page: Page, events: int) -> None:
        """So many events, as fast as the page tells and draws them: twice a second, as in its days."""
        for _ in range(int(events / RATE * PATCHES / AT_ONCE)):
            for _ in range(AT_ONCE):
                self.patch(RATE / PATCHES)
            await page.evaluate(SHOWS, self.stage.shown["version"])

    def patch(self, events: float) -> None:
        """A few events at once."""
        shown = self.stage.shown
        patch: dict[str, Any] = {"version": shown["version"] + 1, "agents": {}, "calls": {}, "queues": {}}
        for gone in list(islice(shown["calls"], int(events))):
            self._event(patch, gone)
        patch["totals"] = {"waiting": len(shown["calls"]), "today": {"entered": self.number}}
        patch["feed"] = {"last_event": self._now(), "today": {"events": 5120 + self.number}}
        self.stage.patch(patch)

    def _event(self, patch: dict[str, Any], gone: str) -> None:
        shown, rng = self.stage.shown, self.rng
        key = rng.choice(list(shown["agents"]))
        status = rng.choice(BUSY)
        pause = {"id": "1", "name": "Przerwa", "limit": 900, "since": self._now()} if status == "paused" else None
        row = {"status": status, "since": self._now(), "pause": pause}
        patch["agents"][key] = {**row, "today": {"answered": self.number % 90, "talk_time": self.number % 9000}}
        patch["calls"][gone] = None
        self._new_call(patch["calls"])
        queue = rng.choice(list(shown["queues"]))
        patch["queues"][queue] = {"waiting": rng.randrange(12), "today": {"entered": self.number}}

    def _new_call(self, calls: dict[str, Any]) -> None:
        self.number += 1
        calls[f"17000000.{self.number}"] = {
            "direction": "inbound", "stage": "waiting", "since": self._now(), "started": self._now(),
            "queue": str(155 + self.number % QUEUES), "agents": [],
            "source_number": f"600{self.number:06}", "source_name": f"Klient {self.number}",
        }  # fmt: skip

    def _now(self) -> str:
        return (datetime.fromisoformat(self.stage.moment()) - timedelta(seconds=self.rng.random())).isoformat()
