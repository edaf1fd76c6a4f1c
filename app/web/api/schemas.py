"""The shapes of the smaller answers, for the OpenAPI description. The state document's are in `document/schema.py`."""

from typing import Annotated, Literal, NotRequired, TypedDict

from msgspec import Meta

from ...document.schema import Day, Feed, Id, Instant, Quarter, Waits
from ...state.daily_totals import AgentToday, Count, Duration
from ...state.statuses import AgentStatus, Stage


class FieldError(TypedDict):
    """One error of a body; `field` is empty where it concerns the entire body."""

    field: str
    detail: str


class BodyError(FieldError):
    """One error, and its place."""

    pointer: Annotated[str, Meta(description="A JSON pointer (RFC 6901); in an array it begins with the place.")]


class Problem(TypedDict):
    """A refused request (RFC 9457). `detail` names whose error it is and what to do."""

    type: str
    title: str
    status: int
    detail: str
    errors: NotRequired[list[BodyError]]


class PastProblem(Problem):
    """A refusal of a past state that the journal does not hold."""

    first: NotRequired[Annotated[Instant, Meta(description="The first instant that can be answered.")]]


class Accepted(TypedDict):
    """The delivery is on disk and applied."""

    version: Annotated[Count, Meta(description="The delivery's journal entry; of an array the last.")]


class Version(TypedDict):
    """Which program this is."""

    version: str
    release: Annotated[str, Meta(description="Names exactly these pages; a page of another reloads itself.")]


class Ping(TypedDict):
    """A heartbeat: nothing has changed for 2 seconds."""

    version: Count
    now: Instant
    release: str
    page: NotRequired[
        Annotated[str, Meta(description="Another one after the language or the board's title was changed.")]
    ]
    trouble: NotRequired[Annotated[str, Meta(description="Webhooks are refused; /readyz gives the reason.")]]


class TimelinePause(TypedDict):
    """A pause as configured."""

    id: Id
    name: str
    limit: NotRequired[Duration]


class TimelineSpan(TypedDict):
    """A time in one state."""

    status: AgentStatus
    since: Instant
    until: NotRequired[Annotated[Instant, Meta(description="Missing while it lasts.")]]
    seconds: Annotated[Duration, Meta(description="Until now, while it lasts.")]
    pause: NotRequired[TimelinePause]
    calls: Annotated[list[Id], Meta(description="The connection_id of each call that the agent had in it.")]
    chats: Annotated[list[Id], Meta(description="The conversation_id of each chat that the agent had in it.")]
    queue: NotRequired[Id]
    campaign: NotRequired[Id]


class Timeline(TypedDict):
    """An agent's day as spans of states, one after another, with totals."""

    version: Count
    as_of: Instant
    agent: Id
    name: str
    day: Day
    begin: Annotated[Instant, Meta(description="When the day's figures began.")]
    end: Instant
    spans: list[TimelineSpan]
    totals: Annotated[dict[str, Duration], Meta(description="The seconds in each state, by its name.")]
    figures: Annotated[AgentToday, Meta(description="As the state document has them; times are of what has ended.")]


class CallStep(TypedDict):
    """A step of a call's history."""

    kind: Literal["ivr", "dialing", "queue", "ring", "transfer", "talk"]
    since: Instant
    until: NotRequired[Annotated[Instant, Meta(description="Missing while it lasts.")]]
    seconds: NotRequired[Annotated[Duration, Meta(description="As Thulium counted it, where it did.")]]
    queue: NotRequired[Id]
    campaign: NotRequired[Id]
    agent: NotRequired[Id]
    outcome: NotRequired[
        Annotated[
            str,
            Meta(
                description="Of a queue answered, abandoned or left; of a ring answered, refused, lost or expired; of "
                "a dialling answered, expired or what the campaign counts; of a menu or a talk expired, where nothing "
                "ended it."
            ),
        ]
    ]
    how: NotRequired[Annotated[str, Meta(description="Of a transfer: its type, as Thulium gives it.")]]


class CallHistory(TypedDict):
    """A call and its history through IVR, queues, rings and talks, each step in the order of its start."""

    version: Count
    as_of: Instant
    connection: Id
    live: bool
    direction: Literal["inbound", "outbound"]
    stage: NotRequired[Annotated[Stage, Meta(description="Of a live call.")]]
    since: NotRequired[Annotated[Instant, Meta(description="Of a live call: when its stage began.")]]
    started: Instant
    ended: NotRequired[Annotated[Instant, Meta(description="Of one that is over.")]]
    outcome: NotRequired[Annotated[str, Meta(description="Of one that is over: its last queue's, or the campaign's.")]]
    queue: NotRequired[Id]
    campaign: NotRequired[Id]
    agents: Annotated[list[Id], Meta(description="Who it rings at or who talks; of one that is over, who talked.")]
    source_number: NotRequired[str]
    source_name: NotRequired[str]
    destination_number: NotRequired[str]
    way: list[CallStep]


class EndedCall(TypedDict):
    """A call that is over."""

    connection_id: Id
    direction: Literal["inbound", "outbound"]
    started: Instant
    ended: NotRequired[Instant]
    outcome: NotRequired[Annotated[str, Meta(description="Its last queue's, or the campaign's.")]]
    queue: NotRequired[Id]
    campaign: NotRequired[Id]
    agents: Annotated[list[Id], Meta(description="Who talked.")]
    source_number: NotRequired[str]
    source_name: NotRequired[str]
    destination_number: NotRequired[str]


class EndedCalls(TypedDict):
    """Today's ended calls, those with the newest events first."""

    calls: list[EndedCall]
    complete: Annotated[
        bool, Meta(description="False where older entries of today, or more calls than `limit`, were not looked at.")
    ]


class TrendHour(Quarter):
    """Four quarter hours of a queue together."""

    begin: Instant
    end: Instant
    hold_time: Annotated[Waits, Meta(description="Of answered calls.")]


class QueueTrend(TypedDict):
    """One queue's quarter hours of today, by HH:MM."""

    version: Count
    queue: Id
    trend: Annotated[dict[str, Quarter], Meta(description="Those in which something happened.")]
    hours: Annotated[
        list[TrendHour], Meta(description="Up to the end of the running quarter, and the hour before that one.")
    ]


class Contacted(TypedDict):
    """The next conversation with the caller."""

    at: Instant
    how: Annotated[
        Literal["answered", "called"],
        Meta(description="The caller called again and was answered, or was called by a campaign."),
    ]
    agent: NotRequired[Id]


class AbandonedCaller(TypedDict):
    """A visit to a queue whose caller hung up."""

    at: Annotated[Instant, Meta(description="When the caller hung up.")]
    connection_id: Id
    queue: Id
    source_number: NotRequired[str]
    source_name: NotRequired[str]
    waited: NotRequired[Annotated[Duration, Meta(description="Missing where it is not known.")]]
    rings: Annotated[Count, Meta(description="How often a phone rang for it.")]
    agents: Annotated[list[Id], Meta(description="Whose phones rang.")]
    available: Annotated[Count, Meta(description="The board's agents who were available in that second.")]
    again: NotRequired[Annotated[Instant, Meta(description="When this number next entered a queue.")]]
    contacted: NotRequired[
        Annotated[Contacted, Meta(description="Missing until this number is connected to an agent.")]
    ]


class Abandoned(TypedDict):
    """Today's abandoned callers, the newest first."""

    abandoned: list[AbandonedCaller]


class LogEntry(TypedDict):
    """A body as it arrived."""

    version: Count
    received: Instant
    kind: Annotated[
        Literal["event", "unknown", "rejected"],
        Meta(description="unknown: stored and counted, its action is not known; rejected: see /rejected."),
    ]
    date: NotRequired[Annotated[Instant, Meta(description="When it happened.")]]
    action: NotRequired[str]
    fields: Annotated[
        dict[str, str],
        Meta(description="All other fields with a value, without a recording's name, each cut at 200 characters."),
    ]


class Log(TypedDict):
    """Events as they arrived, the newest last."""

    version: Count
    events: list[LogEntry]


class RejectedEntry(TypedDict):
    """A body that was rejected with 422 and stored."""

    version: Count
    received: Instant
    body: dict[str, str | None]
    errors: list[FieldError]


class Rejected(TypedDict):
    """The day's data quality and the last rejected bodies with all errors, the newest last."""

    version: Count
    feed: Feed
    rejected: list[RejectedEntry]
