"""What handlers find in their application, typed."""

import jinja2
from aiohttp import web

from ..live.asked import Asked
from ..live.chronicle import Chronicle
from ..live.hub import Hub
from ..live.publisher import Publisher
from ..live.timelines import Timelines
from ..live.wallboard import Wallboard
from ..settings import Settings

SETTINGS = web.AppKey("settings", Settings)
WALLBOARD = web.AppKey("wallboard", Wallboard)
HUB = web.AppKey("hub", Hub)
PUBLISHER = web.AppKey("publisher", Publisher)
ASKED = web.AppKey("asked", Asked)
CHRONICLE = web.AppKey("chronicle", Chronicle)
TIMELINES = web.AppKey("timelines", Timelines)
TEMPLATES = web.AppKey("templates", jinja2.Environment)
RELEASE = web.AppKey("release", str)
EDITION = web.AppKey("edition", str)
