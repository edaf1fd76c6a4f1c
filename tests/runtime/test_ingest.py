"""The one writer: what it keeps it applies, what it can't keep it refuses, and nobody overtakes anybody."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence

import pytest

from app.config.schema import Settings
from app.journal import JournalError, Record
from app.journal.memory import MemoryJournal
from app.runtime.ingest import Closed, Ingest
from app.runtime.recovery import recover
from app.runtime.sequencing import Sequencer, Submission, replay
from app.runtime.ticker import _clock_ahead
from app.simulator import Simulation
from app.state.event_clock import EventClock

BEGINS = 1_795_000_000


class Disk(MemoryJournal):
    """A journal whose commits take until they are let through, or fail."""

    def __init__(self) -> None:
        super().__init__()
        self.commits: list[list[int]] = []
        self.busy = asyncio.Event()
        self.free = asyncio.Event()
        self.free.set()
        self.full = False

    async def append(self, records: Sequence[Record]) -> int:
        self.commits.append([record.version for record in records])
        self.busy.set()
        await self.free.wait()
        if self.full:
            raise JournalError("the disk is full")
        return await super().append(records)


@pytest.fixture
async def disk() -> Disk:
    return Disk()


@pytest.fixture
async def wallboard(disk: Disk) -> AsyncIterator[Ingest]:
    wallboard = Ingest(Settings(), disk, event_time=True)
    await recover(wallboard)
    running = asyncio.create_task(wallboard.run())
    yield wallboard
    disk.free.set()
    await wallboard.close()
    await running


def enters(call: str) -> Submission:
    return Submission(
        {
            "action": "ENTER_QUEUE",
            "date": "2026-11-20 09:00:00",
            "connection_id": call,
            "queue_id": "155",
        }
    )


async def test_what_arrives_during_a_commit_waits_together_for_the_next_one(wallboard: Ingest, disk: Disk) -> None:
    disk.free.clear()
    first = asyncio.create_task(wallboard.receive([enters("1.1")]))
    await disk.busy.wait()
    later = [asyncio.create_task(wallboard.receive([enters(f"2.{n}"), enters(f"3.{n}")])) for n in range(3)]
    await asyncio.sleep(0)
    assert wallboard.state.version == 0
    disk.free.set()
    outcomes = await asyncio.gather(first, *later)

    assert disk.commits == [[1], [2, 3, 4, 5, 6, 7]]
    assert [[outcome.version for outcome in batch] for batch in outcomes] == [[1], [2, 3], [4, 5], [6, 7]]


async def test_what_could_not_be_kept_was_not_applied_and_its_number_is_given_again(
    wallboard: Ingest, disk: Disk
) -> None:
    disk.full = True
    with pytest.raises(JournalError, match="full"):
        await wallboard.receive([enters("1.1"), enters("1.2")])
    assert (wallboard.state.version, wallboard.state.calls, disk.records) == (0, {}, [])
    assert "full" in wallboard.error

    disk.full = False
    (outcome,) = await wallboard.receive([enters("1.3")])
    assert (outcome.version, outcome.result, wallboard.error) == (1, "applied", "")
    assert wallboard.state.calls.keys() == {"1.3"}


def test_a_clock_that_was_set_back_is_told_and_one_that_is_a_little_corrected_is_not(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ahead = time.time() - time.monotonic()
    for before in (ahead - 3600, ahead + 5, ahead + 2 * 86_400):
        _clock_ahead(before)

    assert [record.getMessage().partition(" s:")[0] for record in caplog.records] == [
        "this machine's clock was set back by 172800"
    ]


async def test_whose_sender_gave_up_is_kept_all_the_same(wallboard: Ingest, disk: Disk) -> None:
    disk.free.clear()
    impatient = asyncio.create_task(wallboard.receive([enters("1.1")]))
    await disk.busy.wait()
    impatient.cancel()
    disk.free.set()
    (outcome,) = await wallboard.receive([enters("1.2")])

    assert outcome.version == 2
    assert [record.version for record in disk.records] == [1, 2]


async def test_who_comes_while_it_closes_is_sent_away_and_who_came_before_is_served(
    wallboard: Ingest, disk: Disk
) -> None:
    disk.free.clear()
    before = asyncio.create_task(wallboard.receive([enters("1.1")]))
    await disk.busy.wait()
    waiting = asyncio.create_task(wallboard.receive([enters("1.2")]))
    await asyncio.sleep(0)
    await wallboard.close()
    with pytest.raises(Closed):
        await wallboard.receive([enters("1.3")])
    disk.free.set()

    assert (await before)[0].version == 1
    assert (await waiting)[0].version == 2


async def test_everybody_who_is_told_of_a_change_finds_it_done(wallboard: Ingest) -> None:
    told: list[int] = []
    wallboard.changed = lambda: told.append(wallboard.state.version)
    await wallboard.receive([enters("1.1"), enters("1.2")])
    await wallboard.receive([enters("1.3")])

    assert told == [2, 3]


async def test_the_same_body_a_second_time_is_a_double_whatever_its_order(wallboard: Ingest) -> None:
    once = enters("1.1")
    assert once.fields is not None
    twice = Submission(dict(reversed(once.fields.items())) | {"source_number": "NULL"})
    outcomes = [*await wallboard.receive([once]), *await wallboard.receive([twice])]

    assert [outcome.result for outcome in outcomes] == ["applied", "duplicate"]


@pytest.mark.parametrize("event_time", [True, False])
def test_an_entry_read_from_the_journal_is_the_entry_that_was_written(event_time: bool) -> None:
    rules = Settings().rules
    stamper = Sequencer(rules, EventClock() if event_time else None, 0)
    offers = [
        Submission(dict(event.body)) for event in Simulation(agents=10, seed=2, begins=BEGINS).events(BEGINS + 1800)
    ]
    odd = [
        Submission({"action": "NEWS"}),
        Submission({"action": "ABANDONED", "hold_time": "-1"}),
        Submission(None, "raw"),
    ]

    for offered in offers + odd:
        record, entry = stamper.stamp(offered, BEGINS + 0.123)
        again = replay(record, rules, trust=event_time)
        assert (again.version, again.instant, again.dedup_key) == (entry.version, entry.instant, entry.dedup_key)
        assert type(again.parsed) is type(entry.parsed)
        assert again.parsed == entry.parsed or record.kind == "rejected"
