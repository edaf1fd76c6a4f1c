"""What webhooks were refused for, lately: for the admin who sets up Thulium's panel. In memory, bounded.

Nothing of a body, a header or a password is in it: the status, our own words, the names of wrong fields, the address
that it came from.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import NamedTuple

from aiohttp import web
from aiohttp.typedefs import Handler

from .auth.access import WEBHOOK
from .auth.throttle import printable
from .problems import ROUTE, ProblemError

MAX_KINDS = 30  # refusals that differ by more than their time
MAX_FIELDS = 10
NOTED = frozenset({401, 403, 404, 405, 413, 415, 422, 429})


class Kind(NamedTuple):
    """Refusals that are alike."""

    status: int
    detail: str
    address: str


class RefusedDeliveries:
    """The refusals of one kind each, with how many there were and when the last one was."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._kinds: OrderedDict[Kind, tuple[int, float]] = OrderedDict()

    def note(self, status: int, detail: str, address: str) -> None:
        """One more; of too many kinds the one that was not seen for longest goes."""
        kind = Kind(status, detail, address)
        count, _ = self._kinds.pop(kind, (0, 0.0))
        self._kinds[kind] = (count + 1, self._now())
        if len(self._kinds) > MAX_KINDS:
            self._kinds.popitem(last=False)

    def newest(self) -> Iterator[tuple[Kind, int, float]]:
        """Each kind with its count and its last instant, the newest first."""
        for kind, (count, last) in reversed(self._kinds.items()):
            yield kind, count, last


REFUSED = web.AppKey("refused_deliveries", RefusedDeliveries)


@web.middleware
async def refused_deliveries_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Note what a webhook, or a POST to an address that does not exist, was refused for."""
    try:
        return await handler(request)
    except ProblemError as refusal:
        if request[ROUTE] == WEBHOOK:
            fields = [error["field"] for error in refusal.errors][:MAX_FIELDS]
            _note(request, refusal.status, ", ".join(filter(None, dict.fromkeys(fields))))
        elif request.method == "POST" and request.match_info.http_exception:
            _note(request, request.match_info.http_exception.status, printable(request.rel_url.raw_path))
        raise
    except web.HTTPException as error:
        if request.method == "POST" and request.match_info.http_exception:
            _note(request, error.status, printable(request.rel_url.raw_path))
        raise


def _note(request: web.Request, status: int, detail: str) -> None:
    if status in NOTED:
        request.app[REFUSED].note(status, detail, request.remote or "")
