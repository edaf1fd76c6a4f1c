"""A day on one open page: does it grow? 24 hours of a small centre, as fast as the page takes them.

The page is in Chromium and changes its layout all the while, so that every part of it has its turn. Its first hour
passes second by second, as it would; then its heap and its DOM are looked at, and again 24 hours later, when the day's
curve is as long as then, each after a forced collection.

Two browsers play the same day beside one another. One makes no machine code (`--jitless`): its heap is what the page
keeps. The other is Chromium as it comes: its heap holds the code too that V8 makes of what runs often, more of it the
longer it runs.
"""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import msgspec
from playwright.async_api import CDPSession, Page, async_playwright

from app.config.schema import Settings
from app.document.document import Audience, Document, with_version
from app.runtime.sequencing import Submission, parse
from app.simulator import configuration
from app.state.apply import Entry, apply
from app.state.state import State
from tests.benchmarks.days import DAY, MORNING, SEED, busy
from tests.benchmarks.table import Row
from tests.browser.conftest import ARGUMENTS, CHROMIUM, opened_stage
from tests.browser.stage import Stage

AGENTS = 12
OPENED = MORNING + DAY  # the page is opened when the curve has a night to show, as it has a day later
HOUR = 3600
MOST = 90_000  # events that three days may have
AT_ONCE = 50  # patches that the page is given at a time after its first hour
JITLESS = "--js-flags=--jitless"
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


Soaked = tuple[Size, Size, int]  # after the first hour, in the end, and how many patches came between


def measure() -> list[Row]:
    """Three rows: the heap and the nodes, and the heap with V8's machine code."""
    (first, last, played), (with_code, in_the_end, _) = asyncio.run(asyncio.wait_for(_both(), LONGEST))
    what = f"TV page a day and {played:,} patches later"
    return [
        _heap(f"{what}, heap", first, last),
        _row(f"{what}, DOM nodes", f"{last.nodes:,}", f"{first.nodes:,}", last.nodes / first.nodes),
        _heap(f"{what}, heap and machine code", with_code, in_the_end),
    ]


def _heap(what: str, first: Size, last: Size) -> Row:
    return _row(what, f"{last.heap / 1e6:.2f} MB", f"{first.heap / 1e6:.2f} MB", last.heap / first.heap)


def _row(what: str, figure: str, beside: str, ratio: float) -> Row:
    return Row(what, figure, f"after the first hour {beside}", f"{ratio:.2f}", f"<= {AIM:.2f}", ratio <= AIM)


async def _both() -> tuple[Soaked, Soaked]:
    return await asyncio.gather(_soaked(JITLESS), _soaked())


async def _soaked(*arguments: str) -> Soaked:
    """What the page holds after its first hour and a day later, and how many patches came between."""
    async with opened_stage() as stage, async_playwright() as playwright:
        patches = _patches(stage)
        next(patches)
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *arguments])
        page = await browser.new_page(viewport={"width": 1920, "height": 1080})
        await page.goto(f"{stage.url}/tv?rotate=20")
        await page.wait_for_timeout(1000)
        session = await page.context.new_cdp_session(page)
        opened = _moment(stage)
        while _moment(stage) < opened + timedelta(seconds=HOUR):
            before = _moment(stage)
            await _play(page, patches, 1)
            _passes(stage, before)
        first, begun, played = await size(session), _moment(stage), 0
        while _moment(stage) < begun + timedelta(seconds=DAY):
            await _play(page, patches, AT_ONCE)
            played += AT_ONCE
        last = await size(session)
        await browser.close()
    return first, last, played


def _moment(stage: Stage) -> datetime:
    return datetime.fromisoformat(stage.shown["as_of"])


def _passes(stage: Stage, since: datetime) -> None:
    """Each second until now, as the page would live it."""
    for second in range(int((_moment(stage) - since).total_seconds())):
        now = (since + timedelta(seconds=second + 1)).isoformat()
        stage.tell(("ping", {"version": 1, "now": now, "release": stage.release}))


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
        said, mark = parse(Submission(delivered.fields), settings.rules, delivered.at, trust=False)
        apply(state, Entry(state.version + 1, delivered.at, said, mark))
        if delivered.at < OPENED:
            continue
        stage.now = datetime.fromtimestamp(state.now, UTC)
        first = not document.content
        patch = _plain(with_version(document.refresh(state), state.version, state.now, settings))
        if first:
            stage.shown = _plain(with_version(document.content, state.version, state.now, settings))
        else:
            stage.patch(patch)
        yield state.version


def _plain(content: Any) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(content))
    return plain
