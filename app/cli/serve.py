"""The command `serve`: the wallboard, until it is told to stop."""

import asyncio
import logging
import os
import sqlite3
from functools import partial
from pathlib import Path

import click
from aiohttp import web

from ..application import make_app
from ..journal import DirectoryTaken, Missing, Unusable
from ..operating import logs
from ..operating.reloading import reload
from ..operating.serving import CannotListen, serve
from ..settings import Settings
from ..settings.doubts import doubts
from ..settings.file import ENVIRONMENT, Mistakes, load, missing_credential, unsafe
from .usage import clock_option, config_option, data_option, directory_of, failed, settings_of, wrong

log = logging.getLogger(__name__)


@click.command("serve")
@config_option
@click.option("--host", help="The address to listen on; others than this machine's need credentials and a key.")
@click.option("--port", type=click.IntRange(0, 65535), help="The port to listen on.")
@data_option
@clock_option
@click.option("--log-level", "level", type=click.Choice(logs.LEVELS), default="info", show_default=True)
@click.option("--log-format", "form", type=click.Choice(logs.FORMS), default="plain", show_default=True)
def serve_command(
    config: Path | None, host: str | None, port: int | None, data_dir: Path | None, clock: str, **log_as: str
) -> None:
    """Take webhooks and show the boards."""
    logs.configure(**log_as)
    settings = settings_of(config)
    host = host or settings.server.host
    if missing := missing_credential(settings):
        wrong([missing])
    if lines := unsafe(settings, host):
        wrong(lines)
    for text in doubts(settings):
        log.warning("%s: %s", config, text)
    port = settings.server.port if port is None else port
    asyncio.run(_serve(config, settings, directory_of(data_dir), (host, port), by_events=clock == "events"))
    log.info("ended")


async def _serve(
    config: Path | None, settings: Settings, directory: Path, address: tuple[str, int], *, by_events: bool
) -> None:
    try:
        app = make_app(settings, directory, by_events=by_events)
        await serve(app, *address, click.echo, partial(_reread, config, app))
    except (DirectoryTaken, CannotListen, Missing, Unusable) as error:
        failed(str(error))
    except (OSError, sqlite3.Error) as error:
        failed(f"the journal in {directory} cannot be used: {error}")


async def _reread(config: Path | None, app: web.Application) -> None:
    """Take the file anew; with a mistake in it the old configuration stays in force."""
    if config is None:
        log.warning("no --config was given: there is nothing to read anew")
        return
    try:
        settings = load(config, os.environ)
        await reload(app, settings)
    except Mistakes as error:
        for text in error.lines:
            log.error("%s", text)  # noqa: TRY400 - a mistake in a file has no traceback
        log.error("%s was not taken: the old configuration stays in force", config)  # noqa: TRY400
    else:
        for text in doubts(settings):
            log.warning("%s: %s", config, text)
        fixed = [name for name in ENVIRONMENT if os.environ.get(name)]
        rest = f"; only a restart changes what {' and '.join(fixed)} set" if fixed else ""
        log.info("%s was read anew%s", config, rest)
