"""`[server] base`: the whole wallboard under a path of another site."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from app.config.loading import Mistakes, parse
from app.web.app_keys import REQUESTS
from tests.attacker import ADMIN, BOSS, TOML, TV, bearer
from tests.attacker import THULIUM as CREDENTIALS
from tests.server import Wallboard, open_wallboard, started

BASE = '[server]\nbase = "/wallboard"\n'
PAGES = (
    "", "/", "/supervisor/sales", "/tv", "/tv/sales", "/history", "/history/sales", "/alerts", "/settings", "/docs",
    "/settings/screens", "/settings/setup", "/manual", "/manual/install",
)  # fmt: skip
LINK = re.compile(r'(?:href|src|action|data-stream)="(/[^"]*)"')


@pytest_asyncio.fixture
async def board(tmp_path: Path) -> AsyncIterator[Wallboard]:
    async with open_wallboard(tmp_path, BASE + TOML) as wallboard:
        yield wallboard


@pytest.mark.parametrize("path", PAGES)
async def test_every_address_in_a_page_is_under_the_base(board: Wallboard, path: str) -> None:
    page = await board.asks(f"/wallboard{path}", Accept="text/html", **bearer(ADMIN))
    links = LINK.findall(page.text)

    assert page.status == 200
    assert 'rel="stylesheet" href="/wallboard/static/' in page.text
    assert [link for link in links if not link.startswith("/wallboard/")] == []


@pytest.mark.parametrize(
    "path", ["/", "/tv", "/state", "/healthz", "/webhooks/thulium", "/wallboardx", "/wallboard2/tv"]
)
async def test_nothing_is_outside_the_base(board: Wallboard, path: str) -> None:
    assert (await board.asks(path, **bearer(ADMIN))).status == 404


async def test_an_event_under_the_base_is_in_the_state_and_on_the_stream(board: Wallboard) -> None:
    body = {"action": "ENTER_QUEUE", "date": "2026-11-20 09:00:00", "connection_id": "1.1", "queue_id": "155"}
    delivered = await board.asks("/wallboard/webhooks/thulium", "POST", body, **CREDENTIALS)
    state = await board.asks("/wallboard/state", **bearer(BOSS))
    async with board.session.get("/wallboard/events", headers=bearer(BOSS) | {"Accept-Encoding": "identity"}) as stream:
        first = await stream.content.readuntil(b"\n\n")
    counted = board.app[REQUESTS]

    assert (delivered.status, delivered.version) == (200, 1)
    assert state.json["queues"]["155"]["waiting"] == 1
    assert first.startswith(b"event: state\n")
    assert counted["/webhooks/thulium", 200] == 1
    assert counted["/state", 200] == 1


async def test_a_link_with_a_key_leads_on_under_the_base_with_a_cookie_for_it_alone(board: Wallboard) -> None:
    opened = await board.asks(f"/wallboard/tv/sales?lang=en&key={TV}")
    cookie = opened.headers["Set-Cookie"]
    own = cookie.partition(";")[0]
    shown = await board.asks("/wallboard/tv", Cookie=f"{own}; wallboard_key=of-another-wallboard")
    sent_on = await board.asks("/wallboard/supervisor/sales", Cookie=own)

    assert (opened.status, opened.headers["Location"]) == (303, "/wallboard/tv/sales?lang=en")
    assert "; Path=/wallboard;" in cookie
    assert shown.status == 200
    assert "Path=/wallboard;" in shown.headers["Set-Cookie"]
    assert (sent_on.status, sent_on.headers["Location"]) == (303, "/wallboard/tv/sales")


async def test_addresses_that_are_given_out_have_the_base(board: Wallboard) -> None:
    described = (await board.asks("/wallboard/openapi.json", **bearer(BOSS))).json
    manifest = (await board.asks("/wallboard/manifest.webmanifest")).json
    offer = (await board.asks("/wallboard/pair", "POST", b"{}", Content_Type="application/json")).json
    setup = (await board.asks("/wallboard/setup.json", **bearer(ADMIN))).json
    key = b'{"name": "Office", "role": "tv"}'
    made = await board.asks("/wallboard/access/keys", "POST", key, Content_Type="application/json", **bearer(ADMIN))
    missing = await board.asks("/wallboard/none", Accept="text/html", **bearer(BOSS))
    icon = await board.asks(manifest["icons"][0]["src"])

    assert described["servers"] == [{"url": "/wallboard"}]
    assert "/state" in described["paths"]
    assert (manifest["id"], manifest["start_url"], manifest["scope"]) == 3 * ("/wallboard/",)
    assert offer["address"] == f"{board.address}/wallboard/settings/screens?code={offer['code']}"
    assert setup["webhook"]["address"] == f"{board.address}/wallboard/webhooks/thulium"
    assert made.json["link"].startswith(f"{board.address}/wallboard/tv?key=")
    assert 'href="/wallboard/tv?lang=pl"' in missing.text
    assert (icon.status, icon.headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable")


async def test_a_start_prints_addresses_under_the_base(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text('[server]\nbase = "/site/wallboard"\n')
    async with started(tmp_path, "--config", "c.toml", recovers=False) as running:
        address = f"{running.wallboard.address}/site/wallboard"
        assert await running.stopped() == 0

    assert running.printed[:2] == [f"Supervisors   {address}/", f"Office TV     {address}/tv"]
    assert running.printed[-1] == f"Webhook       {address}/webhooks/thulium"


@pytest.mark.parametrize(
    "base", ["/", "wallboard", "/wallboard/", "//x", "/a b", "/..", "/a/../b", "/a?b", "/{x}", "/ż"]
)
def test_what_is_no_path_is_refused_in_clear_words(base: str) -> None:
    with pytest.raises(Mistakes) as refused:
        parse(f'[server]\nbase = "{base}"\n')

    (line,) = refused.value.lines
    assert line.startswith(
        'server.base: must be a path such as "/wallboard": letters, digits and - . _ ~ after each slash'
    )
