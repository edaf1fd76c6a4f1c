"""A plain, slow model of the rules: each figure as a function of the set of all events, without the program's code.

There are no steps, no order of arrival and no stored results: each answer is computed from the whole set. Sentences of
the design are quoted beside the code for them. Not here: legs and statuses of agents and who talks, which the stories
in tests/stories cover.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

Json = dict[str, Any]
Body = dict[str, str | None]
ZONE = ZoneInfo("Europe/Warsaw")
IN_TIME, SHORT = 20, 5
LONGEST_WAIT, LONGEST_CHAT = 7200, 86400
SWAPPED = 3  # seconds by which related dates may be in the wrong order
TAIL = 5  # seconds in which a phone, a free status or a ring may still belong to a logout

ENDINGS = {"AGENT_CONNECTED", "AGENT_COMPLETED", "ABANDONED", "EXIT_QUEUE"}
PICKED_UP = {"OUTBOUND_DROP", "OUTBOUND_FAX", "OUTBOUND_VOICE_MAIL"}  # failures after a person or a machine answered
FAILURES = PICKED_UP | {
    f"OUTBOUND_{name}"
    for name in ["BUSY", "NO_ANSWER", "WRONG_NUMBER", "FAILURE", "CONNECTION_PROBLEM", "BLACKLIST", "AGENT_FAILED"]
}
SIGNS_OF_LIFE = {"OUTBOUND_CONNECTING", "OUTBOUND_CUSTOMER_CONNECTED", "PREDICTIVE_AGENT_ANSWER"}
BEGINNINGS = SIGNS_OF_LIFE | {"AGENT_RINGING", "AGENT_CONNECTED", "PREVIEW_RECORD", "CHAT_AGENT_ASSIGNED"}
HEALING = BEGINNINGS | {"AGENT_PHONE_CONNECTED", "AGENT_STATUS_CHANGED"}
TICKETS = {
    "TICKET_CREATED": "created",
    "TICKET_MESSAGE_RECEIVED": "received",
    "TICKET_AGENT_REPLIED": "replied",
    "TICKET_CLOSED": "closed",
}


class Event(NamedTuple):
    """One event, at a second of UTC."""

    at: int
    action: str
    fields: tuple[tuple[str, str], ...]

    def field(self, name: str) -> str | None:
        """The value of this field; None if there is none."""
        return dict(self.fields).get(name)


class Visit(NamedTuple):
    """A call's visit to a queue: its start if known, its outcome and when that happened, the wait if known."""

    queue: str
    begun: int | None
    outcome: str
    ended: int
    wait: int | None


class Centre:
    """The set of all delivered events, and the instant it is evaluated at: the newest date."""

    def __init__(self, bodies: Iterable[Body]) -> None:
        self.events = {_event(body) for body in bodies}
        self._saying: dict[tuple[str, str], list[Event]] = {}  # an index, so that a day takes seconds, not minutes
        for event in self.events:
            for said in event.fields:
                self._saying.setdefault(said, []).append(event)
        self.now = max(event.at for event in self.events)
        midnight = datetime.fromtimestamp(self.now, ZONE).replace(hour=0, minute=0, second=0)
        self.begin = int(midnight.timestamp())

    def all(self, *actions: str, **fields: str) -> list[Event]:
        """Every event of these actions with these fields, oldest first."""
        some = [self._saying.get(said, []) for said in fields.items()]
        among = min(some, key=len) if some else list(self.events)
        return sorted(
            event
            for event in among
            if (not actions or event.action in actions) and all(said in event.fields for said in fields.items())
        )

    def today(self, *actions: str, **fields: str) -> int:
        """How many of these happened today."""
        return sum(event.at >= self.begin for event in self.all(*actions, **fields))

    def ids(self, field: str, *actions: str, **fields: str) -> list[str]:
        """The values of the field in such events."""
        return sorted({name for event in self.all(*actions, **fields) if (name := event.field(field))})

    # Visits and queues

    def visits(self, call: str) -> Iterator[Visit]:
        """The visits of a connection: to several queues one after another, or to the same one twice."""
        entries = self.all("ENTER_QUEUE", connection_id=call)
        for queue in self.ids("queue_id", *ENDINGS, "ENTER_QUEUE", connection_id=call):
            begun = sorted({entry.at for entry in entries if entry.field("queue_id") == queue})
            unseen, *seen = [
                # "An event means the last visit of its queue begun at or before its date."
                [
                    event
                    for event in self.all(connection_id=call, queue_id=queue)
                    if (first is None or event.at >= first) and (next_ is None or event.at < next_)
                ]
                for first, next_ in zip([None, *begun], [*begun, None], strict=True)
            ]
            # An entry dated just after what decided a visit without one is that visit's entry.
            early = self._visit(call, queue, None, unseen)
            if early and begun and begun[0] - early.ended <= SWAPPED:
                seen[0] = unseen + seen[0]
            elif early:
                yield early
            for first, meant in zip(begun, seen, strict=True):
                if visit := self._visit(call, queue, first, meant):
                    yield visit

    def _visit(self, call: str, queue: str, begun: int | None, meant: list[Event]) -> Visit | None:
        # A visit has one outcome: answered outranks abandoned outranks left.
        # "AGENT_COMPLETED without AGENT_CONNECTED answers the visit, wait unknown."
        alone = [e for e in meant if e.action == "AGENT_COMPLETED" and not self._talked_before(call, e)]
        answered = sorted([e for e in meant if e.action == "AGENT_CONNECTED"] + alone, key=lambda e: e.at)
        if answered:
            first = answered[0]
            seen = begun is not None and first.action == "AGENT_CONNECTED"
            if seen:
                return Visit(queue, begun, "answered", first.at, max(0, first.at - (begun or 0)))
            return Visit(queue, begun, "answered", max(first.at, begun or 0), None)
        given_up = [event for event in meant if event.action == "ABANDONED"]
        if given_up:
            return Visit(queue, begun, "abandoned", given_up[0].at, _abandon_wait(given_up[0], begun))
        # "EXIT_QUEUE alone means left", as do an expiry, another queue and the IVR: a caller is in one place at a time.
        exits = [max(event.at, begun or 0) for event in meant if event.action == "EXIT_QUEUE"]
        if begun is None and not exits:
            return None  # "a ring whose entry was never seen makes no waiting visit"
        since = exits[0] if begun is None else begun
        elsewhere = [event.at for event in self.all("ENTER_QUEUE", "ENTER_IVR", connection_id=call) if event.at > since]
        expired = [since + LONGEST_WAIT] if since + LONGEST_WAIT <= self.now else []
        # An inferred end is taken back by any event dated later: a call that rings still waits.
        rung = max((event.at for event in meant if event.action == "AGENT_RINGING"), default=since)
        ends = [at for at in exits + elsewhere + expired if at >= rung]
        return Visit(queue, begun, "left", min(ends), None) if ends else Visit(queue, begun, "waiting", self.now, None)

    def _talked_before(self, call: str, completed: Event) -> bool:
        """Whether this ends a talk with a known start: its agent connected, or was given the call, at or before it.

        An end may be dated some seconds before its answer.
        """
        began = self.all("AGENT_CONNECTED", "QUEUE_TRANSFERRED_TO_AGENT", connection_id=call)
        who = completed.field("agent_login")
        return any(
            e.at <= completed.at + self._grace(e, completed)
            and (None in {who, e.field("agent_login")} or e.field("agent_login") == who)
            for e in began
        )

    @staticmethod
    def _grace(began: Event, completed: Event) -> int:
        same = began.field("queue_id") == completed.field("queue_id")
        return SWAPPED if began.action == "AGENT_CONNECTED" and same else 0

    def queues(self) -> Json:
        """The queues' figures of today."""
        visits = [visit for call in self.ids("connection_id") for visit in self.visits(call)]
        return {queue: self._queue([v for v in visits if v.queue == queue]) for queue in {v.queue for v in visits}}

    def _queue(self, visits: list[Visit]) -> Json:
        # A visit that still waits is also the new day's first entered; one that was over before today is not today's.
        visits = [visit for visit in visits if visit.outcome == "waiting" or visit.ended >= self.begin]
        count = Counter(visit.outcome for visit in visits)
        holds = [v.wait for v in visits if v.outcome == "answered" and v.wait is not None]
        abandons = [v.wait for v in visits if v.outcome == "abandoned" and v.wait is not None]
        in_time, short = sum(wait <= IN_TIME for wait in holds), sum(wait < SHORT for wait in abandons)
        counting = len(holds) + len(abandons) - short
        return {
            "waiting": count["waiting"],
            "today": {
                "entered": len(visits),
                **{outcome: count[outcome] for outcome in ("answered", "abandoned", "left")},
                "abandoned_short": short,
                "abandoned_in_time": sum(wait <= IN_TIME for wait in abandons),
                "answered_in_time": in_time,
                "hold_time": _average(holds),
                "abandon_time": _average(abandons),
                "service_level": round(in_time / counting, 4) if counting else None,
            },
        }

    # Campaigns

    def campaigns(self) -> Json:
        """The campaigns' attempts and outcomes of today."""
        calls = self.ids("connection_id", *SIGNS_OF_LIFE, *FAILURES, "OUTBOUND_COMPLETED")
        return {campaign: self._campaign(campaign, calls) for campaign in self.ids("id", *SIGNS_OF_LIFE, *FAILURES)}

    def _campaign(self, campaign: str, calls: list[str]) -> Json:
        dialled = (*SIGNS_OF_LIFE, *FAILURES, "OUTBOUND_COMPLETED")
        first = [self.all(*dialled, connection_id=call, id=campaign)[:1] for call in calls]
        outcomes = Counter(self._outcome(call, campaign) for call in calls)
        return {
            "today": {
                "attempts": sum(found[0].at >= self.begin for found in first if found),
                "completed": outcomes.pop("completed", 0),
                "saved": self.today("OUTBOUND_RECORD_SAVED", id=campaign),
                "outcomes": {name: count for name, count in outcomes.items() if name},
            }
        }

    def _outcome(self, call: str, campaign: str) -> str:
        """One outcome per connection: completed first, else the latest failure that no later event takes back."""
        completed = self.all("OUTBOUND_COMPLETED", connection_id=call, id=campaign)
        if completed:
            return "completed" if completed[0].at >= self.begin else ""
        dialled = self.all(*SIGNS_OF_LIFE, *FAILURES, connection_id=call, id=campaign)
        lives = [(e.at, _within(e)) for e in dialled if e.action in SIGNS_OF_LIFE]
        failed = [
            (event.at, within, event.action)
            for event in dialled
            if event.action in FAILURES
            for within in [_within(event, again=event.at > dialled[0].at)]
            if not any(life > (event.at, within) for life in lives)
        ]
        at, _, action = max(failed, default=(0, 0, ""))
        return action.removeprefix("OUTBOUND_").lower() if at >= self.begin else ""

    # Agents

    def agents(self) -> Json:
        """The agents' logins and pauses, and each agent's figures of today."""
        return {login: self._agent(login) for login in self.ids("agent_login", *HEALING, "AGENT_LOGGED_IN")}

    def _agent(self, login: str) -> Json:
        def mine(*actions: str) -> list[Event]:
            return self.all(*actions, agent_login=login)

        out = max((event.at for event in mine("AGENT_LOGGED_OUT")), default=0)
        # "Inside one second: logout, login"; a start infers a login only if it is dated after the logout.
        came = [event.at for event in mine("AGENT_LOGGED_IN") if event.at >= out]
        heals = [event for event in mine(*HEALING) if event.at > out and not _is_tail(event, out)]
        logged_in = bool(came or heals)
        said = [event for event in mine("AGENT_STATUS_CHANGED") if event.at >= max([out + 1, *came])]
        pause = _last_pause(said) if logged_in else None
        return {
            "logged_in": logged_in,
            "pause": {"id": pause} if pause else None,
            "today": {
                "answered": self.today("AGENT_CONNECTED", agent_login=login),
                "not_answered": self.today("AGENT_NOT_ANSWERED", agent_login=login),
                "tickets_replied": self.today("TICKET_AGENT_REPLIED", agent_login=login),
            },
        }

    # Chats, tickets, customers

    def chat_queues(self) -> Json:
        """The chat queues' figures of today. A chat without a start was not created today."""
        chats = self.ids("conversation_id")
        return {queue: self._chat_queue(queue, chats) for queue in self.ids("chat_queue_id")}

    def _chat_queue(self, queue: str, chats: list[str]) -> Json:
        figures: Counter[str] = Counter()
        for chat in chats:
            # A chat that moves counts as created, assigned and closed in its queue at that moment.
            created, assigned, closed = (
                self.all(action, conversation_id=chat)[:1]
                for action in ("CHAT_CONVERSATION_CREATED", "CHAT_AGENT_ASSIGNED", "CHAT_CONVERSATION_CLOSED")
            )
            missed = closed if not assigned else []
            for name, found in (("created", created), ("assigned", assigned), ("missed", missed)):
                figures[name] += any(e.at >= self.begin and e.field("chat_queue_id") == queue for e in found)
        return {"today": dict(figures)}

    def tickets(self) -> Json:
        """Today's events of tickets, how many tickets are open, and how many customers wait for a reply."""
        today = {name: self.today(action) for action, name in TICKETS.items()}
        each = [self.all(*TICKETS, ticket_id=ticket) for ticket in self.ids("ticket_id")]
        return {
            "today": today,
            "open": sum(self._is_open(events) for events in each),
            "awaiting_reply": sum(self._awaits(events) for events in each),
        }

    @staticmethod
    def _is_open(events: list[Event]) -> bool:
        """ "A message on a closed ticket opens it again"; a reply to or closing of an unseen one does not open it."""
        opened = [event for event in events if event.action in {"TICKET_CREATED", "TICKET_MESSAGE_RECEIVED"}]
        closed = [event for event in events if event.action == "TICKET_CLOSED"]
        # Inside one second: message, reply, closing.
        return bool(opened) and not (closed and closed[-1].at >= opened[-1].at)

    @staticmethod
    def _awaits(events: list[Event]) -> bool:
        asked = [event.at for event in events if event.action == "TICKET_MESSAGE_RECEIVED"]
        settled = [event.at for event in events if event.action in {"TICKET_AGENT_REPLIED", "TICKET_CLOSED"}]
        return bool(asked) and not (settled and settled[-1] >= asked[-1])

    def document(self) -> Json:
        """The part of the state document that the rules above determine."""
        return {
            "queues": self.queues(),
            "campaigns": self.campaigns(),
            "agents": self.agents(),
            "chat_queues": self.chat_queues(),
            "tickets": self.tickets(),
            "customers": {"today": {"created": self.today("CUSTOMER_CREATED")}},
        }


def _event(body: Body) -> Event:
    """Duplicates are one event: the same fields with the same values; null and missing are the same."""
    said = {name: value for name, value in body.items() if str(value or "").lower() not in {"", "null"}}
    wall = datetime.strptime(str(said["date"]), "%Y-%m-%d %H:%M:%S").replace(tzinfo=ZONE)
    fields = sorted((name, str(value)) for name, value in said.items() if name not in {"action", "date"})
    return Event(int(wall.timestamp()), str(said["action"]), tuple(fields))


def _within(event: Event, *, again: bool = False) -> float:
    """A campaign call's order inside a second. A failure belongs to the dialing before it, if there was one."""
    if event.action in PICKED_UP:
        return 2.5
    if event.action in FAILURES:
        return 0.5 if again else 1.5
    return ("", "OUTBOUND_CONNECTING", "OUTBOUND_CUSTOMER_CONNECTED", "PREDICTIVE_AGENT_ANSWER").index(event.action)


def _abandon_wait(event: Event, begun: int | None) -> int | None:
    """ "`hold_time` of ABANDONED wins over dates if it is a number; else dates; else unknown."""
    if (said := event.field("hold_time")) is not None:
        return int(said)
    return None if begun is None else max(0, event.at - begun)


def _is_tail(event: Event, out: int) -> bool:
    """a free status, a phone or a ring just after a logout still belongs to it; a pause or an answer does not."""
    freed = event.action == "AGENT_STATUS_CHANGED" and event.field("pause_id") is None
    return event.at - out <= TAIL and (freed or event.action in {"AGENT_PHONE_CONNECTED", "AGENT_RINGING"})


def _last_pause(said: list[Event]) -> str | None:
    """Of changes in one second the last is the one that no other has as its previous pause."""
    if not said:
        return None
    last = [event for event in said if event.at == said[-1].at]
    before = [event.field("previous_pause_id") for event in last]
    ends = [event.field("pause_id") for event in last if event.field("pause_id") not in before or len(last) == 1]
    return str(ends[-1]) if ends and ends[-1] else None


def _average(waits: list[int]) -> Json:
    if not waits:
        return {}
    return {"average": (2 * sum(waits) + len(waits)) // (2 * len(waits)), "maximum": max(waits)}
