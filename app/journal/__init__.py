"""The journal: all received bodies, numbered and durable before they are acknowledged.

A journal knows entries and bytes, not the meaning of events. `sqlite.py` is the default, `memory.py` ends with the
process, `redis.py` is shared by many nodes.
"""

import re
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol, runtime_checkable

from ..events.server_entries import SERVER_ENTRIES

# The fields by which a body names its call or chat: the only ones that a search knows.
CALL_KEYS = (b'"connection_id":"', b'"conversation_id":"')
CALL_ID = re.compile(rb'"(?:connection_id|conversation_id)":"((?:[^"\\]|\\.)*)"')
CHECKPOINT_INTERVAL_MS = 86_400_000  # between stored checkpoints: old entries go a day at a time …
CHECKPOINT_INTERVAL_ENTRIES = 5000  # … or so many entries: a past state is never further from one than twice that
KINDS = ("event", "rejected", "tick", *SERVER_ENTRIES)
MADE_BY_BYTES = 42
"""The first bytes of a checkpoint's state name what made it (`runtime/fingerprint.py`)."""


class Record(NamedTuple):
    """One entry: its number, when it was received (milliseconds since 1970), its kind, and its body as JSON.

    `kind` is one of `KINDS`: event (stored, known or not), rejected (stored, not applied), tick (only time passed), or
    an entry of the server's own.
    """

    version: int
    received: int
    kind: str
    body: bytes


class Checkpoint(NamedTuple):
    """The encoded state after the entry `version`, which was received at that millisecond."""

    version: int
    received: int
    state: bytes

    @property
    def made_by(self) -> bytes:
        """The name of the code and rules that made a state: others would make another state of the same entries."""
        return self.state[:MADE_BY_BYTES]


class StoredDay(NamedTuple):
    """A part of what is stored of one day, by the day's name: bytes that mean nothing to the journal."""

    day: str
    part: str
    data: bytes


class Wanted(NamedTuple):
    """The filter of a search: entries that match all of it. None matches any.

    `containing`: one of these is in the body. `calls`: it concerns one of these calls or chats, by their ids in a body.
    `matches` is called last, perhaps in another thread.
    """

    kinds: Sequence[str] | None = ("event", "rejected")
    containing: Sequence[bytes] | None = None
    calls: Collection[bytes] | None = None
    matches: Callable[[bytes], bool] = lambda _body: True

    def includes(self, record: Record) -> bool:
        """Whether this entry is searched for."""
        body = record.body
        return (
            (self.kinds is None or record.kind in self.kinds)
            and (self.containing is None or any(part in body for part in self.containing))
            and (self.calls is None or any(id_ in self.calls for id_ in CALL_ID.findall(body)))
            and self.matches(body)
        )


class JournalError(Exception):
    """Nothing could be made durable: the entries to append are neither stored nor applied."""

    @property
    def public(self) -> str:
        """The reason without a path, for any client."""
        return str(self)


class Unconfirmed(JournalError):
    """A shared journal did not answer: the entries may be stored, and are then applied later."""


class Gap(JournalError):
    """A shared journal does not continue from this node's version: trimmed past it, or entries before it lost."""


class Missing(Exception):
    """A journal needs a package that is not installed."""


class Damaged(JournalError):
    """Stored data cannot be read, and waiting does not help. The text names the file and what to do."""

    @property
    def public(self) -> str:
        """The reason without the path."""
        return "the journal is damaged; the log explains how to salvage it with `wallboard export`"


class DirectoryTaken(Exception):
    """Another `serve` uses this data directory."""


class Unusable(Exception):
    """The journal's file is damaged or a newer release's; it is left unchanged. The text names what to do."""


class Journal(Protocol):
    """Where entries last. Versions count from 1 without gaps."""

    async def append(self, records: Sequence[Record]) -> int:
        """Store all of these durably, or none of them; the version of the first. JournalError if that fails."""

    def read(self, after: int) -> AsyncIterator[Sequence[Record]]:
        """The entries after a version that there are, oldest first, some thousands at a time."""

    def search(
        self, after: int, until: int, wanted: Wanted, *, newest_first: bool = False
    ) -> AsyncIterator[Sequence[Record]]:
        """The wanted entries after one version up to another, some at a time. No append waits for it."""

    async def next_after(self, version: int) -> Record | None:
        """The first entry after a version."""

    async def was_rewritten(self) -> bool:
        """Whether another program has changed stored entries since the last look, so that the state is not theirs."""

    async def probe(self) -> None:
        """Write something other than an entry. JournalError while nothing can be made durable."""

    async def check(self) -> None:
        """Check that appended entries would be found at the next start. JournalError if not."""

    async def newest_checkpoint(self, made_by: bytes = b"") -> Checkpoint | None:
        """The newest one whose state begins with these bytes."""

    async def checkpoint_at(self, version: int, made_by: bytes) -> Checkpoint | None:
        """The newest one of a version up to this one whose state begins with these bytes."""

    async def first_checkpoint(self) -> Checkpoint | None:
        """The checkpoint before the first stored entry; None if none was ever trimmed."""

    async def save(self, checkpoint: Checkpoint) -> None:
        """Store a checkpoint for recovery and past states. It replaces one that is near."""

    async def trim(self, before: int, needed: int | None = None) -> None:
        """Delete entries received before this instant (ms) that a checkpoint covers; it becomes the first.

        The entry `needed` and all after it stay.
        """

    async def put_days(self, rows: Sequence[StoredDay]) -> None:
        """Keep these parts of days, durably, each in the place of what it was. They outlive the entries."""

    async def day_names(self, part: str) -> Sequence[str]:
        """The names of the days that have this part, in order."""

    async def days(self, part: str, names: Sequence[str]) -> Sequence[StoredDay]:
        """The part of these days, of those that have it."""

    async def drop_days(self, part: str, before: str) -> None:
        """Delete this part of all days before this one."""

    async def close(self) -> None:
        """Release the journal."""


@runtime_checkable
class SharedJournal(Journal, Protocol):
    """A journal that other nodes append to as well.

    It numbers the entries itself, so the records' own versions are preliminary, and may move their instants up, so that
    these do not go back. Appended entries are applied when `follow` yields them, one's own too, which may be before
    `append` returns. When `append` raises, the entries may still be stored, and are then yielded like others.
    """

    def follow(self, after: int) -> AsyncIterator[Sequence[Record]]:
        """The entries after a version, waiting for new ones for ever. Gap if they do not continue from it."""

    async def restore(self, records: Sequence[Record]) -> None:
        """Store another journal's entries unchanged. JournalError if they do not continue from the last one here."""

    async def compare_rules(self, digest: str) -> bool:
        """Whether the running node that was here last has the rules of this digest too; its own are noted."""

    async def update_shared(self, name: str, change: Callable[[bytes | None], bytes], seconds: int) -> None:
        """Replace a short-lived value that all nodes share, and that is no entry; it is gone after so many seconds.

        `change` is called again where another node was faster. JournalError if the value cannot be had.
        """

    async def lease(self, task: str, seconds: int) -> bool:
        """Whether this node alone does a task for so long; a call in time extends it."""


def place(url: str, directory: Path) -> Path | None:
    """The file of an SQLite journal; None for one in memory."""
    return directory / url.removeprefix("sqlite:") if url.startswith("sqlite:") else None
