"""The manual in a browser: both themes and languages, on a desktop and on a phone."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe

from app.web.manual import PAGES
from tests.browser.conftest import Open
from tests.server import Wallboard, open_wallboard

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

DESKTOP, PHONE = (1366, 900), (390, 844)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def board(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Wallboard]:
    async with open_wallboard(tmp_path_factory.mktemp("manual")) as wallboard:
        yield wallboard


@pytest.mark.parametrize(
    ("look", "size"), [("lang=pl&theme=dark", DESKTOP), ("lang=en&theme=light", PHONE)], ids=["dark", "light"]
)
async def test_axe_finds_nothing(board: Wallboard, open_page: Open, look: str, size: tuple[int, int]) -> None:
    page = await open_page(f"{board.address}/manual?{look}", size, strict=False)
    for address in ("/manual", "/manual/operate", "/manual/configure", "/manual/tv"):
        await page.goto(f"{board.address}{address}?{look}")
        found = await Axe().run(page)
        assert [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found.response["violations"]] == [], address


@pytest.mark.parametrize("size", [DESKTOP, PHONE, (320, 600)], ids=str)
@pytest.mark.parametrize("language", ["pl", "en"])
async def test_no_page_is_broader_than_the_screen(
    board: Wallboard, open_page: Open, language: str, size: tuple[int, int]
) -> None:
    page = await open_page(f"{board.address}/manual?lang={language}", size)
    for name in PAGES:
        await page.goto(f"{board.address}/manual/{name}?lang={language}")
        assert await page.evaluate("document.documentElement.scrollWidth") <= size[0], name


async def test_a_phone_opens_the_list_of_pages_and_goes_to_one(board: Wallboard, open_page: Open) -> None:
    page = await open_page(f"{board.address}/manual/install?lang=en&theme=light", PHONE)
    await page.locator("summary").click()
    await page.locator("details").get_by_role("link", name="Operate").click()
    await page.get_by_role("heading", name="Operate", level=1).wait_for()

    assert page.url.endswith("/manual/operate?lang=en&theme=light")


async def test_the_pages_work_by_keyboard(board: Wallboard, open_page: Open) -> None:
    page = await open_page(f"{board.address}/manual/install?lang=en", DESKTOP)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")

    assert await page.evaluate("document.activeElement.id") == "text"
