"""Takes the README's pictures from the demo, and the icons: `python -m tests.browser.pictures`. Not a test."""

import asyncio
import sys
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM

FOLDER = Path(__file__).parent.parent / "pictures"
PICTURES = {
    "tv.png": ("/tv", (1920, 1080)),
    "tv-light.png": ("/tv?theme=light", (1920, 1080)),
    "tv-agents.png": ("/tv?layout=agents", (1920, 1080)),
    "tv-portrait.png": ("/tv", (1080, 1920)),
    "supervisors.png": ("/?lang=en", (1440, 900)),
}
STATIC = Path(__file__).parent.parent.parent / "static"
ICONS = {"icon-180.png": (180, 1), "icon-192.png": (192, 1), "icon-512.png": (512, 1), "icon-maskable.png": (512, 0.72)}
"""Pixels, and the scale of the drawing: of a maskable icon only the middle is sure to be seen."""


async def main() -> None:
    """Start the demo, wait until its past is played, and photograph each page."""
    command = (sys.executable, "-m", "app", "demo", "--port", "0")
    demo = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        address = (await told(demo, "Supervisors")).split()[-1]
        await told(demo, "are sent")
        await take(address.rstrip("/"))
    finally:
        demo.terminate()
        await demo.wait()


async def draw_icons(browser: Browser) -> None:
    """The icon as PNG, in every size that a phone asks for."""
    drawing = (STATIC / "icon.svg").read_text(encoding="utf-8")
    ground = drawing.partition("<rect")[2].partition("/>")[0].partition('fill="')[2].partition('"')[0]
    page = await browser.new_page()
    for name, (pixels, scale) in ICONS.items():
        await page.set_viewport_size({"width": pixels, "height": pixels})
        style = f"margin: 0; height: 100vh; display: grid; place-items: center; background: {ground}"
        sized = drawing.replace("<svg", f'<svg width="{pixels * scale}"')
        await page.set_content(f'<body style="{style}">{sized}')
        await page.screenshot(path=STATIC / name)
    await page.close()


async def told(demo: asyncio.subprocess.Process, words: str) -> str:
    """The line of the demo's output that says so."""
    assert demo.stdout is not None
    async for line in demo.stdout:
        if words in (text := line.decode()):
            return text
    raise RuntimeError(f"the demo never said {words!r}")


async def take(address: str) -> None:
    """Each page as it looks after a moment of life."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for name, (path, (width, height)) in PICTURES.items():
            page = await browser.new_page(viewport={"width": width, "height": height})
            await page.goto(address + path)
            await page.wait_for_timeout(1500)
            await page.screenshot(path=FOLDER / name)
            await page.close()
        await draw_icons(browser)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
