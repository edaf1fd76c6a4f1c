"""Reading a journal's file from outside: all of it, or of a damaged one all that can be read.

Not the server's way to its entries (`sqlite.py`): this writes nothing and needs no lock.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from ..events.decoding import from_journal
from ..events.server_entries import SERVER_ENTRIES, decode
from . import Record
from .sqlite_file import crc, has_lost_commits, open_readable

MAX_FAILED_READS = 20_000
"""Entries in a row that cannot be read, after which there are none: one inner page of the file leads to fewer."""

MAX_ROWS = 1000
"""Entries read in one transaction."""


class MissingRange(NamedTuple):
    """Entries that could not be read, from `first` to `last`; `last` is None where nobody can say how many followed."""

    first: int
    last: int | None

    def __str__(self) -> str:
        """How it is said to people."""
        if self.last is None:
            return f"from {self.first} on, if there were more"
        return str(self.first) if self.first == self.last else f"{self.first} to {self.last}"


def entries(path: Path, losses: list[MissingRange] | None = None) -> Iterator[Record]:
    """Every entry of now, oldest first, also while a server writes the file. sqlite3.Error if it is unreadable.

    They are read in portions: whoever stands still within one query keeps the server from reusing its write-ahead log.
    With `losses` a damaged file is read as far as it can be, and what was lost is added to them.
    """
    after, broken = 0, False
    with closing(open_readable(path)) as db:
        for record in _Reader(db).records():
            if record is None:
                if losses is None:
                    raise sqlite3.DatabaseError(f"what follows entry {after} is damaged")
                broken = True
                continue
            if losses is not None and broken and record.version > after + 1:
                losses.append(MissingRange(after + 1, record.version - 1))
            after, broken = record.version, False
            yield record
    # Twice, because a server may be writing just there.
    if losses is not None and (broken or (has_lost_commits(path) and has_lost_commits(path))):
        losses.append(MissingRange(after + 1, None))


class _Reader:
    """One open file, whose every answer may be an error or nonsense."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        columns = [column[1] for column in db.execute("pragma table_info(entry)")]
        self._select = f"select version, received, kind, body, {'crc' if 'crc' in columns else 'null'} from entry"  # noqa: S608

    def records(self) -> Iterator[Record | None]:
        """The sound entries in their order; None where something could not be read."""
        after, last = 0, self._bound("max", 1 << 62)
        while True:
            rows, is_complete = self._portion(after, last)
            for row in rows:
                record = _sound(row)
                if record is None or record.version <= after:
                    yield None
                else:
                    after = record.version
                    yield record
            if is_complete and len(rows) < MAX_ROWS:
                return
            if is_complete and after == rows[-1][0]:
                continue
            yield None
            record = self._next(after)
            if record is None:
                return
            after = record.version
            yield record

    def _portion(self, after: int, last: int) -> tuple[list[tuple[Any, ...]], bool]:
        """The next rows, and whether they could be read to their end."""
        rows: list[tuple[Any, ...]] = []
        try:
            query = f"{self._select} where version > ? and version <= ? order by version limit ?"
            rows.extend(self._db.execute(query, (after, last, MAX_ROWS)))
        except sqlite3.DatabaseError:
            return rows, False
        if after and rows and rows[0][0] != after + 1 and self._bound("min", 0) > after + 1:
            raise sqlite3.OperationalError(f"the entries after {after} were trimmed while they were read: begin again")
        return rows, True

    def _bound(self, which: str, unknown: int) -> int:
        """The first or last version: `min` or `max`."""
        try:
            (version,) = self._db.execute(f"select {which}(version) from entry").fetchone()  # noqa: S608 - two words
        except sqlite3.DatabaseError:
            return unknown
        return version if isinstance(version, int) else unknown

    def _next(self, after: int) -> Record | None:
        """The next sound entry, sought one version after another past what is damaged; None if there is none."""
        for version in range(after + 1, after + MAX_FAILED_READS):
            try:
                query = f"{self._select} where version >= ? order by version limit 1"
                row = self._db.execute(query, (version,)).fetchone()
            except sqlite3.DatabaseError:
                continue
            if row is None:
                return None
            record = _sound(row)
            if record is not None and record.version >= version:
                return record
        return None


def _sound(row: tuple[Any, ...]) -> Record | None:
    """The entry, if it is what was written: by its check, or in a file from before checks by its shape."""
    *values, check = row
    record = Record(*values)
    try:
        if record.kind in SERVER_ENTRIES:
            decode(record.kind, record.body)
        else:
            from_journal(record.body)
        is_complete = (
            isinstance(record.version, int) and isinstance(record.received, int) and isinstance(record.kind, str)
        )
        return record if is_complete and check in {None, crc(record)} else None
    except (ValueError, TypeError, AttributeError):
        return None
