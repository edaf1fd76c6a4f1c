"""What commands share: the options that name the configuration and the journal, and how a command ends."""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NoReturn

import click

from ..config.loading import Mistakes, load
from ..config.schema import Settings

config_option = click.option("--config", type=click.Path(path_type=Path), help="The configuration, a TOML file.")
clock_option = click.option("--clock", type=click.Choice(["wall", "events"]), default="wall", show_default=True)
data_option = click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the journal lies. Default: $STATE_DIRECTORY, else ./wallboard-data.",
)


def load_settings(path: Path | None, environ: Mapping[str, str] = os.environ) -> Settings:
    """The configuration in that file, or of none; its mistakes end the command."""
    try:
        return load(path, environ)
    except Mistakes as error:
        usage_error(error.lines)


def data_directory(given: Path | None) -> Path:
    """Where the journal lies."""
    return given or Path(os.environ.get("STATE_DIRECTORY") or "wallboard-data")


@contextmanager
def rereadable(file: Path) -> Iterator[Path]:
    """A file that can be read twice: what a pipe brings is copied to a temporary file first. OSError if it can't be."""
    # Some systems share the place in a file between all who open /dev/stdin.
    if file.is_file() and not file.is_relative_to("/dev"):
        yield file
        return
    with NamedTemporaryFile(prefix="wallboard-") as copy:
        with file.open("rb") as given:
            shutil.copyfileobj(given, copy)
        copy.flush()
        yield Path(copy.name)


def report(text: str) -> None:
    """Say what is not the command's result."""
    click.echo(text, err=True)


def usage_error(lines: list[str]) -> NoReturn:
    """End with status 2: whoever typed or configured this has to change it."""
    for text in lines:
        click.echo(text, err=True)
    sys.exit(2)


def failure(text: str) -> NoReturn:
    """End with status 1: it was asked rightly and could not be done."""
    click.echo(text, err=True)
    sys.exit(1)
