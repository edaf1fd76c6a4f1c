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


DESKS = [(1440, 900), (1280, 800), (1024, 768), (700, 900), (390, 844)]
DESK_PLACES = """() => [...document.querySelectorAll("desk-bar, key-figures, .views a, .columns, desk-list")]
    .map((one) => one.getBoundingClientRect().top)"""
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
IS_WHOLE = "(one) => one.scrollHeight <= one.clientHeight + 1 && one.scrollWidth <= one.clientWidth + 1"


@pytest.mark.parametrize("language", ["pl", "en"])
async def test_a_message_moves_nothing_on_the_desk_and_is_whole_at_every_size(
    stage: Stage, open_page: Open, language: str
) -> None:
    """One page, resized."""
    stage.reset(document(40, 8))
    stage.now = NOW
    page = await open_page(f"/?lang={language}")
    await page.locator("desk-list .row").first.wait_for(state="attached")
    for width, height in DESKS:
        await page.set_viewport_size({"width": width, "height": height})
        await page.evaluate(PAINTED)
        before = await page.evaluate(DESK_PLACES)
        stage.patch({"messages": [message(LONG, "important")]})

        await expect(page.locator("feed-notice .text")).to_have_text(LONG)
        assert await page.evaluate(DESK_PLACES) == before, width
        assert await page.locator("feed-notice .words").evaluate(IS_WHOLE), width
        await expect(page.locator("feed-notice")).to_be_in_viewport(ratio=1)
        stage.patch({"messages": []})
        await page.locator("feed-notice").wait_for(state="hidden")


async def test_the_widest_message_is_whole_at_the_focus_and_moves_nothing(stage: Stage, open_page: Open) -> None:
    stage.reset(document(40, 8))
    stage.now = NOW
    page = await open_page("/", (1024, 768))
    await page.locator("desk-list .row").first.wait_for(state="attached")
    before = await page.evaluate(DESK_PLACES)
    stage.patch({"messages": [message("W" * 120)]})
    await page.locator("feed-notice").focus()

    assert await page.locator("feed-notice .words").evaluate(IS_WHOLE)
    assert await page.evaluate(DESK_PLACES) == before


async def test_an_important_message_on_the_desk_says_so_in_a_word(stage: Stage, open_page: Open) -> None:
    stage.reset(document(5, 2))
    stage.now = NOW
    page = await open_page("/?lang=en")
    stage.patch({"messages": [message("Fire drill")]})
    await expect(page.locator("feed-notice")).to_have_text("Fire drill")
    stage.patch({"messages": [message("Fire drill", "important")]})

    await expect(page.locator("feed-notice")).to_have_text("\u25b2\u00a0Important: Fire drill")


@pytest.mark.parametrize("language", ["pl", "en"])
async def test_the_head_of_the_desk_has_room_for_its_words(stage: Stage, open_page: Open, language: str) -> None:
    stage.reset(document(40, 8))
    page = await open_page(f"/?lang={language}")
    await page.locator('filter-menu[data-filter="queue"] summary').wait_for()
    for width, height in DESKS:
        await page.set_viewport_size({"width": width, "height": height})
        for part in ("desk-bar .title", "desk-bar .trust", "desk-bar"):
            assert await page.locator(part).evaluate("(one) => one.scrollWidth <= one.clientWidth"), (width, part)


async def test_the_menu_of_the_head_opens_and_closes_by_keyboard(open_page: Open) -> None:
    page = await open_page("/?lang=en")
    summary = page.locator("desk-bar .links summary")
    link = page.locator("desk-bar .past")
    await summary.focus()
    await page.keyboard.press("Enter")
    await expect(link).to_be_visible()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Escape")

    await expect(link).to_be_hidden()
    await expect(summary).to_be_focused()


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
async def test_a_supervisor_writes_a_message_and_withdraws_it(
    open_page: Open, tmp_path: Path, size: tuple[int, int]
) -> None:
    boards = "".join(f'[boards.{name}]\nqueues = ["155"]\n' for name in ("sales", "support", "vip"))
    async with open_wallboard(tmp_path, boards, clock="wall") as board:
        desk = await open_page(f"{board.address}/?lang=en", size, strict=False)
        screens = [await open_page(f"{board.address}/tv/{name}", strict=False) for name in ("sales", "vip")]
        sales, vip = (screen.locator("tv-rail .notice") for screen in screens)
        await desk.locator('html[data-line="live"]').wait_for(state="attached")
        await desk.locator("desk-bar .write").click()
        dialog = desk.locator("dialog.messages")
        text, count, wrong = dialog.locator("[name=text]"), dialog.locator(".count"), dialog.locator(".wrong")
        await expect(text).to_be_focused()
        await expect(count).to_have_text("0/120")
        await dialog.locator(".send button").click()
        await expect(wrong).to_have_text("Enter one line of 1 to 120 characters, not all of them invisible.")
        await expect(text).to_be_focused()
        await expect(text).to_have_attribute("aria-invalid", "true")

        await text.fill("Fire drill at ten")
        await expect(count).to_have_text("17/120")
        await expect(wrong).to_have_text("")
        await dialog.locator("[value=sales]").check()
        await dialog.locator("[value=support]").check()
        await expect(dialog.locator("[name=all]")).not_to_be_checked()
        await dialog.locator("[name=minutes]").select_option("until the end of the day (24:00)")
        await dialog.locator(".send button").click()
        await expect(sales).to_contain_text("Fire drill at ten")
        await expect(dialog.locator(".running p")).to_have_text("Fire drill at ten")
        await expect(dialog.locator(".about")).to_have_text("until 00:00 · loopback")
        await expect(vip).not_to_contain_text("Fire drill")

        await dialog.locator(".running button").click()
        await expect(sales).not_to_contain_text("Fire drill")
        await expect(dialog.locator(".running li")).to_have_count(0)
        await expect(text).to_be_focused()


async def test_a_message_over_120_characters_is_counted_and_refused_beside_the_text(
    open_page: Open, tmp_path: Path
) -> None:
    async with open_wallboard(tmp_path, clock="wall") as board:
        desk = await open_page(f"{board.address}/?lang=pl", (1280, 800), strict=False)
        await desk.locator('html[data-line="live"]').wait_for(state="attached")
        await desk.locator("desk-bar .write").click()
        dialog = desk.locator("dialog.messages")
        await dialog.locator("[name=text]").fill("ą" * 121)
        await expect(dialog.locator(".count[data-over]")).to_have_text("121/120")
        await dialog.locator("[name=text]").press("Enter")

        await expect(dialog.locator(".wrong")).to_contain_text("od 1 do 120 znaków")
        await expect(dialog.locator("[name=text]")).to_have_value("ą" * 121)
