"""The disk is full: nothing is lost in silence, nothing is shown that was not kept, and it heals by itself."""

import resource
from pathlib import Path

from tests.server import Running, ready, started


def fills_up(running: Running) -> None:
    """From now on the process can't write to any file; Linux says so to it as a full disk would."""
    hard = resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE)[1]
    resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (0, hard))


def has_room(running: Running) -> None:
    hard = resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE)[1]
    resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (hard, hard))


async def test_what_cannot_be_kept_is_refused_not_applied_and_taken_again_when_there_is_room(
    tmp_path: Path,
) -> None:
    async with started(tmp_path, "--clock", "events") as running:
        board = running.wallboard
        await board.calls("1.1", "09:00:00")
        before = (await board.asks("/state")).body
        fills_up(running)
        refused = await board.delivers(
            {"action": "ENTER_QUEUE", "date": "2026-11-20 09:00:01", "connection_id": "1.2", "queue_id": "155"}
        )
        ready = await board.asks("/readyz")
        after = (await board.asks("/state")).body
        has_room(running)
        version = await board.calls("1.3", "09:00:02")
        waiting = (await board.state())["calls"].keys()
        well = await board.asks("/readyz")
        await running.killed()
    async with started(tmp_path, "--clock", "events") as again:
        kept = (await again.wallboard.state())["calls"].keys()

    assert (refused.status, refused.headers["Content-Type"]) == (503, "application/problem+json")
    assert int(refused.headers["Retry-After"]) >= 1
    assert ready.status == 503
    assert "journal" in ready.json["detail"]
    assert after == before
    assert version == 2
    assert waiting == kept == {"1.1", "1.3"}
    assert well.status == 200


async def test_it_is_ready_again_before_anybody_delivers(tmp_path: Path) -> None:
    async with started(tmp_path) as running:
        board = running.wallboard
        fills_up(running)
        assert (await board.delivers({"action": "NEWS"})).status == 503
        assert (await board.asks("/readyz")).status == 503
        has_room(running)
        await ready(board)

        assert (await board.delivers({"action": "NEWS"})).version == 1


async def test_while_the_disk_stays_full_it_stays_unready_and_the_board_goes_on_showing(tmp_path: Path) -> None:
    async with started(tmp_path, "--clock", "events") as running:
        board = running.wallboard
        await board.calls("1.1", "09:00:00")
        fills_up(running)
        answers = [await board.delivers({"action": "NEWS"}) for _ in range(20)]
        states = [await board.asks(path) for path in ("/state", "/", "/tv", "/healthz")]

        assert {answer.status for answer in answers} == {503}
        assert {state.status for state in states} == {200}
        assert (await board.asks("/readyz")).status == 503
        assert await running.stopped() == 0
