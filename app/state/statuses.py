"""The statuses of agents, calls, visits, dialings and chats, and the form of a table's row.

Which event leads to which status: `transitions.py`.
"""

from collections.abc import Callable, Mapping
from enum import Enum, IntEnum, StrEnum
from typing import Any, NamedTuple


class AgentStatus(StrEnum):
    """What an agent is doing. The status shown is the first of these that holds."""

    ON_CALL = "on_call"
    DIALING = "dialing"
    RINGING = "ringing"
    WRAP_UP = "wrap_up"
    PAUSED = "paused"
    NO_PHONE = "no_phone"
    AVAILABLE = "available"
    LOGGED_OUT = "logged_out"


class Stage(StrEnum):
    """Where a live call is."""

    IVR = "ivr"
    WAITING = "waiting"
    RINGING = "ringing"
    TALKING = "talking"
    DIALING = "dialing"


class VisitStatus(IntEnum):
    """The ladder of one caller's visit to one queue."""

    UNSEEN = 0
    WAITING = 1
    LEFT = 2
    ABANDONED = 3
    ANSWERED = 4


class DialStatus(IntEnum):
    """The ladder of one campaign call."""

    UNSEEN = 0
    DIALING = 1
    TALKING = 2
    FAILED = 3
    COMPLETED = 4


class ChatStatus(IntEnum):
    """The ladder of one conversation."""

    UNSEEN = 0
    WAITING = 1
    ACTIVE = 2
    CLOSED = 3


class PresenceStatus(IntEnum):
    """Whether an agent is there. UNSEEN until the first sign."""

    UNSEEN = 0
    OUT = 1
    IN = 2


# Looked up through its enum a member costs ten times what a name of its own does, and an event asks for twenty.
RINGING, TALKING, DIALING = Stage.RINGING, Stage.TALKING, Stage.DIALING
WAITING, LEFT = VisitStatus.WAITING, VisitStatus.LEFT
ABANDONED, ANSWERED = VisitStatus.ABANDONED, VisitStatus.ANSWERED
DIALS, TALKS = DialStatus.DIALING, DialStatus.TALKING
FAILED, COMPLETED = DialStatus.FAILED, DialStatus.COMPLETED
OUT, IN = PresenceStatus.OUT, PresenceStatus.IN


class Effect(Enum):
    """What an event touches. `apply.py` says how."""

    CALL = "the call"
    AGENT = "the agent, if one is named"
    CHAT = "the conversation"
    TICKET = "the ticket"
    OTHER_CALLS = "calls that the agent's action ends"
    OVERTAKEN = "the call, by what its agent did after this event"
    CAMPAIGN_NAME = "the campaign's name"
    SAVED = "the campaign's saved records"
    NOT_ANSWERED = "the agent's missed calls"
    TICKET_FIGURES = "the tickets' day"
    CUSTOMERS = "the customers' day"


class Row(NamedTuple):
    """One line of a table: an event's place in its second, where it is expected, where it leads, what it does.

    `step` moves the entity; `effects` are all that the event touches, in this order. They stand in one table only.
    """

    rank: int
    expected: frozenset[int]
    leads_to: Any = None
    step: Callable[..., Any] | None = None
    effects: tuple[Effect, ...] = ()


Table = Mapping[type, Row]
