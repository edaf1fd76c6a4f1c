"""A journal that lasts as long as the process: for demonstrations and tests."""

from bisect import bisect_right
from collections.abc import AsyncIterator, Sequence

from . import Checkpoint, Record, Wanted

CHUNK = 500


class MemoryJournal:
    """Entries in a list."""

    def __init__(self) -> None:
        """An empty journal."""
        self.records: list[Record] = []

    async def append(self, records: Sequence[Record]) -> int:
        """Keep all of these."""
        self.records.extend(records)
        return records[0].version

    async def read(self, after: int) -> AsyncIterator[Sequence[Record]]:
        """The entries after a version, oldest first."""
        later = self.records[self._place(after) :]
        for start in range(0, len(later), CHUNK):
            yield later[start : start + CHUNK]

    async def search(
        self, after: int, until: int, wanted: Wanted, *, newest_first: bool = False
    ) -> AsyncIterator[Sequence[Record]]:
        """The wanted entries after one version up to another."""
        here = self.records[self._place(after) : self._place(until)]
        if newest_first:
            here.reverse()
        for start in range(0, len(here), CHUNK):
            yield [record for record in here[start : start + CHUNK] if wanted.includes(record)]

    async def next_after(self, version: int) -> Record | None:
        """The first entry after a version."""
        place = self._place(version)
        return self.records[place] if place < len(self.records) else None

    async def probe(self) -> None:
        """Memory takes whatever comes."""

    async def check(self) -> None:
        """Nobody expects to find it at the next start."""

    async def newest_checkpoint(self, made_by: bytes = b"") -> Checkpoint | None:  # noqa: ARG002 - the protocol's
        """Nothing: nobody recovers from memory."""
        return None

    async def first_checkpoint(self) -> Checkpoint | None:
        """Nothing: nobody recovers from memory."""
        return None

    async def save(self, checkpoint: Checkpoint) -> None:
        """Nothing to do: nobody recovers from memory."""

    async def trim(self, before: int, needed: int | None = None) -> None:
        """Forget entries received before this instant, but for `needed` and all after it."""
        self.records = [
            record
            for record in self.records
            if record.received >= before or (needed is not None and record.version >= needed)
        ]

    async def close(self) -> None:
        """Nothing to let go of."""

    def _place(self, version: int) -> int:
        """How many of the entries are not after this version."""
        return bisect_right(self.records, version, key=lambda record: record.version)
