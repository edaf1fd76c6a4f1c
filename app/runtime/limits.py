"""Limits on pending request bodies; beyond them requests get 503.

Small bodies, as all of Thulium's are, never wait behind large ones, and a slow sender does not delay others: only
bodies that were read count as pending. Not here: connection limits (`web/connections.py`).
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

SMALL_BODY_BYTES = 1 << 16  # bytes of one body; the connection's own buffer holds as much
MAX_LARGE_BODIES = 32  # larger bodies that may be read at a time, each up to a mebibyte
MAX_PENDING_BODIES = 5000  # read and not yet answered: about a second of work
MAX_PENDING_BYTES = 1 << 26  # of these


class TooBusy(Exception):
    """Too much is pending; the text names what."""


class IngestLimits:
    """The bodies pending now."""

    def __init__(self) -> None:
        """Nothing waits."""
        self.large = 0
        self.decoding = asyncio.Lock()  # one large body at a time, in a thread beside the event loop
        self.bodies = 0
        self.bytes = 0

    @contextmanager
    def reading(self, length: int | None) -> Iterator[None]:
        """Read a body of this many bytes (None: unknown). TooBusy if too many large ones are being read."""
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
        """Count a body of this many bytes until its answer. TooBusy if too much is pending."""
        if self.full:
            raise TooBusy(f"{self.bodies} bodies are pending already")
        self.bodies += 1
        self.bytes += size

    def release(self, size: int) -> None:
        """It waits no longer."""
        self.bodies -= 1
        self.bytes -= size
