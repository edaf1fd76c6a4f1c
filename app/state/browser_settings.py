"""The settings made in the browser: their values as TOML's tree, and the newest changes with who made them.

A value, replaced by each change. Whether a change is allowed, and what is in force: `config/`.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import msgspec

Tree = dict[str, Any]
Path = tuple[str, ...]
MAX_CHANGES = 500
BOARDS = "boards"
"""The section whose tables exist even when they hold nothing: a board without keys shows everything."""


class Change(msgspec.Struct, frozen=True):
    """One value that changed with the entry `version`; None where there was none, or is none any more."""

    version: int
    at: int
    by: str
    path: Path
    before: Any = None
    after: Any = None


class BrowserSettings(msgspec.Struct, frozen=True):
    """The values in force, the version of the entry that last changed them, and the newest changes, newest first.

    `revision` counts the changes, so that a change can say what it was checked against. Of the changes made by the
    entry `incomplete` and before it only some are listed, or none.
    """

    values: Tree = {}
    version: int = 0
    revision: int = 0
    changes: tuple[Change, ...] = ()
    incomplete: int = 0

    def changed(self, version: int, at: int, by: str, patch: Tree) -> "BrowserSettings":
        """The settings after a merge patch. Nothing of these is modified."""
        values = merge(self.values, patch)
        found = islice(_differences(self.values, values), MAX_CHANGES + 1)
        made = [Change(version, at, by, path, before, after) for path, before, after in found]
        changes = (*made, *self.changes)
        cut = changes[MAX_CHANGES].version if len(changes) > MAX_CHANGES else self.incomplete
        return BrowserSettings(values, version, self.revision + 1, changes[:MAX_CHANGES], cut)

    def undo(self, version: int) -> Tree | None:
        """The merge patch that restores what the change `version` replaced; None if that is not known any more."""
        undone = [change for change in self.changes if change.version == version]
        if not undone or version <= self.incomplete:
            return None
        patch: Tree = {}
        for change in undone:
            _put(patch, change.path, change.before)
        return patch


def merge(target: Tree, patch: Tree, path: Path = ()) -> Tree:
    """RFC 7396, but a table that is left empty goes, unless it is a board. The arguments stay as they are."""
    result = dict(target)
    for key, value in patch.items():
        if isinstance(value, dict):
            held = result.get(key)
            inner = merge(held if isinstance(held, dict) else {}, value, (*path, key))
            if inner or path == (BOARDS,):
                result[key] = inner
            else:
                result.pop(key, None)
        elif value is None:
            result.pop(key, None)
        else:
            result[key] = value
    return result


def _differences(before: Any, after: Any, path: Path = ()) -> Iterator[tuple[Path, Any, Any]]:
    """Every value that differs and is no table, by path, None where there is none; and each board that came or went."""
    if before is after or before == after:
        return
    if not isinstance(before, dict) and not isinstance(after, dict):
        yield path, before, after
        return
    if path[:1] == (BOARDS,) and len(path) == 2 and (before is None or after is None):
        yield path, None if before is None else {}, None if after is None else {}
    old, new = before if isinstance(before, dict) else {}, after if isinstance(after, dict) else {}
    for key in sorted({**old, **new}):
        yield from _differences(old.get(key), new.get(key), (*path, key))


def _put(tree: Tree, path: Path, value: Any) -> None:
    """Put the value at this path, unless a table above it is to go as a whole."""
    for key in path[:-1]:
        inner = tree.setdefault(key, {})
        if inner is None:
            return
        tree = inner
    tree.setdefault(path[-1], value)
