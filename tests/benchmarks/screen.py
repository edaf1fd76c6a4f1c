"""From a webhook's POST to the changed text on a TV in Chromium, while 20 events arrive a second.

Every event is one more caller who waits, so the figure says how far its reader has come. The yardstick reads the
same stream at the same time without a browser.
"""

import asyncio
import random
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from statistics import median, quantiles

from playwright.async_api import Page, async_playwright

from tests.benchmarks.days import SEED, busy
from tests.benchmarks.table import Row
from tests.benchmarks.webhook import Child
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.server import Screen, Wallboard, bodies, ready

AGENTS = 40
WARM = 1500  # deliveries before, so that the board is full
EVENTS = 300
RATE = 20  # events a second
MEDIAN, WORST = 0.150, 0.400  # seconds
LONGEST = 120.0  # seconds
WATCH = """() => {
    const shown = document.querySelector('[data-figure="waiting"] .value');
    globalThis.seen = [];
    new MutationObserver(() => seen.push([Date.now() / 1000, Number(shown.textContent)]))
        .observe(shown, { characterData: true, childList: true, subtree: true });
}"""

Seen = list[tuple[float, int]]  # when, and how many were waiting


def measure() -> list[Row]:
    """Two rows: the median and the 99th percentile."""
    with tempfile.TemporaryDirectory() as directory, Child("servers", "wallboard", directory) as server:
        screen, client = asyncio.run(asyncio.wait_for(_measured(int(server.heard())), LONGEST))
    return [
        _row("median", median(screen), median(client), MEDIAN),
        _row("p99", _p99(screen), _p99(client), WORST),
    ]


def _row(what: str, figure: float, beside: float, aim: float) -> Row:
    return Row(
        f"POST to screen, {RATE} events/s, {what}",
        f"{1000 * figure:.0f} ms",
        f"stream without a browser {1000 * beside:.0f} ms",
        f"{figure / beside:.1f}",
        f"<= {1000 * aim:.0f} ms",
        figure <= aim,
    )


def _p99(delays: list[float]) -> float:
    return quantiles(delays, n=100)[98]


async def _measured(port: int) -> tuple[list[float], list[float]]:
    """Each event's delay on the screen and at the client."""
    async with _page() as page, Wallboard(f"http://127.0.0.1:{port}") as wallboard:
        await ready(wallboard)
        past = busy(AGENTS, WARM)
        for begin in range(0, WARM, 100):
            some = (delivery.fields for delivery in past[begin : begin + 100])
            await wallboard.delivers(bodies(*some), Content_Type="application/json")
        before = (await wallboard.state())["totals"]["waiting"]
        await page.goto(f"{wallboard.address}/tv")
        await page.wait_for_timeout(2000)
        await page.evaluate(WATCH)
        async with wallboard.watched() as client:
            hearing = asyncio.create_task(_heard(client, before + EVENTS))
            posted = await _rush(wallboard, datetime.fromisoformat(str(past[-1].fields["date"])))
            heard = await hearing
        await page.wait_for_timeout(1000)
        shown = [(at, number) for at, number in await page.evaluate("seen")]
    return list(_delays(posted, shown, before)), list(_delays(posted, heard, before))


@asynccontextmanager
async def _page() -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield await browser.new_page(viewport={"width": 1920, "height": 1080})
        await browser.close()


async def _rush(wallboard: Wallboard, last: datetime) -> list[float]:
    """The moments of the POSTs; they come as calls do, not in step with any timer."""
    rng = random.Random(SEED)
    posted, sent = [], []
    for number in range(EVENTS):
        at = last + timedelta(seconds=number // RATE)
        posted.append(time.time())
        sent.append(asyncio.create_task(wallboard.calls(f"rush.{number}", f"{at:%Y-%m-%d %H:%M:%S}")))
        await asyncio.sleep(rng.expovariate(RATE))
    await asyncio.gather(*sent)
    return posted


async def _heard(client: Screen, last: int) -> Seen:
    seen: Seen = []
    while not seen or seen[-1][1] < last:
        await client.next()
        seen.append((time.time(), client.document["totals"]["waiting"]))
    return seen


def _delays(posted: list[float], seen: Seen, before: int) -> Iterator[float]:
    """From each POST to the first sight of it."""
    left = iter(seen)
    at, number = next(left)
    for place, moment in enumerate(posted, start=before + 1):
        while number < place:
            at, number = next(left)
        yield at - moment
