"""The TV takes care of its screen and of the people before it: awake, dimmed at night, quiet when it should be."""

from datetime import datetime

import pytest
from playwright.async_api import Page

from tests.browser.conftest import Open
from tests.browser.documents import document
from tests.browser.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

NOON, NIGHT = (datetime.fromisoformat(f"2026-11-22T{time}+01:00") for time in ("12:46:24", "23:46:24"))
# Counts what the page asks of the browser, and lets it have it.
WATCHED = """
    globalThis.asked = { awake: 0, tones: 0 };
    const request = navigator.wakeLock.request, start = OscillatorNode.prototype.start;
    navigator.wakeLock.request = function (kind) { asked.awake++; return request.call(navigator.wakeLock, kind); };
    OscillatorNode.prototype.start = function (at) { asked.tones++; return start.call(this, at); };
"""
ALARM = {"queues": {"157": {"waiting": 9, "oldest_waiting_since": NOON.isoformat()}}}


async def at(stage: Stage, open_page: Open, now: datetime, path: str) -> Page:
    stage.reset(document(mood="calm", now=now))
    stage.now = now
    return await open_page(path, script=WATCHED)


async def test_outside_working_hours_it_dims_until_an_alarm(stage: Stage, open_page: Open) -> None:
    page = await at(stage, open_page, NOON, "/tv?hours=7-20")
    assert not await page.evaluate("document.documentElement.hasAttribute('data-night')")
    page = await at(stage, open_page, NIGHT, "/tv?hours=7-20")
    await page.locator("html[data-night]").wait_for(state="attached")
    stage.patch(ALARM)
    await page.locator("html:not([data-night])").wait_for(state="attached")


async def test_the_theme_follows_the_day(stage: Stage, open_page: Open) -> None:
    for now, theme in ((NOON, "light"), (NIGHT, "dark")):
        page = await at(stage, open_page, now, "/tv?theme=auto")
        assert await page.locator("html").get_attribute("data-theme") == theme


async def test_the_screen_is_asked_to_stay_awake_and_the_picture_wanders(stage: Stage, open_page: Open) -> None:
    page = await at(stage, open_page, NOON, "/tv")
    await page.wait_for_function("asked.awake === 1")
    place = "document.querySelector('.sheet').getBoundingClientRect()"
    before = await page.evaluate(f"[{place}.left, {place}.top]")
    stage.now = NOON.replace(minute=47)
    stage.tell(("ping", {"version": 1, "now": stage.moment(), "release": stage.release}))
    await page.locator(".clock", has_text="12:47").wait_for()
    after = await page.evaluate(f"[{place}.left, {place}.top]")
    assert sum(abs(a - b) for a, b in zip(before, after, strict=True)) == 1


@pytest.mark.parametrize(("now", "tones"), [(NOON, 2), (NIGHT, 0)], ids=["by day", "in quiet hours"])
async def test_an_alarm_sounds_once_and_never_in_quiet_hours(
    stage: Stage, open_page: Open, now: datetime, tones: int
) -> None:
    page = await at(stage, open_page, now, "/tv?sound=on&quiet=22-6")
    await page.mouse.click(400, 400)
    await page.locator('tv-rail .notice:not([data-kind="sound"])').wait_for(state="attached")
    stage.patch(ALARM)
    await page.locator('[data-cell="waiting"][data-level="alarm"]').wait_for()
    stage.patch({"queues": {"157": {"waiting": 10}}})
    await page.locator('queue-row[data-id="157"] .waiting', has_text="10").wait_for()
    assert await page.evaluate("asked.tones") == tones
