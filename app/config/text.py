"""Texts that people write for screens: which of them show anything. Not here: what events bring."""

import re

INVISIBLE = (
    r"\s\x00-\x20\x7f-\xa0\xad\u0300-\u036f\u0483-\u0489\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u1ab0-\u1aff"
    r"\u1dc0-\u1dff\u2000-\u200f\u2028-\u202f\u205f-\u206f\u20d0-\u20ff\u2800\u3164\ud800-\udfff\ufe00-\ufe0f"
    r"\ufe20-\ufe2f\ufeff\uffa0\ufff0-\ufffb"
    "\U000e0000-\U000e0fff"  # a regular expression of JSON Schema has no escape for these that Python has too
)
"""Characters of a character class that alone leave nothing to read: blanks, controls, fillers, combining marks."""
SHOWS = f"(?=.*[^{INVISIBLE}])"
"""The beginning of a pattern: something in the line can be read."""
_READABLE = re.compile(f"[^{INVISIBLE}]")


def is_readable(text: str) -> bool:
    """Whether the text shows anything."""
    return _READABLE.search(text) is not None
