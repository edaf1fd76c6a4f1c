"""Names that are scripts, in a real browser: nothing runs, asks or breaks, from the first paint to a patch."""

from pathlib import Path

import pytest

from tests.attacker import everything_that_happens
from tests.browser.conftest import Open
from tests.server import Wallboard, eventually, open_wallboard

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SCRIPTS = [
    "<script>window.pwned=1;alert(1)</script>",
    '"><img src=x onerror="window.pwned=1;alert(1)">',
    "</script><svg onload=window.pwned=1>",
    "javascript:window.pwned=1",
    "\u202eturned\u2066",
]
TURNED = """() => [...document.querySelectorAll("[title], [aria-label]")]
    .filter((one) => /[\u202a-\u202e\u2066-\u2069]/.test((one.title ?? "") + one.ariaLabel)).length"""


async def arrives(wallboard: Wallboard, script: str, run: int) -> int:
    """Every action with the script in every field that takes text, whoever calls, dials or writes."""
    version = 0
    for body in everything_that_happens(run):
        fixed = {"action", "date"} | {name for name, value in body.items() if value == "7"}
        hostile = {name: value if name in fixed else f"{script}{run}" for name, value in body.items()}
        version = (await wallboard.delivers(hostile)).version
    for number in (1, 2):  # calls and chats that live on, so that their rows are there
        version = await wallboard.hears(
            "ENTER_QUEUE",
            f"09:00:0{number}",
            connection_id=f"{script}{run}{number}",
            queue_id=script,
            source_number=script,
            source_name=script,
        )
    return version


async def test_no_name_runs_in_any_page(open_page: Open, tmp_path: Path) -> None:
    dialogs: list[str] = []
    async with open_wallboard(tmp_path) as wallboard:
        for script in SCRIPTS[:2]:
            await arrives(wallboard, script, 1)
        pages = [await open_page(f"{wallboard.address}{path}") for path in ("/", "/tv?layout=agents")]
        for page in pages:
            page.on("dialog", lambda dialog: dialogs.append(dialog.message))
        await eventually(lambda: wallboard.watching >= 2, "the pages watch")
        for script in SCRIPTS:
            await arrives(wallboard, script, 2)
        await pages[0].get_by_text(SCRIPTS[3]).locator("visible=true").first.wait_for()
        for page in pages:
            assert await page.evaluate("window.pwned") is None
            assert await page.locator("img, script:not([src]):not([type='application/json']):not(#guard)").count() == 0
            assert await page.locator("[onerror], [onload], a[href^='javascript:']").count() == 0
            assert await page.evaluate(TURNED) == 0
            await page.close()
    assert dialogs == []
