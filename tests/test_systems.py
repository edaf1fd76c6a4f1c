"""Systems other than the one that most run it on: macOS and Windows, as far as they can be imitated."""

import resource
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from app import cli
from app.server import server
from app.web import connections
from app.web.connections import Connections
from tests.server import surroundings

WINDOWS = """
import sys
sys.modules["fcntl"] = sys.modules["resource"] = None
from app.cli import main
main()
"""


def on_windows(directory: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """The command where two modules are missing, as there."""
    return subprocess.run(
        [sys.executable, "-c", WINDOWS, *words],
        cwd=directory,
        env=surroundings(),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("words", [("serve",), ("demo",), ("export",), ("simulate", "--url", "http://127.0.0.1:1/")])
def test_on_windows_what_cannot_run_says_so_in_one_line(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = on_windows(tmp_path, *words)

    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert f"wallboard {words[0]} needs Linux or macOS" in done.stderr


def test_windows_is_named_together_with_wsl(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "app.cli.serve", None)
    monkeypatch.setattr(cli, "POSIX", {"app.cli.serve"})

    with pytest.raises(SystemExit) as ended:
        cli.command(["serve"], prog_name="wallboard")

    assert ended.value.code == 2
    assert capsys.readouterr().err == (
        "wallboard serve does not run on Windows: run it in WSL (Windows Subsystem for Linux) or on Linux\n"
    )


def test_on_windows_a_configuration_is_checked_and_a_key_made(tmp_path: Path) -> None:
    (tmp_path / "wallboard.toml").write_text("")

    assert on_windows(tmp_path, "check", "wallboard.toml").returncode == 0
    assert on_windows(tmp_path, "key", "--role", "tv", "--name", "TV").returncode == 0


def system(soft: int, hard: int, most: int) -> SimpleNamespace:
    """A system that gives no more open files than `most`, whatever it says of the limit."""
    held = [soft, hard]

    def setrlimit(_which: int, limits: tuple[int, int]) -> None:
        if not 0 < limits[0] <= most:
            raise ValueError("current limit exceeds maximum limit")
        held[:] = limits

    constants = {name: getattr(resource, name) for name in ("RLIMIT_NOFILE", "RLIM_INFINITY")}
    return SimpleNamespace(getrlimit=lambda _which: tuple(held), setrlimit=setrlimit, **constants)


@pytest.mark.parametrize(
    ("soft", "hard", "most", "taken"),
    [
        (256, (1 << 63) - 1, 10_240, 10_240),
        (256, (1 << 63) - 1, 61_440, 24_576),
        (1024, 4096, 4096, 4096),
        (1024, 4096, 0, 1024),
        (1024, -1, 1 << 20, 65_536),
        (-1, -1, 0, -1),
    ],
    ids=["macOS", "a newer macOS", "Linux", "nothing may be changed", "endless", "endless already"],
)
def test_as_many_descriptors_are_taken_as_the_system_gives(
    monkeypatch: pytest.MonkeyPatch, soft: int, hard: int, most: int, taken: int
) -> None:
    imitated = system(soft, hard, most)
    monkeypatch.setattr(server, "resource", imitated)
    server._take_descriptors()

    assert imitated.getrlimit(0)[0] == taken


def test_where_the_system_does_not_say_how_many_descriptors_there_are_it_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def getrlimit(_which: int) -> tuple[int, int]:
        raise OSError("not permitted")

    for module in (server, connections):
        monkeypatch.setattr(module.resource, "getrlimit", getrlimit)
    server._take_descriptors()

    assert Connections().limit == 224
