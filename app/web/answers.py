"""The shapes of the smaller answers, for the description of the interface. The state document's: `board/shape.py`."""

from typing import Annotated, Any, NotRequired, TypedDict

from msgspec import Meta

from ..board.shape import Count, Day, Id, Instant, Quarter, Span


class Fault(TypedDict):
    """One thing that is wrong, and where."""

    field: str
    pointer: Annotated[str, Meta(description="A JSON pointer (RFC 6901); in an array it begins with the place.")]
    detail: str


class Problem(TypedDict):
    """A refusal (RFC 9457). `detail` says whose fault it is and what to do."""

    type: str
    title: str
    status: int
    detail: str
    errors: NotRequired[list[Fault]]


class Taken(TypedDict):
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
    trouble: NotRequired[Annotated[str, Meta(description="Webhooks are refused; /readyz says why.")]]


class Timeline(TypedDict):
    """An agent's day as spans of states, with totals."""

    version: Count
    as_of: Instant
    agent: Id
    name: str
    day: Day
    spans: list[dict[str, Any]]
    totals: dict[str, Span]


class CallWay(TypedDict):
    """A call's way through menu, queues, rings and talks."""

    version: Count
    as_of: Instant
    connection: Id
    live: bool
    way: list[dict[str, Any]]


class QueueTrend(TypedDict):
    """One queue's quarter hours of today, by HH:MM."""

    version: Count
    queue: Id
    trend: dict[str, Quarter]


class Log(TypedDict):
    """Events as they arrived, the newest last."""

    version: Count
    events: list[dict[str, Any]]


class Rejected(TypedDict):
    """The day's trust figures and the last refused bodies with every fault."""

    version: Count
    feed: dict[str, Any]
    rejected: list[dict[str, Any]]
