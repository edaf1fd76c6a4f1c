"""The stored days: each is written when it is final, and read on request. What a book holds: `books.py`."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from datetime import date, timedelta
from itertools import product

from ..config.schema import Board, Settings
from ..document.merge_patch import Json
from ..document.reference import ReferenceDay
from ..journal import JournalError, StoredDay
from ..runtime.ingest import Ingest
from ..state.daily_totals import Day
from ..state.expiry import unrecorded_seconds
from . import books
from .books import Agents, Book
from .day_rows import day_document, day_row

BOOK, AGENTS = "book", "agents"  # the parts that are stored of a day
READ_DAYS = 30  # at a time
REFERENCE_WEEKS = 4
NO_DAY = "9999-12-31"
log = logging.getLogger(__name__)


class Days:
    """The days in a journal, and the one that is still open for late events."""

    def __init__(self, ingest: Ingest) -> None:
        """Have the ingest hand over every day that becomes final."""
        self.ingest = ingest
        ingest.keep_days = self.keep
        ingest.load_references = self.load_references
        self._rows: dict[str | None, dict[str, Json]] = {}
        self._rows_for: Settings | None = None

    def forget(self) -> None:
        """Read everything again: the journal's history is another one."""
        self._rows.clear()

    async def keep(self, days: Sequence[Day]) -> None:
        """Write these days' books, and delete those beyond the retention. JournalError if that fails."""
        journal, settings = self.ingest.journal, self.ingest.settings
        rows = []
        for day in days:
            book = books.make_book(day, self.ingest.state.began)
            if not book.complete and await self._is_better(day.name):
                continue  # the journal no longer holds all of that day
            rows.append(StoredDay(day.name, BOOK, books.encode(book)))
            if settings.history.agent_days:
                rows.append(StoredDay(day.name, AGENTS, books.encode(books.counted_agents(day))))
        if rows:
            await journal.put_days(rows)
        newest = days[-1].name
        await journal.drop_days(BOOK, _before(newest, settings.history.days))
        await journal.drop_days(AGENTS, _before(newest, settings.history.agent_days))
        for day, shown in product(days, self._rows.values()):
            shown.pop(day.name, None)

    async def names(self) -> list[str]:
        """The names of the days that there are, the open one too, in order."""
        return sorted({*await self.ingest.journal.day_names(BOOK), *self._unstored()})

    async def rows(self, board: str | None) -> list[Json]:
        """A row for each day, the newest first."""
        settings = self.ingest.settings
        if self._rows_for is not settings:
            self._rows, self._rows_for = {}, settings
        rows, selected = self._rows.setdefault(board, {}), _board(settings, board)
        names = await self.names()
        async for book, final in self.read([name for name in names if name not in rows]):
            row = day_row(book, settings, selected, final=final)
            if not final:
                return [row, *[rows[name] for name in reversed(names) if name in rows]]
            rows[book.name] = row
        return [rows[name] for name in reversed(names) if name in rows]

    async def document(self, name: str, board: str | None) -> Json | None:
        """All of one day; None where nothing is stored of it."""
        settings = self.ingest.settings
        async for book, final in self.read([name]):
            agents, selected = await self.agents(name), _board(settings, board)
            return await asyncio.to_thread(day_document, book, agents, settings, selected, final=final)
        return None

    async def read(self, names: Sequence[str]) -> AsyncIterator[tuple[Book, bool]]:
        """These days' books, oldest first, and whether each is final; in slices of time, webhooks first."""
        time_slice, unstored = self.ingest.background_slice(), self._unstored()
        stored = [name for name in names if name not in unstored]
        for start in range(0, len(stored), READ_DAYS):
            for row in await self.ingest.journal.days(BOOK, stored[start : start + READ_DAYS]):
                if book := _decoded(row):
                    yield book, True
                if time_slice.is_over():
                    await time_slice.renew()
        for name in unstored:
            if name in names:
                day = unstored[name]
                if day is self.ingest.state.closing:
                    day.unrecorded = unrecorded_seconds(self.ingest.state, day)
                book = books.make_book(day, self.ingest.state.began)
                # A copy: late events change the open day while a thread reads its book.
                yield books.decode(books.encode(book)), day is not self.ingest.state.closing

    async def load_references(self, day: str) -> None:
        """Have the ingest know what this day, and the next one, are compared with."""
        references = self.ingest.references
        known = [day, _later(day, 1)] if day else [day]
        for name in known:
            if name not in references:
                references[name] = await self._reference(name)
        for name in [name for name in references if name not in known]:
            del references[name]

    async def reference(self, day: str) -> ReferenceDay | None:
        """The same day of the week before, or the newest of the last four that is complete. JournalError."""
        names = [_later(day, -7 * weeks) for weeks in range(1, REFERENCE_WEEKS + 1)]
        complete = {book.name: book async for book, final in self.read(names) if final and book.complete}
        for name in names:
            if book := complete.get(name):
                return ReferenceDay(name, {id_: queue.by_quarter() for id_, queue in book.queues.items()})
        return None

    async def agents(self, name: str) -> Agents | None:
        """What the day's agents have counted; None unless the configuration has it stored."""
        if not self.ingest.settings.history.agent_days:
            return None
        if day := self._unstored().get(name):
            return books.counted_agents(day)
        for row in await self.ingest.journal.days(AGENTS, [name]):
            try:
                return books.decode_agents(row.data)
            except ValueError:
                log.warning("what is kept of the agents of %s cannot be read by this release", name)
        return None

    def _unstored(self) -> dict[str, Day]:
        """The open day, and the final ones that are being written, by their names."""
        state = self.ingest.state
        return {day.name: day for day in (*state.finished, *([state.closing] if state.closing else []))}

    async def _reference(self, day: str) -> ReferenceDay | None:
        try:
            return await self.reference(day) if day else None
        except (JournalError, ValueError) as error:
            log.warning("%s is compared with no other day: %s", day, error)
            return None

    async def _is_better(self, name: str) -> bool:
        """Whether a complete book of this day is stored."""
        kept = [_decoded(row) for row in await self.ingest.journal.days(BOOK, [name])]
        return any(book.complete for book in kept if book)


def to_readable(row: StoredDay) -> StoredDay:
    """For an export: the agents' part as JSON, so that a person can be found in it; all else as it is."""
    if row.part != AGENTS:
        return row
    try:
        return row._replace(data=books.agents_to_json(row.data))
    except ValueError:  # another release's
        return row


def from_readable(row: StoredDay) -> StoredDay:
    """For an import: a part as it is stored. ValueError for an object that is none."""
    if not row.data.startswith(b"{"):
        return row
    if row.part != AGENTS:
        raise ValueError(f"the {row.part} of {row.day} is base64, no object")
    return row._replace(data=books.agents_from_json(row.data))


def _before(newest: str, days: int) -> str:
    """The oldest day within a retention of so many days; none where it is 0."""
    if not days:
        return NO_DAY
    return (date.fromisoformat(newest) - timedelta(days=min(days, 36_500) - 1)).isoformat()


def _later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def _board(settings: Settings, name: str | None) -> Board:
    return settings.boards[name] if name else Board()


def _decoded(row: StoredDay) -> Book | None:
    try:
        return books.decode(row.data)
    except ValueError:
        log.warning("the book of %s cannot be read by this release", row.day)
        return None
