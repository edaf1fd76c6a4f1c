"""Programs that some tests need beside Python: skipped with a sentence where there is none, a failure in CI."""

import os
import shutil
import subprocess

import pytest

PACKAGES = {
    "promtool": "prometheus",
    "apache2": "apache2-bin",
    "systemd-analyze": "systemd",
    "node": "nodejs",
}


def needed(program: str) -> str:
    """The program's path."""
    found = shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin")
    if found is None:
        missing = f"{program} is not installed (apt-get install {PACKAGES.get(program, program)})"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    return found


def tried(*words: str, given: str | None = None) -> str:
    """What a program says that must end well."""
    done = subprocess.run([needed(words[0]), *words[1:]], input=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr
