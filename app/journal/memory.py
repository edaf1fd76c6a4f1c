"""A journal that lasts as long as the process: for demonstrations and tests."""

from bisect import bisect_right
from collections.abc import AsyncIterator, Sequence

from . import Checkpoint, Record, StoredDay, Wanted

CHUNK = 500


class MemoryJournal:
    """Entries in a list."""

    def __init__(self) -> None:
        """An empty journal."""
        self.records: list[Record] = []
        self._checkpoints: list[Checkpoint] = []
        self._days: dict[tuple[str, str], StoredDay] = {}

    async def append(self, records: Sequence[Record]) -> int:
        """Store all of these."""
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

    async def was_rewritten(self) -> bool:
        """No other program has this memory."""
        return False

    async def probe(self) -> None:
        """Memory is always writable."""

    async def check(self) -> None:
        """Memory is not read at the next start."""

    async def newest_checkpoint(self, made_by: bytes = b"") -> Checkpoint | None:  # noqa: ARG002 - the protocol's
        """None: nothing is recovered from memory."""
        return None

    async def checkpoint_at(self, version: int, made_by: bytes) -> Checkpoint | None:
        """The newest one of a version up to this one, for past states."""
        found = [one for one in self._checkpoints if one.version <= version and one.made_by == made_by]
        return found[-1] if found else None

    async def first_checkpoint(self) -> Checkpoint | None:
        """None: nothing is recovered from memory."""
        return None

    async def save(self, checkpoint: Checkpoint) -> None:
        """Store a checkpoint for past states."""
        self._checkpoints.append(checkpoint)

    async def trim(self, before: int, needed: int | None = None) -> None:
        """Forget entries received before this instant, but for `needed` and all after it; the last checkpoint stays."""
        self.records = [
            record
            for record in self.records
            if record.received >= before or (needed is not None and record.version >= needed)
        ]
        first = self.records[0].version if self.records else 0
        covered = max([one.version for one in self._checkpoints if one.version < first], default=0)
        self._checkpoints = [one for one in self._checkpoints if one.version >= covered]

    async def put_days(self, rows: Sequence[StoredDay]) -> None:
        """Keep these parts of days."""
        self._days.update({(row.part, row.day): row for row in rows})

    async def day_names(self, part: str) -> Sequence[str]:
        """The names of the days that have this part, in order."""
        return sorted(day for kind, day in self._days if kind == part)

    async def days(self, part: str, names: Sequence[str]) -> Sequence[StoredDay]:
        """The part of these days, of those that have it."""
        return [self._days[part, name] for name in names if (part, name) in self._days]

    async def drop_days(self, part: str, before: str) -> None:
        """Delete this part of all days before this one."""
        for key in [key for key in self._days if key[0] == part and key[1] < before]:
            del self._days[key]

    async def close(self) -> None:
        """Nothing to let go of."""

    def _place(self, version: int) -> int:
        """How many of the entries are not after this version."""
        return bisect_right(self.records, version, key=lambda record: record.version)
