"""The command: measure what was asked for, everything by default, and print one table."""

import os
import platform
import sys
from collections.abc import Callable
from functools import partial

import aiohttp
import click

from tests.benchmarks import (
    applying,
    desk,
    memory,
    nodes,
    page,
    patching,
    recovery,
    returning,
    screen,
    soak,
    starting,
    streams,
    webhook,
)
from tests.benchmarks.table import Row, lines


def _without_entries(piece: Callable[[], list[Row]], _entries: int) -> list[Row]:
    return piece()


MEASURES: dict[str, Callable[[int], list[Row]]] = {
    "apply": lambda _: applying.measure(),
    "webhook": lambda _: webhook.measure(),
    "patch": lambda _: patching.measure(),
    "recovery": recovery.measure,
    "memory": lambda _: memory.measure(),
    "screen": lambda _: screen.measure(),
    "nodes": lambda _: nodes.measure(),
    "soak": lambda _: soak.measure(),
    "returning": lambda _: returning.measure(),
    "start": lambda _: starting.measure(),
    "desk": lambda _: desk.measure(),
    "page": lambda _: page.measure(),
    **{name: partial(_without_entries, piece) for name, piece in streams.MEASURES.items()},
}


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(MEASURES)))
@click.option("--entries", type=click.IntRange(1000, 5_000_000), default=1_000_000, show_default=True)
def main(names: tuple[str, ...], entries: int) -> None:
    """Measure NAMES, or everything. --entries: how many the journal of `recovery` holds."""
    rows: list[Row] = []
    for name in names or MEASURES:
        click.echo(f"measuring {name} …", err=True)
        rows += MEASURES[name](entries)
    machine = f"{os.cpu_count()} cores {platform.machine()}, load {os.getloadavg()[0]:.1f}"
    click.echo(f"Python {platform.python_version()}, aiohttp {aiohttp.__version__}, {machine}")
    click.echo("\n".join(lines(rows)))


if __name__ == "__main__":
    sys.exit(main(prog_name="python -m tests.benchmarks"))
