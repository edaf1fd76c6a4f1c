"""The journal's files are deleted, moved or replaced while they are open, or are not all there at a start."""

import asyncio
import os
import shlex
import shutil
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from app.journal import JournalError, Record
from app.journal.files import JournalFiles
from app.journal.sqlite import SqliteJournal, entries
from tests.server import Running, Wallboard, eventually, ready, run, started


def deleted(data: Path) -> None:
    for file in data.glob("journal.db*"):
        file.unlink()


def moved(data: Path) -> None:
    (data / "journal.db").rename(data / "old")


def without_its_log(data: Path) -> None:
    (data / "journal.db-wal").unlink()


def replaced(data: Path) -> None:
    """As a backup is put back: the same bytes in another file."""
    shutil.copy(data / "journal.db", data / "copy")
    (data / "copy").rename(data / "journal.db")


def elsewhere(data: Path) -> None:
    data.rename(data.with_name("elsewhere"))


GONE = [deleted, moved, without_its_log, replaced, elsewhere]


async def twenty(board: Wallboard, name: str = "1") -> list[int]:
    return [(await board.delivers(entering(f"{name}.{number}"))).status for number in range(20)]


def entering(call: str) -> dict[str, str]:
    return {"action": "ENTER_QUEUE", "date": "2026-11-20 09:00:00", "connection_id": call, "queue_id": "155"}


def critical(running: Running) -> list[str]:
    return [line for line in running.logged if "CRITICAL" in line]


@pytest.mark.parametrize("happens", GONE)
async def test_files_that_are_gone_are_noticed_at_the_next_delivery_and_can_be_saved(
    tmp_path: Path, happens: Callable[[Path], None]
) -> None:
    data = tmp_path / "data"
    async with started(tmp_path, "--clock", "events") as running:
        board = running.wallboard
        assert await twenty(board) == [200] * 20
        happens(data)
        refused = await board.delivers(entering("after"))
        not_ready = await board.asks("/readyz")
        more = await twenty(board, "2")
        version = (await board.state())["version"]
        (line,) = critical(running)
        for command in line.partition(" with ")[2].partition(", then")[0].split(" && "):
            await asyncio.to_thread(subprocess.run, shlex.split(command), cwd=tmp_path, check=True)
        assert await running.stopped() == 0
    data.mkdir(exist_ok=True)
    for file in (tmp_path / "SAVED").iterdir():
        file.rename(data / file.name)
    async with started(tmp_path, "--clock", "events") as again:
        state = await again.wallboard.state()

    assert (refused.status, refused.headers["Retry-After"]) == (503, "1")
    assert "the journal's file is gone" in refused.json["detail"]
    assert (not_ready.status, str(tmp_path) in not_ready.text) == (503, False)
    assert "the journal's file is gone" in not_ready.json["detail"]
    assert set(more) == {503}
    assert (version, state["version"], state["queues"]["155"]["waiting"]) == (20, 20, 20)


@pytest.mark.parametrize("happens", GONE)
async def test_files_that_are_gone_are_noticed_though_nothing_is_delivered(
    tmp_path: Path, happens: Callable[[Path], None]
) -> None:
    async with started(tmp_path, "--clock", "events") as running, running.wallboard.watched() as screen:
        await running.wallboard.calls("1.1", "09:00:00")
        happens(tmp_path / "data")
        await eventually(lambda: critical(running), "it is said in the log")
        while "trouble" not in (await screen.next()).data:
            pass
        assert (await running.wallboard.asks("/readyz")).status == 503


async def test_when_only_the_log_is_gone_what_was_acknowledged_is_in_the_file(tmp_path: Path) -> None:
    async with started(tmp_path, "--clock", "events") as running:
        await twenty(running.wallboard)
        without_its_log(tmp_path / "data")
        await eventually(lambda: critical(running), "it is said in the log")
        assert (await running.wallboard.delivers(entering("after"))).status == 503
        await running.killed()
    async with started(tmp_path, "--clock", "events") as again:
        assert (await again.wallboard.state())["version"] == 20


async def test_the_same_file_that_comes_back_is_gone_on_with(tmp_path: Path) -> None:
    async with started(tmp_path, "--clock", "events") as running:
        board, file = running.wallboard, tmp_path / "data" / "journal.db"
        await board.calls("1.1", "09:00:00")
        file.rename(file.with_name("old"))
        assert set(await twenty(board)) == {503}
        file.with_name("old").rename(file)
        await ready(board)
        version = await board.calls("1.2", "09:00:00")
        await running.killed()
    exported = run(tmp_path, "export", "--data-dir", "data")

    assert version == 2
    assert len(exported.stdout.splitlines()) == 2


async def test_what_is_moved_away_within_a_commit_is_not_acknowledged_nor_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = SqliteJournal(tmp_path / "journal.db")
    await journal.append([record(1)])
    commit = journal._commit

    def commit_and_move(records: list[Record]) -> None:
        commit(records)
        moved(tmp_path)

    monkeypatch.setattr(journal, "_commit", commit_and_move)
    with pytest.raises(JournalError, match="gone"):
        await journal.append([record(2), record(3)])
    monkeypatch.undo()
    (tmp_path / "old").rename(tmp_path / "journal.db")
    await journal.append([record(2)])
    await journal.close()

    assert [kept.version for kept in entries(tmp_path / "journal.db")] == [1, 2]


def test_a_file_that_never_had_a_log_is_not_missed(tmp_path: Path) -> None:
    """As on a file system where SQLite can keep none."""
    (tmp_path / "journal.db").touch()
    files = JournalFiles(tmp_path / "journal.db")
    files.check()
    (tmp_path / "journal.db").unlink()
    with pytest.raises(JournalError, match="gone"):
        files.check()


def record(version: int) -> Record:
    return Record(version, 0, "event", b'{"action":"X"}')


@pytest.mark.parametrize("left", ["nothing", "an empty file"])
async def test_a_log_without_its_file_is_refused_and_left_as_it_is(tmp_path: Path, left: str) -> None:
    journal, data = SqliteJournal(tmp_path / "journal.db"), tmp_path / "data"
    await journal.append([record(1)])
    data.mkdir()
    log = data / "journal.db-wal"
    log.write_bytes((tmp_path / "journal.db-wal").read_bytes())
    await journal.close()
    if left != "nothing":
        (data / "journal.db").touch()
    before = log.read_bytes()
    served = run(tmp_path, "serve", "--port", "0", "--data-dir", "data")
    exported = run(tmp_path, "export", "--data-dir", "data")

    assert (served.returncode, len(served.stderr.splitlines())) == (1, 1)
    assert "they belong together" in served.stderr
    assert exported.returncode == 1
    assert log.read_bytes() == before


async def test_a_copy_of_the_file_alone_holds_the_journal_after_a_start(tmp_path: Path) -> None:
    """Whoever copies the file and not its log has at least what was there when the server started."""
    copies = []
    for version in (1, 2):
        journal = SqliteJournal(tmp_path / "journal.db")
        copies.append(shutil.copy(tmp_path / "journal.db", tmp_path / f"copy-{version}"))
        await journal.append([record(version)])
        for suffix in ("", "-wal"):  # as a killed process leaves them
            shutil.copy(tmp_path / f"journal.db{suffix}", tmp_path / f"killed.db{suffix}")
        await journal.close()
        for suffix in ("", "-wal"):
            (tmp_path / f"killed.db{suffix}").rename(tmp_path / f"journal.db{suffix}")

    assert [[kept.version for kept in entries(Path(copy))] for copy in copies] == [[], [1]]


async def test_now_and_then_the_log_is_copied_into_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = SqliteJournal(tmp_path / "journal.db")
    await journal.append([record(1)])
    await journal.check()
    before = shutil.copy(tmp_path / "journal.db", tmp_path / "before")
    monkeypatch.setattr("app.journal.sqlite.COPY_INTERVAL_S", 0.0)
    await journal.check()
    after = shutil.copy(tmp_path / "journal.db", tmp_path / "after")
    await journal.close()

    assert [[kept.version for kept in entries(Path(copy))] for copy in (before, after)] == [[], [1]]


async def test_only_their_owner_may_read_the_files(tmp_path: Path) -> None:
    umask = os.umask(0o022)
    try:
        journal = SqliteJournal(tmp_path / "data" / "journal.db")
        await journal.append([record(1)])
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "data").iterdir()}
        await journal.close()
    finally:
        os.umask(umask)

    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    assert modes == dict.fromkeys(("journal.db", "journal.db-wal", "journal.db-shm", "serve.lock"), 0o600)


async def test_files_that_everybody_could_read_become_their_owners_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder, file = tmp_path / "data", tmp_path / "data" / "journal.db"
    await SqliteJournal(file).close()
    file.chmod(0o644)
    folder.chmod(0o755)
    await SqliteJournal(file).close()

    assert (stat.S_IMODE(folder.stat().st_mode), stat.S_IMODE(file.stat().st_mode)) == (0o700, 0o600)
    assert caplog.records == []


async def test_a_directory_with_other_files_in_it_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o755)
    (tmp_path / "data" / "notes.txt").touch()
    await SqliteJournal(tmp_path / "data" / "journal.db").close()

    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o755
    assert stat.S_IMODE((tmp_path / "data" / "journal.db").stat().st_mode) == 0o600


async def test_an_empty_file_without_a_log_becomes_a_journal(tmp_path: Path) -> None:
    (tmp_path / "journal.db").touch()
    journal = SqliteJournal(tmp_path / "journal.db")
    await journal.append([record(1)])
    await journal.close()

    assert [kept.version for kept in entries(tmp_path / "journal.db")] == [1]
