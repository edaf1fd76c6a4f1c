"""A day on one open page: does it grow? About 24 hours of a small centre, as fast as the page takes them.

The page is in Chromium and changes its layout all the while, so that every part of it has its turn. What is
compared is the page's heap and its DOM after the first patches and at the same hour of the next day, when the day's
curve is as long again, both after a forced collection.
"""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import msgspec
from playwright.async_api import CDPSession, Page, async_playwright

from app.board.document import Audience, Document, named
from app.live.entries import Offered, read
from app.settings import Settings
from app.simulator import configuration
from app.state.apply import Entry, apply
from app.state.state import State
from tests.browser.conftest import ARGUMENTS, CHROMIUM, opened_stage
from tests.browser.stage import Stage

from .days import DAY, MORNING, SEED, busy
from .table import Row

AGENTS = 12
OPENED = MORNING + DAY  # the page is opened when the curve has a night to show, as it has a day later
FIRST = 1000  # patches after which the page is what it should stay
MOST = 90_000  # events that three days may have
SLOWLY, FAST = 5, 50  # patches that the page is given at a time, at first and later
AIM = 1.10
LONGEST = 1200.0  # seconds

SHOWS = """async version => {
    const { store } = await import(`${document.documentElement.dataset.static}/js/board.js`);
    while (store.document.version < version) await new Promise(done => setTimeout(done, 5));
    await new Promise(requestAnimationFrame);
}"""


class Size(NamedTuple):
    """What a page holds."""

    heap: int
    nodes: int
    listeners: int


def measure() -> list[Row]:
    """Two rows: the heap and the nodes."""
    first, last, played = asyncio.run(asyncio.wait_for(_soaked(), LONGEST))
    what = f"TV page a day and {played:,} patches later"
    heap, nodes = last.heap / first.heap, last.nodes / first.nodes
    return [
        _row(f"{what}, heap", f"{last.heap / 1e6:.2f} MB", f"{first.heap / 1e6:.2f} MB", heap),
        _row(f"{what}, DOM nodes", f"{last.nodes:,}", f"{first.nodes:,}", nodes),
    ]


def _row(what: str, figure: str, beside: str, ratio: float) -> Row:
    return Row(what, figure, f"after {FIRST:,} {beside}", f"{ratio:.2f}", f"<= {AIM:.2f}", ratio <= AIM)


async def _soaked() -> tuple[Size, Size, int]:
    """What the page holds first and a day later, and how many patches came between."""
    async with opened_stage() as stage, async_playwright() as playwright:
        patches = _patches(stage)
        next(patches)
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = await browser.new_page(viewport={"width": 1920, "height": 1080})
        await page.goto(f"{stage.url}/tv?rotate=20")
        await page.wait_for_timeout(1000)
        session = await page.context.new_cdp_session(page)
        for _ in range(FIRST // SLOWLY):
            await _play(page, patches, SLOWLY)
        first, begun = await size(session), datetime.fromisoformat(stage.shown["as_of"])
        played = 0
        while datetime.fromisoformat(stage.shown["as_of"]) < begun + timedelta(seconds=DAY):
            await _play(page, patches, FAST)
            played += FAST
        last = await size(session)
        await browser.close()
    return first, last, played


async def _play(page: Page, patches: Iterator[int], number: int) -> None:
    for _ in range(number):
        version = next(patches)
    await page.evaluate(SHOWS, version)


async def size(session: CDPSession) -> Size:
    """What the page holds after a forced collection."""
    await session.send("HeapProfiler.enable")
    for _ in range(3):
        await session.send("HeapProfiler.collectGarbage")
        await asyncio.sleep(0.3)
    counted: dict[str, Any] = await session.send("Memory.getDOMCounters")
    heap: dict[str, Any] = await session.send("Runtime.getHeapUsage")
    return Size(int(heap["usedSize"]), counted["nodes"], counted["jsEventListeners"])


def _patches(stage: Stage) -> Iterator[int]:
    """Puts a document on the stage, then one patch after another; their versions."""
    settings = msgspec.convert(configuration(AGENTS, SEED), Settings)
    state, document = State(rules=settings.rules), Document(Audience("tv"), settings)
    for delivered in busy(AGENTS, MOST):
        said, mark = read(Offered(delivered.fields), settings.rules, delivered.at, trust=False)
        apply(state, Entry(state.version + 1, delivered.at, said, mark))
        if delivered.at < OPENED:
            continue
        stage.now = datetime.fromtimestamp(state.now, UTC)
        first = not document.content
        patch = _plain(named(document.refresh(state), state.version, state.now, settings))
        if first:
            stage.shown = _plain(named(document.content, state.version, state.now, settings))
        else:
            stage.patch(patch)
        yield state.version


def _plain(content: Any) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(content))
    return plain
