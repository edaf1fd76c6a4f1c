"""A wallboard that is a part of another site, in a browser: no request leaves its path, and none is refused."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, Response, expect

from tests.attacker import ADMIN, KEYS, THULIUM
from tests.browser.conftest import Open
from tests.server import Wallboard, open_wallboard

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TOML = f"""
[server]
base = "/wallboard"
{KEYS}
[webhook]
username = "thulium"
password = "s3cret-pw"
[boards.sales]
title = "Sales"
queues = ["155"]
"""
Loaded = list[tuple[int, str]]


@pytest_asyncio.fixture(loop_scope="session")
async def board(tmp_path: Path) -> AsyncIterator[Wallboard]:
    async with open_wallboard(tmp_path, TOML, clock="wall") as wallboard:
        body = {"action": "ENTER_QUEUE", "connection_id": "1.1", "queue_id": "155", "source_number": "523993855"}
        assert (await wallboard.asks("/wallboard/webhooks/thulium", "POST", body, **THULIUM)).status == 200
        yield wallboard


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context(viewport={"width": 1600, "height": 1000}, locale="en-US")
    yield context
    await context.close()


def listen(context: BrowserContext) -> Loaded:
    """All that pages of this context load from now on."""
    loaded: Loaded = []

    def note(response: Response) -> None:
        loaded.append((response.status, urlsplit(response.url).path))

    context.on("response", note)
    return loaded


def wrong(loaded: Loaded) -> Loaded:
    """What was refused, or was asked outside of the base."""
    return [(status, path) for status, path in loaded if status >= 400 or not f"{path}/".startswith("/wallboard/")]


async def is_live(page: Page) -> None:
    await page.locator('html[data-line="live"]').wait_for(state="attached")


async def test_the_screens_live_under_the_base(board: Wallboard, context: BrowserContext) -> None:
    loaded, page = listen(context), await context.new_page()
    await page.goto(f"{board.address}/wallboard?key={ADMIN}&lang=en")
    await is_live(page)
    await page.locator('[data-open="call:1.1"]').first.click()
    await expect(page.locator("call-detail")).to_contain_text("523993855")
    await page.goto(f"{board.address}/wallboard/?lang=en&open=log")
    await expect(page.locator("event-log")).to_contain_text("155")
    await page.goto(f"{board.address}/wallboard/tv/sales?lang=en")
    await is_live(page)
    await expect(page.locator('[data-figure="waiting"] .value').first).to_have_text("1")

    assert wrong(loaded) == []
    assert {path for _, path in loaded} >= {"/wallboard/calls/1.1", "/wallboard/log"}
    assert any(path.endswith(".woff2") for _, path in loaded)


async def test_the_other_pages_lead_to_each_other_under_the_base(board: Wallboard, context: BrowserContext) -> None:
    loaded, page = listen(context), await context.new_page()
    await page.goto(f"{board.address}/wallboard/settings?key={ADMIN}&lang=en")
    name = page.locator('#queues [data-id="155"] [data-field="name"] input')
    await name.fill("Sales calls")
    await name.press("Enter")
    await expect(page.locator("#changes .change-item")).to_have_count(1)
    await page.get_by_role("link", name="Keys and screens").click()
    await expect(page.get_by_role("heading", name="admin Admin")).to_be_visible()
    await page.goto(f"{board.address}/wallboard/settings/setup?lang=en")
    await expect(page.get_by_text(f"{board.address}/wallboard/webhooks/thulium")).to_be_visible()
    await page.get_by_role("link", name="Manual").click()
    await page.locator("main dt a").first.click()
    for path in ("alerts", "history", "docs"):
        await page.goto(f"{board.address}/wallboard/{path}?lang=en")

    assert wrong(loaded) == []
    assert page.url.startswith(f"{board.address}/wallboard/docs")


async def test_a_tv_is_paired_under_the_base(board: Wallboard, context: BrowserContext, open_page: Open) -> None:
    tv, loaded = await context.new_page(), listen(context)
    await tv.goto(f"{board.address}/wallboard/tv?lang=en")
    await expect(tv.locator(".half").first).not_to_be_empty()
    await expect(tv.locator(".where")).to_contain_text("/wallboard/settings/screens")
    code = (await tv.locator(".code").inner_text()).replace("\n", "").replace(" ", "")
    desk = await open_page(f"{board.address}/wallboard/settings/screens?key={ADMIN}&lang=en")
    await desk.get_by_label("Code on the screen").fill(code)
    await desk.get_by_label("Name of the screen").fill("Office")
    await desk.get_by_role("button", name="Pair").click()
    await is_live(tv)

    assert wrong(loaded) == [(401, "/wallboard/tv")]
