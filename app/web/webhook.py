"""Where Thulium delivers: a POST becomes bodies, and is answered when they are durable and true."""

import asyncio
from collections.abc import Iterator
from itertools import islice

from aiohttp import web

from ..events import bodies
from ..events.bodies import Body, TooMany, Unreadable, Unsupported
from ..events.reading import Fault, Wrong
from ..journal import JournalError, Unconfirmed
from ..live.door import admitted
from ..live.entries import Offered
from ..live.posts import Outcome
from ..live.room import SMALL, Full
from ..live.wallboard import Closed, Wallboard
from ..settings import Privacy
from . import credentials
from .access import only_this_machine, refused
from .keys import GUESSES, KEY_RING, WALLBOARD
from .problems import RETRY, Refusal

READING = 15.0  # seconds for a body of at most 1 MiB to arrive
PATIENCE = 5.0  # seconds that a delivery waits for a recovery under way; then it is asked to come again
MAX_ERRORS = 1000  # in one answer
BASIC = 'Basic realm="wallboard", charset="UTF-8"'


async def post_event(request: web.Request) -> web.Response:
    """Keep and apply what was delivered: 200 with the version of the last body once all are on disk."""
    _check_sender(request)
    expected = request.app[KEY_RING].webhook
    if request.headers.get("Content-Encoding", "").strip().lower() not in {"", "identity"}:
        raise Refusal(415, "Send the body as it is, without a Content-Encoding.")
    wallboard = request.app[WALLBOARD]
    try:
        with wallboard.room.reading(request.content_length):
            data = await _read(request)
        if request.app[KEY_RING].webhook != expected:
            _check_sender(request)  # they were changed while the body arrived
        with wallboard.room.waiting(len(data)):
            offered, array = await _decoded(request, data)
            if not wallboard.recovered.is_set():
                await _begun(wallboard)
            outcomes = await wallboard.offer(offered)
    except Full as error:
        raise _not_now(wallboard, "full", f"Too much at once: {error}; come again.") from None
    except Closed:
        raise _not_now(wallboard, "stopping", "The wallboard is stopping; come again.") from None
    except JournalError as error:
        raise _not_kept(wallboard, error) from error
    if errors := list(islice(_errors(outcomes, array=array), MAX_ERRORS)):
        named = "; ".join(f"{error['field'] or 'the body'} {error['detail']}" for error in errors[:20])
        raise Refusal(422, f"Kept, but not applied, because it is wrong: {named}", errors=errors)
    return web.Response(body=b'{"version": %d}' % outcomes[-1].version, content_type="application/json")


async def get_webhook(request: web.Request) -> web.Response:
    """204 to whoever may post here: that the address and the credentials are right can be tried in a browser."""
    _check_sender(request)
    return web.Response(status=204)


async def _decoded(request: web.Request, data: bytes) -> tuple[list[Offered], bool]:
    """The bodies to offer, and whether they came as an array. A large request holds up no other."""
    wallboard, kind = request.app[WALLBOARD], request.headers.get("Content-Type", "")
    privacy = wallboard.settings.privacy
    try:
        if len(data) <= SMALL:
            return _to_offer(data, kind, privacy)
        async with wallboard.room.decoding:
            return await asyncio.to_thread(_to_offer, data, kind, privacy)
    except Unsupported as error:
        raise Refusal(415, str(error)) from None
    except TooMany as error:
        raise Refusal(413, str(error)) from None


def _to_offer(data: bytes, content_type: str, privacy: Privacy) -> tuple[list[Offered], bool]:
    """The bodies in a request without what is left at the door, and whether they came as an array."""
    decoded, array = bodies.decode(data, content_type)
    return [admitted(_offered(body), privacy) for body in decoded], array


def _offered(body: Body | Unreadable) -> Offered:
    if isinstance(body, Unreadable):
        return Offered(None, body.raw, (Fault("", body.detail),))
    return Offered(body)


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


def _not_now(wallboard: Wallboard, why: str, detail: str) -> Refusal:
    """Not answered for, and counted by its reason."""
    wallboard.refused[why] += 1
    return Refusal(503, detail, headers=RETRY)


def _check_sender(request: web.Request) -> None:
    """Refuse who is not Thulium: wrong credentials, a browser sent by another site."""
    if request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"} or _foreign(request):
        raise Refusal(403, "Another site's page may not post here.")
    ring, given = request.app[KEY_RING], request.headers.get("Authorization")
    known = ring.webhook
    if known is None and not ring.is_complete:
        raise Refusal(503, "The wallboard is still reading its journal; come again.", headers=RETRY)
    if known is None:
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


def _errors(outcomes: list[Outcome], *, array: bool) -> Iterator[dict[str, str]]:
    """Every fault with where it stands, as JSON pointers (RFC 6901)."""
    for place, outcome in enumerate(outcomes):
        for fault in outcome.said.faults if isinstance(outcome.said, Wrong) else ():
            yield {
                "field": fault.field,
                "pointer": (f"/{place}" if array else "") + (f"/{_escaped(fault.field)}" if fault.field else ""),
                "detail": fault.detail,
            }


def _escaped(field: str) -> str:
    return field.replace("~", "~0").replace("/", "~1")
