"""Where open pairing codes lie: in this process, or where several nodes share a journal, beside that one on Redis.

Codes live for ten minutes, so after a restart a screen just gets another. What they do: `pairing.py`.
"""

from collections.abc import Callable
from typing import TypeVar

import msgspec

from ..journal import SharedJournal
from ..runtime.ingest import Ingest
from .pairing import LIFETIME_S, PairingError, Pairings

NAME = "pairings"
T = TypeVar("T")


class PairingStore:
    """The codes of all nodes."""

    def __init__(self, ingest: Ingest) -> None:
        self._wallboard = ingest
        self._own = Pairings()

    async def update(self, change: Callable[[Pairings], T]) -> T:
        """Apply a change and give what it gives. PairingError as it raises it, JournalError while Redis is away."""
        journal = self._wallboard.journal
        if not isinstance(journal, SharedJournal):
            return change(self._own)
        result: T | PairingError | None = None

        def changed(data: bytes | None) -> bytes:
            nonlocal result
            pairings = msgspec.json.decode(data, type=Pairings) if data else Pairings()
            try:
                result = change(pairings)
            except PairingError as error:
                result = error  # a wrong code is counted all the same
            return msgspec.json.encode(pairings)

        await journal.update_shared(NAME, changed, 2 * LIFETIME_S)
        if isinstance(result, PairingError):
            raise result
        return result  # type: ignore[return-value]  # `update_shared` has called `changed`
