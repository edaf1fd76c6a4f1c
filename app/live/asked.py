"""The document for whoever asks once: encoded and packed once for each version and second, however many ask."""

import zlib
from typing import NamedTuple

import msgspec

from ..board.difference import Json
from ..board.document import Audience, Document, named
from ..settings import Settings
from .wallboard import Wallboard


class Answer(NamedTuple):
    """The encoded document of one version and second."""

    version: int
    second: int
    plain: bytes
    packed: bytes


class Asked:
    """One document an audience, brought up to date when somebody asks."""

    def __init__(self, settings: Settings, wallboard: Wallboard) -> None:
        """Nobody asked yet."""
        self.settings = settings
        self.wallboard = wallboard
        self._documents: dict[Audience, Document] = {}
        self._answers: dict[Audience, Answer] = {}

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
        document = self._documents.get(audience)
        if document is None:
            document = self._documents[audience] = Document(audience, self.settings)
        document.refresh(self.wallboard.state)
        return named(document.content, document.version, self.wallboard.now(), self.settings)

    def answer(self, audience: Audience) -> Answer:
        """The same, encoded and packed."""
        version, second = self.wallboard.state.version, int(self.wallboard.now())
        kept = self._answers.get(audience)
        if kept is None or (kept.version, kept.second) != (version, second):
            plain = msgspec.json.encode(self.document(audience))
            kept = Answer(version, second, plain, b"")
            self._answers[audience] = kept
        return kept

    def packed(self, audience: Audience) -> Answer:
        """The same with its gzip form made."""
        kept = self.answer(audience)
        if not kept.packed:
            packer = zlib.compressobj(6, zlib.DEFLATED, zlib.MAX_WBITS | 16)
            kept = kept._replace(packed=packer.compress(kept.plain) + packer.flush())
            self._answers[audience] = kept
        return kept
