"""Every snippet of README and manual is run, or read by the program that it is for."""

import asyncio
import configparser
import json
import subprocess
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from app.config.loading import parse
from app.config.warnings import warnings
from app.journal import jsonl
from app.web.api.schemas import Problem
from tests.docs.pages import FILES, HOME, blocks, each_language, each_text, text
from tests.docs.shell import Shell
from tests.server import open_wallboard
from tests.tools import needed, tried

KNOWN = {"sh", "toml", "json", "python", "js", "nginx", "haproxy", "ini"}
WITH_A_SERVER = "http://127.0.0.1:8080/"  # run below, and in test_clients.py
ENGLISH = [name for name in FILES if not name.startswith("pl/")]  # the Polish pages have the same snippets


@each_text
def test_every_snippet_is_of_a_kind_that_is_tested_here(name: str) -> None:
    assert {block.language for block in blocks(text(name))} <= KNOWN


# The shell.


@pytest.mark.parametrize("name", [name for name in ENGLISH if blocks(text(name), "sh")])
def test_shell_snippets_run_in_their_order(tmp_path: Path, name: str) -> None:
    shell = Shell(tmp_path)
    for block in blocks(text(name), "sh"):
        if WITH_A_SERVER not in block.text:
            shell.run(block.text)


def test_the_shell_notices_a_wrong_command(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="No such command"):
        Shell(tmp_path).run("wallboard nonsense")


async def test_the_test_delivery_is_answered_as_the_page_says(tmp_path: Path) -> None:
    page = text("en/connect-thulium")
    configuration = blocks(page, "toml")[0]
    (command,) = [block for block in blocks(page, "sh") if WITH_A_SERVER in block.text]
    said = blocks(page, "json")[0]
    async with open_wallboard(tmp_path, configuration.text, clock="wall") as board:
        sent = command.text.replace(HOME, board.address)
        done = await asyncio.to_thread(subprocess.run, ["sh", "-c", sent], capture_output=True, text=True, check=True)
        state = await board.state()

    assert json.loads(done.stdout) == json.loads(said.text)
    assert state["agents"]["jkowalski"]["status"] == "no_phone"


# Files.


@each_text
def test_configurations_are_right_and_raise_no_warning(name: str) -> None:
    for block in blocks(text(name), "toml"):
        assert warnings(parse(block.text)) == []


async def test_the_deliveries_of_the_manual_are_taken(tmp_path: Path) -> None:
    several = blocks(text("en/connect-thulium"), "json")[1]
    async with open_wallboard(tmp_path) as board:
        answer = await board.delivers(several.text.encode(), Content_Type="application/json")
        state = await board.state()

    assert answer.json == {"version": 2}
    assert state["queues"]["155"]["today"]["abandoned"] == 1


async def test_the_refusal_of_the_manual_is_the_servers(tmp_path: Path) -> None:
    said = blocks(text("en/api"), "json")[0]
    key = f'[[keys]]\nname = "TV"\nrole = "tv"\nhash = "sha256:{sha256(b"tv-key").hexdigest()}"\n'
    async with open_wallboard(tmp_path, key) as board:
        answer = await board.asks("/state?role=supervisor", Authorization="Bearer tv-key")

    assert answer.json == json.loads(said.text)
    assert msgspec.convert(answer.json, Problem)["status"] == answer.status


def test_the_entry_of_the_manual_is_read_as_one() -> None:
    entry = blocks(text("en/api"), "json")[1]
    (record,) = jsonl.records([entry.text.encode()])

    assert json.loads(jsonl.line(record)) == json.loads(entry.text)


@each_language
def test_the_kiosk_starts_what_the_page_says(language: str) -> None:
    page = text(f"{language}/tv")
    (file,) = blocks(page, "ini")
    (command,) = blocks(page, "sh")
    entry = configparser.ConfigParser(interpolation=None)
    entry.read_string(file.text)

    assert entry["Desktop Entry"]["Exec"] == command.text.strip()


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate with its key, in one file."""
    file = tmp_path / "both.pem"
    tried("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
          "-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "cert.pem"))  # fmt: skip
    file.write_text((tmp_path / "cert.pem").read_text() + (tmp_path / "key.pem").read_text())
    return file


@pytest.mark.parametrize("name", [name for name in ENGLISH if blocks(text(name), "nginx")])
def test_nginx_takes_the_configuration(tmp_path: Path, certificate: Path, name: str) -> None:
    (block,) = blocks(text(name), "nginx")
    inside = block.text if "server {" in block.text else f"server {{ listen 127.0.0.1:1; {block.text} }}"
    for place in ("/etc/ssl/wallboard.pem", "/etc/ssl/wallboard.key"):
        inside = inside.replace(place, str(certificate))
    file = tmp_path / "nginx.conf"
    file.write_text(f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; {inside} }}")

    assert "syntax is ok" in tried("nginx", "-t", "-e", "stderr", "-c", str(file))


def test_haproxy_takes_the_configuration(tmp_path: Path, certificate: Path) -> None:
    (block,) = blocks(text("en/cluster"), "haproxy")
    file = tmp_path / "haproxy.cfg"
    file.write_text(block.text.replace("/etc/ssl/wallboard-both.pem", str(certificate)))
    done = subprocess.run([needed("haproxy"), "-c", "-f", str(file)], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
