"""The default journal: one SQLite file, written by one thread, synced to disk at every commit, read by another.

Entries that queue up during a commit go into the next one, so a burst costs few syncs. Reading never waits for writing,
nor writing for reading: each has a thread and a connection. A lock file allows one process a directory.
"""

import asyncio
import fcntl
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from . import (
    CALL_KEYS,
    CHECKPOINT_INTERVAL_ENTRIES,
    CHECKPOINT_INTERVAL_MS,
    Checkpoint,
    Damaged,
    DirectoryTaken,
    JournalError,
    Record,
    StoredDay,
    Wanted,
    sqlite_days,
)
from .files import LOCK, JournalFiles, make_private
from .salvage import MissingRange, entries
from .sqlite_copy import BACKUP_TIME
from .sqlite_file import LAYOUT, advice, copy_log, crc, damaged, open_checked, open_readable

__all__ = ["MissingRange", "SqliteJournal", "entries"]

MAX_TRIMMED = 2  # checkpoints deleted at a time: a clock set years ahead by mistake must not empty the journal
ROWS_PER_FETCH = 6500  # of five values each: SQLite takes 32,766 in one statement
CHUNK_ENTRIES = 2000  # read at a time …
CHUNK_BYTES = 1 << 22  # … of not many more bytes, since a refused body may hold a mebibyte
SEARCH_SPAN_VERSIONS = 5000  # scanned at a time: an aborted search ends within milliseconds
MAX_TERMS = 100  # of a condition in SQL, which may be 1,000 deep …
MAX_CALLS = 10_000  # … and have some 32,000 values; what is wanted beyond is looked for in Python
COPY_INTERVAL_S = 60.0  # between two copies of the log into the file, which backups may take without its log
WAL_BYTES = 1 << 26  # left of the write-ahead log once it has been copied back, however long it became meanwhile
STEPS_BETWEEN_LOOKS = 10_000  # of SQLite's virtual machine, under 1 ms, until a query sees that the journal closes
SELECT = "select version, received, kind, body, crc from entry"
CALL_AT = f"coalesce({', '.join(f'nullif(instr(body, ?), 0) + {len(key)}' for key in CALL_KEYS)})"
"""Where in a body the id of its call or chat begins; the values are `CALL_KEYS`."""
T = TypeVar("T")


class Found(NamedTuple):
    """Rows of a query, and whether they are all of them."""

    records: list[Record]
    is_all: bool


class SqliteJournal:
    """Entries in a file that stays intact after a killed process or a power failure."""

    def __init__(self, path: Path) -> None:
        """Open or make the file, or bring an older release's up to date.

        DirectoryTaken if another process has it, Unusable if it is damaged or a newer release's, OSError if it
        can't be made.
        """
        self._path = path
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = _locked(path.parent / LOCK)
        self._copied_at = time.monotonic()
        self._is_copied = True
        self._is_closing = False
        self._data_version: tuple[int] | None = None
        self._thread = ThreadPoolExecutor(1, "journal")
        self._read_thread = ThreadPoolExecutor(1, "journal-reads")
        try:
            self._db = self._thread.submit(open_checked, path).result()
            self._thread.submit(self._db.execute, f"pragma journal_size_limit = {WAL_BYTES}").result()
            self._read_db = self._read_thread.submit(open_readable, path).result()
            watched = (lambda: self._is_closing, STEPS_BETWEEN_LOOKS)
            self._read_thread.submit(self._read_db.set_progress_handler, *watched).result()
            self._files = JournalFiles(path)
            make_private(path)
        except BaseException:
            self._thread.shutdown()
            self._read_thread.shutdown()
            self._lock.close()
            raise

    @property
    def size_bytes(self) -> int:
        """What the file and its log take on the disk."""
        found = 0
        for file in (self._path, self._path.with_name(self._path.name + "-wal")):
            with suppress(OSError):
                found += file.stat().st_size
        return found

    @property
    def backed_up_at(self) -> float:
        """When `wallboard backup` last made a copy, in seconds since 1970; 0 if never."""
        try:
            return self._path.with_name(self._path.name + BACKUP_TIME).stat().st_mtime
        except OSError:
            return 0.0

    async def append(self, records: Sequence[Record]) -> int:
        """One commit for all of these: synced when this returns, nothing stored if it raises."""
        await self._run(partial(self._append, records))
        return records[0].version

    async def read(self, after: int) -> AsyncIterator[Sequence[Record]]:
        """The entries after a version, oldest first."""
        query = f"{SELECT} where version > ? order by version limit ?"
        while (found := await self._look(partial(self._found, query, (after, CHUNK_ENTRIES)))).records:
            yield found.records
            after = found.records[-1].version

    async def search(
        self, after: int, until: int, wanted: Wanted, *, newest_first: bool = False
    ) -> AsyncIterator[Sequence[Record]]:
        """The matching entries after one version up to another, found by SQLite, so that few rows are returned."""
        condition, values = _condition(wanted)
        query = (
            f"{SELECT} where version > ? and version <= ? and {condition} "
            f"order by version {'desc' if newest_first else 'asc'}"
        )
        while after < until:
            low = max(after, until - SEARCH_SPAN_VERSIONS) if newest_first else after
            high = until if newest_first else min(until, after + SEARCH_SPAN_VERSIONS)
            records, is_all = await self._look(partial(self._found, query, (low, high, *values), wanted))
            yield records
            if newest_first:
                until = low if is_all else records[-1].version - 1
            else:
                after = high if is_all else records[-1].version

    async def next_after(self, version: int) -> Record | None:
        """The first entry after a version."""
        query = f"{SELECT} where version > ? order by version limit 1"
        records, _ = await self._look(partial(self._found, query, (version,)))
        return records[0] if records else None

    async def was_rewritten(self) -> bool:
        """Whether another program has changed stored rows since the last look."""
        return await self._run(self._was_rewritten)

    async def probe(self) -> None:
        """Write the file's header, which no entry depends on."""
        await self._run(self._probe)

    async def check(self) -> None:
        """Check that the files still exist, and at intervals copy the log into the file."""
        await self._run(self._check)

    async def newest_checkpoint(self, made_by: bytes = b"") -> Checkpoint | None:
        """The newest one whose state begins with these bytes."""
        which = "where substr(state, 1, ?) = ? order by version desc"
        return await self._look(partial(self._checkpoint, which, (len(made_by), made_by)))

    async def checkpoint_at(self, version: int, made_by: bytes) -> Checkpoint | None:
        """The newest one of a version up to this one whose state begins with these bytes."""
        which = "where version <= ? and substr(state, 1, ?) = ? order by version desc"
        return await self._look(partial(self._checkpoint, which, (version, len(made_by), made_by)))

    async def first_checkpoint(self) -> Checkpoint | None:
        """The checkpoint before the first stored entry; None if none was ever trimmed."""
        first = "where version < (select coalesce(min(version), 0) from entry) order by version desc"
        return await self._look(partial(self._checkpoint, first))

    async def save(self, checkpoint: Checkpoint) -> None:
        """Store a checkpoint."""
        await self._run(partial(self._save, checkpoint))

    async def trim(self, before: int, needed: int | None = None) -> None:
        """Delete entries received before this instant and before `needed`, as far as a checkpoint covers them."""
        await self._run(partial(self._trim, before, needed))

    async def put_days(self, rows: Sequence[StoredDay]) -> None:
        """Keep these parts of days, synced when this returns."""
        await self._run(partial(sqlite_days.put, self._db, rows))

    async def day_names(self, part: str) -> Sequence[str]:
        """The names of the days that have this part, in order."""
        return await self._look(partial(sqlite_days.names, self._read_db, part))

    async def days(self, part: str, names: Sequence[str]) -> Sequence[StoredDay]:
        """The part of these days, of those that have it."""
        return await self._look(partial(sqlite_days.read, self._read_db, part, names))

    async def drop_days(self, part: str, before: str) -> None:
        """Delete this part of all days before this one."""
        await self._run(partial(sqlite_days.drop, self._db, part, before))

    async def close(self) -> None:
        """Close the file and release the directory. Queries are aborted."""
        self._is_closing = True  # SQLite's own interrupt() misses a query that is about to begin
        await self._look(self._read_db.close)
        await self._run(self._db.close)
        self._read_thread.shutdown()
        self._thread.shutdown()
        self._lock.close()

    async def _run(self, work: Callable[[], T]) -> T:
        """Have the writer do this."""
        return await self._done(self._thread, work)

    async def _look(self, work: Callable[[], T]) -> T:
        """Have the reader do this."""
        return await self._done(self._read_thread, work)

    async def _done(self, thread: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(thread, work)
        except sqlite3.Error as error:
            if damaged(error):
                raise Damaged(advice(self._path, str(error))) from error
            raise JournalError(f"the journal: {error}") from error
        except (OSError, MemoryError) as error:
            raise JournalError(f"the journal: {str(error) or 'no memory is left'}") from error

    def _append(self, records: Sequence[Record]) -> None:
        """Store all of these in files that will exist at the next start, or none of them."""
        self._check_files()
        self._commit(records)
        self._is_copied = False
        try:
            self._check_files()
        except JournalError:
            # If the files are restored, these versions are assigned again.
            self._db.execute("delete from entry where version between ? and ?", (records[0][0], records[-1][0]))
            raise

    def _was_rewritten(self) -> bool:
        before, self._data_version = self._data_version, self._db.execute("pragma data_version").fetchone()
        return before is not None and before != self._data_version

    def _probe(self) -> None:
        self._check_files()
        self._db.execute(f"pragma user_version = {LAYOUT}")

    def _check(self) -> None:
        self._check_files()
        if not self._is_copied and time.monotonic() >= self._copied_at + COPY_INTERVAL_S:
            copy_log(self._db)
            self._is_copied, self._copied_at = True, time.monotonic()

    def _check_files(self) -> None:
        try:
            self._files.check()
        except JournalError:
            if self._files.has_file:
                copy_log(self._db)  # only the log is gone: then at least acknowledged entries are in the file
            raise

    def _commit(self, records: Sequence[Record]) -> None:
        """One statement for all rows, which is one commit; executemany would trade the interpreter at every row."""
        if len(records) <= ROWS_PER_FETCH:
            self._insert(records)
            return
        with self._transaction():
            for start in range(0, len(records), ROWS_PER_FETCH):
                self._insert(records[start : start + ROWS_PER_FETCH])

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """One transaction: all of it is stored, or nothing."""
        self._db.execute("begin immediate")
        try:
            yield
            self._db.execute("commit")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("rollback")
            raise

    def _insert(self, records: Sequence[Record]) -> None:
        rows = ", ".join(["(?, ?, ?, ?, ?)"] * len(records))
        values = [value for record in records for value in (*record, crc(record))]
        self._db.execute(f"insert into entry values {rows}", values)  # noqa: S608

    def _found(self, query: str, values: Sequence[object], wanted: Wanted | None = None) -> Found:
        """The query's rows, filtered. Damaged where a row's check fails."""
        records: list[Record] = []
        size = 0
        with closing(self._read_db.execute(query, values)) as rows:  # open, it would keep the log from being reused
            for *columns, check in rows:
                record = Record(*columns)
                if wanted is not None and not wanted.includes(record):
                    continue
                if check is not None and check != crc(record):
                    raise Damaged(advice(self._path, f"entry {record.version} is not what was written"))
                records.append(record)
                size += len(record.body)
                if size > CHUNK_BYTES:
                    return Found(records, is_all=False)
        return Found(records, is_all=True)

    def _checkpoint(self, which: str, values: Sequence[object] = ()) -> Checkpoint | None:
        """The first undamaged checkpoint: the entries replace a damaged one."""
        query = f"select version, received, state, crc from checkpoint {which}"  # noqa: S608 - no value is in it
        with closing(self._read_db.execute(query, values)) as rows:
            for *columns, check in rows:
                checkpoint = Checkpoint(*columns)
                if check is None or check == crc(checkpoint):
                    return checkpoint
        return None

    def _save(self, checkpoint: Checkpoint) -> None:
        query = (
            "select version, received from checkpoint where version < ? and substr(state, 1, ?) = ? "
            "order by version desc limit 2"
        )
        made_by = checkpoint.made_by
        last = self._db.execute(query, (checkpoint.version, len(made_by), made_by)).fetchall()
        with self._transaction():
            if len(last) == 2 and _are_near(*last):
                self._db.execute("delete from checkpoint where version = ?", (last[0][0],))
            self._db.execute("insert or replace into checkpoint values (?, ?, ?, ?)", (*checkpoint, crc(checkpoint)))

    def _furthest_trim(self) -> int:
        """The version up to which entries may go now: two days' worth, or two checkpoints where these are further."""
        oldest = self._db.execute(
            "select version, received from checkpoint order by version limit ?", (MAX_TRIMMED + 1,)
        )
        rows = oldest.fetchall()
        if not rows:
            return 0
        until = rows[0][1] + MAX_TRIMMED * CHECKPOINT_INTERVAL_MS
        (within,) = self._db.execute("select max(version) from checkpoint where received <= ?", (until,)).fetchone()
        return max(int(within or 0), int(rows[-1][0]))

    def _trim(self, before: int, needed: int | None) -> None:
        furthest = self._furthest_trim()
        furthest = furthest if needed is None else min(furthest, needed - 1)
        query = (
            "select max(version) from checkpoint "
            "where version <= ? and version <= (select max(version) from entry where received < ?)"
        )
        (covered,) = self._db.execute(query, (furthest, before)).fetchone()
        if covered is not None:
            with self._transaction():
                self._db.execute("delete from entry where version <= ?", (covered,))
                self._db.execute("delete from checkpoint where version < ?", (covered,))


def _are_near(newer: tuple[int, int], older: tuple[int, int]) -> bool:
    """Whether the newer of two checkpoints, each a version and an instant, may be replaced."""
    entries, milliseconds = newer[0] - older[0], newer[1] - older[1]
    return milliseconds < CHECKPOINT_INTERVAL_MS and entries < CHECKPOINT_INTERVAL_ENTRIES


def _condition(wanted: Wanted) -> tuple[str, list[object]]:
    """The part of the filter that SQLite can decide. A scan of all rows in Python would block the event loop."""
    parts: list[str] = ["true" if wanted.kinds is None else f"kind in ({_marks(wanted.kinds)})"]
    values: list[object] = [*(wanted.kinds or ())]
    if wanted.containing is not None and len(wanted.containing) <= MAX_TERMS:
        parts.append(f"({' or '.join(['instr(body, ?)'] * len(wanted.containing)) or 'false'})")
        values.extend(wanted.containing)
    lengths = sorted({len(id_) for id_ in wanted.calls or ()})
    if wanted.calls is not None and len(lengths) <= MAX_TERMS and len(wanted.calls) <= MAX_CALLS:
        terms = []
        for length in lengths:
            ids = [id_ + b'"' for id_ in wanted.calls if len(id_) == length]
            terms.append(f"substr(body, {CALL_AT}, {length + 1}) in ({_marks(ids)})")
            values.extend((*CALL_KEYS, *ids))
        parts.append(f"({' or '.join(terms) or 'false'})")
    return " and ".join(parts), values


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _locked(path: Path):  # type: ignore[no-untyped-def] # noqa: ANN202
    handle = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "a")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        handle.close()
        raise DirectoryTaken(f"another wallboard uses {path.parent}") from error
    return handle
