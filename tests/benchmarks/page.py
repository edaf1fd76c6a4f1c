"""Opening a page: its first paint, when it is whole and fed, how much shifts, and what it costs the server.

Each page is opened in a browser without a cache, the processor slowed 1, 4 and 6 times, for 40 and for 1,000 agents.
With `WALLBOARD_BEFORE=DIR`, the checkout of another commit, its pages are opened in turn with these and are the
yardstick: a page may paint its first text at most 1.3 times as late, and may not be whole later.
"""

import asyncio
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from statistics import median
from typing import NamedTuple

import aiohttp
import msgspec
from playwright.async_api import Browser, async_playwright

from tests.benchmarks.servers import PASSWORD, USER
from tests.benchmarks.table import Row
from tests.benchmarks.webhook import Child
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.server import ROOT, Wallboard, ready

ROUNDS = 5
SLOWER = (1, 4, 6)
PAGES = (("/tv", 40), ("/", 40), ("/", 1000))
PAINT, WHOLE, SHIFT = 1.3, 1.0, 0.01
AGENTS, OPENED, AT_ONCE, COST = 1000, 300, 50, 0.005
LONGEST = 1500.0  # seconds
# Serves a center until its input ends; every commit's checkout has these names.
SERVE = """
import asyncio, sys
from datetime import datetime
from tests.browser.conftest import opened_stage
from tests.browser.documents import document
from tests.browser.stage import WARSAW

async def main(agents):
    async with opened_stage() as stage:
        stage.reset(document(agents, 8 if agents < 500 else 25, campaigns=3, tickets=True, now=datetime.now(WARSAW)))
        print(stage.url, flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)

asyncio.run(main(int(sys.argv[1])))
"""
# A page is whole when its last elements are defined: they draw in the same task. It is fed when its stream has begun.
WATCH = """
delete globalThis.SharedWorker;
globalThis.seen = { shift: 0 };
const Source = EventSource;
globalThis.EventSource = class extends Source {
    constructor(url) { super(url); this.addEventListener("state", () => (seen.fed ??= performance.now())); }
};
Promise.all(["stale-band", "key-figures", "day-curve"].map((name) => customElements.whenDefined(name)))
    .then(() => (seen.whole = performance.now()));
new PerformanceObserver((list) => { for (const entry of list.getEntries()) seen.shift += entry.value; })
    .observe({ type: "layout-shift", buffered: true });
"""
DONE = "() => seen.whole && seen.fed && performance.getEntriesByName('first-contentful-paint').length"
TOLD = """async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    return [paint.startTime / 1000, seen.whole / 1000, seen.fed / 1000, seen.shift];
}"""


class Opening(NamedTuple):
    """One page's opening, in seconds from the address, and its layout shift."""

    paint: float
    whole: float
    fed: float
    shift: float


def measure() -> list[Row]:
    """Three rows a page and processor, and one for the server."""
    return [*asyncio.run(asyncio.wait_for(_opened(os.environ.get("WALLBOARD_BEFORE")), LONGEST)), _served()]


async def _opened(before: str | None) -> list[Row]:
    trees = {"now": str(ROOT)} | ({"before": before} if before else {})
    rows: list[Row] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for path, agents in PAGES:
            async with AsyncExitStack() as stack:
                urls = {
                    name: await stack.enter_async_context(_served_from(tree, agents)) for name, tree in trees.items()
                }
                for slower in SLOWER:
                    found: dict[str, list[Opening]] = defaultdict(list)
                    for number in range(ROUNDS):
                        for name in sorted(urls, reverse=number % 2 == 1):
                            found[name].append(await _open(browser, urls[name] + path, slower))
                    what = f"{path}, {agents:,} agents, CPU / {slower}"
                    rows += _rows(what, found["now"], found.get("before"))
        await browser.close()
    return rows


@asynccontextmanager
async def _served_from(tree: str, agents: int) -> AsyncIterator[str]:
    """The address of a stage in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", SERVE, str(agents)),
        cwd=tree,
        env=os.environ | {"PYTHONPATH": tree},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,  # streams that are left are no news
    )
    assert process.stdin
    assert process.stdout
    try:
        yield (await process.stdout.readline()).decode().strip()
    finally:
        process.stdin.close()
        await process.wait()


async def _open(browser: Browser, url: str, slower: int) -> Opening:
    context = await browser.new_context(viewport={"width": 1920, "height": 1080})
    page = await context.new_page()
    await page.add_init_script(WATCH)
    session = await context.new_cdp_session(page)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    await page.goto(url)
    await page.wait_for_function(DONE, timeout=60_000)
    opening = Opening(*await page.evaluate(TOLD))
    await context.close()
    return opening


def _rows(what: str, now: list[Opening], before: list[Opening] | None) -> list[Row]:
    mine = Opening(*map(median, zip(*now, strict=True)))
    theirs = Opening(*map(median, zip(*before, strict=True))) if before else None
    rows = []
    for name, figure, beside, aim in zip(
        Opening._fields, mine, theirs or [None] * 4, (PAINT, WHOLE, WHOLE, 0), strict=True
    ):
        if name == "shift":
            rows.append(Row(f"{what}, layout shift", f"{figure:.4f}", "", "", f"< {SHIFT}", figure < SHIFT))
        elif beside is None:
            rows.append(Row(f"{what}, {name}", f"{1000 * figure:.0f} ms", "", "", "", met=True))
        else:
            ratio = figure / beside
            said = f"<= {aim:.1f}"
            rows.append(
                Row(
                    f"{what}, {name}",
                    f"{1000 * figure:.0f} ms",
                    f"{1000 * beside:.0f} ms",
                    f"{ratio:.2f}",
                    said,
                    ratio <= aim,
                )
            )
    return rows


def _served() -> Row:
    """The CPU of the real server for a page of 1,000 agents, opened in bursts."""
    with tempfile.TemporaryDirectory() as directory, Child("servers", "wallboard", directory) as server:
        spent = asyncio.run(_burst(server, int(server.heard()))) / OPENED
    figure = f"{1000 * spent:.2f} ms"
    return Row(f"server, a page of {AGENTS:,} agents, CPU", figure, "", "", f"<= {1000 * COST:.0f} ms", spent <= COST)


async def _burst(server: Child, port: int) -> float:
    async with Wallboard(f"http://127.0.0.1:{port}") as wallboard:
        await ready(wallboard)
        logins = [
            {"action": "AGENT_LOGGED_IN", "date": "2026-11-20 09:00:00", "agent_login": f"agent{number}"}
            for number in range(AGENTS)
        ]
        login = aiohttp.BasicAuth(USER, PASSWORD).encode()
        await wallboard.delivers(msgspec.json.encode(logins), Content_Type="application/json", Authorization=login)
        await wallboard.asks("/", Accept_Encoding="gzip")
        before = server.cpu()
        for _ in range(OPENED // AT_ONCE):
            await asyncio.gather(*(wallboard.asks("/", Accept_Encoding="gzip") for _ in range(AT_ONCE)))
        return server.cpu() - before
