"""A shell in which the manual's commands can be run: the program is real, what changes the machine is not.

Absolute paths lie below a folder of the test. `wallboard` is this checkout's program; `serve` and `demo` end once they
listen, and `connect` asks nobody. Commands that install, restart or show something do nothing.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.server import PATIENCE, ROOT, surroundings

CONFIGURATION = """
[webhook]
username = "thulium"
password = "long and random"
[queues.155]
name = "Sprzedaż"
alarm = { waiting = 6 }
"""
JOURNAL = """\
{"version": 1, "received": "2026-11-20T08:46:25+00:00", "kind": "event", "body": {"action": "ENTER_QUEUE", "date": "2026-11-20 09:46:24", "connection_id": "1.1", "queue_id": "156", "source_number": "523993855"}}
{"version": 2, "received": "2026-11-20T08:46:35+00:00", "kind": "event", "body": {"action": "ABANDONED", "date": "2026-11-20 09:46:34", "connection_id": "1.1", "queue_id": "156"}}
"""  # noqa: E501 - one entry a line
FILES = {
    "etc/wallboard.toml": CONFIGURATION,
    "etc/wallboard.env": "WALLBOARD_WEBHOOK_PASSWORD=another\nWALLBOARD_WEBHOOK_USERNAME=thulium\n",
    "wallboard.toml": "",
    "sqlite.toml": "",
    "redis.toml": 'journal.url = "sqlite:instead-of-redis.db"',  # Redis itself: tests/nodes/test_same_state.py
}
FOLDERS = (
    "etc/systemd/system", "etc/nginx/conf.d", "etc/caddy", "etc/apache2/sites-available", "etc/prometheus",
    "var/backups", "usr/local/bin",
)  # fmt: skip
IDLE = (
    "pipx", "uv", "python3", "git", "systemctl", "chromium", ".ci/run", ".venv/bin/pip", ".venv/bin/python",
    ".venv/bin/ruff", ".venv/bin/mypy", "opt/wallboard/bin/pip",
)  # fmt: skip
PROGRAM = (".venv/bin/wallboard", "opt/wallboard/bin/wallboard", "wallboard")
WALLBOARD = f"""#!/bin/sh
case "$1" in
serve|demo) exec {sys.executable} {ROOT}/tests/docs/until_listening.py "$@" --port 0 ;;
connect) exec {sys.executable} -W error -m app "$@" --help ;;
*) exec {sys.executable} -W error -m app "$@" ;;
esac
"""


class Shell:
    """A folder with the files that the manual takes to be there, and a journal of two events."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in FOLDERS:
            (folder / name).mkdir(parents=True)
        for name, content in FILES.items():
            (folder / name).write_text(content, encoding="utf-8")
        for name in (*IDLE, *PROGRAM):
            command = folder / name if "/" in name else folder / "bin" / name
            command.parent.mkdir(parents=True, exist_ok=True)
            command.write_text(WALLBOARD if name in PROGRAM else "#!/bin/sh\n")
            command.chmod(0o755)
        (folder / "journal.jsonl").write_text(JOURNAL, encoding="utf-8")
        self.run("wallboard import journal.jsonl --config /etc/wallboard.toml --data-dir /var/lib/wallboard")
        shutil.copytree(folder / "var/lib/wallboard", folder / "data")

    def run(self, commands: str) -> str:
        """What some commands print; each must succeed."""
        here = re.sub(r"(?<![\w.:/*])/(etc|opt|usr|var)/", rf"{self.folder}/\1/", commands)
        path = f"{self.folder}/bin:{surroundings()['PATH']}"
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", here],
            cwd=self.folder,
            env=surroundings(PATH=path, HOME=str(self.folder)),
            capture_output=True,
            text=True,
            timeout=3 * PATIENCE,
            check=False,
        )
        assert done.returncode == 0, f"{here}\n{done.stdout}{done.stderr}"
        return done.stdout
