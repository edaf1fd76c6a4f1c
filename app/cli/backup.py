"""The commands `backup`, `restore` and `forget`. Not here: `export` and `import` (`journal.py`)."""

import asyncio
import fcntl
import os
import sqlite3
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import click
import msgspec

from ..application import make_journal
from ..config.schema import Settings
from ..history import books
from ..history.days import AGENTS, BOOK
from ..history.erasure import Eraser, PersonKind, Unclear, person
from ..journal import (
    MADE_BY_BYTES,
    Checkpoint,
    DirectoryTaken,
    JournalError,
    Missing,
    Record,
    StoredDay,
    Unusable,
    jsonl,
    place,
)
from ..journal.files import LOCK
from ..journal.salvage import entries
from ..journal.sqlite import SqliteJournal
from ..journal.sqlite_copy import BACKUP_TIME, checked, copy_file, give_to_owner
from ..journal.sqlite_days import stored_days
from ..journal.sqlite_erasure import checkpoints, rewrite, wipe_free_space
from ..web.session_store import SESSIONS
from .journal import journal_file, restore_records
from .usage import config_option, data_directory, data_option, failure, load_settings, usage_error

REBUILD_WAIT_S = 2.5
"""In which a running server notices that entries were rewritten, and has its state made anew."""
MAX_ROUNDS = 20
DEFLATED = b"\x78"


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@config_option
@data_option
def backup_command(file: Path, config: Path | None, data_dir: Path | None) -> None:
    """Write a whole copy of the journal, past days included, also while a server runs.

    An older copy in its place is replaced once the new one is complete.
    """
    settings = load_settings(config)
    try:
        if settings.journal.on_redis:
            count = asyncio.run(_copy_shared(settings, file))
        else:
            source = journal_file(settings, data_dir)
            count = copy_file(source, file)
            give_to_owner(file, file.absolute().parent)
            _note_backup(source)
    except (JournalError, Missing, Unusable, OSError, sqlite3.Error) as error:
        failure(f"no backup was made: {error}")
    click.echo(f"{count} entries in {file}")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@config_option
@data_option
def restore_command(file: Path, config: Path | None, data_dir: Path | None) -> None:
    """Put a backup into an empty data directory, or an empty Redis; no server may run there."""
    settings, directory = load_settings(config), data_directory(data_dir)
    try:
        count = checked(file)
        if settings.journal.on_redis:
            asyncio.run(restore_records(settings, directory, entries(file), stored_days(file)))
        else:
            path = place(settings.journal.url, directory)
            if path is None:
                failure("a journal in memory ends with its process: restore needs a file or Redis")
            _put_back(file, path)
    except (DirectoryTaken, JournalError, Missing, Unusable, jsonl.NotAJournal, OSError, sqlite3.Error) as error:
        failure(f"nothing was restored: {error}")
    click.echo(f"{count} entries restored")


@click.command("forget")
@click.option("--number", help="A phone number, compared by its last nine digits.")
@click.option("--email", help="A chat client's e-mail address.")
@click.option("--customer", help="A customer's id.")
@click.option("--agent", help="An agent's login.")
@config_option
@data_option
def forget_command(config: Path | None, data_dir: Path | None, **given: str | None) -> None:
    """Erase one person from the journal, with all their calls, chats and tickets; no figure changes.

    Also while a server runs: it makes its state anew within seconds. Backups and exports are not changed.
    """
    named: list[tuple[Any, str]] = [(kind, value) for kind, value in given.items() if value is not None]
    if len(named) != 1:
        usage_error(["name one person: --number, --email, --customer or --agent"])
    settings = load_settings(config)
    if settings.journal.on_redis:
        failure(
            "a stream of Redis cannot be rewritten in place: stop the servers, `wallboard backup` it, run forget with "
            "--data-dir on the restored backup, and import that into an empty Redis"
        )
    try:
        done = _forget(journal_file(settings, data_dir), *named[0])
    except Unclear as error:
        usage_error([f"--{named[0][0]}: {error}"])
    except (OSError, sqlite3.Error) as error:
        failure(f"not everything is erased; run it again: {error}")
    click.echo(f"erased from {done.entries} entries, {done.states} checkpoints, {done.days} days")


class Erased(NamedTuple):
    """How many rows named the person."""

    entries: int
    states: int
    days: int


def _forget(path: Path, kind: PersonKind, value: str) -> Erased:
    """Erase until nothing is found: a running server may have stored something meanwhile."""
    eraser, total = Eraser(person(kind, value)), Erased(0, 0, 0)
    for _ in range(MAX_ROUNDS):
        records, states, days = _without(path, eraser)
        found = Erased(len(records), len(states), len(days))
        if not any(found):
            break
        rewrite(path, records, states, days)
        total = Erased(*map(sum, zip(total, found, strict=True)))
        if _is_served(path):
            time.sleep(REBUILD_WAIT_S)
    if any(total):
        wipe_free_space(path, is_served=_is_served(path))
    return total


def _without(path: Path, eraser: Eraser) -> tuple[list[Record], list[Checkpoint], list[StoredDay]]:
    """The rows that name the person, without them."""
    parsed = [(record, msgspec.json.decode(record.body)) for record in entries(path)]
    is_found = [eraser.find(body) for _, body in parsed]
    records = []
    for (record, body), found in zip(parsed, is_found, strict=True):
        if found or eraser.is_linked(body):
            cleaned = eraser.entry(body)
            if cleaned != body:
                records.append(record._replace(body=msgspec.json.encode(cleaned)))
    states = [changed for one in checkpoints(path) if (changed := _state_without(one, eraser))]
    days = [row for one in stored_days(path) if (row := _day_without(one, eraser))]
    return records, states, days


def _state_without(one: Checkpoint, eraser: Eraser) -> Checkpoint | None:
    name, data = one.state[:MADE_BY_BYTES], one.state[MADE_BY_BYTES:]
    is_packed = data.startswith(DEFLATED)
    tree = msgspec.msgpack.decode(zlib.decompress(data) if is_packed else data)
    cleaned = eraser.state(tree)
    if cleaned == tree:
        return None
    encoded = msgspec.msgpack.encode(cleaned)
    return one._replace(state=name + (zlib.compress(encoded, 1) if is_packed else encoded))


def _day_without(row: StoredDay, eraser: Eraser) -> StoredDay | None:
    """A day's figures of agents without the erased one; whoever is asked for the rest is not in it."""
    if row.part != AGENTS or eraser.person.kind != "agent":
        return None
    agents = books.decode_agents(row.data)
    if agents.pop(eraser.person.value, None) is None:
        return None
    return row._replace(data=books.encode(agents))


def _is_served(path: Path) -> bool:
    """Whether a server uses the journal."""
    try:
        with _lock(path):
            return False
    except DirectoryTaken:
        return True


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    """Keep servers out of the directory. DirectoryTaken if one is in it."""
    lock = path.parent / LOCK
    with os.fdopen(os.open(lock, os.O_RDWR | os.O_CREAT, 0o600), "a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise DirectoryTaken(f"another wallboard uses {path.parent}; stop it first") from error
        give_to_owner(lock, path.parent)
        yield


def _put_back(file: Path, path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _lock(path):
        log = path.with_name(path.name + "-wal")
        if (path.exists() and path.stat().st_size) or (log.exists() and log.stat().st_size):
            failure(f"there is a journal already: move {path} and {log.name} away first")
        log.unlink(missing_ok=True)
        copy_file(file, path)
        give_to_owner(path, path.parent)


async def _copy_shared(settings: Settings, file: Path) -> int:
    """The entries and days of a journal on Redis, as the file of an SQLite journal."""
    partial = file.with_name(file.name + ".entries")
    partial.unlink(missing_ok=True)
    shared, copy = make_journal(settings, Path()), SqliteJournal(partial)
    count = 0
    try:
        if first := await shared.first_checkpoint():
            await copy.save(first)
        async for records in shared.read(0):
            await copy.append(records)
            count += len(records)
        for part in (BOOK, AGENTS, SESSIONS):
            if rows := await shared.days(part, await shared.day_names(part)):
                await copy.put_days(rows)
    finally:
        await shared.close()
        await copy.close()
    copy_file(partial, file)
    for left in (partial, partial.with_name(partial.name + "-wal"), partial.with_name(partial.name + "-shm")):
        left.unlink(missing_ok=True)
    return count


def _note_backup(source: Path) -> None:
    """Have the metrics say when the last backup was made, if this user may write there."""
    noted = source.with_name(source.name + BACKUP_TIME)
    try:
        noted.touch(mode=0o600)
        os.utime(noted)
        give_to_owner(noted, source.parent)
    except OSError:
        pass
