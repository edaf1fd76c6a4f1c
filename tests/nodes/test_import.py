"""`wallboard import`: a journal's file becomes a journal, whole or not at all, and never over another one."""

import json
from collections.abc import Sequence
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from app.journal.copying import NotAJournal, records
from tests.serving import run, started

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
