"""Pairing a TV, changing it from the desk, withdrawing it; keys and the first hour: on the real server in a browser."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.attacker import ADMIN, BOSS, KEYS, THULIUM, bearer
from tests.browser.conftest import Open
from tests.server import Wallboard, open_wallboard

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

DESKTOP, PHONE, TV = (1280, 900), (390, 844), (1920, 1080)
FILE = (
    KEYS
    + """
[webhook]
username = "thulium"
password = "s3cret-pw"
[boards.sales]
title = "Sales"
queues = ["155"]
"""
)


@pytest_asyncio.fixture(loop_scope="session")
async def board(tmp_path: Path) -> AsyncIterator[Wallboard]:
    async with open_wallboard(tmp_path, FILE, clock="wall") as wallboard:
        yield wallboard


@pytest_asyncio.fixture(loop_scope="session")
async def wall(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A TV: a browser of its own, with cookies of its own."""
    context = await browser.new_context(viewport={"width": TV[0], "height": TV[1]})
    yield context
    await context.close()


async def code_of(tv: Page) -> str:
    await expect(tv.locator(".half").first).not_to_be_empty()
    return (await tv.locator(".code").inner_text()).replace("\n", "").replace(" ", "")


async def test_a_tv_is_paired_from_the_desk_follows_it_and_is_withdrawn(
    board: Wallboard, wall: BrowserContext, open_page: Open
) -> None:
    tv = await wall.new_page()
    await tv.goto(f"{board.address}/tv?lang=en")
    desk = await open_page(f"{board.address}/settings/screens?key={ADMIN}&lang=en", DESKTOP)
    await desk.get_by_label("Code on the screen").fill((await code_of(tv)).lower())
    await desk.get_by_label("Name of the screen").fill("Office")
    await desk.get_by_role("button", name="Pair").click()
    await expect(desk.get_by_text("Paired.")).to_be_visible()
    await expect(tv.locator('html[data-screen="tv"][data-line="live"]')).to_be_attached(timeout=15_000)
    row = desk.locator("#screens .row", has_text="Office")
    await expect(row).to_contain_text("1920\u00d71080", timeout=10_000)

    await row.get_by_label("Name of the screen").fill("Office, first floor")
    await row.get_by_label("Appearance").select_option("light")
    await expect(tv.locator('html[data-theme="light"][data-line="live"]')).to_be_attached(timeout=10_000)
    await row.get_by_label("Board").select_option("sales")
    await expect(tv.locator('html[data-title="Sales"][data-line="live"]')).to_be_attached(timeout=10_000)

    await row.get_by_role("button", name="Withdraw").click()
    await row.get_by_role("button", name="Withdraw for good?").click()
    await expect(tv.get_by_text("Access from this screen was withdrawn, so")).to_be_visible()
    await expect(tv.locator(".sheet")).to_be_hidden()
    await expect(tv.get_by_text("Access from this screen was withdrawn", exact=True)).to_be_visible(timeout=20_000)
    await expect(tv.locator(".half").first).not_to_be_empty()
    await expect(row).to_have_count(0)


async def test_the_code_is_read_from_ten_meters_at_every_size(board: Wallboard, wall: BrowserContext) -> None:
    tv = await wall.new_page()
    for width, height in ((1280, 720), (1920, 1080), (3840, 2160), (1024, 768), (1080, 1920)):
        await tv.set_viewport_size({"width": width, "height": height})
        await tv.goto(f"{board.address}/tv")
        await code_of(tv)
        size = await tv.locator(".code").evaluate("element => parseFloat(getComputedStyle(element).fontSize)")
        needed = await tv.evaluate(
            "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        )

        assert size >= 0.12 * min(width, height)
        assert needed == [width, height]


async def test_an_admin_makes_a_key_that_opens_the_board_and_ends_it(
    board: Wallboard, wall: BrowserContext, open_page: Open
) -> None:
    desk = await open_page(f"{board.address}/settings/screens?key={ADMIN}&lang=en", DESKTOP)
    await desk.get_by_label("Whose key it is").fill("Kasia <b>")
    await desk.get_by_role("button", name="Make a key").click()
    await expect(desk.locator(".made code")).to_be_visible()
    link = await desk.locator(".made code").inner_text()
    page = await wall.new_page()
    await page.goto(f"{link}&lang=en")
    await expect(page.locator('html[data-screen="supervisor"][data-line="live"]')).to_be_attached()
    row = desk.locator("#keys .row", has_text="Kasia <b>")
    await row.get_by_role("button", name="Withdraw").click()
    await row.get_by_role("button", name="Withdraw for good?").click()

    await expect(page.get_by_text("Access from this screen was withdrawn, so")).to_be_visible()
    await expect(desk.locator("#keys .row", has_text="supervisor").get_by_role("button")).to_have_count(0)


async def test_a_supervisor_pairs_a_screen_and_sees_no_keys(board: Wallboard, wall: BrowserContext) -> None:
    offer = json.loads((await board.asks("/pair", "POST")).body)
    page = await wall.new_page()
    await page.goto(f"{board.address}/settings/screens?key={BOSS}&code={offer['code']}&lang=en")
    await page.get_by_label("Name of the screen").fill("Canteen")
    await page.get_by_role("button", name="Pair").click()

    await expect(page.get_by_text("Paired.")).to_be_visible()
    await expect(page.locator("#keys")).to_have_count(0)


async def test_the_first_hour_says_what_arrives_and_what_was_refused(board: Wallboard, open_page: Open) -> None:
    page = await open_page(f"{board.address}/settings/setup?key={ADMIN}&lang=en", DESKTOP)
    live = page.locator(".live")
    await expect(live).to_contain_text("Waiting for the first event")
    await board.delivers({"action": "AGENT_LOGGED_IN", "agent_login": "anna"}, Authorization="Basic eDp5")
    await expect(live).to_contain_text("Wrong user name or password")
    await board.delivers({"action": "AGENT_LOGGED_IN", "agent_login": "anna"}, **THULIUM)
    await expect(live).to_contain_text("Received AGENT_LOGGED_IN")
    await board.delivers({"action": "ENTER_QUEUE", "source_number": "523993855"}, **THULIUM)

    await expect(page.locator("#refused")).to_contain_text("Wrong fields: ")
    await expect(page.locator("#address")).to_have_text(f"{board.address}/webhooks/thulium")
    assert "523993855" not in (await board.asks("/setup.json", **bearer(ADMIN))).text


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("language", ["pl", "en"])
async def test_a_checker_of_accessibility_finds_nothing(
    board: Wallboard, open_page: Open, wall: BrowserContext, theme: str, language: str
) -> None:
    look = f"lang={language}&theme={theme}"
    await board.asks(
        "/access/keys", "POST", b'{"name": "x", "role": "tv"}', Content_Type="application/json", **bearer(ADMIN)
    )
    tv = await wall.new_page()
    await tv.goto(f"{board.address}/tv?{look}")
    await code_of(tv)
    pages = [tv]
    for size in (DESKTOP, PHONE):
        for path in ("/settings/screens", "/settings/setup"):
            page = await open_page(f"{board.address}{path}?key={ADMIN}&{look}", size, strict=False)
            await expect(page.locator("#keys .row, .live[data-state]").first).to_be_visible()
            assert await page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), (path, size)
            pages.append(page)
    for page in pages:
        results = await Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
