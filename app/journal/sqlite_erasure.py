"""Rewriting of rows of the SQLite journal, also while a server writes it: one commit, and no trace in the file."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from . import Checkpoint, Record, StoredDay
from .sqlite_file import crc, open_readable

WRITE_WAIT_S = 10.0
FILL_PAGES = 256
"""Pages that are overwritten at a time where deleted rows were: a server's commits wait for no more."""


def checkpoints(path: Path) -> list[Checkpoint]:
    """All checkpoints."""
    with closing(open_readable(path)) as db:
        return [Checkpoint(*row) for row in db.execute("select version, received, state from checkpoint").fetchall()]


def rewrite(path: Path, entries: Sequence[Record], states: Sequence[Checkpoint], days: Sequence[StoredDay]) -> None:
    """Put these in the places of what they were, all or nothing; rows that are gone by now stay so. sqlite3.Error."""
    with closing(sqlite3.connect(path, timeout=WRITE_WAIT_S, isolation_level=None)) as db:
        db.execute("pragma secure_delete = on")
        db.execute("begin immediate")
        for record in entries:
            db.execute(
                "update entry set body = ?, crc = ? where version = ?", (record.body, crc(record), record.version)
            )
        for state in states:
            db.execute(
                "update checkpoint set state = ?, crc = ? where version = ?", (state.state, crc(state), state.version)
            )
        for day in days:
            db.execute("update day set data = ?, crc = ? where day = ? and part = ?", (day.data, crc(day), *day[:2]))
        db.execute("commit")


def wipe_free_space(path: Path, *, is_served: bool) -> None:
    """Overwrite what deleted and replaced rows have left in the file, and in its log.

    Without a server the file is written anew: what a release that did not overwrite left within pages goes too.
    """
    with closing(sqlite3.connect(path, timeout=WRITE_WAIT_S, isolation_level=None)) as db:
        db.execute("pragma secure_delete = on")
        if not is_served:
            db.execute("vacuum")
            db.execute("pragma wal_checkpoint(truncate)").fetchall()
            return
        (page,) = db.execute("pragma page_size").fetchone()
        (free,) = db.execute("pragma freelist_count").fetchone()
        db.execute("create table if not exists filler (zeros blob)")
        for _ in range(-(-free // FILL_PAGES)):
            db.execute("insert into filler values (zeroblob(?))", (FILL_PAGES * page,))
        db.execute("drop table filler")
        db.execute("pragma wal_checkpoint(truncate)").fetchall()
