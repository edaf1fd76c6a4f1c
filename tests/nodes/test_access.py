"""Keys and pairing on several nodes: what one node is told holds on the others within a second."""

import asyncio
import json
from pathlib import Path
from typing import Any

from tests.attacker import ADMIN, KEYS, bearer
from tests.nodes.servers import RedisServer, nodes
from tests.server import Answer, Wallboard


async def posts(board: Wallboard, path: str, body: Any = None, **headers: str) -> Answer:
    return await board.asks(path, "POST", json.dumps(body or {}).encode(), Content_Type="application/json", **headers)


async def until(board: Wallboard, path: str, status: int, **headers: str) -> None:
    """The node answers so, within a second."""
    async with asyncio.timeout(1):
        while (await board.asks(path, **headers)).status != status:  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0.02)


async def test_a_screen_is_paired_over_three_nodes_and_withdrawn_on_all(tmp_path: Path, redis: RedisServer) -> None:
    async with nodes(tmp_path, redis.url, 3, more=KEYS) as running:
        first, second, third = (one.wallboard for one in running)
        offer = (await posts(first, "/pair")).json
        secret = {"secret": offer["secret"], "width": 1920, "height": 1080}
        waiting = await posts(third, "/pair/claim", secret)
        entered = await posts(second, "/access/pair", {"code": offer["code"], "name": "Office"}, **bearer(ADMIN))
        again = await posts(first, "/access/pair", {"code": offer["code"], "name": "Office"}, **bearer(ADMIN))
        await until(third, "/state", 200, **bearer(offer["secret"]))
        claimed = await posts(third, "/pair/claim", secret)
        twice = await posts(first, "/pair/claim", secret)
        wrong = [
            (await posts(node, "/access/pair", {"code": f"AAAA{a}{b}", "name": "x"}, **bearer(ADMIN))).status
            for a, b, node in zip("ABCDEFGHJKL", "ABCDEFGHJKL", [first, second, third] * 4, strict=False)
        ]
        stored: Any = await redis.client.get("wallboard:pairings")
        async with second.watched(**bearer(offer["secret"])) as screen:
            await screen.next()
            gone = await first.asks(f"/access/keys/{entered.json['id']}", "DELETE", **bearer(ADMIN))
            await asyncio.wait_for(screen.ends(), 1)
        await until(third, "/state", 401, **bearer(offer["secret"]))

    assert (waiting.status, entered.status, again.status) == (202, 201, 410)
    assert (claimed.status, twice.status, gone.status) == (200, 410, 204)
    assert wrong == [404] * 10 + [429]
    assert offer["secret"].encode() not in stored


async def test_two_nodes_cannot_withdraw_the_last_two_admins_at_once(tmp_path: Path, redis: RedisServer) -> None:
    async with nodes(tmp_path, redis.url, 2) as running:
        first, second = (one.wallboard for one in running)
        one = (await posts(first, "/access/keys", {"name": "One", "role": "admin"})).json
        await until(second, "/state", 200, **bearer(one["key"]))
        two = (await posts(second, "/access/keys", {"name": "Two", "role": "admin"}, **bearer(one["key"]))).json
        await until(first, "/state", 200, **bearer(two["key"]))
        answers = await asyncio.gather(
            first.asks(f"/access/keys/{one['id']}", "DELETE", **bearer(two["key"])),
            second.asks(f"/access/keys/{two['id']}", "DELETE", **bearer(one["key"])),
        )
        opened = [(await first.asks("/state", **bearer(key["key"]))).status for key in (one, two)]

    # The second is refused as the last admin's, or its own key has already ended.
    assert sorted(answer.status for answer in answers) in ([204, 409], [204, 401])
    assert sorted(opened) == [200, 401]
