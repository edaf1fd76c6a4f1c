"""Pending bodies: submitted, and not yet answered.

Not here: the journal and the state; the ingest reports the outcome of each version.
"""

import asyncio
from collections import deque
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..events.parsing import Invalid, Unknown
from ..journal import JournalError, Record, Unconfirmed
from ..state.apply import Entry
from .sequencing import Submission


class Outcome(NamedTuple):
    """The outcome of one body: its version, its result, and its errors if it was invalid."""

    version: int
    result: str
    parsed: Invalid | Unknown | None


class PendingBatch:
    """Bodies submitted together: stamped, appended, then answered as their versions are applied, `next` the first."""

    __slots__ = ("bodies", "done", "entries", "next", "outcomes")

    def __init__(self, bodies: Sequence[Submission]) -> None:
        """Offered, and nothing else yet."""
        self.bodies = bodies
        self.done: asyncio.Future[list[Outcome]] = asyncio.get_running_loop().create_future()
        self.entries: list[Entry] = []
        self.outcomes: list[Outcome] = []
        self.next = 0

    def refuse(self, error: JournalError) -> None:
        """Answer the sender with 503."""
        if not self.done.done():
            self.done.set_exception(type(error)(str(error)))


class PendingQueue:
    """Batches that are in the journal and not yet applied, in its order."""

    def __init__(self) -> None:
        """Nothing waits."""
        self._batches: deque[PendingBatch] = deque()

    def __bool__(self) -> bool:
        """Whether any batch waits."""
        return bool(self._batches)

    def add(self, batches: Iterable[PendingBatch], version: int) -> None:
        """These were appended, the first entry with this version."""
        for batch in batches:
            batch.next = version
            version += len(batch.entries)
            self._batches.append(batch)

    def entry(self, record: Record) -> Entry | None:
        """The entry stamped here for this record, if it was stamped here and the journal has it so: parsed once."""
        batch = self._batches[0] if self._batches else None
        if batch is None or batch.next != record.version:
            return None
        entry = batch.entries[len(batch.outcomes)]
        if entry.instant != record.received // 1000:
            return None
        return Entry(record.version, entry.instant, entry.parsed, entry.dedup_key)

    def resolve(self, version: int, result: str) -> None:
        """Answer the batch that waits for this version; batches that were skipped over are refused."""
        while self._batches and self._batches[0].next < version:
            self._batches.popleft().refuse(Unconfirmed("the journal went on without it"))
        if not self._batches or self._batches[0].next > version:
            return
        batch = self._batches[0]
        parsed = batch.entries[len(batch.outcomes)].parsed
        batch.outcomes.append(Outcome(version, result, parsed if isinstance(parsed, Invalid | Unknown) else None))
        batch.next += 1
        if len(batch.outcomes) == len(batch.entries):
            self._batches.popleft()
            if not batch.done.done():
                batch.done.set_result(batch.outcomes)

    def refuse(self, error: JournalError) -> None:
        """Refuse all pending batches: they may still be applied later, at an unknown time."""
        while self._batches:
            self._batches.popleft().refuse(Unconfirmed(str(error)))

    async def drain(self, seconds: float) -> None:
        """Wait until nothing is pending, or until the timeout."""
        if self._batches:
            await asyncio.wait([batch.done for batch in self._batches], timeout=seconds)
