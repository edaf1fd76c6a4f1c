"""The words on screens: the field's terms in both languages, and none of those that the glossary rules out."""

import json
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from app.web.assets import asset_folder
from app.web.translations import LANGUAGES

STATIC, TEMPLATES = asset_folder("static"), asset_folder("templates")
RULED_OUT = {
    "en": r"ready|menu|tried|doubles|(no|some)body|who (waits|can take it)|(?<!of )the day|every(thing)?|usual|silent",
    "pl": r"gotow\w+|przerw[aęy]|notuje|wybiera|zapowied\w+|wejścia|granic\w*|każd\w+|nikt|milczy|powtórzone|wygasłe",
}
STATUSES = {
    "en": "Logged out, No phone, Available, Paused, Ringing, Dialing, On call, Wrap-up, Pause too long",
    "pl": "Wylogowany, Bez telefonu, Wolny, Pauza, Dzwoni, Łączy, Rozmowa, Po rozmowie, Pauza za długa",
}
ABBREVIATIONS = {"Śr.", "Maks."}
LABELS = ("status", "heading", "stage", "column", "list", "view", "fact")
KEY = re.compile(r"""\b(say|inWords)\(["']([\w.]+)["']""")


def entries(language: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((STATIC / "i18n" / f"{language}.json").read_text(encoding="utf-8"))
    return read


def texts(entry: object) -> Iterator[str]:
    """Every text below an entry."""
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, dict):
        for part in entry.values():
            yield from texts(part)


def sources() -> Iterator[Path]:
    yield from STATIC.rglob("*.js")
    yield from chain(TEMPLATES.glob("*.html"), (TEMPLATES / "parts").glob("*.html"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_that_the_glossary_rules_out_is_on_a_screen(language: str) -> None:
    found = [
        text for text in texts(entries(language)) if re.search(rf"\b({RULED_OUT[language]})\b", text, re.IGNORECASE)
    ]

    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_status_is_the_field_s_word(language: str) -> None:
    assert ", ".join(entries(language)["status"].values()) == STATUSES[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_are_whole_words(language: str) -> None:
    words = [word for label in LABELS for text in texts(entries(language)[label]) for word in text.split()]

    assert {word for word in words if word.endswith(".")} - ABBREVIATIONS == set()


def test_every_key_that_a_page_names_is_in_both_catalogues() -> None:
    named = {
        f"side.{key}" if function == "inWords" else key
        for source in sources()
        for function, key in KEY.findall(source.read_text(encoding="utf-8"))
        if not key.endswith(".")
    }
    for language in LANGUAGES:
        missing = [key for key in sorted(named) if not has(entries(language), key)]

        assert missing == []


def has(entry: object, key: str) -> bool:
    for part in key.split("."):
        if not isinstance(entry, dict) or part not in entry:
            return False
        entry = entry[part]
    return True
