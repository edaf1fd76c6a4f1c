"""Two servers in processes of their own: the real application, and the least that aiohttp itself can do.

The latter reads a form and says 200, or opens a stream and says nothing more, under aiohttp's own runner, without
its log. `python -m tests.benchmarks.servers wallboard|bare|streams DIRECTORY` says its port, then serves until its
standard input ends, or for LONGEST at the most.
"""

import asyncio
import sys
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from app.application import make_app
from app.config.schema import Settings, Webhook
from app.server.server import listening

PATH = "/webhooks/thulium"
LONGEST = 600.0  # seconds
USER, PASSWORD = "thulium", "as in the panel"
AUTHORIZATION = f"Authorization: Basic {b64encode(f'{USER}:{PASSWORD}'.encode()).decode()}\r\n"


def bare() -> web.Application:
    """The least that aiohttp can do with a webhook, but for understanding it."""
    app = web.Application()
    app.router.add_post(PATH, _posted)
    app.router.add_get("/events", _watched)
    return app


async def _posted(request: web.Request) -> web.Response:
    await request.post()
    return web.Response()


async def _watched(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    await response.write(b"event: state\nid: 0\ndata: {}\n\n")
    await asyncio.Event().wait()
    return response


def _settings() -> Settings:
    return Settings(webhook=Webhook(username=USER, password=PASSWORD))


@asynccontextmanager
async def _plainly(app: web.Application) -> AsyncIterator[str]:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def _serve(kind: str, directory: Path, clock: str) -> None:
    # The bodies' dates are a recording's, so the application's clock is theirs.
    wallboard = kind == "wallboard" and make_app(_settings(), directory, event_time=clock == "events")
    async with listening(wallboard, "127.0.0.1", 0) if wallboard else _plainly(bare()) as address:
        sys.stdout.write(address.rpartition(":")[2] + "\n")
        sys.stdout.flush()
        ended = asyncio.Event()
        asyncio.get_running_loop().add_reader(sys.stdin.fileno(), ended.set)
        await asyncio.wait_for(ended.wait(), LONGEST)


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1], Path(sys.argv[2]), (sys.argv[3:] or ["events"])[0]))
