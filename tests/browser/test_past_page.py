"""The supervisors' page at a past instant: it says so, moves along the day, and leads back."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Open
from tests.server import Wallboard, open_wallboard

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

AT = "2026-11-19T10:05:00%2B01:00"


async def two_days(board: Wallboard) -> None:
    await board.calls("1.1", "2026-11-19 10:00:00")
    await board.calls("1.2", "2026-11-19 10:05:40")
    await board.calls("2.1", "2026-11-20 09:00:00")
    await board.calls("2.2", "2026-11-20 09:01:00")


async def shows(page: Page, moment: str, waiting: str) -> None:
    await expect(page.locator("past-band .moment")).to_contain_text(moment)
    await expect(page.locator('[data-figure="waiting"] .value').first).to_have_text(waiting)


async def test_a_past_instant_is_unmistakable_and_moves_by_keys_and_line(open_page: Open, tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as board:
        await two_days(board)
        page = await open_page(f"{board.address}/?at={AT}&lang=en", (1366, 768), strict=False)
        await shows(page, "19 November, 10:05:00", "1")
        assert board.watching == 0

        await page.keyboard.press("ArrowRight")
        await shows(page, "10:06:00", "2")
        assert "at=2026-11-19T10%3A06%3A00%2B01%3A00" in page.url

        await page.keyboard.press("ArrowLeft")
        await shows(page, "10:05:00", "1")
        await page.keyboard.press("Shift+ArrowRight")
        await shows(page, "10:05:40", "2")

        await page.locator("past-band .minutes").fill(str(10 * 60 + 2))
        await shows(page, "10:02:00", "1")
        await expect(page.locator("past-band .bars rect")).to_have_count(1)

        await page.locator("past-band .minutes").fill("0")
        await expect(page.locator("past-band .problem")).to_be_visible()
        await page.locator("past-band .live").click()
        await page.wait_for_url(re.compile(r"/\?lang=en$"))
        await expect(page.locator("past-band")).to_have_count(0)


async def test_p_leads_into_the_past(open_page: Open, tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as board:
        await two_days(board)
        page = await open_page(f"{board.address}/?lang=en", (1366, 768), strict=False)
        await page.locator('html[data-line="live"]').wait_for(state="attached")
        await page.keyboard.press("p")

        await expect(page.locator("past-band .moment")).to_contain_text("20 November, 09:00")


async def test_abandoned_callers_are_those_of_the_instant_and_ended_calls_are_not_offered(
    open_page: Open, tmp_path: Path
) -> None:
    async with open_wallboard(tmp_path) as board:
        for call, at in (("1.1", "10:00"), ("1.2", "10:10")):
            await board.calls(call, f"2026-11-19 {at}:00")
            await board.gives_up(call, f"2026-11-19 {at}:30")
        await board.calls("1.3", "2026-11-19 11:00:00")
        page = await open_page(f"{board.address}/?at={AT}&lang=en&tab=abandoned", (1366, 768), strict=False)
        await page.locator('call-tabs [data-tab="abandoned"]').click()
        await expect(page.locator('desk-list[data-list="abandoned"] .row')).to_have_count(1)
        await expect(page.locator('call-tabs [data-tab="ended"]')).to_be_hidden()

        await page.locator("past-band .minutes").fill(str(10 * 60 + 20))
        await expect(page.locator('desk-list[data-list="abandoned"] .row')).to_have_count(2)


async def test_a_bar_of_the_day_leads_to_the_end_of_its_quarter_hour(open_page: Open, tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as board:
        await board.calls("1.1", "2026-11-19 10:00:00")
        await board.answers("ala", "1.1", "2026-11-19 10:00:15")
        await board.calls("1.2", "2026-11-19 12:00:00")
        page = await open_page(f"{board.address}/?lang=en", (1366, 768), strict=False)
        plot = page.locator("queue-trend .plot")
        await plot.locator('.bar[data-kind="answered"]').first.wait_for(state="attached")
        await plot.focus()
        for _ in range(4):
            await page.keyboard.press("ArrowLeft")
        await page.keyboard.press("Enter")
        await page.wait_for_url(re.compile("at=2026-11-19T10%3A14%3A59"))
        await shows(page, "10:14:59", "0")


async def test_a_queues_panel_and_curve_are_those_of_the_instant(open_page: Open, tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as board:
        await two_days(board)
        page = await open_page(f"{board.address}/?at={AT}&lang=en&open=queue:155&day=155", (1366, 768), strict=False)
        panel = page.locator("queue-detail")
        await expect(panel.locator(".level .quarter")).to_have_count(1)
        await expect(panel.locator(".figures")).to_contain_text("1")
        curve = page.locator("queue-trend day-curve table tbody tr")
        await expect(curve.filter(has_text="10:00")).to_have_count(1)
        await expect(curve.filter(has_text="09:00")).to_have_count(0)
