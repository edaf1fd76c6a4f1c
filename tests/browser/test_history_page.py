"""`/history` as a supervisor sees it: on a desk, on a phone, on paper, in both languages and themes."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser

from tests.server import Wallboard, open_wallboard
from tests.web.test_days import TOML
from tests.web.test_history_page import calls_of

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
LOOKS = [
    ("?lang=pl", (1440, 900)),
    ("?lang=en&theme=light", (390, 844)),
    ("?week=2026-W47&lang=en&theme=light", (1440, 900)),
    ("?week=2026-W47&lang=pl", (390, 844)),
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def board(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Wallboard]:
    directory: Path = tmp_path_factory.mktemp("history")
    async with open_wallboard(directory, TOML) as wallboard:
        await wallboard.calls("0.1", "2026-11-11 10:00:00")
        await calls_of(wallboard, "2026-11-12", 25, hour=8)
        for hour in range(8, 17):
            await calls_of(wallboard, "2026-11-19", 30 - hour, hour=hour)
        await wallboard.calls("9.9", "2026-11-20 10:00:00")
        yield wallboard


@pytest.mark.parametrize(("query", "size"), LOOKS)
async def test_nothing_overflows_and_axe_finds_nothing(
    board: Wallboard, browser: Browser, query: str, size: tuple[int, int]
) -> None:
    page = await browser.new_page(viewport={"width": size[0], "height": size[1]})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    await page.goto(f"{board.address}/history{query}")
    await page.locator("details.days summary").click()
    width = await page.evaluate("document.documentElement.scrollWidth")
    months = await page.locator(".months").bounding_box()
    assert said == []
    found = await Axe().run(page)
    await page.close()

    assert width == size[0]
    assert months is not None
    assert months["x"] >= 0
    assert months["x"] + months["width"] <= size[0]
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("path", ["/history?theme=dark", "/manual/install?theme=dark"])
async def test_paper_is_white_and_its_text_black_in_every_theme(board: Wallboard, browser: Browser, path: str) -> None:
    page = await browser.new_page()
    await page.goto(f"{board.address}{path}")
    await page.emulate_media(media="print")
    colors = await page.evaluate(
        "[getComputedStyle(document.documentElement).backgroundColor, getComputedStyle(document.body).color]"
    )
    await page.close()

    assert colors == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]


async def test_a_day_is_chosen_from_the_calendar(board: Wallboard, browser: Browser) -> None:
    page = await browser.new_page()
    await page.goto(f"{board.address}/history?lang=en")
    await page.locator("details.days summary").click()
    await page.get_by_role("link", name="Thursday 12 November 2026").click()
    heading = await page.locator("h2").first.inner_text()
    await page.close()

    assert heading == "Thursday 12 November 2026"
