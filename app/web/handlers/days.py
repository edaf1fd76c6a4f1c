"""Past days: `/days`, one of them, and reports of them as JSON, CSV and XLSX. For supervisors, agents' for admins."""

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Any, NoReturn, get_args

import msgspec
from aiohttp import web

from ...document.merge_patch import Json
from ...history.report_files import XLSXWRITER, ReportsMissing, table, to_csv, to_xlsx
from ...history.reports import MAX_ROWS, By, Of, Selection, TooLong, report
from ..admin import is_admin
from ..app_keys import DAYS, settings
from ..auth.access import board
from ..problems import ProblemError
from .details import json_response, run_query, supervisors_only

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def get_days(request: web.Request) -> web.Response:
    """Every stored day, the newest first."""
    supervisors_only(request)
    days, name = request.app[DAYS], board(request)

    async def query() -> list[Json]:
        return await days.rows(name)

    return json_response({"days": await run_query(request, query)})


async def get_day(request: web.Request) -> web.Response:
    """All of one day."""
    supervisors_only(request)
    days, name, selected = request.app[DAYS], str(_date("day", request.match_info["day"])), board(request)

    async def query() -> Json | None:
        return await days.document(name, selected)

    document = await run_query(request, query)
    if document is None:
        raise ProblemError(404, "Nothing is kept of that day; /days lists those of which something is.")
    return json_response(document)


async def get_report_json(request: web.Request) -> web.Response:
    """The report as JSON."""
    return json_response(await asyncio.to_thread(_to_json, await _report(request)))


async def get_report_csv(request: web.Request) -> web.Response:
    """The report as CSV."""
    language = _choice(request.query, "lang", ("pl", "en"), settings(request).language)
    found = await _report(request)
    body = await asyncio.to_thread(lambda: to_csv(table(found), comma=language == "pl"))
    return _file(found, body, "text/csv; charset=utf-8", "csv")


async def get_report_xlsx(request: web.Request) -> web.Response:
    """The report as a workbook."""
    found = await _report(request)
    try:
        body = await asyncio.to_thread(lambda: to_xlsx(table(found)))
    except ReportsMissing:
        command = f"pip install '{XLSXWRITER}'"
        raise ProblemError(501, f"XLSX needs one more package on the server: {command}. CSV needs none.") from None
    return _file(found, body, XLSX, "xlsx")


def _to_json(found: Json) -> bytes:
    """Row by row: a single call for 50,000 of them would hold up the event loop from its thread too."""
    head = msgspec.json.encode({name: value for name, value in found.items() if name != "rows"})
    return head[:-1] + b',"rows":[' + b",".join(map(msgspec.json.encode, found["rows"])) + b"]}"


async def _report(request: web.Request) -> Json:
    """The report. Whoever writes it does so in a thread: a long one takes seconds."""
    supervisors_only(request)
    days, selection = request.app[DAYS], _selection(request)
    if selection.of == "agents":
        _check_agents(request, selection)

    async def query() -> Json:
        return await report(days, selection)

    try:
        found: Json = await run_query(request, query)
    except TooLong:
        _invalid("from", f"is too early: over {MAX_ROWS} rows; ask for fewer days, or by=day")
    return found


def _selection(request: web.Request) -> Selection:
    """What the parameters ask for. 422 for what they cannot be."""
    query = request.query
    first, last = (_date(name, query.get(name, "")) for name in ("from", "to"))
    if last < first:
        _invalid("to", "is before from")
    return Selection(
        first=first,
        last=last,
        by=_choice(query, "by", get_args(By), "day"),
        of=_choice(query, "of", get_args(Of), "queues"),
        queue=query.get("queue") or None,
        board=board(request),
    )


def _check_agents(request: web.Request, selection: Selection) -> None:
    """Refuse who is no admin, and intervals shorter than a day."""
    if not is_admin(request):
        raise ProblemError(403, "Reports of agents are for admins.")
    if not settings(request).history.agent_days:
        raise ProblemError(404, "Agents' figures are not kept: the setting history.agent_days is 0.")
    if selection.by != "day":
        _invalid("by", "agents' figures are kept by day alone")


def _file(found: Json, body: bytes, kind: str, ending: str) -> web.Response:
    name = f"{found['of']}-{found['from']}-{found['to']}.{ending}"
    headers = {
        "Content-Type": kind,
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    return web.Response(body=body, headers=headers)


def _date(name: str, text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        _invalid(name, "is a date, YYYY-MM-DD")
    if text != found.isoformat():
        _invalid(name, "is a date, YYYY-MM-DD")
    return found


def _choice(query: Mapping[str, str], name: str, choices: tuple[Any, ...], default: str) -> Any:
    chosen = query.get(name, default)
    if chosen not in choices:
        _invalid(name, f"is one of {', '.join(choices)}")
    return chosen


def _invalid(field: str, detail: str) -> NoReturn:
    raise ProblemError(422, f"{field} {detail}.", errors=[{"field": field, "pointer": "", "detail": detail}])
