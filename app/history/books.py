"""Books of days: what a day has counted, by queue and quarter hour, as it is stored for years. Pure.

Waits are stored second by second, not as shares: formulas, thresholds and names are those of the reader's day.
"""

import zlib
from collections.abc import Mapping
from typing import Any

import msgspec

from ..state.daily_totals import (
    AgentToday,
    CampaignToday,
    ChatQueueCounts,
    Day,
    FeedToday,
    QuarterCounts,
    TicketsToday,
)

MAX_UNRECORDED_S = 900  # in a day that counts as complete

Quarters = dict[int, QuarterCounts]


class QueueBook(msgspec.Struct):
    """One queue's day as a whole, and by the beginnings of quarter hours; these are decoded when they are wanted."""

    day: QuarterCounts
    quarters: msgspec.Raw

    def by_quarter(self) -> Quarters:
        """The quarter hours in which something happened."""
        return msgspec.msgpack.decode(self.quarters, type=Quarters)


class ChatQueueBook(msgspec.Struct):
    """One chat queue's day, and its quarter hours."""

    day: ChatQueueCounts
    quarters: dict[int, ChatQueueCounts]


class CampaignBook(msgspec.Struct):
    """One campaign's day, its quarter hours, and its name as events gave it."""

    day: CampaignToday
    quarters: dict[int, CampaignToday]
    name: str | None = None


class Book(msgspec.Struct):
    """One day. `complete` is False where the day was not recorded as a whole."""

    name: str
    begin: int
    end: int
    complete: bool
    feed: FeedToday
    queues: dict[str, QueueBook]
    chat_queues: dict[str, ChatQueueBook]
    campaigns: dict[str, CampaignBook]
    tickets: TicketsToday
    customers: int = 0


Agents = dict[str, AgentToday]
"""What a day's agents have counted: stored apart, for another retention."""


def make_book(day: Day, began: int, names: Mapping[str, str] | None = None) -> Book:
    """A day's book. `began` is when the first entry of the journal was received."""
    names = day.campaign_names if names is None else names
    return Book(
        name=day.name,
        begin=day.begin,
        end=day.end,
        complete=began <= day.begin and day.unrecorded <= MAX_UNRECORDED_S,
        feed=day.feed,
        queues={
            id_: QueueBook(
                QuarterCounts(
                    entered=queue.entered,
                    answered=queue.answered,
                    abandoned=queue.abandoned,
                    left=queue.left,
                    talks=queue.talks,
                    talk_time=queue.talk_time,
                    hold=queue.hold,
                    abandoning=queue.abandoning,
                ),
                msgspec.Raw(msgspec.msgpack.encode(queue.trend)),
            )
            for id_, queue in day.queues.items()
            if queue.trend
        },
        chat_queues={
            id_: ChatQueueBook(_plain(chats, ChatQueueCounts), chats.quarters)
            for id_, chats in day.chat_queues.items()
            if chats.quarters
        },
        campaigns={
            id_: CampaignBook(_plain(campaign, CampaignToday), campaign.quarters, names.get(id_))
            for id_, campaign in day.campaigns.items()
            if campaign.quarters
        },
        tickets=day.tickets,
        customers=day.customers,
    )


def counted_agents(day: Day) -> Agents:
    """The day's agents who have a figure."""
    return {login: agent for login, agent in sorted(day.agents.items()) if agent != AgentToday()}


def encode(value: Book | Agents) -> bytes:
    """A book, or a day's agents, as they are stored."""
    return zlib.compress(msgspec.msgpack.encode(value))


def decode(data: bytes) -> Book:
    """A stored book. ValueError if this release cannot read it."""
    return msgspec.msgpack.decode(_unpacked(data), type=Book)


def decode_agents(data: bytes) -> Agents:
    """A day's stored agents. ValueError if this release cannot read them."""
    return msgspec.msgpack.decode(_unpacked(data), type=Agents)


def agents_to_json(data: bytes) -> bytes:
    """A day's kept agents as a JSON object, by login. ValueError if this release cannot read them."""
    return msgspec.json.encode(decode_agents(data))


def agents_from_json(text: bytes) -> bytes:
    """The same, back as they are kept. ValueError where it is none."""
    return encode(msgspec.json.decode(text, type=Agents))


def _plain(counts: Any, kind: type[Any]) -> Any:
    """The figures without their quarter hours."""
    return kind(**{name: getattr(counts, name) for name in kind.__struct_fields__})


def _unpacked(data: bytes) -> bytes:
    try:
        return zlib.decompress(data)
    except zlib.error as error:
        raise ValueError(str(error)) from error
