"""The default journal: one SQLite file, written by one thread, synced to disk at every commit.

Whatever queued up while a commit was under way goes into the next one, so a burst costs few syncs. One
process a directory: a lock beside the file says so.
"""

import asyncio
import fcntl
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

from . import Checkpoint, Damaged, DirectoryTaken, JournalError, Record
from .files import JournalFiles, warn_if_public
from .layout import LAYOUT, advice, copy_log, crc, damaged, opened
from .saving import Loss, entries

__all__ = ["Loss", "SqliteJournal", "entries"]

APART = 86_400_000  # milliseconds between kept checkpoints: old entries go a day at a time
MOST_TRIMMED = 2  # kept checkpoints that go at a time: a clock set years ahead by mistake must not cost the journal
ROWS = 6500  # of five values each: SQLite takes 32,766 in one statement
CHUNK = 2000  # entries read at a time: about 10 ms of applying between two breaths of the event loop
COPY_INTERVAL_S = 60.0  # between two copies of the log into the file, which backups may take without its log
T = TypeVar("T")


class SqliteJournal:
    """Entries in a file that a killed process, or a pulled plug, leaves whole."""

    def __init__(self, path: Path) -> None:
        """Open or make the file, or bring an older release's up to date.

        DirectoryTaken if another process has it, Unusable if it is damaged or a newer release's, OSError if it
        can't be made.
        """
        self._path = path
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = _locked(path.parent / "serve.lock")
        self._copied_at = time.monotonic()
        self._is_copied = True
        self._thread = ThreadPoolExecutor(1, "journal")
        try:
            self._db = self._thread.submit(opened, path).result()
            self._files = JournalFiles(path)
            warn_if_public(path)
        except BaseException:
            self._thread.shutdown()
            self._lock.close()
            raise

    async def append(self, records: Sequence[Record]) -> int:
        """One commit for all of these: synced when this returns, nothing kept if it raises."""
        await self._run(partial(self._append, records))
        return records[0].version

    async def read(self, after: int) -> AsyncIterator[Sequence[Record]]:
        """The entries after a version, oldest first."""
        while records := await self._run(partial(self._chunk, after)):
            yield records
            after = records[-1].version

    async def probe(self) -> None:
        """Write the file's header, which no entry depends on."""
        await self._run(self._probe)

    async def check(self) -> None:
        """See that the files are still there, and now and then copy the log into the file."""
        await self._run(self._check)

    async def newest_checkpoint(self) -> Checkpoint | None:
        """Where recovery begins."""
        return await self._run(partial(self._checkpoint, "order by version desc"))

    async def first_checkpoint(self) -> Checkpoint | None:
        """What came before the first kept entry; None while none was ever trimmed."""
        first = "where version < (select coalesce(min(version), 0) from entry) order by version desc"
        return await self._run(partial(self._checkpoint, first))

    async def save(self, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint."""
        await self._run(partial(self._save, checkpoint))

    async def trim(self, before: int) -> None:
        """Forget what was received before this instant, as far back as a checkpoint covers."""
        await self._run(partial(self._trim, before))

    async def close(self) -> None:
        """Close the file and give the directory back."""
        await self._run(self._db.close)
        self._thread.shutdown()
        self._lock.close()

    async def _run(self, work: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except sqlite3.Error as error:
            if damaged(error):
                raise Damaged(advice(self._path, str(error))) from error
            raise JournalError(f"the journal: {error}") from error
        except (OSError, MemoryError) as error:
            raise JournalError(f"the journal: {error or 'no memory is left'}") from error

    def _append(self, records: Sequence[Record]) -> None:
        """Keep all of these in files that will be there at the next start, or none of them."""
        self._check_files()
        self._commit(records)
        self._is_copied = False
        try:
            self._check_files()
        except JournalError:
            # Should the files come back, these versions will be given again.
            self._db.execute("delete from entry where version between ? and ?", (records[0][0], records[-1][0]))
            raise

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
                copy_log(self._db)  # only the log is gone: what was acknowledged is then in the file at least
            raise

    def _commit(self, records: Sequence[Record]) -> None:
        """One statement for all rows, which is one commit; executemany would trade the interpreter at every row."""
        if len(records) <= ROWS:
            self._insert(records)
            return
        with self._whole():
            for start in range(0, len(records), ROWS):
                self._insert(records[start : start + ROWS])

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """One transaction: everything in it is kept, or nothing."""
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

    def _chunk(self, after: int) -> list[Record]:
        query = "select version, received, kind, body, crc from entry where version > ? order by version limit ?"
        records = []
        for *values, check in self._db.execute(query, (after, CHUNK)):
            record = Record(*values)
            if check is not None and check != crc(record):
                raise Damaged(advice(self._path, f"entry {record.version} is not what was written"))
            records.append(record)
        return records

    def _checkpoint(self, which: str) -> Checkpoint | None:
        """The first such checkpoint that is what was written: the entries say the same as a damaged one."""
        for *values, check in self._db.execute(f"select version, received, state, crc from checkpoint {which}"):  # noqa: S608
            checkpoint = Checkpoint(*values)
            if check is None or check == crc(checkpoint):
                return checkpoint
        return None

    def _save(self, checkpoint: Checkpoint) -> None:
        last = self._db.execute("select version, received from checkpoint order by version desc limit 2").fetchall()
        with self._whole():
            if len(last) == 2 and last[0][1] - last[1][1] < APART:
                self._db.execute("delete from checkpoint where version = ?", (last[0][0],))
            self._db.execute("insert or replace into checkpoint values (?, ?, ?, ?)", (*checkpoint, crc(checkpoint)))

    def _trim(self, before: int) -> None:
        checkpoints = self._db.execute("select version from checkpoint order by version limit ?", (MOST_TRIMMED + 1,))
        furthest = max((version for (version,) in checkpoints), default=0)
        query = (
            "select max(version) from checkpoint "
            "where version <= ? and version <= (select max(version) from entry where received < ?)"
        )
        (covered,) = self._db.execute(query, (furthest, before)).fetchone()
        if covered is not None:
            with self._whole():
                self._db.execute("delete from entry where version <= ?", (covered,))
                self._db.execute("delete from checkpoint where version < ?", (covered,))


def _locked(path: Path):  # type: ignore[no-untyped-def] # noqa: ANN202
    handle = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "a")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        handle.close()
        raise DirectoryTaken(f"another wallboard uses {path.parent}") from error
    return handle
