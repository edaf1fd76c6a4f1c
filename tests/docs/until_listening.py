"""`python until_listening.py serve …`: run a server of this checkout until it listens, then end it; its exit status."""

import subprocess
import sys

process = subprocess.Popen(
    [sys.executable, "-W", "error", "-m", "app", *sys.argv[1:]], stdout=subprocess.PIPE, text=True
)
assert process.stdout
first = process.stdout.readline()
process.terminate()
rest, _ = process.communicate()
sys.exit(process.returncode if first.startswith(("Supervisors", "Office TV")) else 1)
