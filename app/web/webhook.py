"""Where Thulium delivers: a POST becomes bodies, and is answered when they are durable and true."""

import asyncio
import base64
import binascii
import json
from hmac import compare_digest
from typing import Any

from aiohttp import web

from ..events import bodies
from ..events.bodies import NotABody, WrongField
from ..events.reading import Fault, Wrong
from ..journal import JournalError
from ..live.entries import Offered
from ..live.posts import Outcome
from ..live.wallboard import Closed
from .access import only_this_machine
from .keys import SETTINGS, WALLBOARD
from .problems import Refusal

PATIENCE = 5.0  # seconds that a delivery waits for a recovery under way; then it is asked to come again
MOST = 20_000  # events in one array; 1 MiB of real ones are about 5,000
FORM = "application/x-www-form-urlencoded"
RETRY = {"Retry-After": "1"}


async def thulium(request: web.Request) -> web.Response:
    """Keep and apply what was delivered: 200 with the version once it is on disk."""
    _checked(request)
    data = await request.read()
    offered, array = _offered(request, data)
    wallboard = request.app[WALLBOARD]
    try:
        if not wallboard.recovered.is_set():
            await asyncio.wait_for(wallboard.recovered.wait(), PATIENCE)
        outcomes = await wallboard.receive(offered)
    except TimeoutError:
        raise Refusal(503, "The wallboard is still reading its journal; come again.", headers=RETRY) from None
    except Closed:
        raise Refusal(503, "The wallboard is stopping; come again.", headers=RETRY) from None
    except JournalError as error:
        raise Refusal(503, f"Nothing was kept: {error}. Come again.", headers=RETRY) from error
    errors = _errors(outcomes, array=array)
    if errors:
        named = "; ".join(f"{error['field'] or 'the body'} {error['detail']}" for error in errors[:20])
        raise Refusal(422, f"Kept, but not applied, because it is wrong: {named}", errors=errors)
    version = outcomes[-1].version
    return web.Response(body=b'{"version": %d}' % version, content_type="application/json")


def _checked(request: web.Request) -> None:
    """Refuse who is not Thulium: wrong credentials, a browser sent by another site, an encoded body."""
    known = request.app[SETTINGS].webhook
    if known.username is None or known.password is None:
        only_this_machine(request, "No [webhook] credentials are configured, so only this machine may post")
    elif not _are(request.headers.get("Authorization", ""), known.username, known.password):
        challenge = {"WWW-Authenticate": 'Basic realm="wallboard"'}
        raise Refusal(401, "The user name or password is not the one in [webhook].", headers=challenge)
    if request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"} or _foreign(request):
        raise Refusal(403, "Another site's page may not post here.")
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise Refusal(415, "Send the body as it is, without a Content-Encoding.")


def _are(authorization: str, username: str, password: str) -> bool:
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return False
    try:
        given = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return False
    return compare_digest(given, f"{username}:{password}".encode())


def _foreign(request: web.Request) -> bool:
    origin = request.headers.get("Origin")
    return origin is not None and origin.partition("://")[2] != request.headers.get("Host")


def _offered(request: web.Request, data: bytes) -> tuple[list[Offered], bool]:
    """The bodies that the bytes hold, by their type or, without one, by their look; and whether as an array."""
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    charset = request.charset or "utf-8"
    try:
        if kind == "multipart/form-data":
            return [Offered(bodies.from_multipart(data, request.headers["Content-Type"]))], False
        if kind == "application/json" or (kind in {"", "text/plain"} and bodies.looks_like_json(data)):
            return _from_json(data, charset)
        if kind in {FORM, "", "text/plain"}:
            return [Offered(bodies.from_form(data, charset))], False
    except NotABody as error:
        return [_unreadable(data, Fault("", str(error)))], False
    raise Refusal(415, f"Send {FORM}, multipart/form-data or application/json.")


def _from_json(data: bytes, charset: str) -> tuple[list[Offered], bool]:
    value = bodies.from_json(data, charset)
    if not isinstance(value, list):
        return [_from_object(value)], False
    if not value:
        return [_unreadable(data, Fault("", "is an empty array"))], False
    if len(value) > MOST:
        raise Refusal(413, f"The array holds {len(value)} events; {MOST} are the most.")
    return [_from_object(element) for element in value], True


def _from_object(value: Any) -> Offered:
    try:
        return Offered(bodies.from_object(value))
    except WrongField as error:
        return _unreadable(json.dumps(value).encode(), Fault(error.field, "must be one text or number"))
    except NotABody as error:
        return _unreadable(json.dumps(value).encode(), Fault("", str(error)))


def _unreadable(data: bytes, fault: Fault) -> Offered:
    return Offered(None, data.decode("utf-8", "backslashreplace"), (fault,))


def _errors(outcomes: list[Outcome], *, array: bool) -> list[dict[str, str]]:
    """Every fault with where it stands, as JSON pointers (RFC 6901)."""
    return [
        {
            "field": fault.field,
            "pointer": (f"/{place}" if array else "") + (f"/{_escaped(fault.field)}" if fault.field else ""),
            "detail": fault.detail,
        }
        for place, outcome in enumerate(outcomes)
        if isinstance(outcome.said, Wrong)
        for fault in outcome.said.faults
    ]


def _escaped(field: str) -> str:
    return field.replace("~", "~0").replace("/", "~1")
