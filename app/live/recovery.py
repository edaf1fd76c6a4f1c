"""From the journal to the state: at the start, and for ever where other nodes append to it as well.

What is applied, and in which order, the journal says; applying it is the writer's (`wallboard.py`).
"""

import asyncio
import logging
import time

from ..journal import Damaged, Gap, JournalError, SharedJournal
from ..state.passing import advance
from .wallboard import Wallboard

LATE = 5.0  # seconds of applying after which recovery says how far it is
AGAIN = 0.5  # seconds until a journal that failed is tried again
log = logging.getLogger(__name__)


async def recover(wallboard: Wallboard) -> None:
    """Bring back the state; while the journal cannot be read, say so and stay not ready."""
    while not wallboard.recovered.is_set():
        try:
            await _recover(wallboard)
        except JournalError as error:
            if wallboard.trouble != error.public:
                log.critical("nothing can be recovered: %s", error)
            wallboard.trouble = error.public
            if isinstance(error, Damaged):
                return
            await asyncio.sleep(AGAIN)


async def _recover(wallboard: Wallboard) -> None:
    """Begin at the newest checkpoint that fits and apply the entries after it."""
    wallboard.state = await wallboard.checkpoints.newest(wallboard.empty())
    began = told = time.monotonic()
    async for records in wallboard.journal.read(wallboard.state.version):
        await wallboard.take(records)
        await asyncio.sleep(0)
        if time.monotonic() - told > LATE:
            told = time.monotonic()
            log.info("replaying the journal: %d entries after %.0f s", wallboard.state.version, told - began)
    wallboard.stopped_at = wallboard.state.last_event
    if not wallboard.state.by_events:
        advance(wallboard.state, max(wallboard.state.now, 0) or int(time.time()))
    wallboard.follow_settings()
    wallboard.well()
    wallboard.recovered.set()
    if wallboard.checkpoints.due(wallboard.state):
        await wallboard.save()  # so that the next start, here or on another node, need not read all this again


async def follow(wallboard: Wallboard) -> None:
    """Apply what any node appends to a shared journal, as it comes. Never ends by itself."""
    await wallboard.recovered.wait()
    journal = wallboard.journal
    while isinstance(journal, SharedJournal):
        try:
            async for records in journal.follow(wallboard.state.version):
                await wallboard.take(records)
        except Gap as gap:
            log.critical("%s: beginning again from what it has", gap)
            wallboard.recovered.clear()
            wallboard.break_off(gap)
            await asyncio.sleep(AGAIN)
            await recover(wallboard)
            wallboard.begin_anew()
        except JournalError as error:
            wallboard.break_off(error)
            await asyncio.sleep(AGAIN)
