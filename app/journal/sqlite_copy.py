"""Copies of the SQLite journal's file: a whole one while a server writes it, and its return to an empty place.

Both write beside the target and rename: whoever is killed in between leaves what was there before.
"""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from . import Unusable
from .sqlite_file import LAYOUT, layout_of, open_readable

PARTIAL = ".partial"
BACKUP_TIME = ".backup-time"
"""Beside the journal's file: a file whose time is that of the last backup."""
PAGES_PER_STEP = 1000
"""Pages copied at a time: SQLite starts again where a commit came in between, and a server waits for none of it."""


def copy_file(source: Path, target: Path) -> int:
    """Make `target` a whole copy of the journal's file, readable by its owner alone; its entries.

    Unusable if the source is damaged or no journal, sqlite3.Error or OSError if it can't be read or written.
    """
    partial = target.with_name(target.name + PARTIAL)
    partial.unlink(missing_ok=True)
    os.close(os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(open_readable(source)) as db, closing(sqlite3.connect(partial)) as copy:
            db.backup(copy, pages=PAGES_PER_STEP, sleep=0)
            copy.execute("pragma journal_mode = delete")  # one file, without a log beside it
        count = checked(partial)
        with partial.open("rb") as file:
            os.fsync(file.fileno())
        partial.replace(target)
        _sync_directory(target.parent)
    except BaseException:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise
    return count


def checked(path: Path) -> int:
    """The number of a copy's entries. Unusable if it is damaged, no journal, or of another layout."""
    try:
        with closing(open_readable(path)) as db:
            (parsed,) = db.execute("pragma integrity_check(1)").fetchone()
            layout = layout_of(db)
            (count,) = db.execute("select count(*) from entry").fetchone() if layout == LAYOUT else (0,)
    except sqlite3.DatabaseError as error:
        raise Unusable(f"{path} is no undamaged journal: {error}") from error
    if parsed != "ok":
        raise Unusable(f"{path} is damaged: {' '.join(parsed.split())}")
    if layout != LAYOUT:
        raise Unusable(f"{path} is no journal of this release (layout {layout}; this one knows {LAYOUT})")
    return int(count)


def give_to_owner(path: Path, owner: Path) -> None:
    """Have the file belong to whom the directory belongs, where this process may do that."""
    found = owner.stat()
    with suppress(PermissionError):
        os.chown(path, found.st_uid, found.st_gid)


def _sync_directory(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
