"""Which agents were available in the seconds in which callers hung up. Settled for the day before its reasons go.

Available is whom the board shows so in that second: free by presence, with no live leg. Late events of the last 45
minutes still count; what was then is kept as bits, since a board may ask for some of the agents only.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate
from operator import xor

from .state import AgentAggregate, State

SETTLED_AFTER_S = 2700
SETTLED_EVERY_S = 600  # so within 55 minutes: calls and spans are remembered for 60, on clocks 5 apart at most


def availability(state: State, seconds: Iterable[int]) -> tuple[list[str], dict[int, int]]:
    """Logins, and for each of today's given seconds who of them was available in it: a bit at each login's place."""
    abandoned = state.today.abandoned
    known = set(abandoned.logins)
    logins = abandoned.logins + [login for login in state.agents if login not in known]
    wanted = set(seconds)
    found = {at: int.from_bytes(abandoned.available[at], "little") for at in wanted & abandoned.available.keys()}
    unsettled = sorted(wanted - found.keys())
    if unsettled:
        found |= zip(unsettled, _available([state.agents.get(login) for login in logins], unsettled), strict=True)
    return logins, found


def settle_availability(state: State) -> None:
    """Settle who was available when callers hung up, as far as that is long enough ago."""
    state.settles = state.now + SETTLED_EVERY_S
    abandoned, until = state.today.abandoned, state.now - SETTLED_AFTER_S
    unsettled = [at for at in abandoned.seconds if at <= until and at not in abandoned.available]
    if unsettled:
        abandoned.logins, found = availability(state, unsettled)
        for at, bits in found.items():
            abandoned.available[at] = bits.to_bytes((bits.bit_length() + 7) // 8, "little")


def _available(aggregates: Sequence[AgentAggregate | None], seconds: Sequence[int]) -> list[int]:
    """For each of the sorted seconds the places of the available agents, as bits."""
    changing = [0] * (len(seconds) + 1)
    for place, aggregate in enumerate(aggregates):
        changes = _seconds_available(aggregate, seconds) if aggregate else 0
        changes ^= changes << 1
        while changes:
            first = changes & -changes
            changing[first.bit_length() - 1] ^= 1 << place
            changes ^= first
    return list(accumulate(changing[:-1], xor))


def _seconds_available(aggregate: AgentAggregate, seconds: Sequence[int]) -> int:
    """In which of the seconds the agent was available, as bits."""
    presence, available = aggregate.presence, 0
    if presence.free_since is not None:
        available = _within(seconds, presence.free_since, None)
    for span in (*aggregate.freed, *presence.spans):
        if span.of == "free":
            available |= _within(seconds, span.begun, span.ended)
    if not available:
        return 0
    first, last = seconds[0], seconds[-1]
    for calls in (aggregate.legs, aggregate.past):
        for legs in calls.values():
            for leg in legs:
                if leg.since <= last and (leg.ended is None or leg.ended > first):
                    available &= ~_within(seconds, leg.since, leg.ended)
                for begun, ended in leg.earlier:  # few have any
                    available &= ~_within(seconds, begun, ended)
    return available


def _within(seconds: Sequence[int], begun: int, ended: int | None) -> int:
    """The seconds from `begun` on and before `ended`, as bits."""
    last = len(seconds) if ended is None else bisect_left(seconds, ended)
    return (1 << last) - (1 << min(bisect_left(seconds, begun), last))
