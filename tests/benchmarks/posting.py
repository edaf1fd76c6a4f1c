"""Posts at a steady rate over some kept-alive connections, and says when each was sent and answered."""

import asyncio
import time
from collections.abc import Sequence
from typing import NamedTuple

from tests.benchmarks.servers import AUTHORIZATION, PATH

LINES = 16  # connections
PATIENCE = 60.0  # seconds for one answer


class Posted(NamedTuple):
    """One POST: when it was sent and answered (monotonic seconds), its status, and what was answered."""

    sent: float
    answered: float
    status: int
    body: bytes


Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def post(port: int, bodies: Sequence[bytes], rate: float, kind: str) -> list[Posted]:
    """Send one body after another, `rate` a second, whether or not those before are answered."""
    free: asyncio.Queue[Line] = asyncio.Queue()
    lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(LINES)]
    for line in lines:
        free.put_nowait(line)
    began = time.monotonic()
    tasks = []
    for number, body in enumerate(bodies):
        await asyncio.sleep(began + number / rate - time.monotonic())
        tasks.append(asyncio.create_task(_one(free, body, kind, time.monotonic())))
    posted = await asyncio.wait_for(asyncio.gather(*tasks), PATIENCE)
    for _, writer in lines:
        writer.close()
    return posted


async def _one(free: asyncio.Queue[Line], body: bytes, kind: str, at: float) -> Posted:
    line = await free.get()
    reader, writer = line
    head = f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\n{AUTHORIZATION}Content-Type: {kind}\r\n"
    writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    answer = await reader.readuntil(b"\r\n\r\n")
    length = int(answer.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
    said = await reader.readexactly(length)
    free.put_nowait(line)
    return Posted(at, time.monotonic(), int(answer.split()[1]), said)
