"""The sessions of keys that have none of their own: those of the file, and those that an older release made.

They lie beside the journal, as past days do: shared by all nodes, in every backup, and no entry. Only hashes.
"""

import time

from ..config.access import digest, session_of
from ..journal import JournalError, StoredDay
from ..runtime.ingest import Ingest
from .key_ring import KeyRing

SESSIONS = "session"  # the part that they are, beside a day's
MIN_LOAD_INTERVAL_S = 1.0
"""Between two looks for sessions that another node has begun: unknown cookies come as often as they like."""


class SessionStore:
    """Reads and writes them; the ring knows those that were read."""

    def __init__(self, ingest: Ingest, ring: KeyRing) -> None:
        """Nothing was read yet."""
        self._ingest = ingest
        self._ring = ring
        self._loaded_at: float | None = None

    async def load(self) -> None:
        """Have the ring know all there are, unless it was just done. What cannot be read is unknown."""
        now = time.monotonic()
        if self._loaded_at is not None and now < self._loaded_at + MIN_LOAD_INTERVAL_S:
            return
        self._loaded_at, journal = now, self._ingest.journal
        try:
            rows = await journal.days(SESSIONS, await journal.day_names(SESSIONS))
        except JournalError:
            return
        self._ring.add_sessions({row.day: row.data.decode() for row in rows})

    async def begin(self, id_: str, key: str) -> bool:
        """Know this key's session from now on, on all nodes; whether that could be stored."""
        session = digest(session_of(key))
        try:
            await self._ingest.journal.put_days([StoredDay(id_, SESSIONS, session.encode())])
        except JournalError:
            return False
        self._ring.add_sessions({id_: session})
        return True
