"""Documents for requests outside of streams: updated when requested, encoded once a version.

A document that is no longer requested is dropped: one of a large center takes megabytes.
"""

import time
from collections import OrderedDict

from ..config.schema import Settings
from ..document.document import Audience, Document, with_version
from ..document.merge_patch import Json
from ..events.timestamps import iso
from .encoding import Block, DocumentCache, join_blocks
from .ingest import Ingest
from .yielding import TimeSlice

MAX_DOCUMENTS = 16
IDLE_S = 60.0  # after which a document is let go; programs ask several times a minute


class Snapshot:
    """One document and the newest answers, plain and packed."""

    __slots__ = ("answers", "document", "requested_at")

    def __init__(self, document: Document) -> None:
        """Nobody was answered yet."""
        self.document = document
        self.answers: dict[bool, tuple[tuple[int, str], bytes]] = {}
        self.requested_at = 0.0


class SnapshotCache:
    """The documents requested last, one an audience."""

    def __init__(self, settings: Settings, ingest: Ingest, copies: DocumentCache) -> None:
        """Not requested yet."""
        self.settings = settings
        self.ingest = ingest
        self.document_cache = copies
        self._snapshots: OrderedDict[Audience, Snapshot] = OrderedDict()

    def reload(self, settings: Settings) -> None:
        """Rebuild all documents by these settings."""
        self.settings = settings
        self._snapshots.clear()

    def forget(self) -> None:
        """Rebuild all documents: versions mean something else from now on."""
        self._snapshots.clear()

    async def prepare(self, audience: Audience, time_slice: TimeSlice) -> None:
        """Build the document in slices of time, if it is missing."""
        if audience not in self._snapshots:
            document = Document(audience, self.settings, self.ingest.references)
            for _ in document.fill(self.ingest.state):
                if time_slice.is_over():
                    await time_slice.renew()
            if document.settings is self.settings:
                self._snapshots[audience] = Snapshot(document)

    def document(self, audience: Audience) -> Json:
        """The state document as it is now."""
        document = self._refreshed(audience).document
        return with_version(document.content, document.version, self.ingest.now(), self.settings)

    def blocks(self, audience: Audience) -> tuple[Block, Block]:
        """The current state document, as JSON that may be in a page."""
        as_of = iso(self.ingest.now(), self.settings.zone)
        return self.document_cache.of(self._refreshed(audience).document).blocks(as_of)

    def answer(self, audience: Audience, *, packed: bool) -> bytes:
        """The same as JSON, plain or as gzip; made once for all requests at this version and second."""
        snapshot = self._refreshed(audience)
        as_of = iso(self.ingest.now(), self.settings.zone)
        made, answer = snapshot.answers.get(packed, (None, b""))
        if made != (snapshot.document.version, as_of):
            answer = join_blocks(self.document_cache.of(snapshot.document).blocks(as_of), packed=packed)
            snapshot.answers[packed] = ((snapshot.document.version, as_of), answer)
        return answer

    def _refreshed(self, audience: Audience) -> Snapshot:
        snapshot = self._snapshots.get(audience)
        if snapshot is None:
            snapshot = self._snapshots[audience] = Snapshot(Document(audience, self.settings, self.ingest.references))
        snapshot.requested_at = time.monotonic()
        self._snapshots.move_to_end(audience)
        self._evict()
        snapshot.document.refresh(self.ingest.state)
        return snapshot

    def _evict(self) -> None:
        """Drop the documents requested longest ago: those over the limit, and those not requested recently."""
        now = time.monotonic()
        for audience, snapshot in list(self._snapshots.items())[:-1]:  # the last one is being requested
            if len(self._snapshots) <= MAX_DOCUMENTS and now < snapshot.requested_at + IDLE_S:
                return
            del self._snapshots[audience]
            self.document_cache.forget(audience)
