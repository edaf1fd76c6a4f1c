"""The one font of all screens comes from our own server, and every page links it."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.web.assets import FONT_FILES, asset_folder, fonts
from tests.server import Wallboard, open_wallboard


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Wallboard]:
    async with open_wallboard(tmp_path) as wallboard:
        yield wallboard


@pytest.mark.parametrize("path", ["/tv", "/"])
async def test_a_page_preloads_its_fonts_and_they_are_kept_for_ever(board: Wallboard, path: str) -> None:
    page = await board.asks(path)
    links = re.findall(r'<link rel="preload" href="([^"]+)" as="font" type="font/woff2" crossorigin>', page.text)
    answers = [await board.asks(link) for link in links]

    assert [Path(link).name for link in links] == list(FONT_FILES)
    assert "font-src 'self'" in page.headers["Content-Security-Policy"]
    for answer in answers:
        assert (answer.status, answer.headers["Content-Type"]) == (200, "font/woff2")
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_the_style_sheet_names_the_files_that_are_served() -> None:
    named = re.findall(
        r'url\("\.\./fonts/([^"]+)"\)', (asset_folder("static") / "css/base.css").read_text(encoding="utf-8")
    )

    assert named == list(FONT_FILES)
    assert all((fonts() / name).read_bytes()[:4] == b"wOF2" for name in named)
