"""A day or a week as `/history` shows it: each queue by hour or by day, beside the week before. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

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
HOUR, QUARTER = 3600, 900


class Cell(NamedTuple):
    """A queue's figures in an interval, and the instant at its end."""

    figures: Json
    end: str


class Column(NamedTuple):
    """An interval: an hour ("10:00"; with its offset in the hour that autumn repeats) or a day ("2026-11-20").

    `then` are the figures of the same interval in the week before; None where that has none, or not one alone: the
    clocks were changed, or nothing is stored of that day.
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
    """All that the page shows of the days.

    `then` are the figures of the week before, of the days in `compared` alone: those that are stored of both weeks.
    `is_comparable` says whether that is all of both, so that a percentage says something.
    """

    columns: list[Column]
    rows: list[Row]
    total: Json
    then: Json | None
    campaigns: list[Json]
    chat_queues: list[Json]
    compared: list[str]
    is_complete: bool
    is_comparable: bool


def days_of(span: Span, day: date) -> list[date]:
    """The days of the span in which this day is; a week begins on Monday."""
    if span == "day":
        return [day]
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=number) for number in range(7)]


def view(books: Sequence[Book], before: Sequence[Book], span: Span, settings: Settings, board: Board) -> View:
    """What the page shows; `before` are the books of the same days a week earlier, as far as they are stored."""
    kept = {_later(book.name): book for book in before}
    pairs = [(book, kept.get(book.name)) for book in books]
    found = [one for book, then in pairs for one in _intervals(book, then, span, settings, board)]
    compared = [book for book, then in pairs if then]
    earlier = [then for _, then in pairs if then]
    ids = {id_ for one in found for id_ in one.counts}
    is_complete = all(book.complete for book in books)
    return View(
        columns=[_column(one, settings) for one in found],
        rows=[_row(id_, found, settings) for id_ in sorted(ids, key=lambda id_: (_name(id_, settings), id_))],
        total=_together(_day(books, board), settings),
        then=_together(_day(earlier, board), settings) if earlier else None,
        campaigns=_campaigns(books, settings, board),
        chat_queues=_chat_queues(books, settings, board),
        compared=[book.name for book in compared],
        is_complete=is_complete,
        is_comparable=is_complete and all(book.complete for book in earlier) and len(compared) == len(books),
    )


Counts = dict[str, QuarterCounts]
"""By queue."""


class _Interval(NamedTuple):
    """An interval and its last second, with what each queue counted, and that of the week before."""

    label: str
    end: int
    counts: Counts
    then: Counts | None


def _intervals(book: Book, then: Book | None, span: Span, settings: Settings, board: Board) -> Iterator[_Interval]:
    """The day, or its hours from the first to the last that is busy, now or a week before."""
    if span == "week":
        yield _Interval(book.name, book.end - 1, _day([book], board), _day([then], board) if then else None)
        return
    now, earlier = _hours(book, settings, board), _hours(then, settings, board) if then else {}
    of_clock, then_of_clock = _by_clock(now, settings), _by_clock(earlier, settings)
    rows = []
    for at, counts in now.items():
        clock = _clock(at, settings)
        same = then_of_clock.get(clock, [])
        is_one = len(same) == len(of_clock[clock]) == 1
        label = quarter_label(max(at, book.begin), settings.zone)
        rows.append(_Interval(label, min(at + HOUR, book.end) - 1, counts, earlier[same[0]] if is_one else None))
    busy = [number for number, row in enumerate(rows) if row.counts or row.then]
    yield from rows[busy[0] : busy[-1] + 1] if busy else []


def _hours(book: Book, settings: Settings, board: Board) -> dict[int, Counts]:
    """What each queue counted in each hour of the day, by its beginning, in order."""
    quarters = intervals(dict.fromkeys(range(book.begin, book.end, QUARTER), QuarterCounts()), "hour", settings.zone)
    found: dict[int, Counts] = {at: {} for at in quarters}
    for id_, queue in book.queues.items():
        if includes(board.queues, id_):
            for at, counts in intervals(queue.by_quarter(), "hour", settings.zone).items():
                found.setdefault(at, {})[id_] = counts
    return found


def _by_clock(hours: Iterable[int], settings: Settings) -> dict[str, list[int]]:
    """The hours by what the clock on the wall says: two of them where it is set back."""
    found: dict[str, list[int]] = {}
    for at in hours:
        found.setdefault(_clock(at, settings), []).append(at)
    return found


def _clock(at: int, settings: Settings) -> str:
    return iso(at, settings.zone)[11:16]


def _later(name: str) -> str:
    return (date.fromisoformat(name) + timedelta(days=7)).isoformat()


def _column(one: _Interval, settings: Settings) -> Column:
    then = None if one.then is None else _together(one.then, settings)
    return Column(one.label, _together(one.counts, settings), then, iso(one.end, settings.zone))


def _name(id_: str, settings: Settings) -> str:
    return day_rows.queue_name(id_, settings)


def _together(counts: Counts, settings: Settings) -> Json:
    return day_rows.queue_figures(counts.items(), settings)


def _row(id_: str, found: Sequence[_Interval], settings: Settings) -> Row:
    cells = [
        Cell(_together({id_: one.counts[id_]}, settings), iso(one.end, settings.zone)) if id_ in one.counts else None
        for one in found
    ]
    total = QuarterCounts()
    for one in found:
        total = joined(total, one.counts.get(id_, QuarterCounts()))
    return Row(id_, _name(id_, settings), cells, _together({id_: total}, settings))


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
    return _by_name((name, id_, day_rows.campaign_figures(counts)) for id_, (name, counts) in found.items())


def _chat_queues(books: Sequence[Book], settings: Settings, board: Board) -> list[Json]:
    found: dict[str, ChatQueueCounts] = {}
    for book in books:
        for id_, chats in book.chat_queues.items():
            if includes(board.chat_queues, id_):
                found[id_] = joined(found[id_], chats.day) if id_ in found else chats.day
    return _by_name(
        (day_rows.chat_queue_name(id_, settings), id_, day_rows.chat_figures(counts)) for id_, counts in found.items()
    )


def _by_name(rows: Iterable[tuple[str, str, Json]]) -> list[Json]:
    """The rows by name; of two with one name, by id."""
    return [{"name": name} | figures for name, _, figures in sorted(rows, key=lambda row: row[:2])]
