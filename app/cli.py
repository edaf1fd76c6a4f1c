"""The commands. Each says in one line what is wrong: status 2 for usage and configuration, 1 for anything else."""

import asyncio
import json
import logging
import os
import secrets
import sqlite3
import sys
import tempfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, NoReturn

import click
import msgspec

from . import settings_file, simulator
from .application import make_app
from .journal import DirectoryTaken, line, place, sqlite
from .serving import CannotListen, listening, serve, stop_signal
from .settings import Settings
from .settings_file import Mistakes

PAST = 3 * 3600.0  # seconds of the demo's day already played: enough for a curve, sent in a few seconds
config_option = click.option("--config", type=click.Path(path_type=Path), help="A TOML file; see the README.")
data_option = click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the journal lies. Default: $STATE_DIRECTORY, else ./wallboard-data.",
)
url_option = click.option("--url", required=True, help="The webhook's address.")
seed_option = click.option("--seed", type=int, default=1, show_default=True, help="The same seed, the same day.")
user_option = click.option("--user", metavar="USER:PASSWORD", help="Credentials, as set in [webhook].")


def main() -> None:
    """Run a command, where an older installation still begins here; now it is `front.py`."""
    command(prog_name="wallboard")


@click.group(name="wallboard", context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="thulium-wallboard", prog_name="wallboard")
def command() -> None:
    """A real-time wallboard for call centres that run on Thulium."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)


@command.command("serve")
@config_option
@click.option("--host", help="The address to listen on; others than this machine's need credentials and a key.")
@click.option("--port", type=click.IntRange(0, 65535), help="The port to listen on.")
@data_option
@click.option("--clock", type=click.Choice(["wall", "events"]), default="wall", show_default=True)
def serve_command(config: Path | None, host: str | None, port: int | None, data_dir: Path | None, clock: str) -> None:
    """Take webhooks and show the boards."""
    settings = _settings(config)
    host = host or settings.server.host
    if lines := settings_file.unsafe(settings, host):
        _wrong(lines)
    port = settings.server.port if port is None else port
    asyncio.run(_serve(settings, _directory(data_dir), host, port, by_events=clock == "events"))


async def _serve(settings: Settings, directory: Path, host: str, port: int, *, by_events: bool) -> None:
    try:
        app = make_app(settings, directory, by_events=by_events)
        await serve(app, host, port, click.echo)
    except (DirectoryTaken, CannotListen) as error:
        _failed(str(error))
    except (OSError, sqlite3.Error) as error:
        _failed(f"the journal in {directory} cannot be used: {error}")


@command.command("demo")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True)
@click.option("--agents", type=click.IntRange(simulator.FEWEST, simulator.MOST), default=40, show_default=True)
@seed_option
def demo_command(port: int, agents: int, seed: int) -> None:
    """Show a simulated call centre: nothing to configure, nothing left behind."""
    asyncio.run(_demo(port, agents, seed))


async def _demo(port: int, agents: int, seed: int) -> None:
    settings = msgspec.convert(simulator.configuration(agents, seed) | {"journal": {"url": "memory:"}}, Settings)
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
    """Write the journal as JSON lines, oldest first, also while a server runs."""
    path = place(_settings(config).journal.url, _directory(data_dir))
    if path is None or not path.exists():
        _failed(f"there is no journal at {path or 'a place that outlives its process'}")
    try:
        for record in sqlite.entries(path):
            sys.stdout.buffer.write(line(record))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os._exit(0)  # the reader has seen enough; flushing at exit would complain again
    except sqlite3.Error as error:
        _failed(f"{path}: {error}")


@command.command("check")
@click.argument("file", type=click.Path(path_type=Path))
def check_command(file: Path) -> None:
    """Say whether this configuration is right."""
    settings = _settings(file)
    if lines := settings_file.unsafe(settings, settings.server.host):
        _wrong(lines)
    click.echo(f"{file}: right")


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
    click.echo(f'\n[[keys]]\nname = {_toml(name)}\nrole = "{role}"\nhash = "sha256:{digest}"')


def _toml(text: str) -> str:
    """The text as TOML writes it: JSON's way, but for the one control character that JSON lets stand."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def _settings(path: Path | None) -> Settings:
    if path is None:
        return Settings()
    try:
        return settings_file.load(path)
    except Mistakes as error:
        _wrong(error.lines)


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
