"""Error pages: a browser gets a page in both languages, a program the problem as JSON."""

import json
import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import pytest

from app.web.app_keys import INGEST
from app.web.assets import asset_folder
from app.web.middleware.error_pages import WORDED, prefers_html
from app.web.translations import LANGUAGES, read_catalogue
from tests.server import Answer, Wallboard, open_wallboard
from tests.web.test_access import BOSS, TOML, TV, bearer

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Wallboard]:
    async with open_wallboard(tmp_path, TOML) as wallboard:
        yield wallboard


def text_of(answer: Answer) -> str:
    return " ".join(unescape(re.sub(r"<(style|script).*?</\1>|<[^>]+>", " ", answer.text, flags=re.DOTALL)).split())


@pytest.mark.parametrize(
    ("accept", "html"),
    [
        (BROWSER, True),
        ("text/html", True),
        ("TEXT/HTML;Q=0.5, */*", True),
        ("application/json, text/html;q=0.9", False),
        ("application/problem+json", False),
        ("text/html;q=0", False),
        ("text/html;q=x", False),
        ("*/*", False),
        ("text/css,*/*;q=0.1", False),
        ("text/event-stream", False),
        ("", False),
    ],
)
def test_a_page_is_for_those_who_name_html_first(accept: str, html: bool) -> None:
    assert prefers_html(accept) is html


async def test_a_browser_without_a_key_gets_a_page_that_asks_for_one(board: Wallboard) -> None:
    page = await board.asks("/supervisor/sales?lang=en&theme=light", Accept=BROWSER)

    assert page.status == 401
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.headers["Content-Language"] == "en, pl"
    assert page.headers["Vary"] == "Accept"
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["WWW-Authenticate"].startswith("Bearer")
    assert "Key required" in text_of(page)
    assert "Potrzebny klucz" in text_of(page)
    assert '<form action="/supervisor/sales" method="get">' in page.text
    assert '<input type="hidden" name="theme" value="light">' in page.text


@pytest.mark.parametrize("path", ["/settings", "/settings/screens", "/settings/setup"])
async def test_a_settings_page_takes_the_key_itself(board: Wallboard, path: str) -> None:
    page = await board.asks(path, Accept=BROWSER)

    assert (page.status, f'<form action="{path}" method="get">' in page.text) == (401, True)


async def test_a_tv_without_a_key_is_paired_instead(board: Wallboard) -> None:
    page = await board.asks("/tv/sales", Accept=BROWSER)

    assert (page.status, 'data-screen="pairing"' in page.text, "<form" in page.text) == (401, True, False)


async def test_an_unknown_key_is_named_so_and_never_repeated(board: Wallboard) -> None:
    page = await board.asks("/?lang=en&key=guess-5Tq", Accept=BROWSER)

    assert "Unknown key" in text_of(page)
    assert "guess-5Tq" not in page.text


async def test_what_stands_in_the_address_is_text(board: Wallboard) -> None:
    page = await board.asks("/?%22%3E%3Cb%3E=%22%3E%3Cscript%3E", Accept=BROWSER)

    assert '"><b>' not in page.text
    assert "&#34;&gt;&lt;script&gt;" in page.text


async def test_a_form_elsewhere_leads_to_the_page_that_takes_keys(board: Wallboard) -> None:
    page = await board.asks("/manual?lang=en", Accept=BROWSER)

    assert (page.status, '<form action="/" method="get">' in page.text) == (401, True)


async def test_programs_get_a_problem_that_varies_by_accept(board: Wallboard) -> None:
    for accept in ("*/*", "application/json"):
        answer = await board.asks("/state", Accept=accept)

        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.headers["Vary"] == "Accept"
        assert json.loads(answer.body)["status"] == 401


async def test_the_webhook_s_sender_is_no_browser(board: Wallboard) -> None:
    posted = await board.asks("/webhooks/thulium", "POST", b"{}", Accept="text/html", Content_Type="application/json")

    assert posted.headers["Content-Type"] == "application/problem+json"


async def test_head_is_answered_as_get_without_a_body(board: Wallboard) -> None:
    get = await board.asks("/nowhere", Accept=BROWSER, Authorization=bearer(BOSS))
    head = await board.asks("/nowhere", "HEAD", Accept=BROWSER, Authorization=bearer(BOSS))

    assert (get.status, head.status, head.body) == (404, 404, b"")
    for name in ("Content-Type", "Content-Length", "Content-Language", "Vary"):
        assert head.headers[name] == get.headers[name]


@pytest.mark.parametrize(
    ("path", "key", "status", "words"),
    [
        ("/nowhere", BOSS, 404, "Page not found"),
        ("/tv/nowhere", BOSS, 404, "Page not found"),
        ("/state?role=supervisor", TV, 403, "No access"),
        ("/state?role=boss", BOSS, 400, "Error in the address"),
    ],
)
async def test_every_refusal_of_a_browser_is_a_page(
    board: Wallboard, path: str, key: str, status: int, words: str
) -> None:
    page = await board.asks(path, Accept=BROWSER, Authorization=bearer(key))

    assert (page.status, words in text_of(page)) == (status, True)
    assert json.loads((await board.asks(path, Authorization=bearer(key))).body)["detail"] in text_of(page)


async def test_a_page_needs_nothing_but_itself(board: Wallboard) -> None:
    page = await board.asks("/", Accept=BROWSER)
    policy = page.headers["Content-Security-Policy"]

    assert re.findall(r'(?:src|href)="([^"]*)"', page.text) == ["data:,"]
    assert "unsafe" not in policy
    assert policy.count("'sha256-") == 2
    assert "form-action 'self'" in policy
    assert "form-action 'none'" in (await board.asks("/healthz")).headers["Content-Security-Policy"]


async def test_a_starting_server_s_page_retries_with_and_without_script(board: Wallboard) -> None:
    board.app[INGEST].recovered.clear()
    page = await board.asks("/tv?lang=en", Accept=BROWSER, Authorization=bearer(TV))
    board.app[INGEST].recovered.set()

    assert (page.status, page.headers["Retry-After"]) == (503, "2")
    assert "Server temporarily unavailable" in text_of(page)
    assert 'data-status="503" data-retry="2"' in page.text
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page.text


async def test_a_screen_whose_board_is_gone_retries_and_a_mistyped_address_does_not(board: Wallboard) -> None:
    gone = await board.asks("/tv/nowhere", Accept=BROWSER, Authorization=bearer(TV))
    mistyped = await board.asks("/nowhere", Accept=BROWSER, Authorization=bearer(TV))

    assert 'data-retry="60"' in gone.text
    assert 'data-retry="0"' in mistyped.text
    assert "<script>" not in mistyped.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_status_has_its_words(language: str) -> None:
    words = read_catalogue(asset_folder("static"), language).entries["error"]

    assert {str(status) for status in WORDED} <= words.keys()
