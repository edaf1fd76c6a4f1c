"""WHAT LASTS: every body that arrived, numbered and durable before it is acknowledged.

A journal knows entries and bytes, not events' meanings. `sqlite.py` is the default, `memory.py` forgets with
the process, `redis.py` is shared by many nodes.
"""

import re
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol, runtime_checkable

from ..events.server_entries import SERVER_ENTRIES

# How a body names the call or chat that it is about: the only field that a search knows of.
CALL_KEYS = (b'"connection_id":"', b'"conversation_id":"')
CALL_ID = re.compile(rb'"(?:connection_id|conversation_id)":"((?:[^"\\]|\\.)*)"')
KINDS = ("event", "rejected", "tick", *SERVER_ENTRIES)
MADE_BY_BYTES = 42
"""The first bytes of a checkpoint's state name what made it (`live/fingerprint.py`)."""


class Record(NamedTuple):
    """One entry: its number, when it was received (milliseconds since 1970), its kind, and its body as JSON.

    `kind` is one of `KINDS`: event (kept, known or not), rejected (kept, not applied), tick (only time passed), or what
    the server wrote itself.
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
        """What made it: another release or configuration would have made another state of the same entries."""
        return self.state[:MADE_BY_BYTES]


class Wanted(NamedTuple):
    """Which entries a search is for: those of which all of this holds. None says nothing.

    `containing`: one of these stands in the body. `calls`: it is about one of these calls or chats, whose ids are as
    they stand in a body. `matches` is asked at last, perhaps in another thread.
    """

    kinds: Sequence[str] = ("event", "rejected")
    containing: Sequence[bytes] | None = None
    calls: Collection[bytes] | None = None
    matches: Callable[[bytes], bool] = lambda _body: True

    def includes(self, record: Record) -> bool:
        """Whether this entry is searched for."""
        body = record.body
        return (
            record.kind in self.kinds
            and (self.containing is None or any(part in body for part in self.containing))
            and (self.calls is None or any(id_ in self.calls for id_ in CALL_ID.findall(body)))
            and self.matches(body)
        )


class JournalError(Exception):
    """Nothing could be made durable: what was to be appended is neither kept nor applied."""

    @property
    def public(self) -> str:
        """What anybody may be told: the reason without a path."""
        return str(self)


class Unconfirmed(JournalError):
    """A shared journal's answer did not come: what was to be appended may be kept, and then comes true later."""


class Gap(JournalError):
    """A shared journal does not go on from where this node is: it was trimmed past it, or lost what came before."""


class Missing(Exception):
    """A journal needs a package that is not installed."""


class Damaged(JournalError):
    """What was written cannot be read again, and waiting does not help. The text names the file and what to do."""

    @property
    def public(self) -> str:
        """The reason; the path is the log's to say."""
        return "the journal is damaged; the log says how to save what can be read with `wallboard export`"


class DirectoryTaken(Exception):
    """Another `serve` uses this data directory."""


class Unusable(Exception):
    """The journal's file is damaged or a newer release's; it is left as it is. The text says what to do."""


class Journal(Protocol):
    """Where entries last. Versions count from 1 without gaps."""

    async def append(self, records: Sequence[Record]) -> int:
        """Keep all of these, durably, or none of them; the version of the first. JournalError if that fails."""

    def read(self, after: int) -> AsyncIterator[Sequence[Record]]:
        """The entries after a version that there are, oldest first, some thousands at a time."""

    def search(
        self, after: int, until: int, wanted: Wanted, *, newest_first: bool = False
    ) -> AsyncIterator[Sequence[Record]]:
        """The wanted entries after one version up to another, some at a time. No append waits for it."""

    async def next_after(self, version: int) -> Record | None:
        """The first entry after a version."""

    async def probe(self) -> None:
        """Write something that is no entry. JournalError while nothing can be made durable."""

    async def check(self) -> None:
        """See that what was appended would be found at the next start. JournalError if it would not."""

    async def newest_checkpoint(self, made_by: bytes = b"") -> Checkpoint | None:
        """The newest one whose state begins with these bytes."""

    async def first_checkpoint(self) -> Checkpoint | None:
        """What came before the first kept entry; None while none was ever trimmed."""

    async def save(self, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint, so that recovery begins there. It replaces recent ones."""

    async def trim(self, before: int, needed: int | None = None) -> None:
        """Forget entries received before this instant (ms) that a checkpoint covers; it becomes the first kept.

        The entry `needed` and all after it stay.
        """

    async def close(self) -> None:
        """Let go of it."""


@runtime_checkable
class SharedJournal(Journal, Protocol):
    """A journal that other nodes append to as well.

    It numbers the entries itself, so the records' own versions are only guesses, and may move their instants up,
    so that these do not go back. What was appended is true when `follow` gives it, one's own too, which may be
    before `append` returns. When `append` raises, the entries may be there even so, and then come like others.
    """

    def follow(self, after: int) -> AsyncIterator[Sequence[Record]]:
        """The entries after a version as they come, for ever. Gap if they do not follow on it."""

    async def restore(self, records: Sequence[Record]) -> None:
        """Keep another journal's entries as they are. JournalError if they do not follow on the last one here."""

    async def compare_rules(self, digest: str) -> bool:
        """Whether the running node that was here last has the rules of this digest too; its own are noted."""

    async def lease(self, task: str, seconds: int) -> bool:
        """Whether this node alone does a task for so long; asked again in time, it goes on."""


def place(url: str, directory: Path) -> Path | None:
    """The file of an SQLite journal; None for one in memory."""
    return directory / url.removeprefix("sqlite:") if url.startswith("sqlite:") else None
