"""`wallboard import`: a journal's file becomes a journal, whole or not at all, and never over another one."""

import asyncio
import json
import subprocess
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from app.application import make_journal
from app.cli import journal
from app.history import books
from app.journal import Journal
from app.journal.jsonl import NotAJournal, records
from app.state.daily_totals import AgentToday
from tests.server import PATIENCE, command, run, started, surroundings

NEWS = {"action": "NEWS"}


def lines(*versions: int) -> str:
    whole = {"received": "2026-11-20T09:00:00.123+00:00", "kind": "event", "body": NEWS}
    return "".join(json.dumps({"version": version} | whole) + "\n" for version in versions)


def imported(directory: Path, text: str, *options: str) -> "CompletedProcess[str]":
    (directory / "journal.jsonl").write_text(text)
    return run(directory, "import", "journal.jsonl", "--data-dir", "data", *options)


def versions(directory: Path) -> Sequence[int]:
    done = run(directory, "export", "--data-dir", "data")
    return [json.loads(line)["version"] for line in done.stdout.splitlines()]


def test_versions_are_kept_also_of_a_journal_whose_old_entries_are_gone(tmp_path: Path) -> None:
    done = imported(tmp_path, lines(7, 8, 9))

    assert (done.returncode, done.stdout) == (0, "3 entries imported\n")
    assert versions(tmp_path) == [7, 8, 9]
    exported = run(tmp_path, "export", "--data-dir", "data").stdout
    assert [json.loads(line) for line in exported.splitlines()] == [
        json.loads(line) for line in lines(7, 8, 9).splitlines()
    ]


def test_where_entries_are_missing_it_is_refused_unless_they_are_numbered_anew(tmp_path: Path) -> None:
    refused = imported(tmp_path, lines(1, 2, 5))
    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1)
    assert "line 3: version 5 after 2" in refused.stderr
    assert "--renumber" in refused.stderr
    assert not (tmp_path / "data").exists()

    assert imported(tmp_path, lines(1, 2, 5), "--renumber").returncode == 0
    assert versions(tmp_path) == [1, 2, 3]


@pytest.mark.parametrize(
    "damaged",
    [
        "{",
        "[]",
        lines(3).replace("2026-11-20T", ""),
        lines(3).replace('"event"', '"evnt"'),
        lines(3).replace('{"action": "NEWS"}', '{"action": 1}'),
        lines(3).replace('"event"', '"setting"'),
        lines(3).replace('"version": 3', '"version": 0'),
    ],
)
def test_a_damaged_line_is_named(damaged: str) -> None:
    with pytest.raises(NotAJournal, match="line 3 is no entry of a journal"):
        list(records((lines(1, 2) + damaged).encode().splitlines()))


def test_a_body_may_hold_what_only_json_does(tmp_path: Path) -> None:
    meta = {"tags": ["a", 1.5], "test": True}
    text = lines(1).replace('{"action": "NEWS"}', json.dumps(NEWS | {"meta": meta}))

    assert imported(tmp_path, text).returncode == 0
    exported = run(tmp_path, "export", "--data-dir", "data").stdout
    assert json.loads(exported)["body"] == NEWS | {"meta": meta}


async def test_it_never_mixes_with_what_is_there(tmp_path: Path) -> None:
    imported(tmp_path, lines(1))
    again = imported(tmp_path, lines(1, 2))
    assert versions(tmp_path) == [1]
    async with started(tmp_path):
        served = imported(tmp_path, lines(1, 2))

    assert again.returncode == served.returncode == 1
    assert "only into an empty one" in again.stderr
    assert "another wallboard uses" in served.stderr


# A pipe can be read only once.


def piped(directory: Path, text: str, *words: str) -> "CompletedProcess[str]":
    return subprocess.run(
        command(*words),
        input=text,
        cwd=directory,
        env=surroundings(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def test_a_journal_is_imported_from_a_pipe(tmp_path: Path) -> None:
    done = piped(tmp_path, lines(1, 2, 3), "import", "/dev/stdin", "--data-dir", "data")

    assert (done.returncode, done.stdout, done.stderr) == (0, "3 entries imported\n", "")
    assert versions(tmp_path) == [1, 2, 3]


def test_a_damaged_line_in_a_pipe_imports_nothing(tmp_path: Path) -> None:
    done = piped(tmp_path, lines(1, 2) + "{", "import", "/dev/stdin", "--data-dir", "data")

    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "line 3 is no entry of a journal" in done.stderr
    assert not (tmp_path / "data").exists()


async def test_a_recording_is_replayed_from_a_pipe(tmp_path: Path) -> None:
    async with started(tmp_path, "--clock", "events") as running:
        url = f"{running.wallboard.address}/webhooks/thulium"
        done = await asyncio.to_thread(
            piped, tmp_path, lines(1, 2, 3), "replay", "/dev/stdin", "--url", url, "--speed", "0"
        )
        state = await running.wallboard.state()

    assert (done.returncode, state["version"]) == (0, 3)


def test_a_file_that_changes_while_it_is_imported_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "journal.jsonl"
    file.write_text(lines(1, 2, 3))

    def shrinks_and_opens(*given: Any) -> Journal:
        file.write_text(lines(1, 2))
        return make_journal(*given)

    monkeypatch.setattr("app.cli.journal.make_journal", shrinks_and_opens)
    with pytest.raises(SystemExit, match="1"):
        journal.import_command.main([str(file), "--data-dir", str(tmp_path / "data")])
    said = capsys.readouterr()

    assert said.out == ""
    assert "2 of 3 entries were imported" in said.err


async def test_past_days_move_with_the_journal_also_those_whose_entries_are_gone(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text("[history]\nagent_days = 30\n", encoding="utf-8")
    async with started(tmp_path, "--clock", "events", "--config", "c.toml") as running:
        for day in range(10, 14):
            await running.wallboard.calls(f"1.{day}", f"2026-11-{day} 10:00:00")
            await running.wallboard.answers("ala", f"1.{day}", f"2026-11-{day} 10:00:20")
        assert await running.stopped() == 0  # a kill may come before the last day is written
    lines = run(tmp_path, "export", "--days", "--data-dir", "data").stdout.splitlines(keepends=True)
    days, entries = [line for line in lines if '"kind":"day"' in line], lines[6:]
    (tmp_path / "moved.jsonl").write_text("".join([*days, entries[-1]]), encoding="utf-8")
    done = run(tmp_path, "import", "moved.jsonl", "--data-dir", "new", "--clock", "events")
    again = run(tmp_path, "export", "--days", "--data-dir", "new").stdout.splitlines(keepends=True)

    assert [(row["day"], row["part"]) for row in map(json.loads, days)] == [
        (f"2026-11-{day}", part) for day in (10, 11, 12) for part in ("agents", "book")
    ]
    assert json.loads(days[0])["data"]["ala"]["answered"] == 1, "a person is found by grep"
    assert (done.returncode, done.stdout) == (0, "1 entries imported\n")
    assert again == [*days, entries[-1]]


def test_agents_of_past_days_are_imported_from_older_exports_too(tmp_path: Path) -> None:
    figures = b64encode(books.encode({"ala": AgentToday(answered=3)})).decode()
    day = f'{{"kind":"day","day":"2026-11-10","part":"agents","data":"{figures}"}}\n'
    done = imported(tmp_path, day + lines(1))
    again = run(tmp_path, "export", "--days", "--data-dir", "data").stdout.splitlines()

    assert (done.returncode, done.stdout) == (0, "1 entries imported\n")
    assert json.loads(again[0])["data"]["ala"]["answered"] == 3


@pytest.mark.parametrize("day", ['"part":"book","data":{}', '"part":"agents","data":{"ala":{"answered":"three"}}'])
def test_nothing_is_imported_with_a_past_day_that_is_none(tmp_path: Path, day: str) -> None:
    done = imported(tmp_path, f'{{"kind":"day","day":"2026-11-10",{day}}}\n' + lines(7))

    assert done.returncode == 1
    assert "a part of a past day cannot be read" in done.stderr
    assert imported(tmp_path, lines(7)).returncode == 0, "the journal is still empty"


def test_a_damaged_day_is_named(tmp_path: Path) -> None:
    done = imported(tmp_path, '{"kind":"day","day":"2026-11-10","part":"book","data":"?"}\n' + lines(7))

    assert done.returncode == 1
    assert "line 1 is no part of a past day" in done.stderr
