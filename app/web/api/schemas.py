"""The shapes of the smaller answers, for the description of the interface. The state document's: `document/schema.py`."""

from typing import Annotated, Literal, NotRequired, TypedDict

from msgspec import Meta

from ...document.schema import AgentToday, Count, Day, Feed, Id, Instant, Quarter, Span
from ...state.transitions import AgentStatus, Stage


class FieldError(TypedDict):
    """One thing that is wrong with a body; `field` is empty where it is the whole body."""

    field: str
    detail: str


class BodyError(FieldError):
    """One thing that is wrong, and where."""

    pointer: Annotated[str, Meta(description="A JSON pointer (RFC 6901); in an array it begins with the place.")]


class Problem(TypedDict):
    """A refusal (RFC 9457). `detail` says whose fault it is and what to do."""

    type: str
    title: str
    status: int
    detail: str
    errors: NotRequired[list[BodyError]]


class Accepted(TypedDict):
    """The delivery is on disk and applied."""

    version: Annotated[Count, Meta(description="The delivery's journal entry; of an array the last.")]


class Version(TypedDict):
    """Which program this is."""

    version: str
    release: Annotated[str, Meta(description="Names exactly these pages; a page of another reloads itself.")]


class Ping(TypedDict):
    """The line lives, although nothing has changed for 2 seconds."""

    version: Count
    now: Instant
    release: str
    page: NotRequired[
        Annotated[str, Meta(description="Another one after the language or the board's title was changed.")]
    ]
    error: NotRequired[Annotated[str, Meta(description="Webhooks are refused; /readyz says why.")]]


class TimelinePause(TypedDict):
    """A pause as configured."""

    id: Id
    name: str
    limit: NotRequired[Span]


class TimelineSpan(TypedDict):
    """A time in one state."""

    status: AgentStatus
    since: Instant
    until: NotRequired[Annotated[Instant, Meta(description="Missing while it lasts.")]]
    seconds: Annotated[Span, Meta(description="Until now, while it lasts.")]
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
    totals: Annotated[dict[str, Span], Meta(description="The seconds in each state, by its name.")]
    figures: Annotated[AgentToday, Meta(description="As the state document has them; times are of what has ended.")]


class CallStep(TypedDict):
    """A part of a call's way."""

    kind: Literal["ivr", "dialing", "queue", "ring", "transfer", "talk"]
    since: Instant
    until: NotRequired[Annotated[Instant, Meta(description="Missing while it lasts.")]]
    seconds: NotRequired[Annotated[Span, Meta(description="As Thulium counted it, where it did.")]]
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
    """A call and its way through menu, queues, rings and talks, each part in the order of its beginning."""

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


class QueueTrend(TypedDict):
    """One queue's quarter hours of today, by HH:MM."""

    version: Count
    queue: Id
    trend: Annotated[dict[str, Quarter], Meta(description="Those in which something happened.")]


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
    waited: NotRequired[Annotated[Span, Meta(description="Missing where nobody knows.")]]
    rings: Annotated[Count, Meta(description="How often a phone rang for it.")]
    agents: Annotated[list[Id], Meta(description="Whose phones rang.")]
    available: Annotated[Count, Meta(description="The board's agents who were available in that second.")]
    again: NotRequired[Annotated[Instant, Meta(description="When this number next entered a queue.")]]
    contacted: NotRequired[Annotated[Contacted, Meta(description="Missing while nobody has spoken to this number.")]]


class Abandoned(TypedDict):
    """Today's abandoned callers, the newest first."""

    abandoned: list[AbandonedCaller]


class LogEntry(TypedDict):
    """A body as it arrived."""

    version: Count
    received: Instant
    kind: Annotated[
        Literal["event", "unknown", "rejected"],
        Meta(description="unknown: kept and counted, but of no action that is known; rejected: see /rejected."),
    ]
    date: NotRequired[Annotated[Instant, Meta(description="When it happened.")]]
    action: NotRequired[str]
    fields: Annotated[
        dict[str, str],
        Meta(description="All others that say something but a recording's name, each cut at 200 characters."),
    ]


class Log(TypedDict):
    """Events as they arrived, the newest last."""

    version: Count
    events: list[LogEntry]


class RejectedEntry(TypedDict):
    """A body that was refused with 422 and kept beside."""

    version: Count
    received: Instant
    body: dict[str, str | None]
    errors: list[FieldError]


class Rejected(TypedDict):
    """The day's trust figures and the last refused bodies with every fault, the newest last."""

    version: Count
    feed: Feed
    rejected: list[RejectedEntry]
