"""Those who watch: one channel an audience, one bounded box a client. Who can't keep up is cut off.

Slowing everybody down for the slowest, or leaving a patch out in silence, are the two ways to ruin a stream
of differences. So a client whose box is full, or who took nothing for a while, is let go and comes back for
a fresh state. Here stands who is let go; the connection itself is the web's (`web/stream.py`).
"""

import asyncio
from collections import Counter, deque
from collections.abc import Callable

from ..board.document import Audience
from ..settings import Key
from .frames import Frame

BOX_BYTES = 1 << 20
"""Bytes that may wait for one client: some minutes of a busy centre."""


class Subscriber:
    """One client's box of frames that wait to be taken."""

    def __init__(self, audience: Audience, *, packed: bool, key: Key | None = None) -> None:
        """An empty box; `packed` says which of a frame's two forms the client takes, `key` what let it in."""
        self.audience = audience
        self.packed = packed
        self.key = key
        self.cut: str | None = None
        self.on_cut: Callable[[], None] = lambda: None
        self._frames: deque[bytes] = deque()
        self._waiting = 0
        self._news = asyncio.Event()
        self._closed = False

    def offer(self, frame: Frame) -> None:
        """Put a frame in the box; a box over its size cuts the client off."""
        if self._closed:
            return
        data = frame.packed if self.packed else frame.plain
        self._frames.append(data)
        self._waiting += len(data)
        # The first frame, a whole state, may alone be larger than the box.
        if self._waiting > BOX_BYTES and len(self._frames) > 1:
            self.let_go("overflow")
        self._news.set()

    def let_go(self, reason: str) -> None:
        """Cut this client off, and remember why."""
        self.cut = self.cut or reason
        self._frames.clear()
        self.close()
        self.on_cut()

    def close(self) -> None:
        """Nothing more comes."""
        self._closed = True
        self._news.set()

    async def take(self) -> bytes | None:
        """Everything that waits, as one piece; None when it is over."""
        while not self._frames:
            if self._closed:
                return None
            self._news.clear()
            await self._news.wait()
        data = b"".join(self._frames)
        self._frames.clear()
        self._waiting = 0
        return data


class Hub:
    """Every subscriber, by audience."""

    def __init__(self) -> None:
        """Nobody watches yet."""
        self._channels: dict[Audience, set[Subscriber]] = {}
        self.closed = False
        self.cuts: Counter[str] = Counter()

    @property
    def audiences(self) -> list[Audience]:
        """The audiences that somebody watches."""
        return list(self._channels)

    @property
    def size(self) -> int:
        """How many clients watch."""
        return sum(len(channel) for channel in self._channels.values())

    def join(self, subscriber: Subscriber) -> None:
        """Send every later frame of the audience to this client too."""
        self._channels.setdefault(subscriber.audience, set()).add(subscriber)

    def leave(self, subscriber: Subscriber) -> None:
        """Forget this client; an audience that nobody watches costs nothing."""
        channel = self._channels.get(subscriber.audience, set())
        channel.discard(subscriber)
        if not channel:
            self._channels.pop(subscriber.audience, None)

    def send(self, audience: Audience, frame: Frame) -> None:
        """Give one frame to all who watch as this audience."""
        for subscriber in tuple(self._channels.get(audience, ())):
            subscriber.offer(frame)

    def withdraw(self, where: Callable[[Subscriber], bool]) -> None:
        """Cut off everybody of whom this holds: they may watch no longer."""
        for channel in self._channels.values():
            for subscriber in tuple(channel):
                if where(subscriber):
                    subscriber.let_go("withdrawn")

    def close(self) -> None:
        """End every stream."""
        self.closed = True
        for channel in self._channels.values():
            for subscriber in channel:
                subscriber.close()
