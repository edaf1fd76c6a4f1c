"""What is no HTTP, or could be read in two ways by two servers; and the headers that every answer carries."""

from collections import defaultdict
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.web.app_keys import SNAPSHOTS
from tests.attacker import BOSS, THULIUM, TOML, TV, bearer, says, status
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


POST = b"POST /webhooks/thulium HTTP/1.1\r\nHost: localhost\r\n"
GET = b"GET /state HTTP/1.1\r\nHost: localhost\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
HIDDEN = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
SMUGGLED = {
    "length and chunks": POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "chunks and length": POST + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" + HIDDEN,
    "two lengths": POST + b"Content-Length: 0\r\nContent-Length: 44\r\n\r\n" + HIDDEN,
    "the same length twice": POST + b"Content-Length: 0\r\nContent-Length: 0\r\n\r\n" + HIDDEN,
    "a list of lengths": POST + b"Content-Length: 0, 0\r\n\r\n" + HIDDEN,
    "a signed length": POST + b"Content-Length: +0\r\n\r\n" + HIDDEN,
    "a negative length": POST + b"Content-Length: -1\r\n\r\n" + HIDDEN,
    "a length in hexadecimal": POST + b"Content-Length: 0x10\r\n\r\n" + HIDDEN,
    "an endless length": POST + b"Content-Length: 99999999999999999999999\r\n\r\n" + HIDDEN,
    "a folded header": GET + b"X: a\r\n b\r\n\r\n" + HIDDEN,
    "bare line feeds": b"GET /state HTTP/1.1\nHost: localhost\n\n" + HIDDEN,
    "a bare carriage return": GET + b"X: a\rContent-Length: 9\r\n\r\n" + HIDDEN,
    "a space before the colon": GET + b"Content-Length : 44\r\n\r\n" + HIDDEN,
    "a header without a name": GET + b": x\r\n\r\n" + HIDDEN,
    "a null in a header": GET + b"X: a\x00b\r\n\r\n" + HIDDEN,
    "a null in the address": b"GET /state\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n" + HIDDEN,
    "raw bytes in the address": b"GET /tv/\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n" + HIDDEN,
    "an unknown coding": POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "a coding after chunked": POST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + HIDDEN,
    "a coding twice": POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + HIDDEN,
    "a coding after a tab": POST + b"Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "a chunk of no number": CHUNKED + b"zz\r\nabc\r\n0\r\n\r\n" + HIDDEN,
    "a chunk longer than said": CHUNKED + b"3\r\nabcXX\r\n0\r\n\r\n" + HIDDEN,
    "a negative chunk": CHUNKED + b"-1\r\nabc\r\n0\r\n\r\n" + HIDDEN,
    "an endless chunk": CHUNKED + b"fffffffffffffffff\r\nabc\r\n0\r\n\r\n" + HIDDEN,
    "a chunk in hexadecimal": CHUNKED + b"0x3\r\nabc\r\n0\r\n\r\n" + HIDDEN,
    "two hosts": b"GET /state HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n" + HIDDEN,
    "no host": b"GET /state HTTP/1.1\r\n\r\n" + HIDDEN,
    "a header of 20 KB": GET + b"X: " + b"a" * 20_000 + b"\r\n\r\n" + HIDDEN,
    "an address of 20 KB": b"GET /state?" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n" + HIDDEN,
    "300 headers": GET + b"".join(b"X%d: 1\r\n" % n for n in range(300)) + b"\r\n" + HIDDEN,
    "no version": b"GET /state\r\n\r\n" + HIDDEN,
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
}


@pytest.mark.parametrize("shape", SMUGGLED)
async def test_what_two_servers_could_read_in_two_ways_is_refused_whole(keyless: Wallboard, shape: str) -> None:
    heard = await says(keyless, SMUGGLED[shape])

    assert status(heard) == 400, heard
    assert heard.count(b"HTTP/1.") == 1
    assert b"application/problem+json" in heard
    assert b"Content-Security-Policy" in heard
    assert (await keyless.state())["version"] == 0


EVERYWHERE = {
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "permissions-policy",
    "cross-origin-resource-policy",
    "strict-transport-security",
    "cross-origin-opener-policy",
    "x-frame-options",
    "cache-control",
}
"""Headers of every answer that came over HTTPS."""


async def test_a_second_request_on_the_line_is_looked_at_like_the_first(keyless: Wallboard) -> None:
    last = GET.replace(b"localhost", b"evil.example") + b"Connection: close\r\n\r\n"
    heard = await says(keyless, HIDDEN + last)
    upgrade = await says(keyless, GET + b"Upgrade: h2c\r\nConnection: upgrade, close\r\nHTTP2-Settings: AA\r\n\r\n")

    assert [part[:3] for part in heard.split(b"HTTP/1.1 ")[1:]] == [b"200", b"403"]
    assert status(upgrade) == 200


async def test_every_answer_carries_its_headers_the_refusals_too(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path, TOML) as board:
        boss = bearer(BOSS)
        tag = (await board.asks("/state", **boss)).headers["ETag"]
        answers = [
            await board.asks("/state", **boss),
            await board.asks("/tv", **boss),
            await board.asks("/healthz"),
            await board.asks(f"/?key={BOSS}"),
            await board.asks("/state", **boss, If_None_Match=tag),
            await board.asks("/state?role=boss", **boss),
            await board.asks("/state"),
            await board.asks("/state?role=supervisor", **bearer(TV)),
            await board.asks("/nowhere", **boss),
            await board.asks("/state", "DELETE", **boss),
            await board.delivers(b"x" * (1 << 20 | 1), Content_Type="application/json", **THULIUM),
            await board.delivers(b"x", Content_Type="image/png", **THULIUM),
            await board.asks("/state", Expect="the-unexpected", **boss),
            await board.delivers({"action": ""}, **THULIUM),
            await board.delivers({"action": "NEWS"}, **THULIUM),
        ]
        board.app[SNAPSHOTS]._snapshots = None  # type: ignore[assignment] # a fault of ours
        answers.append(await board.asks("/tv", **boss))

    seen = [answer.status for answer in answers]
    assert seen == [200, 200, 200, 303, 304, 400, 401, 403, 404, 405, 413, 415, 417, 422, 200, 500]
    for answer in answers:
        headers = answer.headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'self'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "SAMEORIGIN"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "screen-wake-lock=(self)" in headers["Permissions-Policy"]
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "no-store" in headers["Cache-Control"]
        assert "Strict-Transport-Security" not in headers
        assert "aiohttp" not in headers["Server"]
        if answer.status >= 400:
            assert headers["Content-Type"] == "application/problem+json"
            assert answer.json["status"] == answer.status


async def test_only_behind_https_are_browsers_told_to_stay_there(board: Wallboard) -> None:
    plain = await board.asks("/tv", **bearer(TV))
    secure = await board.asks("/tv", **bearer(TV), X_Forwarded_Proto="https")
    nearer = await board.asks("/tv", **bearer(TV), X_Forwarded_Proto="http, https")

    assert "Strict-Transport-Security" in secure.headers
    assert secure.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    for answer in (plain, nearer):
        assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize(
    ("configured", "policy", "old"),
    [
        ('["self", "https://intranet.example.com"]', "'self' https://intranet.example.com", None),
        ('["none"]', "'none'", "DENY"),
        ("[]", "'none'", "DENY"),
    ],
)
async def test_who_may_frame_the_board_is_configured(tmp_path: Path, configured: str, policy: str, old: str) -> None:
    async with open_wallboard(tmp_path, f"server.frame_ancestors = {configured}") as board:
        headers = (await board.asks("/tv")).headers

    assert headers["Content-Security-Policy"].endswith(f"frame-ancestors {policy}")
    assert headers.get("X-Frame-Options") == old


async def test_every_route_has_the_headers_whatever_it_answers(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path, TOML) as board:
        places = {"board": "none", "login": "anna", "connection_id": "1.1", "queue": "155", "day": "2026-11-20"}
        paths = sorted({
            resource.canonical.format_map(defaultdict(lambda: "x", places))
            for resource in board.app.router.resources()
            if not resource.canonical.startswith("/static") and resource.canonical != "/events"
        })  # fmt: skip
        without = []
        for path in paths:
            for method in ("GET", "POST", "DELETE"):
                answer = await board.asks(path, method, **bearer(BOSS), X_Forwarded_Proto="https")
                names = {name.lower() for name in answer.headers}
                if missing := EVERYWHERE - names:
                    without.append((method, path, missing))

    assert len(paths) > 40
    assert without == []
