"""The wallboard stops, or is killed, and starts again: everybody sees what they saw before."""

import json
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.simulator import Simulation
from tests.server import DAY, Json, Wallboard, bodies, eventually, open_wallboard, run, started

FORM = "application/x-www-form-urlencoded"
BEGINS = 1_795_000_000
VIEWS = ("/state", "/state?role=tv", "/state?board=sales")
TOML = '[boards.sales]\nqueues = ["155"]\n'


async def busy_quarter(board: Wallboard) -> None:
    """A quarter of an hour of a made-up centre, with a mistake and a piece of news in it."""
    for event in Simulation(agents=10, seed=3, begins=BEGINS).events(BEGINS + 900):
        await board.delivers(event.body, Content_Type=FORM)
    await board.delivers({"action": "ENTER_QUEUE"})
    await board.delivers(b"\xff\xfe", Content_Type="text/plain")
    await board.delivers({"action": "NEWS"})


async def seen(board: Wallboard) -> list[bytes]:
    return [(await board.asks(view)).body for view in VIEWS]


async def test_after_an_orderly_stop_the_document_is_the_same_to_the_byte(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path, TOML) as board:
        await busy_quarter(board)
        before = await seen(board)
    async with open_wallboard(tmp_path, TOML) as board:
        assert await seen(board) == before


async def test_without_the_checkpoint_it_is_the_same_to_the_byte(tmp_path: Path) -> None:
    """Killed right after the last 200: everything that was answered is there, from the entries alone."""
    config = tmp_path / "wallboard.toml"
    config.write_text(TOML)
    options = ("--clock", "events", "--config", str(config))
    async with started(tmp_path, *options) as running:
        await busy_quarter(running.wallboard)
        before = await seen(running.wallboard)
        await running.killed()
    async with started(tmp_path, *options) as running:
        assert await seen(running.wallboard) == before


async def test_on_the_wall_clock_it_is_the_same_but_for_the_time(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path, clock="wall") as board:
        await board.comes("anna", "09:00:00")
        await board.calls("1.1", "09:00:00")
        await board.answers("anna", "1.1", "09:00:00")
        await board.writes("c-1", "09:00:00")
        before = await board.state()
    async with open_wallboard(tmp_path, clock="wall") as board:
        after = await board.state()

    assert before.pop("as_of") <= after.pop("as_of")
    assert json.dumps(after) == json.dumps(before)


async def test_who_was_answered_is_kept_even_when_the_process_dies_at_that_moment(tmp_path: Path) -> None:
    answered = 0
    for round_ in range(3):
        async with started(tmp_path, "--clock", "events") as running:
            for number in range(20):
                answered = await running.wallboard.calls(f"{round_}.{number}", "09:00:00")
            await running.killed()
    kept = [json.loads(line) for line in run(tmp_path, "export", "--data-dir", "data").stdout.splitlines()]

    assert answered == 60
    assert [entry["version"] for entry in kept] == list(range(1, 61))
    assert kept[-1]["body"]["connection_id"] == "2.19"


async def test_another_configuration_of_lifetimes_is_applied_to_the_whole_journal(tmp_path: Path) -> None:
    """The checkpoint was made by other rules, so the entries are read again."""
    async with open_wallboard(tmp_path) as board:
        await board.calls("1.1", "09:00:00")
        await board.comes("anna", "09:10:00")
        assert (await board.state())["queues"]["155"]["waiting"] == 1
    async with open_wallboard(tmp_path, "[expire]\nwaiting = 60\n") as board:
        state = await board.state()

    assert state["version"] == 3
    assert state["queues"]["155"]["today"]["left"] == 1


def morning(day: date) -> list[Json]:
    """A short day's work."""
    events = []
    for number in range(6):
        for action, second in (("ENTER_QUEUE", 0), ("AGENT_CONNECTED", 9), ("AGENT_COMPLETED", 50)):
            events.append(
                {
                    "action": action,
                    "date": f"{day} 09:0{number}:{second:02}",
                    "connection_id": f"{day}.{number}",
                    "queue_id": "155",
                    "agent_login": "anna",
                }
            )
    return events


@pytest.mark.parametrize("rules", ["", "[expire]\nwaiting = 60\n"], ids=["same rules", "other rules"])
async def test_what_is_older_than_it_is_kept_goes_and_the_document_stays_the_same(tmp_path: Path, rules: str) -> None:
    toml = "[journal]\nkeep_days = 2\n"
    first = date.fromisoformat(DAY)
    for number in range(8):
        async with open_wallboard(tmp_path, toml) as board:
            await board.delivers(bodies(*morning(first + timedelta(number))), Content_Type="application/json")
            before = (await board.asks("/state")).body
    kept = [json.loads(line) for line in run(tmp_path, "export", "--data-dir", str(tmp_path)).stdout.splitlines()]
    async with open_wallboard(tmp_path, toml + rules) as board:
        after = (await board.asks("/state")).body

    assert kept[0]["version"] > 1
    assert kept[0]["received"] < f"{first + timedelta(6)}"
    assert [entry["version"] for entry in kept] == list(range(kept[0]["version"], 8 * 18 + 1))
    assert after == before


async def test_one_date_of_ten_years_ahead_makes_nothing_be_forgotten(tmp_path: Path) -> None:
    """A recording's clock does not believe a lone date; neither does what trims its journal."""
    for number in range(3):
        async with open_wallboard(tmp_path) as board:
            await board.calls(f"1.{number}", f"2026-11-{18 + number} 09:00:00")
    async with open_wallboard(tmp_path) as board:
        await board.calls("1.9", "2036-11-20 09:00:00")
    kept = run(tmp_path, "export", "--data-dir", str(tmp_path)).stdout.splitlines()

    assert [json.loads(line)["version"] for line in kept] == [1, 2, 3, 4]


async def test_a_journal_with_a_damaged_entry_is_not_read_for_ever_in_silence(tmp_path: Path) -> None:
    async with started(tmp_path, "--clock", "events") as running:
        await running.wallboard.calls("1.1", "09:00:00")
        await running.killed()
    with closing(sqlite3.connect(tmp_path / "data" / "journal.db")) as file, file:
        file.execute("update entry set body = x'ff'")
    async with started(tmp_path, "--clock", "events", recovers=False) as running:
        await eventually(lambda: running.logged, "it says what is wrong", 10)
