"""What handlers find in their application, typed."""

from collections import Counter

import jinja2
from aiohttp import web
from prometheus_client import CollectorRegistry

from ..live.asked import Asked
from ..live.chronicle import Chronicle
from ..live.hub import Hub
from ..live.publisher import Publisher
from ..live.query_limit import QueryLimit
from ..live.timelines import Timelines
from ..live.wallboard import Wallboard
from ..live.yielding import RenderLock
from ..settings import Settings
from .guesses import Guesses
from .key_changes import KeyChanges
from .key_ring import KeyRing
from .pages import Shells
from .pairing_store import PairingStore
from .screen_control import ScreenControl

WALLBOARD = web.AppKey("wallboard", Wallboard)
HUB = web.AppKey("hub", Hub)
PUBLISHER = web.AppKey("publisher", Publisher)
ASKED = web.AppKey("asked", Asked)
CHRONICLE = web.AppKey("chronicle", Chronicle)
TIMELINES = web.AppKey("timelines", Timelines)
QUERY_LIMIT = web.AppKey("query_limit", QueryLimit)
RENDER_LOCK = web.AppKey("render_lock", RenderLock)
SHELLS = web.AppKey("shells", Shells)
TEMPLATES = web.AppKey("templates", jinja2.Environment)
RELEASE = web.AppKey("release", str)
REGISTRY = web.AppKey("registry", CollectorRegistry)
REQUESTS = web.AppKey("requests", Counter[tuple[str, int]])
GUESSES = web.AppKey("guesses", Guesses)
KEY_RING = web.AppKey("key_ring", KeyRing)
KEY_CHANGES = web.AppKey("key_changes", KeyChanges)
PAIRINGS = web.AppKey("pairings", PairingStore)
SCREEN_CONTROL = web.AppKey("screen_control", ScreenControl)


def settings(request: web.Request) -> Settings:
    """The settings in force now; a reload replaces them, so nobody keeps them."""
    return request.app[WALLBOARD].settings
