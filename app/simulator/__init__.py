"""A call centre that is not there: simulated calls, chats and tickets, sent as Thulium would send them.

It knows nothing of the wallboard but its webhook's address, and shares no code with it.

- `simulate`, `play` and `replay` send: a centre, a demo's centre, a recording. `Figures` sum up a run.
- `configuration` gives a demo's settings in the shape of the configuration file.
- `Simulation` is the centre itself: its events in order.
- `plan` is the centre on paper, of FEWEST to MOST agents; `Curve`, `always_busy` and `whole_day` its day.
- `Line` makes deliveries of events, as imperfect as wished; `FIELDS` is the catalogue of the webhooks.
"""

from .center import FEWEST, MOST, plan
from .channel import Channel, Delivery
from .configured import FIELDS
from .demand import Curve, always_busy, whole_day
from .runs import play, replay, simulate
from .settings import configuration
from .simulation import Simulation
from .summary import Summary
from .world import Event

__all__ = [
    "FEWEST",
    "FIELDS",
    "MOST",
    "Channel",
    "Curve",
    "Delivery",
    "Event",
    "Simulation",
    "Summary",
    "always_busy",
    "configuration",
    "plan",
    "play",
    "replay",
    "simulate",
    "whole_day",
]
