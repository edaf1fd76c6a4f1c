"""Many clients of a stream in one process: they take whatever comes, and some of them read it.

`python -m tests.benchmarks.crowd PORT PATH COUNT READERS plain|gzip` says "open" once everybody's stream has begun.
Then a line in is a line of JSON out: "mark" forgets what came so far, "report" tells of what came since. Every byte
is counted for each client; the READERS put together what they get, and say when which version reached them.
"""

import json
import resource
import select
import socket
import sys
import time
import zlib
from typing import Any

from app.document.merge_patch import apply

READ = 1 << 16
PATIENCE = 60.0  # seconds until all streams have begun
QUIET = 0.05  # seconds in which nothing comes any more
CONNECTING = 200  # connections made before their answers are read


class Reader:
    """A client that understands: the chunks, the packing, the events, and the document they make."""

    def __init__(self) -> None:
        """Nothing came yet."""
        self._raw = b""
        self._text = b""
        self._head = b""
        self._left = 0
        self._unpacker: Any = None
        self.seen: list[tuple[float, int]] = []
        self.frames = 0
        self.document: Any = None

    def apply_records(self, data: bytes) -> None:
        """Read what came; a stream without a head has nothing to be understood."""
        now = time.monotonic()
        if not self._head and not self._raw and not data.startswith(b"HTTP"):
            return
        self._raw += data
        if not self._head:
            self._head, found, rest = self._raw.partition(b"\r\n\r\n")
            if not found:
                self._head = b""
                return
            self._raw = rest
            if b"content-encoding: gzip" in self._head.lower():
                self._unpacker = zlib.decompressobj(31)
        self._text += self._unchunked() if b"chunked" in self._head else self._everything()
        while b"\n\n" in self._text:
            event, _, self._text = self._text.partition(b"\n\n")
            self._event(event.decode(), now)

    def _everything(self) -> bytes:
        data, self._raw = self._raw, b""
        return data

    def _unchunked(self) -> bytes:
        body = b""
        while True:
            size, found, rest = self._raw.partition(b"\r\n")
            if not found or len(rest) < int(size, 16) + 2:
                return self._unpacker.decompress(body) if self._unpacker else body
            body += rest[: int(size, 16)]
            self._raw = rest[int(size, 16) + 2 :]

    def _event(self, text: str, now: float) -> None:
        fields = dict(line.partition(": ")[::2] for line in text.split("\n"))
        name = fields.get("event", "")
        if name == "ping":
            return
        self.frames += 1
        if name not in {"state", "patch"}:
            return
        version, data = int(fields["id"]), json.loads(fields["data"])
        if self.document is not None and version <= self.document["version"]:
            raise RuntimeError(f"{version} after {self.document['version']}")
        self.document = data if name == "state" else apply(self.document, data)
        self.seen.append((now, version))


class Crowd:
    """All the clients, by file descriptor."""

    def __init__(self, port: int, request: bytes, count: int, readers: int) -> None:
        """Connect everybody and ask; `READERS` of them are spread over the crowd."""
        self._poll = select.epoll()
        self.sockets: dict[int, socket.socket] = {}
        self.bytes: dict[int, int] = {}
        self.readers: dict[int, Reader] = {}
        self.times: dict[int, list[tuple[float, int]]] = {}
        self.lost = 0
        self._buffer = bytearray(READ)
        for number in range(count):
            one = socket.create_connection(("127.0.0.1", port))
            one.setblocking(False)
            self.sockets[one.fileno()] = one
            self.bytes[one.fileno()] = 0
            if number * readers // count != (number + 1) * readers // count:
                self.readers[one.fileno()] = Reader()
                self.times[one.fileno()] = []
            self._poll.register(one, select.EPOLLIN)
            one.send(request)
            if number % CONNECTING == 0:
                self.apply_records(0)

    def begun(self) -> bool:
        """Whether everybody's stream has begun."""
        return all(self.bytes.values()) and all(reader.document or reader.frames for reader in self.readers.values())

    def settle(self) -> None:
        """Take until nothing comes: a frame is everybody's or nobody's."""
        while self.apply_records(QUIET):
            pass

    def apply_records(self, timeout: float) -> bool:
        """Take what has come for anybody; whether something had."""
        ready = self._poll.poll(timeout, 2000)
        for fd, _ in ready:
            if fd not in self.sockets:
                continue
            try:
                size = self.sockets[fd].recv_into(self._buffer)
            except BlockingIOError:
                continue
            except ConnectionResetError:
                size = 0
            if not size:
                self._poll.unregister(fd)
                self.sockets.pop(fd).close()
                self.lost += 1
                continue
            self.bytes[fd] += size
            if fd in self.readers:
                self.times[fd].append((time.monotonic(), self.bytes[fd]))
                self.readers[fd].apply_records(bytes(self._buffer[:size]))
        return bool(ready)

    def watch(self, fd: int) -> None:
        """Wake for this one too."""
        self._poll.register(fd, select.EPOLLIN)

    def dedup_key(self) -> None:
        """Forget what came so far."""
        self.bytes = dict.fromkeys(self.bytes, 0)
        self.times = {fd: [] for fd in self.times}
        for reader in self.readers.values():
            reader.seen, reader.frames = [], 0

    def report(self) -> dict[str, Any]:
        """What came since the mark.

        `times` say when each reader had how many bytes; `documents` are the readers' different ones: one, if all
        is well.
        """
        kept = {json.dumps(reader.document, sort_keys=True) for reader in self.readers.values()}
        return {
            "lost": self.lost,
            "bytes": [min(self.bytes.values()), max(self.bytes.values())],
            "frames": sorted({reader.frames for reader in self.readers.values()}),
            "times": [*self.times.values()],
            "seen": [reader.seen for reader in self.readers.values()],
            "documents": [json.loads(one) for one in kept],
        }


def _main(port: str, path: str, count: str, readers: str, coding: str) -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    accept = "gzip" if coding == "gzip" else "identity"
    head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\nAccept-Encoding: {accept}\r\n\r\n"
    crowd = Crowd(int(port), head.encode(), int(count), int(readers))
    until = time.monotonic() + PATIENCE
    while path != "/quiet" and not crowd.begun():
        crowd.apply_records(1)
        if time.monotonic() > until:
            raise TimeoutError("not every stream has begun")
    _say("open")
    crowd.watch(sys.stdin.fileno())
    while True:
        crowd.apply_records(10)
        if select.select([sys.stdin], [], [], 0)[0]:
            line = sys.stdin.readline().strip()
            if not line:
                return
            crowd.settle()
            if line == "mark":
                crowd.dedup_key()
                _say("marked")
            else:
                _say(json.dumps(crowd.report()))


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _main(*sys.argv[1:])
