"""Refusals that say whose fault it is and what to do: `application/problem+json`, RFC 9457."""

import errno
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import msgspec
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.typedefs import Handler

PROBLEM_TYPE = "application/problem+json"
ROUTE = web.RequestKey("route", str)
EXHAUSTED = {errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS, errno.ENOSPC}  # what a machine may run out of
RETRY_SOON = {"Retry-After": "1"}
log = logging.getLogger(__name__)


class ProblemError(Exception):
    """A request that gets no for an answer."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        errors: Sequence[Mapping[str, str]] = (),
    ) -> None:
        """The status, and a sentence that says what to do."""
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})
        self.errors = errors


def problem(refusal: ProblemError) -> web.Response:
    """The answer that a refusal is."""
    return web.Response(
        status=refusal.status,
        body=_encoded(refusal),
        headers={"Content-Type": PROBLEM_TYPE} | refusal.headers,
    )


def made_problem(error: web.HTTPException) -> None:
    """Turn an error of the framework's that passed by `answered` (417, before any handler) into a problem."""
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
    if refusal.errors:
        body["errors"] = list(refusal.errors)
    return msgspec.json.encode(body)


def route(request: web.Request) -> str:
    """The pattern of the address, `/tv/{board}`: what was really asked for may hold a key or a number."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else ""


@web.middleware
async def error_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn every refusal, the framework's own too, into a problem; a fault of ours is logged without data."""
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
            ProblemError(400, "The body broke off, or is not what its head says.", headers={"Connection": "close"})
        )
    except Exception as error:
        if isinstance(error, MemoryError) or getattr(error, "errno", None) in EXHAUSTED:
            log.warning("a request was refused: %s", str(error) or "no memory is left")
            return problem(
                ProblemError(503, "The machine is short of what this needs; come again.", headers=RETRY_SOON)
            )
        log.exception("a fault in answering %s %s", request.method, request[ROUTE])
        return problem(ProblemError(500, "The wallboard made a mistake; its log says which."))


_DETAILS = {
    404: "There is nothing at this address.",
    405: "This address does not take that method.",
    413: "The body is larger than 1 MiB.",
    417: "Of what Expect may ask for, only 100-continue is known.",
}
