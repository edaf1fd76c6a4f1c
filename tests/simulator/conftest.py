"""A wallboard that only takes note: what arrived, in which order, and how it shall answer."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qsl

import pytest
from aiohttp import web


class Notebook:
    """Answers `answers` one after another, then 200; with `delay` s of thinking."""

    def __init__(self) -> None:
        self.url = ""
        self.bodies: list[Any] = []
        self.requests: list[tuple[str, str | None, str]] = []
        self.answers: list[int] = []
        self.delay = 0.0
        self.flying: list[int] = []
        self.most_flying = 0
        self.widest = 0

    async def apply_records(self, request: web.Request) -> web.StreamResponse:
        text = await request.text()
        self.requests.append((request.content_type, request.headers.get("Authorization"), text))
        status = self.answers.pop(0) if self.answers else 200
        form = request.content_type == "application/x-www-form-urlencoded"
        body = dict(parse_qsl(text, keep_blank_values=True)) if form else text
        await self._think(body)
        if status == 200:
            self.bodies.append(body)
            return web.json_response({"version": len(self.bodies)})
        return web.json_response({"errors": [{"field": "queue_id"}]}, status=status)

    async def _think(self, body: Any) -> None:
        date = body.get("date", "00:00") if isinstance(body, dict) else "00:00"
        second = int(date[-2:]) + 60 * int(date[-5:-3])
        self.flying.append(second)
        self.most_flying = max(self.most_flying, len(self.flying))
        self.widest = max(self.widest, max(self.flying) - min(self.flying))
        if self.delay:
            await asyncio.sleep(self.delay)
        self.flying.remove(second)

    async def opens(self, port: int = 0) -> None:
        app = web.Application()
        app.router.add_post("/webhooks/thulium", self.apply_records)
        self.runner = web.AppRunner(app, shutdown_timeout=0.2)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", port).start()
        self.port = self.runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self.port}/webhooks/thulium"

    async def closes(self) -> None:
        await self.runner.cleanup()


@pytest.fixture
async def notebook() -> AsyncIterator[Notebook]:
    notebook = Notebook()
    await notebook.opens()
    yield notebook
    await notebook.closes()


@pytest.fixture
def heard() -> list[str]:
    """What was said to the human."""
    return []
