"""Ticks: while no events arrive, an entry is written when, and only when, a timer is due.

Not here: the timers and their effects (`state/expiry.py`).
"""

import asyncio
import logging
import random
import time
from contextlib import suppress

from ..journal import JournalError, SharedJournal
from ..state.expiry import CLOCK_SET_BACK_S, next_due
from ..state.recent import windows_due
from ..state.server_entries import needs_restating, restatements
from .clock_watch import ClockWatch
from .fingerprint import rules_digest
from .ingest import Closed, Ingest
from .recovery import rebuild
from .sequencing import TICK

NODE_JITTER_S = 0.3  # seconds over which the nodes spread the tick that each of them could write
HALF_DAY_S = 43_200  # what must last is written again at half of what `keep_days` keeps
RULES_CHECK_S = 60.0  # between two looks whether other nodes have the same rules
log = logging.getLogger(__name__)


async def ticker(ingest: Ingest) -> None:
    """Write ticks that are due, and check the journal. Never ends by itself."""
    await ingest.recovered.wait()
    ahead, watch = time.time() - time.monotonic(), ClockWatch()
    while True:
        ahead = _clock_ahead(ahead)
        watch.look(ingest.state.clock_offset)
        if not ingest.slow:
            await _check_journal(ingest)
            await _follow_rewriting(ingest)
        state = ingest.state
        delay = 1.0 if state.event_time else _next_due(ingest) - time.time()
        set_back = not state.event_time and time.time() < state.now - CLOCK_SET_BACK_S
        if (delay <= 0 or set_back) and not ingest.busy and not await _written_by_another(ingest):
            await write_tick(ingest)
        await restate_settings(ingest)
        # A second's grain is what dates have; an event may bring an earlier due time at any moment.
        await asyncio.sleep(min(max(delay, 0.05), 1.0))


def _clock_ahead(before: float) -> float:
    """How far the wall clock is ahead of the monotonic one. A clock that was set back is logged."""
    ahead = time.time() - time.monotonic()
    if ahead < before - CLOCK_SET_BACK_S:
        log.warning(
            "this machine's clock was set back by %.0f s: figures that were reset for a later day stay reset, though "
            "the journal has all events",
            before - ahead,
        )
    return ahead


async def compare_rules(ingest: Ingest) -> None:
    """Warn where other nodes of a shared journal make another state of it, for ever; of one's own there are none."""
    await ingest.recovered.wait()
    digest = rules_digest(ingest.state.rules, event_time=ingest.state.event_time)
    are_same = True
    while isinstance(ingest.journal, SharedJournal):
        try:
            before, are_same = are_same, await ingest.journal.compare_rules(digest)
        except JournalError:
            before = are_same  # the writer reports it
        if before and not are_same:
            log.warning(
                "another node has other settings or another release: timezone, day_start, [expire], [agent] and "
                "--clock must be the same on all nodes, or their figures differ"
            )
        await asyncio.sleep(RULES_CHECK_S)


async def write_tick(ingest: Ingest) -> None:
    """Write an entry that only passes time."""
    try:
        await ingest.receive([TICK])
    except (JournalError, Closed):
        await asyncio.sleep(1)


async def restate_settings(ingest: Ingest) -> None:
    """Write again what must outlive its entries before they are so old that they are trimmed."""
    older_than = ingest.state.now - ingest.settings.journal.keep_days * HALF_DAY_S
    if not needs_restating(ingest.state, older_than) or ingest.slow:
        return
    if isinstance(ingest.journal, SharedJournal):
        await asyncio.sleep(random.uniform(0, NODE_JITTER_S))  # noqa: S311 - no secret
    if needs_restating(ingest.state, older_than):
        with suppress(JournalError, Closed):
            await ingest.write(list(restatements(ingest.state, int(time.time()))))


async def _written_by_another(ingest: Ingest) -> bool:
    """Whether another node wrote the tick that is due here: on many nodes one is enough."""
    if not isinstance(ingest.journal, SharedJournal):
        return False
    await asyncio.sleep(random.uniform(0, NODE_JITTER_S))  # noqa: S311 - no secret
    return _next_due(ingest) > time.time()


def _next_due(ingest: Ingest) -> int:
    """When something changes by itself: in the state, or in a rolling window of it."""
    return min(next_due(ingest.state), windows_due(ingest.state, ingest.settings.recent.minutes))


async def _follow_rewriting(ingest: Ingest) -> None:
    """Make the state anew where another program has rewritten entries: `wallboard forget`."""
    with suppress(JournalError):  # looked at again at the next tick
        if await ingest.journal.was_rewritten():
            log.info("stored entries were rewritten: making the state of them again")
            await rebuild(ingest)


async def _check_journal(ingest: Ingest) -> None:
    """Check whether a failed journal can be written again, and whether a healthy one still exists."""
    try:
        if ingest.error:
            await ingest.journal.probe()
            ingest.mark_healthy()
        else:
            await ingest.journal.check()
    except JournalError as error:
        ingest.fail(error)
