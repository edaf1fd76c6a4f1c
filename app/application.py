"""The composition root: every object is built here, once, in order. Nobody else builds any.

Start reading here. `events` -> `state` -> `board` is the pure core, `live` moves it, `web` is how it is
reached, `journal` is what lasts; what runs from start to end is in `server/lifespan.py`.
"""

import asyncio
import time
from collections import Counter
from functools import partial
from pathlib import Path

from aiohttp import web

from .alerts.alerter import Alerter
from .config.changing import check_patch
from .config.mistakes import Mistake
from .config.schema import Settings
from .events.server_entries import SettingEntry
from .history.days import Days
from .history.event_log import JournalHistory
from .history.past_states import PastStates
from .history.recorder import Recorder
from .history.timeline_cache import TimelineCache
from .journal import Journal, JournalError, Missing, place
from .journal.memory import MemoryJournal
from .journal.sqlite import SqliteJournal
from .runtime.encoding import DocumentCache
from .runtime.hub import Hub
from .runtime.ingest import Ingest
from .runtime.publisher import Publisher
from .runtime.query_limit import QueryLimit
from .runtime.recovery import recover
from .runtime.snapshots import SnapshotCache
from .runtime.yielding import RenderLock
from .server.lifespan import background_tasks, reconfigure, reset_caches, shutdown
from .state.browser_settings import Tree, merge
from .thulium.client import Pace
from .thulium.link import Link
from .web import app_keys
from .web.assets import asset_folder as folder
from .web.assets import release
from .web.auth.access import auth_middleware, renew_cookie
from .web.auth.cross_site import cross_site_middleware
from .web.auth.throttle import LoginThrottle
from .web.changes import changes_middleware
from .web.connections import CONNECTIONS, Connections, connection_middleware
from .web.handlers import metrics
from .web.key_changes import KeyChanges
from .web.key_ring import KeyRing
from .web.middleware.access_log import access_log_middleware
from .web.middleware.error_pages import ERROR_PAGES, ErrorPages, error_page_middleware
from .web.middleware.render_lock import render_lock_middleware
from .web.pairing_store import PairingStore
from .web.problems import error_middleware
from .web.refused_deliveries import REFUSED, RefusedDeliveries, refused_deliveries_middleware
from .web.rendering import Shells, environment
from .web.routes import routes
from .web.screen_control import ScreenControl
from .web.security_headers import security_headers
from .web.session_store import SessionStore
from .web.translations import read_catalogue

BODY_BYTES = 1 << 20
REDIS = "redis[hiredis]>=8,<9"  # what the extra `redis` is


def make_app(
    settings: Settings, directory: Path, *, event_time: bool = False, pace: Pace | None = None
) -> web.Application:
    """The whole wallboard, ready to be run. DirectoryTaken or OSError if its journal cannot be had.

    `pace` is the interval between requests to the REST API, where it is not Thulium's own.
    """
    journal = make_journal(settings, directory, event_time=event_time)
    ingest = Ingest(settings, journal, event_time=event_time)
    hub, document_cache = Hub(), DocumentCache()
    name = release()
    publisher = Publisher(settings, ingest, hub, document_cache, name)
    ring = KeyRing(ingest)
    control = ScreenControl(hub, ring)

    def changed() -> None:
        control.notice_changes()
        publisher.wake()

    ingest.changed = changed

    middlewares = [
        access_log_middleware,
        error_page_middleware,
        error_middleware,
        refused_deliveries_middleware,
        connection_middleware,
        cross_site_middleware,
        auth_middleware,
        changes_middleware,
        render_lock_middleware,
    ]  # fmt: skip
    app = web.Application(middlewares=middlewares, client_max_size=BODY_BYTES)
    app[CONNECTIONS] = Connections()
    app[app_keys.INGEST] = ingest
    app[app_keys.HUB] = hub
    app[app_keys.PUBLISHER] = publisher
    app[app_keys.SNAPSHOTS] = SnapshotCache(settings, ingest, document_cache)
    app[app_keys.JOURNAL_HISTORY] = history = JournalHistory(ingest)
    app[app_keys.TIMELINE_CACHE] = TimelineCache(ingest, history)
    app[app_keys.DAYS] = days = Days(ingest)
    app[app_keys.RECORDER] = Recorder(ingest)
    app[app_keys.PAST_STATES] = PastStates(ingest, history, days)
    app[app_keys.QUERY_LIMIT] = QueryLimit()
    app[app_keys.RENDER_LOCK] = RenderLock(ingest.is_answering)
    ingest.on_reset = partial(reset_caches, app)
    ingest.reconfigured = partial(reconfigure, app)
    app[app_keys.TEMPLATES] = templates = environment(folder("templates"))
    app[app_keys.SHELLS] = Shells(templates, folder("static"), name)
    app[ERROR_PAGES] = ErrorPages(templates, folder("static"))
    app[app_keys.RELEASE] = name
    app[app_keys.LINK] = Link(ingest, pace)
    app[app_keys.ALERTER] = Alerter(ingest, partial(read_catalogue, folder("static")))
    app[app_keys.LOGIN_THROTTLE] = LoginThrottle()
    app[REFUSED] = RefusedDeliveries()
    app[app_keys.KEY_RING] = ring
    app[app_keys.SESSION_STORE] = SessionStore(ingest, ring)
    app[app_keys.KEY_CHANGES] = KeyChanges(ingest, ring)
    app[app_keys.PAIRINGS] = PairingStore(ingest)
    app[app_keys.SCREEN_CONTROL] = control
    app[app_keys.REQUESTS] = Counter()
    app[app_keys.REGISTRY] = metrics.registry(app)
    app.add_routes(routes(name))
    app.cleanup_ctx.append(background_tasks)
    app.on_response_prepare.append(renew_cookie)
    app.on_response_prepare.append(security_headers)
    app.on_response_prepare.append(metrics.count_response)
    app.on_shutdown.append(shutdown)
    return app


def make_journal(settings: Settings, directory: Path, *, event_time: bool = False) -> Journal:
    """The journal that the configuration names. Missing if what it needs is not installed."""
    journal_settings = settings.journal
    if journal_settings.on_redis:
        try:
            from .journal.redis import RedisJournal  # noqa: PLC0415 - an extra
        except ModuleNotFoundError as error:
            raise Missing(f"a journal on Redis needs another package: pip install '{REDIS}'") from error
        return RedisJournal(
            journal_settings.url,
            prefix=journal_settings.prefix,
            replicas=journal_settings.replicas,
            steady=not event_time,
        )
    path = place(journal_settings.url, directory)
    return SqliteJournal(path) if path else MemoryJournal()


async def store_settings(settings: Settings, directory: Path, by: str, patch: Tree) -> list[Mistake]:
    """Change the browser's settings in a journal that no server uses; the mistakes, and then nothing is changed.

    DirectoryTaken if a server uses it, Locked if the file sets any of these, JournalError.
    """
    journal = make_journal(settings, directory)
    ingest = Ingest(settings, journal)
    Days(ingest)
    try:
        await recover(ingest)
        if not ingest.recovered.is_set():
            raise JournalError(ingest.error)
        state = ingest.state
        merged = merge(state.browser.values, patch)
        found = check_patch(settings, state.browser.values, patch, merged, state.observed_names)
        if not found and merged != state.browser.values:
            writing = asyncio.create_task(ingest.run())
            entry = SettingEntry(at=int(time.time()), by=by, patch=patch, revision=state.browser.revision)
            await ingest.write([entry])
            await ingest.close()
            await writing
    finally:
        await journal.close()
    return found


async def settle(settings: Settings, journal: Journal, *, event_time: bool = False) -> None:
    """Apply a journal's entries and keep what comes of them as a checkpoint, so that its first start need not."""
    ingest = Ingest(settings, journal, event_time=event_time)
    Days(ingest)
    await recover(ingest)
