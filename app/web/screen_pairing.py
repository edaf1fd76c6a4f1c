"""`/pair` and `/access/pair`: a screen without a key shows a code, and a supervisor enters it. Rules: `pairing.py`."""

import time
from collections.abc import Callable
from typing import Annotated, TypeVar

import msgspec
import segno
from aiohttp import web
from msgspec import Meta

from ..config.access import BrowserKey, Name, Pixels, session_of
from ..config.hosts import is_loopback
from ..config.schema import Text
from ..events.timestamps import iso
from ..journal import JournalError
from .app_keys import INGEST, KEY_CHANGES, KEY_RING, LOGIN_THROTTLE, PAIRINGS, settings
from .auth.access import own_board, set_cookie
from .changes import changed_by, json_body
from .key_admin import origin
from .key_changes import created_now, new_id
from .pairing import LIFETIME_S, Offer, PairingError, Pairings, enter_code, note_claim, open_code, progress, reopen
from .problems import RETRY_SOON, ProblemError

DETAILS = {
    404: "No screen shows this code; read it again.",
    410: "This code is over or was used; the screen shows another one.",
    429: "Too many wrong codes; the next one may be entered in {} s.",
}
QR_DARK, QR_LIGHT = "#101214", "#ffffff"
T = TypeVar("T")


class Claim(msgspec.Struct, forbid_unknown_fields=True):
    """A screen asks whether its code was entered."""

    secret: Annotated[str, Meta(min_length=1, max_length=100)]
    width: Pixels
    height: Pixels


class Entered(msgspec.Struct, forbid_unknown_fields=True):
    """A code that a screen shows, and what that screen is."""

    code: Annotated[str, Meta(max_length=20)]
    name: Name
    board: Text | None = None


async def post_pair(request: web.Request) -> web.Response:
    """A code for a screen, and the secret by which it asks what became of it."""
    await json_body(request, msgspec.Struct)
    try:
        offer = await _update(request, lambda one: open_code(one, _client(request), time.time()))
    except PairingError as error:
        headers = {"Retry-After": str(error.retry_after)}
        raise ProblemError(429, "Too many screens wait for a code to be entered.", headers=headers) from None
    return web.json_response(_offered(request, offer), status=201)


async def post_claim(request: web.Request) -> web.Response:
    """202 while the code waits to be entered, 200 with the cookie once it was, 410 when it is too late."""
    given = await json_body(request, Claim)
    known = request.app[KEY_RING].find(given.secret)
    if known is None:
        if await _update(request, lambda one: progress(one, given.secret, time.time())):
            return web.Response(status=202)
        raise _too_late(request)
    if not await request.app[KEY_CHANGES].claim(known.id, given.secret, given.width, given.height):
        raise _too_late(request)
    await _update(request, lambda one: note_claim(one, given.secret))
    response = web.json_response({"id": known.id, "name": known.name})
    set_cookie(request, response, session_of(given.secret))
    return response


async def post_access_pair(request: web.Request) -> web.Response:
    """Let in the screen that shows this code."""
    given = await json_body(request, Entered)
    if not request.app[KEY_RING].keys:
        raise ProblemError(409, "There is no key yet: make an admin's key first, or a screen would lock everybody out.")
    board = given.board or own_board(request)
    if own_board(request) not in {None, board}:
        raise ProblemError(403, "This key opens another board alone.")
    id_ = new_id()
    try:
        hash_ = await _update(request, lambda one: enter_code(one, given.code, id_, time.time()))
    except PairingError as error:
        headers = {"Retry-After": str(error.retry_after)} if error.retry_after else {}
        raise ProblemError(error.status, DETAILS[error.status].format(error.retry_after), headers=headers) from None
    created = created_now(request.app[INGEST])
    made = BrowserKey(name=given.name, role="tv", hash=hash_, created=created, board=board, paired=True)
    try:
        await request.app[KEY_CHANGES].add(made, changed_by(request), id_)
    except BaseException:
        await _update(request, lambda one: reopen(one, id_))
        raise
    return web.json_response({"id": id_}, status=201)


def _too_late(request: web.Request) -> ProblemError:
    """410; 429 for an address with very many attempts, as for wrong keys."""
    if wait := request.app[LOGIN_THROTTLE].wrong(request.remote or ""):
        return ProblemError(429, f"Too many wrong secrets; ask again in {wait} s.", headers={"Retry-After": str(wait)})
    return ProblemError(410, "This code is over or was used; ask for another one.")


async def _update(request: web.Request, change: Callable[[Pairings], T]) -> T:
    try:
        return await request.app[PAIRINGS].update(change)
    except JournalError as error:
        raise ProblemError(503, f"{error}.", headers=RETRY_SOON) from error


def _client(request: web.Request) -> str:
    """The address whose open codes are counted; behind a proxy on this machine, the one that the proxy adds.

    A client that invents that one is still bound by the number of codes that are open in all.
    """
    remote = request.remote or ""
    last = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return last[:100] if last and is_loopback(remote) else remote


def _offered(request: web.Request, offer: Offer) -> dict[str, object]:
    address = f"{origin(request)}/settings/screens?code={offer.code}"
    return {
        "code": offer.code,
        "secret": offer.secret,
        "expires": iso(offer.expires, settings(request).zone),
        "seconds": LIFETIME_S,
        "address": address,
        "qr": segno.make(address, error="m").svg_data_uri(border=2, omitsize=True, dark=QR_DARK, light=QR_LIGHT),
    }
