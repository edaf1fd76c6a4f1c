"""Recordings, sent again: at their own pace or at once, with bad lines among the good ones."""

import io
import json
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TextIO

import pytest

from app.simulator import Summary, replay
from app.simulator.sender import APART
from tests.simulator.conftest import Notebook

Write = Callable[..., Path]
DAY = "2026-11-18"


def entry(second: float, body: Any, kind: str = "event", version: int = 1) -> str:
    received = f"{DAY}T12:00:{second:09.6f}+01:00"
    return json.dumps({"version": version, "received": received, "kind": kind, "body": body})


def ring(second: float, call: str = "1.1") -> dict[str, str]:
    return {
        "action": "ENTER_QUEUE",
        "connection_id": call,
        "queue_id": "155",
        "date": f"{DAY} 12:00:{second:02}",
    }


@pytest.fixture
def recorded(tmp_path: Path) -> Write:
    def write(*lines: str) -> Path:
        path = tmp_path / "journal.jsonl"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


def again(
    path: Path, notebook: Notebook, heard: list[str], speed: float = 0, progress: TextIO | None = None
) -> Coroutine[Any, Any, Summary]:
    return replay(
        path,
        notebook.url,
        speed=speed,
        credentials=None,
        say=heard.append,
        progress=progress or io.StringIO(),
    )


async def test_what_was_received_is_sent_again_as_it_was_and_ticks_are_not(
    notebook: Notebook, heard: list[str], recorded: Write
) -> None:
    path = recorded(
        entry(0, ring(0)),
        entry(1, {"now": "…"}, kind="tick"),
        entry(2, {"action": "ABANDONED", "queue_id": None, "hold_time": 7, "extra": "zażółć & ="}),
    )
    figures = await again(path, notebook, heard)
    assert notebook.bodies == [
        ring(0),
        {"action": "ABANDONED", "queue_id": "NULL", "hold_time": "7", "extra": "zażółć & ="},
    ]
    assert (figures.sent, figures.refused, figures.doubled, figures.skipped) == (2, 0, 0, 0)
    assert not heard


async def test_a_rejected_text_is_sent_as_it_came(notebook: Notebook, heard: list[str], recorded: Write) -> None:
    path = recorded(entry(0, {"raw": '{"action": '}, kind="rejected"), entry(1, ring(1), kind="rejected"))
    notebook.answers = [422]
    figures = await again(path, notebook, heard)
    assert notebook.requests[0][2] == '{"action": '
    assert notebook.requests[0][0] == "text/plain"
    assert (figures.sent, figures.refused) == (1, 1)


async def test_bad_lines_are_named_by_their_number_and_the_rest_goes_on(
    notebook: Notebook, heard: list[str], recorded: Write
) -> None:
    path = recorded(
        "not json",
        entry(0, ring(0)),
        "[1]",
        "",
        json.dumps({"version": 1, "kind": "event", "body": {}}),
        json.dumps({"version": 1, "kind": "event", "body": {}, "received": "yesterday"}),
        entry(1, "no object"),
        entry(2, ring(2)),
    )
    figures = await again(path, notebook, heard)
    assert notebook.bodies == [ring(0), ring(2)]
    assert figures.skipped == 5
    assert [line.split(" is skipped")[0] for line in heard] == [f"line {n}" for n in (1, 3, 5, 6, 7)]
    assert "no received" in heard[2]


async def test_a_file_of_nothing_but_bad_lines_is_no_flood(
    notebook: Notebook, heard: list[str], recorded: Write
) -> None:
    figures = await again(recorded(*["?"] * 500), notebook, heard)
    assert figures.skipped == 500
    assert len(heard) < 25
    assert "480 more" in heard[-1]


async def test_doubles_of_the_last_24_hours_are_counted_whatever_the_order_of_their_fields(
    notebook: Notebook, heard: list[str], recorded: Write
) -> None:
    backwards = dict(reversed(ring(0).items())) | {"source_name": "NULL"}
    later = json.dumps({"version": 9, "received": "2026-11-20T12:00:00+01:00", "kind": "event", "body": ring(0)})
    path = recorded(entry(0, ring(0)), entry(1, backwards), entry(2, ring(1)), entry(3, ring(0)), later)
    figures = await again(path, notebook, heard)
    assert (figures.sent, figures.doubled) == (5, 2)


async def test_it_keeps_the_recordings_own_pace_or_another_speed(
    notebook: Notebook, heard: list[str], recorded: Write
) -> None:
    minute = recorded(*[entry(second * 6, ring(second)) for second in range(10)])
    for speed in (60, 200):
        began = time.monotonic()
        figures = await again(minute, notebook, heard, speed=speed)
        assert 54 / speed <= time.monotonic() - began < 54
        assert figures.sent == 10


async def test_as_fast_as_accepted_the_order_is_kept_between_different_seconds(
    notebook: Notebook, heard: list[str], recorded: Write
) -> None:
    notebook.delay = 0.001
    path = recorded(*[entry(n / 100, ring(n % 60, call=str(n))) for n in range(60)])
    await again(path, notebook, heard)
    assert notebook.widest <= APART
    assert len(notebook.bodies) == 60


async def test_progress_is_plain_lines_where_there_is_no_terminal(
    notebook: Notebook, heard: list[str], recorded: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.simulator.progress._ELSEWHERE", 0.05)
    progress = io.StringIO()
    path = recorded(*[entry(second / 20, ring(second)) for second in range(10)])
    await again(path, notebook, heard, speed=1, progress=progress)
    lines = progress.getvalue().splitlines()
    assert len(lines) > 3
    assert all("sent, about 0 s left" in line for line in lines)
    assert "\r" not in progress.getvalue()


async def test_progress_on_a_terminal_is_one_line_that_goes_away(
    notebook: Notebook, heard: list[str], recorded: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.simulator.progress._ON_A_TERMINAL", 0.05)

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    progress = Terminal()
    path = recorded(*[entry(second / 20, ring(second)) for second in range(10)])
    await again(path, notebook, heard, speed=1, progress=progress)
    assert "\n" not in progress.getvalue()
    assert progress.getvalue().endswith(" \r")


async def test_an_empty_recording_is_sent_in_no_time(notebook: Notebook, heard: list[str], tmp_path: Path) -> None:
    path = tmp_path / "empty.jsonl"
    path.touch()
    figures = await again(path, notebook, heard)
    assert figures.sent == 0
    assert figures.per_second == 0
