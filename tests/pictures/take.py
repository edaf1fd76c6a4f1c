"""Takes the README's pictures from the demo: `python -m tests.pictures.take`. Not a test; needs Chromium."""

import asyncio
import shutil
import sys
from pathlib import Path

from playwright.async_api import async_playwright

HERE = Path(__file__).parent
PICTURES = {"tv.png": ("/tv", 1920, 1080), "supervisors.png": ("/", 1440, 900)}


async def main() -> None:
    """Start the demo, wait until its past is played, and photograph each page."""
    demo = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "app", "demo", "--port", "0", stdout=asyncio.subprocess.PIPE
    )
    try:
        address = await told(demo, "Office TV")
        await told(demo, "are sent", last=False)
        await photograph(address.removesuffix("/tv"))
    finally:
        demo.terminate()
        await demo.wait()


async def told(demo: asyncio.subprocess.Process, words: str, *, last: bool = True) -> str:
    """The last word of the line of the demo's output that says so."""
    assert demo.stdout is not None
    async for line in demo.stdout:
        text = line.decode()
        if words in text:
            return text.split()[-1] if last else text
    raise RuntimeError(f"the demo never said {words!r}")


async def photograph(address: str) -> None:
    """Each page as it looks after a few seconds of life."""
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=shutil.which("chromium"))
        for name, (path, width, height) in PICTURES.items():
            page = await browser.new_page(viewport={"width": width, "height": height})
            await page.goto(address + path)
            await page.wait_for_timeout(3000)
            await page.screenshot(path=HERE / name)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
