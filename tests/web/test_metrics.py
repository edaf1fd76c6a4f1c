"""What Prometheus sees, and that the dashboard and the alerts ask for nothing else."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.web.app_keys import INGEST
from tests.event_loop import watched_turns
from tests.server import DAY, Wallboard, bodies, eventually, open_wallboard, run
from tests.tools import needed, tried

TOML = """
[queues.155]
name = "Sprzedaż"
alarm = { waiting = 2, longest_wait = 60 }
[queues.'"156"\\']
name = "It's \\"it\\""
"""


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Wallboard]:
    async with open_wallboard(tmp_path, TOML) as wallboard:
        yield wallboard


def samples(text: str) -> dict[str, float]:
    """The value of each series."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}


async def measured(board: Wallboard) -> dict[str, float]:
    return samples((await board.asks("/metrics")).text)


async def a_busy_minute(board: Wallboard) -> None:
    await board.comes("anna", "08:59:00")
    await board.comes("jan", "08:59:00")
    await board.pauses("jan", "08:59:30")
    await board.calls("1.1", "09:00:00")
    await board.answers("anna", "1.1", "09:00:09")
    await board.calls("1.2", "09:00:10")
    await board.calls("1.3", "09:00:20")
    await board.gives_up("1.3", "09:00:50")
    await board.writes("c-1", "09:00:55")
    await board.hears("OUTBOUND_CONNECTING", "09:01:00", id="00001", connection_id="2.1", phone_number="523993855")


async def test_events_count_by_what_became_of_them(board: Wallboard) -> None:
    await board.calls("1.1", "09:00:00")
    await board.calls("1.1", "09:00:00")
    await board.hears("NEWS", "09:00:00")
    wrong = {"action": "ENTER_QUEUE", "date": "2026-11-20 09:00:00"}
    await board.delivers(bodies(wrong, wrong), Content_Type="application/json")
    counted = await measured(board)

    assert {result: counted[f'wallboard_events_total{{result="{result}"}}'] for result in
            ("applied", "duplicate", "unknown", "rejected")} == {
        "applied": 1, "duplicate": 1, "unknown": 1, "rejected": 2,
    }  # fmt: skip
    assert counted["wallboard_version"] == 5
    assert counted["wallboard_journal_seconds_count"] == counted["wallboard_apply_seconds_count"] == 4
    assert counted['wallboard_apply_seconds_bucket{le="+Inf"}'] == 4


async def test_requests_count_by_route_and_never_by_what_was_asked(board: Wallboard) -> None:
    for path in ("/state", "/state?board=none", "/tv", "/supervisor/523993855", "/523993855", "/tv/523993855"):
        await board.asks(path)
    await board.asks("/static/x/523993855.js")
    text = (await board.asks("/metrics")).text
    counted = samples(text)

    assert counted['wallboard_requests_total{route="/state",status="200"}'] == 1
    assert counted['wallboard_requests_total{route="/state",status="404"}'] == 1
    assert counted['wallboard_requests_total{route="/tv/{board}",status="404"}'] == 1
    assert counted['wallboard_requests_total{route="none",status="404"}'] == 2
    assert "523993855" not in text


async def test_streams_count_while_they_are_open(board: Wallboard) -> None:
    async with board.watched() as screen, board.watched("?role=tv") as other:
        await screen.next()
        await other.next()
        counted = await measured(board)

    assert counted["wallboard_streams"] == 2
    assert counted['wallboard_requests_total{route="/events",status="200"}'] == 2
    assert counted['wallboard_streams_cut_total{reason="stalled"}'] == 0


async def test_what_waits_and_what_was_refused_is_counted(board: Wallboard) -> None:
    host, port = board.address.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    head = f"POST /webhooks/thulium HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Length: 90000\r\n\r\naction="
    writer.write(head.encode())
    await eventually(lambda: board.app[INGEST].limits.large == 1, "the large body is being read")
    reading = await measured(board)
    writer.transport.abort()
    await board.app[INGEST].close()
    refused = await board.delivers({"action": "NEWS"})
    counted = await measured(board)

    assert (reading["wallboard_large_bodies"], reading["wallboard_connections"]) == (1, 2)
    assert reading["wallboard_bodies_waiting"] == reading["wallboard_bodies_waiting_bytes"] == 0
    assert refused.status == 503
    assert counted['wallboard_refused_total{reason="stopping"}'] == 1
    assert (
        counted['wallboard_refused_total{reason="journal"}'] == counted['wallboard_refused_total{reason="full"}'] == 0
    )
    assert (counted["wallboard_large_bodies"], counted["wallboard_connections"]) == (0, 1)


async def test_the_live_figures_are_the_boards(board: Wallboard) -> None:
    await a_busy_minute(board)
    state = await board.state()
    text = (await board.asks("/metrics")).text
    shown = samples(text)

    for id_, queue in state["queues"].items():
        label = id_.replace("\\", r"\\").replace('"', r"\"")
        assert shown[f'wallboard_queue_waiting{{queue="{label}"}}'] == queue["waiting"]
        assert shown[f'wallboard_queue_talking{{queue="{label}"}}'] == queue["talking"]
    for status, number in state["totals"]["agents"].items():
        assert shown[f'wallboard_agents{{status="{status}"}}'] == number
    assert shown['wallboard_queue_oldest_wait_seconds{queue="155"}'] == 50
    assert shown['wallboard_calls{stage="dialing"}'] == 1
    assert shown['wallboard_chat_queue_waiting{chat_queue="1"}'] == 1
    assert not [secret for secret in ("523993855", "Kowalski", "John", "foo.bar", "800123456") if secret in text]


async def test_a_restart_says_the_same_figures(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path, TOML) as board:
        await a_busy_minute(board)
        before = await measured(board)
    async with open_wallboard(tmp_path, TOML) as board:
        after = await measured(board)

    kept = {
        series for series in before if series.startswith(("wallboard_queue", "wallboard_agents", "wallboard_version"))
    }
    assert {series: after[series] for series in kept} == {series: before[series] for series in kept}
    assert after['wallboard_events_total{result="applied"}'] == 0, "what this process has done"


async def test_the_format_is_the_one_asked_for(board: Wallboard) -> None:
    plain = await board.asks("/metrics")
    open_ = await board.asks("/metrics", Accept="application/openmetrics-text; version=1.0.0; q=1")

    assert plain.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert open_.headers["Content-Type"].startswith("application/openmetrics-text; version=1.0.0")
    assert open_.text.endswith("# EOF\n")


async def test_promtool_finds_the_metrics_right(board: Wallboard) -> None:
    needed("promtool")
    await a_busy_minute(board)

    assert tried("promtool", "check", "metrics", given=(await board.asks("/metrics")).text) == ""


async def test_metrics_are_for_this_machine_or_a_key(tmp_path: Path) -> None:
    key = '[[keys]]\nname = "TV"\nrole = "tv"\nhash = "sha256:' + 64 * "0" + '"\n'
    async with open_wallboard(tmp_path, key) as board:
        here = await board.asks("/metrics")
        other = await board.asks("/state")

    assert (here.status, other.status) == (200, 401)


# The dashboard and the alerts.


def printed(directory: Path, what: str) -> str:
    (directory / "wallboard.toml").write_text(TOML)
    done = run(directory, "print", what, "--config", "wallboard.toml")
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("what", ["grafana", "alerts"])
async def test_every_metric_and_label_that_is_asked_for_exists(board: Wallboard, tmp_path: Path, what: str) -> None:
    await a_busy_minute(board)
    series = await measured(board)
    names = {one.partition("{")[0] for one in series}
    labels = {label for one in series for label in re.findall(r'(\w+)="', one)} | {"job", "severity", "instance"}
    text = printed(tmp_path, what)
    asked = set(re.findall(r"\b(?:wallboard|process)_[a-z_]+", text))
    legends = {label for legend in re.findall(r"{{ ?(?:\$labels\.)?(\w+) ?}}", text) for label in [legend]}

    assert len(asked) > 5
    assert asked - names == set()
    assert legends - labels == set()


def test_the_dashboard_is_json_whose_panels_do_not_overlap(tmp_path: Path) -> None:
    panels = json.loads(printed(tmp_path, "grafana"))["panels"]
    cells = [
        (x, y)
        for panel in panels
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]

    assert len(panels) > 10
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) == 23


ALERTS = """
rule_files: [alerts.yml]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - {series: 'wallboard_queue_waiting{queue="155",instance="a"}', values: "1 2 2 2"}
      - {series: 'wallboard_queue_oldest_wait_seconds{queue="155",instance="a"}', values: "59 59 59 60"}
      - {series: 'wallboard_agents{status="logged_in",instance="a"}', values: "3x60"}
      - {series: 'wallboard_last_event_timestamp_seconds{instance="a"}', values: "0x60"}
      - {series: 'up{job="wallboard",instance="a"}', values: "1x60"}
    alert_rule_test:
      - {eval_time: 1m, alertname: WallboardQueueWaiting, exp_alerts: []}
      - eval_time: 3m
        alertname: WallboardQueueWaiting
        exp_alerts:
          - exp_labels: {severity: critical, queue: "155", instance: a}
            exp_annotations: {summary: "Sprzedaż: 2 callers wait"}
      - eval_time: 3m
        alertname: WallboardQueueLongestWait
        exp_alerts:
          - exp_labels: {severity: critical, queue: "155", instance: a}
            exp_annotations: {summary: "Sprzedaż: somebody has waited 60 seconds"}
      - {eval_time: 15m, alertname: WallboardFeedSilent, exp_alerts: []}
      - eval_time: 20m
        alertname: WallboardFeedSilent
        exp_alerts:
          - exp_labels: {severity: warning, status: logged_in, instance: a}
            exp_annotations: {summary: "Agents are logged in and Thulium has been silent for 15 minutes"}
      - {eval_time: 20m, alertname: WallboardDown, exp_alerts: []}
"""


def test_promtool_finds_the_alerts_right_and_they_ring_when_they_should(tmp_path: Path) -> None:
    needed("promtool")
    (tmp_path / "alerts.yml").write_text(printed(tmp_path, "alerts"), encoding="utf-8")
    (tmp_path / "test.yml").write_text(ALERTS, encoding="utf-8")

    assert "SUCCESS" in tried("promtool", "check", "rules", str(tmp_path / "alerts.yml"))
    assert "SUCCESS" in tried("promtool", "test", "rules", str(tmp_path / "test.yml"))


async def many_queues(board: Wallboard, count: int) -> None:
    for start in range(0, count, 1000):
        calls = (
            {"action": "ENTER_QUEUE", "date": f"{DAY} 09:00:00", "connection_id": f"c{n}", "queue_id": f"q{n}"}
            for n in range(start, start + 1000)
        )
        await board.delivers(bodies(*calls), Content_Type="application/json")


@pytest.mark.parametrize("kind", ["text/plain", "application/openmetrics-text; version=1.0.0"])
async def test_thousands_of_queues_are_gathered_in_slices_of_time(board: Wallboard, kind: str) -> None:
    await many_queues(board, 4000)
    async with watched_turns() as turns:
        text = (await board.asks("/metrics", Accept=kind)).text
    lines = text.splitlines()

    assert turns.longest < 0.1
    assert len([line for line in lines if line.startswith("wallboard_queue_waiting{")]) == 4002
    assert lines.count("# TYPE wallboard_queue_waiting gauge") == 1
    assert len(set(lines)) == len(lines)
    assert (lines[-1] == "# EOF") == ("openmetrics" in kind)
    assert lines.count("# EOF") == int("openmetrics" in kind)
