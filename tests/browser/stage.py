"""A server that shows whatever state document a test puts on it, and whose stream can be made to fail.

It stands where the real one does for the pages: the same templates, static files, policy and shells.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from http import HTTPStatus
from typing import Any

from aiohttp import web

from app.web.assets import asset_folder, fonts
from app.web.rendering import Shells, environment, page_options
from app.web.security_headers import POLICY
from tests.browser.documents import document

RELEASE = "stage"
WARSAW = timezone(timedelta(hours=1))
PING_EVERY = 2
IMMUTABLE = "public, max-age=31536000, immutable"


@cache
def shells(release: str) -> Shells:
    return Shells(environment(asset_folder("templates")), asset_folder("static"), release)


@dataclass
class Stage:
    """What is shown, and how the line behaves: live, frozen (nothing answers), mute (the stream is) or a status.

    `answers(release, file)` is the status with which a file is answered; a page is the file "" of the shown release.
    """

    shown: dict[str, Any] = field(default_factory=document)
    now: datetime | None = None
    line: str = "live"
    release: str = RELEASE
    url: str = ""
    pings: int = 0
    polls: int = 0
    abandoned: list[dict[str, Any]] = field(default_factory=list)
    ended: list[dict[str, Any]] = field(default_factory=list)
    answers: Callable[[str, str], int] = lambda _release, _file: HTTPStatus.OK
    _boxes: set[asyncio.Queue[tuple[str, Any] | None]] = field(default_factory=set)

    def reset(self, shown: dict[str, Any] | None = None) -> None:
        self.shown = shown or document(now=datetime.now(WARSAW))
        self.now = None
        self.abandoned = []
        self.ended = []
        self.release = RELEASE
        self.pings = self.polls = 0
        self.answers = lambda _release, _file: HTTPStatus.OK
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
                web.get("/state", self._state),
                web.get("/queues/{queue}/trend", self._trend),
                web.get("/log", self._log),
                web.get("/abandoned", self._abandoned),
                web.get("/calls", self._calls),
                web.get("/favicon.ico", self._nothing),
                web.get("/static/{release}/{file:.+}", self._file),
            ]
        )
        return app

    async def _tv(self, request: web.Request) -> web.Response:
        return self._page(request, "tv", "tv")

    async def _supervisors(self, request: web.Request) -> web.Response:
        return self._page(request, "supervisor", "supervisor")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        file = request.match_info["file"]
        status = self.answers(request.match_info["release"], file)
        if status != HTTPStatus.OK:
            return _unwell(status)
        kind, _, name = file.partition("/")
        found = fonts() / name if kind == "fonts" else asset_folder("static") / file
        return web.FileResponse(found, headers={"Cache-Control": IMMUTABLE})

    async def _trend(self, request: web.Request) -> web.Response:
        queue = request.match_info["queue"]
        trend = self.shown["trend"]
        hour = next(reversed(trend.values()), None)
        hours = [{**hour, "hold_time": {"average": 67, "maximum": 252}}] * 2 if hour else []
        return web.json_response({"version": 1, "queue": queue, "trend": trend, "hours": hours})

    async def _log(self, _request: web.Request) -> web.Response:
        return web.json_response({"version": 1, "events": []})

    async def _abandoned(self, _request: web.Request) -> web.Response:
        return web.json_response({"abandoned": self.abandoned})

    async def _calls(self, request: web.Request) -> web.Response:
        text = request.query.get("q", "")
        found = [call for call in self.ended if text in json.dumps(call, ensure_ascii=False)]
        return web.json_response({"calls": found, "complete": True})

    async def _nothing(self, _request: web.Request) -> web.Response:
        return web.Response()

    def _page(self, request: web.Request, screen: str, role: str) -> web.Response:
        status = int(self.line) if self.line.isdigit() else self.answers(self.release, "")
        if status != HTTPStatus.OK:
            return _unwell(status)
        options = page_options(
            screen,
            request.query,
            role=role,
            board=request.query.get("board"),
            title="Centrum obsługi",
            language="pl",
            now=self.moment(),
            windows=(30,),
        )
        shell = shells(request.query.get("release", self.release)).shell(options)
        document = json.dumps({**self.shown, "as_of": self.moment()}, ensure_ascii=False).replace("<", "\\u003c")
        headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
        html = shell.before.plain + document.encode() + shell.after.plain
        return web.Response(body=html, content_type="text/html", charset="utf-8", headers=headers)

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

    async def _state(self, _request: web.Request) -> web.Response:
        if self.line == "frozen":
            return web.Response(status=HTTPStatus.GATEWAY_TIMEOUT)
        if self.line.isdigit():
            return web.Response(status=int(self.line))
        self.polls += 1
        return web.json_response({**self.shown, "as_of": self.moment()})

    async def _next(self, box: asyncio.Queue[tuple[str, Any] | None]) -> tuple[str, Any] | None:
        try:
            return await asyncio.wait_for(box.get(), PING_EVERY)
        except TimeoutError:
            self.pings += 1
            return "ping", {"version": 1, "now": self.moment(), "release": self.release}

    @property
    def streams(self) -> int:
        return len(self._boxes)

    async def _send(self, answer: web.StreamResponse, name: str, data: Any) -> None:
        if self.line not in {"frozen", "mute"}:
            await answer.write(f"event: {name}\nid: 1\ndata: {json.dumps(data)}\n\n".encode())


def _unwell(status: int) -> web.Response:
    return web.Response(status=status, text="<h1>The proxy is unwell</h1>", content_type="text/html")


def merge(target: dict[str, Any], patch: dict[str, Any]) -> None:
    for key, value in patch.items():
        if value is None:
            target.pop(key, None)
        elif isinstance(value, dict):
            merge(target.setdefault(key, {}), value)
        else:
            target[key] = value
