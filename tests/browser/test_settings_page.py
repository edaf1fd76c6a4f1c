"""The settings page on the real server: a supervisor names things, sets limits, makes boards, undoes changes."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Open
from tests.server import Wallboard, open_wallboard

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

DESKTOP, PHONE = (1440, 900), (390, 844)
FILE = """
[privacy]
numbers = "last3"
[queues.155]
name = "Sprzedaż"
[boards.sales]
queues = ["155"]
"""


@pytest_asyncio.fixture(loop_scope="session")
async def board(tmp_path: Path) -> AsyncIterator[Wallboard]:
    async with open_wallboard(tmp_path, FILE) as wallboard:
        await wallboard.comes("anna", "09:00:00")
        await wallboard.pauses("anna", "09:01:00")
        await wallboard.calls("1.1", "09:02:00")
        await wallboard.calls("1.2", "09:02:00", queue="156")
        await wallboard.writes("c1", "09:02:10")
        yield wallboard


def box(page: Page, section: str, id_: str, field: str) -> Locator:
    return page.locator(f'#{section} [data-id="{id_}"] [data-field="{field}"]').locator("input, select")


def note(page: Page, section: str, id_: str, field: str) -> Locator:
    return page.locator(f'#{section} [data-id="{id_}"] [data-field="{field}"] .source')


async def test_what_is_typed_is_saved_and_on_an_open_screen_without_loading_anything_again(
    board: Wallboard, open_page: Open
) -> None:
    desk = await open_page(f"{board.address}/?lang=en", DESKTOP)
    page = await open_page(f"{board.address}/settings?lang=en", DESKTOP)
    name = box(page, "queues", "156", "name")
    await expect(page.locator("#queues .id-row .id").first).to_have_text("156")
    await name.fill("Complaints")
    await name.press("Tab")

    await expect(page.locator(".saved")).to_contain_text("Saved")
    await expect(note(page, "queues", "156", "name")).to_have_text("set here")
    await expect(desk.locator('desk-list[data-list="queues"]').get_by_text("Complaints")).to_be_visible()
    assert (await board.state())["queues"]["156"]["name"] == "Complaints"
    await expect(page.locator("#changes .change-item")).to_have_count(1)


async def test_what_the_file_sets_is_read_only_and_says_so(board: Wallboard, open_page: Open) -> None:
    page = await open_page(f"{board.address}/settings?lang=en", DESKTOP)

    await expect(box(page, "queues", "155", "name")).to_be_disabled()
    await expect(box(page, "queues", "155", "name")).to_have_value("Sprzedaż")
    await expect(note(page, "queues", "155", "name")).to_have_text("from the file")
    await expect(box(page, "queues", "155", "seconds")).to_be_enabled()
    numbers = page.locator('#privacy [data-field="numbers"] select')
    assert await numbers.locator("option:disabled").all_text_contents() == ["Whole"]
    await numbers.select_option("none")
    await expect(page.locator('#privacy [data-field="numbers"] .source')).to_have_text("set here")


async def test_a_wrong_value_is_explained_at_its_box_and_not_saved(board: Wallboard, open_page: Open) -> None:
    page = await open_page(f"{board.address}/settings?lang=pl", DESKTOP, strict=False)
    seconds = box(page, "queues", "156", "seconds")
    error = page.locator('#queues [data-id="156"] [data-field="seconds"] .error')
    await seconds.fill("0")
    await seconds.press("Enter")
    await expect(error).to_have_text("Wpisz liczbę całkowitą, co najmniej 1.")
    assert "156" not in (await board.asks("/settings.json")).json["settings"]["queues"]

    await seconds.fill("90")
    await seconds.press("Enter")
    await expect(error).to_be_hidden()
    await expect(page.locator('#queues [data-id="156"] [data-field="seconds"] .meaning')).to_have_text("= 1:30")


async def test_a_board_is_made_chosen_for_and_previewed(board: Wallboard, open_page: Open) -> None:
    page = await open_page(f"{board.address}/settings?lang=en", DESKTOP)
    await page.locator("#boards .add input").fill("bok")
    await page.locator("#boards .add button").click()
    made = page.locator("#boards .board-item", has=page.locator(".name", has_text="bok"))
    await made.locator('[data-field="title"] input').fill("Customer care")
    await made.locator('[data-field="title"] input').press("Enter")
    await made.locator(".board-choice").first.get_by_label("All").uncheck()
    await made.locator(".board-choice").first.get_by_label("156").check()
    await expect(page.locator("#changes .change-item").first).to_contain_text("Board bok, Queues: nothing → 156")
    await made.locator(".preview summary").click()
    frame = made.frame_locator("iframe")
    await expect(frame.locator("queue-row")).to_have_count(1)

    assert (await board.asks("/settings.json")).json["settings"]["boards"]["bok"] == {
        "title": "Customer care",
        "queues": ["156"],
    }
    await made.get_by_role("button", name="Remove").click()
    await expect(made).to_have_count(0)


async def test_undo_takes_a_change_back(board: Wallboard, open_page: Open) -> None:
    body = json.dumps({"pauses": {"1": {"name": "Lunch"}}}).encode()
    await board.asks("/settings.json", "PATCH", body, Content_Type="application/json")
    page = await open_page(f"{board.address}/settings?lang=en", DESKTOP)
    await page.get_by_role("button", name="Undo: Pause 1 (Lunch), Name: nothing → Lunch").click()

    await expect(box(page, "pauses", "1", "name")).to_have_value("")
    await expect(page.locator("#changes .change-item")).to_have_count(2)


async def test_an_unnamed_queue_leads_from_the_supervisors_page_to_its_name(board: Wallboard, open_page: Open) -> None:
    page = await open_page(f"{board.address}/?lang=en", DESKTOP)
    await page.locator('desk-list[data-list="queues"] [data-id="156"] .link').click()

    await expect(box(page, "queues", "156", "name")).to_be_focused()


async def test_an_id_that_was_never_seen_can_be_added_and_named(board: Wallboard, open_page: Open) -> None:
    page = await open_page(f"{board.address}/settings?lang=en", DESKTOP)
    for id_ in ("__proto__", "a/b", "ą"):
        await page.locator("#agents .add input").fill(id_)
        await page.locator("#agents .add input").press("Enter")
        await expect(box(page, "agents", id_, "name")).to_be_focused()
        await page.keyboard.type(f"Agent {id_}")
        await page.keyboard.press("Enter")
        await expect(note(page, "agents", id_, "name")).to_have_text("set here")

    agents = (await board.asks("/settings.json")).json["settings"]["agents"]
    assert {id_: one["name"] for id_, one in agents.items()} == {
        "__proto__": "Agent __proto__",
        "a/b": "Agent a/b",
        "ą": "Agent ą",
    }


async def test_a_screen_without_a_language_of_its_own_follows_the_setting(board: Wallboard, open_page: Open) -> None:
    tv = await open_page(f"{board.address}/tv/sales")
    await expect(tv.locator("html")).to_have_attribute("lang", "pl")
    body = json.dumps({"language": "en", "boards": {"sales": {"title": "Sales"}}}).encode()
    await board.asks("/settings.json", "PATCH", body, Content_Type="application/json")

    await expect(tv.locator("html")).to_have_attribute("lang", "en")
    await expect(tv.locator("html")).to_have_attribute("data-title", "Sales")


@pytest.mark.parametrize(
    ("look", "size"),
    [("lang=pl&theme=dark", DESKTOP), ("lang=en&theme=light", PHONE), ("lang=pl&theme=light", (900, 1100))],
    ids=["dark", "phone", "tablet"],
)
async def test_axe_finds_nothing_and_nothing_is_broader_than_the_screen(
    board: Wallboard, open_page: Open, look: str, size: tuple[int, int]
) -> None:
    body = json.dumps({"queues": {"156": {"name": "N" * 200}}, "boards": {"b": {"title": "T"}}}).encode()
    await board.asks("/settings.json", "PATCH", body, Content_Type="application/json")
    page = await open_page(f"{board.address}/settings?{look}", size, strict=False)
    await page.locator(".change-item").first.wait_for()
    found = await Axe().run(page)

    assert [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found.response["violations"]] == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= size[0]
