"""Outbound campaigns: preview, progressive and predictive, blended into the agents' idle moments.

An idle agent is given a record only while nobody waits for their team and some colleagues stay free.
Preview shows the card first, progressive dials for a kept agent, predictive dials more numbers than
agents are free and drops whom nobody can take.
"""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from . import chance, people
from .call_queue import CallQueue
from .center import Campaign
from .floor import Floor, Seat
from .world import World

Steps = Generator[Any, Any, Any]

_OUTCOMES: Final = {
    "COMPLETED": 55.0,
    "NO_ANSWER": 19.0,
    "VOICE_MAIL": 9.0,
    "BUSY": 8.0,
    "WRONG_NUMBER": 3.0,
    "CONNECTION_PROBLEM": 1.5,
    "FAILURE": 1.5,
    "BLACKLIST": 1.2,
    "AGENT_FAILED": 1.0,
    "FAX": 0.8,
}
# The range of dialling (s) before each outcome is known; 18 to 30 for the others.
_DIALLING: Final = {
    "COMPLETED": (5.0, 18.0),
    "VOICE_MAIL": (12.0, 24.0),
    "BUSY": (2.0, 5.0),
    "WRONG_NUMBER": (2.0, 6.0),
    "CONNECTION_PROBLEM": (1.1, 4.0),
    "FAILURE": (1.1, 6.0),
    "BLACKLIST": (0.0, 1.0),
    "AGENT_FAILED": (2.0, 8.0),
}
# How a record is left: its system status and status id, by outcome.
_SAVED: Final = {
    "COMPLETED": ("CALL", "8"),
    "NO_ANSWER": ("CALL_NO_SOONER_THAN", "3"),
    "BUSY": ("CALL_NO_SOONER_THAN", "4"),
    "WRONG_NUMBER": ("NO_CALL", "6"),
    "BLACKLIST": ("NO_CALL", "7"),
    "VOICE_MAIL": ("IN_PROGRESS", "5"),
}
_RARE: Final = ("DROP", "PREDICTIVE_AGENT_ANSWER")  # both need a customer who answers
_SKIPPED: Final = 0.08
_STARVED: Final = 300.0  # a campaign gets an idle agent after so long (s), even if that leaves none
_TALK: Final = 95.0


@dataclass(eq=False)
class Record:
    """A record of a campaign, being worked: its connection is none until it is dialled."""

    id: str
    customer: str
    phone: str
    attempt: int
    connection: str = "NULL"
    emitted: bool = True  # whether an event said that dialling began
    begins: int = 0
    seat: Seat | None = None


class Campaigns:
    """All campaigns of the centre."""

    def __init__(self, world: World, floor: Floor, call_queue: CallQueue) -> None:
        self._world = world
        self._floor = floor
        self._call_queue = call_queue
        self._rng = world.chance("campaigns")
        for campaign in world.centre.campaigns.values():
            world.env.process(self._pace(campaign))

    def _pace(self, campaign: Campaign) -> Steps:
        """Give records to idle agents, a few every few seconds."""
        world, rng = self._world, self._rng
        yield world.wait(rng.uniform(100, 160))
        last = world.env.now
        work = self._predict if campaign.mode == "predictive" else self._assign
        while True:
            yield world.wait(rng.uniform(5, 12))
            spare = self._spare(campaign)
            starved = world.env.now - last > _STARVED
            if spare or (starved and self._idle(campaign)):
                last = world.env.now
                work(campaign, max(1, min(2, spare)))

    def _idle(self, campaign: Campaign) -> list[Seat]:
        """Agents of the team who have been free for some seconds, the longest first."""
        free = self._floor.free(self._floor.teams[campaign.team])
        return [seat for seat in free if self._world.env.now - seat.idle_since > 5]

    def _spare(self, campaign: Campaign) -> int:
        """How many of them the team can do without for a minute or two."""
        if self._call_queue.waits_for(campaign.team):
            return 0
        there = sum(seat.on_duty for seat in self._floor.teams[campaign.team])
        alone = len(self._floor.teams) == 1  # nobody else helps out
        return max(0, len(self._idle(campaign)) - max(1, round(0.18 * there)) - alone)

    def _assign(self, campaign: Campaign, count: int) -> None:
        for seat in self._idle(campaign)[:count]:
            self._floor.take(seat, "campaign")
            record = self._record(seat)
            work = self._preview if campaign.mode == "preview" else self._progress
            self._world.env.process(work(campaign, record, seat))

    def _predict(self, campaign: Campaign, count: int) -> None:
        """Some more numbers than agents are free: not everybody answers."""
        for _ in range(count + (self._rng.random() < 0.4)):
            self._world.env.process(self._dial_ahead(campaign, self._record(None)))

    def _preview(self, campaign: Campaign, record: Record, seat: Seat) -> Steps:
        world, rng = self._world, self._rng
        world.emit(
            "PREVIEW_RECORD",
            id=campaign.id,
            name=campaign.name,
            record_id=record.id,
            customer_id=record.customer,
            phone_number=record.phone,
            agent_login=seat.agent.login,
        )
        yield world.wait(chance.lognormal(rng, 14, 0.6, least=3, most=60))
        if rng.random() < _SKIPPED:
            self._save(campaign, record, seat, ("NO_CALL", "7"))
            self._floor.release(seat)
        else:
            yield from self._progress(campaign, record, seat)

    def _progress(self, campaign: Campaign, record: Record, seat: Seat) -> Steps:
        """Dial for a kept agent."""
        world, rng = self._world, self._rng
        outcome = self._outcome()
        self._begin(campaign, record, emitted=outcome != "AGENT_FAILED" or rng.random() < 0.5)
        yield world.wait(rng.uniform(*_DIALLING.get(outcome, (18.0, 30.0))))
        if outcome == "COMPLETED":
            self._emit("OUTBOUND_CUSTOMER_CONNECTED", campaign, record)
            yield from self._talk(campaign, record, seat)
        else:
            self._fail(campaign, record, outcome)
            yield world.wait(rng.uniform(2, 7))
        self._save(campaign, record, seat, _SAVED.get(outcome, ("TO_CALL", "2")))
        self._floor.release(seat)

    def _dial_ahead(self, campaign: Campaign, record: Record) -> Steps:
        """Dial before an agent is there."""
        world, rng = self._world, self._rng
        rare = any(world.rota.due(name, world.env.now) for name in _RARE)
        outcome = "COMPLETED" if rare else self._outcome(without="AGENT_FAILED")  # no agent is there yet
        self._begin(campaign, record, emitted=True)
        yield world.wait(rng.uniform(*_DIALLING.get(outcome, (18.0, 30.0))))
        if outcome != "COMPLETED":
            self._fail(campaign, record, outcome)
            return
        self._emit("OUTBOUND_CUSTOMER_CONNECTED", campaign, record)
        free = self._floor.free(self._floor.teams[campaign.team])
        if not free or world.rota.due("DROP", world.env.now):
            yield world.wait(rng.uniform(0.2, 3))
            self._fail(campaign, record, "DROP")
            return
        yield from self._take_over(campaign, record, free[0])

    def _take_over(self, campaign: Campaign, record: Record, seat: Seat) -> Steps:
        """A customer is on the line, and an agent picks them up."""
        world, rng = self._world, self._rng
        self._floor.take(seat, "campaign")
        yield world.wait(rng.uniform(0.2, 2))
        record.seat = seat
        self._emit("PREDICTIVE_AGENT_ANSWER", campaign, record)
        world.rota.done("PREDICTIVE_AGENT_ANSWER", world.env.now)
        yield from self._talk(campaign, record, seat)
        self._save(campaign, record, seat, _SAVED["COMPLETED"])
        self._floor.release(seat)

    def _talk(self, campaign: Campaign, record: Record, seat: Seat) -> Steps:
        """Customer and agent are both on, until one hangs up; then the wrap-up."""
        world, rng = self._world, self._rng
        book, agent = world.books.campaigns[campaign.id], world.books.agents[seat.agent.login]
        since = world.now
        book.dialing -= 1
        book.talking += 1
        book.connected += 1
        agent.outbound += 1
        yield world.wait(chance.talk(rng, _TALK))
        talked = world.now - since
        self._emit("OUTBOUND_COMPLETED", campaign, record, talked=talked)
        book.talking -= 1
        book.completed += 1
        book.talk_time += talked
        agent.talk_time += talked
        yield world.wait(chance.wrap_up(rng) + 2)

    def _record(self, seat: Seat | None) -> Record:
        rng = self._rng
        return Record(
            id=str(self._world.number()),
            customer=str(rng.randrange(1, 9_000)),
            phone=people.number(rng),
            attempt=rng.choice((1, 1, 1, 2, 3)),
            seat=seat,
        )

    def _outcome(self, without: str = "") -> str:
        """By chance, unless one has been missing for too long."""
        now, rota = self._world.env.now, self._world.rota
        weights = {outcome: weight for outcome, weight in _OUTCOMES.items() if outcome != without}
        overdue = next((outcome for outcome in weights if rota.due(outcome, now)), None)
        outcome = overdue or chance.one_of(self._rng, weights)
        rota.done(outcome, now)
        return outcome

    def _begin(self, campaign: Campaign, record: Record, *, emitted: bool) -> None:
        """Dialling begins; where the agent's leg fails at once, nothing tells of it."""
        book = self._world.books.campaigns[campaign.id]
        record.connection, record.begins, record.emitted = self._world.connection(), self._world.now, emitted
        book.dialing += 1
        if emitted:
            book.attempts += 1
            self._emit("OUTBOUND_CONNECTING", campaign, record, attempt=record.attempt)

    def _fail(self, campaign: Campaign, record: Record, outcome: str) -> None:
        book = self._world.books.campaigns[campaign.id]
        book.dialing -= 1
        book.attempts += not record.emitted
        book.outcomes[outcome.lower()] += 1
        self._world.rota.done(outcome, self._world.env.now)
        self._emit(f"OUTBOUND_{outcome}", campaign, record, talked=0)

    def _emit(
        self, action: str, campaign: Campaign, record: Record, attempt: int = 0, talked: int | None = None
    ) -> None:
        """One of the dialling events; those that end a call bring its lengths."""
        world = self._world
        known: dict[str, str | int] = {"attempt": attempt} if attempt else {}
        if talked is not None:
            known |= {"duration": world.now - record.begins, "billsec": talked}
        if talked:
            known["filename"] = f"OUTBOUND/{campaign.id}/{record.connection}.wav"
        world.emit(
            action,
            id=campaign.id,
            name=campaign.name,
            record_id=record.id,
            phone_number=record.phone,
            connection_id=record.connection,
            customer_id=record.customer,
            agent_login=record.seat.agent.login if record.seat else "NULL",
            caller_id=campaign.caller_id,
            **known,
        )

    def _save(self, campaign: Campaign, record: Record, seat: Seat, status: tuple[str, str]) -> None:
        world = self._world
        again = status[0] == "CALL_NO_SOONER_THAN"
        later = world.now + int(timedelta(hours=3).total_seconds())
        world.emit(
            "OUTBOUND_RECORD_SAVED",
            id=campaign.id,
            name=campaign.name,
            record_id=record.id,
            phone_number=record.phone,
            agent_login=seat.agent.login,
            system_status=status[0],
            status_id=status[1],
            connection_id=record.connection,
            next_call_date=world.date_of(later) if again else "NULL",
        )
        world.books.campaigns[campaign.id].saved += 1
