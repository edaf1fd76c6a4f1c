"""Thulium's REST API on the settings page: entered, tried, and what it gives."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from app.simulator.rest import FakeThulium, serving
from app.thulium.client import Pace
from tests.browser.conftest import Open
from tests.server import open_wallboard

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

DESKTOP = (1440, 900)


async def enter(page: Page, field: str, value: str) -> None:
    box = page.locator(f'#thulium [data-field="{field}"] input')
    await box.fill(value)
    await box.press("Tab")
    await expect(page.locator(f'#thulium [data-field="{field}"] .source')).to_have_text("set here")


async def test_an_address_user_and_password_bring_thuliums_names(tmp_path: Path, open_page: Open) -> None:
    fake = FakeThulium(queues=[{"id": 155, "name": "Sprzedaż"}, {"id": 156}])
    async with serving(fake) as url, open_wallboard(tmp_path, clock="wall", pace=Pace(0)) as board:
        page = await open_page(f"{board.address}/settings?lang=en", DESKTOP)
        await expect(page.locator("thulium-link .status")).to_contain_text("Not connected")
        await enter(page, "url", url)
        await enter(page, "user", fake.user)
        await enter(page, "password", fake.password)
        await page.get_by_role("button", name="Try it").click()

        await expect(page.locator("thulium-link .outcome")).to_have_text("Thulium answers.")
        await expect(page.locator("thulium-link .resources")).to_contain_text("Queues: 2 rows (id 2, name 1)")
        await expect(page.locator("thulium-link .resources")).to_contain_text("queues[1].name is missing")
        await expect(page.locator('#queues [data-id="155"] [data-field="name"] input')).to_have_value("Sprzedaż")
        await expect(page.locator('#queues [data-id="155"] [data-field="name"] .source')).to_have_text("from Thulium")
        assert await page.locator('#thulium [data-field="password"] input').input_value() == ""


async def test_a_wrong_password_is_explained(tmp_path: Path, open_page: Open) -> None:
    async with serving(FakeThulium()) as url, open_wallboard(tmp_path, clock="wall", pace=Pace(0)) as board:
        page = await open_page(f"{board.address}/settings?lang=en", DESKTOP)
        await enter(page, "url", url)
        await enter(page, "user", "api")
        await enter(page, "password", "wrong")
        await page.get_by_role("button", name="Try it").click()

        await expect(page.locator("thulium-link .error")).to_contain_text("refuses the user or the password")
        await expect(page.locator("thulium-link .status")).to_contain_text("Stopped")
