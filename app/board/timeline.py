"""An agent's day as stretches of states: what the board shows of them, second by second. Pure.

The agent's own events, and those of the calls and chats they had a part in, go through the real state machine
alone, in the order in which they happened. After each second, and whenever time alone ends something, the
agent's status is noted; so every rule holds as on the board: healing, expiry, the day's turn. Which events
those are is not decided here (`live/chronicle.py`).
"""

import msgspec
from msgspec.structs import replace

from ..events import Known
from ..events.dates import iso
from ..events.reading import Read
from ..settings import Settings
from ..state.apply import Entry, apply
from ..state.call import Leg
from ..state.passing import advance, next_due
from ..state.rules import Rules
from ..state.state import AgentStory, State
from ..state.statuses import AgentStatus, Stage
from ..state.tallies import AgentToday, Day
from .agents import DOING, pause_named, status
from .difference import Json
from .shape import as_json

_STAGE: dict[AgentStatus, Stage] = {shown: doing for doing, shown in DOING}
_STATUS = dict(DOING)
_RANK = {one: rank for rank, one in enumerate(AgentStatus)}


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
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


class Diary:
    """One agent's stretches, written event by event. Events come in the order of their dates."""

    def __init__(self, login: str, rules: Rules) -> None:
        """Nothing is known yet: logged out since ever."""
        self.login = login
        self.state = State(rules=rules)
        self.stretches: list[Stretch] = []
        self._at = 0
        self._ends: dict[tuple[str, int, Stage], int] = {}

    def hear(self, event: Known) -> None:
        """One more event, dated no earlier than the one before."""
        if event.date > self._at:
            self._pass(event.date)
        number = self.state.version + 1
        apply(self.state, Entry(number, event.date, Read(event), number.to_bytes(8, "big")))

    def close(self, now: int) -> None:
        """Time has passed until `now`."""
        if now > self._at:
            self._pass(now)
            advance(self.state, now)
        self._note(self._at)

    def figures(self, day: str) -> AgentToday:
        """What that day counted for the agent, if it is the day on which the diary was closed."""
        today = self.state.today
        return today.agents.get(self.login, AgentToday()) if today.name == day else AgentToday()

    def _pass(self, until: int) -> None:
        """The second before is over; what time alone ends meanwhile is noted when it ends."""
        self._note(self._at)
        while (due := next_due(self.state)) < until:
            advance(self.state, due)
            self._note(due)
        self._at = until

    def _note(self, at: int) -> None:
        story = self.state.agents.get(self.login) or AgentStory(self.login, 0)
        self._correct(story, at)
        shown, since = status(story)
        pause = story.presence.pause if shown is AgentStatus.PAUSED else None
        last = self.stretches[-1] if self.stretches else None
        if last is None or (last.status, last.pause) != (shown, pause):
            self._begin(Stretch(status=shown, since=at, shown=since, pause=pause))
        elif since is not None and since > last.since and since != last.shown:
            self._begin(Stretch(status=shown, since=since, shown=since, pause=pause))
        self.stretches[-1] = _with(self.stretches[-1], story)

    def _begin(self, stretch: Stretch) -> None:
        """Close what lasted; what lasted for no time at all was not, and what it interrupted goes on."""
        if self.stretches and self.stretches[-1].since >= stretch.since:
            self.stretches.pop()
        if self.stretches:
            self.stretches[-1] = replace(self.stretches[-1], until=stretch.since)
        self._add(stretch)

    def _add(self, stretch: Stretch) -> None:
        """Put it after the last, or make it one with the last if that is the same."""
        last = self.stretches[-1] if self.stretches else None
        if last and (last.status, last.pause, last.shown) == (stretch.status, stretch.pause, stretch.shown):
            calls, chats = last.calls | stretch.calls, last.chats | stretch.chats
            self.stretches[-1] = replace(last, until=stretch.until, calls=calls, chats=chats)
        else:
            self.stretches.append(stretch)

    def _correct(self, story: AgentStory, now: int) -> None:
        """A talk or dialling whose end was only thought to be one went on, until its real end or until now."""
        for id_, legs in (*story.legs.items(), *story.past.items()):
            for leg in legs:
                thought = self._ends.pop((id_, leg.since, leg.doing), None)
                if thought is not None and leg.doing is not Stage.RINGING:
                    self._overlay(id_, leg, thought, now if leg.ended is None else leg.ended)
                if leg.ended is not None:
                    self._ends[id_, leg.since, leg.doing] = leg.ended

    def _overlay(self, id_: str, leg: Leg, begin: int, end: int) -> None:
        if begin >= end:
            return
        part = Stretch(
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


def _overlaid(old: Stretch, part: Stretch, begin: int, end: int) -> list[Stretch]:
    """The stretch, with what of it lies between `begin` and `end` taken by a status that goes before its own."""
    begin, end = max(begin, old.since), min(end, old.until if old.until is not None else end)
    if begin >= end or _RANK[old.status] <= _RANK[part.status]:
        return [old]
    before = [replace(old, until=begin)] if old.since < begin else []
    after = [replace(old, since=end)] if old.until is None or end < old.until else []
    return [*before, replace(part, since=begin, until=end), *after]


def _with(stretch: Stretch, story: AgentStory) -> Stretch:
    """The stretch with the calls and chats that the agent has now, and where the newest call came from."""
    doing = _STAGE.get(stretch.status)
    legs = [
        (id_, leg) for id_, known in story.legs.items() for leg in known if leg.ended is None and leg.doing is doing
    ]
    calls = {id_ for id_, _ in legs}
    queue, campaign = (legs[-1][1].queue, legs[-1][1].campaign) if legs else (stretch.queue, stretch.campaign)
    wrap_up = story.presence.wrap_up
    if stretch.status is AgentStatus.WRAP_UP and wrap_up:
        calls = {wrap_up.connection_id}
        ended = story.past.get(wrap_up.connection_id) or story.legs.get(wrap_up.connection_id)
        queue, campaign = (ended[-1].queue, ended[-1].campaign) if ended else (queue, campaign)
    if calls <= stretch.calls and story.chats.keys() <= stretch.chats:
        return stretch
    return replace(
        stretch,
        calls=stretch.calls | calls,
        chats=stretch.chats | story.chats.keys(),
        queue=queue,
        campaign=campaign,
    )


def timeline(diary: Diary, day: Day, now: int, settings: Settings) -> Json:
    """The day of a closed diary: its spans, cut where the day begins and ends, and the seconds in each state.

    The span that lasts has no `until`; its seconds are those until `now`. `figures` are the board's own, of that day.
    """
    over = now >= day.end
    spans = [_cut(stretch, day, over=over) for stretch in diary.stretches]
    kept = [span for span in spans if span.until is None or span.until > span.since]
    totals = dict.fromkeys((one.value for one in AgentStatus), 0)
    for span in kept:
        totals[span.status.value] += _seconds(span, now)
    configured = settings.agents.get(diary.login)
    return {
        "agent": diary.login,
        "name": (configured and configured.name) or diary.login,
        "day": day.name,
        "begin": iso(day.begin, settings.zone),
        "end": iso(day.end, settings.zone),
        "spans": [_span(span, now, settings) for span in kept],
        "totals": totals,
        "figures": as_json(diary.figures(day.name)),
    }


def _cut(stretch: Stretch, day: Day, *, over: bool) -> Stretch:
    until = stretch.until if stretch.until is not None else day.end if over else None
    if until is not None:
        until = max(day.begin, min(until, day.end))
    return replace(stretch, since=min(max(stretch.since, day.begin), day.end), until=until)


def _seconds(span: Stretch, now: int) -> int:
    return max(0, (now if span.until is None else span.until) - span.since)


def _span(span: Stretch, now: int, settings: Settings) -> Json:
    row: Json = {"status": span.status.value, "since": iso(span.since, settings.zone)}
    if span.until is not None:
        row["until"] = iso(span.until, settings.zone)
    row["seconds"] = _seconds(span, now)
    if span.pause is not None:
        row["pause"] = pause_named(span.pause, settings)
    row["calls"] = sorted(span.calls)
    row["chats"] = sorted(span.chats)
    place = {"queue": span.queue, "campaign": span.campaign}
    return row | {name: id_ for name, id_ in place.items() if id_ is not None}
