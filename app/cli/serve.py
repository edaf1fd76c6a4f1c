"""The command `serve`: runs the wallboard until a stop signal."""

import asyncio
import logging
import os
import sqlite3
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click
from aiohttp import web

from ..application import make_app
from ..config.loading import ENVIRONMENT, Mistakes, load, missing_credential
from ..config.schema import Settings
from ..config.warnings import warnings
from ..journal import DirectoryTaken, Missing, Unusable
from ..server import logs
from ..server.reload import reload
from ..server.server import CannotListen, serve
from .usage import clock_option, config_option, data_directory, data_option, failure, load_settings, usage_error

log = logging.getLogger(__name__)


@click.command("serve")
@config_option
@click.option(
    "--host",
    "hosts",
    multiple=True,
    help="The address to listen on, also more than one; others than this machine's need credentials and a key.",
)
@click.option("--port", type=click.IntRange(0, 65535), help="The port to listen on.")
@data_option
@clock_option
@click.option("--log-level", "level", type=click.Choice(logs.LEVELS), default="info", show_default=True)
@click.option("--log-format", "form", type=click.Choice(logs.FORMS), default="plain", show_default=True)
def serve_command(
    config: Path | None, hosts: tuple[str, ...], port: int | None, data_dir: Path | None, clock: str, **log_as: str
) -> None:
    """Take webhooks and show the boards."""
    logs.configure(**log_as)
    settings = load_settings(config)
    hosts = hosts or settings.server.hosts
    if missing := missing_credential(settings):
        usage_error([missing])
    for text in warnings(settings):
        log.warning("%s: %s", config, text)
    port = settings.server.port if port is None else port
    asyncio.run(_serve(config, settings, data_directory(data_dir), (hosts, port), event_time=clock == "events"))
    log.info("ended")


async def _serve(
    config: Path | None, settings: Settings, directory: Path, address: tuple[Sequence[str], int], *, event_time: bool
) -> None:
    try:
        app = make_app(settings, directory, event_time=event_time)
        await serve(app, *address, click.echo, partial(_reread, config, app))
    except Mistakes as error:
        usage_error(error.lines)
    except (DirectoryTaken, CannotListen, Missing, Unusable) as error:
        failure(str(error))
    except (OSError, sqlite3.Error) as error:
        failure(f"the journal in {directory} cannot be used: {error}")


async def _reread(config: Path | None, app: web.Application) -> None:
    """Reload the file; if it is invalid, the current configuration stays in force."""
    if config is None:
        log.warning("no --config was given: there is nothing to reload")
        return
    try:
        settings = load(config, os.environ)
        await reload(app, settings)
    except Mistakes as error:
        for text in error.lines:
            log.error("%s", text)  # noqa: TRY400 - a mistake in a file has no traceback
        log.error("%s is invalid: the old configuration stays in force", config)  # noqa: TRY400
    else:
        for text in warnings(settings):
            log.warning("%s: %s", config, text)
        fixed = [name for name in ENVIRONMENT if os.environ.get(name)]
        rest = f"; only a restart changes what {' and '.join(fixed)} set" if fixed else ""
        log.info("%s was reloaded%s", config, rest)
