"""What the running server tells who runs it: its log, and systemd."""

import asyncio
import json
import logging
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.server.logs import FORMS, configure
from app.server.systemd import notify, notify_reload
from tests.server import PATIENCE, command, started, surroundings


class Systemd:
    """Who started the server and listens to it."""

    def __init__(self, directory: Path) -> None:
        self.path = str(directory / "notify")
        self.line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.line.bind(self.path)
        self.line.settimeout(PATIENCE)

    def hears(self) -> dict[str, str]:
        """The next message."""
        return dict(line.split("=", 1) for line in self.line.recv(4096).decode().splitlines())

    def falls_silent(self) -> bool:
        """Whether nothing comes for half a second, once what was on its way is heard."""
        self.line.settimeout(0.5)
        try:
            for _ in range(100):
                self.hears()
        except TimeoutError:
            return True
        return False


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Systemd]:
    listener = Systemd(tmp_path)
    monkeypatch.setenv("NOTIFY_SOCKET", listener.path)
    yield listener
    listener.line.close()


async def test_systemd_hears_that_it_is_ready_lives_and_stops(tmp_path: Path, systemd: Systemd) -> None:
    process = await asyncio.create_subprocess_exec(
        *command("serve", "--port", "0"),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=tmp_path,
        env=surroundings(NOTIFY_SOCKET=systemd.path, WATCHDOG_USEC="400000"),
    )
    ready = await asyncio.to_thread(systemd.hears)
    alive = [await asyncio.to_thread(systemd.hears) for _ in range(3)]
    process.terminate()
    last = alive[-1]
    while "WATCHDOG" in last:
        last = await asyncio.to_thread(systemd.hears)
    status = await process.wait()

    assert ready["READY"] == "1"
    assert alive == [{"WATCHDOG": "1"}] * 3
    assert (last, status) == ({"STOPPING": "1"}, 0)


async def test_a_frozen_server_gives_no_sign_of_life(tmp_path: Path, systemd: Systemd) -> None:
    process = await asyncio.create_subprocess_exec(
        *command("serve", "--port", "0"),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=tmp_path,
        env=surroundings(NOTIFY_SOCKET=systemd.path, WATCHDOG_USEC="100000"),
    )
    await asyncio.to_thread(systemd.hears)
    process.send_signal(19)
    silent = await asyncio.to_thread(systemd.falls_silent)
    process.kill()
    await process.wait()

    assert silent


def test_a_reload_is_told_with_its_instant_and_its_end(systemd: Systemd) -> None:
    with notify_reload():
        told = systemd.hears()

    assert told["RELOADING"] == "1"
    assert int(told["MONOTONIC_USEC"]) > 0
    assert systemd.hears() == {"READY": "1"}


def test_a_systemd_that_has_gone_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", "/nowhere/at/all")
    notify("READY=1")
    monkeypatch.setenv("NOTIFY_SOCKET", f"@wallboard-{os.getpid()}")
    notify("READY=1")


async def test_the_log_has_one_line_for_each_event_of_the_servers_life_and_none_for_webhooks(tmp_path: Path) -> None:
    async with started(tmp_path, "--clock", "events") as running:
        for second in range(10, 40):
            await running.wallboard.calls(f"1.{second}", f"09:00:{second}")
        await running.stopped()

    assert [line.split(" ", 3)[3].split(" ")[0] for line in running.logged] == [
        "release",
        "no",  # key is configured
        "ready",
        "stopping",
        "ended\n",
    ]


async def test_as_json_every_line_is_an_object(tmp_path: Path) -> None:
    config = tmp_path / "wallboard.toml"
    config.write_text('[boards.sales]\nteams = ["sales"]\n')
    async with started(tmp_path, "--log-format", "json", "--config", str(config)) as running:
        await running.stopped()
    lines = [json.loads(line) for line in running.logged]

    assert [line["level"] for line in lines] == ["warning", "info", "warning", "info", "info", "info"]
    assert all(line.keys() == {"time", "level", "logger", "message"} for line in lines)
    assert "boards.sales.teams[0]" in lines[0]["message"]


WHO = "BOK: Kowalski"


@pytest.mark.parametrize("form", FORMS)
def test_a_fault_is_told_with_its_place_and_never_with_what_it_quotes(form: str, capsys: Any) -> None:
    configure(form=form)
    try:
        try:
            int(WHO)
        except ValueError as error:
            raise KeyError(WHO) from error
    except KeyError:
        logging.getLogger("app").exception("a fault")
    finally:
        logging.basicConfig(force=True)
    said = capsys.readouterr().err

    assert "test_systemd.py" in said
    assert "KeyError" in said
    assert "ValueError" in said
    assert WHO not in said
    assert len(said.splitlines()) == 1 or form == "plain"


async def test_a_quieter_log_says_less(tmp_path: Path) -> None:
    async with started(tmp_path, "--log-level", "warning") as running:
        await running.stopped()

    assert ["no key is configured" in line for line in running.logged] == [True]
