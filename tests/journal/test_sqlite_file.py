"""A journal of the first release is opened; one of another layout or a damaged one is left as it is, with advice."""

import asyncio
import json
import os
import random
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from app.journal import Checkpoint, Damaged, Record, Unusable
from app.journal.sqlite import MissingRange, SqliteJournal, entries
from app.journal.sqlite_file import LAYOUT, copy_log
from tests.server import Json, eventually, run, started, surroundings

OLDER_LAYOUT = """
create table entry (version integer primary key, received integer not null, kind text not null, body blob not null);
create table checkpoint (version integer primary key, received integer not null, state blob not null);
"""
BODY = b'{"action":"ENTER_QUEUE","date":"2026-11-20 09:00:00","connection_id":"1.%d","queue_id":"155"}'


def older(path: Path, count: int = 5) -> list[Record]:
    """A journal as it was before the first release."""
    records = [Record(version, 1_795_000_000_000 + version, "event", BODY % version) for version in range(1, count + 1)]
    path.parent.mkdir(exist_ok=True)
    with closing(sqlite3.connect(path)) as db:
        db.execute("pragma journal_mode = wal")
        db.executescript(OLDER_LAYOUT)
        db.executemany("insert into entry values (?, ?, ?, ?)", records)
        db.execute("insert into checkpoint values (2, 2, x'00')")
        db.execute("pragma user_version = 1")
        db.commit()
    return records


def layout(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("pragma user_version").fetchone()[0])


async def kept(journal: SqliteJournal) -> list[Record]:
    return [record async for records in journal.read(0) for record in records]


def test_a_file_of_before_the_first_release_is_refused_and_its_entries_can_be_moved(tmp_path: Path) -> None:
    records = older(tmp_path / "data" / "journal.db")
    done = run(tmp_path, "serve", "--port", "0", "--data-dir", "data")
    (tmp_path / "saved.jsonl").write_text(run(tmp_path, "export", "--data-dir", "data").stdout)
    moved = run(tmp_path, "import", "saved.jsonl", "--data-dir", "new")

    assert (done.returncode, moved.returncode) == (1, 0)
    assert "before the first release (layout 1)" in done.stderr
    assert layout(tmp_path / "data" / "journal.db") == 1
    assert [record.body for record in entries(tmp_path / "new" / "journal.db")] == [record.body for record in records]


RELEASED_LAYOUT = """
create table entry (version integer primary key, received integer not null,
                    kind text not null, body blob not null, crc integer);
create table checkpoint (version integer primary key, received integer not null, state blob not null, crc integer);
pragma user_version = 2;
"""


async def test_a_journal_of_the_first_release_is_opened_with_everything_in_it(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "journal.db")) as db:
        db.execute("pragma journal_mode = wal")
        db.executescript(RELEASED_LAYOUT)
        db.execute("insert into entry values (1, 1795000000001, 'event', ?, 3655376002)", (BODY % 1,))
        db.commit()
    journal = SqliteJournal(tmp_path / "journal.db")
    records = await kept(journal)
    await journal.close()

    assert records == [Record(1, 1_795_000_000_001, "event", BODY % 1)]


KILLED_WHILE_IT_MAKES_TABLES = """
import os, sqlite3, sys
from pathlib import Path
from app.journal import sqlite_file
sqlite_file.SCHEMA += "select fault();"
real = sqlite3.connect
def connect(*given, **named):
    db = real(*given, **named)
    db.create_function("fault", 0, lambda: os._exit(9))
    return db
sqlite3.connect = connect
sqlite_file.open_checked(Path(sys.argv[1]))
"""


async def test_a_process_killed_while_it_makes_the_tables_leaves_a_file_that_opens(tmp_path: Path) -> None:
    words = [sys.executable, "-c", KILLED_WHILE_IT_MAKES_TABLES, str(tmp_path / "journal.db")]
    killed = await asyncio.create_subprocess_exec(*words, env=surroundings())
    await killed.wait()
    assert (killed.returncode, layout(tmp_path / "journal.db")) == (9, 0)
    journal = SqliteJournal(tmp_path / "journal.db")

    assert await kept(journal) == []
    await journal.close()


def test_a_newer_file_is_refused_in_words_and_left_as_it_is(tmp_path: Path) -> None:
    older(tmp_path / "data" / "journal.db")
    with closing(sqlite3.connect(tmp_path / "data" / "journal.db")) as db:
        db.execute(f"pragma user_version = {LAYOUT + 1}")
        db.commit()
    done = run(tmp_path, "serve", "--port", "0", "--data-dir", "data")

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "newer release" in done.stderr
    assert layout(tmp_path / "data" / "journal.db") == LAYOUT + 1


# Damage.


async def long(path: Path, count: int = 3000) -> list[Record]:
    """A journal of many pages."""
    chance = random.Random(1)
    records = [
        Record(
            v, 1_795_000_000_000 + v, "event", json.dumps({"action": "NEWS", "n": chance.randbytes(90).hex()}).encode()
        )
        for v in range(1, count + 1)
    ]
    journal = SqliteJournal(path)
    await journal.append(records)
    await journal.close()
    return records


def spoil(path: Path, at: int, size: int) -> str:
    """Something else lies on the disk there; the file's fingerprint."""
    with path.open("r+b") as file:
        file.seek(at)
        file.write(random.Random(at).randbytes(size))
    return sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("page", [40, 130])
async def test_a_damaged_file_is_refused_with_the_command_that_saves_the_rest_and_never_written(
    tmp_path: Path, page: int
) -> None:
    path = tmp_path / "data" / "journal.db"
    records = await long(path)
    before = spoil(path, page * 4096, 4096)
    served = run(tmp_path, "serve", "--port", "0", "--data-dir", "data")
    exported = run(tmp_path, "export", "--data-dir", "data")
    saved = {line["version"]: line["body"] for line in map(json.loads, exported.stdout.splitlines())}

    assert (served.returncode, len(served.stderr.splitlines())) == (1, 1)
    assert "wallboard export --data-dir data" in served.stderr
    assert "wallboard import" in served.stderr
    assert exported.returncode == 1
    assert "Lost entries: " in exported.stderr
    assert len(records) - 60 < len(saved) < len(records)
    assert all(saved[version] == json.loads(records[version - 1].body) for version in saved)
    assert sha256(path.read_bytes()).hexdigest() == before


@pytest.mark.parametrize("where", ["middle", "last but one", "end"])
async def test_a_hole_in_the_log_is_damage_and_its_torn_end_is_not(tmp_path: Path, where: str) -> None:
    path = await killed(tmp_path)
    wal = path.with_name("journal.db-wal")
    size = wal.stat().st_size
    before = spoil(wal, {"middle": size // 2, "last but one": size - 6120, "end": size - 2000}[where], 100)
    exported = run(tmp_path, "export", "--data-dir", "data")

    if where != "end":
        assert exported.returncode == 1
        assert "Lost entries: from " in exported.stderr
        with pytest.raises(Unusable, match=r"write-ahead log .*wallboard export"):
            SqliteJournal(path)
        assert sha256(wal.read_bytes()).hexdigest() == before
    else:
        assert (exported.returncode, len(exported.stdout.splitlines())) == (0, 39)
        await SqliteJournal(path).close()


async def killed(directory: Path, *, copied: bool = False) -> Path:
    """The files of a journal of 40 commits as a killed process leaves them, all in the log; or in the file as well."""
    journal, data = SqliteJournal(directory / "journal.db"), directory / "data"
    for version in range(1, 41):
        await journal.append([Record(version, 1_795_000_000_000, "event", BODY % version)])
    if copied:
        await journal._run(lambda: copy_log(journal._db))
    data.mkdir()
    for name in ("journal.db", "journal.db-wal"):
        (data / name).write_bytes((directory / name).read_bytes())
    await journal.close()
    return data / "journal.db"


def spoilt_heads(log: bytes) -> Iterator[bytes]:
    """The log with each byte of its head changed in one bit or in many, and with its first sector lost."""
    for place in range(32):
        for bits in (1 << place % 8, 0xFF):
            yield log[:place] + bytes([log[place] ^ bits]) + log[place + 1 :]
    for size in (4, 32, 512, 4096):
        yield bytes(size) + log[size:]
        yield random.Random(size).randbytes(size) + log[size:]


async def test_a_log_whose_head_is_damaged_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = await killed(tmp_path)
    wal = path.with_name("journal.db-wal")
    log = wal.read_bytes()
    for spoilt in spoilt_heads(log):
        wal.write_bytes(spoilt)
        with pytest.raises(Unusable, match=r"write-ahead log .*wallboard export"):
            SqliteJournal(path)
        assert wal.read_bytes() == spoilt
    losses: list[MissingRange] = []
    list(entries(path, losses))
    assert losses == [MissingRange(1, None)]

    wal.write_bytes(log)
    journal = SqliteJournal(path)
    assert len(await kept(journal)) == 40
    await journal.close()


async def test_a_damaged_head_of_a_log_that_is_in_the_file_as_well_loses_nothing(tmp_path: Path) -> None:
    path = await killed(tmp_path, copied=True)
    files = {file: file.read_bytes() for file in path.parent.iterdir()}
    log = files[path.with_name("journal.db-wal")]
    for spoilt in spoilt_heads(log):
        if spoilt[32:4128] == log[32:4128]:
            path.write_bytes(files[path])
            path.with_name("journal.db-wal").write_bytes(spoilt)
            journal = SqliteJournal(path)
            assert len(await kept(journal)) == 40
            await journal.close()


async def test_a_log_begun_anew_over_an_older_one_is_sound_and_its_head_is_needed(tmp_path: Path) -> None:
    """SQLite writes a log from its beginning again once the file has everything: old pages stand behind the new."""
    journal, data = SqliteJournal(tmp_path / "journal.db"), tmp_path / "data"
    for version in range(1, 41):
        await journal.append([Record(version, 1_795_000_000_000, "event", BODY % version)])
    await journal._run(lambda: journal._db.execute("pragma wal_checkpoint(restart)").fetchall())
    await journal.append([Record(41, 1_795_000_000_000, "event", BODY % 41)])
    data.mkdir()
    for name in ("journal.db", "journal.db-wal"):
        (data / name).write_bytes((tmp_path / name).read_bytes())
    await journal.close()
    wal = data / "journal.db-wal"
    log = wal.read_bytes()
    wal.write_bytes(bytes(32) + log[32:])
    with pytest.raises(Unusable, match="write-ahead log"):
        SqliteJournal(data / "journal.db")
    wal.write_bytes(log)
    again = SqliteJournal(data / "journal.db")

    assert len(log) > 41 * 4120
    assert len(await kept(again)) == 41
    await again.close()


@pytest.mark.parametrize("size", [0, 12, 32, 100])
async def test_a_log_with_nothing_in_it_is_sound(tmp_path: Path, size: int) -> None:
    path = await killed(tmp_path, copied=True)
    os.truncate(path.with_name("journal.db-wal"), size)
    journal = SqliteJournal(path)

    assert len(await kept(journal)) == 40
    await journal.close()


async def test_what_was_lost_is_said_by_its_versions(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    await long(path)
    spoil(path, 60 * 4096, 4096)
    losses: list[MissingRange] = []
    saved = [record.version for record in entries(path, losses)]

    assert all(loss.last is not None for loss in losses)
    lost = {version for loss in losses for version in range(loss.first, (loss.last or 0) + 1)}
    assert sorted([*lost, *saved]) == list(range(1, 3001))


async def test_an_entry_that_is_not_what_was_written_is_found_though_the_file_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    await long(path, 20)
    with closing(sqlite3.connect(path)) as db:
        db.execute("update entry set body = replace(body, 'NEWS', 'OLDS') where version = 7")
        db.commit()
    losses: list[MissingRange] = []
    saved = [record.version for record in entries(path, losses)]
    journal = SqliteJournal(path)
    with pytest.raises(Damaged, match=r"entry 7 .*wallboard export"):
        await kept(journal)
    await journal.close()

    assert 7 not in saved
    assert losses == [MissingRange(7, 7)]


async def test_a_server_that_finds_such_an_entry_says_so_and_takes_nothing(tmp_path: Path) -> None:
    await long(tmp_path / "data" / "journal.db", 20)
    with closing(sqlite3.connect(tmp_path / "data" / "journal.db")) as db:
        db.execute("update entry set received = received + 1 where version = 7")
        db.commit()
    async with started(tmp_path, recovers=False) as running:
        await eventually(lambda: "--data-dir" in "".join(running.logged), "it says what is wrong")
        refused = await running.wallboard.delivers({"action": "NEWS"})
        why = await running.wallboard.asks("/readyz")

    assert (refused.status, refused.headers["Retry-After"]) == (503, "1")
    assert "wallboard export" in why.json["detail"]
    assert str(tmp_path) not in why.text
    assert f"--data-dir {tmp_path / 'data'}" in "".join(running.logged)


async def test_a_damaged_checkpoint_is_left_aside_for_the_one_before_it(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path / "journal.db")
    await journal.save(Checkpoint(1, 1, b"one"))
    await journal.save(Checkpoint(2, 2, b"two"))
    await journal._run(lambda: journal._db.execute("update checkpoint set state = 'tow' where version = 2"))

    assert await journal.newest_checkpoint() == Checkpoint(1, 1, b"one")
    await journal.close()


def test_what_was_never_a_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "journal.db").write_bytes(b"no database " * 999)
    with pytest.raises(Unusable, match="not a database"):
        SqliteJournal(tmp_path / "journal.db")

    assert (tmp_path / "journal.db").read_bytes() == b"no database " * 999


@pytest.mark.parametrize("cut", [24, 4120])
async def test_a_log_torn_by_a_pulled_plug_loses_only_what_was_never_synced(tmp_path: Path, cut: int) -> None:
    """The write-ahead log ends in the middle of a frame, as when the power goes during a write."""
    path = tmp_path / "data" / "journal.db"
    async with started(tmp_path, "--clock", "events") as running:
        for number in range(30):
            await running.wallboard.calls(f"1.{number}", "09:00:00")
        await running.killed()
    log = path.with_name("journal.db-wal")
    os.truncate(log, log.stat().st_size - cut)
    async with started(tmp_path, "--clock", "events") as again:
        state: Json = await again.wallboard.state()
        version = await again.wallboard.calls("2.1", "09:00:01")

    # A commit of one entry is a frame or two of 4,120 bytes: no more than these are gone, and nothing in between.
    assert 30 - cut // 4120 - 1 <= state["version"] < 30
    assert state["queues"]["155"]["waiting"] == state["version"]
    assert version == state["version"] + 1
