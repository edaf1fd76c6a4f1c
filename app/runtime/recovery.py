"""From the journal to the state: at the start, and for ever where other nodes append to it as well.

What is applied, and in which order, the journal says; applying it is the writer's (`wallboard.py`).
"""

import asyncio
import logging
import time

from ..journal import Damaged, Gap, JournalError, SharedJournal
from ..state.expiry import advance_to
from .ingest import Ingest

PROGRESS_LOG_S = 5.0  # seconds of applying after which recovery says how far it is
RETRY_S = 0.5  # seconds until a journal that failed is tried again
log = logging.getLogger(__name__)


async def recover(ingest: Ingest) -> None:
    """Bring back the state; while the journal cannot be read, say so and stay not ready."""
    while not ingest.recovered.is_set():
        try:
            await _recover(ingest)
        except JournalError as error:
            if ingest.error != error.public:
                log.critical("nothing can be recovered: %s", error)
            ingest.error = error.public
            if isinstance(error, Damaged):
                return
            await asyncio.sleep(RETRY_S)


async def _recover(ingest: Ingest) -> None:
    """Begin at the newest checkpoint that fits and apply the entries after it."""
    ingest.state = await ingest.checkpoints.newest(ingest.empty())
    began = logged_at = time.monotonic()
    async for records in ingest.journal.read(ingest.state.version):
        await ingest.apply_records(records)
        await asyncio.sleep(0)
        if time.monotonic() - logged_at > PROGRESS_LOG_S:
            logged_at = time.monotonic()
            log.info("replaying the journal: %d entries after %.0f s", ingest.state.version, logged_at - began)
    ingest.stopped_at = ingest.state.last_event
    if not ingest.state.event_time:
        advance_to(ingest.state, max(ingest.state.now, 0) or int(time.time()))
    ingest.follow_settings()
    ingest.mark_healthy()
    ingest.recovered.set()
    if ingest.checkpoints.due(ingest.state):
        await ingest.save()  # so that the next start, here or on another node, need not read all this again


async def follow(ingest: Ingest) -> None:
    """Apply what any node appends to a shared journal, as it comes. Never ends by itself."""
    await ingest.recovered.wait()
    journal = ingest.journal
    while isinstance(journal, SharedJournal):
        try:
            async for records in journal.follow(ingest.state.version):
                await ingest.apply_records(records)
        except Gap as gap:
            log.critical("%s: beginning again from what it has", gap)
            ingest.recovered.clear()
            ingest.fail_pending(gap)
            await asyncio.sleep(RETRY_S)
            await recover(ingest)
            ingest.reset()
        except JournalError as error:
            ingest.fail_pending(error)
            await asyncio.sleep(RETRY_S)
