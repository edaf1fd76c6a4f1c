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
from ..thulium.link import Link
from .guesses import Guesses
from .pages import Shells

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
LINK = web.AppKey("link", Link)
GUESSES = web.AppKey("guesses", Guesses)


def settings(request: web.Request) -> Settings:
    """The settings in force now; a reload replaces them, so nobody keeps them."""
    return request.app[WALLBOARD].settings
