"""The TV at every size, with few and with many: nothing sticks out, overlaps, is cut off or too small."""

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Open
from tests.browser.documents import NOW, document
from tests.browser.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

MEASURE = (Path(__file__).parent / "measure.js").read_text(encoding="utf-8")
LANDSCAPE = [(1280, 720), (1920, 1080), (3840, 2160)]
PORTRAIT = (1080, 1920)
CENTRES = [(5, 2), (40, 8), (150, 25)]
LOOKS = ["?lang=pl&theme=dark", "?lang=en&theme=light"]


async def measured(stage: Stage, open_page: Open, path: str, size: tuple[int, int], **centre: Any) -> dict[str, Any]:
    stage.reset(document(**centre))
    stage.now = NOW
    page = await open_page(path, size)
    await page.locator("day-curve:defined").wait_for(state="attached")
    await page.wait_for_timeout(120)
    found: dict[str, Any] = await page.evaluate(MEASURE)
    return found


@pytest.mark.parametrize(
    ("size", "centre", "look"),
    [
        *((size, centre, LOOKS[0]) for size in (*LANDSCAPE, PORTRAIT) for centre in CENTRES),
        *((size, centre, LOOKS[1]) for size in (LANDSCAPE[0], PORTRAIT) for centre in CENTRES),
    ],
    ids=str,
)
async def test_overview_fits_and_can_be_read(
    stage: Stage, open_page: Open, size: tuple[int, int], centre: tuple[int, int], look: str
) -> None:
    agents, queues = centre
    found = await measured(stage, open_page, f"/tv{look}", size, agents=agents, queues=queues)
    assert found["faults"] == []
    assert found["figures"] >= 12
    assert found["capitals"] >= 8.5
    assert found["labels"] >= 3.2
    if size != PORTRAIT or agents <= 6:
        assert found["tiles"] >= 2.4
    assert found["pinned"]


@pytest.mark.parametrize("size", [(1920, 1080), PORTRAIT], ids=["landscape", "portrait"])
@pytest.mark.parametrize(
    ("layout", "centre"),
    [
        ("overview", {"agents": 40, "queues": 8, "long_names": True}),
        ("overview", {"agents": 150, "queues": 25, "long_names": True, "campaigns": 3, "tickets": True}),
        ("overview", {"agents": 40, "queues": 8, "mood": "empty", "chats": False}),
        ("queues", {"agents": 150, "queues": 25}),
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
    found = await measured(stage, open_page, f"/tv?layout={layout}", size, **centre)
    assert found["faults"] == []
    assert found["figures"] >= 12
    assert found["labels"] >= 3.2


async def test_150_agents_stand_on_one_page_of_the_register(stage: Stage, open_page: Open) -> None:
    stage.reset(document(150, 25))
    page = await open_page("/tv?layout=agents")
    await page.wait_for_timeout(250)
    assert await page.locator("register-line:visible").count() == 150
    assert (await page.locator("agent-register .page").inner_text()) == ""


async def test_an_alarmed_queue_is_on_every_page(stage: Stage, open_page: Open) -> None:
    stage.reset(document(40, 25))
    stage.now = NOW
    page = await open_page("/tv")
    for _ in range(3):
        rows = page.locator('queue-row:is([data-level="alarm"], [data-level="warning"])')
        assert all([await row.is_visible() for row in await rows.all()])
        await page.evaluate("""() => {
            const rows = document.querySelector("queue-table .rows");
            rows.style.maxHeight = `${rows.clientHeight - 20}px`;
        }""")
        await page.wait_for_timeout(50)


async def test_unused_parts_take_no_room(stage: Stage, open_page: Open) -> None:
    stage.reset(document(chats=False))
    page = await open_page("/tv")
    assert not await page.locator('[data-cell="chats"]').is_visible()
    assert not await page.locator("campaign-table").is_visible()
    stage.patch({"campaigns": document(campaigns=1)["campaigns"], "chat_queues": document()["chat_queues"]})
    await page.locator("campaign-table").wait_for(state="visible")
    await page.locator('[data-cell="chats"]').wait_for(state="visible")


async def test_nothing_jumps_when_digits_change(stage: Stage, open_page: Open) -> None:
    stage.reset(document())
    page = await open_page("/tv")
    places = """() => [...document.querySelectorAll('.label, .cell, .head span, agent-tile, queue-row span')]
        .filter((e) => e.checkVisibility()).map((e) => Math.round(e.getBoundingClientRect().left))"""
    before = await page.evaluate(places)
    totals = {"waiting": 8, "agents": {"available": 11, "on_call": 7, "paused": 12}, "today": {"abandoned": 99}}
    queues = {"155": {"waiting": 12, "today": {"answered": 1200}}}
    stage.patch({"totals": totals, "queues": queues})
    await page.locator("[data-figure=available] .value", has_text="11").wait_for()
    assert await page.evaluate(places) == before
