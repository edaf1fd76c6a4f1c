"""`/alerts`: what is raised now, what was sent and what became of it, as JSON and as a page; and a test for admins."""

from collections.abc import Iterator
from typing import Annotated, Literal, NotRequired, TypedDict

import msgspec
from aiohttp import web
from msgspec import Meta

from ..alerts.grouping import link
from ..config.mistakes import mistakes
from ..config.recipients import is_link_local, masked
from ..config.schema import AlertLevel, Alerts
from ..document.merge_patch import Json
from ..document.schema import Instant
from ..events.server_entries import AlertState
from ..events.timestamps import iso
from ..state.alerts import Delivery, Notice, Raised
from .admin import is_admin
from .app_keys import ALERTER, INGEST, TEMPLATES, settings, static_address
from .assets import asset_folder
from .auth import access
from .changes import json_body
from .handlers.details import json_response, supervisors_only
from .problems import RETRY_SOON, ProblemError, wrong_value
from .rendering import THEMES, daylight_theme
from .translations import LANGUAGES, read_catalogue

MAX_TEST_RECIPIENTS = 20
MAX_ROWS = 200  # of the page


class RaisedAlert(TypedDict):
    """An alert that is not over."""

    subject: Annotated[str, Meta(description="queue:ID, unattended, pause:LOGIN, feed, journal, rejected.")]
    level: AlertLevel
    since: Instant
    text: str


class SentAlert(TypedDict):
    """What one recipient was told of one subject."""

    at: Instant
    to: Annotated[str, Meta(description="Without its secrets.")]
    subject: str
    state: AlertState
    delivered: bool
    detail: NotRequired[Annotated[str, Meta(description="What the other side answered, or why it was not delivered.")]]


class AlertsAnswer(TypedDict):
    """What is raised, and what was sent, the newest first."""

    now: list[RaisedAlert]
    sent: list[SentAlert]


class AlertTest(msgspec.Struct, forbid_unknown_fields=True):
    """Whom to send a test; without `to`, every recipient."""

    to: str | None = None


class TestResult(TypedDict):
    """What became of the test at one recipient."""

    to: str
    delivered: bool
    answer: str


class TestAnswer(TypedDict):
    """What each recipient answered."""

    results: list[TestResult]


class SentRow(TypedDict):
    """One notice at one recipient, for the page. `result` is pending while it is only to be sent."""

    at: str
    to: str
    text: str
    state: AlertState
    result: Literal["pending", "sending", "delivered", "failed", "dropped"]
    detail: str


async def get_alerts(request: web.Request) -> web.Response:
    """JSON, or the page for a browser."""
    is_page = "text/html" in request.headers.get("Accept", "").lower()
    if is_page and (elsewhere := access.login_redirect(request)):
        return elsewhere
    supervisors_only(request)
    if not request.app[INGEST].recovered.is_set():
        raise ProblemError(503, "The wallboard is still reading its journal.", headers=RETRY_SOON)
    response = _page(request) if is_page else json_response(_answer(request))
    response.headers["Vary"] = "Accept"
    return response


async def post_test(request: web.Request) -> web.Response:
    """Send one test to a recipient, or to all; what each answered."""
    body = await json_body(request, AlertTest)
    configured = settings(request).alerts.recipients
    recipients = configured
    if body.to is not None:
        recipients = [{masked(one): one for one in configured}.get(body.to, body.to)]
        _check_recipient(request, recipients[0], configured)
    if not recipients:
        raise ProblemError(409, "There is no recipient yet: set alerts.to first.")
    results = await request.app[ALERTER].test(recipients[:MAX_TEST_RECIPIENTS])
    rows = [{"to": to, "delivered": delivered, "answer": answer} for to, delivered, answer in results]
    return json_response({"results": rows})


def _answer(request: web.Request) -> Json:
    zone = settings(request).zone
    raised: list[RaisedAlert] = [
        {"subject": subject, "level": _level(one.level), "since": iso(one.since, zone), "text": one.text}
        for subject, one in _raised(request)
    ]
    sent: list[SentAlert] = []
    for notice, to, delivery in _deliveries(request):
        if delivery.result is not None:
            row: SentAlert = {
                "at": iso(delivery.at, zone),
                "to": to,
                "subject": notice.change.subject,
                "state": notice.change.state,
                "delivered": delivery.result == "delivered",
            }
            sent.append(row | {"detail": delivery.detail} if delivery.detail else row)
    answer: AlertsAnswer = {"now": raised, "sent": sent}
    return {**answer}


def _raised(request: web.Request) -> list[tuple[str, Raised]]:
    """What is raised, of the boards that the key may see; the first to begin comes first."""
    if not settings(request).alerts.recipients:
        return []
    own = access.own_board(request)
    found = [(subject, one) for subject, one in request.app[ALERTER].book.raised.items() if own in {None, one.board}]
    return sorted(found, key=lambda item: item[1].since)


def _deliveries(request: web.Request) -> Iterator[tuple[Notice, str, Delivery]]:
    """What was or is to be sent, the newest first."""
    own = access.own_board(request)
    for notice in reversed(request.app[ALERTER].book.notices):
        if own in {None, notice.change.board}:
            for to, delivery in notice.deliveries.items():
                yield notice, to, delivery


def _level(level: str) -> AlertLevel:
    return "alarm" if level == "alarm" else "warning"


def _check_recipient(request: web.Request, recipient: str, configured: list[str]) -> None:
    """Refuse what could not be set either."""
    if recipient in configured:
        return
    if found := list(mistakes({"to": [recipient]}, Alerts)):
        raise wrong_value("to", found[0].words)
    if is_link_local(recipient):
        raise wrong_value("to", "is an address that only this machine's own network services have")
    if recipient.startswith("mailto:") and settings(request).mail.host is None:
        raise wrong_value("to", "needs a mail server: set mail.host first")


def _page(request: web.Request) -> web.Response:
    configured, query = settings(request), request.query
    language = query["lang"] if query.get("lang") in LANGUAGES else configured.language
    theme = query["theme"] if query.get("theme") in THEMES else THEMES[0]
    now, zone, say = int(request.app[INGEST].now()), configured.zone, read_catalogue(asset_folder("static"), language)
    own = access.own_board(request)
    rows: list[SentRow] = [
        {
            "at": iso(delivery.at or notice.at, zone),
            "to": to,
            "text": notice.change.text,
            "state": notice.change.state,
            "result": delivery.result or "pending",
            "detail": delivery.detail if delivery.result != "delivered" else "",
        }
        for notice, to, delivery in _deliveries(request)
    ]
    text = (
        request.app[TEMPLATES]
        .get_template("alerts.html")
        .render(
            raised=[
                {
                    "level": _level(one.level),
                    "since": iso(one.since, zone),
                    "text": one.text,
                    "url": link("", one.board, one.told, zone),
                }
                for _, one in _raised(request)
            ],
            sent=rows[:MAX_ROWS],
            is_on=bool(configured.alerts.recipients),
            is_admin=is_admin(request),
            board_path=access.page_address(request, *(("supervisor", own) if own else ())),
            moment=lambda instant: _moment(instant, iso(now, zone)),
            say=say,
            language=language,
            theme=theme,
            shown_theme=daylight_theme(iso(now, zone)) if theme == "auto" else theme,
            themes=THEMES,
            static=static_address(request),
        )
    )
    response = web.Response(text=text, content_type="text/html", headers={"Cache-Control": "no-store"})
    response.enable_compression()
    return response


def _moment(instant: str, now: str) -> str:
    """The time of day; with the date where that is another than today's."""
    day, clock = instant[:10], instant[11:16]
    return clock if day == now[:10] else f"{day} {clock}"
