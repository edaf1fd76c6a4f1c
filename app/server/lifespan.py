"""Background tasks and shutdown of the application. It is built in `application.py`."""

import asyncio
import logging
from collections.abc import AsyncIterator
from functools import partial

from aiohttp import web

from ..config.schema import Settings
from ..runtime.ingest import Ingest
from ..runtime.recovery import follow, recover
from ..runtime.ticker import compare_rules, ticker
from ..web import app_keys

log = logging.getLogger(__name__)


async def background_tasks(app: web.Application) -> AsyncIterator[None]:
    """Recover, then write, tick, publish, ping, ask Thulium for names and alert, until the application ends."""
    ingest, publisher, link = app[app_keys.INGEST], app[app_keys.PUBLISHER], app[app_keys.LINK]
    alerter = app[app_keys.ALERTER]
    writer = asyncio.create_task(ingest.run())
    others = [
        asyncio.create_task(work)
        for work in (
            recover(ingest),
            follow(ingest),
            ticker(ingest),
            compare_rules(ingest),
            publisher.publish_changes(),
            publisher.ping(),
            app[app_keys.RECORDER].run(),
            link.run(),
            link.lease.keep(),
            alerter.run(),
            alerter.lease.keep(),
        )
    ]
    for task in (writer, *others):
        task.add_done_callback(partial(log_failure, ingest))
    yield
    await ingest.close()
    if ingest.recovered.is_set():
        await asyncio.wait({writer})
    for task in (writer, *others):
        task.cancel()
    await asyncio.gather(writer, *others, return_exceptions=True)
    if ingest.recovered.is_set():
        await ingest.save()
        if not (ingest.error or ingest.state.event_time):
            await app[app_keys.RECORDER].beat()
    await ingest.journal.close()


def log_failure(ingest: Ingest, task: asyncio.Task[None]) -> None:
    """Log the error when a background task has ended by itself."""
    if not task.cancelled() and (error := task.exception()):
        ingest.broken = True
        log.critical("an internal error stopped the wallboard, restart it", exc_info=error)


def reset_caches(app: web.Application) -> None:
    """Drop all that was made from entries which the journal has lost."""
    app[app_keys.SNAPSHOTS].forget()
    app[app_keys.PUBLISHER].forget()
    app[app_keys.JOURNAL_HISTORY].forget()
    app[app_keys.TIMELINE_CACHE].forget()
    app[app_keys.DAYS].forget()
    app[app_keys.PAST_STATES].forget()


def reconfigure(app: web.Application, settings: Settings) -> None:
    """Make every document by these settings from now on; the streams of boards that are gone end."""
    app[app_keys.PUBLISHER].reload(settings)
    app[app_keys.SNAPSHOTS].reload(settings)
    app[app_keys.LINK].wake()
    boards = {None, *settings.boards}
    app[app_keys.HUB].withdraw(lambda watcher: watcher.audience.board not in boards)


async def shutdown(app: web.Application) -> None:
    """Refuse new webhooks, abort queries, end all streams; submitted bodies are still stored and answered."""
    await app[app_keys.INGEST].close()
    app[app_keys.QUERY_LIMIT].close()
    app[app_keys.RENDER_LOCK].close()
    await app[app_keys.HUB].close()
