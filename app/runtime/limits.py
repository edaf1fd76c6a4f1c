"""How much may wait: bodies being read and bodies being written are bounded, so a storm costs refusals, not memory.

Small bodies, which all of Thulium's are, never wait behind large ones, and nobody who sends slowly keeps another
from being taken: only what has been read counts as waiting. Who is refused comes again.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

SMALL_BODY_BYTES = 1 << 16  # bytes of one body; the connection's own buffer holds as much
MAX_LARGE_BODIES = 32  # larger bodies that may be read at a time, each up to a mebibyte
MAX_PENDING_BODIES = 5000  # read and not yet answered: about a second of work
MAX_PENDING_BYTES = 1 << 26  # of these


class TooBusy(Exception):
    """As much waits as may; the text says of what."""


class IngestLimits:
    """What waits now."""

    def __init__(self) -> None:
        """Nothing waits."""
        self.large = 0
        self.decoding = asyncio.Lock()  # one large body at a time, in a thread beside the event loop
        self.bodies = 0
        self.bytes = 0

    @contextmanager
    def reading(self, length: int | None) -> Iterator[None]:
        """While a body of so many bytes (None: unknown) is being read. Full if too many large ones are."""
        large = length is None or length > SMALL_BODY_BYTES
        if large and self.large >= MAX_LARGE_BODIES:
            raise TooBusy(f"{MAX_LARGE_BODIES} large bodies are being read already")
        self.large += large
        try:
            yield
        finally:
            self.large -= large

    @property
    def full(self) -> bool:
        """Whether no more bodies may wait."""
        return self.bodies >= MAX_PENDING_BODIES or self.bytes >= MAX_PENDING_BYTES

    @contextmanager
    def waiting(self, size: int) -> Iterator[None]:
        """While a body that was read waits for its answer. Full if too much waits before it."""
        self.acquire(size)
        try:
            yield
        finally:
            self.release(size)

    def acquire(self, size: int) -> None:
        """A body of so many bytes was read and waits for its answer. Full if too much waits before it."""
        if self.full:
            raise TooBusy(f"{self.bodies} bodies wait already")
        self.bodies += 1
        self.bytes += size

    def release(self, size: int) -> None:
        """It waits no longer."""
        self.bodies -= 1
        self.bytes -= size
