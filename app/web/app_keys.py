"""Typed keys of the objects that handlers use."""

from collections import Counter

import jinja2
from aiohttp import web
from prometheus_client import CollectorRegistry

from ..alerts.alerter import Alerter
from ..config.schema import Settings
from ..history.days import Days
from ..history.event_log import JournalHistory
from ..history.past_states import PastStates
from ..history.recorder import Recorder
from ..history.timeline_cache import TimelineCache
from ..runtime.hub import Hub
from ..runtime.ingest import Ingest
from ..runtime.publisher import Publisher
from ..runtime.query_limit import QueryLimit
from ..runtime.snapshots import SnapshotCache
from ..runtime.yielding import RenderLock
from ..thulium.link import Link
from .auth.throttle import LoginThrottle
from .key_changes import KeyChanges
from .key_ring import KeyRing
from .pairing_store import PairingStore
from .rendering import Shells
from .screen_control import ScreenControl
from .session_store import SessionStore

INGEST = web.AppKey("ingest", Ingest)
HUB = web.AppKey("hub", Hub)
PUBLISHER = web.AppKey("publisher", Publisher)
SNAPSHOTS = web.AppKey("snapshots", SnapshotCache)
JOURNAL_HISTORY = web.AppKey("journal_history", JournalHistory)
TIMELINE_CACHE = web.AppKey("timeline_cache", TimelineCache)
DAYS = web.AppKey("days", Days)
PAST_STATES = web.AppKey("past_states", PastStates)
RECORDER = web.AppKey("recorder", Recorder)
QUERY_LIMIT = web.AppKey("query_limit", QueryLimit)
RENDER_LOCK = web.AppKey("render_lock", RenderLock)
SHELLS = web.AppKey("shells", Shells)
TEMPLATES = web.AppKey("templates", jinja2.Environment)
RELEASE = web.AppKey("release", str)
REGISTRY = web.AppKey("registry", CollectorRegistry)
REQUESTS = web.AppKey("requests", Counter[tuple[str, int]])
LINK = web.AppKey("link", Link)
ALERTER = web.AppKey("alerter", Alerter)
LOGIN_THROTTLE = web.AppKey("login_throttle", LoginThrottle)
KEY_RING = web.AppKey("key_ring", KeyRing)
SESSION_STORE = web.AppKey("session_store", SessionStore)
KEY_CHANGES = web.AppKey("key_changes", KeyChanges)
PAIRINGS = web.AppKey("pairings", PairingStore)
SCREEN_CONTROL = web.AppKey("screen_control", ScreenControl)


def settings(request: web.Request) -> Settings:
    """The current settings; a reload replaces them, so they must not be stored elsewhere."""
    return request.app[INGEST].settings
