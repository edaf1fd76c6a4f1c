"""How the SQLite journal's file is laid out; a damaged one, or one of another layout, is never touched.

The layout's number stands in the file's header (`pragma user_version`). Nothing here reads or writes entries. Both
tables have a check, the CRC-32 of the row: damage that SQLite itself cannot see is found when it is read.
"""

import os
import sqlite3
import struct
import zlib
from contextlib import closing, suppress
from pathlib import Path
from typing import BinaryIO

from . import Checkpoint, Record, StoredDay, Unusable

LAYOUT = 2  # the first release's
OPEN_WAIT_S = 5.0  # for another process to release the file at opening
BUSY_WAIT_S = 250  # milliseconds that a commit waits for it: webhooks are refused rather than left waiting
WAL_HEAD, WAL_FRAME = 32, 24  # bytes before the log, and before each page in it
WAL_MAGIC, WAL_VERSION = 0x377F0682, 3_007_000
PAGES = {512 << power for power in range(8)}
SCHEMA = """
create table if not exists entry (version integer primary key, received integer not null,
                                  kind text not null, body blob not null, crc integer);
create table if not exists checkpoint (version integer primary key, received integer not null,
                                       state blob not null, crc integer);
"""
DAYS = """
create table if not exists day (day text not null, part text not null, data blob not null, crc integer not null,
                                primary key (day, part)) without rowid
"""


def open_checked(path: Path) -> sqlite3.Connection:
    """The file, made if need be. Unusable if it is damaged or of another layout, sqlite3.Error if it can't be had."""
    if path.exists() or _has_lost_file(path):
        _inspect(path)
    else:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # its log gets the same permissions
    db = sqlite3.connect(path, timeout=OPEN_WAIT_S, isolation_level=None, check_same_thread=False)
    try:
        db.execute("pragma journal_mode = wal")
        db.execute("pragma synchronous = full")
        db.execute("pragma secure_delete = on")  # a deleted entry leaves nothing in the file
        _make_tables(db)
        copy_log(db)
        db.execute(f"pragma busy_timeout = {BUSY_WAIT_S}")
    except BaseException:
        db.close()
        raise
    return db


def open_readable(path: Path) -> sqlite3.Connection:
    """The file for reading alone, also while a server writes it. sqlite3.Error if it is missing or empty."""
    if _has_lost_file(path):
        raise sqlite3.OperationalError(
            f"{path} is missing or empty and its log {path.name}-wal is not; they belong together: put the file back, "
            "or move the log away to begin with an empty journal"
        )
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=OPEN_WAIT_S)


def copy_log(db: sqlite3.Connection) -> None:
    """Copy the write-ahead log into the file as far as its readers allow: a copy of the file alone is then complete."""
    with suppress(sqlite3.OperationalError):  # the next commit reports a full disk
        db.execute("pragma wal_checkpoint(passive)").fetchall()


def layout_of(db: sqlite3.Connection) -> int:
    """The layout's number."""
    return int(db.execute("pragma user_version").fetchone()[0])


def crc(row: Record | Checkpoint | StoredDay) -> int:
    """The row's check: over all of its values, so that a row in another's place is found too."""
    head = "\t".join(str(value) for value in row[:-1])
    body = row[-1] if isinstance(row[-1], bytes) else repr(row[-1]).encode()  # a damaged row may hold anything
    return zlib.crc32(body, zlib.crc32(head.encode()))


def damaged(error: sqlite3.Error) -> bool:
    """Whether the file itself is damaged, rather than locked or on a full disk."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def advice(path: Path, damage: str) -> str:
    """What to do about a damaged file, in one line."""
    return f"{path} is damaged ({damage}) and is left as it is: {_rescue(path)}"


def _rescue(path: Path) -> str:
    return (
        f"save what can be read with `wallboard export --data-dir {path.parent} > saved.jsonl`, move the file away, "
        f"then `wallboard import saved.jsonl --data-dir {path.parent}`"
    )


def _inspect(path: Path) -> None:
    """Refuse a damaged file, or one of another layout, before anything could write to it."""
    with closing(open_readable(path)) as db:
        try:
            layout = layout_of(db)
            (parsed,) = db.execute("pragma quick_check(1)").fetchone()
            (tables,) = db.execute("select count(*) from sqlite_master").fetchone()
        except sqlite3.DatabaseError as error:
            if damaged(error):
                raise Unusable(advice(path, str(error))) from error
            raise
    if has_lost_commits(path):
        raise Unusable(advice(path, "its write-ahead log cannot be read to the end"))
    if parsed != "ok":
        raise Unusable(advice(path, " ".join(parsed.split())))
    if layout > LAYOUT:
        raise Unusable(
            f"{path} was written by a newer release (layout {layout}; this one knows {LAYOUT}): "
            "install that release again, or choose another --data-dir"
        )
    if tables and layout < LAYOUT:
        raise Unusable(f"{path} was written before the first release (layout {layout}): {_rescue(path)}")


def _has_lost_file(path: Path) -> bool:
    """Whether there is a log of a file that is gone. SQLite would delete it, even opened for reading alone."""
    wal = _wal(path)
    return wal.exists() and wal.stat().st_size > WAL_HEAD and not (path.exists() and path.stat().st_size)


def _wal(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def has_lost_commits(path: Path) -> bool:
    """Whether commits in the file's write-ahead log cannot be read, though they were acknowledged.

    SQLite ends its reading at such a place without a word, as it must at the log's end, where the plug may have been
    pulled in the middle of the last commit (https://www.sqlite.org/fileformat2.html#walformat). Where the log's head is
    not what was written it reads nothing of it.
    """
    wal = _wal(path)
    if not wal.exists() or wal.stat().st_size <= WAL_HEAD:
        return False
    with wal.open("rb") as log:
        head = log.read(WAL_HEAD)
        return _has_hole(log, head) if _is_head(head) else not _is_copied(log, path)


def _is_head(head: bytes) -> bool:
    """Whether SQLite takes these bytes for the head of a log."""
    magic, version, page, *_, one, two = struct.unpack(">8I", head)
    known = magic & ~1 == WAL_MAGIC and version == WAL_VERSION and page in PAGES
    return known and _summed(head[:24], (0, 0), _order(magic)) == (one, two)


def _order(magic: int) -> str:
    """The order of bytes in which a log with this magic number is summed up."""
    return ">" if magic & 1 else "<"


def _has_hole(log: BinaryIO, head: bytes) -> bool:
    """Whether commits follow behind a place that cannot be read.

    Each commit is synced before the next begins. So one that ends behind another's end was acknowledged, and would be
    lost; where the damaged page was no commit's last one, the first end that follows may be its own.
    """
    magic, _, page, _, *salts = struct.unpack(">6I", head[:24])
    order = _order(magic)
    before, broken, commits = _summed(head[:24], (0, 0), order), False, 0
    while len(frame := log.read(WAL_FRAME + page)) == WAL_FRAME + page and commits < 2:
        _, size, salt, pepper, *sums = struct.unpack(">6I", frame[:WAL_FRAME])
        # Other salts are an earlier log's, or spoilt themselves.
        if [salt, pepper] != salts or list(
            _summed(frame[WAL_FRAME:], _summed(frame[:8], before, order), order)
        ) != sums:
            broken, commits = True, int(size > 0 and [salt, pepper] == salts)
        elif broken and size:
            commits += 1
        before = (sums[0], sums[1])
    return commits > 1


def _is_copied(log: BinaryIO, path: Path) -> bool:
    """Whether the file has all of a log without its head: a log restarts when the file has the old one."""
    with path.open("rb") as file:
        file.seek(16)
        page = int.from_bytes(file.read(2)) or 0
        page = 1 << 16 if page == 1 else page
        newest: dict[int, int] = {}
        salts = b""
        while page in PAGES and len(frame := log.read(WAL_FRAME + page)) == WAL_FRAME + page:
            if salts and frame[8:16] != salts:
                break  # the rest is of an earlier log
            salts = frame[8:16]
            newest[int.from_bytes(frame[:4])] = log.tell() - page
        for number, place in newest.items():
            log.seek(place)
            file.seek(max(number - 1, 0) * page)
            if not number or log.read(page) != file.read(page):
                return False
    return page in PAGES


def _summed(data: bytes, sums: tuple[int, int], order: str) -> tuple[int, int]:
    """SQLite's checksum of the log, continued."""
    one, two = sums
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for first, second in zip(words[::2], words[1::2], strict=True):
        one = (one + first + two) & 0xFFFFFFFF
        two = (two + second + one) & 0xFFFFFFFF
    return one, two


def _make_tables(db: sqlite3.Connection) -> None:
    """One transaction: a process killed within it leaves an empty file."""
    db.execute("begin immediate")
    db.execute(DAYS)  # older releases ignore this table, so it is no layout of its own
    for statement in SCHEMA.split(";")[:-1] if layout_of(db) != LAYOUT else ():
        db.execute(statement)
    db.execute(f"pragma user_version = {LAYOUT}")
    db.execute("commit")
