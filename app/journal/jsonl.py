"""A journal as lines of JSON: what is stored of past days, then one entry a line, oldest first.

`export` writes them and `import` reads them.
Not here: where the entries lie. Every journal can be written to such a file, and made from one.
"""

from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Annotated

import msgspec

from ..events.decoding import from_journal
from ..events.server_entries import SERVER_ENTRIES, decode
from ..events.timestamps import format_date
from . import KINDS, Journal, Record, SharedJournal, StoredDay

BATCH_ENTRIES = 1000  # entries of one append
DAY_BEGINS = b'{"kind":"day",'
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class NotAJournal(ValueError):
    """The lines are not a journal; the message names the line, and what to do."""


class NotEmpty(Exception):
    """Entries would be mixed with others that are there already."""


class JournalLine(msgspec.Struct):
    """One line."""

    version: Annotated[int, msgspec.Meta(ge=1, le=1 << 53)]
    received: Annotated[datetime, msgspec.Meta(tz=True)]
    kind: str
    body: msgspec.Raw


class DayLine(msgspec.Struct, tag_field="kind", tag="day"):
    """A line with a part of a past day; `data` is base64 of bytes that mean nothing here, or an object."""

    day: str
    part: str
    data: msgspec.Raw


def day_line(row: StoredDay) -> bytes:
    """The part of a day as one line; where the bytes are a JSON object, that object."""
    data = row.data if row.data.startswith(b"{") else msgspec.json.encode(row.data)
    return msgspec.json.encode(DayLine(row.day, row.part, msgspec.Raw(data))) + b"\n"


def line(record: Record) -> bytes:
    """The entry as one line."""
    entry = {
        "version": record.version,
        "received": format_date(record.received / 1000),
        "kind": record.kind,
        "body": msgspec.Raw(record.body),
    }
    return msgspec.json.encode(entry) + b"\n"


def records(lines: Iterable[bytes], *, renumber: bool = False, days: list[StoredDay] | None = None) -> Iterator[Record]:
    """The entries; parts of days are added to `days`.

    NotAJournal at a line that is neither, or whose version does not follow, unless they get new ones.
    """
    before = 0
    for number, text in enumerate(lines, 1):
        if text.startswith(DAY_BEGINS):
            day = _day(number, text)
            if days is not None:
                days.append(day)
            continue
        record = _record(number, text)
        if renumber:
            record = record._replace(version=before + 1)
        elif before and record.version != before + 1:
            raise NotAJournal(
                f"line {number}: version {record.version} after {before}, but versions have no gaps;"
                " --renumber counts them from 1"
            )
        before = record.version
        yield record


async def import_records(entries: Iterator[Record], journal: Journal) -> AsyncIterator[int]:
    """Put the entries into an empty journal; how many there are so far. NotEmpty if it is not, JournalError."""
    async for _ in journal.read(0):
        raise NotEmpty
    if await journal.newest_checkpoint():
        raise NotEmpty
    done = 0
    while batch := list(islice(entries, BATCH_ENTRIES)):
        if isinstance(journal, SharedJournal):
            await journal.restore(batch)
        else:
            await journal.append(batch)
        done += len(batch)
        yield done


def _day(number: int, text: bytes) -> StoredDay:
    try:
        found = msgspec.json.decode(text, type=DayLine)
        data = bytes(found.data)
        if not data.startswith(b"{"):
            data = msgspec.json.decode(data, type=bytes)
    except ValueError as error:
        raise NotAJournal(f"line {number} is no part of a past day: {error}") from error
    return StoredDay(found.day, found.part, data)


def _record(number: int, text: bytes) -> Record:
    try:
        entry = msgspec.json.decode(text, type=JournalLine)
        body = bytes(entry.body)
        _check(entry.kind, body)
    except ValueError as error:
        raise NotAJournal(f"line {number} is no entry of a journal: {error}") from error
    return Record(entry.version, (entry.received - EPOCH) // timedelta(milliseconds=1), entry.kind, body)


def _check(kind: str, body: bytes) -> None:
    """ValueError unless the body is one of this kind."""
    if kind in SERVER_ENTRIES:
        decode(kind, body)
    elif kind in KINDS:
        from_journal(body)
    else:
        raise ValueError(f"its kind {kind!r} is none of {', '.join(KINDS)}")
