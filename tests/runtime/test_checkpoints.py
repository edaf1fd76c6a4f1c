"""A checkpoint of another release is not believed: what it counted otherwise, or not at all, is counted again."""

import asyncio
import logging
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from itertools import islice
from pathlib import Path

import pytest

from app.config.schema import Settings
from app.events.server_entries import SettingEntry
from app.journal import MADE_BY_BYTES, Checkpoint, Record
from app.journal.sqlite import SqliteJournal
from app.runtime.fingerprint import made_by, without_name
from app.runtime.ingest import Ingest
from app.runtime.recovery import recover
from app.runtime.sequencing import Sequencer, Submission
from app.runtime.yielding import TimeSlice, run_in_slices
from app.simulator import Simulation, whole_day
from app.state import state as states
from app.state.server_entries import needs_restating, restatements
from app.state.state import State

BEGINS = 1_795_000_000
OTHER = b"made-by 0123456789abcdef 0123456789abcdef\n"
DAY_MS = 86_400_000


class Turns(TimeSlice):
    """A slice of time that is over after every step."""

    count = 0

    def is_over(self) -> bool:
        return True

    async def renew(self) -> None:
        self.count += 1


def journal_of(directory: Path) -> SqliteJournal:
    return SqliteJournal(directory / "journal.db")


def records(count: int, agents: int = 10) -> Iterator[Record]:
    """So many entries of a made-up centre."""
    stamper = Sequencer(Settings().rules, None, 0)
    events = Simulation(agents=agents, seed=3, begins=BEGINS, curve=whole_day(BEGINS, 0))
    for event in islice(events, count):
        yield stamper.stamp(Submission({**event.body}), event.at)[0]


@asynccontextmanager
async def recovered(directory: Path, settings: Settings | None = None) -> AsyncIterator[Ingest]:
    """A wallboard that has read the journal; what it did not keep by itself is not kept at the end."""
    wallboard = Ingest(settings or Settings(), journal_of(directory))
    await recover(wallboard)
    try:
        yield wallboard
    finally:
        await wallboard.journal.close()


async def filled(directory: Path, count: int) -> State:
    """A journal of so many entries and no checkpoint: what a full replay makes of it."""
    journal = journal_of(directory)
    await journal.append(list(records(count)))
    await journal.close()
    async with recovered(directory) as wallboard:
        return wallboard.state


async def kept(directory: Path, state: State, *, name: bytes = OTHER, version: int = 0) -> None:
    """A checkpoint that another release made, which had no figures of agents' days, and too many customers."""
    other = states.decode(states.encode(state))
    other.today.agents.clear()
    other.today.customers = 77
    other.version = version or other.version
    journal = journal_of(directory)
    await journal.save(Checkpoint(other.version, other.now * 1000, name + states.encode(other)))
    await journal.close()


def figures(state: State) -> bytes:
    return states.encode(state)


@pytest.mark.parametrize("name", [OTHER, b""], ids=["another release's", "an older release's without a name"])
async def test_after_an_upgrade_the_days_figures_are_those_of_a_full_replay(tmp_path: Path, name: bytes) -> None:
    replayed = await filled(tmp_path, 400)
    assert replayed.today.agents
    await kept(tmp_path, replayed, name=name)
    async with recovered(tmp_path) as upgraded:
        assert upgraded.state.today == replayed.today
        assert figures(upgraded.state) == figures(replayed)


async def test_a_state_is_decoded_a_field_at_a_time(tmp_path: Path) -> None:
    encoded = states.encode(await filled(tmp_path, 300))
    turns = Turns()
    decoded = await run_in_slices(states.decoding(encoded), turns)

    assert turns.count == len(State.__struct_fields__)
    assert states.encode(decoded) == encoded


async def test_a_checkpoint_of_this_release_is_believed(tmp_path: Path) -> None:
    replayed = await filled(tmp_path, 400)
    await kept(tmp_path, replayed, name=made_by(replayed.rules, event_time=False))
    async with recovered(tmp_path) as wallboard:
        assert wallboard.state.today.customers == 77


async def test_where_the_newest_does_not_fit_an_older_one_that_does_is_the_beginning(tmp_path: Path) -> None:
    replayed = await filled(tmp_path, 400)
    journal = journal_of(tmp_path)
    for version, name in ((100, made_by(replayed.rules, event_time=False)), (300, OTHER)):
        wallboard = Ingest(Settings(), journal)
        await wallboard.apply_records(list(records(version)))
        wallboard.state.today.customers += version
        await journal.save(Checkpoint(version, version * DAY_MS, name + states.encode(wallboard.state)))
    await journal.close()
    async with recovered(tmp_path) as wallboard:
        assert wallboard.state.version == 400
        assert wallboard.state.today.customers == replayed.today.customers + 100


async def test_other_rules_are_applied_to_all_entries_and_the_old_ones_find_their_checkpoint_again(
    tmp_path: Path,
) -> None:
    replayed = await filled(tmp_path, 400)
    other = Settings(day_start="00:30")
    async with recovered(tmp_path) as wallboard:
        wallboard.state.today.customers += 1000
        await wallboard.checkpoints.save(wallboard.state, 30)
    async with recovered(tmp_path, other) as wallboard:
        assert wallboard.state.today.customers == replayed.today.customers
        await wallboard.apply_records([Record(401, replayed.now * 1000, "tick", b"{}")])
        await wallboard.checkpoints.save(wallboard.state, 30)
    async with recovered(tmp_path) as wallboard:
        assert wallboard.state.version == 400
        assert wallboard.state.today.customers == replayed.today.customers + 1000


async def test_where_the_first_entries_were_trimmed_the_log_says_what_cannot_be_known(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    replayed = await filled(tmp_path, 400)
    journal = journal_of(tmp_path)
    before = Ingest(Settings(), journal)
    await before.apply_records(list(records(100)))
    await journal.save(Checkpoint(100, before.state.now * 1000, OTHER + states.encode(before.state)))
    await journal.trim((before.state.now + 1) * 1000)
    await journal.close()
    async with recovered(tmp_path) as wallboard:
        assert figures(wallboard.state) == figures(replayed)

    (line,) = [one.getMessage() for one in caplog.records if one.levelname == "WARNING"]
    assert "the entries up to 100 were trimmed" in line
    assert "another release or configuration" in line


async def test_a_checkpoint_that_cannot_be_read_at_all_is_told_too(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await filled(tmp_path, 400)
    journal = journal_of(tmp_path)
    await journal.save(Checkpoint(100, BEGINS * 1000 - 1, OTHER + b"\xc1"))
    with closing(sqlite3.connect(tmp_path / "journal.db")) as file, file:
        file.execute("delete from entry where version <= 100")
    await journal.close()
    async with recovered(tmp_path) as wallboard:
        assert wallboard.state.version == 400

    assert "this release cannot read the checkpoint" in caplog.text


async def test_what_is_kept_begins_with_the_name_of_what_made_it(tmp_path: Path) -> None:
    await filled(tmp_path, 400)
    async with recovered(tmp_path) as wallboard:
        await wallboard.checkpoints.save(wallboard.state, 30)
        checkpoint = await wallboard.journal.newest_checkpoint()
        assert checkpoint is not None

    assert len(checkpoint.made_by) == MADE_BY_BYTES
    assert checkpoint.made_by == made_by(wallboard.state.rules, event_time=False)
    assert states.decode(without_name(checkpoint.state)).version == 400


async def test_an_upgrade_in_a_day_of_34000_events_takes_less_than_ten_seconds(tmp_path: Path) -> None:
    journal = journal_of(tmp_path)
    day = records(34_000, agents=25)
    while batch := list(islice(day, 5000)):
        await journal.append(batch)
    other = State(rules=Settings().rules, version=34_000)
    await journal.save(Checkpoint(34_000, BEGINS * 1000, OTHER + states.encode(other)))
    await journal.close()
    began = time.process_time()
    async with recovered(tmp_path) as wallboard:
        took = time.process_time() - began
        newest = await wallboard.journal.newest_checkpoint(made_by(wallboard.state.rules, event_time=False))
        assert wallboard.state.version == 34_000
        assert wallboard.state.today.feed.events > 0

    assert took < 10
    assert newest is not None
    assert newest.version == 34_000, "the next start need not read all this again"


async def test_settings_outlive_their_trimmed_entries_even_where_no_checkpoint_can_be_read(tmp_path: Path) -> None:
    settings = Settings(journal=Settings().journal)
    day = 86_400
    async with recovered(tmp_path, settings) as wallboard:
        writer = asyncio.create_task(wallboard.run())
        await wallboard.write([SettingEntry(at=1, by="Anna", patch={"language": "en"}, revision=0)])
        assert wallboard.settings.language == "en"
        for days in range(1, 40):
            instant = int(time.time()) + days * day
            await wallboard.apply_records([Record(wallboard.state.version + 1, instant * 1000, "tick", b"{}")])
            await wallboard.journal.append([Record(wallboard.state.version, instant * 1000, "tick", b"{}")])
            await wallboard.checkpoints.save(wallboard.state, 30)
            if needs_restating(wallboard.state, wallboard.state.now - 15 * day):
                entries = list(restatements(wallboard.state, wallboard.state.now))
                await wallboard.write(entries)
        await wallboard.close()
        await writer
        first = await wallboard.journal.next_after(0)
    assert first is not None
    assert first.version > 1
    with closing(sqlite3.connect(tmp_path / "journal.db")) as file, file:
        file.execute("delete from checkpoint")

    async with recovered(tmp_path, settings) as wallboard:
        assert wallboard.settings.language == "en"
        assert [change.by for change in wallboard.state.browser.changes] == ["Anna"]
