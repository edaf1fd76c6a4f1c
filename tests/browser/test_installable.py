"""The supervisors' page can be installed as an app on a phone."""

import json
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.attacker import TOML
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.server import open_wallboard

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_chromium_finds_nothing_that_prevents_an_installation(browser: Browser, tmp_path: Path) -> None:
    chromium = browser.browser_type.launch_persistent_context  # nothing is installed from a private window
    async with (
        open_wallboard(tmp_path) as board,
        await chromium(tmp_path / "profile", executable_path=CHROMIUM, args=ARGUMENTS) as context,
    ):
        page = context.pages[0]
        await page.goto(f"{board.address}/?lang=en")
        session = await context.new_cdp_session(page)
        found = await session.send("Page.getAppManifest")
        errors = await session.send("Page.getInstallabilityErrors")

        assert (found["errors"], errors["installabilityErrors"]) == ([], [])
        assert found["url"] == f"{board.address}/manifest.webmanifest?lang=en"
        assert json.loads(found["data"])["name"] == "Call center wallboard"
        icons = json.loads(found["data"])["icons"]
        sizes = await page.evaluate(
            """(icons) => Promise.all(icons.map(async ({ src }) => {
                const image = new Image();
                image.src = src;
                await image.decode();
                return `${image.naturalWidth}x${image.naturalHeight}`;
            }))""",
            icons,
        )
        assert sizes[1:] == [icon["sizes"] for icon in icons[1:]] == ["192x192", "512x512", "512x512"]
        touch = await page.locator('link[rel="apple-touch-icon"]').get_attribute("href")
        assert (await board.asks(str(touch))).headers["Content-Type"] == "image/png"


@pytest.mark.parametrize(
    ("query", "language", "name"),
    [
        ("", "pl", "Tablica call center"),
        ("?lang=pl", "pl", "Tablica call center"),
        ("?lang=en", "en", "Call center wallboard"),
        ("?lang=de", "pl", "Tablica call center"),
    ],
)
async def test_the_manifest_needs_no_key_and_has_a_language(
    tmp_path: Path, query: str, language: str, name: str
) -> None:
    async with open_wallboard(tmp_path, TOML) as board:
        answer = await board.asks(f"/manifest.webmanifest{query}")

        assert answer.status == 200
        assert answer.headers["Content-Type"] == "application/manifest+json; charset=utf-8"
        assert {key: answer.json[key] for key in ("lang", "name", "start_url", "display")} == {
            "lang": language,
            "name": name,
            "start_url": "/",
            "display": "standalone",
        }
        for icon in answer.json["icons"]:
            drawn = await board.asks(icon["src"])
            assert (drawn.status, drawn.headers["Content-Type"]) == (200, icon["type"])
