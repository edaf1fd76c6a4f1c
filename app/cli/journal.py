"""The commands that read or create a journal: `export`, `import` and `names`. Not here: `replay` (`simulate.py`)."""

import asyncio
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click

from ..application import make_journal, settle
from ..config.effective import effective
from ..config.schema import Settings
from ..history.days import AGENTS, BOOK, from_readable, to_readable
from ..journal import DirectoryTaken, JournalError, Missing, Record, StoredDay, jsonl, place, sqlite
from ..journal.jsonl import day_line, line
from ..journal.sqlite_days import stored_days
from ..runtime.sequencing import replay
from ..server import unnamed_ids
from ..state.apply import apply
from ..state.state import State
from .usage import clock_option, config_option, data_directory, data_option, failure, load_settings, rereadable

START_OVER = "empty the journal and begin again"


@click.command("export")
@config_option
@data_option
@click.option("--days", is_flag=True, help="Before the entries, what is kept of past days.")
def export_command(config: Path | None, data_dir: Path | None, days: bool) -> None:
    """Write the journal as JSON lines, oldest first, also while a server runs.

    Of a damaged file all readable entries are written; then the missing ones are reported, with status 1.
    """
    settings = load_settings(config)
    try:
        if settings.journal.on_redis:
            asyncio.run(_export_shared(settings, days=days))
        else:
            _export_file(journal_file(settings, data_dir), days=days)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os._exit(0)  # the reader has closed the pipe; flushing at exit would fail again
    except (JournalError, Missing) as error:
        failure(str(error))


def _export_file(path: Path, *, days: bool) -> None:
    losses: list[sqlite.MissingRange] = []
    try:
        if days:
            days_of = (to_readable(row) for row in stored_days(path) if row.part in {BOOK, AGENTS})
            sys.stdout.buffer.writelines(map(day_line, days_of))
        for record in sqlite.entries(path, losses):
            sys.stdout.buffer.write(line(record))
    except sqlite3.Error as error:
        failure(f"{path}: {error}")
    if losses:
        failure(f"{path} is damaged; all that could be read was written. Lost entries: {', '.join(map(str, losses))}")


async def _export_shared(settings: Settings, *, days: bool) -> None:
    journal = make_journal(settings, Path())
    try:
        for part in (BOOK, AGENTS) if days else ():
            rows = await journal.days(part, await journal.day_names(part))
            sys.stdout.buffer.writelines(day_line(to_readable(row)) for row in rows)
        async for records in journal.read(0):
            sys.stdout.buffer.writelines(map(line, records))
    finally:
        await journal.close()


@click.command("names")
@config_option
@data_option
def names_command(config: Path | None, data_dir: Path | None) -> None:
    """List ids in events that the configuration does not name, as TOML to fill in; also while a server runs."""
    settings = load_settings(config)
    records: list[Record] = []
    try:
        if settings.journal.on_redis:
            asyncio.run(_shared(settings, records.extend))
        else:
            records.extend(sqlite.entries(journal_file(settings, data_dir)))
        click.echo(unnamed_ids.names(records, _in_force(settings, records)), nl=False)
    except (JournalError, Missing, sqlite3.Error) as error:
        failure(f"the journal cannot be read: {error}")


def _in_force(settings: Settings, records: Sequence[Record]) -> Settings:
    """The settings with those made in the browser, which these entries of the journal hold."""
    state = State(rules=settings.rules)
    for record in records:
        if record.kind == "setting":
            apply(state, replay(record, settings.rules, trust=False))
    return effective(settings, state.browser.values, {})


async def _shared(settings: Settings, take: Callable[[Sequence[Record]], None]) -> None:
    """Pass all entries of a shared journal to `take`, oldest first, in batches."""
    journal = make_journal(settings, Path())
    try:
        async for records in journal.read(0):
            take(records)
    finally:
        await journal.close()


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@config_option
@data_option
@click.option("--renumber", is_flag=True, help="Renumber the entries from 1, for a file in which some are missing.")
@clock_option
def import_command(file: Path, config: Path | None, data_dir: Path | None, renumber: bool, clock: str) -> None:
    """Make a new journal from an export, with the same versions.

    The entries are applied once, by this configuration and clock, so that the first start takes no time.
    """
    settings, directory = load_settings(config), data_directory(data_dir)
    if settings.journal.url == "memory:":
        failure("a journal in memory ends with its process: import needs a file or Redis")
    count = done = 0
    days: list[StoredDay] = []
    try:
        with rereadable(file) as again:
            with again.open("rb") as lines:
                count = sum(1 for _ in jsonl.records(lines, renumber=renumber, days=days))
            days = _stored(days)
            with again.open("rb") as lines:
                records = jsonl.records(lines, renumber=renumber)
                done = asyncio.run(_import(settings, directory, records, days, event_time=clock == "events"))
    except jsonl.NotAJournal as error:
        failure(f"{file}: {error}")
    except (DirectoryTaken, Missing, OSError, sqlite3.Error) as error:
        failure(f"nothing was imported: {error}")
    if done != count:
        failure(f"{done} of {count} entries were imported: {file} was changed meanwhile; {START_OVER}")
    click.echo(f"{done} entries imported")


def _stored(days: list[StoredDay]) -> list[StoredDay]:
    """The parts of days as they are stored. NotAJournal for one that is none."""
    try:
        return [from_readable(row) for row in days]
    except ValueError as error:
        raise jsonl.NotAJournal(f"a part of a past day cannot be read: {error}") from error


async def restore_records(settings: Settings, directory: Path, records: Iterator[Record], days: list[StoredDay]) -> int:
    """Write a backup's entries and days to an empty journal; how many entries."""
    return await _import(settings, directory, records, days, event_time=False)


async def _import(
    settings: Settings, directory: Path, records: Iterator[Record], days: list[StoredDay], *, event_time: bool
) -> int:
    """Write the entries to the journal, and `days`, which stand before them; returns the number of entries."""
    journal = make_journal(settings, directory)
    done = 0
    try:
        async for done in jsonl.import_records(records, journal):  # noqa: B007 - reported if the import fails
            pass
        await settle(settings, journal, event_time=event_time)
        if days:  # they win over what the entries that are left make of those days
            await journal.put_days(days)
    except jsonl.NotEmpty:
        failure("there is a journal already: entries are imported only into an empty one")
    except (JournalError, jsonl.NotAJournal) as error:
        failure(f"interrupted after {done} entries: {error}; {START_OVER}")
    finally:
        await journal.close()
    return done


def journal_file(settings: Settings, data_dir: Path | None) -> Path:
    """The path of the journal's file; the command fails if there is none."""
    path = place(settings.journal.url, data_directory(data_dir))
    if path is None or not path.exists():
        failure(f"there is no journal at {path or 'a place that outlives its process'}")
    return path
