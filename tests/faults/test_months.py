"""Months of running: days turn, clocks change, entries and calls are forgotten, and nothing grows."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from app.simulator import Simulation, whole_day
from tests.faults.harness import descriptors, many, resident
from tests.server import Json, Running, bodies, started

ZONE = ZoneInfo("Europe/Warsaw")
CHANGES = ("2026-03-29", "2026-10-25")  # clocks are put forward, and back
DAYS = many(3, 30)  # around each change, which lies in the middle
AGENTS = many(5, 12)
KEPT = "[journal]\nkeep_days = 1\n"
BATCH = 500


def days() -> Iterator[tuple[str, list[Json]]]:
    """Each day's name and events, of a centre that works around both changes of the clock."""
    for change in CHANGES:
        first = datetime.fromisoformat(change) - timedelta(days=DAYS // 2)
        begins = int(first.replace(tzinfo=ZONE).timestamp())
        centre = Simulation(agents=AGENTS, seed=1, begins=begins, curve=whole_day(begins, 0))
        for number in range(DAYS):
            end = (first + timedelta(days=number + 1)).replace(tzinfo=ZONE).timestamp()
            yield f"{first + timedelta(days=number):%Y-%m-%d}", [{**event.body} for event in centre.events(end)]


def sizes(running: Running, data: Path) -> tuple[float, float, int]:
    """Megabytes in memory, megabytes on disk, descriptors."""
    return resident(running), sum(file.stat().st_size for file in data.iterdir()) / 1e6, descriptors(running)


async def test_in_months_of_running_nothing_grows(tmp_path: Path) -> None:
    config = tmp_path / "wallboard.toml"
    config.write_text(KEPT)
    grown = []
    async with started(tmp_path, "--clock", "events", "--config", str(config)) as running, running.wallboard.watched():
        board = running.wallboard
        for name, events in days():
            for start in range(0, len(events), BATCH):
                await board.delivers(bodies(*events[start : start + BATCH]), Content_Type="application/json")
            state = await board.state()
            assert state["day"] == name
            assert_sound(state)
            grown.append(sizes(running, tmp_path / "data"))
        faults = [line for line in running.logged if "fault" in line]
    settled = grown[DAYS:]
    first = [max(column) for column in zip(*settled[: len(settled) // 3], strict=True)]
    last = [max(column) for column in zip(*settled[-len(settled) // 3 :], strict=True)]

    assert faults == []
    assert last[0] <= first[0] * 1.15 + 5, f"memory {grown}"
    assert last[1] <= first[1] * 1.3 + 1, f"disk {grown}"
    assert last[2] <= first[2] + 1, f"descriptors {grown}"


def assert_sound(state: Json) -> None:
    """The figures of this day add up, and nobody of yesterday is stuck."""
    for queue in (*state["queues"].values(), state["totals"]):
        today = queue["today"]
        assert today["entered"] == today["answered"] + today["abandoned"] + today["left"] + queue["waiting"]
    assert state["feed"]["today"]["rejected"] == 0
    oldest = datetime.fromisoformat(state["as_of"]) - timedelta(hours=5)
    assert all(datetime.fromisoformat(call["since"]) > oldest for call in state["calls"].values())
