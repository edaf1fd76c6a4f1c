"""What the centre's configuration decides about truth: its clock, and how long things live unseen.

Not here: thresholds, names and boards. Those decide only what is shown (`document/`).
"""

from datetime import time
from zoneinfo import ZoneInfo

import msgspec

NEVER = 1 << 60
"""An instant that does not come: the due time of what cannot expire."""


class Expire(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Seconds after which a live thing that nothing ended is taken to be over."""

    ivr: int = 600
    waiting: int = 7200
    ringing: int = 120
    talking: int = 14400
    dialing: int = 180
    preview: int = 3600
    wrap_up: int = 1800
    chat: int = 86400
    transferred: int = 900
    ticket: int = 2592000
    presence: int = 57600


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """The zone of Thulium's dates, when days begin, longest lives, and seconds of wrap-up after a queue call.

    `keep_days` is how old an event of a backlog may be: an older date is not believed.
    """

    zone: ZoneInfo
    day_start: time = time(0)
    expire: Expire = Expire()
    wrap_up: int = 0
    keep_days: int = 30
