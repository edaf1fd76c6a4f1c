"""Names as the board has room for them: how broad they are, how they shorten, how they sort. Pure.

Keep in sync with static/js/names.js.
"""

from __future__ import annotations

import re

_NARROW = frozenset("iljłtfrI.,:;'|!()-[] ")
_BROAD = frozenset("mwMWŁÓŻŹĆŃŚQGO@%")
_DIACRITICS = {"ą": "a", "ć": "c", "ę": "e", "ł": "l", "ń": "n", "ó": "o", "ś": "s", "ź": "z", "ż": "zz"}
# Letters that run right to left, and marks that turn whatever follows them.
_MARKS = r"\u200f\u202a-\u202e\u2066-\u2069"
_TURNING = re.compile(rf"[\u0590-\u08ff{_MARKS}\ufb1d-\ufdff\ufe70-\ufefc]")


def isolated(name: str) -> str:
    """A name as part of a longer text: whatever is in it turns nothing beside it."""
    return f"\u2068{re.sub(f'[{_MARKS}]', '', name)}\u2069" if _TURNING.search(name) else name


def breadth(text: str) -> float:
    """Ems of a bold face; rough, but it errs on the broad side."""
    return sum(_letter(letter) for letter in text)


def fit_name(name: str, room: float) -> str:
    """`Krzysztof Brzęczyszczykiewicz` → `Krzysztof B.` → `Krzyszt. B.` as the room gets less."""
    if breadth(name) <= room:
        return name
    words = [word for word in name.split(" ") if word]
    if len(words) < 2:
        return cut(name, room)
    initial = f"{words[-1][0]}."
    short = f"{words[0]} {initial}"
    if breadth(short) <= room:
        return short
    return f"{cut(words[0], room - breadth(f' {initial}'), '.')} {initial}"


def cut(text: str, room: float, ending: str = "\N{HORIZONTAL ELLIPSIS}") -> str:
    """The text, or as much of it as there is room for and a mark."""
    if breadth(text) <= room:
        return text
    while len(text) > 1 and breadth(text + ending) > room:
        text = text[:-1]
    return text.rstrip() + ending


def sort_key(name: str) -> str:
    """The order of a Polish index, with numbers by their value: `Linia 9` before `Linia 10`."""
    key = "".join(f"{_DIACRITICS[letter]}~" if letter in _DIACRITICS else letter for letter in name.lower())
    return re.sub(r"[0-9]+", lambda digits: digits[0].rjust(12, "0"), key)


def _letter(letter: str) -> float:
    if letter in _NARROW:
        return 0.36
    if letter in _BROAD:
        return 0.88
    return 0.7 if letter != letter.lower() else 0.6
