"""A day's book as JSON, by the names, thresholds and formula of now. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from ..config.schema import Board, Settings
from ..document import figures, privacy, queues
from ..document.merge_patch import Json
from ..document.schema import as_json
from ..document.scope import includes
from ..events.timestamps import iso
from ..state.daily_totals import QUARTER, CampaignToday, ChatQueueCounts, QuarterCounts
from .books import Agents, Book


def day_row(book: Book, settings: Settings, board: Board, *, final: bool) -> Json:
    """A row of `/days`: the day and the board's queues together."""
    kept = [(id_, queue.day) for id_, queue in book.queues.items() if includes(board.queues, id_)]
    return {
        "day": book.name,
        "final": final,
        "complete": book.complete,
        "totals": queue_figures(kept, settings),
    }


def day_document(book: Book, agents: Agents | None, settings: Settings, board: Board, *, final: bool) -> Json:
    """All of a day."""
    row: Json = {
        **day_row(book, settings, board, final=final),
        "begin": iso(book.begin, settings.zone),
        "end": iso(book.end, settings.zone),
        "service_level": msgspec.structs.asdict(settings.service_level),
        "feed": msgspec.to_builtins(book.feed),
        "queues": {
            id_: {"name": queue_name(id_, settings)}
            | queue_figures([(id_, queue.day)], settings)
            | {"quarters": list(_quarter_rows(book, id_, queue.by_quarter(), settings))}
            for id_, queue in sorted(book.queues.items())
            if includes(board.queues, id_)
        },
        "chat_queues": {
            id_: {"name": chat_queue_name(id_, settings)} | chat_figures(chats.day)
            for id_, chats in sorted(book.chat_queues.items())
            if includes(board.chat_queues, id_)
        },
        "campaigns": {
            id_: {"name": campaign_name(id_, campaign.name, settings)} | campaign_figures(campaign.day)
            for id_, campaign in sorted(book.campaigns.items())
            if includes(board.campaigns, id_)
        },
        "tickets": msgspec.to_builtins(book.tickets),
        "customers": {"created": book.customers},
    }
    if agents is not None:
        row["agents"] = {
            login: {"name": agent_name(login, settings)} | msgspec.to_builtins(counts)
            for login, counts in agents.items()
        }
    return row


def queue_figures(counts: Iterable[tuple[str, QuarterCounts]], settings: Settings) -> Json:
    """The figures of some queues' days or quarter hours together, each by its own thresholds."""
    sums, holds, abandons = figures.NO_SUMS, [], []
    for id_, one in counts:
        own = figures.sums(one, *queues.thresholds(id_, settings))
        sums = figures.exchanged(sums, figures.NO_SUMS, own)
        holds += [max(one.hold)] if one.hold else []
        abandons += [max(one.abandoning)] if one.abandoning else []
    return as_json(queues.day_figures(sums, max(holds, default=None), max(abandons, default=None), settings))


def chat_figures(counts: ChatQueueCounts) -> Json:
    """A chat queue's figures."""
    row: Json = msgspec.structs.asdict(counts)
    return row | {"wait_time": as_json(figures.spread(row.pop("wait")))}


def campaign_figures(counts: CampaignToday) -> Json:
    """A campaign's figures."""
    return msgspec.structs.asdict(counts) | {"outcomes": dict(sorted(counts.outcomes.items()))}


def queue_name(id_: str, settings: Settings) -> str:
    """As it is called today."""
    return _name(settings.queues.get(id_)) or id_


def chat_queue_name(id_: str, settings: Settings) -> str:
    """As it is called today."""
    return _name(settings.chat_queues.get(id_)) or id_


def campaign_name(id_: str, name: str | None, settings: Settings) -> str:
    """As its events called it that day."""
    return privacy.prose(name, settings.privacy) if name else id_


def agent_name(login: str, settings: Settings) -> str:
    """As the agent is called today."""
    return _name(settings.agents.get(login)) or login


def quarters_of(book: Book) -> Sequence[int]:
    """The beginnings of the day's quarter hours: 96, and 92 or 100 where the clock changes."""
    return range(book.begin - book.begin % QUARTER, book.end, QUARTER)


def _quarter_rows(book: Book, id_: str, quarters: dict[int, QuarterCounts], settings: Settings) -> Iterator[Json]:
    for quarter in quarters_of(book):
        row = queue_figures([(id_, quarters.get(quarter, QuarterCounts()))], settings)
        del row["service_level_parts"]
        yield {"at": iso(max(quarter, book.begin), settings.zone)} | row


def _name(configured: Any) -> str | None:
    name: str | None = configured and configured.name
    return name
