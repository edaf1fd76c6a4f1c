"""Of several nodes on one Redis one asks Thulium, and all show what it answered."""

import asyncio
from pathlib import Path

from app.journal.redis import RedisJournal
from app.simulator.rest import FakeThulium, serving
from tests.nodes.servers import RedisServer, nodes
from tests.server import Json, Wallboard

NAMES = 6  # requests for all tables of names


async def test_a_lease_is_one_nodes_until_that_node_ends(redis: RedisServer) -> None:
    one, other = RedisJournal(redis.url), RedisJournal(redis.url)
    first = [await one.lease("thulium", 90), await other.lease("thulium", 90), await one.lease("thulium", 90)]
    elsewhere = await other.lease("another", 90)
    await one.close()
    after = await other.lease("thulium", 90)
    await other.close()

    assert (first, elsewhere, after) == ([True, False, True], True, True)


async def test_a_lease_of_a_node_that_was_killed_runs_out(redis: RedisServer) -> None:
    one, other = RedisJournal(redis.url), RedisJournal(redis.url)
    await one.lease("thulium", 1)
    async with asyncio.timeout(10):
        while not await other.lease("thulium", 90):  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0.05)
    await other.close()
    await one.close()


async def test_one_of_two_nodes_asks_and_both_show_the_names(redis: RedisServer, tmp_path: Path) -> None:
    fake = FakeThulium(queues=[{"id": 155, "name": "Sprzedaż"}], campaigns=[{"id": 1, "name": "Ankieta"}])
    async with serving(fake) as url:
        api = f'[thulium]\nurl = "{url}"\nuser = "{fake.user}"\npassword = "{fake.password}"\n'
        async with nodes(tmp_path, redis.url, 2, more=api, clock="wall") as both:
            shown = await asyncio.gather(*(named(one.wallboard) for one in both))
            async with asyncio.timeout(30):
                while len(fake.requests) < NAMES:  # noqa: ASYNC110 - nobody announces it
                    await asyncio.sleep(0.05)
            statuses = [(await one.wallboard.asks("/thulium.json")).json["status"] for one in both]

    assert [row["155"]["name"] for row in shown] == ["Sprzedaż", "Sprzedaż"]
    assert fake.requests.count("GET queues?limit=100&offset=0") == 1
    assert "waiting" in statuses


async def named(wallboard: Wallboard) -> Json:
    """The queues, once the first has a name."""
    async with asyncio.timeout(30):
        while not (queues := (await wallboard.state())["queues"]):  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0.05)
        found: Json = queues
        return found
