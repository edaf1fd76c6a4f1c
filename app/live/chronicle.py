"""The journal read back: what it says of one agent or one call, the newest entries, the last refused ones.

It only reads, some thousands of entries between two breaths of the event loop, one long question at a time. What an
agent's day needs is remembered for the agents asked about last, so that asking again reads only what is new.
"""

import asyncio
import re
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from ..events import AgentConnected, AgentLoggedIn, AgentLoggedOut, AgentStatusChanged, Known, bodies
from ..events.reading import Read, Unknown, Wrong
from ..journal import Record
from ..state.apply import Entry, apply
from ..state.passing import DOUBLED
from ..state.state import State
from ..state.tallies import Day
from .entries import refused, replayed
from .room import SMALL
from .wallboard import Wallboard

BEFORE = 24 * 3600  # seconds before a day that are read too, to know how it began
AFTER = 3600  # seconds after it in which late events of it may have come
REMEMBERED = 32  # agents' days kept
OLD = 2400  # seconds after which a remembered day is read anew: the state forgets ended calls after an hour
REACH = 50_000  # entries that are looked through, backwards, for the newest ones of one agent, queue or call
STRIDE = 2000  # of them at a time
REFUSED = 50  # refused bodies kept
_CALL = re.compile(rb'"(?:connection_id|conversation_id)":"((?:[^"\\]|\\.)*)"')


class Told(NamedTuple):
    """One entry as the log shows it: what it says or what is wrong with it, and its fields as they arrived."""

    record: Record
    said: Read | Unknown | Wrong | None
    fields: Mapping[str, Any]


class Trace:
    """What the journal says of one agent's day: the events that it is retold from, and the calls they are of."""

    def __init__(self, version: int) -> None:
        """Nothing is read yet; reading begins after `version`."""
        self.version = version
        self.followed = 0
        self.events: set[Known] = set()
        self.calls: set[bytes] = set()
        self._heard: dict[bytes, int] = {}

    def note(self, entry: Entry) -> None:
        """Keep the entry's event, unless it is the double of one."""
        first = self._heard.get(entry.mark)
        if isinstance(entry.said, Read) and not entry.said.late and (first is None or entry.instant - first >= DOUBLED):
            self._heard[entry.mark] = entry.instant
            self.events.add(entry.said.event)


class Chronicle:
    """Questions to the journal. JournalError where it cannot be read."""

    def __init__(self, wallboard: Wallboard) -> None:
        """Nothing has been asked yet."""
        self.wallboard = wallboard
        self._refused: deque[Told] = deque(maxlen=REFUSED)
        self._looked: int | None = None
        self._traces: OrderedDict[tuple[str, str], Trace] = OrderedDict()
        self._firsts: dict[str, int] = {}
        self._asking = asyncio.Lock()

    async def agent_day(self, login: str, day: Day) -> list[Known]:
        """The events that an agent's day is made of, with enough before it to know how it began; by date."""
        async with self._asking:
            trace = await self._trace(login, day)
            await self._follow(trace, login, await self._last(day))
        return sorted(trace.events, key=lambda event: event.date)

    async def call(self, id_: str, day: Day) -> Sequence[Known]:
        """A call's events in their true order: from the state within an hour of its end, else from the day's entries.

        Empty where there are none.
        """
        if story := self._state.calls.get(id_):
            return list(story.events)
        async with self._asking:
            return await self._forgotten(id_, await self._first(day), await self._last(day))

    async def newest(self, after: int, limit: int, wanted: Callable[[Mapping[str, Any]], bool]) -> list[Told]:
        """The newest entries after a version that are no ticks and that somebody wants; the oldest of them first."""
        found: list[Told] = []
        last = self._state.version
        floor = max(after, last - REACH)
        while last > floor and len(found) < limit:
            first = max(floor, last - STRIDE)
            here = [r async for records in self._entries(first, last) for r in records if r.kind != "tick"]
            named = [record for record in here if wanted(_fields(record))]
            found = [told async for told in self._each_told(named[-limit:])] + found
            last = first
        return found[-limit:]

    async def last_refused(self) -> list[Told]:
        """The last bodies that were refused, two days back and since then, the oldest first."""
        async with self._asking:
            if self._looked is None:
                self._looked = await self._before(self._state.now - 2 * BEFORE)
            target = self._state.version
            async for records in self._entries(self._looked, target):
                refused = [record for record in records if record.kind == "rejected"]
                self._refused.extend([told async for told in self._each_told(refused)])
                self._looked = records[-1].version
        return list(self._refused)

    async def begins(self) -> int | None:
        """When the oldest kept entry was received; None where there is none."""
        record = await self._next(0)
        return record.received // 1000 if record else None

    @property
    def _state(self) -> State:
        return self.wallboard.state

    async def _trace(self, login: str, day: Day) -> Trace:
        key = (login, day.name)
        trace = self._traces.pop(key, None)
        if trace is None or self._state.now - trace.followed > OLD:
            trace = Trace(await self._first(day))
        self._traces[key] = trace
        while len(self._traces) > REMEMBERED:
            self._traces.popitem(last=False)
        return trace

    async def _follow(self, trace: Trace, login: str, target: int) -> None:
        """Read on: first what names the agent, then what else belongs to the calls and chats that this brought up."""
        before = set(trace.calls)
        name = msgspec.json.encode(login)
        own: set[Entry] = set()
        async for entry in self._picked(trace.version, target, lambda body: name in body):
            event = entry.said.event if isinstance(entry.said, Read) else None
            if getattr(event, "agent_login", None) == login:
                own.add(entry)
                trace.calls.update(_calls_of(event))
        theirs = trace.calls
        async for entry in self._picked(trace.version, target, lambda body: not theirs.isdisjoint(_CALL.findall(body))):
            own.add(entry)
        for entry in sorted(own, key=lambda entry: entry.version):
            trace.note(entry)
        if trace.followed:
            self._recall(trace, trace.calls - before)
        trace.version, trace.followed = target, self._state.now

    def _recall(self, trace: Trace, ids: Iterable[bytes]) -> None:
        """The earlier events of calls that the agent has only now come to: the state still knows them."""
        for raw in ids:
            id_: str = msgspec.json.decode(b'"' + raw + b'"')
            if call := self._state.calls.get(id_):
                trace.events.update(call.events)
            if chat := self._state.chats.get(id_):
                trace.events.update(chat.events)

    async def _forgotten(self, id_: str, first: int, last: int) -> Sequence[Known]:
        """The events of a call that the state has forgotten, with what its agents did meanwhile."""
        trace = Trace(first)
        name = msgspec.json.encode(id_)
        async for entry in self._picked(first, last, lambda body: name in body):
            if isinstance(entry.said, Read) and getattr(entry.said.event, "connection_id", None) == id_:
                trace.note(entry)
        if not trace.events:
            return []
        begin, end = min(event.date for event in trace.events), max(event.date for event in trace.events)
        agents = {login for event in trace.events if (login := getattr(event, "agent_login", None))}
        names = [msgspec.json.encode(login) for login in agents]
        async for entry in self._picked(first, last, lambda body: any(name in body for name in names)):
            event = entry.said.event if isinstance(entry.said, Read) else None
            signs = AgentLoggedIn | AgentLoggedOut | AgentStatusChanged | AgentConnected
            if isinstance(event, signs) and event.agent_login in agents and begin <= event.date <= end:
                trace.note(entry)
        return self._kept(id_, trace.events)

    def _kept(self, id_: str, events: Iterable[Known]) -> Sequence[Known]:
        """What a state that hears these events keeps of the call: its own and those told to it, in true order."""
        alone = State(rules=self._state.rules)
        for number, event in enumerate(sorted(events, key=lambda event: event.date), 1):
            apply(alone, Entry(number, event.date, Read(event), number.to_bytes(8, "big")))
        story = alone.calls.get(id_)
        return story.events if story else []

    async def _each_told(self, records: Iterable[Record]) -> AsyncIterator[Told]:
        """What each says; a large body is a step of its own."""
        for record in records:
            yield self._told(record)
            if len(record.body) > SMALL:
                await asyncio.sleep(0)

    def _told(self, record: Record) -> Told:
        rules, trust = self._state.rules, self._state.by_events
        try:
            said = refused(record, rules, trust=trust) if record.kind == "rejected" else self._replayed(record).said
        except ValueError:
            said = None  # a damaged entry: recovery has said so
        return Told(record, said, _fields(record))

    def _replayed(self, record: Record) -> Entry:
        return replayed(record, self._state.rules, trust=self._state.by_events)

    async def _picked(self, after: int, until: int, wanted: Callable[[bytes], bool]) -> AsyncIterator[Entry]:
        """The entries whose bytes are wanted, read."""
        async for records in self._entries(after, until):
            for record in records:
                if record.kind == "event" and wanted(record.body):
                    try:
                        yield self._replayed(record)
                    except ValueError:
                        continue  # a damaged entry: recovery has said so

    async def _entries(self, after: int, until: int) -> AsyncIterator[Sequence[Record]]:
        """The entries after one version up to another, some thousands between two breaths."""
        if after >= until:
            return
        async for records in self.wallboard.journal.read(after):
            here = records if records[-1].version <= until else [one for one in records if one.version <= until]
            if here:
                yield here
            if records[-1].version >= until:
                return
            await asyncio.sleep(0)

    async def _first(self, day: Day) -> int:
        """The last version that neither the day nor what led to it needs."""
        if day.name not in self._firsts:
            self._firsts[day.name] = await self._before(day.begin - BEFORE)
        return self._firsts[day.name]

    async def _last(self, day: Day) -> int:
        """The last version that may tell of the day."""
        over = day.end + AFTER
        return self._state.version if self._state.now < over else await self._before(over)

    async def _before(self, instant: int) -> int:
        """The last version received before this instant, found by halving: entries are in order of arrival."""
        low, high = 0, self._state.version
        while low < high:
            middle = (low + high) // 2
            record = await self._next(middle)
            if record is not None and record.received < instant * 1000:
                low = max(record.version, middle + 1)
            else:
                high = middle
        return low

    async def _next(self, after: int) -> Record | None:
        """The entry after this version."""
        async for records in self.wallboard.journal.read(after):
            return records[0]
        return None


def _fields(record: Record) -> Mapping[str, Any]:
    """The body's fields; none where the entry is damaged."""
    try:
        return bodies.from_journal(record.body)
    except ValueError:
        return {}


def _calls_of(event: Any) -> set[bytes]:
    """The call or chat that the event is of, as its id stands in a body."""
    ids = (getattr(event, "connection_id", None), getattr(event, "conversation_id", None))
    return {msgspec.json.encode(id_)[1:-1] for id_ in ids if id_}
