"""Who may come in, with which key, and what they find."""

import asyncio
import logging
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import pytest

from app.config.access import session_of
from app.server.logs import Plain
from tests.server import Wallboard, eventually, open_wallboard, started

TV, BOSS = "tv-key-8Zq", "boss-key-Xw3"


def entry(role: str, key: str) -> str:
    digest = sha256(key.encode()).hexdigest()
    return f'[[keys]]\nname = "{role}"\nrole = "{role}"\nhash = "sha256:{digest}"\n'


TOML = entry("tv", TV) + entry("supervisor", BOSS) + '[boards.sales]\ntitle = "Sprzedaż"\nqueues = ["155"]\n'


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Wallboard]:
    async with open_wallboard(tmp_path, TOML) as wallboard:
        yield wallboard


def bearer(key: str) -> str:
    return f"Bearer {key}"


async def test_without_a_key_only_the_watchman_gets_an_answer(board: Wallboard) -> None:
    closed = [await board.asks(path) for path in ("/state", "/events", "/", "/nowhere")]
    open_ = [await board.asks(path) for path in ("/healthz", "/readyz")]

    assert {answer.status for answer in closed} == {401}
    assert {answer.headers["Content-Type"] for answer in closed} == {"application/problem+json"}
    assert all(answer.headers["WWW-Authenticate"].startswith("Bearer") for answer in closed)
    assert {answer.status for answer in open_} == {200}


@pytest.mark.parametrize("sent", ["Bearer wrong", "Bearer ", "Bearer", f"Basic {BOSS}", BOSS, "Bearer żółw"])
async def test_a_key_that_is_none_is_refused(board: Wallboard, sent: str) -> None:
    assert (await board.asks("/state", Authorization=sent)).status == 401


async def test_a_supervisors_key_opens_everything(board: Wallboard) -> None:
    await board.calls("1.1", "09:00:00")
    answers = [await board.asks(path, Authorization=bearer(BOSS)) for path in ("/", "/tv", "/supervisor/sales")]
    state = await board.state(Authorization=bearer(BOSS))
    less = await board.state("?role=tv", Authorization=bearer(BOSS))

    assert {answer.status for answer in answers} == {200}
    assert state["calls"]["1.1"]["source_number"] == "523993855"
    assert "source_number" not in less["calls"]["1.1"]


async def test_a_televisions_key_opens_the_television_and_no_more(board: Wallboard) -> None:
    await board.calls("1.1", "09:00:00")
    state = await board.state(Authorization=bearer(TV))
    more = [
        await board.asks(path, Authorization=bearer(TV))
        for path in ("/state?role=supervisor", "/events?role=supervisor")
    ]
    pages = [await board.asks(path, Authorization=bearer(TV)) for path in ("/", "/supervisor/sales")]

    assert "source_number" not in state["calls"]["1.1"]
    assert [answer.status for answer in more] == [403, 403]
    assert [(page.status, page.headers["Location"]) for page in pages] == [(303, "/tv"), (303, "/tv/sales")]
    assert (await board.asks("/tv/sales", Authorization=bearer(TV))).status == 200


async def test_a_link_with_a_key_leaves_a_cookie_and_hides_the_key(board: Wallboard) -> None:
    opened = await board.asks(f"/tv/sales?lang=en&key={TV}")
    cookie = opened.headers["Set-Cookie"]
    name_and_key = cookie.split(";")[0]
    page = await board.asks(opened.headers["Location"], Cookie=name_and_key)

    assert (opened.status, opened.headers["Location"]) == (303, "/tv/sales?lang=en")
    for part in ("HttpOnly", "SameSite=Lax", "Max-Age=31536000"):
        assert part in cookie
    assert "Secure" not in cookie
    assert page.status == 200
    assert TV not in page.text
    assert (await board.asks("/state", Cookie=name_and_key)).status == 200


async def test_behind_https_the_cookie_is_for_https_only(board: Wallboard) -> None:
    opened = await board.asks(f"/?key={BOSS}", X_Forwarded_Proto="https")

    assert "Secure" in opened.headers["Set-Cookie"]


async def test_a_new_link_takes_the_place_of_an_old_cookie(board: Wallboard) -> None:
    opened = await board.asks(f"/?key={BOSS}", Cookie=f"wallboard_key={TV}")

    assert session_of(BOSS) in opened.headers["Set-Cookie"]


async def test_a_link_with_a_wrong_key_opens_nothing(board: Wallboard) -> None:
    answer = await board.asks("/tv?key=wrong", Cookie=f"wallboard_key={BOSS}")

    assert (answer.status, "Set-Cookie" in answer.headers) == (401, False)


async def test_a_key_in_the_address_counts_on_pages_only(board: Wallboard) -> None:
    answers = [await board.asks(f"{path}?key={BOSS}") for path in ("/state", "/events")]

    assert [answer.status for answer in answers] == [401, 401]


async def test_forwarding_headers_grant_nothing(board: Wallboard) -> None:
    headers = {"X_Forwarded_For": "127.0.0.1", "Forwarded": "for=127.0.0.1", "X_Real_IP": "::1"}

    assert (await board.asks("/state", **headers)).status == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "board.example.org"},
        {"Host": "127.0.0.1.example.org"},
        {"Host": ""},
        {"Host": "localhost"},
        {"Host": "localhost:1"},
        {"Host": "localhost:x"},
        {"X_Forwarded_For": "10.0.0.1"},
        {"Via": "1.1 proxy"},
        {"Forwarded": "for=10.0.0.1"},
        {"X_Original_URL": "/"},
        {"X_Envoy_External_Address": "10.0.0.1"},
        {"CDN_Loop": "example"},
    ],
    ids=str,
)
async def test_with_no_key_configured_only_this_machine_is_answered(tmp_path: Path, headers: dict[str, str]) -> None:
    async with open_wallboard(tmp_path) as board, asyncio.timeout(10):
        here = await board.asks("/state", Host=f"localhost:{board.address.rpartition(':')[2]}")
        there = [await board.asks(path, **headers) for path in ("/state", "/events", "/", "/tv")]

    assert here.status == 200
    assert {answer.status for answer in there} == {403}
    assert {answer.headers["Content-Type"] for answer in there} == {"application/problem+json"}


BROWSER = "User-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\nSec-Fetch-Mode: navigate\r\nAccept-Language: pl\r\n"
PLAIN_PROXIES = {
    "nginx, HTTP/1.0": "HTTP/1.0\r\n{host}Connection: close\r\n",
    "nginx, HTTP/1.1": "HTTP/1.1\r\n{host}Connection: close\r\nUser-Agent: curl/8.0\r\nAccept: */*\r\n",
    "nginx, a POST": "HTTP/1.1\r\n{host}Content-Length: 0\r\nUser-Agent: curl/8.0\r\nAccept: */*\r\n",
    "nginx with keepalive, a browser": "HTTP/1.1\r\n{host}" + BROWSER,
}
DIRECT = {
    "a browser": "{host}Connection: keep-alive\r\n" + BROWSER,
    "curl": "{host}User-Agent: curl/8.0\r\nAccept: */*\r\n",
    "Python": "Accept-Encoding: identity\r\n{host}User-Agent: Python-urllib/3.11\r\nConnection: close\r\n",
    "by hand": "{host}Connection: close\r\n",
}


@pytest.mark.parametrize("client", [*PLAIN_PROXIES, *DIRECT])
async def test_without_a_key_a_proxy_that_adds_no_header_is_recognized_and_clients_on_the_machine_are_not(
    tmp_path: Path, client: str
) -> None:
    """A proxy on this machine, as it asks when nobody configured more than where the wallboard is."""
    async with open_wallboard(tmp_path) as board:
        host, port = board.address.removeprefix("http://").split(":")
        request = PLAIN_PROXIES.get(client) or f"HTTP/1.1\r\n{DIRECT[client]}"
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(f"GET /state {request}\r\n".format(host=f"Host: {host}:{port}\r\n").encode())
        answered = await reader.readline()
        writer.close()

    assert answered.split()[1] == (b"403" if client in PLAIN_PROXIES else b"200")


async def test_a_start_without_a_key_says_so_once(tmp_path: Path) -> None:
    config = tmp_path / "wallboard.toml"
    config.write_text(TOML)
    told = []
    for options in ((), ("--config", str(config))):
        async with started(tmp_path, *options) as running:
            await running.stopped()
        told.append([line for line in running.logged if "no key is configured" in line])

    assert [len(lines) for lines in told] == [1, 0]


async def test_the_log_names_the_key_by_its_name_and_never_tells_what_was_asked_in_full(
    board: Wallboard, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "wallboard.access")
    await board.asks("/state?role=tv&x=523993855", Authorization=bearer(BOSS))
    await board.asks(f"/tv/{TV}", Authorization=bearer(TV))
    await board.asks(f"/523993855?key={BOSS}")
    await board.asks("/healthz")
    await board.calls("1.1", "09:00:00")
    async with board.watched(Authorization=bearer(TV)) as screen:
        await screen.next()
    await eventually(lambda: "/events" in caplog.text, "the stream is told when it ends")
    told = [" ".join(record.getMessage().split()[:-2]) for record in caplog.records]

    assert set(told) == {
        "127.0.0.1 - GET - 401",
        '127.0.0.1 "supervisor" GET /state 200',
        '127.0.0.1 "tv" GET /tv/{board} 404',
        '127.0.0.1 "tv" GET /events 200',  # once it is over
    }


async def test_the_log_of_requests_can_be_switched_off(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with open_wallboard(tmp_path, "server.access_log = false") as board:
        await board.asks("/state")

    assert not caplog.records


def test_a_fault_is_logged_by_its_place_and_never_by_its_message() -> None:
    number = "523993855"
    try:
        try:
            int(number + "x")
        except ValueError as error:
            raise LookupError(f"no caller {number}") from error
    except LookupError as error:
        fault = (type(error), error, error.__traceback__)
    told = Plain("%(message)s").format(
        logging.LogRecord("app", logging.ERROR, "", 0, "a fault in entry %d", (7,), fault)
    )

    assert number not in told
    assert "a fault in entry 7" in told
    assert "test_access.py" in told
    assert ("builtins.ValueError" in told, "builtins.LookupError" in told) == (True, True)


async def test_neither_keys_nor_passwords_nor_callers_are_ever_logged(tmp_path: Path) -> None:
    config = tmp_path / "wallboard.toml"
    config.write_text(TOML + '[webhook]\nusername = "thulium"\npassword = "s3cret-pw"\n')
    async with started(tmp_path, "--config", str(config)) as running:
        board = running.wallboard
        await board.asks(f"/tv?key={TV}")
        await board.asks("/tv?key=wrong-key")
        await board.asks("/state", Authorization=bearer(BOSS))
        await board.asks(f"/events?key={BOSS}&board=none", Cookie=f"wallboard_key={BOSS}")
        await board.delivers({"action": "X"}, Authorization="Basic dGh1bGl1bTpzM2NyZXQtcHc=")
        await board.delivers(
            b'{"action": "ENTER_QUEUE", "date": [], "source_number": "523993855"}',
            Content_Type="application/json; charset=undefined",
            Authorization="Basic dGh1bGl1bTpzM2NyZXQtcHc=",
        )
        await _mumbles(board, f"GET /tv?key={TV} HTTP/9.x\r\n\r\n")
        await _mumbles(board, f"GET /tv HTTP/1.1\r\nAuthorization Bearer {BOSS}\r\n\r\n")
        await _mumbles(board, f"GET /tv?key={TV * 2000} HTTP/1.1\r\n\r\n")
        await running.stopped()
    told = "".join(running.printed + running.logged)

    assert not [
        secret for secret in (TV, BOSS, "s3cret-pw", "wrong-key", "dGh1bGl1bTpz", "523993855") if secret in told
    ]


async def _mumbles(board: Wallboard, text: str) -> None:
    """Say something that is no HTTP."""
    host, port = board.address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(text.encode())
    assert b" 400 " in (await reader.read())[:20]
    writer.close()
    await writer.wait_closed()
