"""Killed at any instant, again and again, while sixteen senders send: what was answered 200 is there, once."""

import asyncio
import json
from pathlib import Path

from tests.faults.harness import QUEUE, Thulium, chance, free_port, many, spawned
from tests.server import Wallboard, ready, run


async def test_nothing_answered_is_lost_and_nothing_counts_twice_whenever_it_is_killed(tmp_path: Path) -> None:
    random, port, data = chance("kills"), free_port(), tmp_path / "data"
    thulium = Thulium(port)
    async with thulium.sending():
        for _ in range(many(8, 200)):
            process = await spawned(data, port)
            # One in four while it starts or recovers, the others in the middle of its work.
            if random.random() < 0.75:
                await board_listens(port)
            await asyncio.sleep(random.uniform(0.0, 0.5))
            assert process.returncode is None, (tmp_path / "log").read_text()
            process.kill()
            await process.wait()
    process = await spawned(data, port)
    try:
        async with Wallboard(thulium.address) as board:
            await board_listens(port)
            await ready(board)
            before = await board.state()
            await thulium.sends_everything_again()
            after = await board.state()
        exported = run(tmp_path, "export", "--data-dir", "data").stdout.splitlines()
    finally:
        process.kill()
        await process.wait()
    kept = {entry["version"]: entry["body"]["connection_id"] for entry in map(json.loads, exported)}

    assert len(thulium.answered) > 50
    lost = {call for call, version in thulium.answered.items() if kept.get(version) != call}
    assert lost == set()
    assert list(kept) == list(range(1, len(kept) + 1))
    assert before["queues"][QUEUE]["today"]["entered"] >= len(thulium.answered)
    assert after["queues"][QUEUE]["today"]["entered"] == len(thulium.sent)
    counted = after["feed"]["today"]
    assert counted["events"] - counted["duplicates"] == len(thulium.sent)


async def board_listens(port: int) -> None:
    """It takes connections."""
    async with asyncio.timeout(20):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                return
