"""What the server paints is what the page then shows; both screens are accessible and escape what they are given."""

import re
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe

from tests.browser.conftest import Open
from tests.browser.documents import NOW, document
from tests.browser.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

# Everything that is said, tidied: no icons, no tables for readers, times without their last moves.
SAID = """() => {
    // What pages away is hidden by script alone.
    for (const e of document.querySelectorAll('[data-id][hidden]')) e.hidden = false;
    return [...document.querySelectorAll("main *, desk-bar *")]
    // Fields and their choices are the script's; without it they are not shown.
    .filter((e) => !e.closest("svg, template, .page, filter-bar, alarm-switch, select, .choose, button.help"))
    .filter((e) => e.checkVisibility()
        && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
    .map((e) => `${e.closest("[data-id]")?.dataset.id ?? ""} ${e.className}: ${e.textContent.trim()}`);
}"""
CENTRES: dict[str, dict[str, Any]] = {
    "busy": {"tickets": True, "campaigns": 2},
    "calm, long names": {"mood": "calm", "long_names": True},
    "empty": {"mood": "empty"},
    "large": {"agents": 150, "queues": 25},
}


def steady(said: list[str]) -> list[str]:
    return [re.sub(r"\d+:\d\d(:\d\d)?", "0:00", line) for line in said]


def row_of(line: str) -> str:
    return line.partition(" ")[0]


@pytest.mark.parametrize("path", ["/tv?", "/tv?layout=agents&", "/tv?layout=queues&", "/?"])
@pytest.mark.parametrize(("lang", "centre"), [*(("pl", name) for name in CENTRES), ("en", "busy")])
async def test_the_server_says_what_the_page_says(
    stage: Stage, open_page: Open, path: str, lang: str, centre: str
) -> None:
    stage.reset(document(**CENTRES[centre]))
    stage.now = NOW
    plain = await open_page(f"{path}lang={lang}", java_script_enabled=False)
    live = await open_page(f"{path}lang={lang}")
    await live.locator("day-curve:defined").wait_for(state="attached")
    first, later = steady(await plain.evaluate(SAID)), steady(await live.evaluate(SAID))
    # Of a long list the server paints a screenful for any screen, the page what is in sight.
    in_sight = {row_of(line) for line in later}
    assert [line for line in first if line not in later and row_of(line) in in_sight] == []
    assert [line for line in later if line not in first] == []


@pytest.mark.parametrize("path", ["/tv?theme=dark", "/tv?theme=light&layout=agents", "/?theme=light"])
async def test_axe_finds_nothing(stage: Stage, open_page: Open, path: str) -> None:
    stage.reset(document(campaigns=1))
    # What axe itself does against the policy is not the page's fault.
    page = await open_page(path, strict=False)
    await page.wait_for_timeout(200)
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
