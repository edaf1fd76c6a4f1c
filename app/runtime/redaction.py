"""What is left at the door: recordings' names, dropped from a body before it is kept, unless `[privacy]` wants them.

A recording's name often holds the caller's number, and opens the recording to whoever reaches its store. Not here:
what is kept and not shown (`board/privacy.py`).
"""

import re
from typing import Any

import msgspec
from msgspec.structs import replace

from ..config.schema import Privacy
from .sequencing import Submission

RECORDING_FIELD = "filename"
"""The field that names a recording in Thulium's documentation."""
_QUOTE = r"""(?:\\*["']|%2[27])?"""  # of JSON in a text of JSON, or in a form's percent-encoding, too
_VALUE = r"""(\\*"(?:[^"\\]|\\.)*"?|\[[^]]*\]?|\{[^}]*\}?|[^&\s,}]*)"""
_ANYWHERE = re.compile(rf"""({RECORDING_FIELD}{_QUOTE}(?:\s*(?:[:=]|%3[AD])\s*|\r?\n\r?\n)){_VALUE}""", re.IGNORECASE)


def drop_recordings(offered: Submission, privacy: Privacy) -> Submission:
    """The body without the names of recordings, and without whatever looks like one in a text."""
    held = offered.raw if offered.fields is None else offered.fields
    if privacy.recordings or RECORDING_FIELD.encode() not in msgspec.json.encode(held).lower():
        return offered
    if offered.fields is not None:
        return replace(offered, fields=_without_recordings(offered.fields))
    return replace(offered, raw=_without_recordings(offered.raw))


def _without_recordings(value: Any) -> Any:
    """The value without them; a list or map is looked through, and a text that may hold JSON itself."""
    match value:
        case str():
            return _ANYWHERE.sub(r"\1", value)
        case dict():
            return {name: _without_recordings(one) for name, one in value.items() if name.lower() != RECORDING_FIELD}
        case list():
            return [_without_recordings(one) for one in value]
        case _:
            return value
