"""A server that shows whatever state document a test puts on it, and whose stream can be made to fail.

It stands where the real one does for the pages: the same templates, static files, policy and frames.
"""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from aiohttp import web

from app.web.headers import POLICY
from app.web.pages import Screen, environment, render_supervisors, render_tv
from app.web.places import place
from tests.browser.documents import document

RELEASE = "stage"
WARSAW = timezone(timedelta(hours=1))
PING_EVERY = 2


@dataclass
class Stage:
    """What is shown, and how the line behaves: live, frozen (open but silent) or a status such as 503."""

    shown: dict[str, Any] = field(default_factory=document)
    now: datetime | None = None
    line: str = "live"
    release: str = RELEASE
    url: str = ""
    _boxes: set[asyncio.Queue[tuple[str, Any] | None]] = field(default_factory=set)

    def reset(self, shown: dict[str, Any] | None = None) -> None:
        self.shown = shown or document(now=datetime.now(WARSAW))
        self.now = None
        self.release = RELEASE
        self.be("live")

    def be(self, line: str) -> None:
        """From now on the line is live, frozen, or answers with a status; open streams end with a status."""
        self.line = line
        if line.isdigit():
            self.tell(None)

    def patch(self, patch: dict[str, Any]) -> None:
        merge(self.shown, patch)
        self.tell(("patch", patch))

    def tell(self, frame: tuple[str, Any] | None) -> None:
        for box in self._boxes:
            box.put_nowait(frame)

    def moment(self) -> str:
        return (self.now or datetime.now(UTC)).astimezone(WARSAW).isoformat()

    def application(self) -> web.Application:
        app = web.Application()
        app.add_routes(
            [
                web.get("/", self._supervisors),
                web.get("/tv", self._tv),
                web.get("/events", self._events),
                web.get("/queues/{queue}/trend", self._trend),
                web.get("/log", self._log),
                web.get("/favicon.ico", self._nothing),
                web.static(f"/static/{RELEASE}", place("static")),
            ]
        )
        return app

    async def _tv(self, request: web.Request) -> web.Response:
        return self._page(render_tv(environment(place("templates")), self._screen(request, "tv")))

    async def _supervisors(self, request: web.Request) -> web.Response:
        return self._page(render_supervisors(environment(place("templates")), self._screen(request, "supervisor")))

    async def _trend(self, request: web.Request) -> web.Response:
        queue = request.match_info["queue"]
        return web.json_response({"version": 1, "queue": queue, "trend": self.shown["trend"]})

    async def _log(self, _request: web.Request) -> web.Response:
        return web.json_response({"version": 1, "events": []})

    async def _nothing(self, _request: web.Request) -> web.Response:
        return web.Response()

    def _screen(self, request: web.Request, role: str) -> Screen:
        query = request.query
        return Screen(
            document=self.shown,
            role=role,
            board=None,
            title="Centrum obsługi",
            language=query.get("lang", "pl"),
            release=RELEASE,
            now=self.moment(),
            theme=query.get("theme", "dark"),
            layout=query.get("layout", ""),
            rotate=query.get("rotate", ""),
            query=query,
        )

    def _page(self, html: str) -> web.Response:
        if self.line.isdigit():
            return web.Response(status=int(self.line))
        headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
        return web.Response(text=html, content_type="text/html", headers=headers)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        if self.line.isdigit():
            return web.Response(status=int(self.line))
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await answer.prepare(request)
        box: asyncio.Queue[tuple[str, Any] | None] = asyncio.Queue()
        self._boxes.add(box)
        try:
            await self._send(answer, "state", {**self.shown, "as_of": self.moment()})
            while frame := await self._next(box):
                await self._send(answer, *frame)
        except ConnectionResetError:
            pass
        finally:
            self._boxes.discard(box)
        return answer

    async def _next(self, box: asyncio.Queue[tuple[str, Any] | None]) -> tuple[str, Any] | None:
        try:
            return await asyncio.wait_for(box.get(), PING_EVERY)
        except TimeoutError:
            return "ping", {"version": 1, "now": self.moment(), "release": self.release}

    @property
    def streams(self) -> int:
        return len(self._boxes)

    async def _send(self, answer: web.StreamResponse, name: str, data: Any) -> None:
        if self.line != "frozen":
            await answer.write(f"event: {name}\nid: 1\ndata: {json.dumps(data)}\n\n".encode())


def merge(target: dict[str, Any], patch: dict[str, Any]) -> None:
    for key, value in patch.items():
        if value is None:
            target.pop(key, None)
        elif isinstance(value, dict):
            merge(target.setdefault(key, {}), value)
        else:
            target[key] = value
