"""A sign of life beside the journal, which distinguishes the time in which no server recorded from a quiet night."""

import asyncio
import logging
import time

from ..journal import JournalError, StoredDay
from ..runtime.ingest import Closed, Ingest
from ..runtime.pending import Outcome
from ..runtime.sequencing import Gap

HEARTBEAT, ANY_DAY = "heartbeat", ""
HEARTBEAT_INTERVAL_S = 60.0
MIN_GAP_S = 120  # what is shorter may be the interval's
log = logging.getLogger(__name__)


class Recorder:
    """Says when it last saw the journal written, and writes an entry where that is long ago."""

    def __init__(self, ingest: Ingest) -> None:
        """Have the first entry after a recovery say what was missed before it."""
        self.ingest = ingest
        ingest.on_recovered = self.resume

    async def resume(self) -> None:
        """Submit, before anything else, since when nothing was recorded. Its commit is not awaited."""
        if not self.ingest.state.event_time:
            await self._report_gap()

    async def run(self) -> None:
        """Give a sign of life now and then, and notice when none could be given. Never ends by itself."""
        await self.ingest.recovered.wait()
        while not self.ingest.state.event_time:
            if not self.ingest.error:
                await self._report_gap()
                await self.beat()
            await asyncio.sleep(HEARTBEAT_INTERVAL_S)

    async def beat(self) -> None:
        """Give a sign of life."""
        row = StoredDay(ANY_DAY, HEARTBEAT, str(int(time.time())).encode())
        try:
            await self.ingest.journal.put_days([row])
        except JournalError as error:
            log.debug("no sign of life was written: %s", error)

    async def _report_gap(self) -> None:
        now = int(time.time())
        try:
            for row in await self.ingest.journal.days(HEARTBEAT, [ANY_DAY]):
                if now - int(row.data) > MIN_GAP_S:
                    self.ingest.submit([Gap({}, since=int(row.data))]).add_done_callback(_retrieve)
        except (JournalError, Closed, ValueError) as error:
            log.debug("what was not recorded is not known: %s", error)


def _retrieve(done: asyncio.Future[list[Outcome]]) -> None:
    """Who could not write the entry says so; asyncio need not."""
    if not done.cancelled():
        done.exception()
