"""The rows of the fan-out, each beside what carries as many bytes as often and does nothing else (`fanout.py`)."""

import json
import socket
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from datetime import datetime
from itertools import count
from statistics import median, quantiles
from time import sleep, time

from app.simulator.channel import form
from tests.benchmarks import senders
from tests.benchmarks.days import ZONE
from tests.benchmarks.fanout import JSON, Peer, Taken
from tests.benchmarks.table import Row

ROUNDS = 3
SECONDS = 3
SHORT, LONG = "Kowalski", "K" * 1000  # callers' names: patches of about 450 B, and with two of these of 2.4 kB
_numbers = count()


def _caller(name: str = SHORT) -> dict[str, str]:
    """Somebody waits, and is answered by nobody."""
    return {
        "action": "ENTER_QUEUE",
        "date": f"{datetime.now(ZONE):%Y-%m-%d %H:%M:%S}",
        "connection_id": f"{time():.0f}.{next(_numbers)}",
        "queue_id": "155",
        "source_number": "523993855" if name == SHORT else name,
        "source_name": name,
    }


def _ours(peer: Peer, rate: int, name: str = SHORT) -> Taken:
    """One event a POST, as Thulium sends them."""
    return peer.round([form(_caller(name)) for _ in range(rate * SECONDS)], rate)


def _together(peer: Peer, rate: int, events: int) -> Taken:
    """So many events a POST."""
    bodies = [json.dumps([_caller() for _ in range(events)]).encode() for _ in range(rate * SECONDS)]
    return peer.round(bodies, rate, JSON)


def _rounds(ours: Peer, others: list[Peer], rate: int, name: str) -> Iterator[tuple[Taken, list[Taken]]]:
    """Everybody in turn; the others get messages as large as ours were."""
    for _ in range(ROUNDS):
        taken = _ours(ours, rate, name)
        message = b"x" * (taken.bytes // taken.frames)
        yield taken, [other.round([message] * (rate * SECONDS), rate) for other in others]


def fanout() -> list[Row]:
    """The whole path against copies alone, at 20 events a second to 1,000 streams."""
    kinds = [("bare", "a bare send", 1.5)] + ([("nchan", "Nchan", 0.85)] if senders.nchan_is_there() else [])
    rows = []
    with ExitStack() as stack:
        ours, others = Peer(stack, "wallboard", 1000), [Peer(stack, kind, 1000) for kind, _, _ in kinds]
        for caller in (SHORT, LONG):
            rounds = list(_rounds(ours, others, 20, caller))
            size = rounds[0][0].bytes // rounds[0][0].frames
            for place, (_, name, aim) in enumerate(kinds):
                pairs = [(_frame(taken, 1000), _frame(beside[place], 1000)) for taken, beside in rounds]
                rows.append(_row(f"full path, 1,000 streams, 20 events/s, {size:,} B a frame", name, pairs, aim))
    return rows


def burst() -> list[Row]:
    """200 events a second to 1,000 streams, for each event and stream."""
    with ExitStack() as stack:
        ours, bare = Peer(stack, "wallboard", 1000), Peer(stack, "bare", 1000)
        rounds = [(taken, beside[0]) for taken, beside in _rounds(ours, [bare], 200, SHORT)]
    what = "200 events/s, 1,000 streams"
    pairs = [(_event(taken, 200, 1000), _event(beside, 200, 1000)) for taken, beside in rounds]
    return [
        _row(f"{what}, an event and stream", "a bare send each", pairs, 0.6),
        _limit(f"{what}, POST to stream p99", [(_p(t.delays, 99), _p(b.delays, 99)) for t, b in rounds], 0.100),
    ]


def crowd() -> list[Row]:
    """5,000 streams, 20 events a second."""
    with ExitStack() as stack:
        ours, bare = Peer(stack, "wallboard", 5000), Peer(stack, "bare", 5000)
        rounds = [(taken, beside[0]) for taken, beside in _rounds(ours, [bare], 20, SHORT)]
    what = "5,000 streams, 20 events/s"
    return [
        _limit(f"{what}, POST to stream p50", [(median(t.delays), median(b.delays)) for t, b in rounds], 0.050),
        _limit(f"{what}, POST to stream p99", [(_p(t.delays, 99), _p(b.delays, 99)) for t, b in rounds], 0.150),
        _limit(f"{what}, POST answered p99", [(_p(t.answers, 99), _p(b.answers, 99)) for t, b in rounds], 0.030),
    ]


def packed() -> list[Row]:
    """1,000 streams as gzip against 1,000 plain ones: CPU, bytes and memory."""
    with ExitStack() as stack:
        gzip, plain = Peer(stack, "wallboard", 1000, "gzip"), Peer(stack, "wallboard", 1000)
        rounds = [(_together(gzip, 20, 10), _together(plain, 20, 10)) for _ in range(ROUNDS)]
        pairs = [(_frame(one, 1000), _frame(other, 1000)) for one, other in rounds]
        bytes_ = median((one.bytes / one.frames) / (other.bytes / other.frames) for one, other in rounds)
    return [
        _row("gzip streams, a frame", "plain streams", pairs, 1.05),
        Row("gzip streams, bytes", f"{bytes_:.2f}", "plain streams", f"{bytes_:.2f}", "<= 0.20", bytes_ <= 0.20),
    ]


def idle() -> list[Row]:
    """What one open stream that nothing happens on holds of the server's memory; aiohttp's own beside it."""
    plain, gzip = _held("wallboard", "plain"), _held("wallboard", "gzip")
    library = _held("streams", "plain")
    return [
        _memory("an idle stream", plain, 12.0, f"aiohttp's own {library:.1f} kB", plain / library),
        _memory("an idle gzip stream, more", gzip - plain, 1.0),
    ]


def _held(kind: str, coding: str) -> float:
    """Kilobytes for each of 5,000 streams."""
    sizes = []
    for clients in (5000, 20):
        with ExitStack() as stack:
            peer = Peer(stack, kind, clients, coding)
            sleep(3)
            sizes.append(peer.server.memory())
    return (sizes[0] - sizes[1]) / 4980


def stalled() -> list[Row]:
    """One client that takes nothing: it is cut off, costs little, and nobody else notices. Its twin has none such."""
    with ExitStack() as stack:
        ours, twin = Peer(stack, "wallboard", 100), Peer(stack, "wallboard", 100)
        sleeper = stack.enter_context(socket.socket())
        sleeper.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sleeper.connect(("127.0.0.1", ours.port))
        sleeper.sendall(b"GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        rounds = [(_together(ours, 20, 40), _together(twin, 20, 40)) for _ in range(ROUNDS)]
        grown = ours.server.memory() - twin.server.memory()
        with suppress(ConnectionResetError):  # cut off; otherwise this would wait for more, and fail
            sleeper.settimeout(2)
            while sleeper.recv(1 << 20):
                pass
        slow, quick = (
            _p([delay for taken in column for delay in taken.delays], 99) for column in zip(*rounds, strict=True)
        )
    return [
        Row(
            "one stalled client, the others' p99",
            f"{1e3 * slow:.0f} ms",
            f"without it {1e3 * quick:.0f} ms",
            f"{slow / quick:.2f}",
            "<= 1.10",
            slow <= 1.1 * quick,
        ),
        _memory("one stalled client, more memory", grown, 1024.0),
    ]


def state() -> list[Row]:
    """`/state` as gzip, unchanged since the last request, against a 304."""
    with ExitStack() as stack:
        peer = Peer(stack, "wallboard", 20)
        for _ in range(4):
            peer.round([json.dumps([_caller() for _ in range(200)]).encode()], 10, JSON)
        tag = urllib.request.urlopen(f"http://127.0.0.1:{peer.port}/state").headers["ETag"]
        pairs = []
        for _ in range(2 * ROUNDS + 1):
            whole = _asked(peer, "Accept-Encoding: gzip", 200)
            pairs.append((whole, _asked(peer, f"If-None-Match: {tag}", 304)))
    return [_row("/state as gzip, unchanged", "a 304", pairs[1:], 1.1)]


def _asked(peer: Peer, header: str, status: int, times: int = 600) -> float:
    """The server's CPU for one answer."""
    with socket.create_connection(("127.0.0.1", peer.port)) as line:
        before = peer.server.cpu()
        for _ in range(times):
            line.sendall(f"GET /state HTTP/1.1\r\nHost: 127.0.0.1\r\n{header}\r\n\r\n".encode())
            answer = b""
            while b"\r\n\r\n" not in answer:
                answer += line.recv(1 << 16)
            head, _, body = answer.partition(b"\r\n\r\n")
            if int(head.split()[1]) != status:
                raise RuntimeError(head.decode())
            length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
            while status == 200 and len(body) < length:
                body += line.recv(1 << 16)
        return (peer.server.cpu() - before) / times


def _frame(taken: Taken, clients: int) -> float:
    return taken.cpu / taken.frames / clients


def _event(taken: Taken, rate: int, clients: int) -> float:
    return taken.cpu / (rate * SECONDS) / clients


def _p(values: list[float], percent: int) -> float:
    return quantiles(values, n=100)[percent - 1]


def _row(what: str, beside: str, pairs: list[tuple[float, float]], aim: float) -> Row:
    ratios = sorted(one / other for one, other in pairs)
    ours, other = (median(column) for column in zip(*pairs, strict=True))
    ratio = f"{median(ratios):.2f} ({ratios[0]:.2f}-{ratios[-1]:.2f})"
    return Row(
        what, f"{1e6 * ours:.1f} µs", f"{beside} {1e6 * other:.1f} µs", ratio, f"<= {aim}", median(ratios) <= aim
    )


def _limit(what: str, pairs: list[tuple[float, float]], aim: float) -> Row:
    """Seconds, ours and those of a bare loop of `send`."""
    ratios = sorted(one / other for one, other in pairs)
    seconds, other = (median(column) for column in zip(*pairs, strict=True))
    ratio = f"{median(ratios):.2f} ({ratios[0]:.2f}-{ratios[-1]:.2f})"
    figure = f"{1e3 * seconds:.0f} ms"
    return Row(what, figure, f"a bare send {1e3 * other:.0f} ms", ratio, f"<= {1e3 * aim:.0f} ms", seconds <= aim)


def _memory(what: str, kilobytes: float, aim: float, beside: str = "", ratio: float | None = None) -> Row:
    said = "" if ratio is None else f"{ratio:.2f}"
    return Row(what, f"{kilobytes:.1f} kB", beside, said, f"<= {aim:.0f} kB", kilobytes <= aim)


MEASURES: dict[str, Callable[[], list[Row]]] = {
    "fanout": fanout, "burst": burst, "crowd": crowd, "gzip": packed, "idle": idle, "stalled": stalled, "state": state,
}  # fmt: skip
