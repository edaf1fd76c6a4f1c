"""The last half hour on desk and TV, and the day that today is compared with."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Open
from tests.browser.documents import NOW, document
from tests.browser.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

FEW = {
    "entered": 5, "answered": 3, "abandoned": 1, "abandoned_short": 0, "left": 0, "answered_in_time": 3,
    "service_level": 0.75,
    "hold_time": {"average": 9, "maximum": 20},
}  # fmt: skip


def half_hour(stage: Stage) -> None:
    stage.reset(document(5, 2))
    stage.now = NOW
    stage.shown["totals"]["recent"]["30"] = FEW
    stage.shown["queues"]["155"]["recent"]["30"] = FEW


async def test_the_desk_has_the_last_half_hour_beside_the_day(stage: Stage, open_page: Open) -> None:
    half_hour(stage)
    page = await open_page("/?lang=en")
    facts = page.locator('desk-facts[data-window="30"]')

    await expect(facts.locator("h3")).to_contain_text("Last 30 min since 12:16")
    await expect(facts.locator("[data-kind=level]")).to_have_text("3 of 4")
    await expect(facts.locator("[data-kind=count]").first).to_have_text("5")


async def test_the_tv_shows_a_window_instead_of_the_day(stage: Stage, open_page: Open) -> None:
    half_hour(stage)
    page = await open_page("/tv?window=30&lang=en")

    await expect(page.locator('[data-figure="abandoned"] .value')).to_have_text("1")
    await expect(page.locator('[data-figure="service_level"] .value')).to_have_text("3/4")
    await expect(page.locator('[data-cell="abandoned"]')).to_contain_text("30 min, since 12:16")
    await expect(page.locator('queue-row[data-id="155"] .answered')).to_have_text("3")
    stage.patch({"totals": {"recent": {"30": {**FEW, "abandoned": 2}}}})
    await expect(page.locator('[data-figure="abandoned"] .value')).to_have_text("2")


@pytest.mark.parametrize("window", ["", "?window=45", "?window=x"])
async def test_a_window_that_the_board_has_not_shows_the_day(stage: Stage, open_page: Open, window: str) -> None:
    half_hour(stage)
    page = await open_page(f"/tv{window}")
    today = stage.shown["totals"]["today"]["abandoned"]

    await expect(page.locator('[data-figure="abandoned"] .value')).to_have_text(str(today))


async def test_last_week_is_an_outline_and_a_figure_at_this_time(stage: Stage, open_page: Open) -> None:
    half_hour(stage)
    quarters = {"12:00": {**FEW, "abandoned": 2}, "12:30": {**FEW, "abandoned": 4}, "12:45": {**FEW, "abandoned": 8}}
    stage.shown["reference"] = {"day": "2026-11-15", "quarters": quarters}
    page = await open_page("/tv?lang=en")

    await expect(page.locator('[data-cell="abandoned"]')).to_contain_text("last week 6")
    assert (await page.locator("day-curve path.then").get_attribute("d") or "").startswith("M")
    stage.patch({"reference": {"day": "2026-11-08"}})
    await expect(page.locator('[data-cell="abandoned"]')).to_contain_text("Sun 8/11 6")


async def test_where_there_is_no_day_to_compare_with_nothing_is_said(stage: Stage, open_page: Open) -> None:
    half_hour(stage)
    del stage.shown["reference"]
    page = await open_page("/?lang=en")

    await expect(page.locator("[data-then=entered]")).to_have_text("")
    assert await page.locator("day-curve path.then").get_attribute("d") == ""
