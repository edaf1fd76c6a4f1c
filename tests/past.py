"""What `/state` answered while a center worked, to be compared later with `/state?version=`."""

import re
from collections.abc import Sequence
from itertools import islice
from typing import Any

from app.simulator import Simulation
from tests.server import Wallboard, bodies

BEGINS = 1_795_000_000
EACH = 10  # events between two stored answers


def events(count: int) -> list[dict[str, Any]]:
    """The first events of a simulated center."""
    return [{**event.body} for event in islice(Simulation(agents=15, seed=5, begins=BEGINS), count)]


async def work(board: Wallboard, some: Sequence[dict[str, Any]]) -> dict[int, bytes]:
    """Deliver these, and return what `/state` answered now and then, by version."""
    stored = {}
    for start in range(0, len(some), EACH):
        answer = await board.delivers(bodies(*some[start : start + EACH]), Content_Type="application/json")
        assert answer.status == 200, answer.text
        live = await board.asks("/state")
        stored[int(live.json["version"])] = without_instant(live.body)
    return stored


async def again(board: Wallboard, versions: Sequence[int]) -> dict[int, bytes]:
    """What `/state?version=` answers for these, without its instant."""
    return {version: without_instant((await board.asks(f"/state?version={version}")).body) for version in versions}


def without_instant(body: bytes) -> bytes:
    """A document's bytes but for its `as_of`."""
    return re.sub(rb'"as_of":"[^"]*"', b"", body, count=1)
