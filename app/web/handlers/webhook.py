"""Where Thulium delivers: a POST becomes bodies, and is answered when they are durable and true."""

import asyncio
from collections.abc import Iterator
from itertools import islice

from aiohttp import web

from ...config.schema import Privacy
from ...events import decoding
from ...events.decoding import Body, TooMany, Unreadable, Unsupported
from ...events.parsing import FieldError, Invalid
from ...journal import JournalError, Unconfirmed
from ...runtime.ingest import Closed, Ingest
from ...runtime.limits import SMALL_BODY_BYTES, TooBusy
from ...runtime.pending import Outcome
from ...runtime.redaction import drop_recordings
from ...runtime.sequencing import Submission
from ..app_keys import INGEST, LOGIN_THROTTLE, settings
from ..auth import basic
from ..auth.access import only_this_machine, unauthorized
from ..problems import RETRY_SOON, ProblemError

READ_WAIT_S = 15.0  # seconds for a body of at most 1 MiB to arrive
RECOVERY_WAIT_S = 5.0  # seconds that a delivery waits for a recovery under way; then it is asked to come again
MAX_ERRORS = 1000  # in one answer
BASIC = 'Basic realm="wallboard", charset="UTF-8"'


async def post_event(request: web.Request) -> web.Response:
    """Keep and apply what was delivered: 200 with the version of the last body once all are on disk."""
    _check_sender(request)
    credentials = settings(request).webhook
    if request.headers.get("Content-Encoding", "").strip().lower() not in {"", "identity"}:
        raise ProblemError(415, "Send the body as it is, without a Content-Encoding.")
    ingest = request.app[INGEST]
    try:
        with ingest.limits.reading(request.content_length):
            data = await _read(request)
        if settings(request).webhook != credentials:
            _check_sender(request)  # they were changed while the body arrived
        with ingest.limits.waiting(len(data)):
            offered, array = await _decoded(request, data)
            if not ingest.recovered.is_set():
                await _wait_for_recovery(ingest)
            outcomes = await ingest.submit(offered)
    except TooBusy as error:
        raise _not_now(ingest, "full", f"Too much at once: {error}; come again.") from None
    except Closed:
        raise _not_now(ingest, "stopping", "The wallboard is stopping; come again.") from None
    except JournalError as error:
        raise _not_stored(ingest, error) from error
    if errors := list(islice(_errors(outcomes, array=array), MAX_ERRORS)):
        named = "; ".join(f"{error['field'] or 'the body'} {error['detail']}" for error in errors[:20])
        raise ProblemError(422, f"Kept, but not applied, because it is wrong: {named}", errors=errors)
    return web.Response(body=b'{"version": %d}' % outcomes[-1].version, content_type="application/json")


async def get_webhook(request: web.Request) -> web.Response:
    """204 to whoever may post here: that the address and the credentials are right can be tried in a browser."""
    _check_sender(request)
    return web.Response(status=204)


async def _decoded(request: web.Request, data: bytes) -> tuple[list[Submission], bool]:
    """The bodies to offer, and whether they came as an array. A large request holds up no other."""
    ingest, kind = request.app[INGEST], request.headers.get("Content-Type", "")
    privacy = ingest.settings.privacy
    try:
        if len(data) <= SMALL_BODY_BYTES:
            return _to_submissions(data, kind, privacy)
        async with ingest.limits.decoding:
            return await asyncio.to_thread(_to_submissions, data, kind, privacy)
    except Unsupported as error:
        raise ProblemError(415, str(error)) from None
    except TooMany as error:
        raise ProblemError(413, str(error)) from None


def _to_submissions(data: bytes, content_type: str, privacy: Privacy) -> tuple[list[Submission], bool]:
    """The bodies in a request without what is left at the door, and whether they came as an array."""
    decoded, array = decoding.decode(data, content_type)
    return [drop_recordings(_submission(body), privacy) for body in decoded], array


def _submission(body: Body | Unreadable) -> Submission:
    if isinstance(body, Unreadable):
        return Submission(None, body.raw, (FieldError("", body.detail),))
    return Submission(body)


async def _wait_for_recovery(ingest: Ingest) -> None:
    """Wait a little for a recovery under way."""
    try:
        if ingest.error:
            raise JournalError(ingest.error)
        await asyncio.wait_for(ingest.recovered.wait(), RECOVERY_WAIT_S)
    except TimeoutError:
        raise _not_now(ingest, "starting", "The wallboard is still reading its journal; come again.") from None


def _not_stored(ingest: Ingest, error: JournalError) -> ProblemError:
    if isinstance(error, Unconfirmed):
        again = f"This may or may not have been kept: {error.public}. Come again: sent twice, it counts once."
    else:
        again = f"Nothing was kept: {error.public}. Come again."
    return _not_now(ingest, "journal", again)


def _not_now(ingest: Ingest, why: str, detail: str) -> ProblemError:
    """Not answered for, and counted by its reason."""
    ingest.refused[why] += 1
    return ProblemError(503, detail, headers=RETRY_SOON)


def _check_sender(request: web.Request) -> None:
    """Refuse who is not Thulium: wrong credentials, a browser sent by another site."""
    if request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"} or _foreign(request):
        raise ProblemError(403, "Another site's page may not post here.")
    known, given = settings(request).webhook, request.headers.get("Authorization")
    if known.username is None or known.password is None:
        try:
            only_this_machine(request, "No [webhook] credentials are configured, so only this machine may post")
        except ProblemError:
            _log_refusal(request, "no [webhook] credentials are configured, so only this machine may post")
            raise
    elif given is None:
        _log_refusal(request, "they come without user name and password")
        raise ProblemError(
            401, "This needs the user name and password of [webhook].", headers={"WWW-Authenticate": BASIC}
        )
    elif not basic.is_valid(given, known):
        _log_refusal(request, "the user name or password is not the one in [webhook]")
        raise unauthorized(request, "The user name or password is not the one in [webhook].", BASIC)


def _log_refusal(request: web.Request, why: str) -> None:
    request.app[LOGIN_THROTTLE].webhook_refused(request.remote or "somebody", why)


async def _read(request: web.Request) -> bytes:
    """The whole body; 408 for one that trickles."""
    try:
        async with asyncio.timeout(READ_WAIT_S):
            return await request.read()
    except TimeoutError:
        close = {"Connection": "close"}
        raise ProblemError(408, f"The body did not arrive within {READ_WAIT_S:.0f} s.", headers=close) from None


def _foreign(request: web.Request) -> bool:
    origin = request.headers.get("Origin")
    return origin is not None and origin.partition("://")[2] != request.headers.get("Host")


def _errors(outcomes: list[Outcome], *, array: bool) -> Iterator[dict[str, str]]:
    """Every fault with where it stands, as JSON pointers (RFC 6901)."""
    for place, outcome in enumerate(outcomes):
        for error in outcome.parsed.errors if isinstance(outcome.parsed, Invalid) else ():
            yield {
                "field": error.field,
                "pointer": (f"/{place}" if array else "") + (f"/{_escaped(error.field)}" if error.field else ""),
                "detail": error.detail,
            }


def _escaped(field: str) -> str:
    return field.replace("~", "~0").replace("/", "~1")
