"""Recordings: an exported journal, read again as deliveries. One JSON object a line, the oldest first.

Entries of kind `event` and `rejected` were webhooks and are sent; a `tick` was the server's own.
"""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from .channel import FORM, TEXT, Delivery, form

DOUBLE_WITHIN: Final = 24 * 3600.0
"""The same body again within this time (s) is a double."""
SAID_AT_MOST: Final = 20
"""So many bad lines are named one by one."""

_WEBHOOKS: Final = ("event", "rejected")
_TAIL: Final = 1 << 16


class Recording:
    """A recording on disk. The counts and `position` (bytes read) grow while it is read."""

    def __init__(self, path: Path, say: Callable[[str], None]) -> None:
        self.size = path.stat().st_size
        self.position = 0
        self.at: float | None = None
        """When the delivery handed out last was received, in seconds since the epoch."""
        self.ends = _last_received(path, self.size)
        """When the last delivery was received, as far as the end of the file tells."""
        self.skipped = 0
        self.doubled = 0
        self._path = path
        self._say = say
        self._seen: dict[int, float] = {}

    def deliveries(self) -> Iterator[Delivery]:
        """What was received, in the file's order; `due` when it was received then."""
        with self._path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                self.position += len(line)
                if not line.strip():
                    continue
                try:
                    delivery = self._delivery(number, json.loads(line))
                except (ValueError, LookupError, TypeError, AttributeError) as error:
                    self._skip(number, error)
                    continue
                if delivery:
                    self.at = delivery.due
                    yield delivery
        if self.skipped > SAID_AT_MOST:
            self._say(f"… and {self.skipped - SAID_AT_MOST} more bad lines")

    def _delivery(self, number: int, entry: Any) -> Delivery | None:
        if not isinstance(entry, dict) or "kind" not in entry:
            raise ValueError("this is no journal entry")
        if entry["kind"] not in _WEBHOOKS:
            return None
        received, body = _instant(entry["received"]), entry["body"]
        if not isinstance(body, dict):
            raise TypeError("its body is no object")
        if entry["kind"] == "rejected" and list(body) == ["raw"] and isinstance(body["raw"], str):
            return Delivery(received, number, received, body["raw"].encode(), TEXT)
        fields = {name: _text(value) for name, value in body.items()}
        self._note(fields, received)
        return Delivery(received, number, _dated(fields, received), form(fields), FORM)

    def _note(self, fields: dict[str, str], received: float) -> None:
        """Count a double, and forget what is too old to be doubled."""
        key = hash(frozenset(item for item in fields.items() if item[1] not in ("", "NULL")))
        self.doubled += received - self._seen.pop(key, -DOUBLE_WITHIN) < DOUBLE_WITHIN
        self._seen[key] = received
        while received - self._seen[oldest := next(iter(self._seen))] > DOUBLE_WITHIN:
            del self._seen[oldest]

    def _skip(self, number: int, error: Exception) -> None:
        self.skipped += 1
        if self.skipped <= SAID_AT_MOST:
            self._say(f"line {number} is skipped: {_why(error)}")


def _instant(text: Any) -> float:
    """An ISO 8601 text with an offset, as seconds since the epoch."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("received has no UTC offset")
    return instant.timestamp()


def _dated(fields: dict[str, str], received: float) -> float:
    """The second of the body's date, for keeping those in flight together; only differences count."""
    try:
        return datetime.fromisoformat(fields["date"]).replace(tzinfo=UTC).timestamp()
    except (LookupError, ValueError):
        return received


def _text(value: Any) -> str:
    """A field's value as a form carries it: nothing is `NULL`."""
    if value is None:
        return "NULL"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _why(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError | UnicodeDecodeError):
        return "this is no JSON"
    if isinstance(error, KeyError):
        return f"it has no {error.args[0]}"
    return str(error)


def _last_received(path: Path, size: int) -> float | None:
    with path.open("rb") as file:
        file.seek(max(0, size - _TAIL))
        for line in reversed(file.read().splitlines()):
            try:
                return _instant(json.loads(line)["received"])
            except (ValueError, LookupError, TypeError):
                continue
    return None
