"""`backup` and `restore`: a whole copy while the server runs, and back again; and what a kill leaves."""

import asyncio
import sqlite3
import stat
import subprocess
import time
from pathlib import Path

import pytest

from tests.server import Wallboard, command, run, started, surroundings


async def a_morning(board: Wallboard, calls: int = 20) -> None:
    await board.comes("anna", "08:00:00")
    for number in range(calls):
        await board.calls(f"1.{number}", f"09:{number % 60:02}:00")
        await board.answers("anna", f"1.{number}", f"09:{number % 60:02}:10")
        await board.ends("anna", f"1.{number}", f"09:{number % 60:02}:40")


def metric(text: str, name: str) -> float:
    return float(next(line for line in text.splitlines() if line.startswith(f"{name} ")).split()[1])


def backed_up(directory: Path, file: str = "b.db", data: str = "data") -> "subprocess.CompletedProcess[str]":
    return run(directory, "backup", file, "--data-dir", data)


async def test_a_backup_of_a_running_server_restores_the_same_board(tmp_path: Path) -> None:
    async with started(tmp_path, "--clock", "events") as running:
        await a_morning(running.wallboard)
        state = await running.wallboard.state()
        made = await asyncio.to_thread(backed_up, tmp_path)
        metrics = (await running.wallboard.asks("/metrics")).text
    restored = run(tmp_path, "restore", "b.db", "--data-dir", "other/data")
    async with started(tmp_path / "other", "--clock", "events") as other:
        again = await other.wallboard.state()

    assert (made.returncode, made.stdout, made.stderr) == (0, f"{state['version']} entries in b.db\n", "")
    assert stat.S_IMODE((tmp_path / "b.db").stat().st_mode) == 0o600
    assert (restored.returncode, restored.stdout) == (0, f"{state['version']} entries restored\n")
    assert stat.S_IMODE((tmp_path / "other/data/journal.db").stat().st_mode) == 0o600
    assert again == state
    assert abs(metric(metrics, "wallboard_last_backup_timestamp_seconds") - time.time()) < 300
    assert metric(metrics, "wallboard_journal_bytes") > 20_000


def test_past_days_are_in_a_backup(tmp_path: Path) -> None:
    with sqlite3.connect(journal(tmp_path)) as db:
        db.execute("insert into day values ('2026-11-19', 'book', 'x', 1)")
    backed_up(tmp_path)
    run(tmp_path, "restore", "b.db", "--data-dir", "other")

    with sqlite3.connect(tmp_path / "other/journal.db") as db:
        assert db.execute("select day, part from day").fetchall() == [("2026-11-19", "book")]


def journal(directory: Path, entries: int = 3) -> Path:
    """A journal of some ticks."""
    lines = "".join(
        f'{{"version":{n},"received":"2026-11-20T10:00:00+00:00","kind":"event","body":{{"action":"NEWS","n":"{n}"}}}}\n'
        for n in range(1, entries + 1)
    )
    (directory / "j.jsonl").write_text(lines)
    assert run(directory, "import", "j.jsonl", "--data-dir", "data").returncode == 0
    return directory / "data" / "journal.db"


def test_a_restore_never_mixes_with_what_is_there(tmp_path: Path) -> None:
    journal(tmp_path)
    backed_up(tmp_path)
    done = run(tmp_path, "restore", "b.db", "--data-dir", "data")

    assert done.returncode == 1
    assert done.stderr.startswith("there is a journal already: move ")
    assert done.stderr.count("\n") == 1


async def test_a_restore_is_refused_while_a_server_runs_there(tmp_path: Path) -> None:
    journal(tmp_path)
    backed_up(tmp_path)
    (tmp_path / "other").mkdir()
    async with started(tmp_path / "other"):
        done = await asyncio.to_thread(run, tmp_path, "restore", "b.db", "--data-dir", "other/data")

    assert done.returncode == 1
    assert done.stderr.startswith("nothing was restored: another wallboard uses ")


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00" + b"\x01" * 5000, b"no database at all" * 400])
def test_what_is_no_whole_journal_is_not_restored(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b.db").write_bytes(content)
    done = run(tmp_path, "restore", "b.db", "--data-dir", "data")

    assert done.returncode == 1
    assert done.stderr.startswith("nothing was restored: ")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "data" / "journal.db").exists()


def test_a_damaged_journal_makes_no_backup_and_the_older_one_stays(tmp_path: Path) -> None:
    path = journal(tmp_path, 2000)
    backed_up(tmp_path)
    before = (tmp_path / "b.db").read_bytes()
    content = bytearray(path.read_bytes())
    content[8192:12288] = b"\xff" * 4096
    path.write_bytes(content)
    done = backed_up(tmp_path)

    assert done.returncode == 1
    assert done.stderr.startswith("no backup was made: ")
    assert (tmp_path / "b.db").read_bytes() == before
    assert not (tmp_path / "b.db.partial").exists()


def is_partial_left(directory: Path) -> bool:
    return bool(list(directory.glob("*.partial")))


async def test_a_kill_leaves_the_old_backup_or_a_whole_new_one(tmp_path: Path) -> None:
    journal(tmp_path, 3000)
    backed_up(tmp_path)
    for delay in (0.3, 0.4, 0.5, 0.6):
        words = command("backup", "b.db", "--data-dir", "data")
        process = await asyncio.create_subprocess_exec(
            *words,
            cwd=tmp_path,
            env=surroundings(),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        await asyncio.sleep(delay)  # somewhere within its work
        if process.returncode is None:
            process.kill()
        await process.wait()
        with sqlite3.connect(tmp_path / "b.db") as db:
            assert db.execute("select count(*) from entry").fetchone() == (3000,)
    assert backed_up(tmp_path).returncode == 0
    assert not is_partial_left(tmp_path)
