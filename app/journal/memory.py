"""A journal that lasts as long as the process: for demonstrations and tests."""

from collections.abc import AsyncIterator, Sequence

from . import Checkpoint, Record

CHUNK = 2000


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
        later = [record for record in self.records if record.version > after]
        for start in range(0, len(later), CHUNK):
            yield later[start : start + CHUNK]

    async def probe(self) -> None:
        """Memory takes whatever comes."""

    async def check(self) -> None:
        """Nobody expects to find it at the next start."""

    async def newest_checkpoint(self) -> Checkpoint | None:
        """Nothing: nobody recovers from memory."""
        return None

    async def first_checkpoint(self) -> Checkpoint | None:
        """Nothing: nobody recovers from memory."""
        return None

    async def save(self, checkpoint: Checkpoint) -> None:
        """Nothing to do: nobody recovers from memory."""

    async def trim(self, before: int) -> None:
        """Forget entries received before this instant."""
        self.records = [record for record in self.records if record.received >= before]

    async def close(self) -> None:
        """Nothing to let go of."""
