"""A screen without a key is paired by its code, and nobody gets in by guessing, reusing or flooding codes."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from app.web.app_keys import PAIRINGS
from app.web.pairing import Pairings
from tests.attacker import ADMIN, BOSS, TOML, TV, bearer
from tests.server import Answer, Wallboard, open_wallboard

SIZE = {"width": 1920, "height": 1080}


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Wallboard]:
    async with open_wallboard(tmp_path, TOML + "[boards.support]\nqueues = []\n") as wallboard:
        yield wallboard


async def posts(board: Wallboard, path: str, body: Any = None, **headers: str) -> Answer:
    return await board.asks(path, "POST", json.dumps(body or {}).encode(), Content_Type="application/json", **headers)


async def offered(board: Wallboard, **headers: str) -> dict[str, Any]:
    answer = await posts(board, "/pair", **headers)
    assert answer.status == 201, answer.text
    found: dict[str, Any] = answer.json
    return found


async def enters(wallboard: Wallboard, code: str, key: str = BOSS, **more: str) -> Answer:
    return await posts(wallboard, "/access/pair", {"code": code, "name": "Office"} | more, **bearer(key))


async def claims(board: Wallboard, offer: dict[str, Any]) -> Answer:
    return await posts(board, "/pair/claim", {"secret": offer["secret"]} | SIZE)


async def pass_time(board: Wallboard, seconds: float) -> None:
    """As if all codes and wrong guesses were so much older."""

    def older(pairings: Pairings) -> None:
        pairings.wrong = [at - seconds for at in pairings.wrong]
        for one in pairings.codes.values():
            one.expires -= seconds

    await board.app[PAIRINGS].update(older)


@pytest.mark.parametrize("headers", [{}, {"Cookie": "wallboard_key=withdrawn"}, {"Accept": "text/html"}], ids=str)
@pytest.mark.parametrize("path", ["/tv", "/tv/sales", "/tv?lang=en"])
async def test_a_tv_without_a_right_key_gets_the_pairing_page(
    board: Wallboard, path: str, headers: dict[str, str]
) -> None:
    page = await board.asks(path, **headers)

    assert (page.status, page.headers["Content-Type"]) == (401, "text/html; charset=utf-8")
    assert (page.headers["Content-Language"], page.headers["Vary"]) == ("en" if "lang=en" in path else "pl", "Accept")
    assert 'data-screen="pairing"' in page.text
    assert ("Access" in page.text or "cofni" in page.text) == ("Cookie" in headers)
    assert (await board.asks(path, Accept="application/json")).headers["Content-Type"] == "application/problem+json"
    assert (await board.app[PAIRINGS].update(lambda pairings: len(pairings.codes))) == 0


async def test_a_screen_is_paired_by_its_code_and_follows_its_board(board: Wallboard) -> None:
    offer = await offered(board)
    waiting = await claims(board, offer)
    entered = await enters(board, offer["code"].lower(), board="sales")
    claimed = await claims(board, offer)
    cookie = {"Cookie": claimed.headers["Set-Cookie"].split(";")[0]}
    state = await board.state(**cookie)
    listed = (await board.asks("/access.json", **bearer(ADMIN))).json["keys"]
    row = next(row for row in listed if row["id"] == entered.json["id"])

    assert re.fullmatch("[A-HJ-NP-Z2-9]{6}", offer["code"])
    assert offer["address"] == f"{board.address}/settings/screens?code={offer['code']}"
    assert offer["qr"].startswith("data:image/svg+xml")
    assert (waiting.status, entered.status, claimed.status) == (202, 201, 200)
    assert state == await board.state("?board=sales&role=tv", **bearer(TV))
    assert row["screen"] == SIZE | {"board": "sales"}
    assert (row["name"], row["role"], row["source"]) == ("Office", "tv", "browser")
    assert (await board.asks("/state?role=supervisor", **cookie)).status == 403
    assert (await board.asks("/tv", **cookie)).status == 200


async def test_a_code_and_a_secret_are_used_once(board: Wallboard) -> None:
    offer = await offered(board)
    first = await enters(board, offer["code"])
    again = await enters(board, offer["code"])
    both = await asyncio.gather(claims(board, offer), claims(board, offer))
    later = await claims(board, offer)

    assert (first.status, again.status) == (201, 410)
    assert sorted(answer.status for answer in both) == [200, 410]
    assert later.status == 410
    assert "Set-Cookie" not in later.headers


async def test_a_code_lives_ten_minutes(board: Wallboard) -> None:
    young, old = await offered(board), await offered(board)
    await pass_time(board, 595)
    entered = await enters(board, young["code"])
    await pass_time(board, 10)
    late = await enters(board, old["code"])

    assert (entered.status, late.status) == (201, 410)
    assert (await claims(board, old)).status == 410
    assert (await claims(board, young)).status == 200  # entered in time, fetched a little later


async def test_after_ten_wrong_codes_nobody_may_guess_for_a_while_not_even_right(board: Wallboard) -> None:
    offer = await offered(board)
    wrong = [
        (await enters(board, "AAAAA" + letter, key)).status
        for letter, key in zip("ABCDEFGHJK", 5 * (BOSS, ADMIN), strict=True)
    ]
    over = await enters(board, "AAAAAL")
    right = await enters(board, offer["code"])
    await pass_time(board, 301)
    still = await enters(board, offer["code"])
    await pass_time(board, 300)
    other = await offered(board)

    assert wrong == [404] * 10
    assert (over.status, right.status, still.status) == (429, 429, 429)
    assert 0 < int(over.headers["Retry-After"]) <= 600
    assert (await enters(board, other["code"])).status == 201


async def test_codes_are_bounded_for_an_address_and_in_all(board: Wallboard) -> None:
    at_once = await asyncio.gather(*(posts(board, "/pair") for _ in range(6)))
    mine = [answer.json for answer in at_once if answer.status == 201]
    sixth = await posts(board, "/pair")
    for number in range(25):
        await offered(board, X_Forwarded_For=f"203.0.113.{number}")
    full = await posts(board, "/pair", X_Forwarded_For="203.0.113.99")
    await enters(board, mine[0]["code"])
    freed = await posts(board, "/pair")

    assert sorted(answer.status for answer in at_once) == [201] * 5 + [429]
    assert (sixth.status, full.status, freed.status) == (429, 429, 201)
    assert int(sixth.headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    "body",
    [
        {"secret": "wrong"} | SIZE,
        {"secret": TV} | SIZE,
        {"secret": "sha256:" + 64 * "0"} | SIZE,
    ],
    ids=["unknown", "a key of the file", "a hash"],
)
async def test_what_is_no_secret_claims_nothing(board: Wallboard, body: dict[str, Any]) -> None:
    answer = await posts(board, "/pair/claim", body)

    assert answer.status == 410
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/pair/claim", {"secret": "x"}, "width"),
        ("/pair/claim", {"secret": "x", "width": 0, "height": 1}, "width"),
        ("/pair/claim", {"secret": 1, "width": 1, "height": 1}, "secret"),
        ("/access/pair", {"code": "ABCDEF"}, "name"),
        ("/access/pair", {"name": "TV"}, "code"),
        ("/access/pair", {"code": "ABCDEF", "name": "TV", "role": "admin"}, "role"),
    ],
    ids=str,
)
async def test_a_wrong_body_is_refused_by_name(board: Wallboard, path: str, body: Any, field: str) -> None:
    answer = await posts(board, path, body, **bearer(BOSS))

    assert (answer.status, answer.json["errors"][0]["field"]) == (422, field)


async def test_a_board_that_is_none_leaves_the_code_open(board: Wallboard) -> None:
    offer = await offered(board)
    wrong = await enters(board, offer["code"], board="none")
    right = await enters(board, offer["code"], board="support")

    assert (wrong.status, right.status) == (422, 201)


def content(directory: Path) -> bytes:
    """All that lies in the data directory."""
    return b"".join(file.read_bytes() for file in directory.iterdir() if file.is_file())


async def test_neither_secret_nor_code_is_stored_or_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    async with open_wallboard(tmp_path, TOML) as board:
        offer = await offered(board)
        await enters(board, offer["code"])
        assert (await claims(board, offer)).status == 200
        listed = (await board.asks("/access.json", **bearer(ADMIN))).text
    files = await asyncio.to_thread(content, tmp_path)

    assert offer["secret"].encode() not in files
    assert offer["code"].encode() not in files
    assert offer["secret"] not in caplog.text + listed
    assert offer["code"] not in caplog.text


async def test_a_code_entered_before_a_restart_is_claimed_after_it(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path, TOML) as board:
        entered, waiting = await offered(board), await offered(board)
        await enters(board, entered["code"])
    async with open_wallboard(tmp_path, TOML) as board:
        statuses = [(await claims(board, offer)).status for offer in (entered, entered, waiting)]

    assert statuses == [200, 410, 410]
