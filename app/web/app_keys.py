"""What handlers find in their application, typed."""

from collections import Counter

import jinja2
from aiohttp import web
from prometheus_client import CollectorRegistry

from ..config.schema import Settings
from ..history.event_log import JournalHistory
from ..history.timeline_cache import TimelineCache
from ..runtime.hub import Hub
from ..runtime.ingest import Ingest
from ..runtime.publisher import Publisher
from ..runtime.query_limit import QueryLimit
from ..runtime.snapshots import SnapshotCache
from ..runtime.yielding import RenderLock
from ..thulium.link import Link
from .auth.throttle import LoginThrottle
from .rendering import Shells

INGEST = web.AppKey("ingest", Ingest)
HUB = web.AppKey("hub", Hub)
PUBLISHER = web.AppKey("publisher", Publisher)
SNAPSHOTS = web.AppKey("snapshots", SnapshotCache)
JOURNAL_HISTORY = web.AppKey("journal_history", JournalHistory)
TIMELINE_CACHE = web.AppKey("timeline_cache", TimelineCache)
QUERY_LIMIT = web.AppKey("query_limit", QueryLimit)
RENDER_LOCK = web.AppKey("render_lock", RenderLock)
SHELLS = web.AppKey("shells", Shells)
TEMPLATES = web.AppKey("templates", jinja2.Environment)
RELEASE = web.AppKey("release", str)
REGISTRY = web.AppKey("registry", CollectorRegistry)
REQUESTS = web.AppKey("requests", Counter[tuple[str, int]])
LINK = web.AppKey("link", Link)
LOGIN_THROTTLE = web.AppKey("login_throttle", LoginThrottle)


def settings(request: web.Request) -> Settings:
    """The settings in force now; a reload replaces them, so nobody keeps them."""
    return request.app[INGEST].settings
