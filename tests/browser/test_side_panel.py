"""What opens beside the lists, against the real wallboard: an agent's day, a call's way, the log, the feed."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.browser.conftest import Open
from tests.server import DAY, Wallboard, bodies, open_wallboard

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

NOTHING = "\N{EN DASH}"
EVIL = '<img src=x onerror="window.evil=1">\u202egnol yrev ' + "w" * 160 + " 🦊"
TOML = """
[agents.ala]
name = "Ala Nowak"
team = "sales"
[pauses.1]
name = "Przerwa"
limit = 900
[queues.155]
name = "Sprzedaż"
"""


@pytest_asyncio.fixture(loop_scope="session")
async def board(tmp_path: Path) -> AsyncIterator[Wallboard]:
    """Ala has been here since eight, took a call, had a break, and now talks; Ola is rung by somebody strange."""
    async with open_wallboard(tmp_path, TOML) as wallboard:
        await wallboard.comes("ala", "08:00:00")
        await wallboard.calls("1.1", "08:59:00")
        await rings(wallboard, "ala", "1.1", "09:00:00")
        await wallboard.answers("ala", "1.1", "09:01:00")
        await wallboard.ends("ala", "1.1", "09:25:00")
        await wallboard.pauses("ala", "09:30:00")
        await wallboard.hears(
            "AGENT_STATUS_CHANGED", "09:50:00", agent_login="ala", pause_id="NULL", previous_pause_id="1"
        )
        await wallboard.calls("1.2", "10:00:00")
        await rings(wallboard, "ala", "1.2", "10:00:10")
        await wallboard.answers("ala", "1.2", "10:00:20")
        await wallboard.comes(EVIL, "10:01:00")
        strange = {"connection_id": "<b>1.3</b>", "queue_id": EVIL, "source_name": EVIL}
        await wallboard.hears("ENTER_QUEUE", "10:01:00", **strange)
        await rings(wallboard, EVIL, "<b>1.3</b>", "10:01:05", queue=EVIL)
        yield wallboard


async def rings(wallboard: Wallboard, agent: str, call: str, at: str, queue: str = "155") -> int:
    return await wallboard.hears("AGENT_RINGING", at, connection_id=call, queue_id=queue, agent_login=agent)


async def opened(open_page: Open, board: Wallboard, query: str, size: tuple[int, int] = (1440, 900)) -> Page:
    return await open_page(f"{board.address}/?lang=en&{query}", size, strict=False)


async def test_an_agents_day_opens_beside_the_list_and_stays_true(open_page: Open, board: Wallboard) -> None:
    page = await opened(open_page, board, "open=agent:ala")
    panel = page.locator("side-panel")
    await expect(panel.locator("#side-title")).to_have_text("Ala Nowak")
    await expect(panel.locator(".now .state")).to_contain_text("On call")
    await expect(panel.locator('.band rect[data-status="paused"]')).to_have_count(1)
    await expect(panel.locator('dd[data-status="paused"]')).to_have_text("20:00")
    await panel.locator("summary").click()
    rows = panel.locator(".spans tbody tr")
    await expect(rows).to_have_count(9)
    await expect(rows.nth(3)).to_contain_text("Przerwa · Pause too long")
    await expect(panel.locator(".serves")).to_have_text("Queues: Sprzedaż")
    times = panel.locator(".times dd")  # what has ended, as the document counts it, and what goes on
    await expect(times.nth(0)).to_have_text(re.compile(r"^24:00\+ \d+:\d\d now$"))
    await expect(times.nth(1)).to_have_text("20:00")
    await expect(times.nth(2)).to_have_text(re.compile(r"^0:00\+ 2:\d\d:\d\d now$"))

    await board.ends("ala", "1.2", "10:05:00")
    await expect(panel.locator(".now .state")).to_contain_text("Available")
    await expect(rows).to_have_count(10)
    await expect(rows.first).to_contain_text("10:05:00")
    await expect(panel.locator("details")).to_have_attribute("open", "")
    figures = panel.locator(".facts dd")
    await expect(figures.first).to_have_text("2")
    await expect(times.nth(0)).to_have_text("28:40")


async def test_a_calls_way_goes_on_while_it_lives_and_stands_when_it_has_ended(
    open_page: Open, board: Wallboard
) -> None:
    page = await opened(open_page, board, "open=agent:ala")
    await page.locator("agent-detail .links a").click()
    panel = page.locator("side-panel")
    await expect(panel.locator("#side-title")).to_contain_text("523993855")
    steps = panel.locator(".way li")
    await expect(steps).to_have_count(3)
    await expect(steps.nth(1)).to_contain_text("Ringing: Ala Nowak answered")
    await expect(steps.nth(2)).to_have_attribute("data-live", "")
    await expect(steps.nth(2).locator("time-since")).to_be_visible()

    await board.ends("ala", "1.2", "10:05:00")
    await expect(panel.locator(".state")).to_have_text("Answered")
    await expect(steps.nth(2).locator(".length")).to_have_text("4:40")
    await steps.nth(1).locator("a").click()
    await expect(panel.locator("#side-title")).to_have_text("Ala Nowak")


async def test_the_choice_lives_in_the_address_and_focus_comes_back(open_page: Open, board: Wallboard) -> None:
    page = await opened(open_page, board, "theme=light&q=x")
    panel = page.locator("side-panel")
    assert not await panel.is_visible()
    menu = page.locator("desk-bar .links summary")
    await menu.focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(panel.locator("#side-title")).to_be_focused()
    assert {"lang=en", "theme=light", "q=x", "open=log"} == set(page.url.partition("?")[2].split("&"))
    await page.locator('desk-bar [data-open="feed"]').click()
    await expect(panel.locator("feed-trust")).to_be_visible()
    await page.go_back()
    await expect(panel.locator("event-log")).to_be_visible()
    await page.go_back()
    await expect(panel).to_be_hidden()
    await page.go_forward()
    await panel.locator(".pause").focus()
    await page.keyboard.press("Escape")
    await expect(panel).to_be_hidden()
    await expect(menu).to_be_focused()
    assert "open=" not in page.url
    await page.reload()
    assert not await panel.is_visible()


async def test_the_log_shows_what_arrives_can_be_paused_and_filtered(open_page: Open, board: Wallboard) -> None:
    page = await opened(open_page, board, "open=log")
    rows = page.locator("event-log tbody tr")
    await expect(rows).to_have_count(15)
    await expect(rows.first).to_contain_text("Ringing")
    await board.goes("ala", "10:10:00")
    await expect(rows).to_have_count(16)
    await expect(rows.first).to_contain_text("Logs out")

    await page.locator("event-log").get_by_role("button", name="Pause").click()
    await board.comes("ala", "10:20:00")
    await shows_version(page, board)
    await expect(rows).to_have_count(16)
    await page.locator("event-log").get_by_role("button", name="Resume").click()
    await expect(rows).to_have_count(18)

    await rows.nth(3).hover()  # what is pointed at stays where it is
    held = await rows.nth(3).inner_text()
    await board.pauses("ala", "10:21:00")
    await shows_version(page, board)
    assert await rows.nth(3).inner_text() == held
    await page.mouse.move(5, 5)
    await expect(rows).to_have_count(19)

    await page.locator("event-log").get_by_label("Agent").fill("ala nowak")
    await page.locator('event-log select[name="queue"]').select_option("155")
    await expect(rows).to_have_count(5)
    await page.locator('event-log input[name="connection"]').fill("1.2")
    await expect(rows).to_have_count(2)
    assert "log.agent=ala+nowak&log.queue=155&log.connection=1.2" in page.url
    await page.reload()
    await expect(rows).to_have_count(2)
    await page.locator('event-log input[name="connection"]').fill("none")
    await expect(page.locator("event-log .empty")).to_be_visible()


async def test_the_feed_says_in_words_how_far_it_can_be_trusted_and_why_bodies_were_refused(
    open_page: Open, board: Wallboard
) -> None:
    page = await opened(open_page, board, "open=feed")
    figure = page.locator('[data-figure="rejected"] .n')
    await expect(figure).to_have_text("0")
    await expect(page.locator("feed-trust .empty")).to_be_visible()
    await board.delivers({"action": "ENTER_QUEUE", "date": f"{DAY} 10:11:00", "connection_id": EVIL})
    await expect(figure).to_have_text("1")
    await expect(page.locator(".faults")).to_contain_text("queue_id is missing")
    await page.locator(".bodies summary").click()
    await expect(page.locator(".bodies pre")).to_contain_text("<img src=x")
    assert await page.evaluate("window.evil") is None


async def shows_version(page: Page, board: Wallboard) -> None:
    """The page has drawn what the server shows now."""
    version = (await board.state())["version"]
    await page.locator(f'html[data-version="{version}"]').wait_for(state="attached")


async def test_a_queue_opens_with_its_service_level_its_hours_and_its_agents(open_page: Open, board: Wallboard) -> None:
    page = await opened(open_page, board, "")
    await page.locator('desk-list[data-list=queues] .row[data-id="155"]').click()
    panel = page.locator("side-panel queue-detail")
    await expect(page.locator("#side-title")).to_have_text("Sprzedaż")
    await expect(panel.locator(".quarter")).to_have_count(3)
    await expect(panel.locator(".goal-met")).to_have_text("Target 80% met in the last quarter hour")
    rows = panel.locator(".figures tbody tr")
    assert await rows.nth(1).locator("td").all_inner_texts() == ["1", "1", "2"]  # offered: last hour, before, day
    assert await rows.nth(4).locator("td").all_inner_texts() == ["0:20", "2:00", "1:10"]
    await expect(panel.locator(".serves h3")).to_have_text("Served by · 0 of 1 available")
    await expect(panel.locator(".people li")).to_contain_text("Ala Nowak")

    plot = panel.locator(".level-bars")
    await plot.hover(position={"x": 2, "y": 40})
    await expect(panel.locator(".readout")).to_have_text(f"08:45 · SL {NOTHING} · 0 answered · 0 abandoned")
    await page.mouse.move(5, 5)
    await expect(panel.locator(".readout")).to_be_empty()
    await plot.focus()
    for key in ("ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowRight"):
        await page.keyboard.press(key)
    await expect(panel.locator(".readout")).to_have_text("09:00 · SL 0% · 1 answered · 0 abandoned")

    await board.ends("ala", "1.2", "10:05:00")
    await expect(panel.locator(".serves h3")).to_have_text("Served by · 1 of 1 available")
    await board.calls("1.5", "10:06:00")
    await board.answers("ala", "1.5", "10:07:00")
    await expect(panel.locator(".goal-missed")).to_have_text("Below the target of 80% since 09:00")
    await panel.locator(".people a").click()
    await expect(page.locator("side-panel agent-detail")).to_be_visible()
    await page.locator('desk-list[data-list=queues] .row[data-id="155"]').focus()
    await page.keyboard.press("Enter")
    await expect(panel).to_be_visible()


async def test_a_number_is_copied_with_a_click_and_says_so(open_page: Open, board: Wallboard) -> None:
    await board.calls("1.4", "10:11:00")
    page = await opened(open_page, board, "theme=light&q=523993855")
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    row = page.locator('desk-list[data-list=calls] .row[data-id="1.4"]')
    await row.hover()
    await row.locator(".copy").click()
    await expect(row.locator(".copy")).to_have_attribute("data-copied", "Copied")
    assert await page.evaluate("navigator.clipboard.readText()") == "523993855"
    assert "open=" not in page.url
    await page.locator(".copy-link").click()
    await expect(page.locator(".copy-link")).to_have_attribute("data-copied", "Copied")
    assert await page.evaluate("navigator.clipboard.readText()") == f"{board.address}/?q=523993855"
    await page.evaluate("navigator.clipboard.writeText('')")
    await row.focus()
    await page.keyboard.press("c")
    await expect(page.locator(".announcer")).to_have_text("Copied")
    assert await page.evaluate("navigator.clipboard.readText()") == "523993855"


async def test_campaigns_and_chat_queues_open_too(open_page: Open, board: Wallboard) -> None:
    dialed = {"id": "7", "name": "Odnowienia", "connection_id": "2.1", "phone_number": "602731499"}
    await board.hears("OUTBOUND_CONNECTING", "10:11:00", agent_login="ola", **dialed)
    await board.writes("c1", "10:12:00")
    page = await opened(open_page, board, "view=day")
    await page.locator('desk-list[data-list=campaigns] .row[data-id="7"]').click()
    await expect(page.locator("#side-title")).to_have_text("Odnowienia")
    await expect(page.locator("campaign-detail .facts dd").nth(2)).to_have_text("1")
    await shows(page, "chat_queue:1")  # without a name its row leads an admin to the settings
    await expect(page.locator("chat-queue-detail .people li")).to_contain_text("Waiting")


async def shows(page: Page, choice: str) -> None:
    """The address says so now, as after going back or forward."""
    go = "choice => { history.pushState(null, '', `?lang=en&open=${choice}`); dispatchEvent(new Event('popstate')) }"
    await page.evaluate(go, choice)


async def test_foreign_text_is_text_and_makes_nothing_broader(open_page: Open, board: Wallboard) -> None:
    strange = {"action": EVIL, "date": f"{DAY} 10:12:00", EVIL: EVIL}
    await board.delivers(bodies(strange), Content_Type="application/json")
    page = await opened(open_page, board, "")
    narrow = "(body => body.scrollWidth <= body.clientWidth)(document.querySelector('.side-body'))"
    for choice, part in {f"agent:{EVIL}": ".now bdi", "call:<b>1.3</b>": ".way li", "log": "event-log td"}.items():
        await shows(page, choice)
        await page.locator(f"side-panel {part}").first.wait_for()
        for size in ((1366, 768), (390, 844)):
            await page.set_viewport_size({"width": size[0], "height": size[1]})
            assert await page.evaluate(narrow), (choice, size)
        assert await page.locator("side-panel img, side-panel b b").count() == 0
    assert await page.evaluate("window.evil") is None


async def test_on_a_phone_the_panel_covers_the_page_and_nothing_behind_it_is_in_reach(
    open_page: Open, board: Wallboard
) -> None:
    page = await opened(open_page, board, "open=agent:ala", (390, 844))
    panel = page.locator("side-panel")
    box = await panel.bounding_box()
    assert box == {"x": 0, "y": 0, "width": 390, "height": 844}
    assert await page.locator("desk-bar").evaluate("bar => bar.inert")
    await page.locator(".side-close").click()
    await expect(panel).to_be_hidden()
    assert not await page.locator("desk-bar").evaluate("bar => bar.inert")


@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_axe_finds_nothing(open_page: Open, board: Wallboard, theme: str) -> None:
    page = await opened(open_page, board, f"theme={theme}&open=feed", (1440, 600))
    await expect(page.locator("feed-trust .empty")).to_be_visible()
    found = await Axe().run(page, "side-panel")  # a box that scrolls, and nothing in it to go to
    assert found.response["violations"] == []
    await board.delivers({"action": "ENTER_QUEUE", "date": f"{DAY} 10:11:00"})
    filled = {
        "agent:ala": ".totals",
        "call:1.2": ".way",
        "queue:155": ".level-bars",
        "log": "event-log td",
        "feed": ".bodies li",
    }
    for choice, part in filled.items():
        await shows(page, choice)
        await page.locator(f"side-panel {part}").first.wait_for()
        found = await Axe().run(page, "side-panel")
        assert [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found.response["violations"]] == []
