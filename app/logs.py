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
LINE = "%(asctime)s %(levelname)s %(message)s"


class Plain(logging.Formatter):
    """Tells where a fault is and of which kind, never its message: that may quote a key or a caller."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the library's name
        """The places that the fault came through, and its class, of every fault that led to it."""
        faults: list[str] = []
        fault: BaseException | None = ei[1]
        while fault is not None and len(faults) < 10:
            frames = "".join(traceback.format_tb(fault.__traceback__))
            faults.append(f"{frames}{type(fault).__module__}.{type(fault).__qualname__}")
            fault = fault.__cause__ or fault.__context__
        return "\n".join(faults)


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
    handler.setFormatter(Json() if form == "json" else Plain(LINE))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
