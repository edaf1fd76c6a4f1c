"""Operations: the requests and answers of each address in words, the table behind `/openapi.json` (`openapi.py`).

One entry a route of `routes.py`; a test rejects a route without one.
"""

from typing import Any, NamedTuple

from ...document.schema import StateDocument
from .. import access_answers, alerts, messages, settings_answers, thulium_answers
from ..key_admin import KeyPatch, NewKey
from ..screen_pairing import Claim, Entered
from . import history_schemas, schemas

JSON, PROBLEM, HTML, TEXT, STREAM = (
    "application/json", "application/problem+json", "text/html", "text/plain", "text/event-stream",
)  # fmt: skip


class Answer(NamedTuple):
    """One answer: its status, meaning, media type, and its shape where it has one."""

    status: int
    says: str
    kind: str = PROBLEM
    shape: Any = schemas.Problem


class Query(NamedTuple):
    """A parameter after the `?`, with its JSON Schema."""

    name: str
    says: str
    schema: dict[str, Any] = {"type": "string"}  # noqa: RUF012 - never changed


class Operation(NamedTuple):
    """One method of one address. `key`: whether it needs a key once one is configured.

    `body` is the shape of the JSON that it takes.
    """

    says: str
    answers: tuple[Answer, ...]
    more: str = ""
    queries: tuple[Query, ...] = ()
    key: bool = True
    body: Any = None


def page(says: str) -> tuple[Answer, ...]:
    """The answers of a page."""
    again = Answer(
        303, "The address without `key`, which a cookie holds now; or the page that this key may see.", "", None
    )
    return Answer(200, says, HTML, None), again, NO_BOARD, BAD, STARTING._replace(kind=HTML, shape=None)


NOT_HELD = Answer(
    404,
    "There is no such board; or the journal does not hold that instant or version: `first` is the first instant that "
    "it does.",
    PROBLEM,
    schemas.PastProblem,
)
AT = Query(
    "at",
    "An instant with its offset: all entries received until its end, and time advanced to it.",
    {"type": "string", "format": "date-time"},
)
NO_KEY = Answer(401, "No key, or an unknown one.")
NOT_ALLOWED = Answer(
    403, "A key that may not; while none is configured, not this machine; or another site's page, but for a visit."
)
TOO_OFTEN = Answer(429, "Too many wrong keys or passwords from this address; see `Retry-After`.")
NO_BOARD = Answer(404, "There is no such board.")
UNKNOWN = Answer(404, "This id is unknown, or the journal does not hold this day.")
BAD = Answer(400, "A parameter has a value that it cannot have.")
STARTING = Answer(503, "Starting or stopping; retry after `Retry-After` seconds.")
UNREADABLE = STARTING._replace(
    says="Starting or stopping, or too many queries of the journal; retry after `Retry-After` seconds."
)
CHANGE = (
    BAD._replace(says="The body is not JSON."),
    Answer(413, "The body is too large."),
    Answer(415, "The body is of another type than JSON."),
    Answer(422, "A value is wrong; `errors` says which."),
    STARTING._replace(
        says="Starting or stopping, or nothing can be stored now; `Retry-After` says when to come again."
    ),
)
PAIRING = Answer(401, "No key, or an unknown one: the page on which a screen waits to be paired.", HTML, None)
UNKNOWN_KEY = Answer(404, "There is no such key.")
SETTINGS_CHANGE = (
    Answer(200, "On disk and in force.", JSON, settings_answers.SettingsChanged),
    Answer(409, "The file sets this key, or a stricter `privacy`."),
    Answer(412, "The settings are newer than `If-Match` says."),
    *CHANGE,
)
BOARD = Query("board", "The name of a configured board; without it, everything.")
ROLE = Query("role", "tv asks for less than the key gives, never for more.", {"enum": ["tv", "supervisor"]})
DAY = Query("day", "YYYY-MM-DD; without it, today.", {"type": "string", "format": "date"})
FLAG = {"enum": ["true", "false"]}
KEY = Query("key", "A key, once: it sets a cookie and leads to the address without it.")
THEME_QUERIES = (
    Query("lang", "pl or en."), Query("theme", "dark, light or auto."), KEY,
)  # fmt: skip
HISTORY = (
    Query("day", "A date, YYYY-MM-DD.", {"type": "string", "format": "date"}),
    Query("week", "A week, YYYY-Www.", {"type": "string", "pattern": "^[0-9]{4}-W[0-9]{2}$"}),
    *THEME_QUERIES,
)
MANUAL = (Query("lang", "pl or en."), Query("theme", "dark or light."))
PATHS = {
    "board": "The name of a configured board.",
    "login": "An agent's login.",
    "connection": "A call's connection_id.",
    "connection_id": "A call's connection_id.",
    "queue": "A queue's id.",
    "page": "The name of a page, such as install.",
    "id": "The id of a key or a message.",
    "day": "YYYY-MM-DD.",
}
INVALID = Answer(422, "A parameter has a value that it cannot have: `errors` names it.")
DAYS_UNREAD = Answer(503, "Starting or stopping; or the journal cannot be read now, or many read it: `Retry-After`.")
AGENTS_NOT_KEPT = Answer(404, "There is no such board; or agents' figures are not kept.")
REPORT = (
    Query("from", "The first day.", {"type": "string", "format": "date"}),
    Query("to", "The last day.", {"type": "string", "format": "date"}),
    Query("by", "The interval of a row; without it, a day.", {"enum": ["day", "hour", "quarter"]}),
    Query(
        "of", "What the rows are of; without it, queues.", {"enum": ["queues", "chat_queues", "campaigns", "agents"]}
    ),
    Query("queue", "Only this queue or chat queue."),
    BOARD,
)

OPERATIONS: dict[str, Operation] = {
    "POST /webhooks/thulium": Operation(
        "Deliver an event",
        (
            Answer(200, "On disk and applied.", JSON, schemas.Accepted),
            Answer(401, "Wrong credentials."),
            Answer(403, "Another site's page, or no credentials configured and not this machine."),
            Answer(413, "Over 1 MiB, or over 20,000 events in one array."),
            Answer(415, "Another type of body or charset, or an encoded body."),
            Answer(422, "Stored as rejected, not applied: all errors with their fields, 1,000 at most."),
            Answer(
                503,
                "Could not be made durable: neither stored nor applied. If Redis did not answer, as the detail then "
                "names, it may be stored. Retry: sent twice, it counts once.",
            ),
        ),
        "Where Thulium's panel sends its webhooks: one event as a form or as JSON, or an array of them, each treated "
        "by itself. An unknown action is stored and counted. The same event again within 24 hours counts once. "
        "Only what its effect depends on can be refused. The address may end in a slash.",
    ),
    "GET /webhooks/thulium": Operation(
        "Try the address and its credentials",
        (
            Answer(204, "An event may be posted here.", "", None),
            Answer(401, "Wrong credentials."),
            Answer(403, "Another site's page, or no credentials configured and not this machine."),
        ),
        "Nothing is stored. Also as HEAD.",
    ),
    "GET /state": Operation(
        "The state document",
        (
            Answer(200, "The document.", JSON, StateDocument),
            Answer(304, "Unchanged since the version of If-None-Match.", "", None),
            NOT_HELD,
            INVALID,
            BAD,
            UNREADABLE,
        ),
        "With `ETag`; compressed on request. With `at` or `version`, for supervisors: the document as the board showed "
        "it then, to the byte but for `as_of`.",
        (
            BOARD,
            ROLE,
            AT,
            Query("version", "The number of an entry: the document after it.", {"type": "integer", "minimum": 1}),
        ),
    ),
    "GET /events": Operation(
        "The live stream",
        (Answer(200, "Server-sent events, for as long as you like.", STREAM, None), NO_BOARD, BAD, STARTING),
        "First an event `state` with the document; then, at each change, an event `patch`: a JSON Merge Patch "
        "(RFC 7396) from the previous `id` to this `id`; after 2 seconds of silence a `ping`. A client that does not "
        "keep up is disconnected, and gets a fresh `state` when it reconnects.",
        (BOARD, ROLE),
    ),
    "GET /agents/{login}/timeline": Operation(
        "An agent's day",
        (Answer(200, "Spans of states, with totals.", JSON, schemas.Timeline), UNKNOWN, BAD, UNREADABLE),
        "For supervisors.",
        (DAY,),
    ),
    "GET /calls/{connection_id}": Operation(
        "A call's history",
        (
            Answer(200, "IVR, queues, rings, talks, with times; live or ended.", JSON, schemas.CallHistory),
            UNKNOWN,
            BAD,
            UNREADABLE,
        ),
        "For supervisors.",
        (DAY,),
    ),
    "GET /calls": Operation(
        "Today's ended calls",
        (Answer(200, "Those with the newest events first.", JSON, schemas.EndedCalls), NO_BOARD, BAD, UNREADABLE),
        "For supervisors. Every word stands in one event's number, caller's name, agent or call id, whatever its case "
        "and accents; a text of digits is one number, however it is grouped. The last 50,000 entries of today are "
        "looked through.",
        (
            BOARD,
            Query(
                "q",
                "Only calls that this text finds, 2 to 100 characters.",
                {"type": "string", "minLength": 2, "maxLength": 100},
            ),
            Query("limit", "At most so many, 100 at most.", {"type": "integer", "minimum": 0}),
        ),
    ),
    "GET /queues/{queue}/trend": Operation(
        "A queue's quarter hours of today",
        (Answer(200, "Those of today.", JSON, schemas.QueueTrend), UNKNOWN, INVALID, BAD, STARTING),
        "For supervisors.",
        (AT,),
    ),
    "GET /abandoned": Operation(
        "Abandoned callers of today",
        (Answer(200, "The newest first.", JSON, schemas.Abandoned), NO_BOARD, NOT_HELD, INVALID, BAD, STARTING),
        "For supervisors. Numbers are compared by their last nine digits; withheld ones match none.",
        (
            BOARD,
            Query("queue", "Only of this queue."),
            Query("open", "true: only the last one of each caller without a contact since.", FLAG),
            AT,
            Query("limit", "The number of entries, 500 at most.", {"type": "integer", "minimum": 0}),
        ),
    ),
    "GET /history": Operation(
        "A kept day or week as a page",
        (*page("The page; without a day or week, the newest day."), INVALID),
        "For supervisors. 404 also for a day that is not kept. Admins see agents' figures, where they are kept.",
        queries=(BOARD, *HISTORY),
    ),
    "GET /history/{board}": Operation(
        "A kept day or week of one board as a page",
        (*page("The page; without a day or week, the newest day."), INVALID),
        "For supervisors. 404 also for a day that is not kept.",
        queries=HISTORY,
    ),
    "GET /days": Operation(
        "Past days",
        (Answer(200, "The newest first.", JSON, history_schemas.DayList), NO_BOARD, BAD, DAYS_UNREAD),
        "For supervisors. By the names, thresholds and formula of now.",
        (BOARD,),
    ),
    "GET /days/{day}": Operation(
        "A past day",
        (
            Answer(200, "Queues by quarter hour, and all else that is kept.", JSON, history_schemas.DayDocument),
            Answer(404, "Nothing is kept of that day; or there is no such board."),
            INVALID,
            BAD,
            DAYS_UNREAD,
        ),
        "For supervisors.",
        (BOARD,),
    ),
    **{
        f"GET /report.{ending}": Operation(
            f"A report of past days as {ending.upper()}",
            (Answer(200, says, kind, shape), *more, AGENTS_NOT_KEPT, INVALID, BAD, DAYS_UNREAD),
            "For supervisors; of agents for admins.",
            (*REPORT, *queries),
        )
        for ending, says, kind, shape, more, queries in (
            ("json", "The rows.", JSON, history_schemas.Report, (), ()),
            (
                "csv",
                "UTF-8 with a byte order mark, semicolons; service_level in percent.",
                "text/csv",
                None,
                (),
                (Query("lang", "pl: decimal commas; en: points.", {"enum": ["pl", "en"]}),),
            ),
            (
                "xlsx",
                "A workbook.",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                None,
                (Answer(501, "The package for it is not installed; the detail has the command."),),
                (),
            ),
        )
    },
    "GET /log": Operation(
        "The newest events as they arrived",
        (Answer(200, "As they arrived, the newest last.", JSON, schemas.Log), BAD, UNREADABLE),
        "For supervisors.",
        (
            Query("after", "Only after this version.", {"type": "integer", "minimum": 0}),
            Query("limit", "The number of entries, 200 at most.", {"type": "integer", "minimum": 0}),
            Query("agent", "Only of this login."),
            Query("queue", "Only of this queue."),
            Query("connection", "Only of this call."),
        ),
    ),
    "GET /rejected": Operation(
        "Data quality, and the last rejected bodies with every error",
        (
            Answer(200, "The last rejected bodies, up to 4 KiB of each, with all errors.", JSON, schemas.Rejected),
            BAD,
            UNREADABLE,
        ),
        "For supervisors.",
    ),
    "GET /settings": Operation(
        "The settings page", page("The page, with the settings in it."), "For admins.", queries=THEME_QUERIES
    ),
    "GET /settings.json": Operation(
        "The settings in force",
        (Answer(200, "With the source of each value.", JSON, settings_answers.SettingsAnswer), STARTING),
        "For admins. The file wins over the browser, the browser over Thulium. The `ETag` is the settings' version.",
    ),
    "PATCH /settings.json": Operation(
        "Change settings in the browser",
        SETTINGS_CHANGE,
        "For admins. Takes effect as a whole, or not at all. `If-Match` refuses it if others were faster.",
        body=settings_answers.SettingsPatch,
    ),
    "GET /settings/changes": Operation(
        "The newest changes of settings",
        (Answer(200, "The newest first, 500 at most.", JSON, settings_answers.SettingsChanges), STARTING),
        "For admins.",
    ),
    "POST /settings/undo": Operation(
        "Undo a change of settings",
        (*SETTINGS_CHANGE, Answer(404, "There is no such change, or only a part of it is still known.")),
        "For admins. What the change replaced is restored as a new change.",
        body=settings_answers.Undone,
    ),
    "GET /thulium.json": Operation(
        "What is read from Thulium's REST API",
        (Answer(200, "What this node read last, and what failed.", JSON, thulium_answers.ThuliumAnswer), STARTING),
        "For admins.",
    ),
    "POST /thulium/try": Operation(
        "Try Thulium's REST API",
        (Answer(200, "What could be read, field by field.", JSON, thulium_answers.TriedAnswer), *CHANGE),
        "For admins. Reads everything once, at most one request a second, and stores nothing.",
        body=thulium_answers.TriedValues,
    ),
    "GET /": Operation("The supervisors' page", page("The page, with the state in it."), queries=THEME_QUERIES),
    "GET /supervisor/{board}": Operation("The supervisors' page of a board", page("The page."), queries=THEME_QUERIES),
    "GET /tv": Operation(
        "The office TV", (*page("The page, without any caller's data."), PAIRING), queries=THEME_QUERIES
    ),
    "GET /tv/{board}": Operation(
        "The office TV of a board", (*page("The page, without any caller's data."), PAIRING), queries=THEME_QUERIES
    ),
    "GET /access.json": Operation(
        "Keys and screens", (Answer(200, "All of them.", JSON, access_answers.AccessShape), STARTING), "For admins."
    ),
    "GET /setup.json": Operation(
        "How far the first hour has come",
        (Answer(200, "What to enter, what arrived, what was refused.", JSON, access_answers.SetupShape), UNREADABLE),
        "For admins. Refusals are remembered in memory, on this node, without anything of a body.",
    ),
    "GET /settings/setup": Operation("The first hour, step by step", page("The page."), "For admins.", THEME_QUERIES),
    "GET /settings/screens": Operation(
        "Keys and screens", page("The page."), "For admins; supervisors pair a screen there.", THEME_QUERIES
    ),
    "POST /access/keys": Operation(
        "Make a key",
        (
            Answer(201, "The key, this once.", JSON, access_answers.MadeKey),
            Answer(409, "The first key must be an admin's."),
            *CHANGE,
        ),
        "For admins. A key with a board opens that board alone.",
        body=NewKey,
    ),
    "PATCH /access/keys/{id}": Operation(
        "Change what a screen shows, or a key's name",
        (
            Answer(200, "The key as it is now; its screens follow within a second.", JSON, access_answers.KeyShape),
            UNKNOWN_KEY,
            Answer(409, "The file has this key."),
            *CHANGE,
        ),
        "For admins. null takes a value away. What a screen's own address says wins.",
        body=KeyPatch,
    ),
    "DELETE /access/keys/{id}": Operation(
        "Withdraw a key",
        (
            Answer(204, "Its streams and cookies end within a second.", "", None),
            UNKNOWN_KEY,
            Answer(409, "The file has this key, or it is the last admin's."),
            *CHANGE,
        ),
        "For admins.",
    ),
    "POST /access/webhook": Operation(
        "Make another password for Thulium",
        (
            Answer(201, "The credentials, this once; the old ones are refused.", JSON, access_answers.MadeWebhook),
            Answer(409, "The file or the environment sets them, or there is no key yet."),
            *CHANGE,
        ),
        "For admins.",
    ),
    "POST /access/pair": Operation(
        "Let in the screen that shows a code",
        (
            Answer(201, "The screen has a key of the role tv.", JSON, access_answers.PairedKey),
            Answer(404, "No screen shows this code."),
            Answer(409, "There is no key yet."),
            Answer(410, "The code is over or was used."),
            *CHANGE,
        ),
        "For supervisors. After 10 wrong codes in 10 minutes: 429.",
        body=Entered,
    ),
    "GET /alerts": Operation(
        "Alerts: what is raised, and what was sent",
        (Answer(200, "What is raised, and what was sent; a page for a browser.", JSON, alerts.AlertsAnswer), STARTING),
        "For supervisors. `to` is without its secrets. No caller's data is in any of it.",
        queries=THEME_QUERIES,
    ),
    "POST /alerts/test": Operation(
        "Send a test to one recipient of alerts, or to all",
        (
            Answer(200, "What each answered.", JSON, alerts.TestAnswer),
            Answer(409, "There is no recipient yet."),
            *CHANGE,
        ),
        "For admins.",
        body=alerts.AlertTest,
    ),
    "POST /messages": Operation(
        "Show a line on the screens",
        (
            Answer(201, "It is shown.", JSON, messages.PostedMessage),
            Answer(409, "There are too many messages."),
            *CHANGE,
        ),
        "For supervisors. One line of 1 to 120 characters, until an instant at most 24 hours ahead, or `day_end`; "
        "without `boards` for all.",
        body=messages.NewMessage,
    ),
    "DELETE /messages/{id}": Operation(
        "Withdraw a line",
        (Answer(204, "It is gone.", "", None), Answer(404, "There is no such message."), *CHANGE),
        "For supervisors.",
    ),
    "POST /pair": Operation(
        "Get a code for a screen",
        (Answer(201, "The code lives 10 minutes.", JSON, access_answers.PairingOffer), *CHANGE),
        "For anybody: at most 30 codes are open in all, and 5 an address; beyond that 429.",
        key=False,
    ),
    "POST /pair/claim": Operation(
        "Ask whether the code was entered",
        (
            Answer(200, "It was; the cookie is set.", JSON, access_answers.Claimed),
            Answer(202, "Not yet.", "", None),
            Answer(410, "Too late, or claimed already."),
            *CHANGE,
        ),
        "For anybody who has the secret.",
        key=False,
        body=Claim,
    ),
    "GET /healthz": Operation("Is the process alive?", (Answer(200, "The process lives.", TEXT, None),), key=False),
    "GET /readyz": Operation(
        "Is the server ready, and if not, why?",
        (
            Answer(200, "Recovered and able to write.", TEXT, None),
            Answer(503, "Not ready; the detail gives the reason."),
        ),
        key=False,
    ),
    "GET /manifest.webmanifest": Operation(
        "What makes the supervisors' page an app on a phone",
        (Answer(200, "The manifest.", "application/manifest+json", None),),
        queries=(Query("lang", "pl or en."),),
        key=False,
    ),
    "GET /version": Operation("The version of the program", (Answer(200, "This one.", JSON, schemas.Version),)),
    "GET /metrics": Operation(
        "Metrics for Prometheus",
        (Answer(200, "Prometheus text format, or OpenMetrics if requested.", TEXT, None), STARTING),
        "This machine needs no key.",
    ),
    "GET /openapi.json": Operation(
        "This interface as OpenAPI 3.1", (Answer(200, "OpenAPI 3.1.", JSON, None), STARTING)
    ),
    "GET /docs": Operation(
        "This interface as a page",
        (Answer(200, "The page.", HTML, None), STARTING),
        queries=(Query("theme", "dark or light."),),
    ),
    "GET /manual": Operation(
        "The list of the manual's pages",
        (Answer(200, "The page.", HTML, None),),
        queries=MANUAL,
    ),
    "GET /manual/{page}": Operation(
        "A page of the manual",
        (Answer(200, "The page.", HTML, None), Answer(404, "There is no such page.")),
        queries=MANUAL,
    ),
}
