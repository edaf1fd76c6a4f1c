"""Refusals that say whose fault it is and what to do: `application/problem+json`, RFC 9457."""

import errno
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler

SHORT = {errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS, errno.ENOSPC}  # what a machine may run out of
RETRY = {"Retry-After": "1"}
log = logging.getLogger(__name__)


class Refusal(Exception):
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


def problem(refusal: Refusal) -> web.Response:
    """The answer that a refusal is."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(refusal.status).phrase,
        "status": refusal.status,
        "detail": refusal.detail,
    }
    if refusal.errors:
        body["errors"] = list(refusal.errors)
    return web.Response(
        status=refusal.status,
        body=msgspec.json.encode(body),
        headers={"Content-Type": "application/problem+json"} | refusal.headers,
    )


@web.middleware
async def answered(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn every refusal, the framework's own too, into a problem; a fault of ours is logged without data."""
    try:
        return await handler(request)
    except Refusal as refusal:
        return problem(refusal)
    except web.HTTPException as error:
        if error.status < HTTPStatus.BAD_REQUEST:
            raise
        allow = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
        return problem(Refusal(error.status, _DETAILS.get(error.status, error.reason), headers=allow))
    except ConnectionError:
        raise
    except Exception as error:
        if isinstance(error, MemoryError) or getattr(error, "errno", None) in SHORT:
            log.warning("a request was refused: %s", error or "no memory is left")
            return problem(Refusal(503, "The machine is short of what this needs; come again.", headers=RETRY))
        log.exception("a fault in answering %s %s", request.method, request.rel_url.path)
        return problem(Refusal(500, "The wallboard made a mistake; its log says which."))


_DETAILS = {
    404: "There is nothing at this address.",
    405: "This address does not take that method.",
    413: "The body is larger than 1 MiB.",
}
