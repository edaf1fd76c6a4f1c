"""The README's pictures, taken from the demo: `python -m tests.browser.pictures`."""

import asyncio
import sys
from pathlib import Path

from aiohttp import ClientError, ClientSession
from playwright.async_api import async_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM

FOLDER = Path(__file__).parent.parent / "pictures"
PORT = 8097
URL = f"http://127.0.0.1:{PORT}"
PICTURES = {
    "tv.png": ("/tv", (1920, 1080)),
    "tv-light.png": ("/tv?theme=light", (1920, 1080)),
    "tv-agents.png": ("/tv?layout=agents", (1920, 1080)),
    "tv-portrait.png": ("/tv", (1080, 1920)),
    "supervisors.png": ("/", (1440, 900)),
}


async def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    demo = await asyncio.create_subprocess_exec(sys.executable, "-m", "app", "demo", "--port", str(PORT))
    try:
        await ready()
        await take()
    finally:
        demo.terminate()
        await demo.wait()


async def ready() -> None:
    async with ClientSession() as session:
        for _ in range(100):
            try:
                async with session.get(f"{URL}/readyz") as answer:
                    if answer.status == 200:
                        break
            except ClientError:
                pass
            await asyncio.sleep(0.2)
    # The demo plays three hours of its day first.
    await asyncio.sleep(15)


async def take() -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for name, (path, (width, height)) in PICTURES.items():
            page = await browser.new_page(viewport={"width": width, "height": height})
            await page.goto(URL + path)
            await page.wait_for_timeout(1500)
            await page.screenshot(path=FOLDER / name)
            await page.close()
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
