"""What `/days`, a day and reports answer with, as types. The rows are built in `history/`."""

from typing import Annotated, Any, Literal, NotRequired, TypedDict

from msgspec import Meta

from ...document.schema import (
    ChatQueueToday,
    Day,
    Instant,
    QueueToday,
    Ratio,
    ServiceLevelRow,
    TalkTime,
    Waits,
)
from ...state.daily_totals import AgentToday, CampaignToday, Count, FeedToday, TicketsToday

Complete = Annotated[bool, Meta(description="False where over 15 minutes of the day were not recorded.")]
Final = Annotated[bool, Meta(description="False during the hour after the day in which late events still count.")]


class DaySummary(TypedDict):
    """A day, and the board's queues together."""

    day: Day
    final: Final
    complete: Complete
    totals: QueueToday


class DayList(TypedDict):
    """The stored days, the newest first."""

    days: list[DaySummary]


class DayQuarter(TypedDict):
    """A quarter hour of a queue; an outcome and a talk count where they ended."""

    at: Annotated[Instant, Meta(description="Its beginning; the hour that autumn repeats is told apart by its offset.")]
    entered: Count
    answered: Count
    abandoned: Count
    abandoned_short: Count
    left: Count
    abandoned_in_time: Count
    answered_in_time: Count
    service_level: NotRequired[Ratio]
    hold_time: Waits
    abandon_time: Waits
    talk_time: TalkTime


class DayQueue(QueueToday, kw_only=True):
    """A queue's day."""

    name: str
    quarters: Annotated[
        list[DayQuarter], Meta(description="Every quarter hour: 96; 92 or 100 where the clock changes.")
    ]


class DayChatQueue(ChatQueueToday, kw_only=True):
    """A chat queue's day."""

    name: str


class DayCampaign(CampaignToday, kw_only=True):
    """A campaign's day."""

    name: str


class DayAgent(AgentToday, kw_only=True):
    """An agent's day."""

    name: str


class DayCustomers(TypedDict):
    """A day's customer records."""

    created: Count


class DayDocument(DaySummary):
    """All that is stored of a day, by the names, thresholds and formula of now."""

    begin: Instant
    end: Instant
    service_level: ServiceLevelRow
    feed: FeedToday
    queues: dict[str, DayQueue]
    chat_queues: dict[str, DayChatQueue]
    campaigns: dict[str, DayCampaign]
    tickets: TicketsToday
    customers: DayCustomers
    agents: NotRequired[Annotated[dict[str, DayAgent], Meta(description="Only if history.agent_days is set.")]]


Report = TypedDict(
    "Report",
    {
        "from": Day,
        "to": Day,
        "by": Literal["day", "hour", "quarter"],
        "of": Literal["queues", "chat_queues", "campaigns", "agents"],
        "rows": Annotated[
            list[dict[str, Any]],
            Meta(description="day, at (by hour and quarter), id, name, and the figures by their names in /state."),
        ],
    },
)
"""A row for each interval and entity; intervals in which nothing happened are left out."""
