"""The clients of the manual follow a real stream."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from tests.docs.pages import HOME, blocks, text
from tests.server import PATIENCE, Wallboard, open_wallboard, surroundings
from tests.tools import needed

PRINTED = ["0 waiting: 0", "1 waiting: 1", "2 waiting: 2", "3 waiting: 1"]


def client(language: str, address: str) -> str:
    """The client in a language, for the server at an address."""
    (found,) = [block.text for block in blocks(text("en/api"), language) if HOME in block.text]
    return found.replace(HOME, address)


async def printed(board: Wallboard, *words: str) -> list[str]:
    """What a client prints while a caller comes, another comes, and one gives up."""
    process = await asyncio.create_subprocess_exec(
        *words, stdout=asyncio.subprocess.PIPE, env=surroundings(), start_new_session=True
    )
    assert process.stdout is not None
    said = []
    try:
        async with asyncio.timeout(PATIENCE):
            said.append((await process.stdout.readline()).decode().strip())
            for happens in (
                board.calls("1.1", "09:00:00"),
                board.calls("1.2", "09:00:10"),
                board.gives_up("1.1", "09:00:20"),
            ):
                await happens
                said.append((await process.stdout.readline()).decode().strip())
    finally:
        _end(process)
        await process.wait()
    return said


def _end(process: asyncio.subprocess.Process) -> None:
    """A pipe of programs ends as the group that it is."""
    os.killpg(process.pid, signal.SIGKILL)


async def test_the_python_client_follows_the_stream(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as board:
        words = (sys.executable, "-W", "error", "-c", client("python", board.address))
        assert await printed(board, *words) == PRINTED


async def test_the_javascript_client_follows_the_stream(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as board:
        assert await printed(board, needed("node"), "-e", client("js", board.address)) == PRINTED


async def test_the_curl_client_follows_the_stream(tmp_path: Path) -> None:
    needed("jq")
    needed("curl")
    async with open_wallboard(tmp_path) as board:
        assert await printed(board, "sh", "-c", client("sh", board.address)) == PRINTED


async def test_the_python_client_reconnects_after_a_restart(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as board:
        await board.calls("1.1", "09:00:00")
        port = board.address.rpartition(":")[2]
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", client("python", board.address),
            stdout=asyncio.subprocess.PIPE, env=surroundings(), start_new_session=True,
        )  # fmt: skip
        assert process.stdout is not None
        first = await process.stdout.readline()
    async with open_wallboard(tmp_path, port=int(port)) as board:
        async with asyncio.timeout(PATIENCE):
            second = await process.stdout.readline()
        _end(process)
        await process.wait()

    assert (first, second) == (b"1 waiting: 1\n", b"1 waiting: 1\n")
