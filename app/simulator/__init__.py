"""A call centre that is not there: simulated calls, chats and tickets, sent as Thulium would send them.

It knows nothing of the wallboard but its webhook's address, and shares no code with it.

- `simulate`, `play` and `replay` send: a centre, a demo's centre, a recording. `Figures` sum up a run.
- `configuration` gives a centre's settings in the shape of the configuration file, `nameless_configuration` a demo's.
- `fake_thulium` is Thulium's REST API, which has the names; `serving_rest` puts it on a port of this machine.
- `Simulation` is the centre itself: its events in order, and its `Books`, which say what truly happened.
- `plan` is the centre on paper, of FEWEST to MOST agents; `Curve`, `always_busy` and `whole_day` its day.
- `Line` makes deliveries of events, as imperfect as wished; `FIELDS` is the catalogue of the webhooks.
"""

from .books import Books
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
    "Books",
    "Curve",
    "Delivery",
    "Event",
    "FakeThulium",
    "Summary",
    "Channel",
    "Simulation",
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
