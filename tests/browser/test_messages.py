"""A supervisor's line on TV and desk, and the dialog in which it is written."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Open
from tests.browser.documents import NOW, document
from tests.browser.stage import Stage
from tests.server import open_wallboard

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LONG = (
    "<b>Invoices are down</b> until two; ask callers to try again tomorrow, "
    "and offer to call them back in the morning. OK"
)
PLACES = """() => [...document.querySelectorAll("key-figures, queue-table, agent-tile")]
    .map((one) => one.getBoundingClientRect().top)"""


def message(text: str, level: str = "info") -> dict[str, str]:
    return {"id": text, "text": text, "until": "2026-11-22T13:00:00+01:00", "level": level}


@pytest.mark.parametrize("size", [(1920, 1080), (1366, 768), (1080, 1920), (1024, 768)])
async def test_a_message_moves_nothing_and_is_whole_and_text(
    stage: Stage, open_page: Open, size: tuple[int, int]
) -> None:
    stage.reset(document(40, 8))
    stage.now = NOW
    page = await open_page("/tv?lang=en", size)
    before = await page.evaluate(PLACES)
    stage.patch({"messages": [message(LONG, "important")]})
    text = page.locator("tv-rail .notice .text")

    await expect(text).to_have_text(LONG)
    assert await page.evaluate(PLACES) == before
    assert await text.evaluate("(one) => one.scrollHeight <= one.clientHeight + 1")
    stage.patch({"messages": []})
    await expect(page.locator("tv-rail .notice")).not_to_contain_text("Invoices")


async def test_an_important_message_comes_before_others(stage: Stage, open_page: Open) -> None:
    stage.reset(document(5, 2))
    stage.now = NOW
    page = await open_page("/tv")
    stage.patch({"messages": [message("newer"), message("important", "important")]})

    await expect(page.locator("tv-rail .notice .text")).to_have_text("important")


async def test_a_supervisor_writes_a_message_and_withdraws_it(open_page: Open, tmp_path: Path) -> None:
    async with open_wallboard(tmp_path, clock="wall") as board:
        desk = await open_page(f"{board.address}/?lang=en", (1280, 800), strict=False)
        tv = await open_page(f"{board.address}/tv", strict=False)
        await desk.locator('html[data-line="live"]').wait_for(state="attached")
        await desk.locator("desk-bar .write").click()
        dialog = desk.locator("dialog.messages")
        await dialog.locator(".compose button").click()
        await expect(dialog.locator(".problem")).to_contain_text("1 to 120 characters")

        await dialog.locator("[name=text]").fill("Fire drill at ten")
        await dialog.locator(".compose button").click()
        await expect(tv.locator("tv-rail .notice .text")).to_have_text("Fire drill at ten")
        await expect(dialog.locator(".running bdi")).to_have_text("Fire drill at ten")
        await expect(dialog.locator(".problem")).to_have_text("")

        await dialog.locator(".running button").click()
        await expect(tv.locator("tv-rail .notice")).not_to_contain_text("Fire drill")
