"""The manual's pages: who may read them, in which language and theme, and that they need nothing but themselves."""

import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin

import pytest

from app.web.assets import asset_folder
from app.web.handlers.manual import PageOptions, _body
from app.web.manual import PAGES, page, title
from tests.attacker import BOSS, TOML, TV, WRONG, bearer
from tests.server import Answer, Wallboard, open_wallboard

each_language = pytest.mark.parametrize("language", ["pl", "en"])


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Wallboard]:
    """A wallboard without keys; its language is the default, Polish."""
    async with open_wallboard(tmp_path) as wallboard:
        yield wallboard


def texts(answer: Answer, pattern: str) -> list[str]:
    return [unescape(found) for found in re.findall(pattern, answer.text)]


def links(answer: Answer) -> list[str]:
    return texts(answer, r'href="([^"]*)"')


# Access.


@pytest.mark.parametrize("path", ["/manual", "/manual/tv"])
async def test_any_key_opens_the_manual(tmp_path: Path, path: str) -> None:
    async with open_wallboard(tmp_path, TOML) as board:
        answers = [await board.asks(path, **key) for key in ({}, bearer(WRONG), bearer(TV), bearer(BOSS))]

    assert [answer.status for answer in answers] == [401, 401, 200, 200]


async def test_without_keys_only_this_machine_reads_the_manual(board: Wallboard) -> None:
    here = await board.asks("/manual/tv")
    forwarded = await board.asks("/manual/tv", X_Forwarded_For="10.0.0.1")

    assert (here.status, forwarded.status) == (200, 403)


@pytest.mark.parametrize("name", ["none", "index", "install.md", "..%2Fdocs.html", "pl%2Finstall", "INSTALL"])
async def test_an_unknown_page_is_404_and_says_where_the_pages_are(board: Wallboard, name: str) -> None:
    answer = await board.asks(f"/manual/{name}")

    assert (answer.status, answer.headers["Content-Type"]) == (404, "application/problem+json")
    assert "/manual" in answer.json["detail"]


# Language and theme.


@pytest.mark.parametrize(
    ("toml", "query", "language"),
    [
        ("", "", "pl"),
        ('language = "en"', "", "en"),
        ('language = "en"', "?lang=pl", "pl"),
        ("", "?lang=en", "en"),
        ("", "?lang=de", "pl"),
    ],
)
async def test_the_language_is_the_addresss_else_the_configurations(
    tmp_path: Path, toml: str, query: str, language: str
) -> None:
    async with open_wallboard(tmp_path, toml) as board:
        answer = await board.asks(f"/manual/tv{query}")

    assert texts(answer, r"<html lang=\"(\w+)\"") == [language]
    assert "<h1 id=" in answer.text
    assert title("tv", language) in answer.text


@pytest.mark.parametrize(
    ("query", "theme"), [("", "dark"), ("?theme=light", "light"), ("?theme=dark", "dark"), ("?theme=%22x", "dark")]
)
async def test_the_theme_is_the_addresss_else_dark_as_on_the_screens(board: Wallboard, query: str, theme: str) -> None:
    answer = await board.asks(f"/manual{query}")

    assert texts(answer, r'data-theme="([^"]*)"') == [theme]


async def test_links_carry_on_the_language_and_theme_that_were_asked_for(board: Wallboard) -> None:
    answer = await board.asks("/manual/install?lang=en&theme=light&x=y")
    inside = [link for link in links(answer) if link.startswith("/manual/") and "operate" in link]

    assert set(inside) == {
        "/manual/operate?lang=en&theme=light",
        "/manual/operate?lang=en&theme=light#run-it-as-a-service",
    }
    assert "/manual/install?lang=pl&theme=light" in links(answer)
    assert "/manual/install?lang=en&theme=dark" in links(answer)


# The pages.


@each_language
async def test_the_contents_list_every_page_in_order(board: Wallboard, language: str) -> None:
    answer = await board.asks(f"/manual?lang={language}")
    listed = texts(answer, r'<dt><a href="/manual/([\w-]+)\?')

    assert listed == list(PAGES)
    assert all(title(name, language) in unescape(answer.text) for name in PAGES)


@each_language
async def test_every_link_picture_and_anchor_of_every_page_is_there(board: Wallboard, language: str) -> None:
    pages = {f"/manual/{name}?lang={language}": await board.asks(f"/manual/{name}?lang={language}") for name in PAGES}
    files = set()
    for path, answer in pages.items():
        for target in links(answer) + texts(answer, r'src="([^"]*)"'):
            address, _, anchor = urljoin(path, target).partition("#")
            if address.startswith("/static/"):
                files.add(address)
            elif address in pages:
                assert not anchor or f'id="{unquote(anchor)}"' in pages[address].text, target
            elif not address.startswith(("https://", "http://127.0.0.1:8080/")):
                assert (await board.asks(address)).status == 200, target

    assert len([file for file in files if file.endswith(".png")]) == 4
    for file in files:
        assert (await board.asks(file)).status == 200, file


@each_language
@pytest.mark.parametrize("name", PAGES)
async def test_a_page_is_whole_html_without_script_or_style_of_its_own(
    board: Wallboard, name: str, language: str
) -> None:
    answer = await board.asks(f"/manual/{name}?lang={language}")
    ids = texts(answer, r'\bid="([^"]+)"')

    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'; " in policy
    assert "unsafe" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert not re.search(r"<script|\sstyle=|\son\w+=|javascript:", answer.text)
    assert not [link for link in texts(answer, r'src="([^"]*)"') if "//" in link]
    assert len(ids) == len(set(ids))
    assert answer.text.count("<h1") == 1
    assert answer.text.count("<h2") == page(name, language).count("\n## ")
    assert answer.text.count("<pre") == len(re.findall(r"(?m)^ *```\w", page(name, language)))


def test_html_in_a_page_is_shown_as_it_stands() -> None:
    html = _body(
        "# <b>Title</b>\n\n<script>alert()</script>\n\n[link](javascript:alert())\n", PageOptions("en", "", "", "", "")
    )

    assert "<b>" not in html
    assert "<script" not in html
    assert 'href="javascript' not in html


async def test_a_number_stays_with_its_unit(board: Wallboard) -> None:
    polish = await board.asks("/manual/performance?lang=pl")

    assert "6,6\N{NO-BREAK SPACE}µs" in polish.text
    assert "180\N{NO-BREAK SPACE}000" in polish.text


def test_the_style_sheet_uses_tokens_that_exist() -> None:
    folder = asset_folder("static") / "css"
    used = set(re.findall(r"var\((--[\w-]+)", (folder / "manual.css").read_text()))
    known = set(re.findall(r"(--[\w-]+):", (folder / "tokens.css").read_text()))

    assert used
    assert used <= known
