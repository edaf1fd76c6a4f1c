"""Wrong keys and passwords by the thousand, odd ones, and right ones in every spelling."""

import ast
import inspect
import json
import textwrap
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from app.config.access import digest
from app.web import key_ring
from app.web.app_keys import LOGIN_THROTTLE
from app.web.auth import basic as basic_auth
from app.web.auth import throttle
from app.web.auth.throttle import LoginThrottle
from tests.attacker import CLOSE, THULIUM, TOML, TV, basic, bearer, says, status
from tests.server import Wallboard, open_wallboard


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Wallboard]:
    async with open_wallboard(tmp_path, TOML) as wallboard:
        yield wallboard


@pytest.fixture
async def keyless(tmp_path: Path) -> AsyncIterator[Wallboard]:
    """A wallboard that nobody configured."""
    async with open_wallboard(tmp_path / "keyless") as wallboard:
        yield wallboard


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

    assert statuses[: throttle.FREE_LOGIN_FAILURES] == [401] * throttle.FREE_LOGIN_FAILURES
    assert statuses[-1] == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= throttle.LOGIN_FAILURE_INTERVAL_S * 2
    assert (answer.headers["Content-Type"], answer.headers["Connection"]) == ("application/problem+json", "close")
    assert nobody.status == 401
    told = [record.getMessage() for record in caplog.records].count("many wrong keys or passwords from 127.0.0.1")
    assert 1 <= told <= 4  # once, and where the machine is slow again for each guess that was let through meanwhile


async def test_a_slip_in_thuliums_panel_is_told_in_the_log_but_not_a_line_each(
    board: Wallboard, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(5):
        await board.delivers({"action": "NEWS"}, **basic("thulium", f"sliptongue-{number}"))
    await board.delivers({"action": "NEWS"})
    told = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]

    assert len(told) == 1
    assert "webhooks from 127.0.0.1 are refused: the user name or password is not" in told[0]
    assert "sliptongue" not in caplog.text


def test_guessing_that_goes_on_for_an_hour_is_told_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    now = 1000.0
    guessed = LoginThrottle(lambda: now)
    for _ in range(3600):
        now += 1
        guessed.wrong("10.0.0.1")
        guessed.wrong("2001:db8::1")

    assert 50 <= len(caplog.records) <= 60


def test_clients_of_one_socket_for_both_families_are_told_apart() -> None:
    guessed = LoginThrottle(lambda: 1000.0)
    for _ in range(throttle.FREE_LOGIN_FAILURES + 1):
        guessed.wrong("::ffff:10.0.0.1")

    assert guessed.wrong("10.0.0.1") > 0
    assert guessed.wrong("::ffff:10.0.0.2") == 0


async def test_a_mistyped_webhook_address_is_told_in_the_log_but_not_a_line_each(
    board: Wallboard, keyless: Wallboard, caplog: pytest.LogCaptureFixture
) -> None:
    for typed, path in (
        ("/webhooks/thuliun?key=s3cret", "/webhooks/thuliun"),
        ("//webhooks/thulium", "//webhooks/thulium"),
    ):
        for wallboard, refusal in ((board, 401), (keyless, 404)):
            caplog.clear()
            wallboard.app[LOGIN_THROTTLE]._misdirected_at = -throttle.LOG_INTERVAL_S
            answers = [
                await wallboard.asks(wallboard.address + typed, "POST", {"action": "NEWS"}, **THULIUM) for _ in range(5)
            ]
            told = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]

            assert [answer.status for answer in answers] == [refusal] * 5
            assert len(told) == 1
            assert told[0].startswith(
                f"a POST from 127.0.0.1 found nothing at {path}: webhooks go to /webhooks/thulium"
            )


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/", "/"),
        ("/hooks/v2/thulium.php", "/hooks/v2/thulium.php"),
        ("/webhooks/thulium%3Fkey%3Ds3cret", "/webhooks/…"),
        ("/webhooks/thulium/" + "k" * 32, "/webhooks/thulium/…"),
        ("/webhooks/523993855", "/webhooks/…"),
        ("/user:s3cret@host/x", "/…/x"),
        ("/\x1b[31m\r\nroot", "/…"),
        ("/a" * 5000, "/a" * 50),
    ],
)
def test_of_a_mistyped_address_nothing_is_logged_that_may_be_secret(
    path: str, logged: str, caplog: pytest.LogCaptureFixture
) -> None:
    LoginThrottle().webhook_misdirected("10.0.0.1", path)

    assert f"found nothing at {logged}: " in caplog.text


def test_guesses_are_forgiven_with_time_and_remembered_in_a_bounded_room() -> None:
    now = 1000.0
    guessed = LoginThrottle(lambda: now)
    ten_thousand = [guessed.wrong("10.0.0.1") for _ in range(10_000)]
    assert [wait == 0 for wait in ten_thousand] == [True] * throttle.FREE_LOGIN_FAILURES + [False] * (
        10_000 - throttle.FREE_LOGIN_FAILURES
    )
    assert guessed.wrong("10.0.0.2") == 0
    now += throttle.LOGIN_FAILURE_INTERVAL_S
    assert (guessed.wrong("10.0.0.1"), guessed.wrong("10.0.0.1") > 0) == (0, True)
    now += throttle.FREE_LOGIN_FAILURES * throttle.LOGIN_FAILURE_INTERVAL_S
    assert guessed.wrong("10.0.0.1") == 0

    neighbours = [guessed.wrong(f"2001:db8::{number:x}") for number in range(throttle.FREE_LOGIN_FAILURES + 1)]
    assert neighbours[-1] > 0
    for number in range(3 * throttle.MAX_TRACKED_ADDRESSES):
        guessed.wrong(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
    assert len(guessed._empty_at) == throttle.MAX_TRACKED_ADDRESSES


@pytest.mark.parametrize(
    ("function", "hashed"),
    [
        (basic_auth.is_valid, "sha256"),
        (key_ring.known_key, "digest"),
        (key_ring.KeyRing.find_session, "digest"),
        (digest, "sha256"),
    ],
)
def test_what_is_secret_is_compared_by_digests_in_constant_time(function: Any, hashed: str) -> None:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    compared = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Compare)}
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}

    assert {hashed} | ({"compare_digest"} if function is not digest else set()) <= called
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
