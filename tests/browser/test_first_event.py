"""A server that has never received an event names its webhook's address until the first one arrives."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from tests.browser.conftest import Open
from tests.browser.documents import document
from tests.browser.every_screen import settled
from tests.browser.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SIZES = [(1280, 720), (1920, 1080), (3840, 2160), (1080, 1920), (1024, 768)]


def untouched(stage: Stage, rejected: int = 0) -> None:
    made = document(0, 0, "empty", chats=False)
    del made["feed"]["last_event"]
    made["feed"]["today"]["rejected"] = rejected
    stage.reset(made)


@pytest.mark.parametrize("path", ["/tv?lang=en", "/?lang=en"])
async def test_the_address_stands_until_the_first_event_arrives(stage: Stage, open_page: Open, path: str) -> None:
    untouched(stage)
    page = await open_page(path)
    notice = page.locator("first-event")

    await expect(notice).to_contain_text("Waiting for the first event from Thulium")
    await expect(notice.locator(".address")).to_have_text(f"{stage.url}/webhooks/thulium")
    assert not [one for one in await page.get_by_text("No one logged in").all() if await one.is_visible()]

    stage.patch({"feed": {"last_event": stage.moment()}})
    await expect(notice).to_be_hidden()


async def test_rejected_bodies_are_counted_beside_the_address(stage: Stage, open_page: Open) -> None:
    untouched(stage, rejected=2)
    page = await open_page("/?lang=en")

    await expect(page.locator("first-event .rejected")).to_have_text("2 rejected")


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_it_is_legible_from_far_on_a_tv(stage: Stage, open_page: Open, size: tuple[int, int]) -> None:
    untouched(stage)
    page = await open_page("/tv?lang=pl", size)
    await settled(page)
    address = page.locator("first-event .address")

    assert await address.evaluate("p => parseFloat(getComputedStyle(p).fontSize)") >= 0.04 * min(size)
    assert await page.locator("first-event").evaluate(
        "e => e.scrollHeight <= innerHeight && e.scrollWidth <= innerWidth"
    )


async def test_axe_finds_nothing_on_an_untouched_page(stage: Stage, open_page: Open) -> None:
    for path in ("/tv", "/"):
        untouched(stage)
        page = await open_page(path, strict=False)
        await settled(page)
        found = await Axe().run(page)

        assert [violation["id"] for violation in found.response["violations"]] == []
