"""What the sender says when the server refuses or is not there: a line for each kind, never a flood.

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
    403: "the server takes no webhooks from here",
    404: "nothing takes webhooks at this address",
    405: "nothing takes webhooks at this address",
    413: "the delivery is too large for the server",
    415: "the server does not take this kind of body",
    422: "the server takes the event for wrong",
}


class Complaints:
    """Each kind of trouble: when it was said last, and how often it came since."""

    def __init__(self, url: str, say: Callable[[str], None]) -> None:
        self._url = url
        self._say = say
        self._said: dict[str, float] = {}
        self._since: dict[str, int] = {}
        self._down_since: float | None = None

    def refused(self, status: int, answer: str) -> None:
        """The server answered, but did not accept."""
        if status >= 500 or status == 429:
            self._trouble(f"the server cannot take webhooks now ({status}); trying again, with pauses")
        else:
            meaning = _MEANING.get(status, "the server does not accept this delivery")
            fields = _fields(answer) if status == 422 else ""
            self._once(f"refused ({status}): {meaning}{fields}")

    def unreachable(self, reason: str) -> None:
        """No answer came."""
        self._trouble(f"{self._url} cannot be reached ({reason}); trying again, with pauses")

    def settled(self) -> None:
        """The server takes deliveries again."""
        if self._down_since is not None:
            self._say(f"the server takes webhooks again, after {time.monotonic() - self._down_since:.0f} s")
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
    """The names of the fields that a problem document calls wrong."""
    try:
        errors = json.loads(answer)["errors"]
        return f": {', '.join(sorted({str(error['field']) for error in errors}))}"
    except (ValueError, LookupError, TypeError):
        return ""
