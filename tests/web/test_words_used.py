"""The words of the screens: every one is used."""

import json
import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any, get_args

from app.config.schema import Formula
from app.events.parsing import EVENT_TYPES
from app.state.statuses import AgentStatus, Stage
from app.web.assets import asset_folder

ROOT = Path(__file__).parents[2]
STATIC = asset_folder("static")
WORDS = json.loads((STATIC / "i18n" / "en.json").read_text(encoding="utf-8"))
PLURALS = {"one", "few", "many", "other"}
OF_DATA = {
    *AgentStatus,
    *Stage,
    *get_args(Formula),
    *(str(status.value) for status in HTTPStatus),
    *EVENT_TYPES,
    *(name.removeprefix("OUTBOUND_").lower() for name in EVENT_TYPES),
}
"""Words that the document chooses."""
LITERAL = re.compile(r"""["'`]([\w.]+)["'`]|["'`>](\w+(?:\.\w+)*)|\.(\w+)""")
COMPOSED = re.compile(r"`([\w.]+\$\{\w[^`]*|\$\{[\w.]+\}_\w+)`")


def paths(entries: dict[str, Any], prefix: str = "") -> Iterator[str]:
    """Each word's path: `status.on_call`."""
    for key, value in entries.items():
        if isinstance(value, dict) and not value.keys() <= PLURALS:
            yield from paths(value, f"{prefix}{key}.")
        else:
            yield prefix + key


def sources() -> str:
    files = [*(ROOT / "app").rglob("*.py"), *(STATIC / "js").rglob("*.js"), *asset_folder("templates").rglob("*.html")]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def test_every_word_is_used() -> None:
    text = sources()
    literals = {part for found in LITERAL.findall(text) for name in found for part in name.split(".")}
    composed = [re.compile(re.sub(r"\\\$\\\{.*?\\\}", r"\\w+", re.escape(one)) + "$") for one in COMPOSED.findall(text)]

    def is_used(path: str) -> bool:
        return set(path.split(".")) <= literals | OF_DATA or any(one.match(path) for one in composed)

    assert [path for path in paths(WORDS) if not is_used(path)] == []
