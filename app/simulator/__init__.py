"""A simulated call center: calls, chats and tickets, sent as Thulium would send them.

Not here: the server. The simulator knows only the webhook's URL and shares no code with it.

- `simulate`, `play` and `replay` send: a simulation, a demo, a recording. `Summary` sums up a run.
- `configuration` gives a center's settings in the shape of the configuration file, `nameless_configuration` a demo's.
- `fake_thulium` is Thulium's REST API, which has the names; `serving_rest` puts it on a port of this machine.
- `Simulation` yields the center's events in order.
- `plan` gives the center's teams, queues and agents, for FEWEST to MOST agents.
- `Curve`, `always_busy` and `whole_day` give the demand over a day.
- `Channel` makes deliveries of events, with the given errors; `FIELDS` is the catalog of the webhooks.
"""

from .center import FEWEST, MOST, plan
from .channel import Channel, Delivery
from .configured import FIELDS
from .demand import Curve, always_busy, whole_day
from .rest import FakeThulium, fake_thulium
from .rest import serving as serving_rest
from .runs import play, replay, simulate
from .settings import configuration, nameless_configuration
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
    "FakeThulium",
    "Simulation",
    "Summary",
    "always_busy",
    "configuration",
    "fake_thulium",
    "nameless_configuration",
    "plan",
    "play",
    "replay",
    "serving_rest",
    "simulate",
    "whole_day",
]
