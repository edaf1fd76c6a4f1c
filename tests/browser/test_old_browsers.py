"""The TV in the browsers of old sets: a rule for its files, and real old builds of Chromium."""

import asyncio
import re
from contextlib import nullcontext, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.web.assets import asset_folder, import_graph
from tests.browser.conftest import opened_stage
from tests.browser.documents import document
from tests.browser.old_chromium import PACKAGES, HungError, NotInstallableError, OldPage, old_page

STATIC = asset_folder("static")
ATTEMPTS = 3
# What came after Chromium 87, or is known only to some that are supported.
STYLE_TOO_NEW = {
    "@layer": r"@layer|\blayer\(",
    ":has()": r":has\(",
    ":is()": r":(is|where)\(",
    "containers": r"@container|container(-type|-name)?:|\d(cqw|cqh|cqmin)\b",
    "media ranges": r"@media[^{]*[<>]",
    "new units": r"\d(dvh|dvw|svh|svw|lvh|lvw)\b",
    "single transforms": r"(?m)^\s*(translate|rotate|scale):",
    "aspect-ratio": r"(?m)^\s*aspect-ratio:",
    "color functions": r"color-mix\(|oklch\(",
    "subgrid": r"\bsubgrid\b",
}
SCRIPT_TOO_NEW = {
    ".at()": r"\.at\(",
    "Object.hasOwn": r"Object\.hasOwn\b",
    "static blocks": r"(?m)^\s*static \{",
    "top-level await": r"(?m)^(const .*= )?await ",
    "structuredClone": r"\bstructuredClone\(",
    "array copies": r"\.(toSorted|toReversed|toSpliced|with|findLast|findLastIndex)\(",
    "checkVisibility": r"\bcheckVisibility\(",
    "cause": r"new Error\([^)]*\{ cause",
    "private in": r"#\w+ in ",
}
SHOWN = """JSON.stringify({
    line: document.documentElement.dataset.line,
    drawn: document.documentElement.hasAttribute("data-drawn"),
    obstacle: !document.querySelector("[data-obstacle=too_old]").hidden,
    figure: parseFloat(getComputedStyle(document.querySelector(".number .value")).fontSize),
    font: document.fonts.check("1em Board"),
    queues: [...document.querySelectorAll("queue-row")].filter((row) => row.offsetHeight > 20).length,
    agents: [...document.querySelectorAll("agent-tile")].filter((tile) => tile.offsetHeight > 20).length,
    scrolls: document.documentElement.scrollHeight > innerHeight,
})"""
WHOLE = (
    '{"line":"live","drawn":true,"obstacle":false,"figure":129.6,"font":true,"queues":8,"agents":40,"scrolls":false}'
)


def files(kind: str) -> list[Path]:
    return [STATIC / name for name in import_graph(STATIC, f"{kind}/tv.{kind}")]


def plain(file: Path) -> str:
    """Without comments."""
    text = re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"(?m)(^|\s)//.*$", "", text) if file.suffix == ".js" else text


def nested(style: str) -> list[str]:
    """Rules inside of rules; those inside of an at-rule are not."""
    found, stack = [], list[str]()
    for head, bracket in re.findall(r"([^{};]*)([{};])", style):
        if bracket == "{":
            found += [head.strip()] if any(not outer.startswith("@") for outer in stack) else []
            stack.append(head.strip())
        elif bracket == "}":
            stack.pop()
    return found


@pytest.mark.parametrize("what", STYLE_TOO_NEW)
def test_the_tvs_style_sheets_use_nothing_newer_than_chromium_87(what: str) -> None:
    assert [file.name for file in files("css") if re.search(STYLE_TOO_NEW[what], plain(file))] == []


def test_the_tvs_style_sheets_are_flat() -> None:
    assert nested("a { b { color: red; } } @media print { a { color: red; } }") == ["b"]
    assert {file.name: found for file in files("css") if (found := nested(plain(file)))} == {}


@pytest.mark.parametrize("what", SCRIPT_TOO_NEW)
def test_the_tvs_scripts_use_nothing_newer_than_chromium_87(what: str) -> None:
    scripts = [*files("js"), *(STATIC / name for name in import_graph(STATIC, "js/core/worker.js"))]

    assert [file.name for file in scripts if re.search(SCRIPT_TOO_NEW[what], plain(file))] == []


@pytest.mark.browser
@pytest.mark.parametrize("version", PACKAGES)
async def test_the_tv_is_whole_and_alive_in_an_old_chromium(version: int) -> None:
    try:
        for attempts_left in reversed(range(ATTEMPTS)):
            with suppress(HungError) if attempts_left else nullcontext():
                await is_whole_and_alive(version)
                return
    except NotInstallableError as why:
        pytest.skip(f"Chromium {version} cannot be had here: {why}")


async def is_whole_and_alive(version: int) -> None:
    async with opened_stage() as stage, old_page(version) as page:
        stage.reset(document(40, 8, campaigns=2, now=datetime.now(UTC)))
        await page.open(f"{stage.url}/tv", 1920, 1080)
        await shows(page, SHOWN, WHOLE)
        stage.patch({"totals": {"today": {"abandoned": 61}}})
        await shows(page, "document.querySelector('[data-figure=abandoned] .value').innerText", "61")


async def shows(page: OldPage, expression: str, wanted: str) -> None:
    """Until the page says so."""
    said = None
    try:
        async with asyncio.timeout(30):
            while said != wanted:
                said = await page.evaluate(f"document.body ? {expression} : null")
                await asyncio.sleep(0.1)
    except TimeoutError:
        assert said == wanted
