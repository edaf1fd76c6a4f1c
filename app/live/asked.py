"""The document for whoever asks once: brought up to date when somebody does, its bytes made once a version.

A document that nobody asks for any more is let go: one of a large centre takes megabytes.
"""

import time
from collections import OrderedDict

from ..board.difference import Json
from ..board.document import Audience, Document, named
from ..events.dates import iso
from ..settings import Settings
from .frames import Block, Copies, join_blocks
from .wallboard import Wallboard
from .yielding import TimeSlice

MAX_DOCUMENTS = 16
IDLE_S = 60.0  # after which a document is let go; programs ask several times a minute


class Kept:
    """One document and the newest answers, plain and packed."""

    __slots__ = ("answers", "asked_at", "document")

    def __init__(self, document: Document) -> None:
        """Nobody was answered yet."""
        self.document = document
        self.answers: dict[bool, tuple[tuple[int, str], bytes]] = {}
        self.asked_at = 0.0


class Asked:
    """The documents asked for last, one an audience."""

    def __init__(self, settings: Settings, wallboard: Wallboard, copies: Copies) -> None:
        """Nobody asked yet."""
        self.settings = settings
        self.wallboard = wallboard
        self.copies = copies
        self._kept: OrderedDict[Audience, Kept] = OrderedDict()

    def reload(self, settings: Settings) -> None:
        """Make every document anew, by these settings."""
        self.settings = settings
        self._kept.clear()

    def forget(self) -> None:
        """Make everything anew: versions mean something else from now on."""
        self._kept.clear()

    async def prepare(self, audience: Audience, time_slice: TimeSlice) -> None:
        """Make the document in slices of time, if it is not there yet."""
        if audience not in self._kept:
            document = Document(audience, self.settings)
            for _ in document.fill(self.wallboard.state):
                if time_slice.is_over():
                    await time_slice.renew()
            if document.settings is self.settings:
                self._kept[audience] = Kept(document)

    def document(self, audience: Audience) -> Json:
        """The state document as it is now."""
        document = self._refreshed(audience).document
        return named(document.content, document.version, self.wallboard.now(), self.settings)

    def blocks(self, audience: Audience) -> tuple[Block, Block]:
        """The state document as it is now, as JSON that may stand in a page."""
        as_of = iso(self.wallboard.now(), self.settings.zone)
        return self.copies.of(self._refreshed(audience).document).blocks(as_of)

    def answer(self, audience: Audience, *, packed: bool) -> bytes:
        """The same as JSON, plain or as gzip; made once for everybody who asks at this version and second."""
        kept = self._refreshed(audience)
        as_of = iso(self.wallboard.now(), self.settings.zone)
        made, answer = kept.answers.get(packed, (None, b""))
        if made != (kept.document.version, as_of):
            answer = join_blocks(self.copies.of(kept.document).blocks(as_of), packed=packed)
            kept.answers[packed] = ((kept.document.version, as_of), answer)
        return answer

    def _refreshed(self, audience: Audience) -> Kept:
        kept = self._kept.get(audience)
        if kept is None:
            kept = self._kept[audience] = Kept(Document(audience, self.settings))
        kept.asked_at = time.monotonic()
        self._kept.move_to_end(audience)
        self._let_go()
        kept.document.refresh(self.wallboard.state)
        return kept

    def _let_go(self) -> None:
        """Of too many documents the ones asked for longest ago, and whatever nobody asked for in a while."""
        now = time.monotonic()
        for audience, kept in list(self._kept.items())[:-1]:  # the last one is being asked for
            if len(self._kept) <= MAX_DOCUMENTS and now < kept.asked_at + IDLE_S:
                return
            del self._kept[audience]
            self.copies.forget(audience)
