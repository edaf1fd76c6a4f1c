"""The state document's shape: what `/state` and the stream promise, as types.

The description of the interface (`/openapi.json`) is made of these, and tests hold them against the documents of
simulated days. Rows are these structs as they are: an unset key is missing, nothing is ever null, and the keys come in
this order. The figures of a day that are only counted stand in `state/daily_totals.py`.
"""

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Annotated, Any, Literal, NotRequired, TypedDict, TypeVar, get_args

import msgspec
from msgspec import UNSET, Meta, UnsetType

from ..config.schema import Formula
from ..state.daily_totals import AgentToday, CampaignToday, Count, Duration, FeedToday, TicketsToday
from ..state.statuses import AgentStatus, Stage

Ratio = Annotated[float, Meta(ge=0, le=1, description="A share with 4 decimals.")]
Id = Annotated[str, Meta(description="As Thulium gives it.")]
Day = Annotated[str, Meta(pattern=r"^(\d{4}-\d\d-\d\d)?$", description="Empty before a recording's first event.")]
Instant = Annotated[
    str,
    Meta(
        pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$",
        description="ISO 8601 with a UTC offset.",
        extra_json_schema={"format": "date-time"},
    ),
]


class Waits(msgspec.Struct, kw_only=True):
    """The average and maximum of some waits, in seconds; empty where there are none."""

    average: Duration | UnsetType = UNSET
    maximum: Duration | UnsetType = UNSET


class TalkTime(msgspec.Struct, kw_only=True):
    """The seconds talked, and their average once a talk has ended."""

    total: Duration
    average: Duration | UnsetType = UNSET


class LimitsRow(TypedDict):
    """Callers and seconds of the longest wait, as configured."""

    waiting: NotRequired[Count]
    longest_wait: NotRequired[Duration]


class QueueLimits(TypedDict):
    """A queue's own service level and limits, as configured."""

    seconds: NotRequired[Duration]
    warn: NotRequired[LimitsRow]
    alarm: NotRequired[LimitsRow]


class ServiceLevelParts(msgspec.Struct):
    """What the service level divides; add both over queues to have theirs together."""

    in_time: Count
    counted: Count

    @property
    def share(self) -> float | None:
        """The service level with 4 decimals; None of nothing."""
        return round(self.in_time / self.counted, 4) if self.counted > 0 else None


class QueueToday(msgspec.Struct, kw_only=True):
    """A queue's day. `entered = answered + abandoned + left + waiting`, always."""

    entered: Count
    answered: Count
    abandoned: Annotated[Count, Meta(description="All abandons; the short ones and those in time are parts of it.")]
    abandoned_short: Count
    left: Annotated[Count, Meta(description="Every other ending: overflow, a key pressed, expiry.")]
    abandoned_in_time: Count
    answered_in_time: Count
    service_level_parts: ServiceLevelParts
    service_level: Ratio | UnsetType = UNSET
    hold_time: Annotated[Waits, Meta(description="Of answered calls.")]
    abandon_time: Waits
    talk_time: TalkTime


class Window(TypedDict):
    """A rolling window: so many whole minutes before the running one, and the running one."""

    entered: Annotated[Count, Meta(description="By the minute of the entry.")]
    answered: Annotated[Count, Meta(description="By the minute of the outcome, as all that follow.")]
    abandoned: Count
    abandoned_short: Count
    left: Count
    answered_in_time: Count
    service_level: NotRequired[Ratio]
    hold_time: Waits


Windows = Annotated[dict[str, Window], Meta(description="Rolling windows, by their minutes as configured.")]


class QueueRow(TypedDict):
    """A queue now, its day, and its last minutes."""

    name: str
    limits: QueueLimits
    waiting: Annotated[Count, Meta(description="Not yet answered; a ringing call still waits.")]
    oldest_waiting_since: NotRequired[Instant]
    talking: Annotated[Count, Meta(description="Calls, not agents.")]
    today: QueueToday
    recent: Windows


class PauseRow(msgspec.Struct, kw_only=True):
    """The pause that an agent has, kept during a call taken while paused."""

    id: Id
    name: str
    limit: Duration | UnsetType = UNSET
    since: Instant


class PreviewRow(msgspec.Struct, kw_only=True):
    """A campaign's record shown to an agent before it is dialled."""

    campaign: Id
    record_id: Id
    since: Instant


class AgentRow(msgspec.Struct, kw_only=True):
    """An agent now, and their day."""

    name: str
    team: str | UnsetType = UNSET
    status: AgentStatus
    since: Annotated[Instant, Meta(description="When this status began.")] | UnsetType = UNSET
    logged_in: bool
    logged_in_since: Instant | UnsetType = UNSET
    phone_connected: bool
    phone: Annotated[str, Meta(description="Not for role tv.")] | UnsetType = UNSET
    pause: PauseRow | UnsetType = UNSET
    calls: Annotated[list[Id], Meta(description="Ringing, dialling or connected.")]
    chats: list[Id]
    preview: PreviewRow | UnsetType = UNSET
    queues: Annotated[list[Id], Meta(description="That rang this agent since the login.")]
    today: AgentToday


class CallRow(msgspec.Struct, kw_only=True):
    """A live call. Role tv gets neither numbers nor the name."""

    direction: Literal["inbound", "outbound"]
    stage: Stage
    since: Instant
    started: Instant
    waiting_since: (
        Annotated[Instant, Meta(description="Of a ringing call: since when its caller waits.")] | UnsetType
    ) = UNSET
    queue: Id | UnsetType = UNSET
    campaign: Id | UnsetType = UNSET
    agents: Annotated[list[Id], Meta(description="Who it rings at, or who talks.")]
    source_number: str | UnsetType = UNSET
    source_name: str | UnsetType = UNSET
    destination_number: (
        Annotated[str, Meta(description="Inbound: the line dialed; outbound: the number dialed.")] | UnsetType
    ) = UNSET


class ChatQueueToday(msgspec.Struct, kw_only=True):
    """A chat queue's day."""

    created: Count
    assigned: Count
    closed: Count
    missed: Annotated[Count, Meta(description="Closed without an agent.")]
    wait_time: Waits


class ChatQueueRow(msgspec.Struct, kw_only=True):
    """A chat queue now, and its day."""

    name: str
    waiting: Count
    oldest_waiting_since: Instant | UnsetType = UNSET
    active: Count
    today: ChatQueueToday


class ChatRow(msgspec.Struct, kw_only=True):
    """A live conversation. Role tv gets neither name nor address."""

    chat_queue: Id
    since: Instant
    started: Instant
    agent: Id | UnsetType = UNSET
    client_name: str | UnsetType = UNSET
    client_email: str | UnsetType = UNSET


class CampaignRow(msgspec.Struct, kw_only=True):
    """A campaign now, and its day."""

    name: str
    dialing: Count
    talking: Count
    today: CampaignToday


class Tickets(msgspec.Struct, kw_only=True):
    """The whole centre's tickets."""

    open: Count
    awaiting_reply: Count
    oldest_awaiting_since: Instant | UnsetType = UNSET
    today: TicketsToday


class CustomersToday(TypedDict):
    """The customers' day."""

    created: Count


class Customers(TypedDict):
    """Customer records."""

    today: CustomersToday


class Feed(msgspec.Struct, kw_only=True):
    """How far this board can be trusted."""

    last_event: Instant | UnsetType = UNSET
    today: FeedToday
    clock_offset: (
        Annotated[
            int,
            Meta(
                description="Seconds that the senders' dates are ahead of the wallboard's clock, by the median of the "
                "last 20 deliveries. Absent within 2 minutes."
            ),
        ]
        | UnsetType
    ) = UNSET


class ServiceLevelRow(TypedDict):
    """How the service level is counted, as configured."""

    target: Ratio
    seconds: Duration
    short_abandon: Duration
    formula: Formula


class AgentTotals(TypedDict):
    """The board's agents by what they do."""

    logged_in: Count
    available: Count
    paused: Count
    ringing: Count
    on_call: Count
    no_phone: Count
    dialing: Count
    wrap_up: Count


class Totals(TypedDict):
    """The board's queues together, and its agents."""

    waiting: Count
    oldest_waiting_since: NotRequired[Instant]
    talking: Count
    in_ivr: Count
    today: QueueToday
    recent: Windows
    agents: AgentTotals


class Quarter(msgspec.Struct, kw_only=True):
    """What happened in a quarter of an hour."""

    entered: Count
    answered: Count
    abandoned: Count
    abandoned_short: Count
    answered_in_time: Count
    service_level: Ratio | UnsetType = UNSET


class ReferenceQuarter(TypedDict):
    """A quarter of an hour of the day to compare with."""

    entered: Count
    answered: Count
    abandoned: Count
    abandoned_short: Count
    answered_in_time: Count


class Reference(TypedDict):
    """The board's queues on the same day of the week before, or the newest of the last four that is complete."""

    day: Day
    quarters: Annotated[dict[str, ReferenceQuarter], Meta(description="Quarter hours as in `trend`.")]


class MessageRow(TypedDict):
    """A line from a supervisor to the screens; it ends at its second."""

    id: Id
    text: Annotated[str, Meta(min_length=1, max_length=120)]
    until: Instant
    level: Literal["info", "important"]
    by: NotRequired[Annotated[str, Meta(description="Who posted it; for supervisors.")]]


class Callbacks(TypedDict):
    """Callers who hung up while waiting."""

    open: Annotated[
        Count,
        Meta(description="Different numbers that hung up in the board's queues today and were not spoken to since."),
    ]


class StateDocument(TypedDict):
    """Everything that one role sees of one board. Maps are by id; the trend's keys are HH:MM."""

    version: Annotated[Count, Meta(description="The newest journal entry applied; the same on every node.")]
    as_of: Instant
    day: Day
    feed: Feed
    service_level: ServiceLevelRow
    agents: dict[str, AgentRow]
    queues: dict[str, QueueRow]
    calls: Annotated[dict[str, CallRow], Meta(description="Live calls only.")]
    chat_queues: dict[str, ChatQueueRow]
    chats: dict[str, ChatRow]
    campaigns: dict[str, CampaignRow]
    tickets: Tickets
    customers: Customers
    totals: Totals
    trend: Annotated[
        dict[str, Quarter],
        Meta(
            description="Quarter hours in which something happened. In the hour that autumn repeats a key has its "
            "offset: 02:15+01:00."
        ),
    ]
    reference: NotRequired[Annotated[Reference, Meta(description="Missing where there is nothing to compare with.")]]
    callbacks: Callbacks
    messages: Annotated[list[MessageRow], Meta(description="Those for this board, the newest first.")]


R = TypeVar("R", bound=msgspec.Struct)


def as_json(row: msgspec.Struct) -> dict[str, Any]:
    """The row as the document holds it."""
    made: dict[str, Any] = msgspec.to_builtins(row)
    return made


def counted_as(row: type[R], counts: msgspec.Struct, **others: Any) -> R:
    """The row with its counts, taken by their names, and with what is not merely counted."""
    names, values = _counts(row)
    return row(**dict(zip(names, values(counts), strict=True)), **others)


@cache
def _counts(row: type[msgspec.Struct]) -> tuple[list[str], Callable[[object], tuple[int, ...]]]:
    names = [field.name for field in msgspec.structs.fields(row) if get_args(field.type)[:1] == (int,)]
    return names, attrgetter(*names)
