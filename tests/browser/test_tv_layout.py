"""The TV at every size, with few and with many: nothing sticks out, overlaps, is cut off or too small."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import Page

from tests.browser.conftest import Open
from tests.browser.documents import NOW, ago, document
from tests.browser.every_screen import CENTRES, MEASURE, SIZES, faults, settled
from tests.browser.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PORTRAIT = (1080, 1920)
# Places within the sheet, which itself wanders.
VISIBLE_LEFT = """.filter((e) => e.checkVisibility()).map(
    (e) => e.getBoundingClientRect().left - document.querySelector(".sheet").getBoundingClientRect().left)"""
UNTIL = """async (moment) => {
    const { clock } = await import(`${document.documentElement.dataset.static}/js/core/page.js`);
    while (clock.now < moment) await new Promise((done) => setTimeout(done, 20));
}"""
WATCH_ORDER = """() => {
    globalThis.began = performance.now();
    globalThis.orders = [];
    new MutationObserver(() => orders.push(performance.now()))
        .observe(document.querySelector("agent-register .lines"), { childList: true });
}"""


async def turn(stage: Stage, page: Page) -> None:
    """Ten seconds pass, by the server's clock."""
    assert stage.now
    stage.now += timedelta(seconds=10)
    stage.tell(("ping", {"version": 1, "now": stage.moment(), "release": stage.release}))
    await page.evaluate(UNTIL, stage.now.timestamp() * 1000)


async def measured(stage: Stage, open_page: Open, path: str, size: tuple[int, int], **centre: Any) -> dict[str, Any]:
    stage.reset(document(**centre))
    stage.now = NOW
    page = await open_page(path, size)
    await settled(page)
    found: dict[str, Any] = await page.evaluate(MEASURE)
    return found


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize("centre", CENTRES, ids=str)
async def test_overview_fits_and_can_be_read_at_every_size(
    stage: Stage, open_page: Open, centre: tuple[int, int], language: str
) -> None:
    """One page, resized and relit."""
    agents, queues = centre
    stage.reset(document(agents, queues, campaigns=2, tickets=True))
    stage.now = NOW
    page = await open_page(f"/tv?lang={language}")
    wrong: dict[str, list[str]] = {}
    for width, height in SIZES:
        await page.set_viewport_size({"width": width, "height": height})
        for theme in ("dark", "light"):
            await page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
            await settled(page)
            found = await page.evaluate(MEASURE)
            wrong[f"{width}x{height} {theme}"] = faults(found) + [f"shortened: {text}" for text in found["shortened"]]

    assert wrong == {size: [] for size in wrong}


async def test_an_upright_screen_shows_a_whole_center(stage: Stage, open_page: Open) -> None:
    stage.reset(document(40, 8, campaigns=2, tickets=True))
    stage.now = NOW
    page = await open_page("/tv", PORTRAIT)
    await settled(page)

    assert await page.locator("queue-row:visible").count() == 8
    assert await page.locator("queue-row:visible .abandoned:visible").count() == 8
    assert await page.locator("campaign-row:visible").count() == 2
    assert await page.locator("day-curve").is_visible()
    assert await page.locator("agent-tile:visible").count() == 40
    assert "".join(await page.locator(".page:visible").all_inner_texts()) == ""


@pytest.mark.parametrize("margin", [0, 3, 10])
async def test_a_margin_shrinks_all_and_stays_clear(stage: Stage, open_page: Open, margin: int) -> None:
    stage.reset(document(40, 8))
    stage.now = NOW
    page = await open_page(f"/tv?margin={margin}")
    await settled(page)
    left = await page.locator("tv-rail").evaluate("rail => rail.getBoundingClientRect().left")

    assert left == pytest.approx(19.2 * margin, abs=3)  # the picture wanders by two pixels
    assert (await page.evaluate(MEASURE))["faults"] == []


@pytest.mark.parametrize("size", [(1920, 1080), PORTRAIT], ids=["landscape", "portrait"])
@pytest.mark.parametrize(
    ("layout", "centre"),
    [
        ("overview", {"agents": 40, "queues": 8, "long_names": True}),
        ("overview", {"agents": 150, "queues": 25, "long_names": True, "campaigns": 3, "tickets": True}),
        ("overview", {"agents": 40, "queues": 8, "mood": "empty", "chats": False}),
        ("queues", {"agents": 150, "queues": 25, "long_names": True}),
        ("queues", {"agents": 40, "queues": 8, "long_names": True}),
        ("agents", {"agents": 150, "queues": 25, "long_names": True}),
        ("agents", {"agents": 5, "queues": 2, "mood": "calm"}),
        ("campaigns", {"campaigns": 4}),
    ],
    ids=str,
)
async def test_every_layout_fits(
    stage: Stage, open_page: Open, layout: str, centre: dict[str, Any], size: tuple[int, int]
) -> None:
    assert faults(await measured(stage, open_page, f"/tv?layout={layout}", size, **centre)) == []


async def test_150_agents_stand_on_one_page_of_the_register(stage: Stage, open_page: Open) -> None:
    stage.reset(document(150, 25))
    page = await open_page("/tv?layout=agents")
    await settled(page)
    assert await page.locator("register-line:visible").count() == 150
    assert (await page.locator("agent-register .page").inner_text()) == ""


async def test_an_alarmed_queue_is_on_every_page(stage: Stage, open_page: Open) -> None:
    stage.reset(document(40, 25))
    stage.now = NOW
    page = await open_page("/tv")
    label = page.locator("queue-table .page").first
    seen = set()
    for _ in range(4):
        rows = page.locator('queue-row:is([data-level="alarm"], [data-level="warning"])')
        assert all([await row.is_visible() for row in await rows.all()])
        seen.add(await label.inner_text())
        await turn(stage, page)
    assert seen == {"strona 1/3", "strona 2/3", "strona 3/3"}


@pytest.mark.parametrize("size", [(1920, 1080), PORTRAIT, (1024, 768)], ids=str)
@pytest.mark.parametrize("queues", [8, 25])
async def test_where_every_queue_is_in_alarm_every_one_is_shown_within_30_s(
    stage: Stage, open_page: Open, queues: int, size: tuple[int, int]
) -> None:
    made = document(40, queues, campaigns=2)
    for place, queue in enumerate(made["queues"].values()):
        queue |= {"waiting": 6 + place, "oldest_waiting_since": ago(NOW, 130 + place)}
    stage.reset(made)
    stage.now = NOW
    page = await open_page("/tv", size)
    await settled(page)
    shown: list[str] = []
    for _ in range(3):
        shown += await page.locator("queue-row:visible .text").all_inner_texts()
        assert faults(await page.evaluate(MEASURE) | {"alarms": True, "curve": 12}) == []
        await turn(stage, page)

    assert set(shown) == {queue["name"] for queue in made["queues"].values()}
    # The last one is the furthest over its limit.
    assert shown[0] == list(made["queues"].values())[-1]["name"]


async def test_unused_parts_take_no_room(stage: Stage, open_page: Open) -> None:
    stage.reset(document(chats=False))
    page = await open_page("/tv")
    assert not await page.locator('[data-cell="chats"]').is_visible()
    assert not await page.locator("campaign-table").is_visible()
    stage.patch({"campaigns": document(campaigns=1)["campaigns"], "chat_queues": document()["chat_queues"]})
    await page.locator("campaign-table").wait_for(state="visible")
    await page.locator('[data-cell="chats"]').wait_for(state="visible")


MORE_DIGITS: dict[str, dict[str, Any]] = {
    "totals": {
        "waiting": 7,
        "oldest_waiting_since": ago(NOW, 727),
        "agents": {"available": 11, "on_call": 7, "paused": 12},
        "today": {"abandoned": 217, "service_level": 1.0},
    },
    "queues": {"155": {"waiting": 12, "today": {"answered": 1200, "abandoned": 120, "service_level": 1.0}}},
    "chat_queues": {"1": {"waiting": 12}},
}


async def test_nothing_jumps_when_digits_change(stage: Stage, open_page: Open) -> None:
    stage.reset(document())
    stage.now = NOW  # far from the turn of a minute
    page = await open_page("/tv")
    places = f"[...document.querySelectorAll('.label, .cell, .head span, agent-tile, queue-row span')]{VISIBLE_LEFT}"
    before = await page.evaluate(places)
    stage.patch(MORE_DIGITS)
    await page.locator("[data-figure=available] .value", has_text="11").wait_for()
    assert max(abs(a - b) for a, b in zip(before, await page.evaluate(places), strict=True)) <= 1


async def test_the_register_is_put_in_order_once_a_second_in_a_burst(stage: Stage, open_page: Open) -> None:
    stage.reset(document(40, 8, "calm", now=datetime.now(UTC)))
    page = await open_page("/tv?layout=agents")
    await settled(page)
    await page.evaluate(WATCH_ORDER)
    for n in range(60):
        status = ("available", "on_call")[n % 2]
        changed = {"status": status, "since": datetime.now(UTC).isoformat(), "pause": None}
        stage.patch({"agents": {f"agent{n % 40:03}": changed}})
        await asyncio.sleep(0.05)
    await page.wait_for_function("orders.length >= 2")
    orders, seconds = await page.evaluate("[orders.length, (performance.now() - began) / 1000]")
    # By the page's own time, however slow the machine: the first at once, then one a second.
    assert orders <= 2 + seconds
