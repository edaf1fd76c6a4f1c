"""Of several nodes on one Redis one tells, and another goes on where it ended."""

from pathlib import Path

from tests.alerts.sinks import web_sink
from tests.nodes.servers import RedisServer, nodes
from tests.server import ago, run, started

QUEUE = '[queues.155]\nname = "Sales"\nalarm = { waiting = 1 }\n'


async def test_three_nodes_tell_once_and_any_of_them_tells_the_end(redis: RedisServer, tmp_path: Path) -> None:
    async with web_sink() as sink:
        rules = f'[alerts]\nto = ["{sink.address}/hook"]\nfor = 1\nover = 1\ngroup = 0\n{QUEUE}'
        async with nodes(tmp_path, redis.url, 3, more=rules, clock="wall") as all_three:
            await all_three[0].wallboard.calls("1.1", ago(seconds=0))
            await sink.until(1)
            shown = [(await one.wallboard.asks("/alerts")).json["now"] for one in all_three]
            holders = [await redis.client.get(key) for key in await redis.client.keys("*:lease:alerts")]
            assert len(holders) == 1
            for one in all_three[:2]:  # one of these may be the one that tells
                assert await one.stopped() == 0
            last = all_three[2].wallboard
            await last.gives_up("1.1", ago(seconds=0))
            bodies = await sink.until(2)
            sent = (await last.asks("/alerts")).json["sent"]

    assert [row[0]["subject"] for row in shown] == ["queue:155"] * 3
    assert [body["state"] for body in bodies] == ["raised", "over"]
    assert [row["state"] for row in sent] == ["over", "raised"]
    assert len(sink.posts) == 2


async def test_alerts_move_with_an_export(tmp_path: Path) -> None:
    async with web_sink() as sink:
        (tmp_path / "c.toml").write_text(
            f'[alerts]\nto = ["{sink.address}/hook"]\nfor = 1\nover = 1\ngroup = 0\n{QUEUE}', encoding="utf-8"
        )
        async with started(tmp_path, "--config", "c.toml") as running:
            await running.wallboard.calls("1.1", ago(seconds=0))
            await sink.until(1)
            await running.stopped()
        exported = run(tmp_path, "export", "--data-dir", "data").stdout
        (tmp_path / "moved").mkdir()
        (tmp_path / "j.jsonl").write_text(exported, encoding="utf-8")
        assert run(tmp_path, "import", "j.jsonl", "--data-dir", "moved/data", "--config", "c.toml").returncode == 0
        async with started(tmp_path / "moved", "--config", str(tmp_path / "c.toml")) as running:
            now = (await running.wallboard.asks("/alerts")).json["now"]
            await running.wallboard.gives_up("1.1", ago(seconds=0))
            bodies = await sink.until(2)

    assert "hook" not in exported, "no recipient's secret"
    assert [row["subject"] for row in now] == ["queue:155"]
    assert [body["state"] for body in bodies] == ["raised", "over"]
