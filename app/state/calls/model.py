"""A call: its visits to queues, its legs to agents, its dialling for a campaign. Data and plain questions.

How events move it stands in `queue_calls.py` and `campaign_calls.py`. Everything here is frozen: a step
makes a new call, and what is the same object has not changed.
"""

from typing import TypeVar

import msgspec
from msgspec.structs import replace

from ..rules import NEVER, Expire
from ..transitions import DIALING, DIALS, FAILED, LEFT, RINGING, TALKING, TALKS, WAITING, DialStatus, Stage, VisitStatus


class Visit(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One caller's stay in one queue.

    `at` is the date of its ENTER_QUEUE, or of its first sign where that was never seen (`entered` False).
    `decided` is when it got its status, `wait` the seconds waited, None where nobody can know. `shown` is when a ring
    showed that it waits still, after it was thought to be over; `elsewhere` when the caller was last seen to be.
    """

    queue: str
    at: int
    entered: bool
    status: VisitStatus = WAITING
    decided: int | None = None
    wait: int | None = None
    shown: int = 0
    elsewhere: int = 0

    @property
    def waiting(self) -> bool:
        """Whether the caller is in the queue, not yet answered."""
        return self.status is WAITING

    @property
    def counts_from(self) -> int:
        """When it counts as entered: no later than its outcome, though its entry may be dated after it."""
        return self.at if self.decided is None else min(self.at, self.decided)


class Leg(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One agent's part in a call. `agent` is None where a talk named nobody.

    `doing` is ringing, talking or dialing; `since` when that began; `ended` when it ended, None while it
    lives. `guessed`: the end was inferred, and a later AGENT_COMPLETED corrects it. `provisional`: known
    only from a transfer. `answered`: it counts as a call answered or, of a
    campaign, made. `talk`: its seconds, once counted.
    `earlier`: the spans of this agent's parts whose place it took, a ring's before or a talk's dialing.
    """

    agent: str | None
    doing: Stage
    since: int
    queue: str | None = None
    campaign: str | None = None
    provisional: bool = False
    answered: bool = False
    ended: int | None = None
    guessed: bool = False
    completed: bool = False
    talk: int | None = None
    earlier: tuple[tuple[int, int], ...] = ()


class Dial(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The dialling of one campaign call.

    `first` is the date of the first event seen, `since` when the present dialling began, `customer` when the
    customer came on, `talking` when both sides were on, `connected` when they first were. `outcome` is the action
    that ended it, in the document's words, decided at `decided`; `talk` its seconds, None where nobody can know.
    """

    campaign: str
    first: int
    since: int
    status: DialStatus = DIALS
    customer: int | None = None
    talking: int | None = None
    connected: int | None = None
    outcome: str | None = None
    decided: int | None = None
    talk: int | None = None

    @property
    def live(self) -> bool:
        """Whether it still dials or talks."""
        return self.status is DIALS or self.status is TALKS


class Caller(msgspec.Struct, frozen=True, gc=False):
    """Who called under a connection id until the id was used for another call, at `until`."""

    until: int
    number: str | None = None
    name: str | None = None


class Call(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Everything known of one connection.

    `ivr` is since when the caller is in the IVR, None elsewhere. `refused` holds refusals of the last seconds that
    found no ring: they end a ring dated at most `DISORDER` later. `due` is when the next part of it expires.
    `earlier` are the callers of ended calls that had the same id. `unexpected` and `expired` are dates.
    """

    id: str
    started: int
    ivr: int | None = None
    line: str | None = None
    number: str | None = None
    name: str | None = None
    visits: tuple[Visit, ...] = ()
    legs: tuple[Leg, ...] = ()
    dial: Dial | None = None
    refused: tuple[tuple[str, int], ...] = ()
    due: int = NEVER
    earlier: tuple[Caller, ...] = ()
    unexpected: tuple[int, ...] = ()
    expired: tuple[int, ...] = ()

    @property
    def live(self) -> bool:
        """Whether any part of it lives; a call with neither visit nor leg is over."""
        return self.due != NEVER


def caller_at(call: Call, date: int) -> Caller:
    """Who called at `date` under this connection id."""
    now = Caller(NEVER, call.number, call.name)
    return next((caller for caller in call.earlier if date < caller.until), now)


def living(call: Call, *doing: Stage) -> list[Leg]:
    """The legs that live and do one of these."""
    return [leg for leg in call.legs if leg.ended is None and leg.doing in doing]


def stage(call: Call) -> Stage | None:
    """Where the call is: the first that holds of talking, dialing, ringing, the IVR, waiting; None when over."""
    doing = {leg.doing for leg in call.legs if leg.ended is None}
    if TALKING in doing:
        return TALKING
    if call.dial and call.dial.live:
        return TALKING if call.dial.status is TALKS else DIALING
    if RINGING in doing:
        return RINGING
    if call.ivr is not None:
        return Stage.IVR
    return Stage.WAITING if any(v.waiting for v in call.visits) else None


def age(call: Call, until: int, expire: Expire) -> Call:
    """The call when everything that was due before or at `until` has expired, each at its own time."""
    while call.due <= until:
        call = scheduled(_expire(call, call.due, expire), expire)
    return call


def scheduled(call: Call, expire: Expire) -> Call:
    """The call with `due` set to when the next part of it expires."""
    due = NEVER if call.ivr is None else call.ivr + expire.ivr
    for visit in call.visits:
        if visit.status is WAITING and (over := max(visit.at, visit.shown) + expire.waiting) < due:
            due = over
    for leg in call.legs:
        if leg.ended is None and leg.campaign is None and (over := leg.since + _longest(leg, expire)) < due:
            due = over
    if call.dial is not None:
        due = min(due, _dial_due(call.dial, expire))
    return call if due == call.due else replace(call, due=due)


def _dial_due(dial: Dial, expire: Expire) -> int:
    if not dial.live:
        return NEVER
    return dial.since + expire.dialing if dial.talking is None else dial.talking + expire.talking


def _longest(leg: Leg, expire: Expire) -> int:
    if leg.provisional:
        return expire.transferred
    return expire.ringing if leg.doing is RINGING else expire.talking


def _expire(call: Call, now: int, expire: Expire) -> Call:
    """End every part whose time has come; each counts as expired once."""
    if call.ivr is not None and call.ivr + expire.ivr <= now:
        call = replace(call, ivr=None, expired=(*call.expired, now))
    outwaited = [v for v in call.visits if v.waiting and max(v.at, v.shown) + expire.waiting <= now]
    if outwaited:
        call = _all_left(call, outwaited, now)
    gone = [
        leg
        for leg in call.legs
        if leg.ended is None and leg.campaign is None and leg.since + _longest(leg, expire) <= now
    ]
    if gone:
        call = replace(call, legs=all_ended(call.legs, gone, now), expired=(*call.expired, *[now] * len(gone)))
    if call.dial is not None and _dial_due(call.dial, expire) <= now:
        over = replace(call.dial, status=FAILED, decided=now)
        legs = tuple(ended(leg, now) if leg.campaign else leg for leg in call.legs)
        call = replace(call, dial=over, legs=legs, expired=(*call.expired, now))
    return call


def _all_left(call: Call, over: list[Visit], now: int) -> Call:
    """The call with these visits over because their wait has expired, each counted once."""
    ids, queues = {id(visit) for visit in over}, {visit.queue for visit in over}
    visits = tuple([replace(v, status=LEFT, decided=now) if id(v) in ids else v for v in call.visits])
    legs = tuple([ended(g, now) if g.doing is RINGING and g.queue in queues else g for g in call.legs])
    return replace(call, visits=visits, legs=legs, expired=(*call.expired, *[now] * len(over)))


def left(call: Call, visit: Visit, at: int) -> Call:
    """The call with this visit over by inference, and nobody ringing for it any more."""
    over = replace(visit, status=LEFT, decided=at)
    legs = tuple(ended(g, at) if g.doing is RINGING and g.queue == visit.queue else g for g in call.legs)
    return replace(call, visits=swapped(call.visits, visit, over), legs=legs)


def ended(leg: Leg, at: int) -> Leg:
    """The leg over at `at` by inference; one that was over already stays as it was."""
    return leg if leg.ended is not None else replace(leg, ended=at, guessed=True)


def all_ended(legs: tuple[Leg, ...], over: list[Leg], at: int) -> tuple[Leg, ...]:
    """The legs with these of them over at `at` by inference, found by identity: two rings can be alike."""
    if not over:
        return legs
    gone = {id(leg) for leg in over}
    return tuple([ended(leg, at) if id(leg) in gone else leg for leg in legs])


P = TypeVar("P", Visit, Leg)


def swapped(parts: tuple[P, ...], old: P, new: P) -> tuple[P, ...]:
    """The parts with `new` in the place of `old`, found by identity: two rings can be alike."""
    return tuple([new if part is old else part for part in parts])
