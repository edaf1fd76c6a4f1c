"""Recovery of the state from the journal at the start, and application of other nodes' entries.

The journal decides which entries are applied, and in which order; applying is in `ingest.py`.
"""

import asyncio
import logging
import time

from ..journal import Damaged, Gap, JournalError, SharedJournal
from ..state.expiry import advance_to
from .ingest import Ingest, apply_entry, replayed

PROGRESS_LOG_S = 5.0  # seconds of applying after which recovery says how far it is
RETRY_S = 0.5  # seconds until a journal that failed is tried again
log = logging.getLogger(__name__)


async def recover(ingest: Ingest) -> None:
    """Recover the state; while the journal cannot be read, log it and stay not ready."""
    while not ingest.recovered.is_set():
        try:
            await _recover(ingest)
        except JournalError as error:
            if ingest.error != error.public:
                log.critical("recovery failed: %s", error)
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
        if ingest.checkpoints.due(ingest.state):
            await ingest.save()  # past states begin there
        if time.monotonic() - logged_at > PROGRESS_LOG_S:
            logged_at = time.monotonic()
            log.info("replaying the journal: %d entries after %.0f s", ingest.state.version, logged_at - began)
    ingest.stopped_at = ingest.state.last_event
    if not ingest.state.event_time:
        advance_to(ingest.state, max(ingest.state.now, 0) or int(time.time()))
    ingest.follow_settings()
    await ingest.compare_day()
    await ingest.on_recovered()
    ingest.mark_healthy()
    ingest.recovered.set()
    if ingest.checkpoints.due(ingest.state):
        await ingest.save()  # so that the next start, here or on another node, need not read all this again


async def rebuild(ingest: Ingest) -> None:
    """Make the state again of what the journal holds now, and put it in the place of the old one. JournalError.

    Webhooks go on meanwhile: what they bring is read from the journal too, until nothing is missing.
    """
    state, time_slice = await ingest.checkpoints.newest(ingest.empty()), ingest.background_slice()
    while state.version != ingest.state.version:
        async for records in ingest.journal.read(state.version):
            for record in records:
                apply_entry(state, replayed(record, state))
                if time_slice.is_over():
                    await time_slice.renew()
    advance_to(state, ingest.state.now)
    ingest.state = state
    ingest.follow_settings()
    ingest.reset()


async def follow(ingest: Ingest) -> None:
    """Apply entries that any node appends to a shared journal. Never ends by itself."""
    await ingest.recovered.wait()
    journal = ingest.journal
    while isinstance(journal, SharedJournal):
        try:
            async for records in journal.follow(ingest.state.version):
                await ingest.apply_records(records)
        except Gap as gap:
            log.critical("%s: restarting from its entries", gap)
            ingest.recovered.clear()
            ingest.fail_pending(gap)
            await asyncio.sleep(RETRY_S)
            await recover(ingest)
            ingest.reset()
        except JournalError as error:
            ingest.fail_pending(error)
            await asyncio.sleep(RETRY_S)
