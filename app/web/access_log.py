"""The access log: one line for each request, with the name of the key that opened the door.

It never holds what was asked in full (an address may hold a key or a number), only the pattern of the address. What
comes by the thousand and tells nothing is left out: deliveries that were taken, static files, the watchman's questions,
guesses after very many others. What is no HTTP stands in the log already.
"""

import json
import logging

from aiohttp import web
from aiohttp.abc import AbstractAccessLogger

from .access import KEY, OPEN, WEBHOOK
from .problems import ROUTE

UNTOLD = OPEN | {"/metrics"}
log = logging.getLogger("wallboard.access")


class AccessLog(AbstractAccessLogger):
    """Who asked for what, from where, and what came of it."""

    def log(self, request: web.BaseRequest, response: web.StreamResponse, time: float) -> None:
        """Write the line; `time` is in seconds, of a stream how long it was watched."""
        pattern = request.get(ROUTE, "")
        if _is_untold(pattern, request.method, response.status):
            return
        key = request.get(KEY)
        name = json.dumps(key.name, ensure_ascii=False) if key else "-"
        self.logger.info(
            "%s %s %s %s %d %d bytes %.3f s",
            request.remote or "-",
            name,
            request.method,
            pattern or "-",
            response.status,
            response.body_length,
            time,
        )


def tell(wanted: bool) -> None:
    """Switch the log on or off."""
    log.setLevel(logging.INFO if wanted else logging.WARNING)


def _is_untold(pattern: str, method: str, status: int) -> bool:
    if status == 429 or method == "UNKNOWN":
        return True
    if pattern == WEBHOOK:
        return status == 200
    return pattern in UNTOLD or pattern.startswith("/static/")
