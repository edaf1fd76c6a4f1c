"""What the centre's configuration decides about truth: its clock, and how long things live unseen.

Not here: thresholds, names and boards. Those decide only what is shown (`document/`).
"""

from datetime import time
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

NEVER = 1 << 60
"""An instant that does not come: the due time of what cannot expire."""


Seconds = Annotated[int, Meta(ge=1, le=1_000_000_000)]


class Expire(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Seconds after which a live thing that nothing ended is taken to be over; each is a setting of `[expire]`."""

    ivr: Annotated[Seconds, Meta(description="A caller in the IVR; no event reports a caller who hangs up there.")] = (
        600
    )
    waiting: Annotated[Seconds, Meta(description="A caller waiting in a queue.")] = 7200
    ringing: Annotated[Seconds, Meta(description="A ringing phone.")] = 120
    talking: Annotated[Seconds, Meta(description="A talk with an agent.")] = 14400
    dialing: Annotated[Seconds, Meta(description="A campaign call not answered yet.")] = 180
    preview: Annotated[Seconds, Meta(description="A campaign record shown to an agent.")] = 3600
    wrap_up: Annotated[Seconds, Meta(description="Wrap-up after a campaign call, until its record is saved.")] = 1800
    chat: Annotated[Seconds, Meta(description="A chat.")] = 86400
    transferred: Annotated[Seconds, Meta(description="A talk known only from its transfer to the agent.")] = 900
    ticket: Annotated[Seconds, Meta(description="A ticket, after its last event.")] = 2592000
    presence: Annotated[Seconds, Meta(description="An agent's login, after the agent's last event or talk.")] = 57600


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """The zone of Thulium's dates, when days begin, longest lives, and seconds of wrap-up after a queue call.

    `keep_days` is how old an event of a backlog may be: an older date is not believed.
    """

    zone: ZoneInfo
    day_start: time = time(0)
    expire: Expire = Expire()
    wrap_up: int = 0
    keep_days: int = 30
