"""A fake of Thulium's REST API: the names of a simulated centre, its agents' statuses and who waits.

What its answers look like can be chosen, since little of the real ones is documented. It knows nothing of who asks.
"""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import web

from .center import Centre

PAGE: Final = 100
"""Rows of one answer at most."""

Row = dict[str, Any]


@dataclass
class Fault:
    """What a request gets instead of its answer, after `delay` seconds; `text` is a body that is no JSON."""

    status: int = 200
    text: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0


@dataclass
class FakeThulium:
    """Everything that it answers. `shaped` puts a list into its envelope; `faults` are by path without `/api/`.

    `requests` holds the requests, as `GET agents?limit=100&offset=0`; `posted` the bodies.
    """

    user: str = "api"
    password: str = "secret"  # noqa: S105 - of a server that holds nothing
    agents: list[Row] = field(default_factory=list)
    groups: list[Row] = field(default_factory=list)
    queues: list[Row] = field(default_factory=list)
    chat_queues: list[Row] = field(default_factory=list)
    pauses: list[Row] = field(default_factory=list)
    campaigns: list[Row] = field(default_factory=list)
    statuses: list[Row] = field(default_factory=list)
    waiting: dict[str, list[Row]] = field(default_factory=dict)
    webhooks: list[Row] = field(default_factory=list)
    shaped: Callable[[list[Row]], Any] = list
    errors: dict[str, Fault] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    posted: list[Row] = field(default_factory=list)

    def app(self) -> web.Application:
        """The server."""
        app = web.Application()
        app.router.add_route("*", "/api/{path:.+}", self._answer)
        return app

    async def _answer(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        self.requests.append(f"{request.method} {request.path_qs.removeprefix('/api/')}")
        fault = self.errors.get(path) or self.errors.get("*") or Fault()
        await asyncio.sleep(fault.delay)
        if fault.status != 200 or fault.text is not None:
            return web.Response(status=fault.status, text=fault.text or "", headers=fault.headers)
        given = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {given}":
            return web.Response(status=401, text="Unauthorized")
        if request.method == "POST":
            return await self._post(request, path)
        rows = self._rows(path)
        if rows is None:
            return web.Response(status=404, text="Not found")
        return web.json_response(self.shaped(_page(rows, request.query)))

    async def _post(self, request: web.Request, path: str) -> web.Response:
        if path != "webhooks":
            return web.Response(status=405, text="Only reading is expected here")
        body = json.loads(await request.text())
        self.posted.append(body)
        self.webhooks.append({"id": len(self.webhooks) + 1, **body})
        return web.json_response(self.webhooks[-1], status=201)

    def _rows(self, path: str) -> list[Row] | None:
        lists = {
            "agents": self.agents,
            "agents_groups": self.groups,
            "agents_statuses": self.statuses,
            "queues": self.queues,
            "chats/queues": self.chat_queues,
            "system/pauses": self.pauses,
            "outbounds": self.campaigns,
            "webhooks": self.webhooks,
        }
        if path.startswith("queues/") and path.endswith("/waiting_list"):
            return self.waiting.get(path.split("/")[1], [])
        return lists.get(path)


def fake_thulium(centre: Centre) -> FakeThulium:
    """The API of a simulated centre before its day: all names, nobody there."""
    groups = {team: number for number, team in enumerate(centre.teams, 1)}
    return FakeThulium(
        agents=[
            {
                "agent_id": number,
                "login": agent.login,
                "name": agent.name.partition(" ")[0],
                "surname": agent.name.partition(" ")[2],
                "email": f"{agent.login}@example.com",
                "active": True,
                "number": agent.number,
                "outbound_mode": "manual",
                "group_id": groups[agent.team],
            }
            for number, agent in enumerate(centre.agents.values(), 1)
        ],
        groups=[{"id": number, "name": centre.teams[team].title} for team, number in groups.items()],
        queues=[{"id": int(queue.id), "name": queue.name} for queue in centre.queues.values()],
        chat_queues=[{"id": int(id_), "name": name} for id_, name in centre.chat_queues.items()],
        pauses=[{"id": int(pause.id), "name": pause.name} for pause in centre.pauses.values()],
        campaigns=[{"id": campaign.id, "name": campaign.name} for campaign in centre.campaigns.values()],
    )


@asynccontextmanager
async def serving(fake: FakeThulium, port: int = 0) -> AsyncIterator[str]:
    """The fake on a port of this machine; its address."""
    runner = web.AppRunner(fake.app(), shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def _page(rows: list[Row], query: Mapping[str, str]) -> list[Row]:
    offset, limit = int(query.get("offset", "0")), int(query.get("limit", str(PAGE)))
    return rows[offset : offset + min(limit, PAGE)]
