"""Those who watch: their connections, and who is let go because too much waits for them.

Slowing everybody down for the slowest, or leaving a patch out in silence, are the two ways to ruin a stream
of differences. So a frame is written straight to each connection, which keeps what the client does not take yet;
a client for whom too much waits there, or who took nothing for a while, is let go and comes back for a fresh
state. How a connection is opened is the web's (`web/handlers/stream.py`).
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable

from ..config.schema import Key
from ..document.document import Audience
from .encoding import Encoding, Frame
from .yielding import SLICE_S, TimeSlice

SEND_BUFFER_BYTES = 1 << 16
"""What the kernel may hold for one client (Linux takes twice that); else it would hide megabytes of a stalled one."""
MAX_BACKLOG_BYTES = (1 << 20) - 2 * SEND_BUFFER_BYTES
"""Bytes that may wait for one client beside those: 1 MiB in all, some minutes of a busy centre."""
STALLED_AFTER_S = 30.0  # seconds in which a client takes nothing although something waits
SUBSCRIBERS_PER_SLICE = (
    50  # connections written to between two looks at the clock: less than 1 ms, unless patches are large
)
CLOSE_WAIT_S = 0.5  # seconds that the end of all streams waits for clients that take slowly
Send = Callable[[bytes], int]
"""Gives bytes to the kernel, and says how many it took. OSError if it takes none."""
log = logging.getLogger(__name__)


def no_direct_send(_data: bytes) -> int:
    """What may be given to the kernel past a transport in which something waits."""
    return 0


class Subscriber:
    """One client: what it watches, in which form, over which connection."""

    __slots__ = ("_expected", "_queued", "_send", "_since", "audience", "encoding", "key", "left", "transport")

    def __init__(  # noqa: PLR0913 - all of it is the one connection
        self,
        audience: Audience,
        encoding: Encoding,
        transport: asyncio.Transport,
        *,
        key: Key | None = None,
        send: Send = no_direct_send,
        left: Callable[[], None] = lambda: None,
    ) -> None:
        """`key` is what let it in; `left` is called once, at its end.

        `send` gives bytes to the connection past the transport, and none once the connection is over.
        """
        self.audience = audience
        self.encoding = encoding
        self.key = key
        self.transport = transport
        self.left = left
        self._send = send
        self._queued = 0  # bytes written since something waited
        self._expected = 0  # bytes that wait if the client takes nothing from now on
        self._since = 0.0  # when it last took something

    @property
    def direct_send(self) -> Send:
        """How the next frame may go to the kernel: past the transport, while nothing waits there."""
        return no_direct_send if self.transport.get_write_buffer_size() else self._send

    def overflow_reason(self, more: int) -> str:
        """Why this client cannot be given `more` bytes beside those that wait; empty while it keeps up."""
        waiting = self.transport.get_write_buffer_size()
        if not waiting:
            self._queued, self._expected = 0, 0
            return ""
        now = time.monotonic()
        if waiting < self._expected or not self._expected:
            self._since = now
        self._queued += more
        self._expected = waiting + more
        # What waited before, perhaps a whole state, may alone be larger than the box.
        if min(self._queued, self._expected) > MAX_BACKLOG_BYTES:
            return "overflow"
        return "stalled" if now - self._since > STALLED_AFTER_S else ""


class Hub:
    """Every subscriber, by audience and form."""

    def __init__(self) -> None:
        """Nobody watches yet."""
        self._channels: dict[tuple[Audience, Encoding], dict[Subscriber, Send]] = {}
        self.closed = False
        self.cuts: Counter[str] = Counter()

    @property
    def audiences(self) -> list[Audience]:
        """The audiences that somebody watches."""
        return list(dict.fromkeys(audience for audience, _ in self._channels))

    @property
    def subscribers(self) -> list[Subscriber]:
        """Everybody who watches."""
        return [subscriber for channel in self._channels.values() for subscriber in channel]

    @property
    def size(self) -> int:
        """How many clients watch."""
        return sum(len(channel) for channel in self._channels.values())

    def join(self, subscriber: Subscriber, first: Frame) -> None:
        """Give the client its first frame, and every later one of its audience."""
        channel = self._channels.setdefault((subscriber.audience, subscriber.encoding), {})
        channel[subscriber] = direct_send = subscriber.direct_send
        self._write([(subscriber, direct_send)], first.to_bytes(subscriber.encoding))

    def leave(self, subscriber: Subscriber) -> None:
        """Forget this client; an audience that nobody watches costs nothing."""
        place = (subscriber.audience, subscriber.encoding)
        channel = self._channels.get(place, {})
        if subscriber in channel:
            del channel[subscriber]
            if not channel:
                del self._channels[place]
            subscriber.left()

    async def send(self, audience: Audience, frame: Frame) -> None:
        """Give one frame to all who watch as this audience now; whoever joins meanwhile has a newer state.

        One at a time: the next may begin when this has returned. What is looked at one by one comes from far in
        memory each time, so everybody is looked up first, all together.
        """
        sweep = [
            (frame.to_bytes(encoding), list(channel), list(channel.values()))
            for (whose, encoding), channel in self._channels.items()
            if whose == audience
        ]
        time_slice = TimeSlice(SLICE_S)
        for data, subscribers, direct_send in sweep:
            for start in range(0, len(subscribers), SUBSCRIBERS_PER_SLICE):
                if time_slice.is_over():
                    await time_slice.renew()
                end = start + SUBSCRIBERS_PER_SLICE
                self._write(zip(subscribers[start:end], direct_send[start:end], strict=True), data)

    def withdraw(self, where: Callable[[Subscriber], bool]) -> None:
        """Cut off everybody of whom this holds: they may watch no longer."""
        for subscriber in self.subscribers:
            if where(subscriber):
                self._disconnect(subscriber, "withdrawn")

    def end(self, subscriber: Subscriber) -> None:
        """End this stream: what waits is still sent, nothing more comes."""
        if not subscriber.transport.is_closing():
            subscriber.transport.write(subscriber.encoding.end)
            subscriber.transport.close()
        self.leave(subscriber)

    async def close(self) -> None:
        """End every stream; those whose clients do not take what waits are broken off."""
        self.closed = True
        ending = self.subscribers
        for subscriber in ending:
            self.end(subscriber)
        if any(one.transport.get_write_buffer_size() for one in ending):
            await asyncio.sleep(CLOSE_WAIT_S)
        for one in ending:
            if one.transport.get_write_buffer_size():
                one.transport.abort()

    def _write(self, some: Iterable[tuple[Subscriber, Send]], data: bytes) -> None:
        """The inner loop of all: next to nothing but the kernel's call, and what it does not take to the transport."""
        size = len(data)
        for subscriber, send in some:
            try:
                taken = send(data)
            except OSError:
                taken = 0
            if taken != size:
                self._write_rest(subscriber, data[taken:])

    def _write_rest(self, subscriber: Subscriber, data: bytes) -> None:
        if subscriber.transport.is_closing():
            self.leave(subscriber)
        elif reason := subscriber.overflow_reason(len(data)):
            self._disconnect(subscriber, reason)
        else:
            subscriber.transport.write(data)
            channel = self._channels.get((subscriber.audience, subscriber.encoding), {})
            if subscriber in channel:
                channel[subscriber] = subscriber.direct_send

    def _disconnect(self, subscriber: Subscriber, reason: str) -> None:
        """Cut this client off, at once and with everything that waits for it."""
        if not subscriber.transport.is_closing():
            log.info("a stream was cut off: %s", reason)
            self.cuts[reason] += 1
            subscriber.transport.abort()
        self.leave(subscriber)
