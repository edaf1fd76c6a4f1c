"""The commands for the configuration: `check`, `print`, `key`. Not here: its rules (`config/`)."""

import ipaddress
import os
import secrets
import sys
from hashlib import sha256
from pathlib import Path
from typing import get_args

import click

from ..config import toml
from ..config.loading import exposure_errors, missing_credential
from ..config.schema import Role
from ..config.warnings import warnings, weak_password
from ..server import deploy_files
from ..web.manual import PAGES
from .usage import config_option, load_settings, report, usage_error


class Network(click.ParamType[str]):
    """A network or one address, such as 10.0.0.0/8."""

    name = "network"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The network in its usual form."""
        try:
            return str(ipaddress.ip_network(value))
        except ValueError:
            self.fail(f"{value!r} is no network; for example 10.0.0.0/8", param, ctx)


NETWORK = Network()
HOMES = ("/home", "/root")


@click.command("check")
@click.argument("file", type=click.Path(path_type=Path))
def check_command(file: Path) -> None:
    """Check a configuration."""
    settings = load_settings(file)
    half = missing_credential(settings)  # it may be in the service's environment, which is not this one
    missing = exposure_errors(settings, settings.server.hosts)
    made = [f"{missing[0]}, unless it was made in the browser"] if len(missing) == 1 and not half else []
    for text in [half] * bool(half) + made + warnings(settings) + weak_password(settings):
        report(f"warning: {text}")
    click.echo(f"{file}: right")


@click.command("print")
@click.argument("what", type=click.Choice(deploy_files.PRINTABLE), metavar="|".join(deploy_files.PRINTABLE))
@config_option
@click.option("--site", default="wallboard.example.org", show_default=True, help="The name that the world knows it by.")
@click.option("--language", type=click.Choice(["pl", "en"]), help="The manual's. Default: the configuration's.")
@click.option("--page", type=click.Choice(PAGES), metavar="PAGE", help="One page of the manual. Default: all.")
@click.option(
    "--inside",
    multiple=True,
    type=NETWORK,
    help="For a proxy: only the webhook is open to everyone, the rest to this network; also more than one.",
)
def print_command(  # noqa: PLR0913, PLR0917 - one a command-line option
    what: str, config: Path | None, site: str, language: str | None, page: str | None, inside: tuple[str, ...]
) -> None:
    """Print a file for running the wallboard, filled in from the configuration."""
    if config is not None and _is_written(config):
        usage_error(
            [f"{config}: the shell has emptied this file to write to it; restore it, and print to another file"]
        )
    settings = load_settings(config, {} if what == "config" else os.environ)  # a secret stays in the environment
    where = deploy_files.Deployment(
        program=Path(sys.executable).with_name("wallboard"),
        config=(config or Path("/etc/wallboard.toml")).absolute(),
        hosts=settings.server.hosts,
        port=settings.server.port,
        site=site,
        inside=inside,
    )
    if what == "systemd" and any(path.is_relative_to(home) for path in (where.program, where.config) for home in HOMES):
        report("a service cannot reach into a home: install the program into /opt, put the configuration into /etc")
    click.echo(deploy_files.deploy_file(what, settings, where, language or settings.language, page), nl=False)


@click.command("key")
@click.option("--role", type=click.Choice(get_args(Role)), required=True)
@click.option("--name", required=True, help="Whose it is, for the configuration.")
def key_command(role: str, name: str) -> None:
    """Make a new key; it is shown this once, only its hash is configured."""
    key = secrets.token_urlsafe(24)
    page = {"tv": "/tv", "supervisor": "/", "admin": "/settings"}[role]
    click.echo(f"Key    {key}")
    click.echo(f"Link   {page}?key={key}   (after your server's address; it sets a cookie for a year)")
    digest = sha256(key.encode()).hexdigest()
    click.echo(f'\n[[keys]]\nname = {toml.text(name)}\nrole = "{role}"\nhash = "sha256:{digest}"')


def _is_written(config: Path) -> bool:
    """Whether standard output is redirected into the configuration file."""
    try:
        return config.is_file() and os.path.samestat(config.stat(), os.fstat(sys.stdout.fileno()))
    except (OSError, ValueError):
        return False
