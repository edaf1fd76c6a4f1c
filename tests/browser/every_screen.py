"""Every screen of the TV, measured: `python -m tests.browser.every_screen [FOLDER]`. Not a test: it takes minutes.

All sizes, centres, themes, languages and layouts, with short and with long names, busy and calm. FOLDER gets pictures.
"""

import asyncio
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from playwright.async_api import Browser, Page, async_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM, opened_stage
from tests.browser.documents import NOW, document
from tests.browser.stage import Stage

HERE = Path(__file__).parent
TICKS = """async (number) => {
    const { clock } = await import(`${document.documentElement.dataset.static}/js/core/page.js`);
    await new Promise((done) => clock.subscribe(() => --number || done()));
}"""
MEASURE = (HERE / "measure.js").read_text(encoding="utf-8")
SIZES = ((1280, 720), (1920, 1080), (3840, 2160), (1080, 1920), (1024, 768))
CENTRES = ((5, 2), (40, 8), (150, 25))
LAYOUTS = ("overview", "queues", "agents", "campaigns")
THEMES = ("dark", "light")
LANGUAGES = ("pl", "en")
# In percent of the screen's shorter side, but for the contrast.
LEAST = {
    "capitals": 8.5,
    "figures": 11.99,
    "labels": 3.2,
    "heads": 2.4,
    "tiles": 2.39,
    "register": 2.39,
    "curve": 12,
    "contrast": 7,
}
MOODS: dict[str, dict[str, Any]] = {
    "busy": {"campaigns": 3, "tickets": True},
    "long": {"long_names": True},
    "calm": {"mood": "calm", "chats": False},
}


class Screen(NamedTuple):
    """One of them."""

    size: tuple[int, int]
    centre: tuple[int, int]
    layout: str
    mood: str
    theme: str
    language: str

    @property
    def name(self) -> str:
        """For a file and for the reader."""
        (width, height), (agents, queues) = self.size, self.centre
        return f"{width}x{height}-{agents}-{queues}-{self.layout}-{self.mood}-{self.theme}-{self.language}"

    @property
    def path(self) -> str:
        """Its address."""
        return f"/tv?layout={self.layout}&theme={self.theme}&lang={self.language}"


def screens() -> Iterator[Screen]:
    """Each once."""
    return (Screen(*one) for one in product(SIZES, CENTRES, LAYOUTS, MOODS, THEMES, LANGUAGES))


def faults(found: dict[str, Any]) -> list[str]:
    """What a measured page does wrong, by SCREENS: nothing sticks out, and all can be read."""
    wrong = list(found["faults"])
    wrong += [f"{what} {found[what]:.2f} < {limit}" for what, limit in LEAST.items() if found[what] < limit]
    return wrong if found["alarms"] else [*wrong, "an alarm is paged away"]


async def show(stage: Stage, page: Page, screen: Screen) -> None:
    """The page stands, its script has run where it may."""
    agents, queues = screen.centre
    stage.reset(document(agents, queues, **MOODS[screen.mood]))
    stage.now = NOW
    width, height = screen.size
    await page.set_viewport_size({"width": width, "height": height})
    await page.goto(stage.url + screen.path)


async def settled(page: Page) -> None:
    """The script has run and what it changed is laid out."""
    await page.locator("html[data-drawn]").wait_for(state="attached")
    await page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


async def ticks(page: Page, number: int) -> None:
    """So many seconds of the page's own clock have passed."""
    await page.evaluate(TICKS, number)


async def look(stage: Stage, browser: Browser, folder: Path | None) -> int:
    """Prints what is wrong; how many screens are."""
    page = await browser.new_page()
    seen = bad = 0
    for screen in screens():
        seen += 1
        await show(stage, page, screen)
        await settled(page)
        wrong = faults(await page.evaluate(MEASURE))
        if folder:
            await page.screenshot(path=folder / f"{screen.name}.png")
        bad += bool(wrong)
        for line in wrong:
            print(f"{screen.name}: {line}", flush=True)  # noqa: T201
    print(f"{seen} screens, {bad} with faults")  # noqa: T201
    return bad


async def main(folder: Path | None) -> int:
    """All of them on one stage."""
    async with opened_stage() as stage, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        return await look(stage, browser, folder)


if __name__ == "__main__":
    wanted = Path(sys.argv[1]) if sys.argv[1:] else None
    if wanted:
        wanted.mkdir(parents=True, exist_ok=True)
    sys.exit(1 if asyncio.run(main(wanted)) else 0)
