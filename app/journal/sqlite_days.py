"""The table of stored days in the SQLite journal's file. What a day holds: `history/books.py`."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from . import StoredDay
from .sqlite_file import crc, open_readable

CHUNK_DAYS = 500  # of one statement, which takes some 32,000 values


def put(db: sqlite3.Connection, rows: Sequence[StoredDay]) -> None:
    """Keep these parts of days in one commit."""
    places = ", ".join(["(?, ?, ?, ?)"] * len(rows))
    values = [value for row in rows for value in (*row, crc(row))]
    db.execute(f"insert or replace into day values {places}", values)  # noqa: S608 - no value is in it


def names(db: sqlite3.Connection, part: str) -> list[str]:
    """The names of the days that have this part, in order."""
    return [name for (name,) in db.execute("select day from day where part = ? order by day", (part,)).fetchall()]


def read(db: sqlite3.Connection, part: str, wanted: Sequence[str]) -> list[StoredDay]:
    """The part of these days, but for what is not as it was written: a new start counts it again, if it still can."""
    found = []
    for start in range(0, len(wanted), CHUNK_DAYS):
        some = wanted[start : start + CHUNK_DAYS]
        marks = ", ".join("?" * len(some))
        query = f"select day, part, data, crc from day where part = ? and day in ({marks})"  # noqa: S608 - only marks
        for *columns, check in db.execute(query, (part, *some)).fetchall():
            row = StoredDay(*columns)
            if check == crc(row):
                found.append(row)
    return found


def drop(db: sqlite3.Connection, part: str, before: str) -> None:
    """Delete this part of all days before this one."""
    db.execute("delete from day where part = ? and day < ?", (part, before))


def stored_days(path: Path) -> list[StoredDay]:
    """All that is stored of days in this file, also while a server writes it; of a damaged one what can be read."""
    with closing(open_readable(path)) as db:
        try:
            rows = db.execute("select day, part, data, crc from day order by day, part").fetchall()
        except sqlite3.DatabaseError:  # damaged, or of a release that stored no days
            return []
    return [row for *columns, check in rows if check == crc(row := StoredDay(*columns))]
