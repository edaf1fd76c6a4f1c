"""`/messages`: one line from a supervisor to the screens. What a message does to the state: `state/messages.py`."""

import secrets
import time
import unicodedata
from datetime import datetime
from typing import Literal, TypedDict

import msgspec
from aiohttp import web

from ..config.text import is_readable
from ..events.server_entries import MessageEntry
from ..events.timestamps import day_end, day_of
from ..journal import JournalError
from ..runtime.ingest import Closed, Ingest
from ..state.messages import MAX_MESSAGES
from ..state.rules import Rules
from ..state.state import CONFLICT
from .app_keys import INGEST, settings
from .auth import access
from .changes import changed_by, json_body
from .handlers.details import json_response
from .problems import RETRY_SOON, ProblemError, wrong_value

MAX_CHARS = 120
MAX_AHEAD_S = 24 * 3600
END_OF_DAY = "day_end"
ID_BYTES = 6
LINE_BREAKS = {"Cc", "Zl", "Zp", "Cs"}
"""Categories of characters that no line of text has."""


class NewMessage(msgspec.Struct, forbid_unknown_fields=True):
    """What is posted. Without `boards` it is for all of them; `until` may be `day_end`: the next `day_start`."""

    text: str
    until: str
    boards: list[str] = []
    level: Literal["info", "important"] = "info"


class PostedMessage(TypedDict):
    """The answer to one that is posted."""

    id: str


async def post_message(request: web.Request) -> web.Response:
    """Post a message. 422 for what it cannot be, 409 where there are too many."""
    body, ingest = await json_body(request, NewMessage), request.app[INGEST]
    _check_recovered(ingest)
    entry = MessageEntry(
        at=int(time.time()),
        by=changed_by(request),
        id=secrets.token_hex(ID_BYTES),
        text=_text(body.text),
        until=_until(body.until, int(ingest.now()), ingest.state.rules),
        level=body.level,
        boards=_boards(request, body.boards),
    )
    if len(ingest.state.messages) >= MAX_MESSAGES or await _write(ingest, entry) == CONFLICT:
        raise ProblemError(409, f"There are {MAX_MESSAGES} messages already: withdraw one first.")
    response = json_response({"id": entry.id})
    response.set_status(201)
    return response


async def delete_message(request: web.Request) -> web.Response:
    """Withdraw a message."""
    ingest, id_ = request.app[INGEST], request.match_info["id"]
    _check_recovered(ingest)
    message, own = ingest.state.messages.get(id_), access.own_board(request)
    may = message is not None and (own is None or own in message.boards)
    entry = MessageEntry(at=int(time.time()), by=changed_by(request), id=id_)
    if not may or await _write(ingest, entry) == CONFLICT:
        raise ProblemError(404, "There is no such message; it may be over.")
    return web.Response(status=204)


def _text(text: str) -> str:
    text = unicodedata.normalize("NFC", text.strip())
    if not 1 <= len(text) <= MAX_CHARS:
        raise wrong_value("text", f"has 1 to {MAX_CHARS} characters")
    if any(unicodedata.category(char) in LINE_BREAKS for char in text):
        raise wrong_value("text", "is one line, without control characters")
    if not is_readable(text):
        raise wrong_value("text", "holds nothing that can be read: only blanks, invisible or combining characters")
    return text


def _until(text: str, now: int, rules: Rules) -> int:
    if text == END_OF_DAY:  # a day of 25 hours may end later than a message may
        day = day_of(now, rules.zone, rules.day_start)
        return min(day_end(day, rules.zone, rules.day_start), now + MAX_AHEAD_S)
    try:
        instant = datetime.fromisoformat(text)
        until = int(instant.timestamp())
    except (ValueError, OverflowError):
        raise wrong_value("until", "is an instant with its offset, such as 2026-11-20T10:15:00+01:00") from None
    if instant.tzinfo is None:
        raise wrong_value("until", "is an instant with its offset, such as 2026-11-20T10:15:00+01:00")
    if not now < until <= now + MAX_AHEAD_S:
        raise wrong_value("until", "is in the next 24 hours")
    return until


def _boards(request: web.Request, names: list[str]) -> tuple[str, ...]:
    """The boards; a key of one board posts to that one alone."""
    own = access.own_board(request)
    for name in names:
        if name not in settings(request).boards or own not in {None, name}:
            raise wrong_value("boards", f"{name} is no board here")
    return tuple(sorted(set(names))) or ((own,) if own else ())


def _check_recovered(ingest: Ingest) -> None:
    if not ingest.recovered.is_set():
        raise ProblemError(503, "The journal is still being recovered; retry later.", headers=RETRY_SOON)


async def _write(ingest: Ingest, entry: MessageEntry) -> str:
    """Write the entry; its result."""
    try:
        (outcome,) = await ingest.write([entry])
    except (JournalError, Closed) as error:
        why = error.public if isinstance(error, JournalError) else "the wallboard is stopping"
        raise ProblemError(503, f"Nothing was changed, or nobody knows: {why}.", headers=RETRY_SOON) from None
    return outcome.result
