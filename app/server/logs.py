"""The log: one line for each event of the process's life, on standard error, as text or as JSON.

What a webhook or a caller sent is never in it, and none is logged by default.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

LEVELS = ("debug", "info", "warning", "error")
FORMS = ("plain", "json")
DEEPEST = 10  # faults that led to one another
PLAIN = "%(asctime)s %(levelname)s %(message)s"


class Plain(logging.Formatter):
    """A line of text. Of a fault it tells the place and the class, never the message: that may quote a caller."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the library's name
        """The places that the fault came through and its class, and those of every fault that led to it."""
        lines: list[str] = []
        error: BaseException | None = ei[1]
        while error is not None and len(lines) < DEEPEST:
            places = "".join(traceback.format_tb(error.__traceback__))
            lines.append(f"{places}{type(error).__module__}.{type(error).__qualname__}")
            error = error.__cause__ or error.__context__
        return "\n".join(lines)


class Json(Plain):
    """One JSON object a line: time, level, logger, message, and the exception where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def configure(level: str = "info", form: str = "plain") -> None:
    """Log from this one of `LEVELS` on, in this one of `FORMS`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Json() if form == "json" else Plain(PLAIN))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # It warns of each wrong body, quoting a character; the sender is told by the answer.
    logging.getLogger("python_multipart").setLevel(logging.ERROR)
