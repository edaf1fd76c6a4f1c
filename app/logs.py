"""The log: one line for each event of the process's life, on standard error, as text or as JSON.

What a webhook or a caller sent is never in it, and none is logged by default.
"""

import json
import logging
import sys
from datetime import UTC, datetime

LEVELS = ("debug", "info", "warning", "error")
FORMS = ("plain", "json")
PLAIN = "%(asctime)s %(levelname)s %(message)s"


class Json(logging.Formatter):
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
    handler.setFormatter(Json() if form == "json" else logging.Formatter(PLAIN))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
