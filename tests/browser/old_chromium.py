"""Real old builds of Chromium, from npm packages that hold them for cloud functions, driven over its own protocol.

They are downloaded once into a folder beside this file that git ignores. Playwright itself needs a newer Chromium.
"""

import asyncio
import itertools
import json
import shutil
import subprocess
import tempfile
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

FOLDER = Path(__file__).parent / "old-chromium"
PACKAGES = {
    87: "chrome-aws-lambda@5.4.0",
    92: "@sparticuz/chromium@92.0.0",
    103: "@sparticuz/chromium@103.0.0",
    108: "@sparticuz/chromium@108.0.0",
}
INSTALL_S = 120
SILENCE_S = 15
UNPACK = """
const { brotliDecompressSync } = require("node:zlib");
const { readFileSync, writeFileSync } = require("node:fs");
const [packed, program] = process.argv.slice(1);
writeFileSync(program, brotliDecompressSync(readFileSync(packed)), { mode: 0o755 });
"""
ARGUMENTS = ("--headless", "--no-sandbox", "--disable-gpu", "--single-process", "--no-zygote", "--hide-scrollbars")


class NotInstallableError(Exception):
    """Why this build cannot be had here."""


def install(version: int) -> Path:
    """The program. NotInstallableError where there is no npm or no network."""
    program = FOLDER / str(version) / "chromium"
    if program.exists():
        return program
    npm, node = shutil.which("npm"), shutil.which("node")
    if not npm or not node:
        raise NotInstallableError("no npm: apt-get install npm")
    package = PACKAGES[version]
    folder = program.parent
    folder.mkdir(parents=True, exist_ok=True)
    quiet = ("--silent", "--no-audit", "--no-fund", "--no-package-lock", "--no-save", "--ignore-scripts")
    command = [npm, "install", *quiet, "--legacy-peer-deps", "--prefix", str(folder), package]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=INSTALL_S)
        packed = folder / "node_modules" / package.rpartition("@")[0] / "bin" / "chromium.br"
        half = program.with_suffix(".half")
        subprocess.run([node, "--eval", UNPACK, str(packed), str(half)], check=True, timeout=INSTALL_S)
    except (subprocess.SubprocessError, OSError) as error:
        raise NotInstallableError(f"npm could not install {package}: {error}") from error
    half.rename(program)
    shutil.rmtree(folder / "node_modules")
    return program


class HungError(Exception):
    """The browser answers no more: in one process, these builds may hang on a busy machine. Another one may not."""


class OldPage:
    """One page of an old browser."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)

    async def send(self, method: str, **params: Any) -> dict[str, Any]:
        """A command of the browser's protocol, and its answer."""
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": params})
        while True:
            answer = await self._receive()
            if answer.get("id") == number:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result

    async def evaluate(self, expression: str) -> Any:
        """What an expression of the page's is, once it is no promise."""
        result = await self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    async def open(self, address: str, width: int, height: int) -> None:
        """The page at an address, in a window of this size."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        await self.send("Emulation.setDeviceMetricsOverride", **metrics)
        await self.send("Page.enable")
        await self.send("Page.navigate", url=address)
        # A question in between the pages may stay without an answer.
        while (await self._receive()).get("method") != "Page.loadEventFired":
            pass

    async def _receive(self) -> dict[str, Any]:
        """The next message."""
        try:
            message: dict[str, Any] = await self._socket.receive_json(timeout=SILENCE_S)
        except TimeoutError:
            raise HungError from None
        return message

    async def picture(self) -> bytes:
        """What is seen, as PNG."""
        return b64decode((await self.send("Page.captureScreenshot"))["data"])


@asynccontextmanager
async def old_page(version: int) -> AsyncIterator[OldPage]:
    """A page of that version. NotInstallableError where it cannot be had or does not start."""
    program = await asyncio.to_thread(install, version)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = await asyncio.create_subprocess_exec(
            program,
            *ARGUMENTS,
            "--remote-debugging-port=0",
            f"--user-data-dir={profile}",
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            port = await asyncio.wait_for(_port(browser), 30)
            async with (
                aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session,
                session.ws_connect(await _target(session), max_msg_size=0) as socket,
            ):
                yield OldPage(socket)
        finally:
            if browser.returncode is None:
                browser.kill()
            await browser.wait()


async def _target(session: aiohttp.ClientSession) -> str:
    async with asyncio.timeout(30):
        while True:
            async with session.get("/json/list") as answer:
                if targets := json.loads(await answer.text()):
                    return str(targets[0]["webSocketDebuggerUrl"])
            await asyncio.sleep(0.05)


async def _port(browser: asyncio.subprocess.Process) -> int:
    assert browser.stderr is not None
    said = b""
    async for line in browser.stderr:
        said = line
        if b"DevTools listening on" in line:
            return int(line.split(b":")[2].split(b"/")[0])
    raise NotInstallableError(f"it does not start here: {said.decode(errors='replace').strip()}")
