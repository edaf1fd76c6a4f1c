"""The event log read from the journal: entries of one agent or call, the newest entries, the last rejected ones.

Reading is sliced so that webhooks go first. Traces of the agents queried last are cached, so that a repeated query
reads only new entries. Not here: the limit of one query at a time, the `QueryLimit` that callers hold.
"""

from collections import OrderedDict, deque
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Mapping, Sequence
from contextlib import aclosing
from typing import Any, NamedTuple

import msgspec

from ..events import Known, decoding
from ..events.agents import AgentLoggedIn, AgentLoggedOut, AgentStatusChanged
from ..events.calls import AgentConnected
from ..events.parsing import FieldError, Invalid, Parsed, Unknown
from ..events.server_entries import ServerEntry
from ..journal import Record, Wanted
from ..runtime.ingest import Ingest
from ..runtime.sequencing import rejection, replay
from ..state.apply import Entry, apply
from ..state.daily_totals import Day
from ..state.expiry import DUPLICATE_WINDOW_S
from ..state.state import State

LOOKBACK_S = 24 * 3600  # also read before a day, to know its start
LATE_EVENTS_S = 3600  # also read after a day, for its late events
MAX_CACHED_TRACES = 32  # agents' days
TRACE_MAX_AGE_S = 2400  # then read again: the state evicts ended calls after an hour
MAX_SCANNED_ENTRIES = 50_000  # scanned backwards for the newest ones of one agent, queue or call
MAX_REJECTED = 50  # bodies
MAX_SHOWN_CHARS = 4096  # of one body: a rejected one may hold a mebibyte
MAX_EXPLAINED_BYTES = 1 << 18  # of a rejected body that is parsed again for its errors
TOO_LONG = Invalid((FieldError("", "is over 256 KiB: its errors were reported to the sender alone"),))
CUT = "\N{HORIZONTAL ELLIPSIS}"
EVENTS = ("event",)


class LogEntry(NamedTuple):
    """One entry as the log shows it: its event or its errors, and its fields as received.

    Of long bodies `fields` has only the beginning; a text that is cut ends with `CUT`.
    """

    version: int
    received: int
    kind: str
    parsed: Parsed | Unknown | Invalid | ServerEntry | None
    fields: Mapping[str, str | None]


class FoundCalls(NamedTuple):
    """Calls with their events, the newest first; `complete` unless more entries or calls could have been looked at."""

    calls: Sequence[tuple[str, Sequence[Known]]]
    complete: bool


class AgentTrace:
    """The entries of one agent's day: the events that rebuild it, and the calls they are of."""

    def __init__(self, version: int) -> None:
        """Reading starts after `version`."""
        self.version = version
        self.followed = 0
        self.events: set[Known] = set()
        self.calls: set[bytes] = set()
        self._received: dict[bytes, int] = {}

    def note(self, entry: Entry) -> None:
        """Store the entry's event, unless it is a duplicate."""
        first = self._received.get(entry.dedup_key)
        if (
            isinstance(entry.parsed, Parsed)
            and not entry.parsed.late
            and (first is None or entry.instant - first >= DUPLICATE_WINDOW_S)
        ):
            self._received[entry.dedup_key] = entry.instant
            self.events.add(entry.parsed.event)


class JournalHistory:
    """Queries to the journal. They raise JournalError if it cannot be read."""

    def __init__(self, ingest: Ingest) -> None:
        self.ingest = ingest
        self.forget()

    def forget(self) -> None:
        """Drop everything cached; call this when versions get a new meaning."""
        self._refused: deque[LogEntry] = deque(maxlen=MAX_REJECTED)
        self._checked_to: int | None = None
        self._traces: OrderedDict[tuple[str, str], AgentTrace] = OrderedDict()
        self._firsts: dict[str, int] = {}

    async def agent_day(self, login: str, day: Day) -> list[Known]:
        """The events of an agent's day by date, including the hours before it that determine its start."""
        trace = await self._trace(login, day)
        await self._follow(trace, login, await self._last(day))
        return sorted(trace.events, key=lambda event: event.date)

    def recent_call(self, id_: str) -> Sequence[Known]:
        """A call's events in order, from the state, until an hour after the call's end. Empty if the state has none."""
        aggregate = self._state.calls.get(id_)
        return aggregate.deliveries if aggregate else []

    async def call(self, id_: str, day: Day) -> Sequence[Known]:
        """The same; for a call that the state has evicted, from the day's entries."""
        return self.recent_call(id_) or await self._evicted_call(id_, await self._first(day), await self._last(day))

    async def find_calls(self, wanted: Wanted, day: Day, limit: int) -> FoundCalls:
        """The newest calls of the day that have a wanted event, each with its events in order."""
        last, begin = await self._last(day), await self.last_version_before(day.begin)
        first = max(begin, last - MAX_SCANNED_ENTRIES)
        ids: dict[str, None] = {}
        async with aclosing(self._entries(first, last, wanted, newest_first=True)) as entries:
            async for entry in entries:
                id_ = getattr(entry.parsed.event, "connection_id", None) if isinstance(entry.parsed, Parsed) else None
                if id_ and id_ not in ids:
                    if len(ids) == limit:
                        break
                    ids[id_] = None
            else:
                return FoundCalls(await self._events_of(list(ids), first, last), complete=first == begin)
        return FoundCalls(await self._events_of(list(ids), first, last), complete=False)

    async def newest(self, after: int, wanted: Wanted) -> AsyncGenerator[LogEntry]:
        """The wanted entries after a version, newest first, among the last `MAX_SCANNED_ENTRIES`."""
        last = self._state.version
        async for record in self._search(max(after, last - MAX_SCANNED_ENTRIES), last, wanted, newest_first=True):
            yield self._log_entry(record)

    async def last_rejected(self) -> list[LogEntry]:
        """The last rejected bodies since 48 hours before the first query, oldest first."""
        if self._checked_to is None:
            self._checked_to = await self.last_version_before(self._state.now - 2 * LOOKBACK_S)
        target = self._state.version
        async for record in self._search(self._checked_to, target, Wanted(kinds=("rejected",))):
            self._refused.append(self._log_entry(record))
            self._checked_to = record.version
        self._checked_to = target
        return list(self._refused)

    async def begins(self) -> int | None:
        """When the oldest stored entry was received; None without one."""
        record = await self.ingest.journal.next_after(0)
        return record.received // 1000 if record else None

    async def last_version_before(self, instant: int) -> int:
        """The last version received before this instant, found by halving: entries are in order of arrival."""
        low, high = 0, self._state.version
        while low < high:
            middle = (low + high) // 2
            record = await self.ingest.journal.next_after(middle)
            if record is not None and record.received < instant * 1000:
                low = max(record.version, middle + 1)
            else:
                high = middle
        return low

    @property
    def _state(self) -> State:
        return self.ingest.state

    async def _trace(self, login: str, day: Day) -> AgentTrace:
        key = (login, day.name)
        trace = self._traces.pop(key, None)
        if trace is None or self._state.now - trace.followed > TRACE_MAX_AGE_S:
            trace = AgentTrace(await self._first(day))
        self._traces[key] = trace
        while len(self._traces) > MAX_CACHED_TRACES:
            self._traces.popitem(last=False)
        return trace

    async def _follow(self, trace: AgentTrace, login: str, target: int) -> None:
        """Read new entries: first those that name the agent, then those of the calls and chats found.

        The trace is changed only at the end, so an aborted query leaves it unchanged.
        """
        theirs = set(trace.calls)
        own: set[Entry] = set()
        naming = Wanted(EVENTS, containing=written(login))
        async for entry in self._entries(trace.version, target, naming):
            event = entry.parsed.event if isinstance(entry.parsed, Parsed) else None
            if getattr(event, "agent_login", None) == login:
                own.add(entry)
                theirs.update(_calls_of(event))
        own.update([entry async for entry in self._entries(trace.version, target, Wanted(EVENTS, calls=theirs))])
        for entry in sorted(own, key=lambda entry: entry.version):
            trace.note(entry)
        if trace.followed:
            self._recall(trace, theirs - trace.calls)
        trace.calls, trace.version, trace.followed = theirs, target, self._state.now

    def _recall(self, trace: AgentTrace, ids: Iterable[bytes]) -> None:
        """Add the earlier events, from the state, of calls that the agent has just joined."""
        for raw in ids:
            id_: str = msgspec.json.decode(b'"' + raw + b'"')
            if call := self._state.calls.get(id_):
                trace.events.update(call.deliveries)
            if chat := self._state.chats.get(id_):
                trace.events.update(chat.events)

    async def _evicted_call(self, id_: str, first: int, last: int) -> Sequence[Known]:
        """The events of a call that the state has evicted, and its agents' other events meanwhile."""
        trace = AgentTrace(first)
        async for entry in self._entries(first, last, Wanted(EVENTS, containing=written(id_))):
            if isinstance(entry.parsed, Parsed) and getattr(entry.parsed.event, "connection_id", None) == id_:
                trace.note(entry)
        if not trace.events:
            return []
        begin, end = min(event.date for event in trace.events), max(event.date for event in trace.events)
        agents = {login for event in trace.events if (login := getattr(event, "agent_login", None))}
        signs = AgentLoggedIn | AgentLoggedOut | AgentStatusChanged | AgentConnected
        theirs = Wanted(EVENTS, containing=[part for login in agents for part in written(login)])
        async for entry in self._entries(first, last, theirs):
            event = entry.parsed.event if isinstance(entry.parsed, Parsed) else None
            if isinstance(event, signs) and event.agent_login in agents and begin <= event.date <= end:
                trace.note(entry)
        return await self._call_events(id_, trace.events)

    async def _events_of(self, ids: Sequence[str], first: int, last: int) -> list[tuple[str, Sequence[Known]]]:
        """Each call's events; those of evicted calls are read together."""
        found = {id_: self.recent_call(id_) for id_ in ids}
        traces = {id_: AgentTrace(first) for id_ in ids if not found[id_]}
        raw = {msgspec.json.encode(id_)[1:-1] for id_ in traces}
        if raw:
            async for entry in self._entries(first, last, Wanted(EVENTS, calls=raw)):
                event = entry.parsed.event if isinstance(entry.parsed, Parsed) else None
                if trace := traces.get(getattr(event, "connection_id", None) or ""):
                    trace.note(entry)
        for id_, trace in traces.items():
            found[id_] = await self._call_events(id_, trace.events) if trace.events else ()
        return [(id_, events) for id_, events in found.items() if events]

    async def _call_events(self, id_: str, events: Iterable[Known]) -> Sequence[Known]:
        """A call's events as a state retains them, from its own and related events, in order."""
        alone, time_slice = State(rules=self._state.rules), self.ingest.background_slice()
        for number, event in enumerate(sorted(events, key=lambda event: event.date), 1):
            apply(alone, Entry(number, event.date, Parsed(event), number.to_bytes(8, "big")))
            if time_slice.is_over():
                await time_slice.renew()
        aggregate = alone.calls.get(id_)
        return aggregate.deliveries if aggregate else []

    def _log_entry(self, record: Record) -> LogEntry:
        rules, trust = self._state.rules, self._state.event_time
        parsed: Parsed | Unknown | Invalid | ServerEntry | None = None
        try:
            if record.kind != "rejected":
                parsed = self._replayed(record).parsed
            elif len(record.body) <= MAX_EXPLAINED_BYTES:
                parsed = rejection(record, rules, trust=trust)
            else:
                parsed = TOO_LONG
        except ValueError:
            pass  # a damaged entry, logged by recovery
        return LogEntry(record.version, record.received, record.kind, parsed, _beginning(_fields(record)))

    def _replayed(self, record: Record) -> Entry:
        return replay(record, self._state.rules, trust=self._state.event_time)

    async def _entries(
        self, after: int, until: int, wanted: Wanted, *, newest_first: bool = False
    ) -> AsyncGenerator[Entry]:
        """The wanted entries, parsed."""
        async for record in self._search(after, until, wanted, newest_first=newest_first):
            try:
                yield self._replayed(record)
            except ValueError:
                continue  # a damaged entry, logged by recovery

    async def _search(
        self, after: int, until: int, wanted: Wanted, *, newest_first: bool = False
    ) -> AsyncIterator[Record]:
        """The wanted entries one by one; between two slices of time, spent here or by the caller, webhooks go first."""
        time_slice = self.ingest.background_slice()
        async for records in self.ingest.journal.search(after, until, wanted, newest_first=newest_first):
            if time_slice.is_over():
                await time_slice.renew()
            for record in records:
                yield record
                if time_slice.is_over():
                    await time_slice.renew()

    async def _first(self, day: Day) -> int:
        """The last version before everything that the day needs."""
        if day.name not in self._firsts:
            self._firsts[day.name] = await self.last_version_before(day.begin - LOOKBACK_S)
        return self._firsts[day.name]

    async def _last(self, day: Day) -> int:
        """The last version that may affect the day."""
        over = day.end + LATE_EVENTS_S
        return self._state.version if self._state.now < over else await self.last_version_before(over)


def _fields(record: Record) -> Mapping[str, Any]:
    """The body's fields; empty if the entry is damaged."""
    try:
        return decoding.from_journal(record.body)
    except ValueError:
        return {}


def _beginning(fields: Mapping[str, Any]) -> dict[str, str | None]:
    """The fields as text, up to `MAX_SHOWN_CHARS` in total."""
    shown: dict[str, str | None] = {}
    left = MAX_SHOWN_CHARS
    for name, value in fields.items():
        left -= len(name)
        if left <= 0:
            shown[CUT] = CUT
            break
        shown[name] = None if value is None else cut(_text(value), left)
        left -= len(shown[name] or "")
    return shown


def _text(value: Any) -> str:
    """A value as text; another type as JSON."""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def written(text: str) -> list[bytes]:
    """The byte strings, one of which a body contains if it has this text as a value, even with blanks around it."""
    inner = msgspec.json.encode(text)[1:-1]
    return [b'"' + inner + b'"', b" " + inner, inner + b" "]


def cut(text: str, most: int) -> str:
    """The text, or its beginning followed by `CUT`."""
    return text if len(text) <= most else text[: most - 1] + CUT


def _calls_of(event: Any) -> set[bytes]:
    """The ids of the event's call and chat, as a body contains them."""
    ids = (getattr(event, "connection_id", None), getattr(event, "conversation_id", None))
    return {msgspec.json.encode(id_)[1:-1] for id_ in ids if id_}
