"""Problems: refused requests as `application/problem+json` (RFC 9457), with whose error it is and what to do.

Not here: error pages for browsers (`middleware/error_pages.py`).
"""

import errno
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import msgspec
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.typedefs import Handler

from .base import pattern

PROBLEM_TYPE = "application/problem+json"
ROUTE = web.RequestKey("route", str)
EXHAUSTED = {errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS, errno.ENOSPC}  # a machine's exhausted resources
RETRY_SOON = {"Retry-After": "1"}
log = logging.getLogger(__name__)


class ProblemError(Exception):
    """A refused request: the status, and a sentence that names the error and what to do."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        errors: Sequence[Mapping[str, str]] = (),
        more: Mapping[str, str] | None = None,
    ) -> None:
        """The status, a sentence that says what to do, and members of the problem's own."""
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})
        self.errors = errors
        self.more = dict(more or {})


def wrong_value(field: str, detail: str) -> ProblemError:
    """422 for one wrong value of a JSON body; `field` is empty where it is the whole body."""
    pointer = "/" + field.replace(".", "/") if field else ""
    fault = {"field": field, "pointer": pointer, "detail": detail}
    return ProblemError(422, f"{field or 'the body'}: {detail}", errors=[fault])


def problem(refusal: ProblemError) -> web.Response:
    """The response of a refused request."""
    return web.Response(
        status=refusal.status,
        body=_encoded(refusal),
        headers={"Content-Type": PROBLEM_TYPE} | refusal.headers,
    )


def starting_page() -> web.Response:
    """A dark page that asks again by itself, for a screen that nobody touches."""
    page = '<!doctype html><meta name="color-scheme" content="dark"><title>…</title><p>…'
    return web.Response(status=503, text=page, content_type="text/html", headers={"Refresh": "2", "Retry-After": "2"})


def made_problem(error: web.HTTPException) -> None:
    """Turn an error that aiohttp raises before the middlewares (417) into a problem."""
    if error.status >= HTTPStatus.BAD_REQUEST:
        body = _encoded(ProblemError(error.status, _DETAILS.get(error.status, error.reason)))
        error.body = body
        error.headers.update({"Content-Type": PROBLEM_TYPE, "Content-Length": str(len(body))})


def _encoded(refusal: ProblemError) -> bytes:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(refusal.status).phrase,
        "status": refusal.status,
        "detail": refusal.detail,
    }
    body |= refusal.more
    if refusal.errors:
        body["errors"] = list(refusal.errors)
    return msgspec.json.encode(body)


def route(request: web.Request) -> str:
    """The pattern of the address, `/tv/{board}`: the address itself may hold a key or a number."""
    return pattern(request.app, request.match_info.route.resource)


@web.middleware
async def error_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn refused requests, aiohttp's own too, into problems; an internal error is logged without data."""
    request[ROUTE] = route(request)
    try:
        return await handler(request)
    except ProblemError as refusal:
        return problem(refusal)
    except web.HTTPException as error:
        if error.status < HTTPStatus.BAD_REQUEST:
            raise
        allow = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
        return problem(ProblemError(error.status, _DETAILS.get(error.status, error.reason), headers=allow))
    except ConnectionError:
        raise
    except (web.RequestPayloadError, HttpProcessingError):
        return problem(
            ProblemError(
                400, "The body is incomplete, or not what its headers declare.", headers={"Connection": "close"}
            )
        )
    except Exception as error:
        if isinstance(error, MemoryError) or getattr(error, "errno", None) in EXHAUSTED:
            log.warning("a request was refused: %s", str(error) or "no memory is left")
            return problem(
                ProblemError(
                    503, "The machine is out of memory, descriptors or disk space; retry later.", headers=RETRY_SOON
                )
            )
        log.exception("answering %s %s failed", request.method, request[ROUTE])
        return problem(ProblemError(500, "An internal error occurred; see the wallboard's log."))


_DETAILS = {
    404: "There is no such address.",
    405: "This address does not accept that method.",
    413: "The body is larger than 1 MiB.",
    417: "The only supported Expect value is 100-continue.",
}
