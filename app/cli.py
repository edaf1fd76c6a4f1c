"""The commands. Each says in one line what is wrong: status 2 for usage and configuration, 1 for anything else."""

import asyncio
import logging
import os
import secrets
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, NoReturn

import click
import msgspec
from aiohttp import web

from . import logs, naming, printing, settings_file, simulator, toml
from .application import make_app, make_journal, settle
from .journal import DirectoryTaken, JournalError, Missing, Record, Unusable, copying, place, sqlite
from .journal.copying import line
from .reloading import reload
from .serving import CannotListen, listening, serve, stop_signal
from .settings import Settings
from .settings_doubts import doubts
from .settings_file import Mistakes

QUIET = {"journal": {"url": "memory:"}, "server": {"access_log": False}}  # a demonstration
PAST = 3 * 3600.0  # seconds of the demo's day already played: enough for a curve, sent in a few seconds
HOMES = ("/home", "/root")
log = logging.getLogger(__name__)
config_option = click.option("--config", type=click.Path(path_type=Path), help="A TOML file; see the README.")
data_option = click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the journal lies. Default: $STATE_DIRECTORY, else ./wallboard-data.",
)
url_option = click.option("--url", required=True, help="The webhook's address.")
seed_option = click.option("--seed", type=int, default=1, show_default=True, help="The same seed, the same day.")
clock_option = click.option("--clock", type=click.Choice(["wall", "events"]), default="wall", show_default=True)
user_option = click.option("--user", metavar="USER:PASSWORD", help="Credentials, as set in [webhook].")


def main() -> None:
    """Run a command, where an older installation still begins here; now it is `front.py`."""
    command(prog_name="wallboard")


@click.group(name="wallboard", context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="thulium-wallboard", prog_name="wallboard")
def command() -> None:
    """A real-time wallboard for call centres that run on Thulium."""
    logs.configure()


@command.command("serve")
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
    settings = _settings(config)
    host = host or settings.server.host
    if lines := settings_file.unsafe(settings, host):
        _wrong(lines)
    for text in doubts(settings):
        log.warning("%s: %s", config, text)
    port = settings.server.port if port is None else port
    asyncio.run(_serve(config, settings, _directory(data_dir), (host, port), by_events=clock == "events"))
    log.info("ended")


async def _serve(
    config: Path | None, settings: Settings, directory: Path, address: tuple[str, int], *, by_events: bool
) -> None:
    try:
        app = make_app(settings, directory, by_events=by_events)
        await serve(app, *address, click.echo, partial(_reread, config, app))
    except (DirectoryTaken, CannotListen, Missing, Unusable) as error:
        _failed(str(error))
    except (OSError, sqlite3.Error) as error:
        _failed(f"the journal in {directory} cannot be used: {error}")


async def _reread(config: Path | None, app: web.Application) -> None:
    """Take the file anew; with a mistake in it the old configuration stays in force."""
    if config is None:
        log.warning("no --config was given: there is nothing to read anew")
        return
    try:
        settings = settings_file.load(config, os.environ)
        await reload(app, settings)
    except Mistakes as error:
        for text in error.lines:
            log.error("%s", text)  # noqa: TRY400 - a mistake in a file has no traceback
        log.error("%s was not taken: the old configuration stays in force", config)  # noqa: TRY400
    else:
        for text in doubts(settings):
            log.warning("%s: %s", config, text)
        log.info("%s was read anew", config)


@command.command("demo")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True)
@click.option("--agents", type=click.IntRange(simulator.FEWEST, simulator.MOST), default=40, show_default=True)
@seed_option
def demo_command(port: int, agents: int, seed: int) -> None:
    """Show a simulated call centre: nothing to configure, nothing left behind."""
    asyncio.run(_demo(port, agents, seed))


async def _demo(port: int, agents: int, seed: int) -> None:
    settings = msgspec.convert(simulator.configuration(agents, seed) | QUIET, Settings)
    stop = stop_signal()
    with tempfile.TemporaryDirectory() as directory:
        app = make_app(settings, Path(directory))
        try:
            async with listening(app, "127.0.0.1", port) as address:
                boards = "".join(f"\n              {address}/tv/{name}" for name in settings.boards)
                click.echo(f"Office TV     {address}/tv{boards}\nSupervisors   {address}/\nCtrl-C ends it.")
                webhook = f"{address}/webhooks/thulium"
                play = simulator.play(webhook, agents=agents, seed=seed, past=PAST, say=click.echo)
                playing = asyncio.create_task(play)
                await stop.wait()
                playing.cancel()
                with suppress(asyncio.CancelledError):
                    await playing
        except CannotListen as error:
            _failed(f"{error}; choose another with --port")


@command.command("simulate")
@url_option
@click.option("--agents", type=click.IntRange(simulator.FEWEST, simulator.MOST), default=40, show_default=True)
@click.option("--speed", type=click.FloatRange(0), default=1.0, show_default=True, help="0: as fast as accepted.")
@seed_option
@user_option
@click.option("--for", "duration", type=click.FloatRange(0), help="Simulated seconds after which it ends.")
@click.option("--doubles", type=click.FloatRange(0, 1), default=0.0, help="Share of events delivered twice.")
@click.option("--disorder", type=click.FloatRange(0), default=0.0, help="Seconds by which deliveries overtake.")
@click.option("--loss", type=click.FloatRange(0, 1), default=0.0, help="Share of events never delivered.")
def simulate_command(url: str, user: str | None, **options: Any) -> None:
    """Send a simulated call centre's webhooks to any server."""
    figures = _interruptible(simulator.simulate(url, credentials=_credentials(user), say=_say, **options))
    click.echo(str(figures))


@command.command("replay")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@url_option
@click.option("--speed", type=click.FloatRange(0), default=1.0, show_default=True, help="0: as fast as accepted.")
@user_option
def replay_command(file: Path, url: str, speed: float, user: str | None) -> None:
    """Send an exported journal again."""
    figures = _interruptible(simulator.replay(file, url, speed=speed, credentials=_credentials(user), say=_say))
    click.echo(str(figures))


@command.command("export")
@config_option
@data_option
def export_command(config: Path | None, data_dir: Path | None) -> None:
    """Write the journal as JSON lines, oldest first, also while a server runs.

    Of a damaged file everything that can be read is written; then it says what was lost, with status 1.
    """
    settings = _settings(config)
    try:
        if settings.journal.on_redis:
            asyncio.run(_shared(settings, lambda records: sys.stdout.buffer.writelines(map(line, records))))
        else:
            _export_file(_kept(settings, data_dir))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os._exit(0)  # the reader has seen enough; flushing at exit would complain again
    except (JournalError, Missing) as error:
        _failed(str(error))


def _export_file(path: Path) -> None:
    losses: list[sqlite.Loss] = []
    try:
        for record in sqlite.entries(path, losses):
            sys.stdout.buffer.write(line(record))
    except sqlite3.Error as error:
        _failed(f"{path}: {error}")
    if losses:
        _failed(f"{path} is damaged; written is all that could be read. Lost entries: {', '.join(map(str, losses))}")


@command.command("names")
@config_option
@data_option
def names_command(config: Path | None, data_dir: Path | None) -> None:
    """List what events have named and the configuration has not, as TOML to fill in; also while a server runs."""
    settings = _settings(config)
    records: list[Record] = []
    try:
        if settings.journal.on_redis:
            asyncio.run(_shared(settings, records.extend))
        else:
            records.extend(sqlite.entries(_kept(settings, data_dir)))
        click.echo(naming.names(records, settings), nl=False)
    except (JournalError, Missing, sqlite3.Error) as error:
        _failed(f"the journal cannot be read: {error}")


async def _shared(settings: Settings, take: Callable[[Sequence[Record]], None]) -> None:
    """Give all entries of a shared journal, oldest first, some at a time."""
    journal = make_journal(settings, Path())
    try:
        async for records in journal.read(0):
            take(records)
    finally:
        await journal.close()


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@config_option
@data_option
@click.option("--renumber", is_flag=True, help="Number the entries anew from 1, for a file in which some are missing.")
@clock_option
def import_command(file: Path, config: Path | None, data_dir: Path | None, renumber: bool, clock: str) -> None:
    """Make a new journal of an exported one, its versions kept.

    The entries are applied once, by this configuration and clock, so that the first start takes no time.
    """
    settings, directory = _settings(config), _directory(data_dir)
    if settings.journal.url == "memory:":
        _failed("a journal in memory ends with its process: nothing can be imported into it")
    try:
        with file.open("rb") as lines:
            count = sum(1 for _ in copying.records(lines, renumber=renumber))
        with file.open("rb") as lines:
            records = copying.records(lines, renumber=renumber)
            asyncio.run(_import(settings, directory, records, by_events=clock == "events"))
    except copying.NotAJournal as error:
        _failed(f"{file}: {error}")
    except (DirectoryTaken, Missing, OSError, sqlite3.Error) as error:
        _failed(f"nothing was imported: {error}")
    click.echo(f"{count} entries imported")


async def _import(settings: Settings, directory: Path, records: Iterator[Record], *, by_events: bool) -> None:
    journal = make_journal(settings, directory)
    done = 0
    try:
        async for done in copying.copied(records, journal):  # noqa: B007 - told when it breaks off
            pass
        await settle(settings, journal, by_events=by_events)
    except copying.NotEmpty:
        _failed("there is a journal already: entries are imported only into an empty one")
    except JournalError as error:
        _failed(f"broken off after {done} entries: {error}; empty the journal and begin again")
    finally:
        await journal.close()


@command.command("check")
@click.argument("file", type=click.Path(path_type=Path))
def check_command(file: Path) -> None:
    """Say whether this configuration is right."""
    settings = _settings(file)
    if lines := settings_file.unsafe(settings, settings.server.host):
        _wrong(lines)
    for text in doubts(settings):
        _say(f"warning: {text}")
    click.echo(f"{file}: right")


@command.command("print")
@click.argument("what", type=click.Choice(printing.WHAT), metavar="|".join(printing.WHAT))
@config_option
@click.option("--site", default="wallboard.example.org", show_default=True, help="The name that the world knows it by.")
@click.option("--language", type=click.Choice(["pl", "en"]), help="The manual's. Default: the configuration's.")
def print_command(what: str, config: Path | None, site: str, language: str | None) -> None:
    """Print a file for whoever runs the wallboard, filled in from the configuration at hand."""
    settings = _settings(config, {} if what == "config" else os.environ)  # a secret stays in the environment
    where = printing.Place(
        program=Path(sys.executable).with_name("wallboard"),
        config=(config or Path("/etc/wallboard.toml")).absolute(),
        host=settings.server.host,
        port=settings.server.port,
        site=site,
    )
    if what == "systemd" and any(path.is_relative_to(home) for path in (where.program, where.config) for home in HOMES):
        _say("a service cannot reach into a home: install the program into /opt, put the configuration into /etc")
    click.echo(printing.printed(what, settings, where, language or settings.language), nl=False)


@command.command("key")
@click.option("--role", type=click.Choice(["tv", "supervisor"]), required=True)
@click.option("--name", required=True, help="Whose it is, for the configuration.")
def key_command(role: str, name: str) -> None:
    """Make a new key; it is shown this once, only its hash is configured."""
    key = secrets.token_urlsafe(24)
    page = "/tv" if role == "tv" else "/"
    click.echo(f"Key    {key}")
    click.echo(f"Link   {page}?key={key}   (after your server's address; it sets a cookie for a year)")
    digest = sha256(key.encode()).hexdigest()
    click.echo(f'\n[[keys]]\nname = {toml.text(name)}\nrole = "{role}"\nhash = "sha256:{digest}"')


def _settings(path: Path | None, environ: Mapping[str, str] = os.environ) -> Settings:
    try:
        return settings_file.load(path, environ)
    except Mistakes as error:
        _wrong(error.lines)


def _kept(settings: Settings, data_dir: Path | None) -> Path:
    """The journal's file, if it is there."""
    path = place(settings.journal.url, _directory(data_dir))
    if path is None or not path.exists():
        _failed(f"there is no journal at {path or 'a place that outlives its process'}")
    return path


def _directory(given: Path | None) -> Path:
    return given or Path(os.environ.get("STATE_DIRECTORY") or "wallboard-data")


def _credentials(user: str | None) -> tuple[str, str] | None:
    if user is None:
        return None
    name, colon, password = user.partition(":")
    if not colon:
        _wrong(["--user: expected USER:PASSWORD"])
    return name, password


def _interruptible(work: Any) -> Any:
    try:
        return asyncio.run(work)
    except ValueError as error:
        _wrong([str(error)])
    except KeyboardInterrupt:
        sys.exit(130)


def _say(text: str) -> None:
    click.echo(text, err=True)


def _wrong(lines: list[str]) -> NoReturn:
    for text in lines:
        click.echo(text, err=True)
    sys.exit(2)


def _failed(text: str) -> NoReturn:
    click.echo(text, err=True)
    sys.exit(1)
