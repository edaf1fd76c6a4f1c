"""The journal's file: what is in it is durable, in order, whole, and nobody else's."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.journal import Checkpoint, DirectoryTaken, JournalError, Record
from app.journal.sqlite import SqliteJournal, entries

DAY = 86_400_000


def record(version: int, received: int = 0, kind: str = "event") -> Record:
    return Record(version, received, kind, b'{"action":"X"}')


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[SqliteJournal]:
    journal = SqliteJournal(tmp_path / "journal.db")
    yield journal
    await journal.close()


async def read(journal: SqliteJournal, after: int = 0) -> list[Record]:
    return [record async for records in journal.read(after) for record in records]


async def test_what_was_kept_is_read_again_in_its_order(journal: SqliteJournal) -> None:
    await journal.append([record(1), record(2, kind="rejected")])
    await journal.append([record(3, kind="tick")])

    assert await read(journal) == [record(1), record(2, kind="rejected"), record(3, kind="tick")]
    assert await read(journal, after=2) == [record(3, kind="tick")]


async def test_more_than_is_read_at_a_time_is_read_without_a_gap(journal: SqliteJournal) -> None:
    await journal.append([record(version) for version in range(1, 4502)])

    assert [kept.version for kept in await read(journal)] == list(range(1, 4502))


async def test_a_batch_is_kept_whole_or_not_at_all(journal: SqliteJournal) -> None:
    await journal.append([record(1)])
    with pytest.raises(JournalError):
        await journal.append([record(2), record(3), record(1)])

    assert await read(journal) == [record(1)]
    await journal.append([record(2)])
    assert await read(journal) == [record(1), record(2)]


async def test_it_is_read_from_outside_while_it_is_written(journal: SqliteJournal, tmp_path: Path) -> None:
    await journal.append([record(1)])
    reading = entries(tmp_path / "journal.db")
    first = next(reading)
    await journal.append([record(2)])

    assert [first, *reading] == [record(1)]
    assert [kept.version for kept in entries(tmp_path / "journal.db")] == [1, 2]


async def test_every_commit_is_synced_to_the_disk(journal: SqliteJournal) -> None:
    asked = await journal._run(
        lambda: [journal._db.execute(f"pragma {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
    )

    assert asked == ["wal", 2], "2 is FULL: a commit returns when it is on the disk"


async def test_a_second_wallboard_is_told_that_the_directory_is_taken(journal: SqliteJournal, tmp_path: Path) -> None:
    with pytest.raises(DirectoryTaken, match=str(tmp_path)):
        SqliteJournal(tmp_path / "journal.db")

    assert await read(journal) == []


async def test_a_directory_that_was_given_back_may_be_taken(tmp_path: Path) -> None:
    first = SqliteJournal(tmp_path / "journal.db")
    await first.append([record(1)])
    await first.close()
    second = SqliteJournal(tmp_path / "journal.db")

    assert await read(second) == [record(1)]
    await second.close()


async def test_recovery_begins_at_the_newest_checkpoint(journal: SqliteJournal) -> None:
    assert await journal.newest_checkpoint() is None
    for version in (1, 2, 3):
        await journal.append([record(version, version)])
        await journal.save(Checkpoint(version, version, b"%d" % version))

    assert await journal.newest_checkpoint() == Checkpoint(3, 3, b"3")


async def test_checkpoints_of_one_day_take_each_others_place(journal: SqliteJournal, tmp_path: Path) -> None:
    """They are megabytes each: what is kept of them must not grow with every restart."""
    for version in range(1, 40):
        await journal.append([record(version, version * 1000)])
        await journal.save(Checkpoint(version, version * 1000, b"state"))
    with sqlite3.connect(tmp_path / "journal.db") as file:
        (kept,) = file.execute("select count(*) from checkpoint").fetchone()
    file.close()

    assert kept <= 3
    assert await journal.newest_checkpoint() == Checkpoint(39, 39_000, b"state")


async def test_old_entries_go_a_day_at_a_time_and_a_checkpoint_stands_before_the_first_that_stays(
    journal: SqliteJournal,
) -> None:
    for day in range(1, 11):
        for part in range(4):
            version = (day - 1) * 4 + part + 1
            await journal.append([record(version, day * DAY + part)])
        await journal.save(Checkpoint(day * 4, day * DAY + 3, b"day %d" % day))
        await journal.trim(day * DAY + 3 - 3 * DAY)
        kept = await read(journal)
        first = await journal.first_checkpoint()
        if kept[0].version > 1:
            assert first is not None
            assert first.version == kept[0].version - 1

    assert kept[-1].version == 40
    assert 3 * 4 <= len(kept) <= 5 * 4
    assert [kept[0].version + place for place in range(len(kept))] == [entry.version for entry in kept]


async def test_nothing_goes_that_no_checkpoint_covers(journal: SqliteJournal) -> None:
    await journal.append([record(1, 1), record(2, 2), record(3, 50 * DAY)])
    await journal.trim(40 * DAY)
    assert len(await read(journal)) == 3
    assert await journal.first_checkpoint() is None

    await journal.save(Checkpoint(1, 1, b"one"))
    await journal.trim(40 * DAY)
    assert [kept.version for kept in await read(journal)] == [2, 3]
    assert await journal.first_checkpoint() == Checkpoint(1, 1, b"one")


async def test_many_who_write_at_once_are_kept_one_after_another(journal: SqliteJournal) -> None:
    await asyncio.gather(*(journal.append([record(version)]) for version in range(1, 51)))

    assert [kept.version for kept in await read(journal)] == list(range(1, 51))
