"""An attacker's list: every route with every key, and what a TV can be made to learn.

The routes are read from the router: one that stands in no table here fails, so that nobody forgets to think about it.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.attacker import ADMIN, BOSS, SECRETS, TOML, TV, WRONG, asked, bearer, much_happens, routes
from tests.server import Wallboard, open_wallboard

# What each address answers to nobody, to a wrong key, to a TV's, a supervisor's and an admin's.
PUBLIC, LOOKED_AT = (200, 200, 200, 200, 200), (401, 401, 200, 200, 200)
SUPERVISED, ADMINS = (401, 401, 403, 200, 200), (401, 401, 403, 403, 200)
UNASKED = (401, 401, 403, 422, 422)  # for supervisors, and here without the days that it needs
ROUTES = {
    "/": (401, 401, 303, 200, 200),
    "/supervisor/{board}": (401, 401, 303, 200, 200),
    "/tv": LOOKED_AT,
    "/tv/{board}": LOOKED_AT,
    "/state": LOOKED_AT,
    "/events": LOOKED_AT,
    "/agents/{login}/timeline": SUPERVISED,
    "/calls": SUPERVISED,
    "/calls/{connection_id}": SUPERVISED,
    "/queues/{queue}/trend": SUPERVISED,
    "/abandoned": SUPERVISED,
    "/days": SUPERVISED,
    "/history": SUPERVISED,
    "/history/{board}": SUPERVISED,
    "/alerts": SUPERVISED,
    "/days/{day}": (401, 401, 403, 404, 404),  # today is in no book yet
    "/report.json": UNASKED,
    "/report.csv": UNASKED,
    "/report.xlsx": UNASKED,
    "/log": SUPERVISED,
    "/rejected": SUPERVISED,
    "/access.json": ADMINS,
    "/settings": ADMINS,
    "/settings.json": ADMINS,
    "/setup.json": ADMINS,
    "/settings/setup": (401, 401, 303, 403, 200),
    "/settings/screens": (401, 401, 303, 200, 200),
    "/settings/changes": ADMINS,
    "/thulium.json": ADMINS,
    "/version": LOOKED_AT,
    "/metrics": (200, 401, 200, 200, 200),  # this machine's watchman needs no key
    "/openapi.json": LOOKED_AT,
    "/docs": LOOKED_AT,
    "/manual": LOOKED_AT,
    "/manual/{page}": LOOKED_AT,
    "/healthz": PUBLIC,
    "/manifest.webmanifest": PUBLIC,
    "/readyz": PUBLIC,
    "/static": PUBLIC,
    "/webhooks/thulium": (401, 401, 401, 401, 401),  # has credentials of its own
}


PAIRED = {"/tv", "/tv/{board}"}  # a screen without a key waits there to be paired


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Wallboard]:
    async with open_wallboard(tmp_path, TOML) as wallboard:
        yield wallboard


@pytest.fixture
async def keyless(tmp_path: Path) -> AsyncIterator[Wallboard]:
    """A wallboard that nobody configured."""
    async with open_wallboard(tmp_path) as wallboard:
        yield wallboard


async def test_every_route_answers_every_key_as_the_table_says(board: Wallboard) -> None:
    await much_happens(board)
    for route in routes(board):
        expected = ROUTES.get(route.pattern)
        assert expected, f"{route.pattern} stands in no table: who may see it?"
        keys: list[dict[str, str]] = [{}, bearer(WRONG), bearer(TV), bearer(BOSS), bearer(ADMIN)]
        answers = [await asked(board, route.path, **key) for key in keys]

        assert tuple(answer.status for answer in answers) == expected, route
        for answer in answers:
            if answer.status >= 400:
                kind = "text/html" if route.pattern in PAIRED else "application/problem+json"
                assert answer.headers["Content-Type"].partition(";")[0] == kind, route
                assert TV not in answer.text, route
                assert WRONG not in answer.text, route


@pytest.mark.parametrize(
    "key", [{}, bearer(WRONG), {"Cookie": f"wallboard_key={WRONG}"}], ids=["none", "wrong", "cookie"]
)
async def test_no_method_no_header_and_no_parameter_opens_what_is_closed(board: Wallboard, key: dict[str, str]) -> None:
    for route in routes(board):
        if ROUTES[route.pattern][0] != 401:
            continue
        refused = {401, 429} | ({405} if route.pattern == "/webhooks/thulium" else set())
        for method in ("HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"):
            assert (await board.asks(route.path, method, **key)).status in refused, route
        tricks = {"X_HTTP_Method_Override": "GET", "X_Original_URL": "/healthz", "X_Rewrite_URL": "/healthz"}
        claims = {"X_Forwarded_For": "127.0.0.1", "Forwarded": "for=127.0.0.1;host=localhost", "X_Real_IP": "127.0.0.1"}
        for headers in (tricks, claims, {"Host": "localhost"}, {"Referer": "http://localhost/"}):
            assert (await board.asks(route.path, **headers, **key)).status in {401, 429}, route
        for query in ("?role=supervisor", "?role=tv", "?_method=GET", "?Key=x", "?access_token=x"):
            assert (await board.asks(route.path + query, **key)).status in {401, 429}, route


async def test_whatever_a_television_asks_it_never_learns_who_calls(board: Wallboard) -> None:
    await much_happens(board)
    told = ""
    for route in routes(board):
        for query in (
            "",
            "?role=tv",
            "?role=supervisor",
            "?board=sales",
            "?board=sales&role=tv",
            "?lang=en&layout=agents",
        ):
            for key in (bearer(TV), {"Cookie": f"wallboard_key={TV}"}):
                told += (await asked(board, route.path + query, **key)).body.decode(errors="replace")
    for path in ("/state?role=tv", "/events?role=tv", "/tv", "/tv/sales", "/?role=tv"):
        told += (await asked(board, path, **bearer(BOSS))).text
    whole = (await board.asks("/state", **bearer(BOSS))).text

    assert "Anna Nowak" in told
    assert "event: patch" in told
    assert {name for name, secret in SECRETS.items() if secret in told} == set()
    shown = {"source_number", "source_name", "destination_number", "client_name", "client_email"}
    assert {name for name in shown if SECRETS[name] not in whole} == set()


async def test_only_thuliums_credentials_deliver(board: Wallboard) -> None:
    for headers in ({}, bearer(BOSS), bearer(TV), {"Cookie": f"wallboard_key={BOSS}"}):
        answer = await board.delivers({"action": "NEWS"}, **headers)
        assert (answer.status, answer.headers["Content-Type"]) == (401, "application/problem+json")
    assert (await board.state(**bearer(BOSS)))["version"] == 0


SIMPLE = ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"]


@pytest.mark.parametrize("kind", SIMPLE)
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Origin": "http://127.0.0.1:1"},
    ],
    ids=str,
)
async def test_no_other_sites_page_can_post(keyless: Wallboard, kind: str, headers: dict[str, str]) -> None:
    answer = await keyless.delivers(b"action=NEWS", Content_Type=kind, **headers)

    assert answer.status == 403
    assert (await keyless.state())["version"] == 0


async def test_no_other_site_may_read_an_answer(board: Wallboard) -> None:
    for route in routes(board):
        answer = await asked(board, route.path, Origin="https://evil.example", **bearer(BOSS))
        assert not [name for name in answer.headers if name.lower().startswith("access-control")]
