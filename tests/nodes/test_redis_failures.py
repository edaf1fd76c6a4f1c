"""Redis dies, freezes, fills up or forgets: nothing answered is lost, nobody waits long, and it heals by itself."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from app.journal.redis import ANSWER_WAIT_S
from tests.nodes.servers import RedisServer, node, nodes, same_everywhere, written
from tests.server import DAY, Running, Wallboard, open_wallboard, ready, started

SOON = 8.0  # seconds in which a delivery is answered, whatever has become of Redis
HEALED = 15.0  # seconds until all is well again


async def delivered(board: Wallboard, call: str) -> int:
    """The status of one caller's delivery."""
    body = {"action": "ENTER_QUEUE", "date": f"{DAY} 09:00:00", "connection_id": call, "queue_id": "155"}
    async with asyncio.timeout(SOON):
        return (await board.delivers(body)).status


@asynccontextmanager
async def callers(running: list[Running]) -> AsyncIterator[dict[str, int]]:
    """All the while each node gets one call after another; the last status of each. A refused call is sent again."""
    answered: dict[str, int] = {}
    over = asyncio.Event()

    async def calls(place: int, board: Wallboard) -> None:
        number = 0
        while not over.is_set() or answered[f"{place}.{number}"] != 200:
            number += answered.get(f"{place}.{number}", 200) == 200 and not over.is_set()
            answered[f"{place}.{number}"] = await delivered(board, f"{place}.{number}")
            await asyncio.sleep(0.01)

    working = asyncio.gather(*(calls(place, one.wallboard) for place, one in enumerate(running)))
    try:
        yield answered
    finally:
        over.set()
        await working


async def refused(running: list[Running]) -> None:
    """Every node says that it can keep nothing, and why."""
    async with asyncio.timeout(HEALED):
        for one in running:
            while (answer := await one.wallboard.asks("/readyz")).status == 200:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
            assert "Redis" in answer.json["detail"], answer.text
            assert (await one.wallboard.asks("/state")).status == 200, "screens go on"


async def healed(running: list[Running]) -> None:
    async with asyncio.timeout(HEALED):
        await asyncio.gather(*(ready(one.wallboard) for one in running))


async def agree(running: list[Running], answered: dict[str, int]) -> None:
    """Nobody who was answered is missing or there twice, on any node."""
    async with asyncio.timeout(HEALED):
        while True:
            states = [await one.wallboard.state() for one in running]
            if len({state["version"] for state in states}) == 1:
                break
            await asyncio.sleep(0.05)
    shown = json.loads(await same_everywhere(running, states[0]["version"]))
    assert set(answered.values()) == {200}
    assert shown["queues"]["155"]["waiting"] == len(answered)
    assert shown["calls"].keys() == answered.keys()


async def dies_and_starts(redis: RedisServer, running: list[Running]) -> None:
    redis.dies()
    await refused(running)
    await redis.starts()


async def freezes_and_thaws(redis: RedisServer, running: list[Running]) -> None:
    redis.freezes()
    await refused(running)
    began = time.monotonic()
    assert {await delivered(running[0].wallboard, f"0.{number}") for number in range(10)} == {503}
    assert time.monotonic() - began < 10 * ANSWER_WAIT_S, "once it is known, nobody waits for it"
    redis.thaws()


async def fills_up_and_gets_room(redis: RedisServer, running: list[Running]) -> None:
    await redis.fills_up()
    await refused(running)
    await redis.has_room()


async def becomes_a_replica_and_is_promoted(redis: RedisServer, running: list[Running]) -> None:
    await redis.client.execute_command("REPLICAOF", "127.0.0.1", "1")  # type: ignore[no-untyped-call]
    await refused(running)
    await redis.client.execute_command("REPLICAOF", "NO", "ONE")  # type: ignore[no-untyped-call]


async def test_whoever_was_answered_is_there_afterwards_once(redis: RedisServer, tmp_path: Path) -> None:
    async with nodes(tmp_path, redis.url, 2) as both:
        async with callers(both) as answered:
            for trouble in (
                dies_and_starts,
                freezes_and_thaws,
                fills_up_and_gets_room,
                becomes_a_replica_and_is_promoted,
            ):
                await asyncio.sleep(0.2)
                await trouble(redis, both)
                await healed(both)
        await agree(both, answered)


async def test_a_journal_that_lost_its_end_is_noticed_and_everybody_begins_again_from_it(
    redis: RedisServer, tmp_path: Path
) -> None:
    """As after a failover to a replica that was behind; then others write on, under the numbers that were lost."""
    async with nodes(tmp_path, redis.url, 2) as both:
        await both[0].wallboard.calls("1.1", "09:00:00")
        await both[0].wallboard.calls("1.2", "09:00:00")
        await both[0].wallboard.calls("1.3", "09:00:00")
        kept: Any = await redis.client.dump("wallboard:journal")
        await same_everywhere(both, await both[0].wallboard.calls("1.4", "09:00:00"))
        async with both[1].wallboard.watched() as screen:
            await screen.next()
            await redis.client.restore("wallboard:journal", 0, kept, replace=True)
            screen.version = 0  # its page takes what comes, but a test's screen expects rising versions
            while "1.4" in screen.document["calls"]:
                await screen.next()
        await healed(both)
        version = await both[0].wallboard.calls("1.5", "09:00:00")
        shown = json.loads(await same_everywhere(both, version))

    assert version == 4
    assert shown["calls"].keys() == {"1.1", "1.2", "1.3", "1.5"}
    assert all(any("CRITICAL" in line for line in one.logged) for one in both)


async def test_a_flushed_redis_is_noticed_and_the_boards_begin_anew(redis: RedisServer, tmp_path: Path) -> None:
    async with nodes(tmp_path, redis.url, 2) as both:
        await both[0].wallboard.calls("1.1", "09:00:00")
        await redis.client.flushall()
        async with asyncio.timeout(HEALED):
            while (await both[1].wallboard.asks("/state")).json.get("version") != 0:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        await healed(both)
        assert await both[0].wallboard.calls("1.2", "09:00:00") == 1
        shown = json.loads(await same_everywhere(both, 1))

    assert shown["calls"].keys() == {"1.2"}


async def test_what_may_have_been_kept_is_not_called_lost(redis: RedisServer, tmp_path: Path) -> None:
    async with open_wallboard(tmp_path, f'[journal]\nurl = "{redis.url}"\nreplicas = 1\n') as board:
        first, second = [
            await board.delivers({"action": "ENTER_QUEUE", "date": f"{DAY} 09:00:00", "queue_id": "155"} | call)
            for call in ({"connection_id": "1.1"}, {"connection_id": "1.2"})
        ]
        shown = await board.state()

    assert (first.status, second.status) == (503, 503)
    assert first.json["detail"].startswith("This may or may not have been stored: only 0 of 1 replicas")
    assert second.json["detail"].startswith("Nothing was stored: only 0 of 1 replicas")
    assert shown["calls"].keys() == {"1.1"}


async def test_a_node_that_starts_before_redis_is_ready_once_redis_is(redis: RedisServer, tmp_path: Path) -> None:
    redis.dies()
    waiting = asyncio.create_task(a_first_call(redis, tmp_path))
    await asyncio.sleep(0.5)
    await redis.starts()

    assert await waiting == 1


async def a_first_call(redis: RedisServer, directory: Path) -> int:
    async with node(directory, redis.url) as running:
        return await running.wallboard.calls("1.1", "09:00:00")


async def test_a_wrong_password_is_said_in_words_and_never_repeated(redis: RedisServer, tmp_path: Path) -> None:
    await redis.client.config_set("requirepass", "right-secret")
    await redis.client.connection_pool.disconnect()
    redis.client.connection_pool.connection_kwargs["password"] = "right-secret"  # noqa: S105
    wrong = redis.url.replace("127.0.0.1", "default:wrong-secret@127.0.0.1")
    right = redis.url.replace("127.0.0.1", "default:right-secret@127.0.0.1")
    async with node(tmp_path / "right", right) as running:
        assert await running.wallboard.calls("1.1", "09:00:00") == 1
    answer, logged = await unready(tmp_path / "wrong", wrong)

    assert "password" in answer
    assert "secret" not in answer + logged


async def unready(directory: Path, url: str) -> tuple[str, str]:
    """What a node that never gets ready says."""
    config = written(directory, url)
    async with started(directory, "--config", str(config), recovers=False) as running:
        async with asyncio.timeout(HEALED):
            while "Redis" not in (answer := (await running.wallboard.asks("/readyz")).text):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert await running.stopped() == 0
        return answer, "".join(running.logged)
