"""Agents' days told from the journal: encoded once for each version and second, however many ask."""

from collections import OrderedDict
from typing import NamedTuple

import msgspec

from ..document.agent_timeline import TimelineBuilder, timeline
from ..events.parsing import MAX_EARLY_S
from ..events.timestamps import iso
from ..runtime.ingest import Ingest
from ..state.daily_totals import Day
from .event_log import JournalHistory

MAX_CACHED_TIMELINES = 32  # answers


class Answer(NamedTuple):
    """The encoded day of one agent at one version and second."""

    version: int
    second: int
    plain: bytes


class TimelineCache:
    """The days of the agents asked about last."""

    def __init__(self, ingest: Ingest, chronicle: JournalHistory) -> None:
        """Nobody asked yet."""
        self.ingest = ingest
        self.history = chronicle
        self._answers: OrderedDict[tuple[str, str], Answer] = OrderedDict()

    def forget(self) -> None:
        """Versions mean something else from now on."""
        self._answers.clear()

    async def answer(self, login: str, day: Day) -> bytes | None:
        """The agent's day as JSON; None where nothing and nobody knows the agent. JournalError if it can't be read."""
        version, now = self.ingest.state.version, int(self.ingest.now())
        cached = self._answers.get((login, day.name))
        if cached is not None and (cached.version, cached.second) == (version, now):
            return cached.plain
        plain = await self._timeline(login, day, version, now)
        if plain is not None:
            self._answers[login, day.name] = Answer(version, now, plain)
            while len(self._answers) > MAX_CACHED_TIMELINES:
                self._answers.popitem(last=False)
        return plain

    async def _timeline(self, login: str, day: Day, version: int, now: int) -> bytes | None:
        state = self.ingest.state
        events = await self.history.agent_day(login, day)
        if not events and login not in self.ingest.settings.agents and login not in state.agents:
            return None
        # Clocks differ: what is dated some minutes ahead holds already; a recording's lone date far ahead does not.
        latest = min(day.end - 1, now if state.event_time else now + MAX_EARLY_S)
        builder, time_slice = TimelineBuilder(login, state.rules), self.ingest.background_slice()
        for event in events:
            if event.date > latest:
                break
            builder.add(event)
            if time_slice.is_over():
                await time_slice.renew()
        builder.close(min(now, day.end - 1))
        head = {"version": version, "as_of": iso(now, self.ingest.settings.zone)}
        return msgspec.json.encode(head | timeline(builder, day, now, self.ingest.settings))
