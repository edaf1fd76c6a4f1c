"""What recipients of alerts get, through the whole server: to real web and mail servers on this machine."""

import asyncio
import re
import socket
from pathlib import Path
from typing import Any

import pytest

from app.document.merge_patch import Json
from app.web.app_keys import ALERTER
from tests.alerts.sinks import Sink, mail_sink, web_sink
from tests.server import Wallboard, ago, eventually, open_wallboard, ready, run, started
from tests.web.test_full_disk import fills_up, has_room

NUMBER, NAME = "523993855", "BOK: Kowalski"
QUICK = "for = 1\nover = 1\ngroup = 0\n"


def alerting(*to: str, more: str = QUICK, rest: str = "") -> str:
    """A configuration in which one waiting caller is an alarm."""
    return f"""language = "en"
[alerts]
to = {list(to)!r}
address = "https://board.example.com"
{more}
[queues.155]
name = "Sales"
alarm = {{ waiting = 1 }}
[queues.156]
name = "Service"
alarm = {{ waiting = 1 }}
{rest}"""


async def raised(sink: Sink) -> Json:
    """What the sink got first, which is a raise."""
    (first,) = (await sink.until(1))[:1]
    assert first["state"] == "raised", first
    body: Json = first
    return body


async def test_a_limit_is_told_once_with_its_figures_and_once_when_it_is_over(tmp_path: Path) -> None:
    async with (
        web_sink() as sink,
        open_wallboard(tmp_path, alerting(f"{sink.address}/hook"), clock="wall") as wallboard,
    ):
        await wallboard.comes("anna", ago(seconds=5))
        await wallboard.calls("1.1", ago(seconds=0))
        await raised(sink)
        await wallboard.gives_up("1.1", ago(seconds=0))
        first, last = await sink.until(2)
        await eventually(lambda: [row.result for row in deliveries(wallboard)] == ["delivered"] * 2, "both are told")
        answer = (await wallboard.asks("/alerts")).json

    assert first.keys() == last.keys() == {"text", "state", "level", "subject", "board", "since", "url"}
    assert re.fullmatch(r"Sales: 1 waiting \(limit 1\), longest wait \d:\d\d, 1 available \(anna\)", first["text"])
    assert (first["state"], first["level"], first["subject"], first["board"]) == ("raised", "alarm", "queue:155", "")
    assert re.fullmatch(r"https://board\.example\.com/\?at=20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d%2B0[12]:00", first["url"])
    assert re.fullmatch(r"Sales: over after \d:\d\d, at most 1 waiting.*, 1 abandoned", last["text"])
    assert last["state"] == "over"
    assert answer["now"] == []
    assert [(row["subject"], row["state"], row["delivered"]) for row in answer["sent"]] == [
        ("queue:155", "over", True),
        ("queue:155", "raised", True),
    ]


async def test_what_is_raised_while_others_are_held_is_one_message(tmp_path: Path) -> None:
    async with (
        web_sink() as sink,
        open_wallboard(
            tmp_path, alerting(f"{sink.address}/hook", more="for = 0\ngroup = 4\n"), clock="wall"
        ) as wallboard,
    ):
        await wallboard.calls("1.1", ago(seconds=0))
        await eventually(lambda: len(book(wallboard).raised) == 1, "the first is raised")
        await wallboard.calls("1.2", ago(seconds=0), queue="156")
        body = await raised(sink)

    assert body["subject"] == "queue:155, queue:156"
    assert [line.partition(":")[0] for line in body["text"].splitlines()] == ["Sales", "Service"]
    assert len(sink.posts) == 1


async def test_slack_teams_and_mail_get_it_in_their_own_form(tmp_path: Path) -> None:
    async with web_sink() as sink, mail_sink() as box:
        to = [f"slack:{sink.address}/s", f"teams:{sink.address}/t", "mailto:team@example.com"]
        mail = f'[mail]\nhost = "127.0.0.1"\nport = {box.port}\ntls = "none"\nfrom = "board@example.com"\n'
        async with open_wallboard(tmp_path, alerting(*to, rest=mail), clock="wall") as wallboard:
            await wallboard.calls("1.1", ago(seconds=0))
            await sink.until(2)
            letter = await box.first()
            posts: dict[str, Any] = dict(sink.posts)

    assert posts["/s"].keys() == {"text"}
    assert "*Alarm: Sales*\nSales: 1 waiting" in posts["/s"]["text"]
    (attachment,) = posts["/t"]["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert attachment["content"]["body"][0]["text"] == "Alarm: Sales"
    assert attachment["content"]["actions"][0]["url"].startswith("https://board.example.com/?at=")
    assert (letter["to"], letter["from"]) == ("team@example.com", "board@example.com")
    assert letter["subject"] == "Alarm: Sales"
    assert "Sales: 1 waiting" in letter.get_content()
    assert "https://board.example.com/?at=" in letter.get_content()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the package's own
async def test_an_address_of_apprise_gets_it_by_the_extra_package(tmp_path: Path) -> None:
    async with web_sink() as sink:
        to = f"apprise:json://{sink.address.removeprefix('http://')}/a"
        async with open_wallboard(tmp_path, alerting(to), clock="wall") as wallboard:
            await wallboard.calls("1.1", ago(seconds=0))
            (body,) = await sink.until(1)
            await eventually(lambda: [row.result for row in deliveries(wallboard)] == ["delivered"], "it is told")

    assert body["title"] == "Alarm: Sales"
    assert body["message"].startswith("Sales: 1 waiting (limit 1)")


async def test_no_callers_data_is_in_any_payload(tmp_path: Path) -> None:
    async with web_sink() as sink:
        to = [f"{sink.address}/p", f"slack:{sink.address}/s", f"teams:{sink.address}/t"]
        async with open_wallboard(tmp_path, alerting(*to), clock="wall") as wallboard:
            await wallboard.calls("1.1", ago(seconds=0))
            bodies = await sink.until(3)
            alerts = (await wallboard.asks("/alerts")).text

    assert not [body for body in [*map(str, bodies), alerts] if NUMBER in body or NAME in body]


async def test_a_sink_that_fails_gets_it_later_and_webhooks_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.alerts.alerter.FIRST_RETRY_S", 0.5)
    async with (
        web_sink() as sink,
        open_wallboard(tmp_path, alerting(f"{sink.address}/hook"), clock="wall") as wallboard,
    ):
        sink.status = 500
        await wallboard.calls("1.1", ago(seconds=0))
        await sink.until(2)
        assert (await wallboard.delivers({"action": "NEWS"})).status == 200
        failing = (await wallboard.asks("/alerts")).json["sent"]
        sink.status = 204
        await eventually(lambda: any(row.result == "delivered" for row in deliveries(wallboard)), "it is delivered")
        count = len(sink.posts)
        sent = (await wallboard.asks("/alerts")).json["sent"]

    assert failing[0] | {"at": ""} == {
        "at": "",
        "to": failing[0]["to"],
        "subject": "queue:155",
        "state": "raised",
        "delivered": False,
        "detail": "500 not now",
    }
    assert len(sent) == 1
    assert sent[0]["delivered"]
    assert len(sink.posts) == count


async def test_nobody_is_told_twice_when_the_server_is_killed_between_raise_and_over(tmp_path: Path) -> None:
    async with web_sink() as sink:
        (tmp_path / "c.toml").write_text(alerting(f"{sink.address}/hook"), encoding="utf-8")
        async with started(tmp_path, "--config", "c.toml") as running:
            await running.wallboard.calls("1.1", ago(seconds=0))
            await sink.until(1)
            await running.killed()
        async with started(tmp_path, "--config", "c.toml") as running:
            await running.wallboard.gives_up("1.1", ago(seconds=0))
            bodies = await sink.until(2)
            sent = (await running.wallboard.asks("/alerts")).json["sent"]

    assert [body["state"] for body in bodies] == ["raised", "over"]
    assert len(sink.posts) == 2
    assert len(sent) == 2


async def test_quiet_hours_send_nothing_and_one_summary_at_their_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet = True
    monkeypatch.setattr("app.alerts.grouping.is_quiet_hour", lambda *_: quiet)
    async with (
        web_sink() as sink,
        open_wallboard(tmp_path, alerting(f"{sink.address}/hook"), clock="wall") as wallboard,
    ):
        await wallboard.calls("1.1", ago(seconds=0))
        await eventually(lambda: len(book(wallboard).notices) == 1, "it is raised")
        await wallboard.gives_up("1.1", ago(seconds=0))
        await eventually(lambda: len(book(wallboard).notices) == 2, "it is over")
        await wallboard.calls("1.2", ago(seconds=0), queue="156")
        await eventually(lambda: len(book(wallboard).notices) == 3, "another is raised")
        assert sink.posts == []
        quiet = False
        (body,) = await sink.until(1)
        await eventually(lambda: all(row.result == "delivered" for row in deliveries(wallboard)), "all are told")

    lines = body["text"].splitlines()
    assert [re.sub(r"^\d\d:\d\d |: .*", "", line) for line in lines] == ["Sales", "Service"]
    assert ["over after" in line for line in lines] == [True, False]
    assert len(sink.posts) == 1


async def test_a_test_says_what_the_other_side_answers(tmp_path: Path) -> None:
    async with web_sink() as sink:
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            to = [f"slack:{sink.address}/secret", f"http://127.0.0.1:{closed.getsockname()[1]}/secret"]
            async with open_wallboard(tmp_path, alerting(*to), clock="wall") as wallboard:
                headers = {"Content-Type": "application/json"}
                answer = await wallboard.asks("/alerts/test", "POST", b"{}", **headers)
                one = answer.json["results"][0]["to"]
                again = await wallboard.asks("/alerts/test", "POST", f'{{"to": "{one}"}}'.encode(), **headers)

    assert [(row["delivered"], row["answer"]) for row in answer.json["results"]] == [
        (True, "200 taken"),
        (False, "cannot be reached: connection refused"),
    ]
    assert "secret" not in answer.text
    assert [row["to"] for row in again.json["results"]] == [one]


async def test_the_server_stops_within_five_seconds_while_a_sink_hangs(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/hook"
        (tmp_path / "c.toml").write_text(alerting(url), encoding="utf-8")
        async with started(tmp_path, "--config", "c.toml") as running:
            await running.wallboard.calls("1.1", ago(seconds=0))
            connection, _ = await asyncio.to_thread(silent.accept)
            with connection:
                async with asyncio.timeout(5):
                    assert await running.stopped() == 0
    exported = run(tmp_path, "export", "--data-dir", "data").stdout

    assert '"result":"sending"' in exported


async def test_a_full_disk_is_told_although_nothing_can_be_written(tmp_path: Path) -> None:
    async with web_sink() as sink:
        (tmp_path / "c.toml").write_text(alerting(f"{sink.address}/hook"), encoding="utf-8")
        async with started(tmp_path, "--config", "c.toml") as running:
            fills_up(running)
            assert (await running.wallboard.delivers({"action": "NEWS"})).status == 503
            body = await raised(sink)
            has_room(running)
            last = (await sink.until(2))[-1]
            await ready(running.wallboard)
            assert await running.stopped() == 0
    exported = run(tmp_path, "export", "--data-dir", "data").stdout

    assert (body["subject"], body["level"]) == ("journal", "alarm")
    assert "journal" in body["text"]
    assert (last["subject"], last["state"]) == ("journal", "over")
    assert len(sink.posts) == 2
    assert '"restated"' in exported


def book(wallboard: Wallboard) -> Any:
    return wallboard.app[ALERTER].book


def deliveries(wallboard: Wallboard) -> list[Any]:
    return [delivery for notice in book(wallboard).notices for delivery in notice.deliveries.values()]


async def test_an_error_in_the_alerts_stops_neither_them_nor_the_board(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: Any) -> None:
        raise RuntimeError("of ours")

    async with (
        web_sink() as sink,
        open_wallboard(tmp_path, alerting(f"{sink.address}/hook"), clock="wall") as wallboard,
    ):
        with monkeypatch.context() as broken:
            broken.setattr("app.alerts.alerter.conditions", fails)
            await eventually(lambda: "looking for alerts failed" in caplog.text, "it is logged")
            assert (await wallboard.asks("/readyz")).status == 200
        await wallboard.calls("1.1", ago(seconds=0))
        await raised(sink)

    assert caplog.text.count("looking for alerts failed") == 1
