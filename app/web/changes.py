"""The middleware for requests that change something: who may, JSON alone, and no other site's page.

One table names every such address but the webhook's. One that it lacks is refused, so none can be forgotten.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from ..config.schema import Role
from .auth.access import KEY, WEBHOOK, require
from .problems import ROUTE, ProblemError, wrong_value

READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
MAX_BYTES = 1 << 16
JSON = "application/json"
JSON_TYPES = frozenset({JSON, "application/merge-patch+json"})
CHANGES: Mapping[str, Role | None] = {
    "POST /access/keys": "admin",
    "PATCH /access/keys/{id}": "admin",
    "DELETE /access/keys/{id}": "admin",
    "POST /access/webhook": "admin",
    "PATCH /settings.json": "admin",
    "POST /settings/undo": "admin",
    "POST /thulium/try": "admin",
    "POST /alerts/test": "admin",
    "POST /access/pair": "supervisor",
    "POST /messages": "supervisor",
    "DELETE /messages/{id}": "supervisor",
    "POST /pair": None,
    "POST /pair/claim": None,
}
"""Each changing address with the lowest role that may use it; None is anybody."""
FORMS: Mapping[str, str] = {"name": "is one line in which something can be read, without control characters"}
"""What a field's pattern means, in words."""
T = TypeVar("T")


@web.middleware
async def changes_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let through what may change something."""
    if request.method not in READING_METHODS and request[ROUTE] not in {WEBHOOK, ""}:
        _check(request)
    return await handler(request)


def changed_by(request: web.Request) -> str:
    """Who changes something: the key's name, or this machine, which needs none while there is no key."""
    key = request.get(KEY)
    return key.name if key else "loopback"


async def json_body(request: web.Request, kind: type[T]) -> T:
    """The request's body as this struct. 413, 400 or 422 where it is none, with what is wrong."""
    if (request.content_length or 0) > MAX_BYTES:
        raise ProblemError(413, f"The body is larger than {MAX_BYTES // 1024} KiB.")
    data = await request.read()
    if len(data) > MAX_BYTES:
        raise ProblemError(413, f"The body is larger than {MAX_BYTES // 1024} KiB.")
    try:
        raw: Any = msgspec.json.decode(data or b"{}")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ProblemError(400, "The body is not JSON.") from None
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        raise wrong_value(*_located(str(error))) from None


def _check(request: web.Request) -> None:
    name = f"{request.method} {request[ROUTE]}"
    role = CHANGES.get(name, "admin")
    if role is not None:
        require(request, role)
    if is_foreign(request):
        raise ProblemError(403, "Another site's page may not change anything here.")
    if request.content_type not in JSON_TYPES and request.body_exists:
        raise ProblemError(415, f"Send the body as {JSON}.")
    if name not in CHANGES:
        raise ProblemError(403, "Nobody may change anything at this address.")


def is_foreign(request: web.Request) -> bool:
    """Whether a page of another origin sends this: browsers say so in headers that no script can set."""
    origin = request.headers.get(hdrs.ORIGIN)
    site = request.headers.get("Sec-Fetch-Site", "none")
    other = origin is not None and origin.partition("://")[2] != request.headers.get(hdrs.HOST)
    return other or site not in {"none", "same-origin"}


def _located(text: str) -> tuple[str, str]:
    """The field and the words of a validation's message: `Expected `str`, got `int` - at `$.name``."""
    detail, _, place = text.partition(" - at `$")
    field = place.rstrip("`").lstrip(".")
    if "missing required field `" in detail or "contains unknown field `" in detail:
        field = ".".join(filter(None, (field, detail.rpartition(" field `")[2].rstrip("`"))))
        detail = "is missing" if "missing" in detail else "is not known here"
    elif "regex" in detail:
        detail = FORMS.get(field, "is not of the form that is expected here")
    return field, detail
