"""The screens' words, Polish and English, with right plurals.

The files in static/i18n are the only source: the browser reads the same ones (static/js/catalogue.js).
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGES = ("pl", "en")
_PLACE = re.compile(r"\{(\w+)\}")


class Catalogue:
    """One language's words; `words("answered", n=3)` picks the plural and fills the places."""

    def __init__(self, entries: dict[str, Any]) -> None:
        self.entries = entries

    def __call__(self, key: str, **values: object) -> str:
        """The words of a key; it may lead into a group: `status.on_call`."""
        found: Any = self.entries
        for part in key.split("."):
            found = found.get(part, part) if isinstance(found, dict) else part
        if isinstance(found, dict):
            found = found.get(self._form(values.get("n")), found["other"])
        return _PLACE.sub(lambda place: str(values.get(place[1], "")), found)

    def strings(self, key: str) -> list[str]:
        """A list of words: weekdays, months."""
        return list(self.entries[key])

    def _form(self, n: object) -> str:
        digits = re.sub(r"\D", "", str(n))
        return plural_form(self.entries["locale"], int(digits)) if digits else "other"


def plural_form(language: str, n: int) -> str:
    """CLDR's plural category of a whole number."""
    if n == 1:
        return "one"
    if language != "pl":
        return "other"
    return "few" if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14) else "many"


@cache
def read_catalogue(static: Path, language: str) -> Catalogue:
    """The catalogue of a language, read once."""
    return Catalogue(json.loads((static / "i18n" / f"{language}.json").read_text(encoding="utf-8")))
