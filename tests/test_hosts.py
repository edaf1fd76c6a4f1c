"""One server at several addresses: IPv4 and IPv6 together."""

import socket
from pathlib import Path

import pytest

from app.application import make_app
from app.config.loading import Mistakes, parse
from app.server.server import listening
from tests.attacker import TOML
from tests.server import Wallboard, run, started

LOCAL = '[server]\nhost = ["127.0.0.1", "::1"]\n'
needs_ipv6 = pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")


@needs_ipv6
async def test_the_same_board_is_at_all_addresses_on_one_port(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text(LOCAL)
    async with started(tmp_path, "--config", "c.toml") as running:
        port = running.wallboard.address.rpartition(":")[2]
        async with Wallboard(f"http://[::1]:{port}") as other:
            version = await other.comes("anna", "2026-11-20 08:00:00")
        state = await running.wallboard.state()
        printed = running.printed
        assert await running.stopped() == 0

    assert state["version"] == version
    assert printed[0] == f"Supervisors   http://127.0.0.1:{port}/"


@needs_ipv6
async def test_all_addresses_of_both_families_are_taken_together(tmp_path: Path) -> None:
    app = make_app(parse(TOML), tmp_path)
    async with listening(app, ["0.0.0.0", "::"], 0) as address:  # noqa: S104 - what is tested
        port = address.rpartition(":")[2]
        answers = []
        for host in ("127.0.0.1", "[::1]"):
            async with Wallboard(f"http://{host}:{port}") as one:
                answers.append((await one.asks("/healthz")).status)

    assert address == f"http://0.0.0.0:{port}"
    assert answers == [200, 200]


@needs_ipv6
async def test_addresses_are_given_on_the_command_line_too(tmp_path: Path) -> None:
    async with started(tmp_path, "--host", "::1", "--host", "127.0.0.1") as running:
        address = running.wallboard.address
        async with Wallboard(f"http://127.0.0.1:{address.rpartition(':')[2]}") as other:
            assert (await other.asks("/healthz")).status == 200

    assert address.startswith("http://[::1]:")


@needs_ipv6
def test_a_port_that_is_taken_on_one_of_them_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text(LOCAL)
    with socket.socket(socket.AF_INET6) as taken:
        taken.bind(("::1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run(tmp_path, "serve", "--config", "c.toml", "--port", str(port), "--data-dir", "data")

    assert done.returncode == 1
    assert f"cannot listen on [::1]:{port}: " in done.stderr.splitlines()[-1]


def test_each_address_that_others_reach_needs_credentials_and_a_key(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text(
        '[server]\nhost = ["::1", "0.0.0.0"]\n[webhook]\nusername = "t"\npassword = "longenough"\n'
    )
    done = run(tmp_path, "serve", "--config", "c.toml", "--port", "0", "--data-dir", "data")

    assert done.returncode == 2
    assert "keys: needs a key before the server may listen on 0.0.0.0" in done.stderr


@pytest.mark.parametrize("host", ["[]", "5", '[""]', '["127.0.0.1", 5]', '""'])
def test_what_is_no_address_is_named(host: str) -> None:
    with pytest.raises(Mistakes, match=r"^server\.host: "):
        parse(f"[server]\nhost = {host}\n")
