"""The supervisors' page as a whole: every size, both themes and languages, the tab's title, alarms, the day's curve."""

from datetime import UTC, datetime
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from tests.browser.conftest import Open
from tests.browser.documents import NOW, abandoned_call, document, ended_call
from tests.browser.stage import Stage
from tests.browser.test_desk_lists import busy, change, shows

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

# What of the page is broader than the screen, or is cut though it is no text of somebody's.
STICKING_OUT = """() => [...document.querySelectorAll("main *, desk-bar *, .views *")].filter((e) => {
    if (!e.checkVisibility() || e.closest(".visually-hidden, template, .scroll, svg")) return false;
    const { left, right, width } = e.getBoundingClientRect();
    return width > 0 && (left < -1 || right > innerWidth + 1);
}).map((e) => e.outerHTML.slice(0, 90))"""
# Heads whose words are broader than their column.
BROAD_HEADS = """() => [...document.querySelectorAll("desk-list .head .cell")].filter((cell) => {
    const [room, need] = [cell.getBoundingClientRect().width, cell.firstElementChild.scrollWidth];
    return room > 0 && cell.dataset.kind !== "text" && need > room + 1;
}).map((cell) => cell.textContent)"""
NOTICES = """globalThis.notices = [];
    globalThis.Notification = class { constructor(title, more) { notices.push([title, more.body]); }
        static permission = "granted"; };"""


# Every list of every view, by scrolling to its first row: what of it nobody can see or click.
UNREACHABLE = """async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const missing = new Set([...document.querySelectorAll("desk-list")].map((list) => list.dataset.list));
    const all = (selector) => [...document.querySelectorAll(selector)];
    const seen = () => all("desk-list").filter((list) => list.getClientRects().length);
    for (const tab of [...all(".views a"), ...all('.views a[data-view="waits"]'), ...all("call-tabs [data-tab]")]) {
        tab.click();
        await frame();
        const isEmpty = / 0$/.test(tab.textContent.trim());  // "IVR 0": no row will come
        for (let n = 0; n < 100 && !isEmpty && seen().some((list) => !list.querySelector(".row")); n++) await frame();
        for (const list of seen().filter((one) => missing.has(one.dataset.list))) {
            list.querySelector(".row")?.scrollIntoView({ block: "center" });
            await frame();
            await frame();
            const shown = [...list.querySelectorAll(".row")].some((row) => {
                const { left, top, height } = row.getBoundingClientRect();
                return row.contains(document.elementFromPoint(left + 20, top + height / 2));
            });
            if (shown) missing.delete(list.dataset.list);
        }
    }
    return [...missing];
}"""


def everything(stage: Stage) -> None:
    """A row in each list."""
    stage.reset(busy(40, 8))
    stage.now = NOW
    stage.abandoned = [abandoned_call("7.1", "12:31", number="600204118")]
    stage.ended = [ended_call("7.1", "12:28", number="600204118")]


PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
SMALL = {"1440x900 at 200 %": (720, 450), "1366x768 at 150 %": (910, 512), "1366x600": (1366, 600), "768": (768, 1024)}


@pytest.mark.parametrize("size", SMALL.values(), ids=SMALL)
async def test_every_list_is_in_reach_when_zoomed(stage: Stage, open_page: Open, size: tuple[int, int]) -> None:
    everything(stage)
    page = await open_page("/", size)
    await shows(page, 1234)

    assert await page.evaluate(UNREACHABLE) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= size[0]


async def test_every_list_is_in_reach_with_text_twice_as_large(stage: Stage, open_page: Open) -> None:
    everything(stage)
    page = await open_page("about:blank", (1440, 900))
    session = await page.context.new_cdp_session(page)
    await session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    await page.goto(stage.url)
    await shows(page, 1234)

    assert await page.evaluate("getComputedStyle(document.body).fontSize") == "26.88px"
    assert await page.evaluate(UNREACHABLE) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= 1440


@pytest.mark.parametrize("mood", ["busy", "empty"])
@pytest.mark.parametrize("look", ["lang=pl&theme=dark", "lang=en&theme=light"])
async def test_it_fits_at_every_size(stage: Stage, open_page: Open, look: str, mood: str) -> None:
    """One page, resized."""
    stage.reset(busy(40, 8) if mood == "busy" else document(mood="empty", chats=False))
    stage.now = NOW
    page = await open_page(f"/?{look}")
    await shows(page, 1234)
    wrong: dict[str, Any] = {}
    for width, height in [(1366, 768), (1920, 1080), (1024, 768), (900, 800), (390, 844)]:
        await page.set_viewport_size({"width": width, "height": height})
        await page.evaluate(PAINTED)
        broad = await page.evaluate("document.documentElement.scrollWidth") > width
        wrong[f"{width}x{height}"] = [
            *(["the page is too broad"] if broad else []),
            *await page.evaluate(STICKING_OUT),
            *await page.evaluate(BROAD_HEADS),
        ]

    assert wrong == {size: [] for size in wrong}


@pytest.mark.parametrize(
    ("look", "size"),
    [("lang=pl&theme=dark", (1366, 768)), ("lang=en&theme=light", (390, 844)), ("view=day&theme=light", (1920, 1080))],
    ids=str,
)
async def test_axe_finds_nothing(stage: Stage, open_page: Open, look: str, size: tuple[int, int]) -> None:
    stage.reset(busy(9, 4))
    stage.now = NOW
    page = await open_page(f"/?{look}", size, strict=False)
    await shows(page, 1234)
    for opener in ("", "desk-bar .help", "desk-list[data-list=campaigns] .choose" if "day" in look else ".choose"):
        if opener:
            await page.locator(opener).first.click()
        found = await Axe().run(page)
        assert [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found.response["violations"]] == []
        await page.keyboard.press("Escape")


@pytest.mark.parametrize("view", ["agents", "day"])
async def test_a_phone_shows_one_part_at_a_time(stage: Stage, open_page: Open, view: str) -> None:
    stage.reset(busy(40, 8))
    page = await open_page("/", (390, 844))
    assert await page.locator("section.waits").is_visible()
    await page.locator(f'.views a[data-view="{view}"]').click()
    await page.locator(f"section.{view}").wait_for()
    assert not await page.locator("section.waits").is_visible()
    assert f"view={view}" in page.url
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    if view == "agents":
        await page.locator('desk-list[data-list=agents] .row[aria-rowindex="3"]').wait_for()
        await page.evaluate("scrollTo(0, document.body.scrollHeight)")
        headings = await page.locator("status-chips button").count() - 1
        await page.locator(f'.row[aria-rowindex="{41 + headings}"]').wait_for()


async def test_the_tab_says_how_many_wait_and_an_alarm_is_noticed(stage: Stage, open_page: Open) -> None:
    stage.reset(document(mood="calm", now=datetime.now(UTC)))
    page = await open_page("/", script=NOTICES)
    assert await page.title() == "(1) Centrum obsługi"
    await page.locator("alarm-switch [aria-pressed]").click()
    assert await page.locator("alarm-switch [aria-pressed]").get_attribute("aria-pressed") == "true"
    version = change(
        stage, queues={"157": {"waiting": 6, "oldest_waiting_since": stage.moment()}}, totals={"waiting": 7}
    )
    await shows(page, version)
    await expect(page).to_have_title("(7) Centrum obsługi")
    assert await page.evaluate("notices") == [["Alarm: Pomoc techniczna", "6 w kolejce, próg 6"]]
    assert "Alarm: Pomoc techniczna" in (await page.locator(".announcer").text_content() or "")
    await page.reload()
    switch = page.locator("alarm-switch [aria-pressed]")
    await expect(switch).to_have_attribute("aria-pressed", "true")
    await expect(switch).to_contain_text("dźwięk zablokowany")  # until somebody touches the page
    await switch.click()
    await expect(switch).to_have_text("Alarmy: włączone")
    await switch.click()
    await expect(switch).to_have_attribute("aria-pressed", "false")


async def test_chats_take_room_from_the_first_on(stage: Stage, open_page: Open) -> None:
    stage.reset(document(chats=False))
    page = await open_page("/")
    chats = page.locator("desk-list[data-list=chats]")
    await shows(page, 1234)
    assert not await chats.is_visible()
    begun = {"chat_queue": "1", "since": stage.moment(), "started": stage.moment(), "client_name": "Gość"}
    change(stage, chats={"c1": begun})
    await expect(chats.locator(".row")).to_contain_text("Gość")


async def test_the_days_curve_of_one_queue(stage: Stage, open_page: Open) -> None:
    stage.reset(busy(20, 4))
    asked: list[str] = []
    page = await open_page("about:blank")

    async def answer(route: Any) -> None:
        asked.append(route.request.url)
        n = 5 + len(asked)
        await route.fulfill(
            json={"version": 1, "queue": "156", "trend": {"09:30": {"entered": 8, "answered": n, "abandoned": 1}}}
        )

    await page.route("**/queues/*/trend", answer)
    await page.goto(stage.url)
    await page.locator("queue-trend select").select_option("156")
    await page.locator("day-curve td", has_text="6").first.wait_for(state="attached")
    assert await page.locator("day-curve tbody tr").count() == 1
    change(stage, queues={"155": {"waiting": 3}})
    change(stage, queues={"156": {"waiting": 3}})
    await page.locator("day-curve td", has_text="7").first.wait_for(state="attached")
    assert len(asked) == 2
    await page.locator("queue-trend select").select_option("")
    await page.locator("day-curve tbody tr").nth(3).wait_for(state="attached")


async def test_data_quality_shows_the_figures_that_the_document_has(stage: Stage, open_page: Open) -> None:
    stage.reset(document())
    stage.shown["feed"]["today"]["late"] = 7
    page = await open_page("/?open=feed&lang=en", strict=False)  # the stage has no rejected bodies
    late = page.locator('[data-figure="late"]')

    await expect(late.locator(".n")).to_have_text("7")
    await expect(late).to_have_attribute("data-some", "")
    assert await page.locator(".trust-figures dt").all_inner_texts() == [
        "Received today", "Duplicates", "Rejected", "Unknown", "Unexpected", "Expired", "Late", "Version shown",
    ]  # fmt: skip
