"""Addresses and hosts that try to lead elsewhere, out of the static files, or in by a false name."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.attacker import BOSS, CLOSE, KEYS, TOML, TV, WRONG, bearer, routes, says, status
from tests.server import Wallboard, open_wallboard


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Wallboard]:
    async with open_wallboard(tmp_path, TOML) as wallboard:
        yield wallboard


@pytest.fixture
async def keyless(tmp_path: Path) -> AsyncIterator[Wallboard]:
    """A wallboard that nobody configured."""
    async with open_wallboard(tmp_path) as wallboard:
        yield wallboard


ELSEWHERE = [
    "//evil.example",
    "//evil.example/",
    "///evil.example/%2f..",
    "/\\evil.example",
    "/%5cevil.example",
    "/%2fevil.example",
    "/%2F%2Fevil.example",
    "/.evil.example",
    "/tv//evil.example",
    "/tv/%2f%2fevil.example",
    "/tv/..%2f..%2f%2fevil.example",
    "/supervisor//evil.example",
    "/supervisor/%2F%2Fevil.example",
    "/supervisor/\\evil.example",
    "/tv;@evil.example",
    "/@evil.example",
    "http://evil.example/",
    "http://evil.example/tv",
    "/tv?next=//evil.example",
    "/tv?lang=%0d%0aLocation:%20http://evil.example",
    "/tv/%0d%0aSet-Cookie:%20a=b",
]


@pytest.mark.parametrize("target", ELSEWHERE)
async def test_no_link_leads_elsewhere(board: Wallboard, target: str) -> None:
    separator = "&" if "?" in target else "?"
    for key in (TV, BOSS, WRONG):
        request = f"GET {target}{separator}key={key} HTTP/1.1\r\nHost: localhost\r\n{CLOSE}\r\n"
        heard = await says(board, request.encode())
        head = heard.partition(b"\r\n\r\n")[0].decode("latin-1")
        headers = dict(line.split(": ", 1) for line in head.split("\r\n")[1:])

        assert status(heard) in {303, 400, 401, 404, 429}
        assert headers.get("Location", "/")[:2] not in {"//", "/\\"}
        assert headers.get("Location", "/").startswith("/")
        assert key not in headers.get("Location", "")
        assert headers.get("Set-Cookie", "wallboard_key").startswith("wallboard_key")


async def test_a_board_may_have_any_name_and_a_redirect_to_it_stays_here(tmp_path: Path) -> None:
    names = ["\\\\evil.example", "a?b=c#d", "ż ó", "@evil", "%2f%2fevil"]
    toml = KEYS + "".join(f"[boards.{json.dumps(name, ensure_ascii=False)}]\n" for name in names)
    async with open_wallboard(tmp_path, toml) as board:
        for name in names:
            head = f"Host: x\r\n{CLOSE}Authorization: Bearer {TV}\r\n\r\n"
            request = f"GET /supervisor/{quote(name, safe='')} HTTP/1.1\r\n{head}"
            heard = await says(board, request.encode())
            location = heard.partition(b"Location: ")[2].partition(b"\r\n")[0].decode()
            assert status(heard) == 303
            assert location.startswith("/tv/")
            assert (await board.asks(location, **bearer(TV))).status == 200


CLIMBING = [
    "../../pyproject.toml",
    "..%2f..%2fpyproject.toml",
    "%2e%2e/%2e%2e/pyproject.toml",
    "%252e%252e%252fpyproject.toml",
    "..\\..\\pyproject.toml",
    "..%5c..%5cpyproject.toml",
    "....//....//pyproject.toml",
    "//etc/passwd",
    "%2fetc%2fpasswd",
    "/etc/passwd",
    "js/../../../app/cli.py",
    "icon.svg%00.html",
    "",
    "js",
    "js/",
    "%ff%fe",
    "~root/.bashrc",
    "file:///etc/passwd",
]


@pytest.mark.parametrize("target", CLIMBING)
async def test_no_path_climbs_out_of_the_static_files(board: Wallboard, target: str) -> None:
    static = next(route.path.removesuffix("icon.svg") for route in routes(board) if route.pattern == "/static")
    heard = await says(board, f"GET {static}{target} HTTP/1.1\r\nHost: localhost\r\n{CLOSE}\r\n".encode())

    assert status(heard) in {400, 401, 403, 404}
    assert b"root:" not in heard
    assert b"wallboard.js" not in heard
    assert b"[project]" not in heard


STRANGE_HOSTS = [
    "evil.example",
    "evil.example:8080",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "localhost@evil.example",
    "evil.example#localhost",
    "localhost.",
    "evillocalhost",
    "0.0.0.0",  # noqa: S104 - a name to be refused
    "[::]",
    "192.168.1.5",
    "169.254.169.254",
    "2130706433",
    "[::ffff:10.0.0.1]",
    "",
    "localhost, evil.example",
]
FORWARDED = [
    "Forwarded",
    "Via",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Forwarded-Port",
    "X-Forwarded",
]
FORWARDED += [
    "X-Real-IP",
    "X-Client-IP",
    "True-Client-IP",
    "CF-Connecting-IP",
    "X-Cluster-Client-IP",
    "x-fOrWaRdEd-fOr",
]


async def test_unconfigured_only_this_machine_by_its_own_names_is_answered(keyless: Wallboard) -> None:
    for route in routes(keyless):
        for host in STRANGE_HOSTS:
            asks = f"{route.method} {route.path} HTTP/1.1\r\nHost: {host}\r\n{CLOSE}\r\n"
            assert status(await says(keyless, asks.encode())) in {400, 403}, (route, host)
        for header in FORWARDED:
            asks = f"{route.method} {route.path} HTTP/1.1\r\nHost: localhost\r\n{CLOSE}{header}: 127.0.0.1\r\n\r\n"
            assert status(await says(keyless, asks.encode())) == 403, (route, header)
        named = f"{route.method} http://evil.example{route.path} HTTP/1.1\r\nHost: localhost\r\n{CLOSE}\r\n"
        assert status(await says(keyless, named.encode())) == 403, route
    port = keyless.address.rpartition(":")[2]
    assert (await keyless.asks("/state", Host=f"[::ffff:127.0.0.1]:{port}")).status == 200
