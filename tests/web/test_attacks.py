"""An attacker's list: every route with every key, odd addresses, odd HTTP, patience, and what a TV's key can be made to give.

The routes are read from the router: one that stands in no table here fails, so that nobody forgets to think about it.
"""

import ast
import asyncio
import inspect
import json
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple, get_args
from urllib.parse import quote

import msgspec
import pytest

from app import serving
from app.events import Known
from app.web import access, connections, credentials, guesses, webhook
from app.web.connections import CONNECTIONS
from app.web.guesses import Guesses
from app.web.keys import ASKED
from tests.serving import DAY, Answer, Wallboard, open_wallboard

TV, BOSS, WRONG = "tv-key-8Zq", "boss-key-Xw3", "wrong-key-7Rt"


def entry(role: str, key: str) -> str:
    return f'[[keys]]\nname = "{role}"\nrole = "{role}"\nhash = "sha256:{sha256(key.encode()).hexdigest()}"\n'


KEYS = entry("tv", TV) + entry("supervisor", BOSS)
TOML = (
    KEYS
    + """
[webhook]
username = "thulium"
password = "s3cret-pw"
[agents.anna]
name = "Anna Nowak"
[boards.sales]
queues = ["155"]
"""
)


def basic(name: str, password: str, encoding: str = "utf-8") -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(f"{name}:{password}".encode(encoding)).decode()}


THULIUM = basic("thulium", "s3cret-pw")

# What each address answers to nobody, to a wrong key, to a TV's and to a supervisor's.
PUBLIC, LOOKED_AT, SUPERVISED = (200, 200, 200, 200), (401, 401, 200, 200), (401, 401, 403, 200)
ROUTES = {
    "/": (401, 401, 303, 200),
    "/supervisor/{board}": (401, 401, 303, 200),
    "/tv": LOOKED_AT,
    "/tv/{board}": LOOKED_AT,
    "/state": LOOKED_AT,
    "/events": LOOKED_AT,
    "/healthz": PUBLIC,
    "/readyz": PUBLIC,
    "/static": PUBLIC,
    "/webhooks/thulium": (405, 405, 405, 405),  # a POST; who may is told below
}
PARAMETERS = {"board": "sales", "login": "anna", "connection_id": "ENTER_QUEUE.1", "queue": "155"}

# What role tv never gets, by the fields that carry it (CONTRACT.md, "HTTP").
SECRETS = {
    "source_number": "523993855",
    "source_name": "Teresa Zawadzka",
    "destination_number": "224877099",
    "phone_number": "602731499",
    "caller_id": "771002003",
    "client_name": "Wanda Wrona",
    "client_email": "wanda.wrona@poczta.example",
    "filename": "talk_20261120_0900.wav",
}
KNOWN = {"date": f"{DAY} 09:00:00", "queue_id": "155", "agent_login": "anna", "id": "00001", "chat_queue_id": "1"}


def everything_that_happens(run: int) -> Iterator[dict[str, str]]:
    """Every action, each of its fields filled, each about a call or chat of its own that it leaves alive or ends."""
    for kind in get_args(Known):
        action = str(kind.__struct_config__.tag)
        body = {"action": action}
        for field in msgspec.structs.fields(kind):
            value = SECRETS.get(field.name) or KNOWN.get(field.name) or f"{action}.{run}"
            body[field.name] = "7" if "int" in str(field.type) and field.name != "date" else value
        yield body


async def much_happens(board: Wallboard, run: int = 1) -> None:
    for body in everything_that_happens(run):
        assert (await board.delivers(body, **THULIUM)).status == 200, body
    wrong = {"action": "ENTER_QUEUE", "source_number": SECRETS["source_number"], "note": SECRETS["client_email"]}
    assert (await board.delivers(wrong, **THULIUM)).status == 422
    assert (await board.delivers({"action": "NEWS", **SECRETS}, **THULIUM)).status == 200


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Wallboard]:
    async with open_wallboard(tmp_path, TOML) as wallboard:
        yield wallboard


@pytest.fixture
async def keyless(tmp_path: Path) -> AsyncIterator[Wallboard]:
    """A wallboard that nobody configured."""
    async with open_wallboard(tmp_path) as wallboard:
        yield wallboard


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


class Route(NamedTuple):
    method: str
    pattern: str
    path: str


def routes(board: Wallboard) -> list[Route]:
    """Every route of the router, with its parameters filled. KeyError for a parameter that no table here knows."""
    found = []
    for route in board.app.router.routes():
        assert route.resource is not None
        pattern = route.resource.canonical
        path = f"{pattern}/icon.svg" if pattern.startswith("/static/") else pattern.format_map(PARAMETERS)
        found.append(Route(route.method, "/static" if pattern.startswith("/static/") else pattern, path))
    return found


async def asked(board: Wallboard, path: str, **headers: str) -> Answer:
    """A question; of a stream, the state and the patch that much happening brings."""
    plain = {"Accept-Encoding": "identity"} | headers
    async with board.session.get(path, headers=plain, allow_redirects=False) as response, asyncio.timeout(5):
        if response.content_type != "text/event-stream":
            return Answer(response.status, response.headers, await response.read())
        heard = await response.content.readany()
        await much_happens(board, run=abs(hash(path)))
        while b"event: patch" not in heard:
            heard += await response.content.readany()
        response.close()
        return Answer(response.status, response.headers, heard)


async def says(board: Wallboard, data: bytes) -> bytes:
    """Whatever comes back for bytes that need not be HTTP, until the server closes."""
    host, port = board.address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(data)
    heard = b""
    with suppress(ConnectionError):
        async with asyncio.timeout(5):
            while more := await reader.read(65536):
                heard += more
    writer.close()
    return heard


CLOSE = "Connection: close\r\nContent-Length: 0\r\n"


def status(heard: bytes) -> int:
    return int(heard.split(b" ", 2)[1]) if heard else 0


# Every route, every key.


async def test_every_route_answers_every_key_as_the_table_says(board: Wallboard) -> None:
    await much_happens(board)
    for route in routes(board):
        expected = ROUTES.get(route.pattern)
        assert expected, f"{route.pattern} stands in no table: who may see it?"
        keys: list[dict[str, str]] = [{}, bearer(WRONG), bearer(TV), bearer(BOSS)]
        answers = [await asked(board, route.path, **key) for key in keys]

        assert tuple(answer.status for answer in answers) == expected, route
        for answer in answers:
            if answer.status >= 400:
                assert answer.headers["Content-Type"] == "application/problem+json", route
                assert TV not in answer.text, route
                assert WRONG not in answer.text, route


@pytest.mark.parametrize(
    "key", [{}, bearer(WRONG), {"Cookie": f"wallboard_key={WRONG}"}], ids=["none", "wrong", "cookie"]
)
async def test_no_method_no_header_and_no_parameter_opens_what_is_closed(board: Wallboard, key: dict[str, str]) -> None:
    for route in routes(board):
        if ROUTES[route.pattern][0] != 401:
            continue
        for method in ("HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"):
            assert (await board.asks(route.path, method, **key)).status in {401, 429}, route
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
                told += (await asked(board, route.path + query, **key)).text
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


# Addresses.

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
    names = ["/evil.example", "a?b=c#d", "ż ó", "\\\\evil", "a/b"]
    toml = KEYS + "".join(f"[boards.{json.dumps(name, ensure_ascii=False)}]\n" for name in names)
    async with open_wallboard(tmp_path, toml) as board:
        for name in names:
            request = f"GET /supervisor/{quote(name, safe='')} HTTP/1.1\r\nHost: x\r\n{CLOSE}Authorization: Bearer {TV}\r\n\r\n"
            heard = await says(board, request.encode())
            location = heard.partition(b"Location: ")[2].partition(b"\r\n")[0].decode()
            assert status(heard) in {303, 404}
            assert not location or location.startswith("/tv/")
            if location:
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


# Who is this machine: Host tricks, DNS rebinding, forwarding headers.

STRANGE_HOSTS = [
    "evil.example",
    "evil.example:8080",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "localhost@evil.example",
    "evil.example#localhost",
    "localhost.",
    "evillocalhost",
    "0.0.0.0",
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
    assert (await keyless.asks("/state", Host="[::ffff:127.0.0.1]:80")).status == 200


# What is no HTTP, or could be read in two ways by two servers.

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


async def test_a_second_request_on_the_line_is_looked_at_like_the_first(keyless: Wallboard) -> None:
    last = GET.replace(b"localhost", b"evil.example") + b"Connection: close\r\n\r\n"
    heard = await says(keyless, HIDDEN + last)
    upgrade = await says(keyless, GET + b"Upgrade: h2c\r\nConnection: upgrade, close\r\nHTTP2-Settings: AA\r\n\r\n")

    assert [part[:3] for part in heard.split(b"HTTP/1.1 ")[1:]] == [b"200", b"403"]
    assert status(upgrade) == 200


# Headers.


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
        board.app[ASKED]._documents = None  # type: ignore[assignment] # a fault of ours
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


# Guessing.


async def test_many_wrong_guesses_are_slowed_and_right_ones_never(
    board: Wallboard, caplog: pytest.LogCaptureFixture
) -> None:
    statuses: list[int] = []
    for guess in range(150):
        with_key, with_password = bearer(f"guess-{guess}"), basic("thulium", f"guess-{guess}")
        answer = await (board.asks("/state", **with_key) if guess % 2 else board.delivers(b"", **with_password))
        statuses.append(answer.status)
        if guess % 10 == 0:
            assert (await board.asks("/state", **bearer(TV))).status == 200
            assert (await board.delivers({"action": "NEWS", "n": str(guess)}, **THULIUM)).status == 200
    nobody = await board.asks("/state")

    assert statuses[: guesses.AT_ONCE] == [401] * guesses.AT_ONCE
    assert statuses[-1] == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= guesses.EACH * 2
    assert (answer.headers["Content-Type"], answer.headers["Connection"]) == ("application/problem+json", "close")
    assert nobody.status == 401
    assert [record.getMessage() for record in caplog.records].count("many wrong keys or passwords from 127.0.0.1") == 1


def test_guesses_are_forgiven_with_time_and_remembered_in_a_bounded_room() -> None:
    now = 1000.0
    guessed = Guesses(lambda: now)
    ten_thousand = [guessed.wrong("10.0.0.1") for _ in range(10_000)]
    assert [wait == 0 for wait in ten_thousand] == [True] * guesses.AT_ONCE + [False] * (10_000 - guesses.AT_ONCE)
    assert guessed.wrong("10.0.0.2") == 0
    now += guesses.EACH
    assert (guessed.wrong("10.0.0.1"), guessed.wrong("10.0.0.1") > 0) == (0, True)
    now += guesses.AT_ONCE * guesses.EACH
    assert guessed.wrong("10.0.0.1") == 0

    neighbours = [guessed.wrong(f"2001:db8::{number:x}") for number in range(guesses.AT_ONCE + 1)]
    assert neighbours[-1] > 0
    for number in range(3 * guesses.REMEMBERED):
        guessed.wrong(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
    assert len(guessed._empty_at) == guesses.REMEMBERED


@pytest.mark.parametrize("function", [credentials.right, access.known_key])
def test_what_is_secret_is_compared_by_digests_in_constant_time(function: Any) -> None:
    tree = ast.parse(inspect.getsource(function))
    compared = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Compare)}
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}

    assert {"sha256", "compare_digest"} <= called
    assert compared <= {"scheme.lower() != 'basic'", "True in compared"}


@pytest.mark.parametrize(
    ("name", "password", "encoding"),
    [
        ("thulium", "zażółć gęślą", "utf-8"),
        ("użytkownik", "jaźń", "utf-8"),
        ("użytkownik", "jaźń", "iso-8859-2"),
        ("użytkownik", "jaźń", "windows-1250"),
        ("müller", "straße", "latin-1"),
        ("thulium", "pass:with:colons", "utf-8"),
        ("thulium", "🔑" * 20, "utf-8"),
        ("thulium", "e\u0301", "utf-8"),
    ],
)
async def test_a_password_may_hold_any_letters_whatever_the_sender_makes_of_them(
    tmp_path: Path, name: str, password: str, encoding: str
) -> None:
    toml = f"[webhook]\nusername = {json.dumps(name)}\npassword = {json.dumps(password, ensure_ascii=False)}\n"
    async with open_wallboard(tmp_path, toml) as board:
        right = await board.delivers({"action": "NEWS"}, **basic(name, password, encoding))
        near = [
            (name, password + "x"),
            (name, password[:-1]),
            (name + "x", password),
            (name.upper(), password),
            ("", password),
        ]
        wrong = [(await board.delivers({"action": "NEWS"}, **basic(*auth, encoding))).status for auth in near]

    assert right.status == 200
    assert wrong == [401] * len(near)


ODD_KEYS = [
    "",
    " ",
    "\t",
    '"',
    '"";a=b',
    "=",
    "a" * 4000,
    "żółw",
    "%00",
    "\\x00",
    "null",
    "sha256:" + "0" * 64,
    "{}",
    "*",
]


@pytest.mark.parametrize("odd", ODD_KEYS, ids=range(len(ODD_KEYS)))
async def test_no_odd_value_is_a_key(board: Wallboard, odd: str) -> None:
    cookie = f"wallboard_key={odd}"
    for headers in ({"Authorization": f"Bearer {odd}"}, {"Cookie": cookie}, {"Cookie": f"{cookie}; {cookie}"}):
        assert (await board.asks("/state", **headers)).status == 401
    link = f"GET /tv?key={quote(odd)}%ff%00 HTTP/1.1\r\nHost: x\r\n{CLOSE}\r\n"
    assert status(await says(board, link.encode())) == 401


# Other sites' pages.

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


# Names that are no names.

SCRIPTS = [
    "<script>pwned=1</script>",
    "</script><script>pwned=1</script>",
    '"><img src=x onerror=pwned=1>',
    "'\" onmouseover=pwned=1 x='",
    "javascript:pwned=1",
    "{{ 7 * 7 }}${7*7}<%= 7*7 %>",
    "<!--",
    "]]><svg onload=pwned=1>",
    "\u2028\u2029</style><style>*{display:none}",
]


class Elements(HTMLParser):
    """What a browser would make elements and attributes of."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[dict[str, str | None]] = []
        self.handlers: list[str] = []
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        links = [(name, value) for name, value in attrs if name in {"href", "src", "action", "data", "srcdoc"}]
        self.handlers += [name for name, value in links if "javascript:" in (value or "")]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        if tag == "script":
            self.scripts.append(dict(attrs))


def hostile(script: str) -> Iterator[dict[str, str]]:
    for body in everything_that_happens(1):
        fixed = {"action", "date"} | {name for name, value in body.items() if value == "7"}
        yield {name: value if name in fixed else script for name, value in body.items()}


@pytest.mark.parametrize("script", SCRIPTS)
async def test_no_field_of_any_action_becomes_an_element_of_a_page(keyless: Wallboard, script: str) -> None:
    elements = {}
    for page in ("/", "/tv?layout=agents", f"/tv?layout={script}&theme={script}&lang={script}&rotate={script}"):
        plain = Elements()
        plain.feed((await keyless.asks(page)).text)
        elements[page] = plain
    for body in hostile(script):
        assert (await keyless.delivers(body)).status == 200
    for page, plain in elements.items():
        found = Elements()
        found.feed((await keyless.asks(page)).text)
        assert found.scripts == plain.scripts
        assert found.handlers == []
        assert found.names - plain.names <= {"rect", "td", "th", "tr", "text", "agent-tile", "register-line"}


# Patience.


async def test_two_hundred_who_never_finish_do_not_keep_others_waiting(board: Wallboard) -> None:
    host, port = board.address.removeprefix("http://").split(":")
    body = b"POST /webhooks/thulium HTTP/1.1\r\nHost: x\r\nAuthorization: %s\r\nContent-Length: 999\r\n\r\na"
    beginnings = [b"", b"G", b"GET /tv HTTP/1.1\r\nX-A: b\r\n", body % THULIUM["Authorization"].encode()]
    slow = [await asyncio.open_connection(host, int(port)) for _ in range(200)]
    for number, (_, writer) in enumerate(slow):
        writer.write(beginnings[number % len(beginnings)])
    loop = asyncio.get_running_loop()
    began = loop.time()
    for number in range(20):
        for _, writer in slow:
            writer.write(b"x")
        assert (await board.asks("/state", **bearer(TV))).status == 200
        assert (await board.delivers({"action": "NEWS", "n": str(number)}, **THULIUM)).status == 200
    took = loop.time() - began
    for _, writer in slow:
        writer.close()

    assert took < webhook.READING  # nobody waited for them: none of the 200 was let go in that time


async def test_who_does_not_finish_in_time_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD", 0.2)
    monkeypatch.setattr(webhook, "READING", 0.2)
    monkeypatch.setattr(serving, "LINGER", 0.2)
    async with open_wallboard(tmp_path) as board:
        host, port = board.address.removeprefix("http://").split(":")

        async def trickles(beginning: bytes) -> bytes:
            reader, writer = await asyncio.open_connection(host, int(port))
            writer.write(beginning)
            heard = asyncio.create_task(reader.read())
            try:
                while not heard.done():
                    writer.write(b"x")
                    await asyncio.sleep(0.02)
                return heard.result()
            except ConnectionError:
                return b""
            finally:
                writer.close()

        async with asyncio.timeout(8):
            head = await trickles(b"GET /state HTTP/1.1\r\nX: ")
            form = await trickles(POST + b"Content-Length: 900\r\n\r\naction=")
        assert (head, status(form)) == (b"", 408)
        assert b"application/problem+json" in form
        async with board.watched() as screen:  # who was answered and watches is not slow
            await screen.next()
            await asyncio.sleep(0.3)
            await screen.until(await board.calls("1.1", "09:00:00"))


async def test_where_there_is_no_room_the_longest_idle_makes_some(board: Wallboard) -> None:
    host, port = board.address.removeprefix("http://").split(":")
    async with board.watched(**bearer(TV)) as screen:
        await screen.next()
        board.app[CONNECTIONS].most = 30
        idle = [await asyncio.open_connection(host, int(port)) for _ in range(60)]
        assert (await board.asks("/state", **bearer(TV))).status == 200
        gone = [reader for reader, _ in idle[:20]]
        assert [await _end(reader) for reader in gone] == [b""] * 20
        assert board.app[CONNECTIONS].size <= 31
        await board.delivers(
            {"action": "ENTER_QUEUE", "date": f"{DAY} 09:00:00", "connection_id": "1", "queue_id": "155"}, **THULIUM
        )
        await screen.until(1)
        for _, writer in idle:
            writer.close()


async def _end(reader: asyncio.StreamReader) -> bytes:
    try:
        async with asyncio.timeout(5):
            return await reader.read()
    except ConnectionError:
        return b""
