"""Two servers in processes of their own: the real application, and a handler that reads the form and says 200.

Both run under the same runner (`app.operating.serving.listening`).
`python -m tests.benchmarks.servers wallboard DIRECTORY` says its port, then serves until its standard input ends, or
for LONGEST at the most.
"""

import asyncio
import sys
from pathlib import Path

from aiohttp import web

from app.application import make_app
from app.operating.serving import listening
from app.settings import Settings

PATH = "/webhooks/thulium"
LONGEST = 600.0  # seconds


def bare() -> web.Application:
    """The least that aiohttp can do with a webhook, but for understanding it."""
    app = web.Application()
    app.router.add_post(PATH, _posted)
    return app


async def _posted(request: web.Request) -> web.Response:
    await request.post()
    return web.Response()


async def _serve(kind: str, directory: Path, clock: str) -> None:
    # The bodies' dates are a recording's, so the application's clock is theirs.
    app = make_app(Settings(), directory, by_events=clock == "events") if kind == "wallboard" else bare()
    async with listening(app, "127.0.0.1", 0) as address:
        sys.stdout.write(address.rpartition(":")[2] + "\n")
        sys.stdout.flush()
        ended = asyncio.Event()
        asyncio.get_running_loop().add_reader(sys.stdin.fileno(), ended.set)
        await asyncio.wait_for(ended.wait(), LONGEST)


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1], Path(sys.argv[2]), (sys.argv[3:] or ["events"])[0]))
