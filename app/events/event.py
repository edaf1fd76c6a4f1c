"""What every event has: an action, and the second in which it happened.

Not here: what an event does (`state/`), and how bytes become one (`reading.py`).
"""

from typing import Annotated

import msgspec

MAX_TEXT_CHARS = 1000  # characters; the longest documented value is a recording's name of about 70
MAX_SPAN_S = 7 * 86400  # seconds; no call lasts a week

Text = Annotated[str, msgspec.Meta(max_length=MAX_TEXT_CHARS)]
"""A value as Thulium sends it."""

Seconds = Annotated[int, msgspec.Meta(ge=0, le=MAX_SPAN_S)]
"""A duration as Thulium sends it: whole seconds, at most a week."""


class Event(msgspec.Struct, frozen=True, gc=False, kw_only=True, tag_field="action", omit_defaults=True):
    """One action of Thulium's.

    `date` is the second it happened, as seconds since 1970 in UTC: the wall clock of the call
    centre has been left at the door. A field with a default may be missing; one without is what
    the event's effect hangs on. Text stays text: `00001` is not 1.
    """

    date: int
