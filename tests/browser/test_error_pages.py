"""Error pages in a real browser: a key is pasted, a starting server is waited for, all is legible and accessible."""

from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, expect

from app.web.app_keys import INGEST
from tests.server import open_wallboard
from tests.web.test_access import BOSS, TOML

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_pasted_key_opens_the_board_and_leaves_the_address(browser: Browser, tmp_path: Path) -> None:
    async with open_wallboard(tmp_path, TOML) as board:
        page = await browser.new_page()
        await page.goto(f"{board.address}/supervisor/sales?lang=en")
        await expect(page.get_by_role("heading", name="Key required")).to_be_visible()
        assert await page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(16, 18, 20)"
        found = await Axe().run(page)
        assert [violation["id"] for violation in found.response["violations"]] == []

        await page.get_by_label("Key").fill(BOSS)
        await page.get_by_role("button").click()

        await page.locator("html[data-drawn]").wait_for(state="attached")
        assert page.url == f"{board.address}/supervisor/sales?lang=en"
        await page.close()


async def test_a_page_opens_by_itself_once_the_server_has_recovered(browser: Browser, tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as board:
        board.app[INGEST].recovered.clear()
        page = await browser.new_page()
        await page.goto(f"{board.address}/tv?lang=en")
        await expect(page.get_by_role("heading", name="Server temporarily unavailable")).to_be_visible()
        board.app[INGEST].recovered.set()

        await page.locator("html[data-drawn]").wait_for(state="attached")
        await page.close()


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (1366, 768), (390, 844)], ids=str)
async def test_a_page_fits_its_screen(browser: Browser, tmp_path: Path, size: tuple[int, int]) -> None:
    async with open_wallboard(tmp_path, TOML) as board:
        page = await browser.new_page(viewport={"width": size[0], "height": size[1]})
        await page.goto(f"{board.address}/?key=unknown")

        assert await page.evaluate("[scrollX, document.documentElement.scrollWidth - innerWidth]") == [0, 0]
        least = await page.locator("main p").first.evaluate("p => parseFloat(getComputedStyle(p).fontSize)")
        assert least >= max(16, 0.025 * min(size))
        await page.close()
