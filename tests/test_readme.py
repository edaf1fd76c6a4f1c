"""The README and the Polish manual, tried as they are written: commands, links, configurations and clients."""

import asyncio
import os
import re
import shlex
import signal
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from app.cli import command
from app.settings_doubts import doubts
from app.settings_file import parse
from app.web.interface import OPERATIONS
from tests.serving import PATIENCE, ROOT, Wallboard, open_wallboard, surroundings
from tests.tools import needed

TEXTS = {file.name: file.read_text(encoding="utf-8") for file in (ROOT / "README.md", ROOT / "templates/manual/pl.md")}
BOTH = pytest.mark.parametrize("name", TEXTS)
HOME = "http://127.0.0.1:8080"


def blocks(name: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    found = re.findall(rf"(?ms)^( *)```{language}\n(.*?)^ *```", TEXTS[name])
    return [re.sub(rf"(?m)^{indent}", "", text) for indent, text in found]


# Commands.


def commands(name: str) -> Iterator[list[str]]:
    """Every call of the program, in blocks and in the text."""
    lines = [line for block in blocks(name, "sh") for line in block.splitlines()]
    lines += re.findall(r"`(wallboard [^`]*)`", TEXTS[name])
    for line in lines:
        for part in re.split(r"&&|\|(?= )", re.sub(r" #.*| > \S+", "", line)):
            if re.match(r"\s*(\S*/)?wallboard ", part):
                yield shlex.split(part.replace("\\|", "|"))[1:]


@BOTH
def test_every_command_is_one_that_the_program_takes(name: str) -> None:
    calls = list(commands(name))

    assert len(calls) > 12
    for words in calls:
        if words and not words[0].startswith("-"):
            verb = command.commands[words[0]]
            options = {option for parameter in verb.params for option in parameter.opts}
            assert {word.strip("[]") for word in words if word.strip("[]").startswith("--")} <= options, words
            mentioned = len(words) == 1  # `wallboard print` in a sentence
            if not mentioned and not set("[]") & set("".join(words)) and "FILE" not in words and "URL" not in words:
                verb.make_context(words[0], _filled_in(words[1:]), resilient_parsing=False)


def _filled_in(words: list[str]) -> list[str]:
    there = {"WHAT": "config", "journal.jsonl": str(ROOT / "README.md")}  # a file that is there
    return [there.get(word, word.partition("|")[0]) for word in words]


def test_every_command_and_option_is_in_the_readme() -> None:
    said = TEXTS["README.md"]
    options = [
        f"{verb} {parameter.opts[0]}"
        for verb, made in command.commands.items()
        for parameter in made.params
        if isinstance(parameter, click.Option) and not _row(said, verb, parameter.opts[0])
    ]

    assert options == []


def _row(text: str, verb: str, option: str) -> bool:
    """Whether the row of the command names the option."""
    return any(option in line for line in text.splitlines() if line.startswith(f"| `wallboard {verb}"))


def test_every_address_in_the_readme_is_there_and_no_other() -> None:
    rows = re.findall(r"(?m)^\| (`(?:GET |POST )?/.*?) \|", TEXTS["README.md"])
    told = {path.partition("?")[0] for row in rows for path in re.findall(r"`(?:GET |POST )?(/[^`]*)`", row)}
    there = {operation.split(" ")[1] for operation in OPERATIONS}

    assert told <= there


# Links.


@BOTH
def test_every_link_leads_somewhere(name: str) -> None:
    text = TEXTS[name]
    here = ROOT if name == "README.md" else ROOT / "templates/manual"
    anchors = {_anchor(heading) for heading in re.findall(r"(?m)^#+ (.*)", text)}
    for target in re.findall(r"\]\(([^)]+)\)", text):
        if target.startswith("#"):
            assert target[1:] in anchors, target
        elif not target.startswith("http"):
            assert (here / target).exists(), target


def _anchor(heading: str) -> str:
    """A heading's anchor, as the sites that show Markdown make it."""
    kept = "".join(sign for sign in heading.lower() if unicodedata.category(sign)[0] in "LN" or sign in " -")
    return kept.replace(" ", "-")


# Configurations.


@BOTH
def test_every_configuration_is_right_and_raises_no_doubt(name: str) -> None:
    for text in blocks(name, "toml"):
        assert doubts(parse(text)) == []


# Clients.


async def follows(board: Wallboard, *words: str) -> list[str]:
    """What a client prints while a caller comes, another comes, and one gives up."""
    client = await asyncio.create_subprocess_exec(
        *words, stdout=asyncio.subprocess.PIPE, env=surroundings(), start_new_session=True
    )
    assert client.stdout is not None
    said = []
    try:
        async with asyncio.timeout(PATIENCE):
            said.append((await client.stdout.readline()).decode().strip())
            for happens in (
                board.calls("1.1", "09:00:00"),
                board.calls("1.2", "09:00:10"),
                board.gives_up("1.1", "09:00:20"),
            ):
                await happens
                said.append((await client.stdout.readline()).decode().strip())
    finally:
        _end(client)
        await client.wait()
    return said


def _end(client: asyncio.subprocess.Process) -> None:
    """A pipe of programs ends as the group that it is."""
    os.killpg(client.pid, signal.SIGKILL)


HEARD = ["0 waiting: 0", "1 waiting: 1", "2 waiting: 2", "3 waiting: 1"]


async def test_the_python_client_follows_the_stream(tmp_path: Path) -> None:
    (code,) = blocks("README.md", "python")
    async with open_wallboard(tmp_path) as board:
        assert await follows(board, sys.executable, "-W", "error", "-c", code.replace(HOME, board.address)) == HEARD


async def test_the_javascript_client_follows_the_stream(tmp_path: Path) -> None:
    (code,) = blocks("README.md", "js")
    async with open_wallboard(tmp_path) as board:
        assert await follows(board, needed("node"), "-e", code.replace(HOME, board.address)) == HEARD


async def test_the_curl_client_follows_the_stream(tmp_path: Path) -> None:
    needed("jq")
    needed("curl")
    (code,) = [block for block in blocks("README.md", "sh") if "curl --silent" in block]
    async with open_wallboard(tmp_path) as board:
        assert await follows(board, "sh", "-c", code.replace(HOME, board.address)) == HEARD


async def test_a_client_comes_again_after_a_restart(tmp_path: Path) -> None:
    (code,) = blocks("README.md", "python")
    async with open_wallboard(tmp_path) as board:
        await board.calls("1.1", "09:00:00")
        port = board.address.rpartition(":")[2]
        client = await asyncio.create_subprocess_exec(
            sys.executable, "-c", code.replace(HOME, board.address),
            stdout=asyncio.subprocess.PIPE, env=surroundings(), start_new_session=True,
        )  # fmt: skip
        assert client.stdout is not None
        first = await client.stdout.readline()
    async with open_wallboard(tmp_path, port=int(port)) as board:
        async with asyncio.timeout(PATIENCE):
            second = await client.stdout.readline()
        _end(client)
        await client.wait()

    assert (first, second) == (b"1 waiting: 1\n", b"1 waiting: 1\n")
