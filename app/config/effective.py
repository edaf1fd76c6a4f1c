"""The settings in force: the file before the browser before Thulium, and where each value comes from. Pure.

What a change in the browser may not be: `changing.py`.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from .mistakes import right_part
from .schema import Privacy, Settings

Tree = dict[str, Any]
Path = tuple[str, ...]
FILE, BROWSER, THULIUM = "file", "browser", "thulium"
LOOSENESS: Mapping[str, Callable[[Any], int]] = {
    "numbers": ("none", "last3", "full").index,
    "agents": ("initials", "first_name", "name").index,
    "recordings": (False, True).index,
}
"""How much each value of [privacy] shows; the browser may show less than the file, never more."""


def effective(file: Settings, browser: Tree, observed: Tree) -> Settings:
    """The settings in force. `browser` and `observed` are trees like TOML's, of settable sections.

    A value that this release does not take is as if it were not set.
    """
    browser = _no_looser(file.privacy, browser)
    if not browser and not observed:
        return file
    tree = overlaid(overlaid(observed, browser), file.stated)
    if stricter := browser.get("privacy"):
        tree["privacy"] = {**tree["privacy"], **stricter}
    settings = _converted(tree)
    changed = {section: getattr(settings, section) for section in tree if section in Settings.__struct_fields__}
    return msgspec.structs.replace(file, **changed)


def sources(file: Settings, browser: Tree, observed: Tree) -> dict[Path, str]:
    """The source of each value that any source sets, by its path."""
    stated, browser = file.stated, _no_looser(file.privacy, browser)
    stricter = browser.get("privacy", {})
    found = dict.fromkeys(leaves(stated), FILE)
    for tree, source in ((browser, BROWSER), (observed, THULIUM)):
        for path in leaves(tree):
            found.setdefault(path, source)
    return found | {("privacy", name): BROWSER for name in stricter}


def overlaid(lower: Tree, upper: Tree) -> Tree:
    """Both trees; where both have a value, the upper one's. The arguments stay as they are."""
    result = dict(lower)
    for key, value in upper.items():
        held = result.get(key)
        result[key] = overlaid(held if isinstance(held, dict) else {}, value) if isinstance(value, dict) else value
    return result


def leaves(tree: Tree, path: Path = ()) -> list[Path]:
    """The paths of all that is no table, and of tables without keys."""
    found: list[Path] = []
    for key, value in tree.items():
        found += leaves(value, (*path, key)) if isinstance(value, dict) and value else [(*path, key)]
    return found


def is_looser(file: Privacy, name: str, value: Any) -> bool:
    """Whether a value of [privacy] shows more than the file's does."""
    try:
        return LOOSENESS[name](value) > LOOSENESS[name](getattr(file, name))
    except (KeyError, ValueError):
        return False


def _no_looser(file: Privacy, browser: Tree) -> Tree:
    """The browser's settings without what a stricter file has overtaken."""
    privacy = browser.get("privacy")
    if not isinstance(privacy, dict):
        return browser
    kept = {
        name: value
        for name, value in privacy.items()
        if not is_looser(file, name, value) and value != getattr(file, name, None)
    }
    rest = {section: value for section, value in browser.items() if section != "privacy"}
    return {**rest, "privacy": kept} if kept else rest


def _converted(tree: Tree) -> Settings:
    try:
        return msgspec.convert(tree, Settings)
    except msgspec.ValidationError:
        return msgspec.convert(right_part(tree, Settings), Settings)
