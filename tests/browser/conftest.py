"""A real Chromium, and the stage whose pages it looks at."""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from urllib.parse import urljoin

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright

from tests.browser.stage import Stage

CHROMIUM = os.environ.get("WALLBOARD_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
ARGUMENTS = [
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--autoplay-policy=document-user-activation-required",
]

Open = Callable[..., Awaitable[Page]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if CHROMIUM or os.environ.get("CI"):  # in CI a missing browser is a failure
        return
    for item in items:
        if "browser" in item.keywords:
            reason = "no Chromium: apt-get install chromium, or set WALLBOARD_CHROMIUM"
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        if not CHROMIUM:
            pytest.fail("Chromium not found: apt-get install chromium, or set WALLBOARD_CHROMIUM")
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def plain_context(browser: Browser) -> AsyncIterator[BrowserContext]:
    """One context for all pages that ask for nothing special: making one is slow."""
    context = await browser.new_context()
    yield context
    await context.close()


@asynccontextmanager
async def opened_stage() -> AsyncIterator[Stage]:
    """The one place where the pages' server is made."""
    stage = Stage()
    runner = web.AppRunner(stage.application(), shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    stage.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    stage.reset()
    yield stage
    stage.tell(None)
    await runner.cleanup()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def theatre() -> AsyncIterator[Stage]:
    async with opened_stage() as stage:
        yield stage


@pytest_asyncio.fixture(loop_scope="session")
async def stage(theatre: Stage) -> Stage:
    theatre.reset()
    return theatre


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(stage: Stage, browser: Browser, plain_context: BrowserContext) -> AsyncIterator[Open]:
    """Opens pages of the stage; none of them may have said an error when the test ends."""
    errors: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        # That a refused stream is logged by the browser itself is the point of the tests that refuse it.
        url = message.location.get("url", "")
        if message.type == "error" and "/events" not in url and "/state" not in url:
            errors.append(message.text)

    async with AsyncExitStack() as stack:

        async def open_page(
            path: str = "/tv",
            size: tuple[int, int] = (1920, 1080),
            *,
            script: str = "",
            on: Stage = stage,
            strict: bool = True,
            **more: Any,
        ) -> Page:
            context = plain_context
            if script or more:
                context = await browser.new_context(**more)
                stack.push_async_callback(context.close)
            page = await context.new_page()
            stack.push_async_callback(page.close)
            if script:
                await page.add_init_script(script)
            page.on("pageerror", lambda error: errors.append(str(error)))
            if strict:
                page.on("console", listen)
            await page.set_viewport_size({"width": size[0], "height": size[1]})
            await page.goto(urljoin(on.url, path))  # a path of the stage's, or the address of another server
            return page

        yield open_page
    assert errors == []
