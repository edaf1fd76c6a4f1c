"""Which texts show anything."""

import unicodedata

import pytest

from app.config.text import is_readable


@pytest.mark.parametrize("text", ["a", "1", "!", "+", "\u2713", "\u200ba", "e\u0301", "\U0001f525", "\u05d0", "\u0e01"])
def test_what_has_a_visible_character_is_readable(text: str) -> None:
    assert is_readable(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\u200b",
        "\u3164",
        "\u2066\u2069",
        "\ufeff",
        "\u00ad",
        "\u0301",
        "\u115f\u1160",
        "\uffa0",
        "\u2800",
        "\ufe0f",
    ],
    ids=ascii,
)
def test_what_shows_nothing_is_not_readable(text: str) -> None:
    assert not is_readable(text)


def test_no_control_format_or_blank_character_is_readable_alone() -> None:
    shown = {
        "\u0600",
        "\u0601",
        "\u0602",
        "\u0603",
        "\u0604",
        "\u0605",
        "\u06dd",
        "\u070f",
        "\u0890",
        "\u0891",
        "\u08e2",
    }
    characters = {chr(code) for code in range(0x10000)} - shown  # signs of Arabic and Syriac that are drawn
    invisible = {one for one in characters if unicodedata.category(one) in {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"}}

    assert {one for one in invisible if is_readable(one)} == set()
