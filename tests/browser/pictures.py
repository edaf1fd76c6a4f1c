"""Takes the README's pictures from the demo: `python -m tests.browser.pictures`. Not a test."""

import asyncio
import sys
from pathlib import Path

from playwright.async_api import async_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM

FOLDER = Path(__file__).parent.parent / "pictures"
PICTURES = {
    "tv.png": ("/tv", (1920, 1080)),
    "tv-light.png": ("/tv?theme=light", (1920, 1080)),
    "tv-agents.png": ("/tv?layout=agents", (1920, 1080)),
    "tv-portrait.png": ("/tv", (1080, 1920)),
    "supervisors.png": ("/?lang=en", (1440, 900)),
}


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
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
