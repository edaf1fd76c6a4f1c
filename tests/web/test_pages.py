"""The pages without a browser: words in both languages, the files that they need, nothing unescaped, little work."""

import asyncio
import gzip
import json
import re
import time
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from app.document.document import Audience
from app.web.app_keys import SHELLS, SNAPSHOTS
from app.web.assets import asset_folder, import_graph
from app.web.rendering import VIEWS, PageOptions, Shells, daylight_theme, environment, guard_source
from app.web.translations import LANGUAGES, read_catalogue
from tests.own_heap import own_heap
from tests.server import Answer, open_wallboard

STATIC = asset_folder("static")
PL = read_catalogue(STATIC, "pl")
EN = read_catalogue(STATIC, "en")
OPTIONS = PageOptions(
    screen="tv", role="tv", board=None, title="", language="pl",
    theme="dark", shown_theme="dark", view="overview",
)  # fmt: skip


def shells() -> Shells:
    return Shells(environment(asset_folder("templates")), STATIC, "r1")


def html_of(options: PageOptions) -> str:
    shell = shells().shell(options)
    return (shell.before.plain + b"{}" + shell.after.plain).decode()


def document_of(page: Answer) -> Any:
    """The state document in a page."""
    text = gzip.decompress(page.body).decode() if page.headers.get("Content-Encoding") == "gzip" else page.text
    found = re.search(r'id="state">(.*?)</script>', text, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_both_languages_have_the_same_words_and_plural_forms() -> None:
    assert PL.entries.keys() == EN.entries.keys()
    for key, polish in PL.entries.items():
        english = EN.entries[key]
        assert type(polish) is type(english), key
        if isinstance(polish, dict) and "other" in polish:
            assert polish.keys() == {"one", "few", "many", "other"}, key
            assert english.keys() == {"one", "other"}, key
        elif isinstance(polish, dict):
            assert polish.keys() == english.keys(), key


def test_every_word_that_the_settings_page_asks_for_is_there() -> None:
    scripts = [path.read_text(encoding="utf-8") for path in STATIC.glob("js/settings/*.js")]
    asked = {key for text in scripts for key in re.findall(r"""phrase\(["']([\w.]+)["']""", text)}
    groups = {key for text in scripts for key in re.findall(r"""phrase\(`(\w+)\.""", text)}

    assert (asked | groups) - PL.entries["settings"].keys() == set()


def test_every_word_that_templates_and_scripts_ask_for_is_there() -> None:
    texts = [*asset_folder("templates").rglob("*.html"), *STATIC.rglob("*.js")]
    asked = {
        key for path in texts for key in re.findall(r"""say\(["'](\w+)["']""", Path(path).read_text(encoding="utf-8"))
    }
    assert asked - PL.entries.keys() == set()


@pytest.mark.parametrize("screen", VIEWS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shell_holds_no_figure(screen: str, language: str) -> None:
    html = html_of(OPTIONS._replace(screen=screen, view=VIEWS[screen][0], language=language))
    body = re.sub(r"<(script|dialog|select|svg|noscript)\b.*?</\1>", "", html[html.index("<body>") :], flags=re.DOTALL)
    texts = map(unescape, re.findall(r">([^<]+)<", re.sub(r'<div class="obstacle".*?</div>', "", body)))

    assert [text for text in texts if re.search(r"\d", text)] == []


@pytest.mark.parametrize("screen", VIEWS)
def test_a_shell_links_every_file_of_the_import_graph_once(screen: str) -> None:
    html = html_of(OPTIONS._replace(screen=screen, view=VIEWS[screen][0]))
    modules = re.findall(r'<link rel="modulepreload" href="/static/r1/([^"]+)">', html)
    styles = re.findall(r'<link rel="stylesheet" href="/static/r1/([^"]+)">', html)

    assert (*modules,) == import_graph(STATIC, f"js/{screen}.js")
    assert (*styles, f"css/{screen}.css") == import_graph(STATIC, f"css/{screen}.css")
    assert len(modules) == len(set(modules)) > 30
    assert all((STATIC / file).is_file() for file in (*modules, *styles))


def test_an_import_graph_has_each_file_after_what_it_imports(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text('import {\n  b,\n} from "./b.js";\nimport "./c.js";\nexport const a = b;\n')
    (tmp_path / "b.js").write_text('export { c as b } from "./c.js";\nconst text = "import x from \'./d.js\';";\n')
    (tmp_path / "c.js").write_text('import { a } from "./a.js";\nexport const c = () => a;\n')

    assert import_graph(tmp_path, "a.js") == ("c.js", "b.js", "a.js")


def test_a_name_cannot_leave_its_place_in_a_shell() -> None:
    evil = "</title></script><b onclick=x>"
    html = html_of(OPTIONS._replace(title=evil, board=evil))

    assert evil not in html
    assert 'data-title="&lt;/title&gt;' in html


def test_the_guard_is_the_only_script_that_the_policy_lets_stand_in_a_page() -> None:
    html = html_of(OPTIONS)
    inline = re.findall(r"<script(?![^>]*(?:src=|application/json))[^>]*>", html)

    assert inline == ['<script id="guard">']
    assert re.fullmatch(r"'sha256-[\w+/]{43}='", guard_source(STATIC))
    assert "</script" not in (STATIC / "js" / "guard.js").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("now", "theme"), [("2026-11-22T12:46:24+01:00", "light"), ("2026-11-22T22:00:00+01:00", "dark")]
)
def test_auto_theme_is_light_by_day(now: str, theme: str) -> None:
    assert daylight_theme(now) == theme


async def test_a_page_is_the_shell_around_the_document_plain_and_packed(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as wallboard:
        name = "</script><b>&amp;"
        await wallboard.hears("ENTER_QUEUE", "09:00:00", connection_id="1.1", queue_id="155", source_name=name)
        plain = await wallboard.asks("/")
        packed = await wallboard.asks("/", Accept_Encoding="gzip")
        state = await wallboard.state()

    for page in (plain, packed):
        shown = document_of(page)
        assert shown | {"as_of": ""} == state | {"as_of": ""}
        assert shown["calls"]["1.1"]["source_name"] == name
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body).startswith(b"<!doctype html>")
    assert b"</script><b>" not in plain.body


async def test_equal_options_share_one_shell_whatever_else_the_address_says(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as wallboard:
        for path in ("/tv", "/tv?sound=on", "/tv?rotate=20&x=1", "/tv?layout=nonsense", "/tv?lang=xx"):
            assert (await wallboard.asks(path)).status == 200
        known = wallboard.app[SHELLS].shell.cache_info()
        assert (known.misses, known.hits) == (1, 4)

        await wallboard.asks("/tv?layout=agents")
        assert wallboard.app[SHELLS].shell.cache_info().misses == 2


async def test_three_hundred_pages_of_a_thousand_agents_cost_little_and_never_hold_the_loop(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as wallboard:
        logins = [
            {"action": "AGENT_LOGGED_IN", "date": "2026-11-20 09:00:00", "agent_login": f"agent{n}"}
            for n in range(1000)
        ]
        await wallboard.delivers(json.dumps(logins).encode(), Content_Type="application/json")
        await wallboard.asks("/", Accept_Encoding="gzip")
        app = wallboard.app
        with own_heap():
            begun = time.thread_time()
            for _ in range(300):
                app[SHELLS].shell(OPTIONS._replace(screen="supervisor", view="all"))
                app[SNAPSHOTS].blocks(Audience("supervisor"))
            spent = time.thread_time() - begun
        pages = await asyncio.gather(*(wallboard.asks("/", Accept_Encoding="gzip") for _ in range(300)))

    assert spent / 300 < 0.005
    assert {page.status for page in pages} == {200}
    assert len({page.body for page in pages}) <= 20  # by the second


def test_no_style_sheet_of_the_lists_names_a_column() -> None:
    sheets = sorted(STATIC.glob("css/elements/desk*.css"))

    assert sheets
    assert [sheet.name for sheet in sheets if "data-column" in sheet.read_text(encoding="utf-8")] == []


async def test_a_boards_page_has_the_names_of_agents_of_other_teams_and_all_boards(tmp_path: Path) -> None:
    toml = """
[agents.ala]
name = "Ala Nowak"
team = "sales"
[agents.ola]
name = "Ola Mak"
[boards.sales]
title = "Sprzedaż"
teams = ["sales"]
"""
    async with open_wallboard(tmp_path, toml) as board:
        sales, whole = (await board.asks("/supervisor/sales")).text, (await board.asks("/")).text

    assert 'id="other-agents">{"ola":"Ola Mak"}<' in sales
    assert 'id="other-agents">{}<' in whole
    assert '<a href="/supervisor/sales" aria-current="page"><bdi>Sprzedaż</bdi></a>' in sales
    assert '<a href="/supervisor/sales" ><bdi>Sprzedaż</bdi></a>' in whole
