"""The command line: the list of the commands, each loaded when it is called. Loading all takes longer than help may.

What a command does, and its options, stand in the module beside that `COMMANDS` names. Each says in one line what
is wrong: status 2 for usage and configuration, 1 for anything else.
"""

import sys
from collections.abc import Mapping
from importlib import import_module

import click

COMMANDS: Mapping[str, tuple[str, str]] = {
    "serve": ("serve", "Take webhooks and show the boards."),
    "demo": ("simulate", "Show a simulated call centre: nothing to configure, nothing left behind."),
    "simulate": ("simulate", "Send a simulated call centre's webhooks to any server."),
    "replay": ("simulate", "Send an exported journal again."),
    "export": ("journal", "Write the journal as JSON lines, oldest first, also while a server runs."),
    "import": ("journal", "Make a new journal of an exported one, its versions kept."),
    "names": (
        "journal",
        "List what events have named and the configuration has not, as TOML to fill in; also while a server runs.",
    ),
    "check": ("configure", "Say whether this configuration is right."),
    "print": ("configure", "Print a file for whoever runs the wallboard, filled in from the configuration at hand."),
    "connect": ("connect", "Try Thulium's REST API: say what it offers, and register the webhook."),
    "key": ("configure", "Make a new key; it is shown this once, only its hash is configured."),
}
"""Each command with its module and the first sentence of its help."""
POSIX = {"fcntl", "resource"}
"""Modules of Python's that Windows lacks."""


class Commands(click.Group):
    """The commands, known by name before they are loaded."""

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        """The command itself."""
        if name not in COMMANDS:
            return None
        try:
            module = import_module(f".{COMMANDS[name][0]}", __package__)
        except ModuleNotFoundError as error:
            if error.name not in POSIX:
                raise
            click.echo(f"wallboard {name} needs Linux or macOS: this system has no {error.name}", err=True)
            sys.exit(2)
        found: click.Command = getattr(module, f"{name}_command")
        return found

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Their names."""
        return list(COMMANDS)

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Every command with what it is for."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, sentence) for name, (_, sentence) in COMMANDS.items()])


@click.group(name="wallboard", cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="thulium-wallboard", prog_name="wallboard")
def command() -> None:
    """A real-time wallboard for call centres that run on Thulium."""
    from ..server.logs import configure  # noqa: PLC0415 - help does not wait for it

    configure()


def main() -> None:
    """Run a command."""
    command(prog_name="wallboard")
