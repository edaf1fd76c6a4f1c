"""A day or a week as `/history` shows it: each queue by hour or by day, beside the week before. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

from ..config.schema import Board, Settings
from ..document.merge_patch import Json
from ..document.queues import quarter_label
from ..document.scope import includes
from ..events.timestamps import iso
from ..state.daily_totals import CampaignToday, ChatQueueCounts, QuarterCounts
from . import day_rows
from .books import Book
from .reports import intervals, joined

Span = Literal["day", "week"]
HOUR = 3600
COMPARED = ("entered", "answered", "abandoned")


class Cell(NamedTuple):
    """A queue's figures in an interval, and the instant at its end."""

    figures: Json
    end: str


class Column(NamedTuple):
    """An interval: an hour ("10:00"; with its offset in the hour that autumn repeats) or a day ("2026-11-20").

    `then` are the figures of the same interval in the week before; None where nothing is kept of that day.
    """

    label: str
    figures: Json
    then: Json | None
    end: str


class Row(NamedTuple):
    """A queue: a cell for each column, None where nothing happened, and all of them together."""

    id: str
    name: str
    cells: list[Cell | None]
    total: Json


class View(NamedTuple):
    """All that the page shows of the days."""

    columns: list[Column]
    rows: list[Row]
    total: Json
    then: Json | None
    campaigns: list[Json]
    chat_queues: list[Json]
    is_complete: bool
    then_is_complete: bool


def days_of(span: Span, day: date) -> list[date]:
    """The days of the span in which this day is; a week begins on Monday."""
    if span == "day":
        return [day]
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=number) for number in range(7)]


def view(books: Sequence[Book], before: Sequence[Book], span: Span, settings: Settings, board: Board) -> View:
    """What the page shows; `before` are the books of the same days a week earlier, as far as they are kept."""
    now = {name: counts for book in books for name, counts in _parts(book, span, settings, board)}
    then = {name: counts for book in before for name, counts in _parts(book, span, settings, board)}
    shift = timedelta(days=7) if span == "week" else timedelta(0)
    earlier = {_later(label, shift): counts for (label, _), counts in then.items()}
    columns = [
        Column(label, _together(counts, settings), _then(earlier.get(label), before, settings), iso(end, settings.zone))
        for (label, end), counts in now.items()
    ]
    ids = sorted({id_ for counts in now.values() for id_ in counts}, key=lambda id_: day_rows.queue_name(id_, settings))
    return View(
        columns=columns,
        rows=[_row(id_, now, settings) for id_ in ids],
        total=_together(_day(books, board), settings),
        then=_together(_day(before, board), settings) if before else None,
        campaigns=_campaigns(books, settings, board),
        chat_queues=_chat_queues(books, settings, board),
        is_complete=all(book.complete for book in books),
        then_is_complete=all(book.complete for book in before) and len(before) == len(books),
    )


Counts = dict[str, QuarterCounts]
"""By queue."""


def _parts(book: Book, span: Span, settings: Settings, board: Board) -> Iterator[tuple[tuple[str, int], Counts]]:
    """The book's intervals: label and end, with what each queue counted; hours from the first to the last busy one."""
    queues = {id_: queue for id_, queue in book.queues.items() if includes(board.queues, id_)}
    if span == "week":
        yield (book.name, book.end - 1), {id_: queue.day for id_, queue in queues.items()}
        return
    hours = {id_: intervals(queue.by_quarter(), "hour", settings.zone) for id_, queue in queues.items()}
    busy = sorted({at for counts in hours.values() for at in counts})
    for at in range(busy[0], busy[-1] + 1, HOUR) if busy else ():
        found = {id_: counts[at] for id_, counts in hours.items() if at in counts}
        yield (quarter_label(max(at, book.begin), settings.zone), at + HOUR - 1), found


def _later(label: str, shift: timedelta) -> str:
    return (date.fromisoformat(label) + shift).isoformat() if shift else label


def _together(counts: Counts, settings: Settings) -> Json:
    return day_rows.queue_figures(counts.items(), settings)


def _then(counts: Counts | None, before: Sequence[Book], settings: Settings) -> Json | None:
    """Nothing happened in an hour that the other day does not name, if there is such a day."""
    return _together(counts or {}, settings) if before else None


def _row(id_: str, now: dict[tuple[str, int], Counts], settings: Settings) -> Row:
    cells = [
        Cell(_together({id_: counts[id_]}, settings), iso(end, settings.zone)) if id_ in counts else None
        for (_, end), counts in now.items()
    ]
    total = QuarterCounts()
    for counts in now.values():
        total = joined(total, counts.get(id_, QuarterCounts()))
    return Row(id_, day_rows.queue_name(id_, settings), cells, _together({id_: total}, settings))


def _day(books: Sequence[Book], board: Board) -> Counts:
    found: Counts = {}
    for book in books:
        for id_, queue in book.queues.items():
            if includes(board.queues, id_):
                found[id_] = joined(found.get(id_, QuarterCounts()), queue.day)
    return found


def _campaigns(books: Sequence[Book], settings: Settings, board: Board) -> list[Json]:
    found: dict[str, tuple[str, CampaignToday]] = {}
    for book in books:
        for id_, campaign in book.campaigns.items():
            if includes(board.campaigns, id_):
                name = day_rows.campaign_name(id_, campaign.name, settings)
                found[id_] = name, joined(found[id_][1], campaign.day) if id_ in found else campaign.day
    return _by_name({name: day_rows.campaign_figures(counts) for name, counts in found.values()})


def _chat_queues(books: Sequence[Book], settings: Settings, board: Board) -> list[Json]:
    found: dict[str, ChatQueueCounts] = {}
    for book in books:
        for id_, chats in book.chat_queues.items():
            if includes(board.chat_queues, id_):
                found[id_] = joined(found[id_], chats.day) if id_ in found else chats.day
    named = {day_rows.chat_queue_name(id_, settings): day_rows.chat_figures(counts) for id_, counts in found.items()}
    return _by_name(named)


def _by_name(rows: dict[str, Any]) -> list[Json]:
    return [{"name": name} | rows[name] for name in sorted(rows)]
