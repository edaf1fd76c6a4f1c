"""An agent's day as stretches of states: what the board shows of them, second by second. Pure.

The agent's own events, and those of the calls and chats they had a part in, go through the real state machine
alone, in the order in which they happened. After each second, and whenever time alone ends something, the
agent's status is noted; so every rule holds as on the board: healing, expiry, the day's turn. Which events
those are is not decided here (`history/event_log.py`).
"""

import msgspec
from msgspec.structs import replace

from ..config.schema import Settings
from ..events import Known
from ..events.parsing import Parsed
from ..events.timestamps import iso
from ..state.apply import Entry, apply
from ..state.calls.model import Leg
from ..state.daily_totals import AgentDay, Day
from ..state.expiry import advance_to, next_due
from ..state.rules import Rules
from ..state.state import AgentAggregate, State
from ..state.transitions import AgentStatus, Stage
from .agents import DOING, agent_figures, named_pause, status
from .merge_patch import Json

_STAGE: dict[AgentStatus, Stage] = {shown: doing for doing, shown in DOING}
_STATUS = dict(DOING)
_RANK = {one: rank for rank, one in enumerate(AgentStatus)}


class Segment(msgspec.Struct, frozen=True, kw_only=True):
    """A time in one state. `shown` is the beginning that the board shows for it; `until` None while it lasts."""

    status: AgentStatus
    since: int
    shown: int | None
    until: int | None = None
    pause: str | None = None
    calls: frozenset[str] = frozenset()
    chats: frozenset[str] = frozenset()
    queue: str | None = None
    campaign: str | None = None


class TimelineBuilder:
    """One agent's stretches, written event by event. Events come in the order of their dates."""

    def __init__(self, login: str, rules: Rules) -> None:
        """Nothing is known yet: logged out since ever."""
        self.login = login
        self.state = State(rules=rules)
        self.stretches: list[Segment] = []
        self._at = 0
        self._ends: dict[tuple[str, int, Stage], int] = {}

    def add(self, event: Known) -> None:
        """One more event, dated no earlier than the one before."""
        if event.date > self._at:
            self._pass(event.date)
        number = self.state.version + 1
        apply(self.state, Entry(number, event.date, Parsed(event), number.to_bytes(8, "big")))

    def close(self, now: int) -> None:
        """Time has passed until `now`."""
        if now > self._at:
            self._pass(now)
            advance_to(self.state, now)
        self._note(self._at)

    def figures(self, day: str) -> AgentDay:
        """What that day counted for the agent, if it is the day on which the diary was closed."""
        today = self.state.today
        return today.agents.get(self.login, AgentDay()) if today.name == day else AgentDay()

    def _pass(self, until: int) -> None:
        """The second before is over; what time alone ends meanwhile is noted when it ends."""
        self._note(self._at)
        while (due := next_due(self.state)) < until:
            advance_to(self.state, due)
            self._note(due)
        self._at = until

    def _note(self, at: int) -> None:
        aggregate = self.state.agents.get(self.login) or AgentAggregate(self.login, 0)
        self._correct(aggregate, at)
        shown, since = status(aggregate)
        pause = aggregate.presence.pause if shown is AgentStatus.PAUSED else None
        last = self.stretches[-1] if self.stretches else None
        if last is None or (last.status, last.pause) != (shown, pause):
            self._begin(Segment(status=shown, since=at, shown=since, pause=pause))
        elif since is not None and since > last.since and since != last.shown:
            self._begin(Segment(status=shown, since=since, shown=since, pause=pause))
        self.stretches[-1] = _with(self.stretches[-1], aggregate)

    def _begin(self, stretch: Segment) -> None:
        """Close what lasted; what lasted for no time at all was not, and what it interrupted goes on."""
        if self.stretches and self.stretches[-1].since >= stretch.since:
            self.stretches.pop()
        if self.stretches:
            self.stretches[-1] = replace(self.stretches[-1], until=stretch.since)
        self._add(stretch)

    def _add(self, stretch: Segment) -> None:
        """Put it after the last, or make it one with the last if that is the same."""
        last = self.stretches[-1] if self.stretches else None
        if last and (last.status, last.pause, last.shown) == (stretch.status, stretch.pause, stretch.shown):
            calls, chats = last.calls | stretch.calls, last.chats | stretch.chats
            self.stretches[-1] = replace(last, until=stretch.until, calls=calls, chats=chats)
        else:
            self.stretches.append(stretch)

    def _correct(self, aggregate: AgentAggregate, now: int) -> None:
        """A talk or dialling whose end was only thought to be one went on, until its real end or until now."""
        for id_, legs in (*aggregate.legs.items(), *aggregate.past.items()):
            for leg in legs:
                thought = self._ends.pop((id_, leg.since, leg.doing), None)
                if thought is not None and leg.doing is not Stage.RINGING:
                    self._overlay(id_, leg, thought, now if leg.ended is None else leg.ended)
                if leg.ended is not None:
                    self._ends[id_, leg.since, leg.doing] = leg.ended

    def _overlay(self, id_: str, leg: Leg, begin: int, end: int) -> None:
        if begin >= end:
            return
        part = Segment(
            status=_STATUS[leg.doing],
            since=begin,
            until=end,
            shown=leg.since,
            calls=frozenset({id_}),
            queue=leg.queue,
            campaign=leg.campaign,
        )
        pieces = [piece for old in self.stretches for piece in _overlaid(old, part, begin, end)]
        self.stretches = []
        for piece in pieces:
            self._add(piece)


def _overlaid(old: Segment, part: Segment, begin: int, end: int) -> list[Segment]:
    """The stretch, with what of it lies between `begin` and `end` taken by a status that goes before its own."""
    begin, end = max(begin, old.since), min(end, old.until if old.until is not None else end)
    if begin >= end or _RANK[old.status] <= _RANK[part.status]:
        return [old]
    before = [replace(old, until=begin)] if old.since < begin else []
    after = [replace(old, since=end)] if old.until is None or end < old.until else []
    return [*before, replace(part, since=begin, until=end), *after]


def _with(stretch: Segment, aggregate: AgentAggregate) -> Segment:
    """The stretch with the calls and chats that the agent has now, and where the newest call came from."""
    doing = _STAGE.get(stretch.status)
    legs = [
        (id_, leg) for id_, known in aggregate.legs.items() for leg in known if leg.ended is None and leg.doing is doing
    ]
    calls = {id_ for id_, _ in legs}
    queue, campaign = (legs[-1][1].queue, legs[-1][1].campaign) if legs else (stretch.queue, stretch.campaign)
    wrap_up = aggregate.presence.wrap_up
    if stretch.status is AgentStatus.WRAP_UP and wrap_up:
        calls = {wrap_up.connection_id}
        ended = aggregate.past.get(wrap_up.connection_id) or aggregate.legs.get(wrap_up.connection_id)
        queue, campaign = (ended[-1].queue, ended[-1].campaign) if ended else (queue, campaign)
    if calls <= stretch.calls and aggregate.chats.keys() <= stretch.chats:
        return stretch
    return replace(
        stretch,
        calls=stretch.calls | calls,
        chats=stretch.chats | aggregate.chats.keys(),
        queue=queue,
        campaign=campaign,
    )


def timeline(diary: TimelineBuilder, day: Day, now: int, settings: Settings) -> Json:
    """The day of a closed diary: its spans, cut where the day begins and ends, and the seconds in each state.

    The span that lasts has no `until`; its seconds are those until `now`. `figures` are the board's own, of that day.
    """
    over = now >= day.end
    spans = [_cut(stretch, day, over=over) for stretch in diary.stretches]
    known = [span for span in spans if span.until is None or span.until > span.since]
    totals = dict.fromkeys((one.value for one in AgentStatus), 0)
    for span in known:
        totals[span.status.value] += _seconds(span, now)
    configured = settings.agents.get(diary.login)
    return {
        "agent": diary.login,
        "name": (configured and configured.name) or diary.login,
        "day": day.name,
        "begin": iso(day.begin, settings.zone),
        "end": iso(day.end, settings.zone),
        "spans": [_span(span, now, settings) for span in known],
        "totals": totals,
        "figures": agent_figures(diary.figures(day.name)),
    }


def _cut(stretch: Segment, day: Day, *, over: bool) -> Segment:
    until = stretch.until if stretch.until is not None else day.end if over else None
    if until is not None:
        until = max(day.begin, min(until, day.end))
    return replace(stretch, since=min(max(stretch.since, day.begin), day.end), until=until)


def _seconds(span: Segment, now: int) -> int:
    return max(0, (now if span.until is None else span.until) - span.since)


def _span(span: Segment, now: int, settings: Settings) -> Json:
    row: Json = {"status": span.status.value, "since": iso(span.since, settings.zone)}
    if span.until is not None:
        row["until"] = iso(span.until, settings.zone)
    row["seconds"] = _seconds(span, now)
    if span.pause is not None:
        row["pause"] = named_pause(span.pause, settings)
    row["calls"] = sorted(span.calls)
    row["chats"] = sorted(span.chats)
    place = {"queue": span.queue, "campaign": span.campaign}
    return row | {name: id_ for name, id_ in place.items() if id_ is not None}
