"""The document for whoever asks once: brought up to date when somebody does, its bytes made once a version."""

from ..board.difference import Json
from ..board.document import Audience, Document, named
from ..events.dates import iso
from ..settings import Settings
from .frames import Block, Copies, join_blocks
from .wallboard import Wallboard


class Asked:
    """One document an audience, and the newest answers."""

    def __init__(self, settings: Settings, wallboard: Wallboard, copies: Copies) -> None:
        """Nobody asked yet."""
        self.settings = settings
        self.wallboard = wallboard
        self.copies = copies
        self._documents: dict[Audience, Document] = {}
        self._answers: dict[tuple[Audience, bool], tuple[tuple[int, str], bytes]] = {}

    def reload(self, settings: Settings) -> None:
        """Make every document anew, by these settings."""
        self.settings = settings
        self._documents.clear()
        self._answers.clear()

    def forget(self) -> None:
        """Make everything anew: versions mean something else from now on."""
        self._documents.clear()
        self._answers.clear()

    def document(self, audience: Audience) -> Json:
        """The state document as it is now."""
        document = self._refreshed(audience)
        return named(document.content, document.version, self.wallboard.now(), self.settings)

    def blocks(self, audience: Audience) -> tuple[Block, Block]:
        """The state document as it is now, as JSON that may stand in a page."""
        as_of = iso(self.wallboard.now(), self.settings.zone)
        return self.copies.of(self._refreshed(audience)).blocks(as_of)

    def answer(self, audience: Audience, *, packed: bool) -> bytes:
        """The same as JSON, plain or as gzip; made once for everybody who asks at this version and second."""
        document = self._refreshed(audience)
        as_of = iso(self.wallboard.now(), self.settings.zone)
        made, kept = self._answers.get((audience, packed), (None, b""))
        if made != (document.version, as_of):
            kept = join_blocks(self.copies.of(document).blocks(as_of), packed=packed)
            self._answers[audience, packed] = ((document.version, as_of), kept)
        return kept

    def _refreshed(self, audience: Audience) -> Document:
        document = self._documents.get(audience)
        if document is None:
            document = self._documents[audience] = Document(audience, self.settings)
        document.refresh(self.wallboard.state)
        return document
