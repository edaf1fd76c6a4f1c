"""The state document of one audience, kept up to date with what changed, not rebuilt from everything that exists.

An audience is a role and a board. `refresh` looks at the rows that changed since the last time, puts the new
ones in, and gives the merge patch for exactly that.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from ..config.schema import Board, Role, Settings
from ..events.timestamps import iso
from ..state.state import State
from . import agents, figures, queues, rows
from .figures import NO_SUMS, Sums
from .merge_patch import Json, diff
from .queues import NO_SHARE, QueueShare, Trend
from .recent import EMPTY_WINDOW, QueueWindows, WindowShare
from .reference import NO_REFERENCES, ReferenceDay, References, reference_row
from .scope import includes, includes_agent, includes_call

SECTIONS = {
    "agent": "agents",
    "queue": "queues",
    "call": "calls",
    "chat_queue": "chat_queues",
    "chat": "chats",
    "campaign": "campaigns",
}
ROWS_PER_SLICE = 100  # rows of one step of `fill`: some milliseconds
STATUSES = ("available", "paused", "ringing", "on_call", "no_phone", "dialing", "wrap_up")


class Audience(NamedTuple):
    """Who looks: a role, and one of the configured boards or none for all."""

    role: Role
    board: str | None = None


class Document:
    """What one audience sees, as the state of `version`. `content` has no `version` and no `as_of`."""

    def __init__(self, audience: Audience, settings: Settings, references: References = NO_REFERENCES) -> None:
        """An empty document; the first `refresh` fills it. `references` has the state's day, if that has one."""
        self.audience = audience
        self.settings = settings
        self.board = settings.boards[audience.board] if audience.board is not None else Board()
        self.version = -1
        self.content: Json = {}
        self.references = references
        self.source_state: State | None = None
        self._begin_counting()

    def _begin_counting(self) -> None:
        """The parts of the totals are stored, not summed again: an event costs what it touches."""
        self._shares: dict[str, QueueShare] = {}
        self._sums = Sums()
        self._windows: dict[str, QueueWindows] = {}
        self._windows_at = 0
        self._window_sums = [NO_SUMS for _ in self.settings.recent.minutes]
        self._trend: dict[str, Sums] = {}
        self._trend_changed: set[str] = set()
        self._agents: Counter[str] = Counter()
        self._in_ivr = 0
        self._callbacks: set[str] = set()
        self._all_queues: Json = {}
        self._reference: ReferenceDay | None = None

    def refresh(self, state: State) -> Json:
        """Bring the document to the state's version; the patch from what it was, without version and as_of."""
        if self.shows(state):
            return {}
        if self.follows(state):
            patch = self._updated(state, self._changed(state) + self._moved(state))
        else:
            patch = self._rebuilt(state)
        self.version, self.source_state = state.version, state
        return patch

    def fill(self, state: State) -> Iterator[None]:
        """Fill an empty document, some rows a step. The state may change between two steps: `refresh` it afterwards."""
        version = state.version
        self._begin(state)
        keys = _everything(state, self.settings)
        for start in range(0, len(keys), ROWS_PER_SLICE):
            self._replace_rows(state, keys[start : start + ROWS_PER_SLICE], {})
            yield
        self._replace_sections(state, {kind for kind, _ in keys}, {})
        self.version, self.source_state = version, state

    def shows(self, state: State) -> bool:
        """Whether this is what the document is made of; a journal that lost entries begins another state."""
        return self.version == state.version and self.source_state is state

    def follows(self, state: State) -> bool:
        """Whether the state tells what changed since the document's version; else all of it is looked at."""
        return self.source_state is state and self.version >= state.changes_since

    def _changed(self, state: State) -> list[tuple[str, str]]:
        """What changed after the document's version, from the newest back."""
        changed = []
        for key in reversed(state.changed):
            if state.changed[key] <= self.version:
                break
            changed.append(key)
        return changed

    def _moved(self, state: State) -> list[tuple[str, str]]:
        """The queues whose rolling windows time alone has changed."""
        before, self._windows_at = self._windows_at, state.now
        went_back = state.now < before
        return [("queue", id_) for id_, windows in self._windows.items() if went_back or windows.moves_at <= state.now]

    def _rebuilt(self, state: State) -> Json:
        old = self.content
        self._begin(state)
        self._updated(state, _everything(state, self.settings))
        return diff(old, self.content)

    def _begin(self, state: State) -> None:
        """Everything is there, and empty."""
        self._begin_counting()
        self._windows_at = state.now
        self.content = {section: {} for section in SECTIONS.values()} | {
            "totals": {},
            "trend": {},
            "callbacks": {"open": 0},
            "messages": [],
            "day": state.today.name,
            "feed": {},
            "service_level": msgspec.structs.asdict(self.settings.service_level),
        }

    def _updated(self, state: State, keys: list[tuple[str, str]]) -> Json:
        patch: Json = {}
        self._replace_rows(state, keys, patch)
        self._replace_sections(state, {kind for kind, _ in keys}, patch)
        return patch

    def _replace_rows(self, state: State, keys: list[tuple[str, str]], patch: Json) -> None:
        for kind, id_ in keys:
            if section := SECTIONS.get(kind):
                self._replace(section, id_, self._row(state, kind, id_), patch)
            elif kind == "caller":
                self._count_callback(state, id_)

    def _replace_sections(self, state: State, kinds: set[str], patch: Json) -> None:
        """Put in what is not made of rows of its own, where these kinds of rows changed."""
        fresh: Json = {"feed": rows.feed_row(state, self.settings)}
        if "tickets" in kinds:
            fresh["tickets"] = rows.tickets_row(state, self.settings)
        if "customers" in kinds:
            fresh["customers"] = {"today": {"created": state.today.customers}}
        if "queue" in kinds or not self.content["totals"]:
            self._all_queues = self._queue_totals()
        if kinds & {"queue", "agent", "call"} or not self.content["totals"]:
            fresh["totals"] = self._totals()
        if self._trend_changed:
            fresh["trend"] = self._trend_rows()
        if "message" in kinds:
            fresh["messages"] = rows.message_rows(state, self.settings, self.audience.role, self.audience.board)
        if "caller" in kinds:
            fresh["callbacks"] = {"open": len(self._callbacks)}
        for section, value in fresh.items():
            self._replace_section(section, value, patch)
        self._compare(state, patch)

    def _compare(self, state: State, patch: Json) -> None:
        """Put in what today is compared with: once a day, or when it has been read."""
        reference = self.references.get(state.today.name)
        if reference is self._reference:
            return
        self._reference = reference
        if reference is not None:
            self._replace_section("reference", reference_row(reference, self.settings, self.board), patch)
        elif self.content.pop("reference", None):
            patch["reference"] = None

    def _replace(self, section: str, id_: str, row: Json | None, patch: Json) -> None:
        """Put a row in, or take it out, and say so in the patch."""
        held = self.content[section]
        old = held.get(id_)
        if section == "agents":
            self._count_agent(old, -1)
            self._count_agent(row, +1)
        elif section == "calls":
            self._in_ivr += _in_ivr(row) - _in_ivr(old)
        if row is None:
            if old is not None:
                del held[id_]
                patch.setdefault(section, {})[id_] = None
        elif old is None:
            held[id_] = row
            patch.setdefault(section, {})[id_] = row
        elif old != row:
            held[id_] = row
            patch.setdefault(section, {})[id_] = diff(old, row)

    def _replace_section(self, section: str, value: object, patch: Json) -> None:
        old = self.content.get(section)
        if old == value:
            return
        self.content[section] = value
        both = isinstance(old, dict) and isinstance(value, dict)
        patch[section] = diff(old, value) if both else value  # type: ignore[arg-type]

    def _row(self, state: State, kind: str, id_: str) -> Json | None:
        settings, role, board = self.settings, self.audience.role, self.board
        match kind:
            case "agent":
                return agents.agent_row(state, id_, settings, role) if includes_agent(board, id_, settings) else None
            case "queue":
                return self._queue_row(state, id_) if includes(board.queues, id_) else None
            case "call":
                aggregate = state.calls.get(id_)
                row = rows.call_row(aggregate.call, settings, role) if aggregate else None
                return row if row and includes_call(self.board, row) else None
            case "chat_queue":
                return queues.chat_queue_row(state, id_, settings) if includes(board.chat_queues, id_) else None
            case "chat":
                talk = state.chats.get(id_)
                row = rows.chat_row(talk.chat, settings, role) if talk else None
                return row if row and includes(board.chat_queues, row["chat_queue"]) else None
            case _:
                return rows.campaign_row(state, id_, settings) if includes(board.campaigns, id_) else None

    def _queue_row(self, state: State, id_: str) -> Json | None:
        before = self._shares.get(id_, NO_SHARE)
        windows = self._windows.get(id_) or self._windows.setdefault(id_, QueueWindows())
        thresholds = queues.thresholds(id_, self.settings)
        recent = windows.shares(state, id_, self.settings.recent.minutes, thresholds)
        share = queues.queue_share(state, id_, self.settings, recent)
        self._shares[id_] = share
        self._sums = figures.exchanged(self._sums, before.sums, share.sums)
        if share.recent is not before.recent:
            self._count_windows(before.recent, share.recent)
        if share.trend != before.trend:
            self._count_trend(id_, before.trend, share.trend)
        return queues.queue_row(state, id_, self.settings, share)

    def _queue_totals(self) -> Json:
        shares = self._shares.values()
        whole = QueueShare(
            waiting=sum([share.waiting for share in shares]),
            oldest=min([s.oldest for s in shares if s.oldest is not None], default=None),
            talking=sum([share.talking for share in shares]),
            sums=self._sums,
            longest_hold=max([s.longest_hold for s in shares if s.longest_hold is not None], default=None),
            longest_abandon=max([s.longest_abandon for s in shares if s.longest_abandon is not None], default=None),
            trend={},
            recent=tuple(self._window_totals()),
        )
        return queues.queue_figures(whole, self.settings)

    def _count_windows(self, before: tuple[WindowShare, ...], after: tuple[WindowShare, ...]) -> None:
        """Put a queue's changed windows into the totals."""
        none = [EMPTY_WINDOW] * len(self._window_sums)
        for place, (was, is_) in enumerate(zip(before or none, after or none, strict=True)):
            self._window_sums[place] = figures.exchanged(self._window_sums[place], was.sums, is_.sums)

    def _window_totals(self) -> Iterator[WindowShare]:
        """All queues' share of each rolling window."""
        shares = [share.recent for share in self._shares.values() if share.recent]
        for place, sums in enumerate(self._window_sums):
            holds = [recent[place].longest_hold for recent in shares]
            yield WindowShare(sums, max([hold for hold in holds if hold is not None], default=None))

    def _totals(self) -> Json:
        agents_now = {status: self._agents[status] for status in ("logged_in", *STATUSES)}
        return {**self._all_queues, "in_ivr": self._in_ivr, "agents": agents_now}

    def _count_trend(self, id_: str, before: Trend, after: Trend) -> None:
        """Put a queue's changed quarters into the trend; a quarter that is the same object has not changed."""
        seconds, short = queues.thresholds(id_, self.settings)
        for quarter in before | after:
            old, new = before.get(quarter), after.get(quarter)
            if old is new:
                continue
            was, is_ = (figures.counted(counts, seconds, short) if counts else NO_SUMS for counts in (old, new))
            label = queues.quarter_label(quarter, self.settings.zone)
            self._trend[label] = figures.exchanged(self._trend.get(label, NO_SUMS), was, is_)
            self._trend_changed.add(label)

    def _trend_rows(self) -> Json:
        rows = dict(self.content["trend"])
        for label in self._trend_changed:
            rows[label] = queues.quarter_row(self._trend[label], self.settings)
        self._trend_changed.clear()
        return {label: rows[label] for label in sorted(rows) if self._trend[label] != NO_SUMS}

    def _count_agent(self, row: Json | None, sign: int) -> None:
        if row is not None:
            self._agents[row["status"]] += sign
            self._agents["logged_in"] += sign * row["logged_in"]

    def _count_callback(self, state: State, key: str) -> None:
        """Put a caller among those who await a callback from the board's queues, or take them out."""
        caller = state.today.callers.get(key)
        if caller and caller.awaits_callback(lambda queue: includes(self.board.queues, queue)):
            self._callbacks.add(key)
        else:
            self._callbacks.discard(key)


def with_version(content: Json, version: int, as_of: float, settings: Settings) -> Json:
    """The document as it is sent, with its version and the instant of the request."""
    return {"version": version, "as_of": iso(as_of, settings.zone)} | content


def _everything(state: State, settings: Settings) -> list[tuple[str, str]]:
    """What a document may have a row of: the state knows of it, or the configuration."""
    today = state.today
    known: dict[str, Iterable[str]] = {
        "agent": state.agents.keys() | today.agents.keys() | settings.agents.keys(),
        "queue": state.queues.keys() | today.queues.keys() | settings.queues.keys() | _recent_queues(state),
        "call": state.calls.keys(),
        "chat_queue": state.chat_queues.keys() | today.chat_queues.keys() | settings.chat_queues.keys(),
        "chat": state.chats.keys(),
        "campaign": state.campaigns.keys() | today.campaigns.keys(),
        "tickets": {""},
        "customers": {""},
        "message": {""},
        "caller": [key for key, caller in today.callers.items() if caller.abandoned],
    }
    return [(kind, id_) for kind, ids in known.items() for id_ in sorted(ids)]


def _recent_queues(state: State) -> set[str]:
    return {id_ for counts in state.minutes.values() for id_ in counts}


def _in_ivr(row: Json | None) -> bool:
    return row is not None and row["stage"] == "ivr"
