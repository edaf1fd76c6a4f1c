"""`wallboard connect`: what it prints, how it ends, what it registers."""

import asyncio
import time
from pathlib import Path

from click.testing import CliRunner, Result

from app.cli.connect import connect_command
from app.simulator import plan
from app.simulator.rest import FakeThulium, Fault, fake_thulium, serving
from app.thulium.client import Pace
from app.thulium.registration import ACTIONS
from tests.server import open_wallboard, run

WEBHOOK = "https://board.example.org/webhooks/thulium"
VARIABLE = "WALLBOARD_THULIUM_PASSWORD"
DONE = ["ABANDONED", "AGENT_COMPLETED", "AGENT_CONNECTED", "AGENT_LOGGED_IN", "AGENT_LOGGED_OUT", "AGENT_NOT_ANSWERED"]


async def connect(fake: FakeThulium, *words: str, given: str = "secret") -> Result:
    """The command in this process, which waits for no turn."""
    async with serving(fake) as url:
        return await asyncio.to_thread(invoked, url, *words, given=given)


def invoked(url: str, *words: str, given: str = "secret") -> Result:
    return CliRunner().invoke(connect_command, [url, "--user", "api", *words], env={VARIABLE: given}, obj=Pace(0))


def centre() -> FakeThulium:
    return fake_thulium(plan(5, 1))


async def test_a_refused_password_is_one_line_and_status_2_without_a_second_try() -> None:
    fake = centre()
    done = await connect(fake, given="wrong")

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("--user, WALLBOARD_THULIUM_PASSWORD: Thulium refuses the user or the password")
    assert done.stderr.count("\n") == 1
    assert len(fake.requests) == 1


async def test_a_webhook_is_registered_for_the_missing_actions() -> None:
    fake = centre()
    fake.webhooks = [{"id": 1, "actions": DONE, "subscription_url": WEBHOOK, "http_auth_password": "hunter2"}]
    done = await connect(fake, "--webhook", WEBHOOK)
    (posted,) = fake.posted

    assert done.exit_code == 0
    assert posted["actions"] == sorted(ACTIONS - set(DONE))
    assert f'password = "{posted["http_auth_password"]}"' in done.stdout
    assert len(posted["http_auth_password"]) >= 32
    assert "6 of 37 actions were registered, 31 added" in done.stdout
    assert "hunter2" not in done.stdout + done.stderr


async def test_where_all_actions_are_registered_nothing_is_posted() -> None:
    fake = centre()
    fake.webhooks = [{"id": 1, "actions": sorted(ACTIONS), "subscription_url": WEBHOOK + "/"}]
    done = await connect(fake, "--webhook", WEBHOOK)

    assert (done.exit_code, fake.posted) == (0, [])
    assert "all 37 actions are registered: nothing to do" in done.stdout
    assert "[webhook]" not in done.stdout


async def test_a_configured_webhook_password_is_the_one_registered(tmp_path: Path) -> None:
    config = tmp_path / "wallboard.toml"
    config.write_text('[webhook]\nusername = "thulium"\npassword = "s3cret-pw"\n')
    fake = centre()
    done = await connect(fake, "--webhook", WEBHOOK, "--config", str(config))

    assert done.exit_code == 0
    assert [body["http_auth_password"] for body in fake.posted] == ["s3cret-pw"]
    assert "s3cret-pw" not in done.stdout + done.stderr


async def test_a_part_that_can_be_read_is_enough_and_the_rest_is_named() -> None:
    fake = centre()
    fake.queues[0] = {"id": 155}
    fake.errors = {"agents_groups": Fault(404), "chats/queues": Fault(200, text="<html>")}
    done = await connect(fake)

    assert done.exit_code == 0
    assert "queues         2 read: id 2, name 1\n               queues[0].name is missing\n" in done.stdout
    assert "agents         5 read: login 5, name 5, team 0" in done.stdout
    assert "Not read: teams, chat queues." in done.stderr


async def test_what_is_no_thulium_ends_with_status_1_and_is_asked_once_a_second(tmp_path: Path) -> None:
    """The real command with its real pace."""
    fake = centre()
    fake.errors["*"] = Fault(404)
    async with serving(fake) as url:
        began = time.monotonic()
        done = await asyncio.to_thread(run, tmp_path, "connect", url, "--user", "api", **{VARIABLE: "secret"})

    assert done.returncode == 1
    assert "nothing could be read" in done.stderr
    assert time.monotonic() - began > len(fake.requests) - 1


def test_a_wrong_address_ends_with_status_2(tmp_path: Path) -> None:
    done = run(tmp_path, "connect", "thulium", "--user", "api", "--webhook", "https://x/", **{VARIABLE: "x"})

    assert (done.returncode, done.stderr) == (2, "URL: expected an address such as https://SYSTEM.thulium.com\n")


async def test_address_and_user_are_stored_for_the_server_unless_one_runs(tmp_path: Path) -> None:
    fake = centre()
    async with serving(fake) as url:
        options = ("--data-dir", str(tmp_path / "data"))
        first = await asyncio.to_thread(invoked, url, *options)
        async with open_wallboard(tmp_path / "data") as board:
            settings = (await board.asks("/settings.json")).json
            second = await asyncio.to_thread(invoked, url, *options)

    assert (first.exit_code, second.exit_code) == (0, 1)
    assert f"Address and user are stored in {tmp_path / 'data'}." in first.stdout
    assert settings["settings"]["thulium"] == {"url": url, "user": "api"}
    assert settings["sources"]["thulium.url"] == "browser"
    assert "a server runs there" in second.stderr
