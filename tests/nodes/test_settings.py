"""Settings changed in the browser on one of several nodes: the same on every node, and none is lost."""

import asyncio
import json
from pathlib import Path
from typing import Any

from tests.nodes.servers import RedisServer, node, nodes, same_everywhere
from tests.server import Answer, Running


async def change(running: Running, patch: Any) -> Answer:
    body = json.dumps(patch).encode()
    return await running.wallboard.asks("/settings.json", "PATCH", body, Content_Type="application/json")


async def test_a_change_on_one_node_is_in_force_on_every_node_and_after_a_kill(
    redis: RedisServer, tmp_path: Path
) -> None:
    async with nodes(tmp_path, redis.url, 2) as (one, other):
        await one.wallboard.calls("1.1", "09:00:00", queue="156")
        async with other.wallboard.watched() as screen:
            await screen.next()
            version = (await change(one, {"queues": {"156": {"name": "BOK"}}})).version
            shown = await screen.until(version)
        assert shown["queues"]["156"]["name"] == "BOK"
        given = [(await running.wallboard.asks("/settings.json")).json for running in (one, other)]
        assert given[0] == given[1]
        await one.killed()
        assert (await change(other, {"language": "en"})).status == 200
    async with node(tmp_path / "third", redis.url) as third:
        settings = (await third.wallboard.asks("/settings.json")).json["settings"]

    assert (settings["queues"]["156"]["name"], settings["language"]) == ("BOK", "en")


async def test_changes_on_two_nodes_at_the_same_time_are_all_kept(redis: RedisServer, tmp_path: Path) -> None:
    async with nodes(tmp_path, redis.url, 2) as both:

        async def name(place: int, number: int) -> int:
            id_ = f"agent{place}-{number}"
            while (answer := await change(both[place], {"agents": {id_: {"name": id_}}})).status == 503:
                pass  # others were faster several times in a row
            return answer.version

        versions = await asyncio.gather(*(name(place, number) for place in (0, 1) for number in range(8)))
        document = json.loads(await same_everywhere(both, max(versions)))
        changes = [(await running.wallboard.asks("/settings/changes")).json for running in both]

    assert len(set(versions)) == 16
    assert len(document["agents"]) == 16
    assert changes[0] == changes[1]
    assert len(changes[0]["changes"]) == 16
