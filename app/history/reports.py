"""Rows of a report: one an interval and entity, of the stored days. Not here: the files (`report_files.py`)."""

import asyncio
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Literal, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from ..config.schema import Board, Settings
from ..document.merge_patch import Json
from ..document.scope import includes, includes_agent
from ..events.timestamps import iso
from . import day_rows
from .books import Agents, Book
from .days import Days

By = Literal["day", "hour", "quarter"]
Of = Literal["queues", "chat_queues", "campaigns", "agents"]
MAX_ROWS = 50_000
T = TypeVar("T", bound=msgspec.Struct)


class TooLong(Exception):
    """More rows than a report may have."""


class Selection(NamedTuple):
    """Which days, both included, by what, of what; `queue`: of this one alone."""

    first: date
    last: date
    by: By
    of: Of
    queue: str | None
    board: str | None


async def report(days: Days, selection: Selection) -> Json:
    """The report as JSON. TooLong beyond `MAX_ROWS`, JournalError where the days cannot be read."""
    settings = days.ingest.settings
    board = settings.boards[selection.board] if selection.board else Board()
    names = [name for name in await days.names() if str(selection.first) <= name <= str(selection.last)]
    rows: list[Json] = []
    async for book, _ in days.read(names):
        agents = await days.agents(book.name) if selection.of == "agents" else None
        rows += await asyncio.to_thread(_rows, book, agents, selection, settings, board)
        if len(rows) > MAX_ROWS:
            raise TooLong
    return {
        "from": str(selection.first),
        "to": str(selection.last),
        "by": selection.by,
        "of": selection.of,
        "rows": rows,
    }


def intervals(quarters: dict[int, T], by: By, zone: ZoneInfo) -> dict[int, T]:
    """Quarter hours put together into the report's intervals, each by its beginning; 0 stands for the day's."""
    found: dict[int, T] = {}
    for quarter in sorted(quarters):
        at = _interval(quarter, by, zone)
        found[at] = joined(found[at], quarters[quarter]) if at in found else quarters[quarter]
    return found


def joined(one: T, other: T) -> T:
    """The counts of two quarter hours together."""
    fields: dict[str, Any] = {}
    for name in one.__struct_fields__:
        mine, theirs = getattr(one, name), getattr(other, name)
        if isinstance(mine, dict):
            fields[name] = {value: mine.get(value, 0) + theirs.get(value, 0) for value in mine | theirs}
        else:
            fields[name] = mine + theirs
    return type(one)(**fields)


def _rows(book: Book, agents: Agents | None, selection: Selection, settings: Settings, board: Board) -> list[Json]:
    """The day's rows, by interval, then by id."""
    found = list(_found(book, agents, selection, settings, board))
    found.sort(key=lambda one: (one[0], one[1]["id"]))
    return [
        {"day": book.name} | ({} if selection.by == "day" else {"at": iso(max(at, book.begin), settings.zone)}) | row
        for at, row in found
    ]


def _found(
    book: Book, agents: Agents | None, selection: Selection, settings: Settings, board: Board
) -> Iterator[tuple[int, Json]]:
    """Each row with the beginning of its interval."""
    match selection.of:
        case "queues":
            return _queue_rows(book, selection, settings, board)
        case "chat_queues":
            return _chat_queue_rows(book, selection, settings, board)
        case "campaigns":
            return _campaign_rows(book, selection, settings, board)
        case "agents":
            return _agent_rows(agents or {}, settings, board)


def _queue_rows(book: Book, selection: Selection, settings: Settings, board: Board) -> Iterator[tuple[int, Json]]:
    for id_, queue in book.queues.items():
        if not includes(board.queues, id_) or selection.queue not in {None, id_}:
            continue
        by_day = selection.by == "day"
        parts = {0: queue.day} if by_day else intervals(queue.by_quarter(), selection.by, settings.zone)
        for at, counts in parts.items():
            figures = day_rows.queue_figures([(id_, counts)], settings)
            del figures["service_level_parts"]
            yield at, {"id": id_, "name": day_rows.queue_name(id_, settings)} | figures


def _chat_queue_rows(book: Book, selection: Selection, settings: Settings, board: Board) -> Iterator[tuple[int, Json]]:
    for id_, chats in book.chat_queues.items():
        if includes(board.chat_queues, id_) and selection.queue in {None, id_}:
            named = {"id": id_, "name": day_rows.chat_queue_name(id_, settings)}
            for at, counts in intervals(chats.quarters, selection.by, settings.zone).items():
                yield at, named | day_rows.chat_figures(counts)


def _campaign_rows(book: Book, selection: Selection, settings: Settings, board: Board) -> Iterator[tuple[int, Json]]:
    for id_, campaign in book.campaigns.items():
        if includes(board.campaigns, id_):
            named = {"id": id_, "name": day_rows.campaign_name(id_, campaign.name, settings)}
            for at, counts in intervals(campaign.quarters, selection.by, settings.zone).items():
                yield at, named | day_rows.campaign_figures(counts)


def _agent_rows(agents: Agents, settings: Settings, board: Board) -> Iterator[tuple[int, Json]]:
    for login, counts in agents.items():
        if includes_agent(board, login, settings):
            yield 0, {"id": login, "name": day_rows.agent_name(login, settings)} | msgspec.to_builtins(counts)


def _interval(quarter: int, by: By, zone: ZoneInfo) -> int:
    match by:
        case "day":
            return 0
        case "hour":
            return quarter - datetime.fromtimestamp(quarter, zone).minute * 60
        case "quarter":
            return quarter
