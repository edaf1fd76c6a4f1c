"""A page whose files do not all arrive becomes whole by itself, and until then shows nothing that looks alive."""

import asyncio
import itertools
from collections import Counter
from datetime import UTC, datetime

import pytest
from playwright.async_api import Page

from app.web.assets import asset_folder, import_graph
from tests.browser.conftest import Open, opened_stage
from tests.browser.documents import document
from tests.browser.stage import RELEASE, Stage
from tests.server import eventually

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

WHOLE = """() => document.documentElement.matches('[data-drawn][data-line="live"]')
    && [...document.querySelectorAll("link[rel=stylesheet]")].every((link) => link.sheet && link.sheet.cssRules.length)
    && document.querySelector('[data-figure="waiting"] .value').innerText === "17" """
SCREENS = {"/tv": "tv", "/": "supervisor"}
FILES = {
    path: [
        file
        for kind in ("css", "js")
        for file in import_graph(asset_folder("static"), f"{kind}/{screen}.{kind}")
        if file != f"css/{screen}.css"
    ]
    for path, screen in SCREENS.items()
}
FAILING = 8  # files a page, far apart in the order in which they are found
TOGETHER = 3  # pages at a time: a browser gives a host six connections, and each page has a stream of its own here
NO_CACHE = "void 0"  # a page with a script has a context of its own, in which no file is known yet
SOON = 60_000  # ms; the first try is after one second, but the machine may be busy


async def lives(page: Page) -> None:
    """The board is drawn, styled and fed."""
    await page.wait_for_function(WHOLE, timeout=SOON)


@pytest.mark.parametrize("path", FILES)
async def test_each_file_may_fail_once(open_page: Open, path: str) -> None:
    """Each page is of a release of its own, of which a few files are refused when they are first requested."""
    pages = -(-len(FILES[path]) // FAILING)
    failing = {f"without-{page}": frozenset(FILES[path][page::pages]) for page in range(pages)}
    requested: Counter[tuple[str, str]] = Counter()

    def answer(release: str, file: str) -> int:
        if file not in failing.get(release, ()):
            return 200
        requested[release, file] += 1
        return (503, 404, 502)[len(file) % 3] if requested[release, file] == 1 else 200

    limit = asyncio.Semaphore(TOGETHER)

    async def becomes_live(release: str) -> None:
        async with limit:
            page = await open_page(f"{stage.url}{path}?release={release}", strict=False)
            await lives(page)
            await page.close()

    async with opened_stage() as stage:
        stage.answers = answer
        await asyncio.gather(*map(becomes_live, failing))

    assert {file for (_, file), number in requested.items() if number > 1} == set(FILES[path])


async def test_a_page_that_is_never_whole_shows_no_figure_and_says_so(stage: Stage, open_page: Open) -> None:
    stage.answers = lambda _, file: 503 if file == "js/core/clock.js" else 200
    page = await open_page("/tv", script=NO_CACHE, strict=False)
    await page.locator(".incomplete").wait_for(timeout=SOON)  # by the style sheet alone, after 8 s

    assert await page.locator("html").get_attribute("data-line") == "opening"
    assert "Tablica jeszcze się nie wczytała" in await page.locator(".incomplete").inner_text()
    assert not await page.locator("key-figures").is_visible()
    assert float(await page.evaluate("getComputedStyle(document.querySelector('.sheet')).opacity")) < 0.5

    stage.answers = lambda _, __: 200
    await lives(page)
    assert not await page.locator(".incomplete").is_visible()


async def test_two_releases_behind_one_load_balancer(stage: Stage, open_page: Open) -> None:
    turns = itertools.cycle(("older", "newer"))

    def balanced(release: str, file: str) -> int:
        stage.release = node = next(turns)  # a page is of the machine that it comes from
        return 200 if not file or release == node else 404

    stage.answers = balanced
    page = await open_page("/tv", script=NO_CACHE, strict=False)
    await lives(page)


async def test_a_page_that_lost_the_network_while_it_opened_comes_by_itself(stage: Stage, open_page: Open) -> None:
    stage.answers = lambda _, file: 502 if file else 200
    page = await open_page("/", script=NO_CACHE, strict=False)
    await page.evaluate("globalThis.first = true")
    async with page.expect_event("requestfailed", timeout=SOON):
        await page.context.set_offline(offline=True)
    stage.answers = lambda _, __: 200
    first = await page.evaluate("globalThis.first")
    await page.context.set_offline(offline=False)

    assert first  # no error page took its place
    await lives(page)


async def test_an_upgrade_never_puts_an_error_page_where_a_board_was(stage: Stage, open_page: Open) -> None:
    page = await open_page("/tv", script="Math.random = () => 0", strict=False)
    await lives(page)
    await page.evaluate("globalThis.first = true")
    refused = 0

    def without_pages(_release: str, file: str) -> int:
        nonlocal refused
        refused += not file
        return 200 if file else 503

    stage.answers, stage.release = without_pages, "newer"
    await eventually(lambda: refused >= 2, "the new page was requested twice")
    assert await page.evaluate("first")
    assert await page.locator("html").get_attribute("data-line") == "live"

    stage.answers = lambda _, __: 200
    await page.locator('html[data-release="newer"][data-line="live"]').wait_for(state="attached", timeout=SOON)


@pytest.mark.parametrize("path", SCREENS)
async def test_a_browser_that_is_too_old_says_so(open_page: Open, path: str) -> None:
    page = await open_page(path, script="delete HTMLScriptElement.prototype.noModule")
    words = await page.locator(".obstacle:visible").inner_text()

    assert "za stara" in words
    assert "too old" in words


async def test_a_stream_that_never_comes_makes_the_first_figures_stale(stage: Stage, open_page: Open) -> None:
    stage.reset(document(now=datetime.now(UTC)))
    stage.be("frozen")
    page = await open_page("/tv")
    await page.locator('html[data-line="stale"]').wait_for(state="attached", timeout=SOON)
    assert await page.locator("stale-band .age").is_visible()
    stage.be("live")
    await page.locator('html[data-line="live"]').wait_for(state="attached", timeout=SOON)
    assert await page.evaluate(f"document.documentElement.dataset.release === '{RELEASE}'")
