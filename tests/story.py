"""The language of the stories: verbs that send webhooks, and what the board then shows.

A `Centre` is the real core without a network: every verb is a body as Thulium would send it, parsed, sequenced and
applied as the server does it. The story sets the clock. Not here: HTTP (`tests/web/`).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from app.config.schema import Board, Settings
from app.document.abandoned import Selection, abandoned_callers
from app.document.document import Audience, Document
from app.events.server_entries import ObservedEntry
from app.runtime.sequencing import TICK, Gap, Sequencer, Submission
from app.state.apply import apply
from app.state.state import State

Json = dict[str, Any]
Body = dict[str, str | None]


def quarter(**counts: float) -> Json:
    """A quarter hour of the trend: figures not given are 0, `service_level` is absent."""
    fields = ("entered", "answered", "abandoned", "abandoned_short", "answered_in_time")
    return dict.fromkeys(fields, 0) | counts


class Centre:
    """A call center on one day, with its wallboard."""

    def __init__(self, day: str = "2026-03-02", *, event_time: bool = False, **settings: Any) -> None:
        self.settings = msgspec.convert(settings, Settings)
        self.day = day
        self.clock = self.date = f"{day} 00:00:00"
        self.fold = 0
        self.state = State(rules=self.settings.rules, event_time=event_time)
        self.told: list[Body] = []

    # Time

    def at(self, clock: str, day: str | None = None, *, again: bool = False) -> "Centre":
        """Set the wall clock to "09:00" or "09:00:05"; the time until then passes.

        `again`: it shows this time for the second time, in the hour that autumn repeats.
        """
        self.day = day or self.day
        self.clock = self.date = self._second(clock)
        self.fold = int(again)
        if not self.state.event_time:
            self._stamp(TICK)
        return self

    def misses(self, since: int, clock: str | None = None, day: str | None = None) -> "Centre":
        """The server starts again, and says that nothing was recorded since then."""
        if clock:
            self.day = day or self.day
            self.clock = self.date = self._second(clock)
        self._stamp(Gap({}, since=since))
        return self

    def learns_of(self, clock: str, day: str | None = None) -> "Centre":
        """Date the next deliveries with this time, until the clock moves; they are still delivered now."""
        self.date = self._second(clock, day)
        return self

    def now(self) -> float:
        clock = datetime.fromisoformat(self.clock)
        return clock.replace(tzinfo=self.settings.zone, fold=self.fold).timestamp()

    def _second(self, clock: str, day: str | None = None) -> str:
        return f"{day or self.day} {clock}" + (":00" if clock.count(":") == 1 else "")

    # Deliveries

    def hears(self, body: Body) -> str:
        """One delivery, unchanged; returns how it was counted."""
        self.told.append(body)
        return self._stamp(Submission(body))

    def hears_all(self, bodies: Iterable[Body]) -> "Centre":
        for body in bodies:
            self.hears(body)
        return self

    def happens(self, action: str, **fields: str | None) -> "Centre":
        """An event of this second, or of the one set by `learns_of`, is delivered now."""
        self.hears({"action": action, "date": self.date, **fields})
        return self

    def _stamp(self, offered: Submission) -> str:
        clock = self.state.clock if self.state.event_time else None
        _, entry = Sequencer(self.state.rules, clock, self.state.version).stamp(offered, self.now())
        return apply(self.state, entry)

    # Observations

    def observes(self, **observed: Any) -> "Centre":
        """Thulium's REST API is asked now: `statuses`, `waiting`, `names`."""
        entry = msgspec.convert({"at": int(self.now()), **observed}, ObservedEntry)
        self._stamp(Submission(None, entry=entry))
        return self

    # People

    def logs_in(self, agent: str, phone: str = "800") -> "Centre":
        return self.comes(agent).connects_phone(agent, phone)

    def comes(self, agent: str) -> "Centre":
        """Log in without connecting the phone."""
        return self.happens("AGENT_LOGGED_IN", agent_login=agent)

    def connects_phone(self, agent: str, phone: str | None = "800") -> "Centre":
        return self.happens("AGENT_PHONE_CONNECTED", agent_login=agent, phone_number=phone)

    def logs_out(self, agent: str) -> "Centre":
        return self.happens("AGENT_LOGGED_OUT", agent_login=agent)

    def pauses(self, agent: str, pause: str = "1", before: str = "NULL") -> "Centre":
        return self.happens("AGENT_STATUS_CHANGED", agent_login=agent, pause_id=pause, previous_pause_id=before)

    def is_free(self, agent: str, before: str = "1") -> "Centre":
        return self.happens("AGENT_STATUS_CHANGED", agent_login=agent, pause_id="NULL", previous_pause_id=before)

    # Calls

    def calls(self, call: str, line: str = "111222333") -> "Centre":
        return self.happens("ENTER_IVR", connection_id=call, source_number="523993855", destination_number=line)

    def enters(self, call: str, queue: str = "sales", number: str | None = "523993855") -> "Centre":
        return self.happens(
            "ENTER_QUEUE", connection_id=call, queue_id=queue, source_number=number, source_name="BOK: Kowalski"
        )

    def leaves(self, call: str, queue: str | None = "sales") -> "Centre":
        return self.happens("EXIT_QUEUE", connection_id=call, queue_id=queue)

    def hangs_up(self, call: str, queue: str | None = "sales", after: str | None = None) -> "Centre":
        return self.happens("ABANDONED", connection_id=call, queue_id=queue, hold_time=after)

    def rings(self, agent: str, call: str, queue: str | None = "sales", phone: str | None = None) -> "Centre":
        return self._agent("AGENT_RINGING", agent, call, queue, destination_number=phone)

    def does_not_answer(self, agent: str, call: str, queue: str | None = "sales") -> "Centre":
        return self._agent("AGENT_NOT_ANSWERED", agent, call, queue)

    def answers(self, agent: str | None, call: str, queue: str | None = "sales") -> "Centre":
        return self._agent("AGENT_CONNECTED", agent, call, queue)

    def completes(
        self, agent: str | None, call: str, queue: str | None = "sales", billsec: str | None = None
    ) -> "Centre":
        return self._agent("AGENT_COMPLETED", agent, call, queue, billsec=billsec)

    def is_passed(self, call: str, to: str, queue: str | None = "sales", *, blind: bool = False) -> "Centre":
        how = "blind" if blind else "attended"
        return self._agent("QUEUE_TRANSFERRED_TO_AGENT", to, call, queue, type=how)

    def _agent(self, action: str, agent: str | None, call: str, queue: str | None, **fields: str | None) -> "Centre":
        return self.happens(action, agent_login=agent, connection_id=call, queue_id=queue, **fields)

    # Campaigns

    def dials(
        self, agent: str | None, call: str, campaign: str = "00001", number: str | None = "523993855"
    ) -> "Centre":
        return self.dialling("CONNECTING", agent, call, campaign, attempt="1", phone_number=number)

    def picks_up(self, call: str, agent: str | None = None, campaign: str = "00001") -> "Centre":
        return self.dialling("CUSTOMER_CONNECTED", agent, call, campaign)

    def dialling(
        self, what: str, agent: str | None, call: str, campaign: str = "00001", **fields: str | None
    ) -> "Centre":
        action = what if what.startswith("PREDICTIVE") else f"OUTBOUND_{what}"
        known = {"id": campaign, "name": "Outbound", "phone_number": "523993855"} | fields
        return self.happens(action, agent_login=agent, connection_id=call, **known)

    def joins(self, agent: str, call: str, campaign: str = "00001") -> "Centre":
        """The agent answers a predictive call."""
        return self.dialling("PREDICTIVE_AGENT_ANSWER", agent, call, campaign)

    def finishes(self, agent: str | None, call: str, billsec: str | None = None, campaign: str = "00001") -> "Centre":
        """End a campaign's call."""
        return self.dialling("COMPLETED", agent, call, campaign, billsec=billsec)

    def fails(self, call: str, how: str = "NO_ANSWER", campaign: str = "00001") -> "Centre":
        return self.dialling(how, None, call, campaign)

    def previews(self, agent: str, record: str = "162", campaign: str = "00001") -> "Centre":
        return self.happens("PREVIEW_RECORD", agent_login=agent, id=campaign, name="Outbound", record_id=record)

    def saves(self, agent: str, record: str = "162", campaign: str = "00001") -> "Centre":
        return self.happens("OUTBOUND_RECORD_SAVED", agent_login=agent, id=campaign, name="Outbound", record_id=record)

    # Chats, tickets, customers

    def starts_chat(self, chat: str, queue: str = "web", **client: str | None) -> "Centre":
        return self.happens("CHAT_CONVERSATION_CREATED", conversation_id=chat, chat_queue_id=queue, **client)

    def takes_chat(self, agent: str, chat: str, queue: str = "web") -> "Centre":
        return self.happens("CHAT_AGENT_ASSIGNED", conversation_id=chat, chat_queue_id=queue, agent_login=agent)

    def ends_chat(self, chat: str, queue: str = "web") -> "Centre":
        return self.happens("CHAT_CONVERSATION_CLOSED", conversation_id=chat, chat_queue_id=queue)

    def opens_ticket(self, ticket: str) -> "Centre":
        return self.happens("TICKET_CREATED", ticket_id=ticket, direction="in")

    def gets_mail(self, ticket: str) -> "Centre":
        """The customer writes."""
        return self.happens("TICKET_MESSAGE_RECEIVED", ticket_id=ticket, message_id="1", ticket_queue_id="1")

    def replies(self, agent: str, ticket: str) -> "Centre":
        return self.happens("TICKET_AGENT_REPLIED", ticket_id=ticket, message_id="2", agent_login=agent)

    def is_answered(self, ticket: str) -> "Centre":
        return self.replies("ala", ticket)

    def closes_ticket(self, ticket: str) -> "Centre":
        return self.happens("TICKET_CLOSED", ticket_id=ticket, agent_login="ala")

    def meets_customer(self, customer: str) -> "Centre":
        return self.happens("CUSTOMER_CREATED", customer_id=customer, company_id=None)

    # The board

    def document(self, role: str = "supervisor", board: str | None = None) -> Json:
        """The document, built from the whole state."""
        document = Document(Audience("tv" if role == "tv" else "supervisor", board), self.settings)
        document.refresh(self.state)
        return document.content

    def callbacks(self, role: str = "supervisor", board: str | None = None) -> int:
        """The number of callers who await a callback."""
        return int(self.document(role, board)["callbacks"]["open"])

    def abandoned(
        self, board: str | None = None, queue: str | None = None, *, only_open: bool = False, limit: int = 500
    ) -> list[Json]:
        """The rows of /abandoned."""
        configured = self.settings.boards[board] if board else Board()
        return abandoned_callers(self.state, self.settings, Selection(configured, queue, only_open, limit))

    def agent(self, login: str) -> Json:
        return dict(self.document()["agents"][login])

    def status(self, login: str) -> str:
        return str(self.agent(login)["status"])

    def agent_today(self, login: str) -> Json:
        return dict(self.agent(login)["today"])

    def since(self, row: Json) -> str:
        """When the row's status began, on the wall clock."""
        return str(row["since"])[11:19]

    def queue(self, id_: str = "sales") -> Json:
        return dict(self.document()["queues"][id_])

    def today(self, id_: str = "sales") -> Json:
        return dict(self.queue(id_)["today"])

    def call(self, id_: str) -> Json:
        return dict(self.document()["calls"][id_])

    def live_calls(self) -> list[str]:
        return sorted(self.document()["calls"])

    def stage(self, call: str) -> str:
        return str(self.call(call)["stage"])

    def campaign(self, id_: str = "00001") -> Json:
        return dict(self.document()["campaigns"][id_])

    def outcomes(self, id_: str = "00001") -> Json:
        return dict(self.campaign(id_)["today"]["outcomes"])

    def chat_queue(self, id_: str = "web") -> Json:
        return dict(self.document()["chat_queues"][id_])

    def chat(self, id_: str) -> Json:
        return dict(self.document()["chats"][id_])

    def tickets(self) -> Json:
        return dict(self.document()["tickets"])

    def totals(self) -> Json:
        return dict(self.document()["totals"])

    def feed(self) -> Json:
        return dict(self.document()["feed"]["today"])
