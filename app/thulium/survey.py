"""Reading everything that Thulium's REST API offers, one resource after another, and a report of it field by field.

Nothing here stores anything: `link.py` does, and `wallboard connect` prints the report.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterable
from functools import partial
from typing import Any, TypeVar

import msgspec

from ..events.observed import AgentStatus, Named, WaitingCaller
from . import parsing
from .client import Client, RefusedError, ThuliumError, UnreadableError
from .parsing import Item, Parsed, Problem

MAX_SHOWN_PROBLEMS = 20
MAX_LOOP_ROWS = 200
QUEUE_ID = re.compile(r"[A-Za-z0-9_-]+")  # what may stand in an address
T = TypeVar("T", bound=msgspec.Struct)


class Report(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What became of one resource: rows read, how many of them have each field, what could not be read, and why."""

    resource: str
    request: str
    read: int = 0
    fields: dict[str, int] = {}
    problems: list[dict[str, str]] = []
    more_problems: int = 0
    error: str = ""
    reason: str = ""


class Survey:
    """One pass over the API. `reports` grows with every resource; a failure that concerns all of them is raised."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.reports: list[Report] = []
        self.queues: tuple[str, ...] | None = None

    async def names(self) -> AsyncIterator[tuple[str, dict[str, Named]]]:
        """Each table of names that could be read, as soon as it is."""
        queues = await self._items("queues", "queues", "queue_id")
        self.queues = tuple(queue.id for queue in queues or ())
        if queues is not None:
            yield "queues", _named(queues)
        groups = await self._items("teams", "agents_groups", "group_id", "agent_group_id") or ()
        teams = {group.id: group.name for group in groups if group.name}
        agents = await self._read("agents", "agents", lambda rows: parsing.agents(rows, teams))
        if agents is not None:
            yield "agents", {agent.login: Named(name=agent.name, team=agent.team) for agent in agents}
        for table, path, *ids in (
            ("pauses", "system/pauses", "pause_id"),
            ("chat_queues", "chats/queues", "chat_queue_id", "queue_id"),
            ("campaigns", "outbounds", "outbound_id", "campaign_id"),
        ):
            if (items := await self._items(table, path, *ids)) is not None:
                yield table, _named(items)

    async def statuses(self) -> tuple[AgentStatus, ...]:
        """What every agent does; empty if it could not be read."""
        return await self._read("statuses", "agents_statuses", parsing.statuses) or ()

    async def known_queues(self) -> tuple[str, ...]:
        """The ids of all queues, read if `names` has not read them."""
        if self.queues is None:
            self.queues = tuple(item.id for item in await self._items("queues", "queues", "queue_id") or ())
        return self.queues

    async def waiting(self, queues: Iterable[str]) -> dict[str, tuple[WaitingCaller, ...]]:
        """Who waits in these queues, for each that could be read."""
        report = Report(resource="waiting_lists", request="GET queues/ID/waiting_list")
        ids, found = [queue for queue in queues if QUEUE_ID.fullmatch(queue)], {}
        if ids:
            self.reports.append(report)
        for queue in ids:
            parse = partial(parsing.waiting_callers, queue)
            if (callers := await self._parsed(report, f"queues/{queue}/waiting_list", parse)) is not None:
                found[queue] = callers
        return found

    async def _items(self, resource: str, path: str, *ids: str) -> tuple[Item, ...] | None:
        return await self._read(resource, path, lambda rows: parsing.items(path, rows, *ids))

    async def _read(
        self, resource: str, path: str, parse: Callable[[Iterable[Any]], Parsed[T]]
    ) -> tuple[T, ...] | None:
        report = Report(resource=resource, request=f"GET {path}")
        self.reports.append(report)
        return await self._parsed(report, path, parse)

    async def _parsed(
        self, report: Report, path: str, parse: Callable[[Iterable[Any]], Parsed[T]]
    ) -> tuple[T, ...] | None:
        """The rows of one answer, put into the report; None if there is none. What concerns all requests is raised."""
        try:
            rows = await self.client.get_rows(path)
        except ThuliumError as error:
            report.error, report.reason = str(error), error.reason
            if isinstance(error, RefusedError | UnreadableError):
                return None
            raise
        # A thousand rows take 15 ms: too long for the event loop.
        parsed = await asyncio.to_thread(parse, rows) if len(rows) > MAX_LOOP_ROWS else parse(rows)
        report.read += len(parsed.rows)
        report.fields = {name: report.fields.get(name, 0) + count for name, count in parsed.fields.items()}
        _add_problems(report, parsed.problems)
        return parsed.rows


def _named(items: Iterable[Item]) -> dict[str, Named]:
    """Names by id, without those that have none."""
    return {item.id: Named(name=item.name) for item in items if item.name}


def _add_problems(report: Report, problems: tuple[Problem, ...]) -> None:
    room = MAX_SHOWN_PROBLEMS - len(report.problems)
    report.problems += [problem._asdict() for problem in problems[:room]]
    report.more_problems += max(len(problems) - room, 0)
