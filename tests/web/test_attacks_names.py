"""Names that are no names: no field of any action becomes an element of a page."""

from collections.abc import AsyncIterator, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.attacker import everything_that_happens
from tests.server import Wallboard, open_wallboard


@pytest.fixture
async def keyless(tmp_path: Path) -> AsyncIterator[Wallboard]:
    """A wallboard that nobody configured."""
    async with open_wallboard(tmp_path) as wallboard:
        yield wallboard


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
