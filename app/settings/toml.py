"""Keys and values as TOML writes them. Reading TOML is the standard library's; it does not write."""

import json
import re
from typing import Any

BARE = re.compile(r"[A-Za-z0-9_-]+")


def key(name: str) -> str:
    """A key, quoted where it must be."""
    return name if BARE.fullmatch(name) else text(name)


def text(value: str) -> str:
    """A text: JSON's way, but for the one control character that JSON lets stand."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def value(of: Any) -> str:
    """A text, a number, a truth, a list, or a small table on one line."""
    if isinstance(of, str):
        return text(of)
    if isinstance(of, dict):
        return "{ " + ", ".join(f"{key(name)} = {value(item)}" for name, item in of.items()) + " }"
    if isinstance(of, list):
        return "[" + ", ".join(value(item) for item in of) + "]"
    return json.dumps(of)
