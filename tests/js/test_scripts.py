"""The scripts' own tests: `node --test` over this folder. Types and style are checked by `.ci/run`."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
NODE = shutil.which("node")


@pytest.mark.skipif(not NODE and not os.environ.get("CI"), reason="no Node.js: apt-get install nodejs")
def test_the_scripts_pass_their_own_tests() -> None:
    assert NODE, "Node.js not found: apt-get install nodejs"
    files = sorted(map(str, HERE.glob("*.test.mjs")))
    done = subprocess.run(
        [NODE, "--test", "--test-reporter=tap", *files], capture_output=True, text=True, check=False, timeout=120
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("\nok ") > len(files)
