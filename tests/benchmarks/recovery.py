"""Recovery after a kill: from a month's journal of a million entries to ready.

The journal is made by a real Wallboard that takes a month of a 25 agents' centre, so its checkpoints lie where
they do in life, and the kill comes at the worst moment: one entry before the next checkpoint. Each recovery is a
process of its own; the yardstick reads the same rows (those after the newest checkpoint) and does nothing with
them. `python -m tests.benchmarks.recovery recover|read DIRECTORY` is one such process.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import islice
from pathlib import Path
from statistics import median

from app.application import make_journal
from app.config.schema import Journal, Settings
from app.runtime.checkpoints import CHECKPOINT_EVERY
from app.runtime.ingest import Ingest
from app.runtime.recovery import recover
from app.runtime.sequencing import Submission
from tests.benchmarks.days import month
from tests.benchmarks.table import Row, interleaved
from tests.benchmarks.webhook import Child

AGENTS = 25
BATCH = 500  # bodies a commit
ROUNDS = 3
AIM = 5.0  # seconds
LONGEST = 900.0  # seconds that building may take
SETTINGS = Settings(journal=Journal(keep_days=3650))


def measure(entries: int) -> list[Row]:
    """One row."""
    entries = max(entries // CHECKPOINT_EVERY, 1) * CHECKPOINT_EVERY - 1
    with tempfile.TemporaryDirectory() as directory:
        asyncio.run(asyncio.wait_for(_build(Path(directory), entries), LONGEST))
        elapsed: list[float] = []
        taken = interleaved(
            ROUNDS, lambda: _child("recover", directory, elapsed), lambda: _child("read", directory, [])
        )
    return [
        Row(
            f"recovery, {entries:,} entries",
            f"{median(elapsed):.2f} s ({taken.figure:.2f} s CPU)",
            f"the same rows read only {taken.beside:.2f} s CPU",
            taken.parsed,
            f"< {AIM:.0f} s",
            median(elapsed) < AIM,
        )
    ]


async def _build(directory: Path, entries: int) -> None:
    async with _opened(directory) as wallboard:
        await recover(wallboard)
        writer = asyncio.create_task(wallboard.run())
        left = month(AGENTS, entries)
        while batch := [Submission(fields) for fields in islice(left, BATCH)]:
            await wallboard.receive(batch)
        await wallboard.close()
        await writer


async def _recovered(wallboard: Ingest) -> None:
    await recover(wallboard)
    if wallboard.state.version % CHECKPOINT_EVERY != CHECKPOINT_EVERY - 1:
        raise RuntimeError(f"the journal ends at {wallboard.state.version}")


async def _read(wallboard: Ingest) -> None:
    checkpoint = await wallboard.journal.newest_checkpoint()
    async for _ in wallboard.journal.read(checkpoint.version if checkpoint else 0):
        pass


async def _timed(work: str, directory: Path) -> tuple[float, float]:
    """Elapsed and CPU seconds from opening the journal to being ready, or to having read its rows."""
    began, used = time.perf_counter(), time.process_time()
    async with _opened(directory) as wallboard:
        await (_recovered(wallboard) if work == "recover" else _read(wallboard))
        return time.perf_counter() - began, time.process_time() - used


@asynccontextmanager
async def _opened(directory: Path) -> AsyncIterator[Ingest]:
    """A wallboard on the journal in this directory; what it did not keep by itself is not kept at the end."""
    wallboard = Ingest(SETTINGS, make_journal(SETTINGS, directory), event_time=True)
    try:
        yield wallboard
    finally:
        await wallboard.journal.close()


def _child(work: str, directory: str, elapsed: list[float]) -> float:
    """The CPU seconds of the work in a process of its own; `elapsed` gets the time it took."""
    with Child("recovery", work, directory) as child:
        took, used = map(float, child.heard().split())
    elapsed.append(took)
    return used


if __name__ == "__main__":
    sys.stdout.write("{} {}\n".format(*asyncio.run(_timed(sys.argv[1], Path(sys.argv[2])))))
