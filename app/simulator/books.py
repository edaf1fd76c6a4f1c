"""The books: what truly happened today, in the vocabulary of the wallboard's state document.

The simulation writes here what it does while it does it; nothing is read back from the events it sends.
Times are whole seconds since the epoch, because deliveries carry no finer ones. The counting rules:
a visit to a queue has one outcome; every count belongs to the day on which it happens; at midnight
whoever waits is also the new day's first `entered`; of pause and login time each day gets its part.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final, Literal

SHORT_ABANDON: Final = 5
"""A caller who hangs up sooner (s) is a short abandon, which the service level leaves out."""

Outcome = Literal["waiting", "answered", "abandoned", "left"]


@dataclass
class Span:
    """Lengths of one kind, in whole seconds."""

    count: int = 0
    total: int = 0
    maximum: int = 0

    def add(self, seconds: int) -> None:
        """Count one more span."""
        self.count += 1
        self.total += seconds
        self.maximum = max(self.maximum, seconds)

    @property
    def average(self) -> int | None:
        """Rounded half up; none before the first."""
        return (2 * self.total + self.count) // (2 * self.count) if self.count else None


@dataclass
class QueueBook:
    """A queue: current waits and talks, and today's figures.

    `talking` is exact: a talk without an end event (see talks.py) has ended here before a board can know.
    """

    seconds: int
    waits: list[int] = field(default_factory=list)  # of current waits: their start
    talking: int = 0
    entered: int = 0
    answered: int = 0
    abandoned: int = 0
    abandoned_short: int = 0
    abandoned_in_time: int = 0
    answered_in_time: int = 0
    left: int = 0
    hold_time: Span = field(default_factory=Span)
    abandon_time: Span = field(default_factory=Span)
    talk_time: Span = field(default_factory=Span)

    @property
    def waiting(self) -> int:
        """How many wait now."""
        return len(self.waits)

    @property
    def oldest_waiting_since(self) -> int | None:
        """The start of the longest current wait; None without one."""
        return min(self.waits, default=None)

    @property
    def service_level(self) -> float | None:
        """Answered in time / (answered + abandoned - short abandons); none before a call counts."""
        counted = self.answered + self.abandoned - self.abandoned_short
        return round(self.answered_in_time / counted, 4) if counted else None


@dataclass
class AgentBook:
    """An agent: current status, and today's figures. The times hold closed spans only."""

    logged_in_since: int | None = None
    pause: str | None = None
    pause_since: int = 0
    answered: int = 0
    not_answered: int = 0
    outbound: int = 0
    chats: int = 0
    tickets_replied: int = 0
    talk_time: int = 0
    pause_time: int = 0
    logged_in_time: int = 0


@dataclass
class CampaignBook:
    """A campaign: dialling and talking now, and today's figures."""

    dialing: int = 0
    talking: int = 0
    attempts: int = 0
    connected: int = 0
    completed: int = 0
    saved: int = 0
    talk_time: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)


@dataclass
class ChatQueueBook:
    """A chat queue. `closed` are conversations that had an agent, `missed` those that never did."""

    waiting: int = 0
    active: int = 0
    created: int = 0
    assigned: int = 0
    closed: int = 0
    missed: int = 0
    wait_time: Span = field(default_factory=Span)


@dataclass
class TicketBook:
    """Tickets of the center. `awaiting_reply` are those whose last message is the customer's."""

    open: int = 0
    awaiting_reply: int = 0
    created: int = 0
    received: int = 0
    replied: int = 0
    closed: int = 0


@dataclass
class CustomerBook:
    """Customers' records made today."""

    created: int = 0


@dataclass
class Visit:
    """A call's stay in one queue: since when, and how it ended so far."""

    queue: str
    since: int
    outcome: Outcome = "waiting"
    ended_on: int = 0  # the day (its beginning) that counted the outcome


_LIVE: Final = frozenset(
    {"seconds", "waits", "waiting", "talking", "dialing", "active", "open", "awaiting_reply"}
    | {"logged_in_since", "pause", "pause_since"}
)


class Books:
    """All books of a center, for one day at a time; `turn` begins the next day."""

    def __init__(
        self,
        seconds: dict[str, int],
        agents: list[str],
        campaigns: list[str],
        chat_queues: list[str],
        day: int,
    ) -> None:
        """`seconds`: each queue's service-level threshold; `day`: the instant at which today began."""
        self.day = day
        self.queues = {queue: QueueBook(threshold) for queue, threshold in seconds.items()}
        self.agents = {login: AgentBook() for login in agents}
        self.campaigns = {campaign: CampaignBook() for campaign in campaigns}
        self.chat_queues = {queue: ChatQueueBook() for queue in chat_queues}
        self.tickets = TicketBook()
        self.customers = CustomerBook()

    def turn(self, day: int) -> None:
        """Midnight: today's figures restart, current calls and logins continue."""
        self.day = day
        kinds = (self.queues, self.agents, self.campaigns, self.chat_queues)
        everything = [book for kind in kinds for book in kind.values()]
        for book in [*everything, self.tickets, self.customers]:
            fresh = type(book)(0) if isinstance(book, QueueBook) else type(book)()
            vars(book).update({name: value for name, value in vars(fresh).items() if name not in _LIVE})
        for queue in self.queues.values():
            queue.entered = queue.waiting

    def enter(self, queue: str, now: int) -> Visit:
        """A call enters a queue."""
        book = self.queues[queue]
        book.entered += 1
        book.waits.append(now)
        return Visit(queue, now)

    def leave(self, visit: Visit) -> None:
        """The call is out of the queue. Unless more is known, it has left."""
        if visit.outcome == "waiting":
            self._decide(visit, "left")

    def answer(self, visit: Visit, now: int) -> None:
        """An agent has the call."""
        book = self._decide(visit, "answered")
        wait = now - visit.since
        book.hold_time.add(wait)
        book.answered_in_time += wait <= book.seconds

    def abandon(self, visit: Visit, now: int) -> None:
        """The caller hung up while waiting."""
        book = self._decide(visit, "abandoned")
        wait = now - visit.since
        book.abandon_time.add(wait)
        book.abandoned_short += wait < SHORT_ABANDON
        book.abandoned_in_time += wait <= book.seconds

    def _decide(self, visit: Visit, outcome: Outcome) -> QueueBook:
        book = self.queues[visit.queue]
        if visit.outcome == "waiting":
            book.waits.remove(visit.since)
        elif visit.ended_on == self.day:
            book.left -= 1
        else:
            book.entered += 1  # out of the queue just before midnight, decided just after
        setattr(book, outcome, getattr(book, outcome) + 1)
        visit.outcome, visit.ended_on = outcome, self.day
        return book

    def since_midnight(self, since: int, now: int) -> int:
        """The part (s) of a span that lies within today."""
        return now - max(since, self.day)

    def document(self) -> dict[str, Any]:
        """The books as the state document would write them: `today` apart from what is live."""
        kinds = ("queues", "agents", "campaigns", "chat_queues")
        return {
            **{kind: {key: _entry(book) for key, book in getattr(self, kind).items()} for kind in kinds},
            "tickets": _entry(self.tickets),
            "customers": _entry(self.customers),
        }


def _entry(book: Any) -> dict[str, Any]:
    today = {name: value for name, value in vars(book).items() if name not in _LIVE}
    for name, value in today.items():
        if isinstance(value, Span):
            today[name] = _span(name, value)
        elif isinstance(value, Counter):
            today[name] = dict(value)
    if (level := getattr(book, "service_level", None)) is not None:
        today["service_level"] = level
    shown = ("waiting", "talking", "dialing", "active", "open", "awaiting_reply")
    return {**{name: getattr(book, name) for name in shown if hasattr(book, name)}, "today": today}


def _span(name: str, span: Span) -> dict[str, int]:
    """Talk as total and average, waits as average and maximum; undefined values are absent."""
    found = {"total": span.total} if name == "talk_time" else {}
    if span.average is not None:
        found["average"] = span.average
        if name != "talk_time":
            found["maximum"] = span.maximum
    return found
