"""Error messages of the sender when the server refuses or is unreachable: one line a kind, at intervals.

Only the answer's own words and fields' names are repeated, no value of a delivery.
"""

import json
import time
from collections.abc import Callable
from typing import Final

AGAIN_AFTER: Final = 60.0
"""A kind that goes on is said again after this time (s), with how often it came meanwhile."""

_MEANING: Final = {
    401: "the user name or password is not the one in the server's configuration",
    403: "the server accepts no webhooks from here",
    404: "no webhooks are accepted at this address",
    405: "no webhooks are accepted at this address",
    413: "the delivery is too large for the server",
    415: "the server does not accept this type of body",
    422: "the server considers the event invalid",
}


class Complaints:
    """Each kind of error: when it was reported last, and its count since."""

    def __init__(self, url: str, say: Callable[[str], None]) -> None:
        self._url = url
        self._say = say
        self._said: dict[str, float] = {}
        self._since: dict[str, int] = {}
        self._down_since: float | None = None

    def refused(self, status: int, answer: str) -> None:
        """The server answered, but did not accept."""
        if status >= 500 or status == 429:
            self._trouble(f"the server cannot accept webhooks now ({status}); retrying with pauses")
        else:
            meaning = _MEANING.get(status, "the server does not accept this delivery")
            fields = _fields(answer) if status == 422 else ""
            self._once(f"refused ({status}): {meaning}{fields}")

    def unreachable(self, reason: str) -> None:
        """Report a delivery without an answer."""
        self._trouble(f"{self._url} cannot be reached ({reason}); retrying with pauses")

    def settled(self) -> None:
        """The server takes deliveries again."""
        if self._down_since is not None:
            self._say(f"the server accepts webhooks again, after {time.monotonic() - self._down_since:.0f} s")
            self._down_since = None

    def _trouble(self, line: str) -> None:
        if self._down_since is None:
            self._down_since = time.monotonic()
        self._once(line)

    def _once(self, line: str) -> None:
        now = time.monotonic()
        self._since[line] = self._since.get(line, 0) + 1
        if now - self._said.get(line, -AGAIN_AFTER) < AGAIN_AFTER:
            return
        times = f" ({self._since[line]} times since)" if line in self._said else ""
        self._said[line] = now
        self._since[line] = 0
        self._say(line + times)


def _fields(answer: str) -> str:
    """The names of the invalid fields in a problem document."""
    try:
        errors = json.loads(answer)["errors"]
        return f": {', '.join(sorted({str(error['field']) for error in errors}))}"
    except (ValueError, LookupError, TypeError):
        return ""
