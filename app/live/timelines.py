"""Agents' days told from the journal: encoded once for each version and second, however many ask."""

from collections import OrderedDict
from typing import NamedTuple

import msgspec

from ..board.timeline import Diary, timeline
from ..events.dates import iso
from ..events.reading import BELIEVED_EARLY
from ..state.tallies import Day
from .chronicle import Chronicle
from .wallboard import Wallboard

KEPT = 32  # answers


class Answer(NamedTuple):
    """The encoded day of one agent at one version and second."""

    version: int
    second: int
    plain: bytes


class Timelines:
    """The days of the agents asked about last."""

    def __init__(self, wallboard: Wallboard, chronicle: Chronicle) -> None:
        """Nobody asked yet."""
        self.wallboard = wallboard
        self.chronicle = chronicle
        self._answers: OrderedDict[tuple[str, str], Answer] = OrderedDict()

    def forget(self) -> None:
        """Versions mean something else from now on."""
        self._answers.clear()

    async def answer(self, login: str, day: Day) -> bytes | None:
        """The agent's day as JSON; None where nothing and nobody knows the agent. JournalError if it can't be read."""
        version, now = self.wallboard.state.version, int(self.wallboard.now())
        kept = self._answers.get((login, day.name))
        if kept is not None and (kept.version, kept.second) == (version, now):
            return kept.plain
        plain = await self._told(login, day, version, now)
        if plain is not None:
            self._answers[login, day.name] = Answer(version, now, plain)
            while len(self._answers) > KEPT:
                self._answers.popitem(last=False)
        return plain

    async def _told(self, login: str, day: Day, version: int, now: int) -> bytes | None:
        state = self.wallboard.state
        events = await self.chronicle.agent_day(login, day)
        if not events and login not in self.wallboard.settings.agents and login not in state.agents:
            return None
        # Clocks differ: what is dated some minutes ahead holds already; a recording's lone date far ahead does not.
        latest = min(day.end - 1, now if state.by_events else now + BELIEVED_EARLY)
        diary, time_slice = Diary(login, state.rules), self.wallboard.background_slice()
        for event in events:
            if event.date > latest:
                break
            diary.hear(event)
            if time_slice.is_over():
                await time_slice.renew()
        diary.close(min(now, day.end - 1))
        head = {"version": version, "as_of": iso(now, self.wallboard.settings.zone)}
        return msgspec.json.encode(head | timeline(diary, day, now, self.wallboard.settings))
