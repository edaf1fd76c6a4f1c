"""Where Thulium delivers: a POST becomes bodies, and is answered when they are durable and true."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from aiohttp import web

from ..events import bodies
from ..events.bodies import NotABody, WrongField
from ..events.reading import Fault, Wrong
from ..journal import JournalError, Unconfirmed
from ..live.door import admitted
from ..live.entries import Offered
from ..live.posts import Outcome
from ..live.room import Full
from ..live.wallboard import Closed, Wallboard
from . import credentials
from .access import only_this_machine, refused
from .keys import GUESSES, WALLBOARD, settings
from .problems import RETRY, Refusal

READING = 15.0  # seconds for a body of at most 1 MiB to arrive
PATIENCE = 5.0  # seconds that a delivery waits for a recovery under way; then it is asked to come again
MOST = 20_000  # events in one array; 1 MiB of real ones are about 5,000
FORM = "application/x-www-form-urlencoded"
Reading = Callable[[bytes], tuple[list[Offered], bool]]
BASIC = 'Basic realm="wallboard", charset="UTF-8"'


async def thulium(request: web.Request) -> web.Response:
    """Keep and apply what was delivered: 200 with the version once it is on disk."""
    _checked(request)
    checked, wallboard = settings(request).webhook, request.app[WALLBOARD]
    try:
        with wallboard.room.reading(request.content_length):
            data = await _read(request)
    except Full as error:
        raise _full(wallboard, error) from None
    if settings(request).webhook != checked:
        _checked(request)  # the credentials were changed while the body arrived
    version = await taken(wallboard, data, partial(_offered, request))
    return web.Response(body=b'{"version": %d}' % version, content_type="application/json")


async def taken(wallboard: Wallboard, data: bytes, read: Reading) -> int:
    """Keep and apply the bodies that are read in this: the version of the last. Refusal if they are not taken."""
    try:
        with wallboard.room.waiting(len(data)):
            given, array = read(data)
            if not wallboard.recovered.is_set():
                await _begun(wallboard)
            done = offered(wallboard, given)
            with suppress(JournalError):  # told below
                await done
    except Full as error:
        raise _full(wallboard, error) from None
    except Closed:
        raise _not_now(wallboard, "stopping", "The wallboard is stopping; come again.") from None
    except JournalError as error:
        raise _not_kept(wallboard, error) from error
    return settled(wallboard, done, array=array)


def offered(wallboard: Wallboard, given: list[Offered]) -> asyncio.Future[list[Outcome]]:
    """Offer the bodies without what is left at the door. Closed or JournalError if none are taken now."""
    privacy = wallboard.settings.privacy
    return wallboard.offer([admitted(body, privacy) for body in given])


def settled(wallboard: Wallboard, done: asyncio.Future[list[Outcome]], *, array: bool) -> int:
    """The version of the last body, once `done` is done. Refusal if they were not kept, or were wrong."""
    try:
        outcomes = done.result()
    except JournalError as error:
        raise _not_kept(wallboard, error) from error
    errors = _errors(outcomes, array=array)
    if errors:
        named = "; ".join(f"{error['field'] or 'the body'} {error['detail']}" for error in errors[:20])
        raise Refusal(422, f"Kept, but not applied, because it is wrong: {named}", errors=errors)
    return outcomes[-1].version


async def _begun(wallboard: Wallboard) -> None:
    """Wait a little for a recovery under way."""
    try:
        if wallboard.trouble:
            raise JournalError(wallboard.trouble)
        await asyncio.wait_for(wallboard.recovered.wait(), PATIENCE)
    except TimeoutError:
        raise _not_now(wallboard, "starting", "The wallboard is still reading its journal; come again.") from None


def _not_kept(wallboard: Wallboard, error: JournalError) -> Refusal:
    if isinstance(error, Unconfirmed):
        again = f"This may or may not have been kept: {error.public}. Come again: sent twice, it counts once."
    else:
        again = f"Nothing was kept: {error.public}. Come again."
    return _not_now(wallboard, "journal", again)


def _full(wallboard: Wallboard, error: Full) -> Refusal:
    return _not_now(wallboard, "full", f"Too much at once: {error}; come again.")


def _not_now(wallboard: Wallboard, why: str, detail: str) -> Refusal:
    """Not answered for, and counted by its reason."""
    wallboard.refused[why] += 1
    return Refusal(503, detail, headers=RETRY)


def _checked(request: web.Request) -> None:
    """Refuse who is not Thulium: wrong credentials, a browser sent by another site, an encoded body."""
    if request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"} or _foreign(request):
        raise Refusal(403, "Another site's page may not post here.")
    known, given = settings(request).webhook, request.headers.get("Authorization")
    if known.username is None or known.password is None:
        try:
            only_this_machine(request, "No [webhook] credentials are configured, so only this machine may post")
        except Refusal:
            _tell(request, "no [webhook] credentials are configured, so only this machine may post")
            raise
    elif given is None:
        _tell(request, "they come without user name and password")
        raise Refusal(401, "This needs the user name and password of [webhook].", headers={"WWW-Authenticate": BASIC})
    elif not credentials.right(given, known):
        _tell(request, "the user name or password is not the one in [webhook]")
        raise refused(request, "The user name or password is not the one in [webhook].", BASIC)
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise Refusal(415, "Send the body as it is, without a Content-Encoding.")


def _tell(request: web.Request, why: str) -> None:
    request.app[GUESSES].delivered(request.remote or "somebody", why)


async def _read(request: web.Request) -> bytes:
    """The whole body; 408 for one that trickles."""
    try:
        async with asyncio.timeout(READING):
            return await request.read()
    except TimeoutError:
        close = {"Connection": "close"}
        raise Refusal(408, f"The body did not arrive within {READING:.0f} s.", headers=close) from None


def _foreign(request: web.Request) -> bool:
    origin = request.headers.get("Origin")
    return origin is not None and origin.partition("://")[2] != request.headers.get("Host")


def form_offered(data: bytes, charset: str = "utf-8") -> tuple[list[Offered], bool]:
    """The body that a form is."""
    try:
        return [Offered(bodies.from_form(data, charset))], False
    except NotABody as error:
        return [_unreadable(data, Fault("", str(error)))], False


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
            return form_offered(data, charset)
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
