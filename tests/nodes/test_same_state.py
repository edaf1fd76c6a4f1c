"""Several nodes on one Redis: whoever takes a webhook, and whoever shows it, it is one call centre."""

import asyncio
import json
import signal
from itertools import chain
from pathlib import Path

from app.simulator import Simulation
from tests.nodes.servers import RedisServer, at_version, node, nodes, same_everywhere
from tests.past import EACH, again, events, work
from tests.server import DAY, Running, ago, bodies, eventually, run

FORM = "application/x-www-form-urlencoded"
BEGINS = 1_795_000_000


async def test_what_three_nodes_take_at_once_is_numbered_without_a_gap_and_shown_the_same(
    redis: RedisServer, tmp_path: Path
) -> None:
    events = [event.body for event in Simulation(agents=15, seed=5, begins=BEGINS).events(BEGINS + 900)]
    async with nodes(tmp_path, redis.url) as three:

        async def delivers(running: Running, share: int) -> list[int]:
            answers = [await running.wallboard.delivers(body, Content_Type=FORM) for body in events[share::3]]
            return [answer.version for answer in answers]

        taken = await asyncio.gather(*(delivers(one, share) for share, one in enumerate(three)))
        shown = json.loads(await same_everywhere(three, len(events)))

    assert sorted(chain(*taken)) == list(range(1, len(events) + 1))
    assert await redis.ids() == [b"%d-0" % version for version in range(1, len(events) + 1)]
    assert shown["feed"]["today"]["events"] == len(events)
    assert shown["feed"]["today"]["duplicates"] == 0


async def test_a_past_version_is_the_same_bytes_on_every_node(redis: RedisServer, tmp_path: Path) -> None:
    some = events(500)
    async with nodes(tmp_path, redis.url, 2) as (one, other):
        stored = await work(one.wallboard, some)
        await at_version(other.wallboard, len(some), 10)
        shown = [await again(each.wallboard, list(stored)) for each in (one, other)]

    assert len(stored) == 500 // EACH
    assert shown == [stored, stored]


async def test_doubles_and_mistakes_are_the_same_whichever_node_got_them(redis: RedisServer, tmp_path: Path) -> None:
    good = {"action": "ENTER_QUEUE", "date": f"{DAY} 09:00:00", "connection_id": "1.2", "queue_id": "155"}
    async with nodes(tmp_path, redis.url, 2) as both:
        await asyncio.gather(*(one.wallboard.calls("1.1", "09:00:00") for one in both))
        answer = await both[0].wallboard.delivers(
            bodies(good, good | {"queue_id": None}), Content_Type="application/json"
        )
        shown = json.loads(await same_everywhere(both, 4))

    assert shown["queues"]["155"]["today"]["entered"] == 2
    assert (shown["feed"]["today"]["duplicates"], shown["feed"]["today"]["rejected"]) == (1, 1)
    assert answer.status == 422
    assert [error["pointer"] for error in answer.json["errors"]] == ["/1/queue_id"], "its sender is told"


async def test_a_screen_whose_node_is_killed_ends_up_right_on_another(redis: RedisServer, tmp_path: Path) -> None:
    async with nodes(tmp_path, redis.url, 2) as (one, other):
        async with one.wallboard.watched() as screen:
            await screen.until(await other.wallboard.calls("1.1", "09:00:00"))
            await one.killed()
            await screen.ends()
        version = await other.wallboard.calls("1.2", "09:00:05")
        async with other.wallboard.watched() as screen:
            shown = await screen.until(version)

    assert shown["queues"]["155"]["waiting"] == 2


async def test_a_node_that_joins_while_others_work_shows_what_they_show(redis: RedisServer, tmp_path: Path) -> None:
    crowd = [
        {"action": "ENTER_QUEUE", "date": f"{DAY} 09:00:00", "connection_id": f"0.{number}", "queue_id": "155"}
        for number in range(3000)
    ]
    async with node(tmp_path / "old", redis.url) as old:
        await old.wallboard.delivers(bodies(*crowd), Content_Type="application/json")
        over = asyncio.Event()

        async def busy() -> int:
            number = 0
            while not over.is_set():
                number += 1
                await old.wallboard.calls(f"1.{number}", "09:00:01")
            return number

        working = asyncio.create_task(busy())
        async with node(tmp_path / "new", redis.url) as new:
            over.set()
            await same_everywhere([old, new], 3000 + await working)


async def test_one_tick_of_many_ends_a_call_once(redis: RedisServer, tmp_path: Path) -> None:
    async with nodes(tmp_path, redis.url, more="[expire]\nwaiting = 1\n", clock="wall") as three:
        await three[0].wallboard.delivers(
            {"action": "ENTER_QUEUE", "date": "2020-01-01 00:00:00", "connection_id": "1.1", "queue_id": "155"}
        )
        async with three[1].wallboard.watched() as screen:
            while not screen.document or screen.document["queues"]["155"]["waiting"]:
                await screen.next()
        shown = [await at_least(one, screen.version) for one in three]

    assert [one["feed"]["today"]["expired"] for one in shown] == [1, 1, 1]


async def at_least(running: Running, version: int) -> dict[str, dict[str, dict[str, int]]]:
    found: list[dict[str, dict[str, dict[str, int]]]] = []
    async with asyncio.timeout(2), running.wallboard.watched() as screen:
        found.append(await screen.until(version))
    return found[0]


async def test_an_sqlite_journal_moves_to_redis_and_back_with_its_versions(redis: RedisServer, tmp_path: Path) -> None:
    """The commands of the README: `export`, `import`, and the same document at the same version."""
    exported, again = tmp_path / "journal.jsonl", tmp_path / "again.jsonl"
    alone = tmp_path / "alone"
    async with node(alone, "sqlite:journal.db") as before:
        for event in Simulation(agents=10, seed=3, begins=BEGINS).events(BEGINS + 600):
            await before.wallboard.delivers(event.body, Content_Type=FORM)
        await before.wallboard.delivers({"action": "ENTER_QUEUE"})
        old = (await before.wallboard.asks("/state")).body
        await before.stopped()
    exported.write_text(run(alone, "export", "--config", "wallboard.toml", "--data-dir", "data").stdout)
    async with node(tmp_path / "elsewhere", redis.url) as running:
        done = await asyncio.to_thread(
            run, tmp_path, "import", str(exported), "--config", str(tmp_path / "elsewhere" / "wallboard.toml")
        )
        assert done.returncode == 0, done.stderr
        moved = (await at_version(running.wallboard, json.loads(old)["version"])).body
        assert (await running.stopped()) == 0
    config = str(tmp_path / "elsewhere" / "wallboard.toml")
    refused = await asyncio.to_thread(run, tmp_path, "import", str(exported), "--config", config)
    again.write_text((await asyncio.to_thread(run, tmp_path, "export", "--config", config)).stdout)
    back = run(tmp_path, "import", str(again), "--data-dir", str(tmp_path / "back" / "data"))
    async with node(tmp_path / "back", "sqlite:journal.db") as after:
        returned = (await after.wallboard.asks("/state")).body

    assert old == moved == returned
    assert again.read_text() == exported.read_text()
    assert back.returncode == 0, back.stderr
    assert refused.returncode == 1
    assert "empty" in refused.stderr


async def test_without_the_package_it_is_said_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "redis").mkdir()
    (tmp_path / "redis" / "__init__.py").write_text("raise ModuleNotFoundError('No module named redis')")
    config = tmp_path / "wallboard.toml"
    config.write_text('[journal]\nurl = "redis://localhost"\n')
    done = run(tmp_path, "serve", "--config", str(config), "--port", "0", PYTHONPATH=f"{tmp_path}:{Path.cwd()}")

    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "a journal on Redis needs another package: pip install 'redis[hiredis]>=8,<9'",
    ]


async def test_a_node_that_is_configured_anew_shows_it_at_once_and_the_others_stay_as_they_are(
    redis: RedisServer, tmp_path: Path
) -> None:
    async with nodes(tmp_path, redis.url, 2, clock="wall") as (one, other):
        await one.wallboard.calls("1.1", ago())
        async with one.wallboard.watched() as screen:
            await screen.next()
            with (tmp_path / "0" / "wallboard.toml").open("a") as file:
                file.write('[queues.155]\nname = "Sales"\n')
            one.process.send_signal(signal.SIGHUP)
            async with asyncio.timeout(5):
                while screen.document["queues"]["155"]["name"] != "Sales":
                    await screen.next()
        assert (await other.wallboard.state())["queues"]["155"]["name"] == "155"


async def test_reading_the_journal_back_does_not_disturb_whoever_follows_it(redis: RedisServer, tmp_path: Path) -> None:
    news = [{"action": "NEWS", "date": f"{DAY} 09:00:00", "agent_login": "anna", "n": str(n)} for n in range(2200)]
    async with nodes(tmp_path, redis.url, 1) as (one,):
        await one.wallboard.delivers(bodies(*news), Content_Type="application/json")
        paths = ("/log?agent=jan", "/rejected", "/agents/anna/timeline", "/calls/9.9?day=2026-11-19")
        for version, path in enumerate(paths, 2201):
            await one.wallboard.asks(path)
            assert await one.wallboard.calls(f"2.{version}", "09:00:01") == version
        assert not [line for line in one.logged if "restarting from its entries" in line]


async def test_a_node_with_other_rules_than_the_others_says_so(redis: RedisServer, tmp_path: Path) -> None:
    async with (
        node(tmp_path / "one", redis.url),
        node(tmp_path / "same", redis.url) as same,
        node(tmp_path / "other", redis.url, more="[expire]\nwaiting = 60\n") as other,
    ):
        await eventually(lambda: any("another node has other settings" in line for line in other.logged), "it is told")

    assert not [line for line in same.logged if "other settings" in line]
