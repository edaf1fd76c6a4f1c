"""The fake of Thulium's REST API that the demo has its names from."""

import pytest

from app.simulator import configuration, fake_thulium, nameless_configuration, plan, serving_rest
from app.thulium.client import Client, Pace
from app.thulium.survey import Survey


@pytest.mark.parametrize("agents", [5, 40, 150])
async def test_it_has_every_name_that_the_demos_configuration_lacks(agents: int) -> None:
    named, nameless, fake = configuration(agents, 1), nameless_configuration(agents, 1), fake_thulium(plan(agents, 1))
    async with serving_rest(fake) as url, Client(url, fake.user, fake.password, Pace(0)) as client:
        found = {table: names async for table, names in Survey(client).names()}

    for table in ("queues", "chat_queues", "pauses", "agents"):
        assert {id_: row.name for id_, row in found[table].items()} == {
            id_: row["name"] for id_, row in named[table].items()
        }
        assert all("name" not in row for row in nameless.get(table, {}).values())
    teams = {row.team for row in found["agents"].values()}
    assert {team for board in nameless["boards"].values() for team in board["teams"]} == teams
