"""Kept days in the SQLite journal: they outlive entries, restarts and older releases."""

from contextlib import closing
from pathlib import Path

from app.journal import MADE_BY_BYTES, Checkpoint, StoredDay
from app.journal.sqlite import SqliteJournal
from app.journal.sqlite_file import open_readable

NAMES = ["2026-03-01", "2026-03-02", "2026-03-03"]
MADE_BY = b"x" * MADE_BY_BYTES


async def test_days_are_kept_by_part_and_read_after_a_restart(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path / "journal.db")
    await journal.put_days([StoredDay(name, "book", name.encode()) for name in NAMES])
    await journal.put_days([StoredDay(NAMES[0], "agents", b"x"), StoredDay(NAMES[0], "book", b"again")])
    await journal.close()
    journal = SqliteJournal(tmp_path / "journal.db")

    assert await journal.day_names("book") == NAMES
    assert [row.data for row in await journal.days("book", [NAMES[0], "2026-04-01"])] == [b"again"]

    await journal.drop_days("book", NAMES[2])
    assert (await journal.day_names("book"), await journal.day_names("agents")) == (NAMES[2:], NAMES[:1])
    await journal.close()


async def test_a_damaged_day_is_left_aside(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path / "journal.db")
    await journal.put_days([StoredDay(name, "book", b"whole") for name in NAMES])
    await journal._run(lambda: journal._db.execute("update day set data = x'00' where day = '2026-03-02'").fetchall())

    assert [row.day for row in await journal.days("book", NAMES)] == [NAMES[0], NAMES[2]]
    await journal.close()


async def test_checkpoints_are_kept_so_many_entries_apart_for_past_states(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path / "journal.db")
    for version in (5000, 6000, 10_000, 11_000, 12_000, 15_000):
        await journal.save(Checkpoint(version, version, MADE_BY + b"state"))
    with closing(open_readable(tmp_path / "journal.db")) as db:
        kept = [version for (version,) in db.execute("select version from checkpoint order by version")]
    found = [await journal.checkpoint_at(version, MADE_BY) for version in (4999, 5000, 14_999)]

    assert kept == [5000, 10_000, 15_000]
    assert [one and one.version for one in found] == [None, 5000, 10_000]
    await journal.close()
