"""A thin load generator: some kept-alive connections, each sends its next ready request upon an answer.

It reads no more of an answer than its status and length, so that the server is what is busy. As a process,
`python -m tests.benchmarks.load FILE`, it takes lines of "port from count" and says how many were answered 200.
"""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.servers import AUTHORIZATION, PATH

CONNECTIONS = 32
PATIENCE = 120.0  # seconds for one run
END = b"\r\n\r\n"


def requests(path: Path) -> list[bytes]:
    """The ready requests for a file with a form a line."""
    return [_request(form) for form in path.read_bytes().splitlines()]


def _request(form: bytes) -> bytes:
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: load\r\nAccept: */*\r\n{AUTHORIZATION}"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n\r\n"
    )
    return head.encode() + form


class Connection(asyncio.Protocol):
    """Sends one request after another as long as there are any."""

    def __init__(self, left: Iterator[bytes], over: asyncio.Future[int]) -> None:
        """`left` is shared by all connections; `over` gets how many answers were good."""
        self._left = left
        self._over = over
        self._read = b""
        self._good = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        """Count the answer once it is whole, and send the next request."""
        self._read += data
        head, found, body = self._read.partition(END)
        if not found or len(body) < _length(head):
            return
        self._good += head.startswith(b"HTTP/1.1 200")
        self._read = b""
        self._send()

    def connection_lost(self, _exc: Exception | None) -> None:
        """Say how far it came."""
        if not self._over.done():
            self._over.set_result(self._good)

    def _send(self) -> None:
        request = next(self._left, None)
        if request is None:
            self._transport.close()
        else:
            self._transport.write(request)


def _length(head: bytes) -> int:
    lowered = head.lower()
    return int(lowered.partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)


async def run(port: int, some: list[bytes]) -> int:
    """Send them all; how many were answered 200."""
    loop = asyncio.get_running_loop()
    left = iter(some)
    overs: list[asyncio.Future[int]] = [loop.create_future() for _ in range(CONNECTIONS)]
    for over in overs:
        await loop.create_connection(lambda over=over: Connection(left, over), "127.0.0.1", port)  # type: ignore[misc]
    return sum(await asyncio.wait_for(asyncio.gather(*overs), PATIENCE))


if __name__ == "__main__":
    ready = requests(Path(sys.argv[1]))
    for line in sys.stdin:
        where, begin, count = map(int, line.split())
        good = asyncio.run(run(where, ready[begin : begin + count]))
        sys.stdout.write(f"{good}\n")
        sys.stdout.flush()
