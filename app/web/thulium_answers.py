"""The shapes of what `/thulium.json` and `/thulium/try` take and answer, for the description of the interface."""

from typing import Annotated, Literal, NotRequired, TypedDict

from msgspec import Meta

from ..document.schema import Instant
from ..state.daily_totals import Count


class TriedValues(TypedDict, total=False):
    """What to try instead of the values in force. With another address the password has to be given too."""

    url: str
    user: str
    password: str


class FieldProblem(TypedDict):
    """A field that could not be read, and why; never its value."""

    field: Annotated[str, Meta(description="As in agents[3].name.")]
    detail: str


class ResourceReport(TypedDict):
    """What became of one resource of the REST API."""

    resource: Annotated[str, Meta(description="queues, teams, agents, pauses, chat_queues, campaigns, …")]
    request: str
    read: Annotated[Count, Meta(description="Rows that could be read.")]
    fields: Annotated[dict[str, int], Meta(description="How many of them have each field.")]
    problems: list[FieldProblem]
    more_problems: Annotated[Count, Meta(description="Problems beyond those listed.")]
    error: Annotated[str, Meta(description="Why it could not be read; empty if it could.")]
    reason: Annotated[str, Meta(description="The same in one word.")]


class LinkFailure(TypedDict):
    """The newest failure that no success followed."""

    at: Instant
    reason: Literal["unauthorized", "throttled", "unreachable", "refused", "server_error", "unreadable", "error"]
    detail: str


class ThuliumAnswer(TypedDict):
    """What this node reads from Thulium's REST API."""

    status: Annotated[
        Literal["off", "refused", "waiting", "failing", "reading", "ok"],
        Meta(
            description="off: not configured; refused: wrong user or password, nothing is asked until the settings "
            "change; waiting: another node asks, or the server plays a recording."
        ),
    ]
    resources: Annotated[list[ResourceReport], Meta(description="Of the newest read.")]
    url: NotRequired[str]
    user: NotRequired[str]
    names_read: NotRequired[Instant]
    error: NotRequired[LinkFailure]


class TriedAnswer(TypedDict):
    """What could be read and what not. Nothing of it is stored."""

    ok: Annotated[bool, Meta(description="Whether anything could be read and nothing ended it early.")]
    error: Annotated[str, Meta(description="What ended it early; empty if nothing did.")]
    resources: list[ResourceReport]
