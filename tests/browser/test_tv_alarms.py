"""What is wrong shows: by shape, word and colour; it outranks rotation; figures keep their contrast."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.browser.conftest import Open
from tests.browser.documents import NOW, ago, document
from tests.browser.every_screen import MEASURE
from tests.browser.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

GREEN = "rgb(111, 211, 180)"
# Every layout that the page came to.
LAYOUTS = """globalThis.layouts = [];
    document.addEventListener("layoutchange", () => layouts.push(document.documentElement.dataset.layout));"""
THREE_LAYOUTS = """async () => {
    while (layouts.length < 3) await new Promise((done) => setTimeout(done, 50));
    return layouts.slice(0, 3);
}"""


@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_every_figure_has_contrast_aaa(stage: Stage, open_page: Open, theme: str) -> None:
    stage.reset(document())
    stage.now = NOW
    page = await open_page(f"/tv?theme={theme}")
    assert (await page.evaluate(MEASURE))["contrast"] >= 7


async def test_a_queue_over_its_limit_becomes_the_alarm(stage: Stage, open_page: Open) -> None:
    stage.reset(document(mood="calm", now=datetime.now(UTC)))
    page = await open_page("/tv")
    hero = page.locator('[data-cell="waiting"]')
    assert await hero.get_attribute("data-level") == "normal"
    stage.patch({"queues": {"157": {"waiting": 6, "oldest_waiting_since": stage.moment()}}})
    await page.locator('[data-cell="waiting"][data-level="alarm"]').wait_for()
    assert "Alarm: Pomoc techniczna" in await hero.inner_text()
    first = page.locator("queue-row").first
    assert await first.get_attribute("data-id") == "157"
    assert await first.locator(".waiting").inner_text() == "6/6"
    assert await first.locator(".word").inner_text() == "Alarm"
    assert await first.locator(".name use").get_attribute("href") == "#icon-alarm"
    stage.patch({"queues": {"157": {"waiting": 0, "oldest_waiting_since": None}}})
    await page.locator('[data-cell="waiting"][data-level="normal"]').wait_for()


async def test_a_limit_is_broken_by_time_alone(stage: Stage, open_page: Open) -> None:
    stage.reset(document(mood="calm", now=datetime.now(UTC)))
    page = await open_page("/tv")
    stage.patch({"queues": {"157": {"waiting": 1, "oldest_waiting_since": seconds_ago(stage, 59)}}})
    await page.locator('queue-row[data-level="warning"][data-id="157"]').wait_for(timeout=3000)


async def test_no_one_available_is_shown_in_words(stage: Stage, open_page: Open) -> None:
    stage.reset(document(mood="calm", now=datetime.now(UTC)))
    page = await open_page("/tv")
    stage.patch({"totals": {"agents": {"available": 0}}})
    await page.locator('.part[data-level="warning"]').wait_for()
    await page.locator('.staff .note[data-level="warning"]').wait_for()
    available = page.locator("[data-figure=available] .number")
    assert await available.evaluate("number => getComputedStyle(number).color") != GREEN


async def test_an_alarm_brings_the_queues_back(stage: Stage, open_page: Open) -> None:
    stage.reset(document(mood="calm", now=datetime.now(UTC)))
    page = await open_page("/tv?layout=agents&rotate=60")
    stage.patch({"queues": {"157": {"waiting": 9, "oldest_waiting_since": stage.moment()}}})
    await page.locator('html[data-layout="overview"]').wait_for(state="attached", timeout=3000)


async def test_in_an_alarm_every_second_layout_shows_the_queues(stage: Stage, open_page: Open) -> None:
    stage.reset(document(mood="calm", now=datetime.now(UTC)))
    page = await open_page("/tv?rotate=2", script=LAYOUTS)
    stage.patch({"queues": {"157": {"waiting": 9, "oldest_waiting_since": stage.moment()}}})
    await page.locator('[data-cell="waiting"][data-level="alarm"]').wait_for()
    await page.evaluate("layouts.length = 0")
    first, second, third = await page.evaluate(THREE_LAYOUTS)

    assert [first, second, third].count("agents") in {1, 2}
    assert second != first
    assert {first, second, third} <= {"overview", "queues", "agents"}
    assert await page.locator('[data-cell="waiting"][data-level="alarm"]').is_visible()


async def test_the_wait_that_is_explained_is_the_one_that_is_shown(stage: Stage, open_page: Open) -> None:
    made = document(40, 8)
    waits = {"155": 298, "158": 409, "161": 130}  # Faktury stands third by name and is the worst
    for name, seconds in waits.items():
        made["queues"][name] |= {"waiting": 7, "oldest_waiting_since": ago(NOW, seconds)}
    made["totals"]["oldest_waiting_since"] = ago(NOW, 409)
    stage.reset(made)
    stage.now = NOW
    page = await open_page("/tv")

    shown = await page.locator('[data-figure="longest"] .value').inner_text()
    notes = await page.locator('[data-cell="waiting"] .notes').inner_text()
    assert f"Alarm: {made['queues']['158']['name']}" in notes
    assert shown in notes


async def test_a_service_level_below_its_target_is_marked_in_its_row(stage: Stage, open_page: Open) -> None:
    made = document(40, 8)
    made["queues"]["155"]["today"]["service_level"] = 0.79
    made["queues"]["156"]["today"]["service_level"] = 0.8
    stage.reset(made)
    page = await open_page("/tv")
    marks = page.locator("queue-row .service_level .icon")

    assert await marks.nth(0).is_visible()
    assert not await marks.nth(1).is_visible()


async def test_forced_colors_leave_every_mark(stage: Stage, open_page: Open) -> None:
    stage.reset(document(40, 8))
    stage.now = NOW
    page = await open_page("/tv", forced_colors="active")
    style = "([selector, name]) => getComputedStyle(document.querySelector(selector))[name]"

    assert await page.evaluate(style, ["queue-row[data-level=alarm]", "outlineStyle"]) == "solid"
    assert await page.evaluate(style, [".segments [data-status=available]", "forcedColorAdjust"]) == "none"
    assert await page.evaluate(style, ["day-curve .key", "forcedColorAdjust"]) == "none"


async def test_blocked_sound_is_said_and_one_tap_unlocks_it(open_page: Open) -> None:
    page = await open_page("/tv?sound=on")
    notice = page.locator("tv-rail .notice")
    await page.locator('tv-rail .notice[data-kind="sound"]').wait_for(timeout=3000)
    assert "Dźwięk zablokowany" in await notice.inner_text()
    await page.mouse.click(400, 400)
    await page.locator('tv-rail .notice:not([data-kind="sound"])').wait_for(state="attached", timeout=3000)


async def test_silence_of_the_feed_is_said(stage: Stage, open_page: Open) -> None:
    page = await open_page("/tv")
    stage.patch({"feed": {"last_event": seconds_ago(stage, 1230)}})
    await page.locator('tv-rail .notice[data-kind="silent"]').wait_for()
    assert "Brak zdarzeń z Thulium od 20 min" in await page.locator("tv-rail .notice").inner_text()


async def test_clocks_that_differ_are_said_on_both_screens(stage: Stage, open_page: Open) -> None:
    stage.reset(document(mood="calm", now=datetime.now(UTC)))
    stage.shown["feed"]["clock_offset"] = 1200
    tv = await open_page("/tv?lang=en")
    desk = await open_page("/")
    await tv.locator('tv-rail .notice[data-kind="clock"]').wait_for()
    await desk.locator("feed-notice").wait_for()

    assert await tv.locator("tv-rail .notice").inner_text() == "The server's clock is 20 min behind Thulium's"
    assert await desk.locator("feed-notice").inner_text() == "Zegar serwera spóźnia się o 20 min względem Thulium"

    stage.patch({"feed": {"clock_offset": None}})
    await desk.locator("feed-notice").wait_for(state="hidden")
    await tv.locator('tv-rail .notice[data-kind="none"]').wait_for(state="attached")


async def test_reduced_motion_stands_still(open_page: Open) -> None:
    page = await open_page("/tv", reduced_motion="reduce")
    style = "getComputedStyle(document.querySelector('.cell[data-level=alarm]'), '::before').animationName"
    assert await page.evaluate(style) == "none"


def seconds_ago(stage: Stage, seconds: int) -> str:
    return (datetime.fromisoformat(stage.moment()) - timedelta(seconds=seconds)).isoformat()
