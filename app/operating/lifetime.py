"""What goes on from the start of the application to its end, and how it stops. Built it is in `application.py`."""

import asyncio
import logging
from collections.abc import AsyncIterator
from functools import partial

from aiohttp import web

from ..live.recovery import follow, recover
from ..live.ticking import compare_rules, tick
from ..live.wallboard import Wallboard
from ..settings import Settings
from ..web import keys

log = logging.getLogger(__name__)


async def running(app: web.Application) -> AsyncIterator[None]:
    """Recover, then write, tick, publish, ping and ask Thulium for names, until the application ends."""
    wallboard, publisher, link = app[keys.WALLBOARD], app[keys.PUBLISHER], app[keys.LINK]
    writer = asyncio.create_task(wallboard.run())
    others = [
        asyncio.create_task(work)
        for work in (
            recover(wallboard),
            follow(wallboard),
            tick(wallboard),
            compare_rules(wallboard),
            publisher.publish_changes(),
            publisher.ping(),
            link.run(),
            link.keep_lease(),
        )
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


def forget(app: web.Application) -> None:
    """Let nobody have what was made of a history that the journal has lost."""
    app[keys.ASKED].forget()
    app[keys.PUBLISHER].forget()
    app[keys.CHRONICLE].forget()
    app[keys.TIMELINES].forget()


def reconfigure(app: web.Application, settings: Settings) -> None:
    """Make every document by these settings from now on; the streams of boards that are gone end."""
    app[keys.PUBLISHER].reload(settings)
    app[keys.ASKED].reload(settings)
    app[keys.LINK].wake()
    boards = {None, *settings.boards}
    app[keys.HUB].withdraw(lambda watcher: watcher.audience.board not in boards)


async def stopping(app: web.Application) -> None:
    """Take no more webhooks, break off what is read, end every stream; what was posted is still kept and answered."""
    await app[keys.WALLBOARD].close()
    app[keys.QUERY_LIMIT].close()
    app[keys.RENDER_LOCK].close()
    await app[keys.HUB].close()
