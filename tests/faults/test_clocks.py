"""The machine's clock is set, forwards and backwards: nothing is lost, pings go on, and the board follows it."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.faults.harness import Clock, chance, many
from tests.server import Running, Screen, eventually, started

ZONE = ZoneInfo("Europe/Warsaw")
LIFETIMES = "[expire]\nringing = 2\nwaiting = 600\n"


def wrong(clock: Clock, seconds: float) -> str:
    """What Thulium's right clock says while the wallboard's is wrong."""
    clock.is_wrong_by(seconds)
    return datetime.now(ZONE).strftime("%Y-%m-%d %H:%M:%S")


async def pings(screen: Screen, times: int) -> None:
    """The line lives: a ping after each two seconds of silence, whatever the clock says."""
    while times:
        times -= (await screen.next()).name == "ping"


@pytest.mark.parametrize("step", [3600.0, -3600.0, 400 * 86400.0], ids=["an hour on", "an hour back", "a year on"])
async def test_when_the_clock_is_set_webhooks_are_kept_and_the_board_goes_on(tmp_path: Path, step: float) -> None:
    clock = Clock(tmp_path / "clock")
    async with started(tmp_path, environment=clock.surroundings) as running, running.wallboard.watched() as screen:
        board = running.wallboard
        first = await board.hears("AGENT_LOGGED_IN", wrong(clock, 0), agent_login="anna")
        await board.hears("AGENT_LOGGED_IN", wrong(clock, step), agent_login="ola")
        await screen.until(await board.hears("CUSTOMER_CREATED", wrong(clock, step), customer_id="1"))
        last = await board.hears("AGENT_LOGGED_OUT", wrong(clock, 0), agent_login="ola")
        shown = await screen.until(last)
        await pings(screen, 1)

        assert last > first
        # A login without a sign for 16 hours is over, so a clock that is a year ahead ends it.
        assert ("anna" in shown["agents"]) is (step < 57600)
        assert shown["day"] == f"{datetime.now(ZONE):%Y-%m-%d}"
        assert (await board.asks("/readyz")).status == 200


async def test_what_rings_when_the_clock_is_set_back_stops_ringing_in_its_time(tmp_path: Path) -> None:
    clock = Clock(tmp_path / "clock")
    config = tmp_path / "wallboard.toml"
    config.write_text(LIFETIMES)
    async with started(tmp_path, "--config", str(config), environment=clock.surroundings) as running:
        board = running.wallboard
        await board.hears("CUSTOMER_CREATED", wrong(clock, 7200), customer_id="1")
        await rings(running, wrong(clock, 0))
        state = await board.state()
        while state["agents"]["anna"]["status"] == "ringing":
            state = await board.state()

    assert state["agents"]["anna"]["status"] == "available"
    assert state["feed"]["today"]["expired"] == 1


async def rings(running: Running, date: str) -> None:
    await running.wallboard.hears("AGENT_RINGING", date, connection_id="1.1", queue_id="155", agent_login="anna")


async def test_a_clock_that_is_set_again_and_again_costs_no_event(tmp_path: Path) -> None:
    random, clock = chance("clock"), Clock(tmp_path / "clock")
    async with started(tmp_path, environment=clock.surroundings) as running:
        board = running.wallboard
        versions = []
        for number in range(many(40, 2000)):
            clock.is_wrong_by(random.choice([0, 1, -1, 30, -30, 4000, -4000, 90_000, -90_000, 10**8]))
            right = datetime.now(ZONE) - timedelta(seconds=random.randrange(100))
            call = {"connection_id": f"1.{number}", "queue_id": "155"}
            versions.append(await board.hears("ENTER_QUEUE", f"{right:%Y-%m-%d %H:%M:%S}", **call))
        clock.is_wrong_by(0)
        await board.hears("CUSTOMER_CREATED", f"{datetime.now(ZONE):%Y-%m-%d %H:%M:%S}", customer_id="1")
        await running.killed()
    async with started(tmp_path, environment=clock.surroundings) as again:
        state = await again.wallboard.state()
        await eventually(lambda: not [line for line in again.logged if "fault" in line], "nothing was misunderstood")

    assert versions == sorted(set(versions))
    assert state["version"] >= versions[-1]
    assert state["day"] == f"{datetime.now(ZONE):%Y-%m-%d}"
    queue = state["queues"]["155"]
    assert queue["today"]["entered"] == queue["waiting"] + queue["today"]["left"]
