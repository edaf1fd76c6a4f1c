"""What a change in the browser may be: checked as a whole, in the words of `wallboard check`. Pure."""

from collections.abc import Iterator
from typing import Any

import msgspec

from . import toml
from .effective import Tree, effective, is_looser, leaves
from .loading import contradictions
from .mistakes import Mistake, mistakes
from .recipients import is_link_local
from .schema import PASSWORD_GOES_TO, SETTABLE, Settings

MAX_BYTES = 1 << 19  # of all that is set in the browser, as JSON
MISSING = object()


class Locked(Exception):
    """The file sets this key, so that the browser cannot."""

    def __init__(self, key: str, detail: str) -> None:
        """The key as in TOML, and what to do."""
        super().__init__(detail)
        self.key = key


def check_patch(file: Settings, browser: Tree, patch: Any, merged: Tree, observed: Tree) -> list[Mistake]:
    """What is wrong with a merge patch of the browser's settings; `merged` is what they are with it.

    Locked if the file sets any of its keys, or a stricter [privacy].
    """
    found = list(_section_mistakes(patch))
    if found:
        return found
    given = _without_nulls(patch)
    found = list(mistakes(given, Settings))
    if not found:
        _check_file(file, browser, patch)
        found = [
            one
            for one in contradictions(effective(file, merged, observed))
            if _value_at(given, one.path) is not MISSING
        ]
        found += _moved_passwords(browser, patch) + _internal_recipients(given)
    if not found and len(msgspec.json.encode(merged)) > MAX_BYTES:
        found = [Mistake((), "large")]
    return found


def _moved_passwords(browser: Tree, patch: Tree) -> list[Mistake]:
    """A password goes to the address that it was entered for: another address needs it again."""
    return [
        Mistake((section, address), "password_elsewhere")
        for section, address in PASSWORD_GOES_TO.items()
        if _moves(browser, patch, (section, address)) and _is_held_back(browser, patch, (section, "password"))
    ]


def _moves(browser: Tree, patch: Tree, path: tuple[str, str]) -> bool:
    given = _value_at(patch, path)
    return given is not MISSING and given is not None and given != _value_at(browser, path)


def _is_held_back(browser: Tree, patch: Tree, path: tuple[str, str]) -> bool:
    """Whether a stored value is not given again."""
    return _value_at(browser, path) is not MISSING and _value_at(patch, path) is MISSING


def _internal_recipients(patch: Tree) -> list[Mistake]:
    """Who may change settings in the browser may not have the server ask what is only for itself."""
    recipients = _value_at(patch, ("alerts", "to"))
    return [
        Mistake(("alerts", "to", index), "link_local")
        for index, recipient in enumerate(recipients if isinstance(recipients, list) else [])
        if is_link_local(recipient)
    ]


def _section_mistakes(patch: Any) -> Iterator[Mistake]:
    """The sections that cannot be set here."""
    if not isinstance(patch, dict):
        yield Mistake((), "table")
        return
    settable = [name for name in SETTABLE if name in Settings.__struct_fields__]
    for name in patch:
        if name in Settings.__struct_fields__ and name not in settable:
            yield Mistake((name,), "file_only")
        elif name not in settable:
            yield Mistake((name,), "unknown", {"known": ", ".join(settable)})


def _check_file(file: Settings, browser: Tree, patch: Tree) -> None:
    """Locked where the file has its say."""
    stated = leaves(file.stated)
    for path in leaves(patch):
        value = _value_at(patch, path)
        if path[0] == "privacy":
            if len(path) == 2 and is_looser(file.privacy, path[1], value):
                raise Locked(toml.path(path), "shows more than the file allows, and can only be made stricter here")
            continue
        if value is None and _value_at(browser, path) is not MISSING:
            continue  # what a later file has overtaken may be taken away
        for theirs in stated:
            if theirs[: len(path)] == path or path[: len(theirs)] == theirs:
                raise Locked(toml.path(theirs), "is set in the file, which wins; change it there")


def _without_nulls(patch: Tree) -> Tree:
    """What the patch sets, without what it takes away."""
    return {
        key: _without_nulls(value) if isinstance(value, dict) else value
        for key, value in patch.items()
        if value is not None
    }


def _value_at(tree: Any, path: tuple[str | int, ...]) -> Any:
    for part in path:
        is_there = part in tree if isinstance(tree, dict) else isinstance(tree, list) and part in range(len(tree))
        if not is_there:
            return MISSING
        tree = tree[part]
    return tree
