"""The command line's front: what there is to say before the program itself is loaded, which takes longer than help may.

Only the list of commands stands here; what each does, and its options, are in `cli.py`.
"""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Mapping

COMMANDS: "Mapping[str, str]" = {
    "serve": "Take webhooks and show the boards.",
    "demo": "Show a simulated call centre: nothing to configure, nothing left behind.",
    "simulate": "Send a simulated call centre's webhooks to any server.",
    "replay": "Send an exported journal again.",
    "export": "Write the journal as JSON lines, oldest first, also while a server runs.",
    "import": "Make a new journal of an exported one, its versions kept.",
    "names": "List what events have named and the configuration has not, as TOML to fill in; also while a server runs.",
    "check": "Say whether this configuration is right.",
    "print": "Print a file for whoever runs the wallboard, filled in from the configuration at hand.",
    "key": "Make a new key; it is shown this once, only its hash is configured.",
}
"""Each command with the first sentence of its help."""


class Front(click.Group):
    """The program's commands, loaded when one of them is called."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command, as the program itself does."""
        from .cli import command  # noqa: PLC0415 - this is what help does not wait for

        return command.invoke(ctx)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command itself."""
        from .cli import command  # noqa: PLC0415 - see above

        return command.get_command(ctx, name)

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Their names."""
        return list(COMMANDS)

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Every command with what it is for."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(name="wallboard", cls=Front, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="thulium-wallboard", prog_name="wallboard")
def front() -> None:
    """A real-time wallboard for call centres that run on Thulium."""


def main() -> None:
    """Run a command."""
    front(prog_name="wallboard")
