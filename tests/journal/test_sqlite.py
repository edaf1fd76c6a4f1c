"""The journal's file: what is in it is durable, in order, whole, and nobody else's."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from app.journal import Checkpoint, DirectoryTaken, JournalError, Record, Wanted, salvage, sqlite
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


async def test_an_entry_that_is_needed_and_all_after_it_stay(journal: SqliteJournal) -> None:
    await journal.append([record(version, version) for version in range(1, 7)])
    for version in (2, 4, 5):
        await journal.save(Checkpoint(version, version * DAY, b"state"))
    await journal.trim(40 * DAY, 4)
    assert [kept.version for kept in await read(journal)] == [3, 4, 5, 6]

    await journal.trim(40 * DAY)
    assert [kept.version for kept in await read(journal)] == [6]


async def test_many_who_write_at_once_are_kept_one_after_another(journal: SqliteJournal) -> None:
    await asyncio.gather(*(journal.append([record(version)]) for version in range(1, 51)))

    assert [kept.version for kept in await read(journal)] == list(range(1, 51))


async def found(
    journal: SqliteJournal, after: int, until: int, wanted: Wanted, *, newest_first: bool = False
) -> list[int]:
    parts = journal.search(after, until, wanted, newest_first=newest_first)
    return [record.version async for records in parts for record in records]


def named(version: int, name: str, kind: str = "event") -> Record:
    return Record(version, 0, kind, b'{"agent_login":"%s"}' % name.encode())


async def test_a_search_finds_entries_of_a_kind_with_these_bytes_that_match(journal: SqliteJournal) -> None:
    kinds = ["event", "tick", "rejected"]
    await journal.append([named(n, f"a{n % 4}", kinds[n % 3]) for n in range(1, 25)])

    assert await found(journal, 0, 24, Wanted()) == [n for n in range(1, 25) if n % 3 != 1]
    assert await found(journal, 6, 12, Wanted(kinds=("tick",))) == [7, 10]
    assert await found(journal, 0, 24, Wanted(containing=[b'"a1"'])) == [5, 9, 17, 21]
    assert await found(journal, 0, 24, Wanted(containing=[b'"a1"']), newest_first=True) == [21, 17, 9, 5]
    assert await found(journal, 0, 24, Wanted(matches=lambda body: b"a1" in body)) == [5, 9, 17, 21]
    assert await found(journal, 24, 24, Wanted()) == []
    assert await found(journal, 0, 99, Wanted(containing=[])) == []


def about(version: int, call: str, key: str = "connection_id") -> Record:
    return Record(version, 0, "event", msgspec.json.encode({"action": "X", key: call, "queue_id": "1"}))


@pytest.mark.parametrize("most", [100, 0], ids=["by SQLite", "too many for SQLite"])
async def test_a_search_finds_the_entries_of_calls_and_chats(
    journal: SqliteJournal, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(sqlite, "MAX_TERMS", most)
    calls = ["1", "12", "123", 'a"b', "a\\", "ż", "2"]
    await journal.append([about(n, call) for n, call in enumerate(calls, 1)])
    await journal.append([about(8, "12", "conversation_id"), about(9, "12", "record_id"), about(10, "x12")])
    ids = {call: msgspec.json.encode(call)[1:-1] for call in calls}

    for version, call in enumerate(calls, 1):
        expected = [version, 8] if call == "12" else [version]
        assert await found(journal, 0, 10, Wanted(calls={ids[call]})) == expected
    assert await found(journal, 0, 10, Wanted(calls=set(ids.values()))) == [*range(1, 9)]
    assert await found(journal, 0, 10, Wanted(calls=set())) == []
    assert await found(journal, 0, 10, Wanted(containing=[b'"123"', '"ż"'.encode()])) == [3, 6]


@pytest.mark.parametrize("newest_first", [False, True])
async def test_a_search_through_many_or_large_entries_leaves_none_out(
    journal: SqliteJournal, monkeypatch: pytest.MonkeyPatch, newest_first: bool
) -> None:
    monkeypatch.setattr(sqlite, "SEARCH_SPAN_VERSIONS", 7)
    monkeypatch.setattr(sqlite, "CHUNK_BYTES", 100)
    await journal.append([named(n, "a" * (n % 5) * 30) for n in range(1, 50)])
    versions = await found(journal, 3, 45, Wanted(), newest_first=newest_first)

    assert versions == sorted(range(4, 46), reverse=newest_first)
    assert [kept.version for kept in await read(journal)] == list(range(1, 50))


async def test_the_next_entry_after_a_version_is_read_alone(journal: SqliteJournal) -> None:
    assert await journal.next_after(0) is None
    await journal.append([record(4), record(5)])

    assert await journal.next_after(0) == record(4)
    assert await journal.next_after(4) == record(5)
    assert await journal.next_after(5) is None


async def test_reading_and_writing_do_not_wait_for_each_other(journal: SqliteJournal) -> None:
    await journal.append([record(1)])
    free = threading.Event()
    for thread, other in (
        (journal._read_thread, lambda: journal.append([record(2)])),
        (journal._thread, lambda: read(journal)),
    ):
        held = thread.submit(free.wait)
        async with asyncio.timeout(5):
            await other()
        free.set()
        await asyncio.wrap_future(held)
        free.clear()

    assert await read(journal) == [record(1), record(2)]


async def test_closing_does_not_wait_for_a_long_query(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path / "journal.db")
    await journal.append([record(version) for version in range(1, 3001)])
    endless = "select a.* from entry a, entry b, entry c where +a.body = b.body || c.body"
    reading = asyncio.create_task(journal._look(lambda: journal._found(endless, ())))
    await asyncio.sleep(0)  # it waits for its thread, or runs there already
    async with asyncio.timeout(20):
        await journal.close()

    with pytest.raises(JournalError, match="interrupted"):
        await reading


async def test_the_newest_checkpoint_made_by_something_is_found_among_others(journal: SqliteJournal) -> None:
    for day, state in ((1, b"ours 1"), (2, b"ours 2"), (3, b"theirs"), (4, b"our")):
        await journal.append([record(day, day * DAY)])
        await journal.save(Checkpoint(day, day * DAY, state))

    assert await journal.newest_checkpoint(b"ours") == Checkpoint(2, 2 * DAY, b"ours 2")
    assert await journal.newest_checkpoint(b"nobody's") is None
    assert await journal.newest_checkpoint() == Checkpoint(4, 4 * DAY, b"our")


async def test_an_export_that_stands_still_does_not_let_the_log_grow(
    journal: SqliteJournal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(salvage, "MAX_ROWS", 10)
    await journal.append([record(version) for version in range(1, 101)])
    reading = entries(tmp_path / "journal.db")
    read_so_far = [next(reading) for _ in range(15)]
    for start in range(101, 2101, 100):
        await journal.append([Record(version, 0, "event", b"x" * 5000) for version in range(start, start + 100)])
    size = (tmp_path / "journal.db-wal").stat().st_size
    rest = [kept.version for kept in reading]

    assert size < 8 << 20
    assert [kept.version for kept in read_so_far] + rest == list(range(1, 101)), "it ends where the journal ended"


async def test_a_log_that_became_long_is_cut(journal: SqliteJournal) -> None:
    (limit,) = await journal._run(lambda: journal._db.execute("pragma journal_size_limit").fetchone())

    assert limit == sqlite.WAL_BYTES


async def test_an_export_of_entries_that_are_trimmed_meanwhile_says_so(
    journal: SqliteJournal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(salvage, "MAX_ROWS", 2)
    await journal.append([record(version, version * DAY) for version in range(1, 10)])
    reading = entries(tmp_path / "journal.db")
    first = next(reading)
    await journal.save(Checkpoint(6, 6 * DAY, b"six"))
    await journal.trim(7 * DAY)

    assert [first, next(reading)] == [record(1, DAY), record(2, 2 * DAY)]
    with pytest.raises(sqlite3.OperationalError, match="entries after 2 were trimmed"):
        next(reading)


async def test_where_no_memory_is_left_the_journal_says_so(journal: SqliteJournal) -> None:
    def takes_all() -> None:
        raise MemoryError

    with pytest.raises(JournalError, match="no memory is left"):
        await journal._run(takes_all)
