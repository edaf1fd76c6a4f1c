"""The ledger: what a simulated centre's events say happened today, in the vocabulary of the state document.

It hears every event once, in the order in which it happened, so it needs none of the wallboard's guesses. The rules:
a visit to a queue has one outcome; every count belongs to the day on which it happens; at midnight whoever waits is
also the new day's first `entered`; of pause and login time each day gets its part.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from app.simulator import Event, Simulation

ZONE: Final = ZoneInfo("Europe/Warsaw")
NOBODY: Final = "NULL"
Body = dict[str, str]

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
        """One more."""
        self.count += 1
        self.total += seconds
        self.maximum = max(self.maximum, seconds)

    @property
    def average(self) -> int | None:
        """Rounded half up; none before the first."""
        return (2 * self.total + self.count) // (2 * self.count) if self.count else None


@dataclass
class QueueBook:
    """A queue: who waits and talks now, and today's figures.

    `talking` is the truth: a talk whose end nothing told (see talks.py) is over here before a board can know.
    """

    seconds: int
    waits: list[int] = field(default_factory=list)  # of those who wait now: since when
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
        """Since when the longest wait of now goes on; none when nobody waits."""
        return min(self.waits, default=None)

    @property
    def service_level(self) -> float | None:
        """Answered in time / (answered + abandoned - short abandons); none before a call counts."""
        counted = self.answered + self.abandoned - self.abandoned_short
        return round(self.answered_in_time / counted, 4) if counted else None


@dataclass
class AgentBook:
    """An agent: what holds now, and today's figures. The times hold closed spans only."""

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
    """Tickets of the whole centre. `awaiting_reply` are those whose last message is the customer's."""

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


class Ledger:
    """All books of a centre, for one day at a time."""

    def __init__(self, simulation: Simulation) -> None:
        """The books of the day on which the simulation stands; nothing has happened yet."""
        self.simulation, centre = simulation, simulation.centre
        self.queues = {queue.id: QueueBook(queue.seconds) for queue in centre.queues.values()}
        self.agents = {login: AgentBook() for login in centre.agents}
        self.campaigns = {campaign: CampaignBook() for campaign in centre.campaigns}
        self.chat_queues = {queue: ChatQueueBook() for queue in centre.chat_queues}
        self.tickets = TicketBook()
        self.customers = CustomerBook()
        self.now = int(simulation.now)
        self.day = self._midnight(0)
        self._visits: dict[str, Visit] = {}
        self._talks: dict[tuple[str, str], tuple[str, int]] = {}  # by call and agent: the queue, since when
        self._dialled: dict[str, int | None] = {}  # by call: since when both sides talk
        self._chats: dict[str, tuple[int, bool]] = {}  # by conversation: since when, whether an agent has it
        self._closed: set[str] = set()
        self._awaiting: set[str] = set()

    def events(self, until: float) -> Iterator[Event]:
        """The simulation's events before the instant `until`, each heard as it passes."""
        for event in self.simulation.events(until):
            self._pass(event.at)
            getattr(self, f"_{event.body['action'].lower()}", self._not_counted)(event.body)
            yield event
        self._pass(until)

    def _pass(self, instant: float) -> None:
        """Time passes; at midnight today's figures start again, what lives goes on."""
        self.now = int(instant)
        while instant >= (midnight := self._midnight(1)):
            self.day = midnight
            kinds = (self.queues, self.agents, self.campaigns, self.chat_queues)
            for book in [*(book for kind in kinds for book in kind.values()), self.tickets, self.customers]:
                fresh = type(book)(0) if isinstance(book, QueueBook) else type(book)()
                vars(book).update({name: value for name, value in vars(fresh).items() if name not in _LIVE})
            for queue in self.queues.values():
                queue.entered = queue.waiting

    def _midnight(self, days: int) -> int:
        at = self.day + 3600 * 12 if days else self.now
        day = datetime.fromtimestamp(at, ZONE).date() + timedelta(days=days)
        return int(datetime(day.year, day.month, day.day, tzinfo=ZONE).timestamp())

    def _not_counted(self, _: Body) -> None:
        """Other events count nothing."""

    def _enter_queue(self, body: Body) -> None:
        book = self.queues[body["queue_id"]]
        book.entered += 1
        book.waits.append(self.now)
        self._visits[body["connection_id"]] = Visit(body["queue_id"], self.now)

    def _exit_queue(self, body: Body) -> None:
        """The call is out of the queue. Unless more is known, it has left."""
        visit = self._visits[body["connection_id"]]
        if visit.outcome == "waiting":
            self._decide(visit, "left")

    def _agent_connected(self, body: Body) -> None:
        visit = self._visits[body["connection_id"]]
        book = self._decide(visit, "answered")
        wait = self.now - visit.since
        book.hold_time.add(wait)
        book.answered_in_time += wait <= book.seconds
        self.agents[body["agent_login"]].answered += 1
        self._talk_begins(body)

    def _abandoned(self, body: Body) -> None:
        visit = self._visits[body["connection_id"]]
        book = self._decide(visit, "abandoned")
        wait = self.now - visit.since
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

    def _agent_not_answered(self, body: Body) -> None:
        self.agents[body["agent_login"]].not_answered += 1

    def _talk_begins(self, body: Body) -> None:
        self._talks[body["connection_id"], body["agent_login"]] = (body["queue_id"], self.now)
        self.queues[body["queue_id"]].talking += 1

    _queue_transferred_to_agent = _talk_begins

    def _agent_completed(self, body: Body) -> None:
        queue, since = self._talks.pop((body["connection_id"], body["agent_login"]))
        self.queues[queue].talking -= 1
        self.queues[queue].talk_time.add(self.now - since)
        self.agents[body["agent_login"]].talk_time += self.now - since

    def _outbound_connecting(self, body: Body) -> None:
        self.campaigns[body["id"]].dialing += 1
        self.campaigns[body["id"]].attempts += 1
        self._dialled[body["connection_id"]] = None

    def _outbound_customer_connected(self, body: Body) -> None:
        if body["agent_login"] != NOBODY:
            self._predictive_agent_answer(body)

    def _predictive_agent_answer(self, body: Body) -> None:
        """Both sides are on."""
        book = self.campaigns[body["id"]]
        book.dialing -= 1
        book.talking += 1
        book.connected += 1
        self.agents[body["agent_login"]].outbound += 1
        self._dialled[body["connection_id"]] = self.now

    def _outbound_completed(self, body: Body) -> None:
        book, since = self.campaigns[body["id"]], self._dialled.pop(body["connection_id"])
        talked = self.now - (since or self.now)
        book.talking -= 1
        book.completed += 1
        book.talk_time += talked
        self.agents[body["agent_login"]].talk_time += talked

    def _fails(self, body: Body) -> None:
        """Where the agent's leg failed at once, nothing has told that dialling began."""
        book = self.campaigns[body["id"]]
        if self._dialled.pop(body["connection_id"], NOBODY) == NOBODY:
            book.attempts += 1
        else:
            book.dialing -= 1
        book.outcomes[body["action"].removeprefix("OUTBOUND_").lower()] += 1

    _outbound_busy = _outbound_no_answer = _outbound_fax = _outbound_voice_mail = _outbound_wrong_number = _fails
    _outbound_drop = _outbound_failure = _outbound_connection_problem = _outbound_blacklist = _fails
    _outbound_agent_failed = _fails

    def _outbound_record_saved(self, body: Body) -> None:
        self.campaigns[body["id"]].saved += 1

    def _agent_logged_in(self, body: Body) -> None:
        self.agents[body["agent_login"]].logged_in_since = self.now

    def _agent_logged_out(self, body: Body) -> None:
        book = self.agents[body["agent_login"]]
        if book.logged_in_since is not None:
            book.logged_in_time += self._since_midnight(book.logged_in_since)
            book.logged_in_since = None

    def _agent_status_changed(self, body: Body) -> None:
        """A pause ends or begins; whose talk's end nothing told has ended it before."""
        login, book = body["agent_login"], self.agents[body["agent_login"]]
        for talk in [talk for talk in self._talks if talk[1] == login]:
            self.queues[self._talks.pop(talk)[0]].talking -= 1
        if book.pause is not None:
            book.pause_time += self._since_midnight(book.pause_since)
        book.pause, book.pause_since = None if body["pause_id"] == NOBODY else body["pause_id"], self.now

    def _since_midnight(self, since: int) -> int:
        return self.now - max(since, self.day)

    def _chat_conversation_created(self, body: Body) -> None:
        book = self.chat_queues[body["chat_queue_id"]]
        book.created += 1
        book.waiting += 1
        self._chats[body["conversation_id"]] = (self.now, False)

    def _chat_agent_assigned(self, body: Body) -> None:
        since, had = self._chats[body["conversation_id"]]
        self._chats[body["conversation_id"]] = (since, True)
        self.agents[body["agent_login"]].chats += 1
        if not had:
            book = self.chat_queues[body["chat_queue_id"]]
            book.waiting -= 1
            book.wait_time.add(self.now - since)
            book.assigned += 1
            book.active += 1

    def _chat_conversation_closed(self, body: Body) -> None:
        book, had = self.chat_queues[body["chat_queue_id"]], self._chats.pop(body["conversation_id"])[1]
        if had:
            book.active -= 1
            book.closed += 1
        else:
            book.waiting -= 1
            book.missed += 1

    def _ticket_created(self, _: Body) -> None:
        self.tickets.created += 1
        self.tickets.open += 1

    def _ticket_message_received(self, body: Body) -> None:
        self.tickets.received += 1
        self.tickets.open += body["ticket_id"] in self._closed
        self._closed.discard(body["ticket_id"])
        self._awaiting.add(body["ticket_id"])
        self.tickets.awaiting_reply = len(self._awaiting)

    def _ticket_agent_replied(self, body: Body) -> None:
        self.tickets.replied += 1
        self.agents[body["agent_login"]].tickets_replied += 1
        self._awaiting.discard(body["ticket_id"])
        self.tickets.awaiting_reply = len(self._awaiting)

    def _ticket_closed(self, body: Body) -> None:
        self.tickets.closed += 1
        self.tickets.open -= 1
        self._closed.add(body["ticket_id"])

    def _customer_created(self, _: Body) -> None:
        self.customers.created += 1

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
    """Talk as total and average, waits as average and maximum; absent what cannot be said."""
    found = {"total": span.total} if name == "talk_time" else {}
    if span.average is not None:
        found["average"] = span.average
        if name != "talk_time":
            found["maximum"] = span.maximum
    return found
