"""How long the command takes: `--help`, and from `serve` with an empty journal to a connection that is taken.

The yardstick is an interpreter that does nothing at all.
"""

import socket
import subprocess
import sys
import tempfile
import time
from functools import partial

from tests.benchmarks.table import Row, interleaved

ROUNDS = 7
HELP, LISTENING = 0.150, 0.500  # seconds, the aims


def measure() -> list[Row]:
    """Two rows."""
    nothing = partial(_until_ended, "-c", "pass")
    asked, served = interleaved(ROUNDS, _help, nothing), interleaved(ROUNDS, _until_listening, nothing)
    return [
        Row(
            what,
            f"{1000 * taken.figure:.0f} ms",
            f"python -c pass {1000 * taken.beside:.0f} ms",
            taken.parsed,
            f"<= {1000 * aim:.0f} ms",
            taken.figure <= aim,
        )
        for what, taken, aim in (("wallboard --help", asked, HELP), ("serve, until it listens", served, LISTENING))
    ]


def _help() -> float:
    return _until_ended("-m", "app", "--help")


def _until_ended(*words: str) -> float:
    began = time.monotonic()
    subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - began


def _until_listening() -> float:
    with tempfile.TemporaryDirectory() as directory:
        began = time.monotonic()
        serve = [sys.executable, "-m", "app", "serve", "--port", "0", "--data-dir", directory]
        with subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
            assert server.stdout
            line = next(line for line in server.stdout if "/webhooks/thulium" in line)
            port = int(line.rpartition(":")[2].partition("/")[0])
            with socket.create_connection(("127.0.0.1", port)):
                took = time.monotonic() - began
            server.terminate()
        return took
