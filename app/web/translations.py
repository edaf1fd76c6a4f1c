"""The words of the labels that the server sends, Polish and English. Numbers and plurals are the script's.

The files in static/i18n are the only source: a page carries its own whole, for static/js/catalogue.js.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("pl", "en")
_PLACE = re.compile(r"\{(\w+)\}")


class Catalogue:
    """One language's words; `words("service_level", seconds=20)` fills the places."""

    def __init__(self, entries: dict[str, Any]) -> None:
        """`entries` as the file has them."""
        self.entries = entries

    def __call__(self, key: str, **values: object) -> str:
        """The words of a key; it may lead into a group: `status.on_call`. KeyError for an unknown one."""
        found: Any = self.entries
        for part in key.split("."):
            found = found[part]
        return _PLACE.sub(lambda place: str(values[place[1]]), found)


@cache
def read_catalogue(static: Path, language: str) -> Catalogue:
    """The catalogue of a language, read once."""
    return Catalogue(json.loads((static / "i18n" / f"{language}.json").read_text(encoding="utf-8")))
