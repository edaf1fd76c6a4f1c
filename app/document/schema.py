"""The state document's shape: what `/state` and the stream promise, as types.

The description of the interface (`/openapi.json`) is made of these, and tests hold them against the documents of
simulated days. What a key lacks cannot be said: nothing is ever null. The rows are built in `agents.py`,
`queues.py`, `rows.py` and `document.py`.
"""

from typing import Annotated, Literal, NotRequired, TypedDict

from msgspec import Meta

from ..config.schema import Formula
from ..state.transitions import AgentStatus, Stage

Count = Annotated[int, Meta(ge=0)]
Span = Annotated[int, Meta(ge=0, description="Whole seconds.")]
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


class Waits(TypedDict):
    """The average and maximum of some waits, in seconds; empty where there are none."""

    average: NotRequired[Span]
    maximum: NotRequired[Span]


class TalkTime(TypedDict):
    """The seconds talked, and their average once a talk has ended."""

    total: Span
    average: NotRequired[Span]


class LimitsRow(TypedDict):
    """Callers and seconds of the longest wait, as configured."""

    waiting: NotRequired[Count]
    longest_wait: NotRequired[Span]


class QueueLimits(TypedDict):
    """A queue's own service level and limits, as configured."""

    seconds: NotRequired[Span]
    warn: NotRequired[LimitsRow]
    alarm: NotRequired[LimitsRow]


class ServiceLevelParts(TypedDict):
    """What the service level divides; add both over queues to have theirs together."""

    in_time: Count
    counted: Count


class QueueToday(TypedDict):
    """A queue's day. `entered = answered + abandoned + left + waiting`, always."""

    entered: Count
    answered: Count
    abandoned: Annotated[Count, Meta(description="All abandons; the short ones and those in time are parts of it.")]
    abandoned_short: Count
    left: Annotated[Count, Meta(description="Every other ending: overflow, a key pressed, expiry.")]
    abandoned_in_time: Count
    answered_in_time: Count
    service_level: NotRequired[Ratio]
    service_level_parts: ServiceLevelParts
    hold_time: Annotated[Waits, Meta(description="Of answered calls.")]
    abandon_time: Waits
    talk_time: TalkTime


class QueueRow(TypedDict):
    """A queue now, and its day."""

    name: str
    limits: QueueLimits
    waiting: Annotated[Count, Meta(description="Not yet answered; a ringing call still waits.")]
    oldest_waiting_since: NotRequired[Instant]
    talking: Annotated[Count, Meta(description="Calls, not agents.")]
    today: QueueToday


class PauseRow(TypedDict):
    """The pause that an agent has, kept during a call taken while paused."""

    id: Id
    name: str
    limit: NotRequired[Span]
    since: Instant


class PreviewRow(TypedDict):
    """A campaign's record shown to an agent before it is dialled."""

    campaign: Id
    record_id: Id
    since: Instant


class AgentToday(TypedDict):
    """An agent's day; times are of what has ended."""

    answered: Count
    not_answered: Count
    outbound: Count
    chats: Count
    tickets_replied: Count
    talk_time: Span
    pause_time: Span
    logged_in_time: Span


class AgentRow(TypedDict):
    """An agent now, and their day."""

    name: str
    team: NotRequired[str]
    status: AgentStatus
    since: NotRequired[Annotated[Instant, Meta(description="When this status began.")]]
    logged_in: bool
    logged_in_since: NotRequired[Instant]
    phone_connected: bool
    phone: NotRequired[Annotated[str, Meta(description="Not for role tv.")]]
    pause: NotRequired[PauseRow]
    calls: Annotated[list[Id], Meta(description="Ringing, dialling or connected.")]
    chats: list[Id]
    preview: NotRequired[PreviewRow]
    queues: Annotated[list[Id], Meta(description="That rang this agent since the login.")]
    today: AgentToday


class CallRow(TypedDict):
    """A live call. Role tv gets neither numbers nor the name."""

    direction: Literal["inbound", "outbound"]
    stage: Stage
    since: Instant
    started: Instant
    waiting_since: NotRequired[Annotated[Instant, Meta(description="Of a ringing call: since when its caller waits.")]]
    queue: NotRequired[Id]
    campaign: NotRequired[Id]
    agents: Annotated[list[Id], Meta(description="Who it rings at, or who talks.")]
    source_number: NotRequired[str]
    source_name: NotRequired[str]
    destination_number: NotRequired[
        Annotated[str, Meta(description="Inbound: the line dialled; outbound: the number dialled.")]
    ]


class ChatQueueToday(TypedDict):
    """A chat queue's day."""

    created: Count
    assigned: Count
    closed: Count
    missed: Annotated[Count, Meta(description="Closed although nobody had it.")]
    wait_time: Waits


class ChatQueueRow(TypedDict):
    """A chat queue now, and its day."""

    name: str
    waiting: Count
    oldest_waiting_since: NotRequired[Instant]
    active: Count
    today: ChatQueueToday


class ChatRow(TypedDict):
    """A live conversation. Role tv gets neither name nor address."""

    chat_queue: Id
    since: Instant
    started: Instant
    agent: NotRequired[Id]
    client_name: NotRequired[str]
    client_email: NotRequired[str]


class CampaignToday(TypedDict):
    """A campaign's day."""

    attempts: Annotated[Count, Meta(description="Connections seen.")]
    connected: Annotated[Count, Meta(description="Customer and agent both on.")]
    completed: Count
    saved: Count
    talk_time: Span
    outcomes: Annotated[dict[str, Count], Meta(description="By the action without OUTBOUND_, in lower case.")]


class CampaignRow(TypedDict):
    """A campaign now, and its day."""

    name: str
    dialing: Count
    talking: Count
    today: CampaignToday


class TicketsToday(TypedDict):
    """The tickets' day."""

    created: Count
    received: Count
    replied: Count
    closed: Count


class Tickets(TypedDict):
    """The whole centre's tickets."""

    open: Count
    awaiting_reply: Count
    oldest_awaiting_since: NotRequired[Instant]
    today: TicketsToday


class CustomersToday(TypedDict):
    """The customers' day."""

    created: Count


class Customers(TypedDict):
    """Customer records."""

    today: CustomersToday


class FeedToday(TypedDict):
    """Every body kept today, and what was odd among them."""

    events: Count
    duplicates: Count
    rejected: Count
    unknown: Count
    unexpected: Count
    expired: Annotated[Count, Meta(description="Live things that nothing ended in time.")]
    late: Annotated[Count, Meta(description="Dated over 24 hours before they arrived: kept, and in no other figure.")]


class Feed(TypedDict):
    """How far this board can be trusted."""

    last_event: NotRequired[Instant]
    today: FeedToday
    clock_offset: NotRequired[
        Annotated[
            int,
            Meta(
                description="Seconds that the senders' dates are ahead of the wallboard's clock, by the median of the "
                "last 20 deliveries. Absent within 2 minutes."
            ),
        ]
    ]


class ServiceLevelRow(TypedDict):
    """How the service level is counted, as configured."""

    target: Ratio
    seconds: Span
    short_abandon: Span
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
    agents: AgentTotals


class Quarter(TypedDict):
    """What happened in a quarter of an hour."""

    entered: Count
    answered: Count
    abandoned: Count
    abandoned_short: Count
    answered_in_time: Count
    service_level: NotRequired[Ratio]


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
    trend: Annotated[dict[str, Quarter], Meta(description="Quarter hours in which something happened.")]
    callbacks: Callbacks
