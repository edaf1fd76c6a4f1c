"""A call's way: the IVR, its queues, every ring, talk, transfer and dialling, with times and how each ended. Pure.

The call's few events go once more through the fold that made it, and what it was after each is looked at: a ring
that another has replaced, or a failed dialling tried again, stands in the way though the call has forgotten it.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from ..config.schema import Settings
from ..events import AgentConnected, AgentNotAnswered, Known, QueueTransferredToAgent
from ..events.timestamps import iso
from ..state.calls import steps
from ..state.calls.model import Call, Dial, Leg, age
from ..state.rules import Expire
from ..state.transitions import REORDERING_S, DialStatus, Stage, VisitStatus
from .merge_patch import Json
from .rows import call_row, caller

_KINDS = ("ivr", "dialing", "queue", "ring", "transfer", "talk")
_OUTCOMES = {VisitStatus.LEFT: "left", VisitStatus.ABANDONED: "abandoned", VisitStatus.ANSWERED: "answered"}


class Step(msgspec.Struct, kw_only=True):
    """One part of the way. `until` is None while it lasts, `seconds` its length where the dates do not say it.

    `outcome`: of a queue answered, abandoned or left; of a ring answered, refused, lost or expired; of a dialling
    what the campaign counts; of an IVR or a talk expired, where nothing ended it.
    """

    kind: str
    since: int
    until: int | None = None
    seconds: int | None = None
    queue: str | None = None
    campaign: str | None = None
    agent: str | None = None
    outcome: str | None = None
    how: str | None = None


class CallHistory:
    """The steps of one call. It hears the call's events as the call keeps them, sorted."""

    def __init__(self, id_: str, events: Sequence[Known], expire: Expire, now: int) -> None:
        """Walk the whole way, until `now`."""
        self.call = Call(id=id_, started=events[0].date)
        self._rings: dict[tuple[str | None, int], Step] = {}
        self._dials: dict[int, Step] = {}
        self._menus: dict[int, Step] = {}
        self._transfers: list[Step] = []
        for event in events:
            self._wait(event.date - 1, expire)
            self.call = steps.step(self.call, event, expire)
            self._look(event.date, event)
        self._wait(now, expire)

    @property
    def steps(self) -> list[Step]:
        """All of it, in the order of its beginnings."""
        parts = (self._menus.values(), self._dials.values(), self._rings.values(), self._transfers)
        found = [step for part in parts for step in part] + self._queues() + self._talks()
        return sorted(found, key=lambda step: (step.since, _KINDS.index(step.kind)))

    def _wait(self, until: int, expire: Expire) -> None:
        while (due := self.call.due) <= until:
            self.call = age(self.call, due, expire)
            self._look(due, None)

    def _look(self, at: int, event: Known | None) -> None:
        self._look_at_menu(at, event)
        self._look_at_rings(at, event)
        if self.call.dial is not None:
            self._look_at_dial(self.call.dial)
        if isinstance(event, QueueTransferredToAgent) and event.connection_id == self.call.id:
            step = Step(kind="transfer", since=at, until=at, agent=event.agent_login, queue=event.queue_id)
            step.how = event.type
            self._transfers.append(step)

    def _look_at_menu(self, at: int, event: Known | None) -> None:
        begun = self.call.ivr
        if begun is not None:
            self._menus.setdefault(begun, Step(kind="ivr", since=begun))
        for since, menu in self._menus.items():
            if menu.until is None and since != begun:
                menu.until = at
                menu.outcome = "expired" if event is None else None

    def _look_at_rings(self, at: int, event: Known | None) -> None:
        here = {(leg.agent, leg.since): leg for leg in self.call.legs if leg.doing is Stage.RINGING}
        for key, leg in here.items():
            self._rings.setdefault(key, Step(kind="ring", since=leg.since, queue=leg.queue, agent=leg.agent))
        for key, ring in self._rings.items():
            found = here.get(key)
            until = at if found is None else found.ended
            if ring.until is None and until is not None:
                ring.until, ring.outcome = until, _ring_outcome(ring, event)
        if isinstance(event, AgentConnected) and event.connection_id == self.call.id:
            self._picked_up(event)

    def _picked_up(self, event: AgentConnected) -> None:
        """Whoever is connected has answered their last ring, though the caller's leaving of the queue came first."""
        own = [ring for ring in self._rings.values() if ring.agent == event.agent_login]
        if own and own[-1].outcome == "lost" and (own[-1].until or 0) >= event.date - REORDERING_S:
            own[-1].outcome = "answered"

    def _look_at_dial(self, dial: Dial) -> None:
        step = self._dials.setdefault(dial.since, Step(kind="dialing", since=dial.since, campaign=dial.campaign))
        step.until = dial.decided if dial.talking is None else dial.talking
        step.outcome = dial.outcome if dial.talking is None else "answered"
        if dial.talking is None and dial.status is DialStatus.FAILED and dial.outcome is None:
            step.outcome = "expired"
        agents = [leg.agent for leg in self.call.legs if leg.campaign and leg.agent]
        step.agent = agents[-1] if agents else None

    def _queues(self) -> list[Step]:
        return [
            Step(
                kind="queue",
                since=visit.at,
                until=visit.decided,
                seconds=visit.wait,
                queue=visit.queue,
                outcome=_OUTCOMES.get(visit.status),
            )
            for visit in self.call.visits
        ]

    def _talks(self) -> list[Step]:
        return [_talk(leg) for leg in self.call.legs if leg.doing is Stage.TALKING]


def _ring_outcome(ring: Step, event: Known | None) -> str:
    """How a ring ended, by the event with which it did; None is time alone."""
    if event is None:
        return "expired"
    if isinstance(event, AgentConnected) and event.agent_login == ring.agent:
        return "answered"
    refused = isinstance(event, AgentNotAnswered) and event.agent_login == ring.agent
    # A refusal of the ring's own second is known before the ring: then the ring comes already ended.
    return "refused" if refused or ring.until == ring.since == event.date else "lost"


def _talk(leg: Leg) -> Step:
    return Step(
        kind="talk",
        since=leg.since,
        until=leg.ended,
        seconds=leg.talk,
        queue=leg.queue,
        campaign=leg.campaign,
        agent=leg.agent,
        outcome="expired" if leg.guessed and leg.talk is None else None,
    )


def call_history(history: CallHistory, settings: Settings) -> Json:
    """The call and its way as a supervisor sees them; `stage` and `since` only while it lives, `ended` after it."""
    call = history.call
    steps = history.steps
    live = call_row(call, settings, "supervisor")
    row: Json = {"connection": call.id, "live": live is not None}
    row |= live if live is not None else _ended_at(call, steps, settings)
    row["way"] = [_step(step, settings) for step in steps]
    return row


def _ended_at(call: Call, steps: list[Step], settings: Settings) -> Json:
    """What a call that is over has left: who called, when it ended, and what became of it."""
    row: Json = {
        "direction": "outbound" if call.dial else "inbound",
        "started": iso(call.started, settings.zone),
        "agents": sorted({leg.agent for leg in call.legs if leg.agent and leg.doing is Stage.TALKING}),
    }
    if ends := [step.until for step in steps if step.until is not None]:
        row["ended"] = iso(max(ends), settings.zone)
    if call.dial:
        row["campaign"] = call.dial.campaign
    elif call.visits:
        row["queue"] = call.visits[-1].queue
    decided = call.dial.outcome if call.dial else _OUTCOMES.get(call.visits[-1].status) if call.visits else None
    if decided is not None:
        row["outcome"] = decided
    return row | caller(call, settings.privacy, outbound=call.dial is not None)


def _step(step: Step, settings: Settings) -> Json:
    row: Json = {"kind": step.kind, "since": iso(step.since, settings.zone)}
    if step.until is not None:
        row["until"] = iso(step.until, settings.zone)
        row["seconds"] = step.until - step.since if step.seconds is None else step.seconds
    known: dict[str, Any] = {
        "queue": step.queue,
        "campaign": step.campaign,
        "agent": step.agent,
        "outcome": step.outcome,
        "how": step.how,
    }
    return row | {name: value for name, value in known.items() if value is not None}
