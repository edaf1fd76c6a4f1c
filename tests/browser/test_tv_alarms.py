"""What is wrong shows: by shape, word and colour; it outranks rotation; figures keep their contrast."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.browser.conftest import Open
from tests.browser.documents import NOW, document
from tests.browser.every_screen import MEASURE, ticks
from tests.browser.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


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
    assert "6 w kolejce, próg 6" in await hero.inner_text()
    first = page.locator("queue-row").first
    assert await first.get_attribute("data-id") == "157"
    assert "Alarm · próg 6" in await first.inner_text()
    assert await first.locator("use").get_attribute("href") == "#icon-alarm"
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
    assert "brak wolnych" in await page.locator('.part[data-level="warning"]').inner_text()


async def test_an_alarm_brings_the_queues_back(stage: Stage, open_page: Open) -> None:
    stage.reset(document(mood="calm", now=datetime.now(UTC)))
    page = await open_page("/tv?layout=agents&rotate=60")
    stage.patch({"queues": {"157": {"waiting": 9, "oldest_waiting_since": stage.moment()}}})
    await page.locator('html[data-layout="overview"]').wait_for(state="attached", timeout=3000)


async def test_rotation_never_leaves_an_alarm(stage: Stage, open_page: Open) -> None:
    stage.reset(document(mood="calm", now=datetime.now(UTC)))
    page = await open_page("/tv?rotate=2")
    await page.locator('html[data-layout="queues"]').wait_for(state="attached", timeout=8000)
    stage.patch({"queues": {"157": {"waiting": 9, "oldest_waiting_since": stage.moment()}}})
    await ticks(page, 4)
    assert await page.evaluate("document.documentElement.dataset.layout") == "queues"


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
