"""Whatever changes something: who may, from where, in which form. The routes are read from the router."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.web.changes import CHANGES
from tests.attacker import ADMIN, BOSS, TOML, TV, WRONG, bearer, changing_routes
from tests.server import Wallboard, open_wallboard

# The lowest role that may use each address; "" is anybody.
ROLES = {
    "POST /access/keys": "admin",
    "PATCH /access/keys/{id}": "admin",
    "DELETE /access/keys/{id}": "admin",
    "POST /access/webhook": "admin",
    "PATCH /settings.json": "admin",
    "POST /settings/undo": "admin",
    "POST /thulium/try": "admin",
    "POST /alerts/test": "admin",
    "POST /access/pair": "supervisor",
    "POST /messages": "supervisor",
    "DELETE /messages/{id}": "supervisor",
    "POST /pair": "",
    "POST /pair/claim": "",
}
KEYS = {"": {}, "tv": bearer(TV), "supervisor": bearer(BOSS), "admin": bearer(ADMIN)}
RANKS = ["", "tv", "supervisor", "admin"]
JSON = "application/json"


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Wallboard]:
    async with open_wallboard(tmp_path, TOML) as wallboard:
        yield wallboard


def lowest(method: str, pattern: str) -> str:
    """The role that the table asks for; a route that stands in no table fails."""
    name = f"{method} {pattern}"
    assert name in ROLES, f"{name} stands in no table: who may change it?"
    return ROLES[name]


async def test_every_changing_route_refuses_lower_roles_and_wrong_keys(board: Wallboard) -> None:
    for route in changing_routes(board):
        needed = lowest(route.method, route.pattern)
        for role, key in KEYS.items():
            answer = await board.asks(route.path, route.method, b"{}", Content_Type=JSON, **key)
            if RANKS.index(role) >= RANKS.index(needed):
                assert answer.status not in {401, 403, 415}, (route, role, answer.text)
            else:
                assert answer.status == (403 if role else 401), (route, role)
                assert answer.headers["Content-Type"] == "application/problem+json"
        if needed:
            assert (await board.asks(route.path, route.method, b"{}", **bearer(WRONG))).status == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"},
    ],
    ids=str,
)
@pytest.mark.parametrize("configured", [TOML, ""], ids=["with keys", "without a key"])
async def test_no_other_sites_page_changes_anything(tmp_path: Path, headers: dict[str, str], configured: str) -> None:
    cookie = {"Cookie": f"wallboard_key={ADMIN}"}
    async with open_wallboard(tmp_path, configured) as board:
        for route in changing_routes(board):
            answer = await board.asks(route.path, route.method, b"{}", Content_Type=JSON, **headers, **cookie)

            assert answer.status == 403, route
        assert board.app  # still there
        assert (await board.state(**cookie))["version"] == 0


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp"]
)
async def test_only_json_changes_anything(board: Wallboard, kind: str) -> None:
    for route in changing_routes(board):
        answer = await board.asks(route.path, route.method, b"{}", Content_Type=kind, **bearer(ADMIN))

        assert answer.status == 415, route


@pytest.mark.parametrize("body", [b"{", b"[]", b"1", b"\xff", b"[" * 10_000, b'{"nobody": 1}'])
async def test_a_body_that_is_none_is_refused_by_name(board: Wallboard, body: bytes) -> None:
    for route in changing_routes(board):
        if route.method == "DELETE" or route.path in {"/access/webhook", "/pair"}:
            continue
        answer = await board.asks(route.path, route.method, body, Content_Type=JSON, **bearer(ADMIN))

        assert answer.status in {400, 422}, (route, answer.text)
        assert answer.headers["Content-Type"] == "application/problem+json"


async def test_a_body_over_the_limit_is_refused(board: Wallboard) -> None:
    answer = await board.asks("/pair/claim", "POST", b" " * 70_000, Content_Type=JSON)

    assert answer.status == 413


def test_the_servers_table_is_this_one() -> None:
    assert {name: role or "" for name, role in CHANGES.items()} == ROLES
