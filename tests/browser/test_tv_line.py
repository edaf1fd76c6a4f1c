"""The TV and its line: stale when nothing comes, back by itself, right whatever the machine's clock says."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Page

from tests.browser.conftest import Open, opened_stage
from tests.browser.documents import document
from tests.browser.every_screen import ticks
from tests.browser.stage import Stage
from tests.server import eventually

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

DAY_OFF = """(() => { const Real = Date, off = OFF;
    globalThis.Date = class extends Real { constructor(...a) { a.length ? super(...a) : super(Real.now() + off); }
        static now() { return Real.now() + off; } }; })()"""


# Every state of the line that the page came to.
LINES = """globalThis.lines = [];
    document.addEventListener("DOMContentLoaded", () => new MutationObserver(() => {
        const { line } = document.documentElement.dataset;
        if (lines[lines.length - 1] !== line) lines.push(line);
    }).observe(document.documentElement, { attributeFilter: ["data-line"] }));"""


async def becomes(page: Page, line: str, seconds: float) -> float:
    begun = asyncio.get_running_loop().time()
    await page.locator(f'html[data-line="{line}"]').wait_for(state="attached", timeout=seconds * 1000)
    return asyncio.get_running_loop().time() - begun


def seconds_of(text: str) -> int:
    total = 0
    for part in text.split(":"):
        total = total * 60 + int(part)
    return total


async def test_a_dead_line_looks_stale_within_7_s_and_a_quiet_one_never(open_page: Open) -> None:
    async with opened_stage() as frozen, opened_stage() as refusing, opened_stage() as quiet:
        await asyncio.gather(
            goes_stale_and_comes_back(open_page, frozen, "frozen"),
            goes_stale_and_comes_back(open_page, refusing, "503"),
            stays_live(open_page, quiet),
        )


async def goes_stale_and_comes_back(open_page: Open, stage: Stage, how: str) -> None:
    page = await open_page("/tv", on=stage)
    await becomes(page, "live", 5)
    stage.be(how)
    await becomes(page, "stale", 7)
    age = page.locator("stale-band .age")
    assert (await age.inner_text()).startswith("Dane sprzed ")
    assert await age.evaluate("element => element.getBoundingClientRect().height") >= 0.12 * 1080
    frozen_at = await page.locator('[data-figure="longest"] .value').inner_text()
    said = await age.inner_text()
    await page.locator("stale-band .age").filter(has_not_text=said).wait_for()
    assert await page.locator('[data-figure="longest"] .value').inner_text() == frozen_at
    stage.be("live")
    await becomes(page, "live", 5)
    assert not await page.locator("stale-band").is_visible()


async def stays_live(open_page: Open, stage: Stage) -> None:
    page = await open_page("/tv", on=stage, script=LINES)
    await becomes(page, "live", 5)
    await eventually(lambda: stage.pings >= 4, "it has been quiet for 8 s")
    assert await page.evaluate("lines") == ["live"]


@pytest.mark.parametrize("minutes", [40, -1440], ids=["40 minutes fast", "a day slow"])
async def test_durations_are_right_with_a_wrong_clock(stage: Stage, open_page: Open, minutes: int) -> None:
    stage.reset(document(now=datetime.now(UTC)))
    script = DAY_OFF.replace("OFF", str(minutes * 60_000))
    page = await open_page("/tv", script=script)
    await ticks(page, 2)
    since = min(datetime.fromisoformat(q["oldest_waiting_since"]) for q in stage.shown["queues"].values()
                if "oldest_waiting_since" in q)  # fmt: skip
    shown = seconds_of(await page.locator('[data-figure="longest"] .value').inner_text())
    assert abs(shown - (datetime.now(UTC) - since).total_seconds()) <= 3
    hours = (await page.locator("tv-rail .clock").inner_text()).split(":")
    now = datetime.now(UTC) + timedelta(hours=1)
    assert abs(int(hours[0]) * 60 + int(hours[1]) - now.hour * 60 - now.minute) <= 1


async def test_an_event_is_on_the_screen_at_once(stage: Stage, open_page: Open) -> None:
    page = await open_page("/tv")
    await becomes(page, "live", 5)
    stage.patch({"totals": {"today": {"abandoned": 61}}})
    await page.locator("[data-figure=abandoned] .value", has_text="61").wait_for(timeout=5000)


async def test_a_new_release_loads_the_page_again(stage: Stage, open_page: Open) -> None:
    page = await open_page("/tv", script="Math.random = () => 0.05")  # 1.5 of the 30 s over which screens are spread
    await becomes(page, "live", 5)
    stage.release = "newer"
    async with page.expect_navigation(timeout=6000):
        pass


async def test_eight_tabs_share_one_stream(stage: Stage, open_page: Open) -> None:
    tabs = [await open_page("/tv?layout=campaigns", (480, 270)) for _ in range(8)]
    for tab in tabs:
        await becomes(tab, "live", 5)
    stage.patch({"totals": {"today": {"abandoned": 62}}})
    for tab in tabs:
        await tab.locator("[data-figure=abandoned] .value", has_text="62").wait_for(timeout=2000)
    assert stage.streams == 1


async def test_twenty_events_a_second_leave_a_slow_machine_half_idle(stage: Stage, open_page: Open) -> None:
    stage.reset(document(150, 25, now=datetime.now(UTC)))
    page = await open_page("/tv")
    await becomes(page, "live", 5)
    session = await page.context.new_cdp_session(page)
    await session.send("Performance.enable")

    async def busy() -> float:
        metrics = (await session.send("Performance.getMetrics"))["metrics"]
        return float(next(metric["value"] for metric in metrics if metric["name"] == "ThreadTime"))

    before = await busy()
    statuses = ("on_call", "available", "ringing", "wrap_up")
    for n in range(60):
        since = datetime.now(UTC).isoformat()
        stage.patch({
            "agents": {f"agent{n % 150:03}": {"status": statuses[n % 4], "since": since, "pause": None}},
            "queues": {"158": {"waiting": n % 3, "today": {"answered": 100 + n}}},
            "totals": {"waiting": 14 + n % 3, "today": {"answered": 2000 + n}, "agents": {"on_call": 90 + n % 4}},
        })  # fmt: skip
        await asyncio.sleep(0.05)
    # The main thread's own processor time, so that a busy test machine does not count.
    assert 6 * (await busy() - before) / 3 < 0.5
