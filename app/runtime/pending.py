"""What was posted and is not answered yet: bodies on their way through the journal to becoming true.

Not here: the journal and the state. Whoever moves them tells this what has become of which version.
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
    """What became of one body: its version, how it counted, and its faults if it was wrong."""

    version: int
    result: str
    parsed: Invalid | Unknown | None


class PendingBatch:
    """Bodies offered together: stamped, appended, then answered as their versions come true, `next` the first."""

    __slots__ = ("bodies", "done", "entries", "next", "outcomes")

    def __init__(self, bodies: Sequence[Submission]) -> None:
        """Offered, and nothing else yet."""
        self.bodies = bodies
        self.done: asyncio.Future[list[Outcome]] = asyncio.get_running_loop().create_future()
        self.entries: list[Entry] = []
        self.outcomes: list[Outcome] = []
        self.next = 0

    def refuse(self, error: JournalError) -> None:
        """Tell the sender to come again."""
        if not self.done.done():
            self.done.set_exception(type(error)(str(error)))


class PendingQueue:
    """Posts that are in the journal and wait for their turn, in its order."""

    def __init__(self) -> None:
        """Nobody waits."""
        self._batches: deque[PendingBatch] = deque()

    def __bool__(self) -> bool:
        """Whether anybody waits."""
        return bool(self._batches)

    def add(self, batches: Iterable[PendingBatch], version: int) -> None:
        """These were appended, the first entry with this version."""
        for batch in batches:
            batch.next = version
            version += len(batch.entries)
            self._batches.append(batch)

    def entry(self, record: Record) -> Entry | None:
        """What was stamped here for this record, if it was here and as the journal has it: read once is enough."""
        batch = self._batches[0] if self._batches else None
        if batch is None or batch.next != record.version:
            return None
        entry = batch.entries[len(batch.outcomes)]
        if entry.instant != record.received // 1000:
            return None
        return Entry(record.version, entry.instant, entry.parsed, entry.dedup_key)

    def resolve(self, version: int, result: str) -> None:
        """Answer whoever waits for this version; whoever was passed over may not be here."""
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
        """Send everybody away: what they posted may come true later, but nobody can say when."""
        while self._batches:
            self._batches.popleft().refuse(Unconfirmed(str(error)))

    async def drain(self, seconds: float) -> None:
        """Wait until nobody waits, or so long."""
        if self._batches:
            await asyncio.wait([batch.done for batch in self._batches], timeout=seconds)
