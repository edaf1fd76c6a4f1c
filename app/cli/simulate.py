"""The commands of the simulated call center: `demo`, `simulate` and, for a recording, `replay`."""

import asyncio
import logging
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import click
import msgspec

from .. import simulator
from ..application import make_app
from ..config.schema import Settings
from ..runtime import clock_watch
from ..server.server import CannotListen, listening, stop_signal
from ..thulium.client import Pace
from .demo_days import Wanted, add_past_days
from .usage import failure, report, rereadable, usage_error

QUIET = {"journal": {"url": "memory:"}, "server": {"access_log": False}}  # nothing is stored and no request is logged
REST_INTERVAL_S = 0.1  # between two requests to the fake: its own server needs no more manners
PAST = 3 * 3600.0  # seconds of the demo's day that are sent first: enough for a chart, and sent in a few seconds
url_option = click.option("--url", required=True, help="The webhook's address.")
seed_option = click.option("--seed", type=int, default=1, show_default=True, help="The same seed, the same day.")
user_option = click.option("--user", metavar="USER:PASSWORD", help="Credentials, as set in [webhook].")


@click.command("demo")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True)
@click.option("--agents", type=click.IntRange(simulator.FEWEST, simulator.MOST), default=40, show_default=True)
@seed_option
def demo_command(port: int, agents: int, seed: int) -> None:
    """Show a simulated call center; nothing to configure, nothing is stored."""
    asyncio.run(_demo(port, agents, seed))


async def _demo(port: int, agents: int, seed: int) -> None:
    """Serve and play. The names come from a fake of Thulium's REST API, as they do from a real one."""
    logging.getLogger(clock_watch.__name__).setLevel(logging.ERROR)  # its past hours come as late deliveries
    stop, thulium = stop_signal(), simulator.fake_thulium(simulator.plan(agents, seed))
    async with AsyncExitStack() as exits:
        directory = exits.enter_context(tempfile.TemporaryDirectory())
        rest = {"url": await exits.enter_async_context(simulator.serving_rest(thulium))}
        rest |= {"user": thulium.user, "password": thulium.password}
        center = simulator.nameless_configuration(agents, seed)
        given = center | QUIET | {"thulium": rest}
        settings = msgspec.convert(given, Settings)
        app = make_app(settings, Path(directory), pace=Pace(REST_INTERVAL_S))
        try:
            async with listening(app, "127.0.0.1", port) as address:
                boards = "".join(f"\n              {address}/tv/{name}" for name in settings.boards)
                click.echo(f"Office TV     {address}/tv{boards}\nSupervisors   {address}/")
                click.echo(f"Past days     {address}/history (after some seconds)\nCtrl-C ends it.")
                webhook = f"{address}/webhooks/thulium"
                play = simulator.play(webhook, agents=agents, seed=seed, past=PAST, say=click.echo)
                wanted = Wanted(agents, seed, time.time() - PAST, center)
                tasks = [asyncio.create_task(play), asyncio.create_task(add_past_days(app, wanted))]
                await stop.wait()
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
        except CannotListen as error:
            failure(f"{error}; choose another with --port")


@click.command("simulate")
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
    """Send a simulated call center's webhooks to any server."""
    _conclude(_interruptible(simulator.simulate(url, credentials=_credentials(user), say=report, **options)))


@click.command("replay")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@url_option
@click.option("--speed", type=click.FloatRange(0), default=1.0, show_default=True, help="0: as fast as accepted.")
@user_option
def replay_command(file: Path, url: str, speed: float, user: str | None) -> None:
    """Send an exported journal again."""
    try:
        with rereadable(file) as again:
            replaying = simulator.replay(again, url, speed=speed, credentials=_credentials(user), say=report)
            figures = _interruptible(replaying)
    except OSError as error:
        failure(f"{file} cannot be read: {error}")
    _conclude(figures)


def _conclude(figures: simulator.Summary) -> None:
    """Print the figures; status 1 where nothing was accepted."""
    click.echo(str(figures))
    if figures.refused and not figures.sent:
        failure("nothing was accepted")


def _credentials(user: str | None) -> tuple[str, str] | None:
    if user is None:
        return None
    name, colon, password = user.partition(":")
    if not colon:
        usage_error(["--user: expected USER:PASSWORD"])
    return name, password


def _interruptible(work: Any) -> Any:
    try:
        return asyncio.run(work)
    except ValueError as error:
        usage_error([str(error)])
    except KeyboardInterrupt:
        sys.exit(130)
