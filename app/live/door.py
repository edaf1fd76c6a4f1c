"""What is left at the door: recordings' names, dropped from a body before it is kept, unless `[privacy]` wants them.

A recording's name often holds the caller's number, and opens the recording to whoever reaches its store. Not here:
what is kept and not shown (`board/privacy.py`).
"""

import re

from msgspec.structs import replace

from ..settings import Privacy
from .entries import Offered

RECORDING = "filename"
"""The field that names a recording in Thulium's documentation."""
_VALUE = r"""("(?:[^"\\]|\\.)*"?|\[[^]]*\]?|\{[^}]*\}?|[^&\s,}]*)"""
_ANYWHERE = re.compile(rf"""({RECORDING}["']?(?:\s*[:=]\s*|\r?\n\r?\n)){_VALUE}""", re.IGNORECASE)


def admitted(offered: Offered, privacy: Privacy) -> Offered:
    """The body without the names of recordings; in one that could not be read, whatever looks like one."""
    if privacy.recordings:
        return offered
    if offered.fields is not None and RECORDING in offered.fields:
        fields = {name: value for name, value in offered.fields.items() if name != RECORDING}
        return replace(offered, fields=fields)
    if offered.raw:
        return replace(offered, raw=_ANYWHERE.sub(r"\1", offered.raw))
    return offered
