"""The composition root: every object is built here, once, in order. Nobody else builds any.

Start reading here. `events` -> `state` -> `board` is the pure core, `live` moves it, `web` is how it is
reached, `journal` is what lasts.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from functools import partial
from hashlib import sha256
from pathlib import Path

import msgspec
from aiohttp import web

from .journal import Journal, place
from .journal.memory import MemoryJournal
from .journal.sqlite import SqliteJournal
from .live.asked import Asked
from .live.frames import Copies
from .live.hub import Hub
from .live.publisher import Publisher
from .live.wallboard import Wallboard
from .settings import Settings
from .web import keys
from .web.access import allowed
from .web.headers import guarded
from .web.pages import environment
from .web.places import place as folder
from .web.places import release
from .web.problems import answered
from .web.routes import routes

BODY_BYTES = 1 << 20
log = logging.getLogger(__name__)


def make_app(settings: Settings, directory: Path, *, by_events: bool = False) -> web.Application:
    """The whole wallboard, ready to be run. DirectoryTaken or OSError if its journal cannot be had."""
    journal = make_journal(settings, directory)
    wallboard = Wallboard(settings, journal, by_events=by_events)
    hub, copies = Hub(), Copies()
    name = release()
    publisher = Publisher(settings, wallboard, hub, copies, name)
    wallboard.changed = publisher.wake

    app = web.Application(middlewares=[answered, allowed], client_max_size=BODY_BYTES)
    app[keys.SETTINGS] = settings
    app[keys.WALLBOARD] = wallboard
    app[keys.HUB] = hub
    app[keys.PUBLISHER] = publisher
    app[keys.ASKED] = Asked(settings, wallboard, copies)
    app[keys.TEMPLATES] = environment(folder("templates"))
    app[keys.RELEASE] = name
    app[keys.EDITION] = f"{sha256(msgspec.json.encode(settings)).hexdigest()[:8]}-{name}"
    app.add_routes(routes(name))
    app.cleanup_ctx.append(running)
    app.on_response_prepare.append(guarded)
    app.on_shutdown.append(stopping)
    return app


def make_journal(settings: Settings, directory: Path) -> Journal:
    """The journal that the configuration names."""
    path = place(settings.journal.url, directory)
    return SqliteJournal(path) if path else MemoryJournal()


async def running(app: web.Application) -> AsyncIterator[None]:
    """Recover, then write, tick, publish and ping, until the application ends."""
    wallboard, publisher = app[keys.WALLBOARD], app[keys.PUBLISHER]
    writer = asyncio.create_task(wallboard.run())
    others = [
        asyncio.create_task(work)
        for work in (wallboard.recover(), wallboard.tick(), publisher.publish_changes(), publisher.ping())
    ]
    for task in (writer, *others):
        task.add_done_callback(partial(ended, wallboard))
    yield
    await wallboard.close()
    if wallboard.recovered.is_set():
        await asyncio.wait({writer})
    for task in (writer, *others):
        task.cancel()
    await asyncio.gather(writer, *others, return_exceptions=True)
    await wallboard.save()
    await wallboard.journal.close()


def ended(wallboard: Wallboard, task: asyncio.Task[None]) -> None:
    """Say aloud when work that should go on for ever ended by a fault of ours."""
    if not task.cancelled() and (fault := task.exception()):
        wallboard.broken = True
        log.critical("the wallboard is broken, restart it", exc_info=fault)


async def stopping(app: web.Application) -> None:
    """Take no more webhooks and end every stream; what was read is still kept and answered."""
    await app[keys.WALLBOARD].close()
    await app[keys.HUB].close()
