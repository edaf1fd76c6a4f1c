"""The command line: the list of commands, each imported when it is called, since importing all is slow.

`COMMANDS` names the module of each command and its options. Errors are reported in one line each: status 2 for usage
and configuration, 1 for all others.
"""

import sys
from collections.abc import Mapping
from importlib import import_module

import click

COMMANDS: Mapping[str, tuple[str, str]] = {
    "serve": ("serve", "Take webhooks and show the boards."),
    "demo": ("simulate", "Show a simulated call center; nothing to configure, nothing is stored."),
    "simulate": ("simulate", "Send a simulated call center's webhooks to any server."),
    "replay": ("simulate", "Send an exported journal again."),
    "export": ("journal", "Write the journal as JSON lines, oldest first, also while a server runs."),
    "import": ("journal", "Make a new journal from an export, with the same versions."),
    "backup": ("backup", "Write a whole copy of the journal, past days included, also while a server runs."),
    "restore": ("backup", "Put a backup into an empty data directory, or an empty Redis; no server may run there."),
    "forget": (
        "backup",
        "Erase one person from the journal, with all their calls, chats and tickets; no figure changes.",
    ),
    "names": (
        "journal",
        "List ids in events that the configuration does not name, as TOML to fill in; also while a server runs.",
    ),
    "check": ("configure", "Check a configuration."),
    "print": ("configure", "Print a file for running the wallboard, filled in from the configuration."),
    "connect": ("connect", "Try Thulium's REST API: say what it offers, and register the webhook."),
    "key": ("configure", "Make a new key; it is shown this once, only its hash is configured."),
}
"""Each command with its module and the first sentence of its help."""
POSIX = {"fcntl", "resource"}
"""Modules of the standard library that Windows lacks."""


class Commands(click.Group):
    """The commands, listed by name without being imported."""

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        """Import and return the command."""
        if name not in COMMANDS:
            return None
        try:
            module = import_module(f".{COMMANDS[name][0]}", __package__)
        except ModuleNotFoundError as error:
            if error.name not in POSIX:
                raise
            click.echo(f"wallboard {name} {_missing(error.name)}", err=True)
            sys.exit(2)
        found: click.Command = getattr(module, f"{name}_command")
        return found

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """The names of the commands."""
        return list(COMMANDS)

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List all commands with their summaries, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, sentence) for name, (_, sentence) in COMMANDS.items()])


def _missing(module: str) -> str:
    """What a command needs where the system lacks a module."""
    if sys.platform == "win32":
        return "does not run on Windows: run it in WSL (Windows Subsystem for Linux) or on Linux"
    return f"needs Linux or macOS: this system has no {module}"


@click.group(name="wallboard", cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="thulium-wallboard", prog_name="wallboard")
def command() -> None:
    """A real-time wallboard for call centers that run on Thulium."""
    from ..server.logs import configure  # noqa: PLC0415 - help does not wait for it

    configure()


def main() -> None:
    """Run the command line."""
    command(prog_name="wallboard")
