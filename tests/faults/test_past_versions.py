"""What `/state` answered is what `/state?version=` answers later: after a kill, after export and import."""

from pathlib import Path

from tests.past import EACH, again, events, work
from tests.server import run, started

CLOCK = ("--clock", "events")


async def test_past_versions_are_the_same_bytes_after_a_kill_and_in_an_imported_journal(tmp_path: Path) -> None:
    some = events(600)
    async with started(tmp_path, *CLOCK) as first:
        stored = await work(first.wallboard, some[:300])
        await first.killed()
    async with started(tmp_path, *CLOCK) as second:
        stored |= await work(second.wallboard, some[300:])
        shown = await again(second.wallboard, list(stored))
    (tmp_path / "export.jsonl").write_text(run(tmp_path, "export", "--data-dir", "data").stdout)
    copy = tmp_path / "copy"
    copy.mkdir()
    imported = run(copy, "import", "../export.jsonl", "--data-dir", "data", *CLOCK)
    assert imported.stdout == "600 entries imported\n", imported.stderr
    async with started(copy, *CLOCK) as third:
        copied = await again(third.wallboard, list(reversed(stored)))

    assert len(stored) == 600 // EACH
    assert shown == stored
    assert copied == stored
