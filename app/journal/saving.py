"""Reading a journal's file from outside: all of it, or of a damaged one all that can be read.

Not the server's way to its entries (`sqlite.py`): this writes nothing and needs no lock.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from . import Record
from .layout import crc, readable

GIVE_UP = 20_000
"""Entries in a row that cannot be read, after which there are none: one inner page of the file leads to fewer."""


class Loss(NamedTuple):
    """Entries that could not be read, from `first` to `last`; `last` is None where nobody can say how many followed."""

    first: int
    last: int | None

    def __str__(self) -> str:
        """How it is said to people."""
        if self.last is None:
            return f"from {self.first} on, if there were more"
        return str(self.first) if self.first == self.last else f"{self.first} to {self.last}"


def entries(path: Path, losses: list[Loss] | None = None) -> Iterator[Record]:
    """Every entry, oldest first, also while a server writes the file. sqlite3.Error if it is unreadable.

    With `losses` a damaged file is read as far as it can be, and what was lost is added to them.
    """
    with closing(readable(path)) as db:
        reader = _Reader(db)
        after = 0
        while True:
            try:
                for record in reader.later(after):
                    if losses is not None and record.version in reader.unsound:
                        losses.append(Loss(record.version, record.version))
                    else:
                        yield record
                    after = record.version
            except sqlite3.DatabaseError:
                if losses is None:
                    raise
            else:
                return
            found = reader.next_readable(after)
            losses.append(Loss(after + 1, found - 1 if found else None))
            if found is None:
                return
            after = found - 1


class _Reader:
    """One open file."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        columns = [column[1] for column in db.execute("pragma table_info(entry)")]
        self._columns = "version, received, kind, body, " + ("crc" if "crc" in columns else "null")
        self.unsound: set[int] = set()

    def later(self, after: int) -> Iterator[Record]:
        """The entries after a version until one cannot be read; those whose check fails are in `unsound`."""
        query = f"select {self._columns} from entry where version > ? order by version"  # noqa: S608
        for *values, check in self._db.execute(query, (after,)):
            record = Record(*values)
            if not _sound(record, check):
                self.unsound.add(record.version)
            yield record

    def next_readable(self, after: int) -> int | None:
        """The next version that can be read; None if there is none."""
        for version in range(after + 1, after + GIVE_UP):
            try:
                query = "select version, body from entry where version >= ? order by version limit 1"
                row = self._db.execute(query, (version,)).fetchone()
            except sqlite3.DatabaseError:
                continue
            return int(row[0]) if row else None
        return None


def _sound(record: Record, check: Any) -> bool:
    if check is not None:
        return bool(check == crc(record))
    try:
        msgspec.json.decode(record.body)
    except (msgspec.DecodeError, TypeError, UnicodeDecodeError):
        return False
    return True
