"""The first start where others can reach the server, through the real command."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.application import make_app
from app.config.loading import parse
from app.server.first_start import announce
from app.server.server import listening
from tests.attacker import basic, bearer, entry
from tests.server import Running, run, started

EVERYWHERE = ("--host", "0.0.0.0")  # noqa: S104 - what these tests are about
WEBHOOK = re.compile(r"Webhook       (http://\S+)/webhooks/thulium   user (\S+)   password (\S+)")
SET_UP = re.compile(r"Set it up     (http://\S+)/settings\?key=(\S+)")


async def secrets(running: Running) -> tuple[str, str, str]:
    """The user, the password and the key that a first start printed."""
    webhook = next(match for line in running.printed if (match := WEBHOOK.fullmatch(line)))
    assert running.process.stdout is not None
    async with asyncio.timeout(10):
        line = (await running.process.stdout.readline()).decode().rstrip("\n")
    set_up = SET_UP.fullmatch(line)
    assert set_up, line
    assert set_up[1] == webhook[1]
    return webhook[2], webhook[3], set_up[2]


async def test_a_first_start_makes_what_is_missing_and_prints_it_once(tmp_path: Path) -> None:
    async with started(tmp_path, *EVERYWHERE, recovers=False) as running:
        user, password, key = await secrets(running)
        board = running.wallboard
        delivered = await board.delivers({"action": "NEWS"}, **basic(user, password))
        wrong = await board.delivers({"action": "NEWS"}, **basic(user, password + "x"))
        listed = await board.asks("/access.json", **bearer(key))
        nobody = await board.asks("/state")
        assert await running.stopped() == 0
    logged = "".join(running.logged)
    async with started(tmp_path, *EVERYWHERE) as again:
        opened = await again.wallboard.asks("/state", **bearer(key))
        delivered_again = await again.wallboard.delivers({"action": "NEWS"}, **basic(user, password))
        await again.stopped()
    async with started(tmp_path) as on_loopback:
        guarded = [
            (await on_loopback.wallboard.asks("/state")).status,
            (await on_loopback.wallboard.delivers({"action": "NEWS"})).status,
        ]
    exported = await asyncio.to_thread(run, tmp_path, "export", "--data-dir", "data")

    assert (delivered.status, wrong.status, nobody.status) == (200, 401, 401)
    assert [(row["role"], row["source"]) for row in listed.json["keys"]] == [("admin", "browser")]
    assert (opened.status, delivered_again.status, guarded) == (200, 200, [401, 401])
    for text in (logged, "".join(again.printed), "".join(again.logged), exported.stdout):
        assert password not in text
        assert key not in text
    assert "password" not in "".join(again.printed)


async def test_a_first_start_killed_before_it_printed_leaves_nobody_locked_out(tmp_path: Path) -> None:
    """What was stored and never printed is replaced by the next start, also on loopback."""

    class Killed(Exception):
        pass

    def breaks(line: str) -> None:
        raise Killed(line)

    lost = ""
    app = make_app(parse(""), tmp_path / "data")
    async with listening(app, "127.0.0.1", 0) as address:
        with pytest.raises(Killed) as killed:
            await announce(app, "192.0.2.1", address, breaks)
        lost = str(killed.value).rpartition(" ")[2]
    async with started(tmp_path, *EVERYWHERE, recovers=False) as running:
        user, password, key = await secrets(running)
        statuses = [
            (await running.wallboard.delivers({"action": "NEWS"}, **basic(user, word))).status
            for word in (password, lost)
        ]
        rows = (await running.wallboard.asks("/access.json", **bearer(key))).json["keys"]
        await running.stopped()
    async with started(tmp_path, *EVERYWHERE) as again:
        opened = await again.wallboard.asks("/state", **bearer(key))

    assert statuses == [200, 401]
    assert len(rows) == 1
    assert opened.status == 200


async def test_what_the_file_says_wins(tmp_path: Path) -> None:
    (tmp_path / "wallboard.toml").write_text(entry("admin", "files-key"))
    async with started(tmp_path, *EVERYWHERE, recovers=False) as running:
        user, password, _ = await secrets(running)
        await running.stopped()
    environment = {"WALLBOARD_WEBHOOK_USERNAME": "other", "WALLBOARD_WEBHOOK_PASSWORD": "from the environment"}
    options = (*EVERYWHERE, "--config", "wallboard.toml")
    async with started(tmp_path, *options, environment=environment) as again:
        statuses = [
            (await again.wallboard.delivers({"action": "NEWS"}, **basic(*given))).status
            for given in ((user, password), ("other", "from the environment"))
        ]
        rows = (await again.wallboard.asks("/access.json", **bearer("files-key"))).json["keys"]

    assert statuses == [401, 200]
    assert [row["source"] for row in rows] == ["file", "browser"]


def halves() -> Iterator[tuple[str, str]]:
    yield '[webhook]\nusername = "thulium"\npassword = "s3cret-pw-long"\n', "keys"
    yield entry("supervisor", "key"), "webhook"


@pytest.mark.parametrize(("toml", "missing"), list(halves()), ids=["no key", "no credentials"])
def test_with_half_of_what_it_needs_it_refuses_to_start(tmp_path: Path, toml: str, missing: str) -> None:
    (tmp_path / "wallboard.toml").write_text(toml)
    done = run(tmp_path, "serve", "--port", "0", *EVERYWHERE, "--config", "wallboard.toml")
    lines = [line for line in done.stderr.splitlines() if not line.startswith("20")]

    assert done.returncode == 2
    assert [line.partition(":")[0] for line in lines] == [missing]
