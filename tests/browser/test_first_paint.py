"""The page before it is drawn and while it is: nothing wrong is shown, nothing shifts; both screens are accessible."""

from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe

from tests.browser.conftest import Open
from tests.browser.documents import document
from tests.browser.every_screen import settled
from tests.browser.stage import Stage
from tests.browser.test_desk_lists import busy

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

# The texts that can be seen, outside of what says that something stands in the way.
SEEN = """() => [...document.querySelectorAll("body *")]
    .filter((e) => !e.closest(".incomplete, .obstacle, noscript") && e.checkVisibility({ visibilityProperty: true }))
    .flatMap((e) => [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data.trim())).filter(Boolean)"""
SHIFTS = """globalThis.shift = 0;
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) shift += entry.value; })
        .observe({ type: "layout-shift", buffered: true });"""
VIEWS = {"tv": set[str](), "": {"Pulpit", "Kolejki i połączenia", "Agenci", "Dziś", "Przejdź do treści"}}


@pytest.mark.parametrize("screen", VIEWS)
async def test_before_it_is_drawn_a_page_shows_its_frame_and_no_figure(
    stage: Stage, open_page: Open, screen: str
) -> None:
    stage.reset(busy())
    page = await open_page("about:blank", strict=False)
    await page.route(f"**/js/{screen or 'supervisor'}.js", lambda route: route.abort())
    await page.goto(f"{stage.url}/{screen}")

    assert set(await page.evaluate(SEEN)) == {"Centrum obsługi", *VIEWS[screen]}


async def test_where_scripts_are_blocked_a_sentence_stands_in_both_languages(open_page: Open) -> None:
    for path in ("/tv", "/"):
        page = await open_page(path, java_script_enabled=False)
        words = await page.locator(".obstacle:visible").inner_text()
        assert "wymaga JavaScriptu" in words
        assert "needs JavaScript" in words


@pytest.mark.parametrize("size", [(1280, 720), (1080, 1920)], ids=str)
@pytest.mark.parametrize(
    ("path", "centre"),
    [
        ("/tv", {}),
        ("/tv?layout=agents", {"agents": 150}),
        ("/tv?layout=queues", {"queues": 25, "long_names": True}),
        ("/", {"campaigns": 2, "tickets": True}),
        ("/?view=day", {"campaigns": 2}),
        ("/?q=a&team=sales&sort.agents=agent", {"agents": 120}),
        ("/", {"mood": "empty", "chats": False}),
    ],
    ids=str,
)
async def test_nothing_shifts_while_a_page_opens(
    stage: Stage, open_page: Open, path: str, centre: dict[str, Any], size: tuple[int, int]
) -> None:
    stage.reset(document(**centre))
    page = await open_page(path, size, script=SHIFTS)
    await page.locator('html[data-drawn][data-line="live"]').wait_for(state="attached")
    await settled(page)

    assert await page.evaluate("shift") < 0.01


@pytest.mark.parametrize("path", ["/tv?theme=dark", "/tv?theme=light&layout=agents", "/?theme=light"])
async def test_axe_finds_nothing(stage: Stage, open_page: Open, path: str) -> None:
    stage.reset(document(campaigns=1))
    # What axe itself does against the policy is not the page's fault.
    page = await open_page(path, strict=False)
    await settled(page)
    found = await Axe().run(page)
    assert [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found.response["violations"]] == []


async def test_names_are_text_and_nothing_else(stage: Stage, open_page: Open) -> None:
    made = document(mood="calm")
    evil = '</script><script>globalThis.evil = 1</script><img src=x onerror="evil=1">'
    made["queues"]["155"]["name"] = evil
    made["agents"]["agent003"]["name"] = evil
    stage.reset(made)
    page = await open_page("/tv")
    stage.patch({"queues": {"999": {**made["queues"]["156"], "name": evil}}})
    await page.locator('queue-row[data-id="999"]').wait_for(state="attached")
    assert await page.evaluate("globalThis.evil") is None
    assert await page.locator("img").count() == 0
    assert evil == await page.locator('queue-row[data-id="999"] .text').evaluate("row => row.textContent")


async def test_dark_before_the_first_paint(open_page: Open) -> None:
    page = await open_page("/tv", java_script_enabled=False)
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    assert await page.evaluate(ground) == "rgb(16, 18, 20)"
    assert await page.locator('meta[name="color-scheme"]').get_attribute("content") == "dark"
