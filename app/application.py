"""The composition root: every object is built here, once, in order. Nobody else builds any.

Start reading here. `events` -> `state` -> `board` is the pure core, `live` moves it, `web` is how it is
reached, `journal` is what lasts; what runs from start to end is in `operating/lifetime.py`.
"""

import asyncio
import time
from collections import Counter
from functools import partial
from pathlib import Path

from aiohttp import web

from .events.server_entries import SettingEntry
from .journal import Journal, JournalError, Missing, place
from .journal.memory import MemoryJournal
from .journal.sqlite import SqliteJournal
from .live.asked import Asked
from .live.chronicle import Chronicle
from .live.frames import Copies
from .live.hub import Hub
from .live.publisher import Publisher
from .live.query_limit import QueryLimit
from .live.recovery import recover
from .live.timelines import Timelines
from .live.wallboard import Wallboard
from .live.yielding import RenderLock
from .operating.lifetime import forget, reconfigure, running, stopping
from .settings import Settings
from .settings.changing import check_patch
from .settings.mistakes import Mistake
from .state.browser_settings import Tree, merge
from .thulium.client import Pace
from .thulium.link import Link
from .web import keys, metrics
from .web.access import allowed
from .web.access_log import told
from .web.connections import CONNECTIONS, Connections, noted
from .web.cross_site import cross_site_middleware
from .web.guesses import Guesses
from .web.headers import guarded
from .web.pages import Shells, environment
from .web.places import place as folder
from .web.places import release
from .web.problems import answered
from .web.render_lock import render_lock_middleware
from .web.routes import routes

BODY_BYTES = 1 << 20
REDIS = "redis[hiredis]>=8,<9"  # what the extra `redis` is


def make_app(
    settings: Settings, directory: Path, *, by_events: bool = False, pace: Pace | None = None
) -> web.Application:
    """The whole wallboard, ready to be run. DirectoryTaken or OSError if its journal cannot be had.

    `pace` is how often the REST API is asked, where it is not Thulium's own.
    """
    journal = make_journal(settings, directory, by_events=by_events)
    wallboard = Wallboard(settings, journal, by_events=by_events)
    hub, copies = Hub(), Copies()
    name = release()
    publisher = Publisher(settings, wallboard, hub, copies, name)
    wallboard.changed = publisher.wake

    middlewares = [told, answered, noted, cross_site_middleware, allowed, render_lock_middleware]
    app = web.Application(middlewares=middlewares, client_max_size=BODY_BYTES)
    app[CONNECTIONS] = Connections()
    app[keys.WALLBOARD] = wallboard
    app[keys.HUB] = hub
    app[keys.PUBLISHER] = publisher
    app[keys.ASKED] = Asked(settings, wallboard, copies)
    app[keys.CHRONICLE] = chronicle = Chronicle(wallboard)
    app[keys.TIMELINES] = Timelines(wallboard, chronicle)
    app[keys.QUERY_LIMIT] = QueryLimit()
    app[keys.RENDER_LOCK] = RenderLock(wallboard.is_answering)
    wallboard.begun_anew = partial(forget, app)
    wallboard.reconfigured = partial(reconfigure, app)
    app[keys.TEMPLATES] = templates = environment(folder("templates"))
    app[keys.SHELLS] = Shells(templates, folder("static"), name)
    app[keys.RELEASE] = name
    app[keys.LINK] = Link(wallboard, pace)
    app[keys.GUESSES] = Guesses()
    app[keys.REQUESTS] = Counter()
    app[keys.REGISTRY] = metrics.registry(app)
    app.add_routes(routes(name))
    app.cleanup_ctx.append(running)
    app.on_response_prepare.append(guarded)
    app.on_response_prepare.append(metrics.counted)
    app.on_shutdown.append(stopping)
    return app


def make_journal(settings: Settings, directory: Path, *, by_events: bool = False) -> Journal:
    """The journal that the configuration names. Missing if what it needs is not installed."""
    kept = settings.journal
    if kept.on_redis:
        try:
            from .journal.redis import RedisJournal  # noqa: PLC0415 - an extra
        except ModuleNotFoundError as error:
            raise Missing(f"a journal on Redis needs a package more: pip install '{REDIS}'") from error
        return RedisJournal(kept.url, prefix=kept.prefix, replicas=kept.replicas, steady=not by_events)
    path = place(kept.url, directory)
    return SqliteJournal(path) if path else MemoryJournal()


async def store_settings(settings: Settings, directory: Path, by: str, patch: Tree) -> list[Mistake]:
    """Change the browser's settings in a journal that no server uses; the mistakes, and then nothing is changed.

    DirectoryTaken if a server uses it, Locked if the file sets any of these, JournalError.
    """
    journal = make_journal(settings, directory)
    wallboard = Wallboard(settings, journal)
    try:
        await recover(wallboard)
        if not wallboard.recovered.is_set():
            raise JournalError(wallboard.trouble)
        state = wallboard.state
        merged = merge(state.browser.values, patch)
        found = check_patch(settings, state.browser.values, patch, merged, state.observed_names)
        if not found and merged != state.browser.values:
            writing = asyncio.create_task(wallboard.run())
            entry = SettingEntry(at=int(time.time()), by=by, patch=patch, revision=state.browser.revision)
            await wallboard.write([entry])
            await wallboard.close()
            await writing
    finally:
        await journal.close()
    return found


async def settle(settings: Settings, journal: Journal, *, by_events: bool = False) -> None:
    """Apply a journal's entries and keep what comes of them as a checkpoint, so that its first start need not."""
    await recover(Wallboard(settings, journal, by_events=by_events))
