"""Time passes: while nothing arrives, an entry is written when, and only when, something is due.

What is due, and what then becomes of it, the state says (`state/passing.py`).
"""

import asyncio
import logging
import random
import time
from contextlib import suppress

from ..journal import JournalError, SharedJournal
from ..state.passing import SET_BACK, next_due
from ..state.server_entries import needs_restating, restatements
from .clock_watch import ClockWatch
from .entries import TICK
from .fingerprint import rules_digest
from .wallboard import Closed, Wallboard

APART = 0.3  # seconds over which the nodes spread the tick that each of them could write
HALF_DAY_S = 43_200  # what must last is written again at half of what `keep_days` keeps
RULES_CHECK_S = 60.0  # between two looks whether other nodes have the same rules
log = logging.getLogger(__name__)


async def tick(wallboard: Wallboard) -> None:
    """Write what is due, and see how the journal is. Never ends by itself."""
    await wallboard.recovered.wait()
    ahead, watch = time.time() - time.monotonic(), ClockWatch()
    while True:
        ahead = _clock_ahead(ahead)
        watch.look(wallboard.state.clock_offset)
        if not wallboard.slow:
            await _check_journal(wallboard)
        state = wallboard.state
        delay = 1.0 if state.by_events else next_due(state) - time.time()
        set_back = not state.by_events and time.time() < state.now - SET_BACK
        if (delay <= 0 or set_back) and not wallboard.busy and not await _written_by_another(wallboard):
            await write_tick(wallboard)
        await restate_settings(wallboard)
        # A second's grain is what dates have; an event may bring an earlier due time at any moment.
        await asyncio.sleep(min(max(delay, 0.05), 1.0))


def _clock_ahead(before: float) -> float:
    """How far the wall clock is ahead of one that nobody sets. A clock that was set back is logged."""
    ahead = time.time() - time.monotonic()
    if ahead < before - SET_BACK:
        log.warning(
            "this machine's clock was set back by %.0f s: figures that it began again as those of a later day stay so, "
            "though the journal has every event",
            before - ahead,
        )
    return ahead


async def compare_rules(wallboard: Wallboard) -> None:
    """Warn where other nodes of a shared journal make another state of it, for ever; of one's own there are none."""
    await wallboard.recovered.wait()
    digest = rules_digest(wallboard.state.rules, by_events=wallboard.state.by_events)
    are_same = True
    while isinstance(wallboard.journal, SharedJournal):
        try:
            before, are_same = are_same, await wallboard.journal.compare_rules(digest)
        except JournalError:
            before = are_same  # whoever writes says so
        if before and not are_same:
            log.warning(
                "another node has other rules, or is another release: timezone, day_start, [expire], [agent] and "
                "--clock must be the same on every node, or each shows other figures of the same events"
            )
        await asyncio.sleep(RULES_CHECK_S)


async def write_tick(wallboard: Wallboard) -> None:
    """Write an entry that says nothing but that time has passed."""
    try:
        await wallboard.receive([TICK])
    except (JournalError, Closed):
        await asyncio.sleep(1)


async def restate_settings(wallboard: Wallboard) -> None:
    """Write again what must outlive its entries before they are so old that they are trimmed."""
    older_than = wallboard.state.now - wallboard.settings.journal.keep_days * HALF_DAY_S
    if not needs_restating(wallboard.state, older_than) or wallboard.slow:
        return
    if isinstance(wallboard.journal, SharedJournal):
        await asyncio.sleep(random.uniform(0, APART))  # noqa: S311 - no secret
    if needs_restating(wallboard.state, older_than):
        with suppress(JournalError, Closed):
            await wallboard.write(list(restatements(wallboard.state, int(time.time()))))


async def _written_by_another(wallboard: Wallboard) -> bool:
    """Whether another node wrote what is due here: on many nodes one tick is enough."""
    if not isinstance(wallboard.journal, SharedJournal):
        return False
    await asyncio.sleep(random.uniform(0, APART))  # noqa: S311 - no secret
    return next_due(wallboard.state) > time.time()


async def _check_journal(wallboard: Wallboard) -> None:
    """See whether a journal in trouble can be written again, and whether one that is well is still there."""
    try:
        if wallboard.trouble:
            await wallboard.journal.probe()
            wallboard.well()
        else:
            await wallboard.journal.check()
    except JournalError as error:
        wallboard.fail(error)
