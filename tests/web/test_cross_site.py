"""What a browser asks for on another site's behalf is refused, but for a visit to a page."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.attacker import BOSS, TOML, TV, bearer
from tests.server import Wallboard, open_wallboard

PAGES = ["/", "/supervisor/sales", "/tv", "/tv/sales", "/docs"]
OTHERS = [
    "/state",
    "/events",
    "/log",
    "/rejected",
    "/agents/anna/timeline",
    "/calls/1.1",
    "/queues/155/trend",
    "/metrics",
    "/openapi.json",
    "/version",
    "/healthz",
]
FOREIGN = ["cross-site", "same-site"]


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Wallboard]:
    async with open_wallboard(tmp_path) as wallboard:
        yield wallboard


@pytest.fixture
async def guarded(tmp_path: Path) -> AsyncIterator[Wallboard]:
    async with open_wallboard(tmp_path, TOML) as wallboard:
        yield wallboard


def fetch(site: str, mode: str, dest: str) -> dict[str, str]:
    return {"Sec_Fetch_Site": site, "Sec_Fetch_Mode": mode, "Sec_Fetch_Dest": dest}


async def status(board: Wallboard, path: str, **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with board.session.get(path, headers=named, allow_redirects=False) as response:
        return response.status


@pytest.mark.parametrize("site", FOREIGN)
@pytest.mark.parametrize(
    ("mode", "dest"),
    [("cors", "empty"), ("no-cors", "image"), ("no-cors", "script"), ("same-origin", "sharedworker"), ("cors", "font")],
)
async def test_nothing_is_loaded_into_another_sites_page(board: Wallboard, site: str, mode: str, dest: str) -> None:
    statuses = {path: await status(board, path, **fetch(site, mode, dest)) for path in (*PAGES, *OTHERS)}
    answer = await board.asks("/log", **fetch(site, mode, dest))

    assert set(statuses.values()) == {403}, statuses
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "Another site's page" in answer.json["detail"]


@pytest.mark.parametrize("site", FOREIGN)
@pytest.mark.parametrize("dest", ["document", "iframe"])
async def test_a_link_on_another_site_leads_to_a_page_and_to_nothing_else(
    board: Wallboard, site: str, dest: str
) -> None:
    with_boards = [path for path in PAGES if "sales" not in path]
    pages = {path: await status(board, path, **fetch(site, "navigate", dest)) for path in with_boards}
    others = {path: await status(board, path, **fetch(site, "navigate", dest)) for path in OTHERS}

    assert set(pages.values()) == {200}, pages
    assert set(others.values()) == {403}, others
    assert await status(board, "/nowhere", **fetch(site, "navigate", dest)) == 404


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/state", fetch("same-origin", "cors", "empty")),
        ("/events", fetch("same-origin", "cors", "empty")),
        ("/log", fetch("same-origin", "cors", "empty")),
        ("/log", fetch("none", "navigate", "document")),
        ("/", fetch("none", "navigate", "document")),
        ("/", fetch("same-origin", "navigate", "document")),
        ("/version", fetch("same-origin", "same-origin", "sharedworker")),
        ("/state", {}),
    ],
    ids=str,
)
async def test_ones_own_page_a_typed_address_and_a_program_are_answered(
    board: Wallboard, path: str, headers: dict[str, str]
) -> None:
    assert await status(board, path, **headers) == 200


async def test_a_visitors_cookie_opens_nothing_to_another_site(guarded: Wallboard) -> None:
    cookie = {"Cookie": f"wallboard_key={BOSS}"}
    loaded = {path: await status(guarded, path, **cookie, **fetch("same-site", "cors", "empty")) for path in OTHERS}
    visited = [await status(guarded, path, **cookie, **fetch("cross-site", "navigate", "document")) for path in PAGES]
    link = await status(guarded, f"/tv?key={TV}", **fetch("cross-site", "navigate", "document"))

    assert set(loaded.values()) == {403}, loaded
    assert visited == [200] * len(PAGES)
    assert link == 303
    assert await status(guarded, "/state", **bearer(BOSS)) == 200
