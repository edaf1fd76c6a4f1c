"""The TV and the real wallboard: what is posted is on the screen, nobody's data leaves, and it always comes back."""

import asyncio
import re
import signal
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Page

from tests.browser.conftest import Open
from tests.browser.proxy import proxied
from tests.server import Wallboard, eventually, open_wallboard, started

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

NUMBER, NAME, PHONE = "523993855", "Kowalski", "800123456"
CLIENT, EMAIL, LINE = "Smith", "john.smith@foo.bar", "224877099"
DIALLED, FILENAME = "602731499", "talk_20261120_602731499.wav"


async def shows(page: Page, figure: str, value: str, seconds: float = 5) -> None:
    found = page.locator(f'[data-figure="{figure}"] .value', has_text=value)
    await found.wait_for(timeout=seconds * 1000)


async def becomes(page: Page, line: str, seconds: float) -> None:
    await page.locator(f'html[data-line="{line}"]').wait_for(state="attached", timeout=seconds * 1000)


def now() -> str:
    return f"{datetime.now(ZoneInfo('Europe/Warsaw')):%Y-%m-%d %H:%M:%S}"


async def much_happens(wallboard: Wallboard) -> int:
    """Everything that names somebody outside of the centre, or where an agent is reached; the last version."""
    await wallboard.comes("ala", "09:00:00")
    await wallboard.hears("ENTER_IVR", "09:00:10", connection_id="0.1", source_number=NUMBER, destination_number=LINE)
    await wallboard.calls("1.1", "09:00:20")
    ringing = {"connection_id": "1.1", "queue_id": "155", "agent_login": "ala"}
    numbers = {"source_number": NUMBER, "destination_number": PHONE}
    await wallboard.hears("AGENT_RINGING", "09:00:30", **ringing, **numbers)
    await wallboard.hears("AGENT_CONNECTED", "09:00:32", **ringing, **numbers)
    talk = {"duration": "60", "billsec": "40", "filename": FILENAME, "reason": "agent"}
    await wallboard.hears("AGENT_COMPLETED", "09:01:32", **ringing, **numbers, **talk)
    campaign = {"id": "7", "name": "Ankieta", "connection_id": "2.1", "record_id": "55", "customer_id": "9"}
    dialled = {"phone_number": DIALLED, "agent_login": "ala", "caller_id": LINE}
    await wallboard.hears("OUTBOUND_CUSTOMER_CONNECTED", "09:02:00", **campaign, **dialled)
    await wallboard.writes("c1", "09:02:10")
    return await wallboard.calls("1.2", "09:02:20")


async def test_what_is_posted_is_on_the_screen_and_nobodys_data_reaches_it(open_page: Open, tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as wallboard, proxied(wallboard.address) as proxy:
        await much_happens(wallboard)
        page = await open_page(f"{proxy.url}/tv")
        await shows(page, "waiting", "1")
        await eventually(lambda: wallboard.watching == 1, "the page watches")
        await wallboard.calls("1.3", "09:02:40")
        await shows(page, "waiting", "2")
        await much_happens(wallboard)  # once more while the page watches; some of it is old to the wallboard
        await wallboard.writes("c2", "09:03:00")
        await wallboard.calls("1.4", "09:03:10")
        await shows(page, "waiting", "3")

        html, stream = proxy.carried["/tv"], proxy.carried["/events"]
        assert b"155" in html
        assert {b"event: state", b"event: patch"} <= set(bytes(stream).splitlines())
        for secret in (NUMBER, NAME, PHONE, CLIENT, EMAIL, LINE, DIALLED, FILENAME):
            assert [path for path, data in proxy.carried.items() if secret.encode() in data] == [], secret
        known = (await wallboard.state()).get("calls", {})
        assert any(call.get("source_number") == NUMBER for call in known.values())  # it was there to be hidden


async def test_the_page_outlives_a_stopped_and_a_frozen_server_and_a_proxys_bad_days(
    open_page: Open, tmp_path: Path
) -> None:
    trials = (goes_stale_and_comes_back, outlives_a_frozen_server, comes_back_through_a_proxy)
    for trial in trials:
        (tmp_path / trial.__name__).mkdir()
    await asyncio.gather(*(trial(open_page, tmp_path / trial.__name__) for trial in trials))


async def goes_stale_and_comes_back(open_page: Open, directory: Path) -> None:
    async with started(directory) as server:
        await server.wallboard.calls("1.1", now())
        page = await open_page(f"{server.wallboard.address}/tv?lang=en")
        await shows(page, "waiting", "1")
        port = server.wallboard.address.rpartition(":")[2]
        await page.evaluate("window.untouched = true")
        # From the order to stop: the server itself needs a moment for it.
        stopping = asyncio.create_task(server.stopped())
        await becomes(page, "stale", 7)
        assert await stopping == 0
    age = page.locator("stale-band .age")
    assert re.fullmatch(r"Data \d+ s old", await age.inner_text())
    assert await age.evaluate("element => element.getBoundingClientRect().height") >= 0.12 * 1080
    async with started(directory, "--port", port) as server:
        await becomes(page, "live", 5)
        assert not await page.locator("stale-band").is_visible()
        await shows(page, "waiting", "1")  # the journal was kept
        await server.wallboard.calls("1.2", now())
        await shows(page, "waiting", "2")
        assert await page.evaluate("window.untouched")


async def outlives_a_frozen_server(open_page: Open, directory: Path) -> None:
    async with started(directory) as server:
        page = await open_page(f"{server.wallboard.address}/tv")
        await becomes(page, "live", 5)
        await server.wallboard.calls("1.1", now())
        await shows(page, "waiting", "1")
        server.process.send_signal(signal.SIGSTOP)
        try:
            await becomes(page, "stale", 7)
            assert re.fullmatch(r"Dane sprzed \d+ s", await page.locator("stale-band .age").inner_text())
            await asyncio.sleep(2)  # long enough for the page to have asked in vain
        finally:
            server.process.send_signal(signal.SIGCONT)
        await becomes(page, "live", 5)
        await server.wallboard.calls("1.2", now())
        await shows(page, "waiting", "2")


async def comes_back_through_a_proxy(open_page: Open, directory: Path) -> None:
    async with open_wallboard(directory) as wallboard, proxied(wallboard.address) as proxy:
        page = await open_page(f"{proxy.url}/tv")
        await eventually(lambda: wallboard.watching == 1, "the page watches")
        for status in (502, 503):
            proxy.answers(status)
            await eventually(lambda: proxy.refused >= 2, "the page asked again")
        await wallboard.calls("1.1", "09:00:00")
        await becomes(page, "stale", 7)
        proxy.answers(None)
        await becomes(page, "live", 5)
        await shows(page, "waiting", "1")
