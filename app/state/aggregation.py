"""A thing's share in every figure, live and of the day: taken out before it changes, put in afterwards.

What a single visit, leg or closing counts stands in `tallies.py`; here stands where it counts.
"""

from itertools import zip_longest
from typing import TypeVar

from . import daily_totals
from .agents import Presence
from .calls.callbacks import apply_caller_delta
from .calls.model import Call, Dial, Leg, Visit
from .chats import Chat
from .daily_totals import ChatQueueDay, Day, add_to_histogram
from .state import State
from .statuses import DIALS, TALKING, TALKS, WAITING, ChatStatus
from .tickets import Ticket

T = TypeVar("T")
_NO_CALL = Call(id="", started=0)
_NO_PRESENCE = Presence()


def apply_call_delta(state: State, old: Call | None, new: Call | None) -> list[tuple[Leg, int]]:
    """Take the old call's share out and put the new one's in; which legs changed.

    Parts that are the same object are left alone.
    """
    before, after = old or _NO_CALL, new or _NO_CALL
    if before.visits is not after.visits:
        for was, is_ in zip_longest(before.visits, after.visits):
            if was is not is_:
                _apply_visit_delta(state, was, is_)
    legs = changed(before.legs, after.legs) if before.legs is not after.legs else []
    if legs:
        _apply_legs_delta(state, before, after, legs)
    if before.dial is not after.dial:
        if before.dial:
            _count_dial(state, before.dial, -1)
        if after.dial:
            _count_dial(state, after.dial, +1)
    apply_caller_delta(state, before, after, legs)
    if before.unexpected is not after.unexpected or before.expired is not after.expired:
        _apply_unexpected_delta(state, before, after)
    return legs


def apply_chat_delta(state: State, old: Chat | None, new: Chat | None) -> None:
    """Take the old conversation's share out and put the new one's in."""
    if old:
        _count_chat(state, old, -1)
    if new:
        _count_chat(state, new, +1)
    _apply_unexpected_delta(state, old, new)


def apply_ticket_delta(state: State, old: Ticket | None, new: Ticket | None) -> None:
    """Take the old ticket's share of what is open now out and put the new one's in."""
    for ticket, sign in ((old, -1), (new, +1)):
        if ticket and ticket.open:
            state.desk.open += sign
            if ticket.awaiting is not None:
                add_to_histogram(state.desk.awaiting, ticket.awaiting, sign)
    _count_dates(state, old.expired if old else (), "expired", -1)
    _count_dates(state, new.expired if new else (), "expired", +1)
    state.touch("tickets")


def apply_presence_delta(state: State, login: str, old: Presence | None, new: Presence | None) -> None:
    """Take the old presence's spans out and put the new one's in."""
    before, after = old or _NO_PRESENCE, new or _NO_PRESENCE
    if before.spans is not after.spans:
        for span, sign in changed(before.spans, after.spans):
            for day in (*state.counted_days, *state.days[1:]):
                daily_totals.count_span(day, login, span, sign)
    if before.unexpected is not after.unexpected or before.expired is not after.expired:
        _apply_unexpected_delta(state, before, after)


def changed(before: tuple[T, ...], after: tuple[T, ...]) -> list[tuple[T, int]]:
    """The parts taken away (-1) and put in (+1), place by place; what is the same object has not changed."""
    found = []
    for was, is_ in zip_longest(before, after):
        if was is not is_:
            if was is not None:
                found.append((was, -1))
            if is_ is not None:
                found.append((is_, +1))
    return found


def _apply_visit_delta(state: State, old: Visit | None, new: Visit | None) -> None:
    """Take the old visit's share out and put the new one's in; nearly always it entered today, and stays entered."""
    same = old and new and old.queue == new.queue and old.counts_from == new.counts_from >= state.today.begin
    if old:
        state.touch("queue", old.queue)
        if not same:
            _count_entered(state, old, -1)
        _count_visit(state, old, -1)
    if new:
        state.touch("queue", new.queue)
        if not same:
            _count_entered(state, new, +1)
        _count_visit(state, new, +1)


def _count_entered(state: State, visit: Visit, sign: int) -> None:
    at = visit.counts_from
    if entered := state.day_at(at):
        daily_totals.count_entered(entered.queue(visit.queue), at, sign)
    for day in state.counted_days:
        if at < day.begin and (visit.decided is None or visit.decided >= day.begin):
            # Callers who still waited at the day rollover are also the new day's first entered.
            daily_totals.count_entered(day.queue(visit.queue), day.begin, sign)


def _count_visit(state: State, visit: Visit, sign: int) -> None:
    if visit.status is WAITING:
        add_to_histogram(state.queue(visit.queue).waiting, visit.at, sign)
    elif visit.decided is not None and (decided := state.day_at(visit.decided)):
        daily_totals.count_outcome(decided.queue(visit.queue), visit, sign)


def _apply_legs_delta(state: State, old: Call, new: Call, legs: list[tuple[Leg, int]]) -> None:
    talks = False
    for leg, sign in legs:
        _count_leg(state, leg, sign)
        talks = talks or leg.doing is TALKING
    if talks:
        _apply_talking_delta(state, old, new)


def _count_leg(state: State, leg: Leg, sign: int) -> None:
    if leg.queue and leg.ended is None:
        state.queue(leg.queue).legs += sign
        state.touch("queue", leg.queue)
    if leg.agent and leg.answered and (begun := state.day_at(leg.since)):
        daily_totals.count_leg_begun(begun.agent(leg.agent), leg, sign)
    if leg.talk is None or leg.ended is None or not (day := state.day_at(leg.ended)):
        return
    if leg.queue:
        daily_totals.count_talk(day.queue(leg.queue), leg, sign)
        state.touch("queue", leg.queue)
    if leg.agent:
        day.agent(leg.agent).talk_time += sign * leg.talk


def _count_dial(state: State, dial: Dial, sign: int) -> None:
    state.touch("campaign", dial.campaign)
    now = state.campaign(dial.campaign)
    if dial.status is DIALS:
        now.dialing += sign
    elif dial.status is TALKS:
        now.talking += sign
    if day := state.day_at(dial.first):
        daily_totals.count_dial(day.campaign(dial.campaign), dial.first, "attempts", sign)
    if dial.connected is not None and (day := state.day_at(dial.connected)):
        daily_totals.count_dial(day.campaign(dial.campaign), dial.connected, "connected", sign)
    if dial.decided is not None and (day := state.day_at(dial.decided)):
        daily_totals.count_dial_decided(day.campaign(dial.campaign), dial, sign)


def _count_chat(state: State, chat: Chat, sign: int) -> None:
    state.touch("chat_queue", chat.queue)
    now = state.chat_queue(chat.queue)
    if chat.status is ChatStatus.WAITING:
        add_to_histogram(now.waiting, chat.since, sign)
    elif chat.status is ChatStatus.ACTIVE:
        now.active += sign
    if chat.created is not None and (day := state.day_at(chat.created)):
        daily_totals.count_chat(_chat_day(state, day, chat.created_in), chat.created, "created", sign)
    if chat.assigned is not None and (day := state.day_at(chat.assigned)):
        known = chat.created is not None and chat.created <= chat.assigned
        wait = chat.assigned - chat.created if known and chat.created is not None else None
        daily_totals.count_chat(_chat_day(state, day, chat.assigned_in), chat.assigned, "assigned", sign, wait)
    if chat.closed is not None and (day := state.day_at(chat.closed)):
        outcome = "missed" if chat.assigned is None else "closed"
        daily_totals.count_chat(_chat_day(state, day, chat.closed_in), chat.closed, outcome, sign)
    first_turns = dict(reversed(chat.agents))
    for agent, date in first_turns.items():
        if day := state.day_at(date):
            day.agent(agent).chats += sign
            state.touch("agent", agent)


def _chat_day(state: State, day: Day, queue: str) -> ChatQueueDay:
    state.touch("chat_queue", queue)
    return day.chat_queue(queue)


def _apply_talking_delta(state: State, old: Call, new: Call) -> None:
    """A queue counts the calls with a talk, not the agents."""
    before, after = _talking_in(old), _talking_in(new)
    if before == after:
        return
    for queue in before - after:
        state.queue(queue).talking -= 1
    for queue in after - before:
        state.queue(queue).talking += 1


def _talking_in(call: Call) -> set[str]:
    return {leg.queue for leg in call.legs if leg.queue and leg.ended is None and leg.doing is TALKING}


def _apply_unexpected_delta(
    state: State, old: Call | Chat | Presence | None, new: Call | Chat | Presence | None
) -> None:
    if old and new and old.unexpected is new.unexpected and old.expired is new.expired:
        return
    for entity, sign in ((old, -1), (new, +1)):
        if entity and (entity.unexpected or entity.expired):
            _count_dates(state, entity.unexpected, "unexpected", sign)
            _count_dates(state, entity.expired, "expired", sign)


def _count_dates(state: State, when: tuple[int, ...], figure: str, sign: int) -> None:
    for date in when:
        if day := state.day_at(date):
            setattr(day.feed, figure, getattr(day.feed, figure) + sign)
