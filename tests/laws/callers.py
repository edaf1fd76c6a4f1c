"""A plain model of abandoned callers: who hung up, called again and was spoken to, from the set of all events.

As in `model.py`, nothing has steps and none of the program's code is used.
"""

from collections.abc import Iterator
from typing import NamedTuple

from tests.laws.model import ENDINGS, SWAPPED, Event, Json, Visit
from tests.laws.model import Centre as Model

NUMBERED = ("ENTER_IVR", "ENTER_QUEUE", "ABANDONED", "AGENT_RINGING", "AGENT_CONNECTED")
CAMPAIGN = ("OUTBOUND_CONNECTING", "OUTBOUND_CUSTOMER_CONNECTED", "PREDICTIVE_AGENT_ANSWER", "OUTBOUND_COMPLETED")
JOINING = CAMPAIGN[:3]
MACHINES = {"fax", "voice_mail"}


class Contact(NamedTuple):
    """A conversation with a caller. Of several in one second the first in this order is shown."""

    at: int
    unnamed: bool
    how: str
    agent: str


class Callers:
    """Today's callers and called customers, as the model's center gives them."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.calls = model.ids("connection_id")
        self.visits = [(call, visit) for call in self.calls for visit in model.visits(call)]

    def rows(self) -> list[Json]:
        """The visits abandoned today, newest first; instants are seconds."""
        rows = [
            self._row(call, v) for call, v in self.visits if v.outcome == "abandoned" and v.ended >= self.model.begin
        ]
        return sorted(rows, key=lambda row: (-row["at"], row["connection_id"], row["queue"]))

    def open(self) -> set[str]:
        """The callers who hung up today without a later contact."""
        hung_up = {self.key(row["source_number"]) for row in self.rows() if "source_number" in row}
        return {key for key in hung_up if key and self._awaits(key)}

    def _awaits(self, key: str) -> bool:
        last = max(row["at"] for row in self.rows() if self.key(row.get("source_number")) == key)
        return not [contact for contact in self.contacts(key) if contact.at > last]

    def _row(self, call: str, visit: Visit) -> Json:
        number, rings = self.number(call), self._rings(call, visit)
        row: Json = {"at": visit.ended, "connection_id": call, "queue": visit.queue, "rings": len(rings)}
        row["agents"] = sorted({str(ring.field("agent_login")) for ring in rings})
        row |= {} if number is None else {"source_number": number}
        row |= {} if visit.wait is None else {"waited": visit.wait}
        key = self.key(number)
        again = [at for at in self.entries(key) if at > visit.ended]
        spoken = [contact for contact in self.contacts(key) if contact.at > visit.ended]
        row |= {"again": min(again)} if again else {}
        if spoken:
            first = min(spoken)
            agent = {"agent": first.agent} if first.agent else {}
            row["contacted"] = {"at": first.at, "how": first.how} | agent
        return row

    def number(self, call: str) -> str | None:
        """The number of a call, as in its first event that has one."""
        said = [event.field("source_number") for event in self.model.all(*NUMBERED, connection_id=call)]
        said += [event.field("phone_number") for event in self.model.all(*CAMPAIGN, connection_id=call)]
        return next((number for number in said if number), None)

    @staticmethod
    def key(number: str | None) -> str | None:
        """Numbers with the same last nine digits are the same."""
        digits = "".join(sign for sign in (number or "").split("@", maxsplit=1)[0] if sign in "0123456789")
        return digits[-9:] or None

    def entries(self, key: str | None) -> Iterator[int]:
        """When the caller entered a queue today."""
        for call, visit in self.visits:
            if key and self.key(self.number(call)) == key:
                begun = first_sign(self.model, call, visit.queue) if visit.begun is None else visit.begun
                yield min(begun, visit.ended)

    def contacts(self, key: str | None) -> Iterator[Contact]:
        """The caller's conversations."""
        for call in self.calls:
            if key and self.key(self.number(call)) == key:
                yield from self._answered(call)
                for campaign in self.model.ids("id", *CAMPAIGN, connection_id=call):
                    yield from self._called(call, campaign)

    def _answered(self, call: str) -> Iterator[Contact]:
        for event in self.model.all("AGENT_CONNECTED", "AGENT_COMPLETED", connection_id=call):
            if event.action == "AGENT_CONNECTED" or not self.model._talked_before(call, event):
                yield _contact(event.at - _length(event), "answered", event.field("agent_login"))

    def _called(self, call: str, campaign: str) -> Iterator[Contact]:
        if self.model._outcome(call, campaign) in MACHINES:
            return
        joined = self.model.all(*JOINING, connection_id=call, id=campaign)
        over = self.model.all("OUTBOUND_COMPLETED", connection_id=call, id=campaign)[:1]
        picked_up = [event.at for event in joined if event.action == "OUTBOUND_CUSTOMER_CONNECTED"]
        agents = {str(event.field("agent_login")): event.at for event in joined[::-1] if event.field("agent_login")}
        agents = {agent: at for agent, at in agents.items() if not over or at <= over[0].at}
        talk = max(picked_up[0], min(agents.values())) if picked_up and agents else None
        if talk is not None and over and talk > over[0].at:
            talk = None
        talked = {} if talk is None else {agent: max(talk, at) for agent, at in agents.items()}
        for agent, at in talked.items():
            yield _contact(at, "called", agent)
        for event in over:
            # Without a talk's start the agent named by its end spoke, else the one connected, else it is unknown.
            named = event.field("agent_login")
            for who in [named] if named or not agents else agents:
                if who not in talked:
                    yield _contact(event.at - _length(event), "called", who)

    def _rings(self, call: str, visit: Visit) -> list[Event]:
        visits = [other for known, other in self.visits if known == call and other.queue == visit.queue]
        rings = self.model.all("AGENT_RINGING", connection_id=call, queue_id=visit.queue)
        return [ring for ring in rings if _rung_for(ring, visits) is visit]


def first_sign(model: Model, call: str, queue: str) -> int:
    """The first event of a visit without an entry. The end of a talk whose start is known is not counted."""
    signs = model.all(*ENDINGS, connection_id=call, queue_id=queue)
    return min(one.at for one in signs if one.action != "AGENT_COMPLETED" or not model._talked_before(call, one))


def _contact(at: int, how: str, agent: str | None) -> Contact:
    return Contact(at, agent is None, how, agent or "")


def _length(event: Event) -> int:
    """The length of a talk, if its end gives it."""
    return int(event.field("billsec") or 0) if event.action.endswith("COMPLETED") else 0


def _rung_for(ring: Event, visits: list[Visit]) -> Visit:
    """The last visit begun by then; the next one if that was over and the next begins within 3 seconds."""
    visits = sorted(visits, key=lambda visit: visit.begun or 0)
    begun = [visit for visit in visits if visit.begun is None or visit.begun <= ring.at]
    after = visits[len(begun) :]
    if not begun or (after and begun[-1].ended < ring.at and (after[0].begun or 0) - ring.at <= SWAPPED):
        return after[0]
    return begun[-1]
