"""The command: measure what was asked for, everything by default, and print one table."""

import platform
import sys
from collections.abc import Callable

import aiohttp
import click

from . import applying, desk, memory, nodes, patching, recovery, screen, soak, webhook
from .table import Row, lines

MEASURES: dict[str, Callable[[int], list[Row]]] = {
    "apply": lambda _: applying.measure(),
    "webhook": lambda _: webhook.measure(),
    "patch": lambda _: patching.measure(),
    "recovery": recovery.measure,
    "memory": lambda _: memory.measure(),
    "screen": lambda _: screen.measure(),
    "nodes": lambda _: nodes.measure(),
    "soak": lambda _: soak.measure(),
    "desk": lambda _: desk.measure(),
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
    click.echo(f"Python {platform.python_version()}, aiohttp {aiohttp.__version__}, {platform.machine()}")
    click.echo("\n".join(lines(rows)))


if __name__ == "__main__":
    sys.exit(main(prog_name="python -m tests.benchmarks"))
