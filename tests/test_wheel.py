"""Installed from a wheel, away from the checkout, the wallboard serves its pages too."""

import importlib.util
import os
import re
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import command
from app.runtime.fingerprint import code_digest
from tests.server import ROOT, started


def pip(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", *words],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout; built with what is installed if that is enough, else with pip's index."""
    folder = tmp_path_factory.mktemp("wheel")
    here = ["--no-build-isolation"] if importlib.util.find_spec("hatchling") else []
    built = pip("wheel", str(ROOT), "--no-deps", "--wheel-dir", str(folder), *here)
    if built.returncode and not os.environ.get("CI"):
        pytest.skip(f"no wheel can be built here (pip install hatchling, or reach an index): {built.stderr[-300:]}")
    assert built.returncode == 0, built.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command in a fresh environment, which borrows the libraries of this one."""
    home = tmp_path_factory.mktemp("fresh")
    venv.create(home, with_pip=False, symlinks=True)
    python = home / "bin" / "python"
    installed = pip("--python", str(python), "install", "--no-deps", "--no-index", str(wheel))
    assert installed.returncode == 0, installed.stderr
    (packages,) = home.glob("lib/python*/site-packages")
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home / "bin" / "wallboard"


async def test_a_wheel_serves_pages_far_from_the_checkout(program: Path, tmp_path: Path) -> None:
    async with started(tmp_path, program=program) as running:
        pages = [await running.wallboard.asks(path) for path in ("/", "/tv", "/manual/tv")]
        files = sorted({file for page in pages for file in re.findall(r'/static/[^"]+\.(?:css|js|svg|png)', page.text)})
        found = [await running.wallboard.asks(file) for file in files]
        status = await running.stopped()

    assert [page.status for page in pages] == [200, 200, 200]
    assert {file.rpartition(".")[2] for file in files} >= {"css", "js", "svg", "png"}
    assert {file.status for file in found} == {200}
    assert all(file.headers["Cache-Control"].endswith("immutable") for file in found)
    assert all(file.body for file in found)
    assert status == 0


def test_a_wheel_prints_what_the_checkout_prints(program: Path, tmp_path: Path) -> None:
    for words in (["alerts"], ["manual", "--language", "pl"], ["manual", "--language", "en"]):
        there = subprocess.run([program, "print", *words], cwd=tmp_path, capture_output=True, text=True, check=True)
        assert there.stdout.strip() == CliRunner().invoke(command, ["print", *words]).stdout.strip(), words


def test_a_wheel_runs_its_own_code_not_the_checkouts(program: Path, tmp_path: Path) -> None:
    where = subprocess.run(
        [program.with_name("python"), "-c", "import app; print(app.__file__)"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    version = subprocess.run([program, "--version"], cwd=tmp_path, capture_output=True, text=True, check=True)

    assert Path(where.stdout.strip()).is_relative_to(program.parent.parent)
    assert version.stdout.startswith("wallboard")


def test_a_wheel_trusts_the_checkpoints_of_the_same_code(program: Path, tmp_path: Path) -> None:
    printed = subprocess.run(
        [program.with_name("python"), "-c", "from app.runtime.fingerprint import code_digest; print(code_digest())"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )

    assert printed.stdout.strip() == code_digest()
