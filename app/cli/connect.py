"""The command `connect`: try Thulium's REST API, say what it offers, and register the webhook there."""

import asyncio
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import click

from ..application import store_settings
from ..config import toml
from ..config.changing import Locked
from ..config.schema import Settings
from ..journal import DirectoryTaken, JournalError, Unusable, place
from ..thulium import registration
from ..thulium.client import Client, Pace, ThuliumError, UnauthorizedError, url_error, user_error
from ..thulium.survey import Report, Survey
from .usage import config_option, data_option, failure, load_settings, report, usage_error

PASSWORD_VARIABLE = "WALLBOARD_THULIUM_PASSWORD"  # noqa: S105 - a variable's name
MAX_TRIED_QUEUES = 3  # waiting lists are one request each, and there is one request a second
WEBHOOK_USER = "thulium"


@click.command("connect")
@click.argument("url")
@click.option("--user", required=True, help="The API user, made in Thulium under Administracja → parametry API.")
@click.option("--webhook", metavar="URL", help="Register this address of the webhook, for the actions still missing.")
@config_option
@data_option
def connect_command(url: str, user: str, webhook: str | None, config: Path | None, data_dir: Path | None) -> None:
    """Try Thulium's REST API: say what it offers, and register the webhook.

    The password comes from WALLBOARD_THULIUM_PASSWORD, else from a prompt. With --data-dir the address and the user
    are stored there as settings of the browser, so that only the password has to be given to the server.
    """
    settings = load_settings(config)
    if error := url_error(url):
        usage_error([f"URL: {error}"])
    if error := user_error(user):
        usage_error([f"--user: {error}"])
    if webhook and (error := _webhook_error(webhook)):
        usage_error([f"--webhook: {error}"])
    password = os.environ.get(PASSWORD_VARIABLE) or click.prompt(f"Password of {user}", hide_input=True, err=True)
    printed = [] if data_dir else _thulium_lines(url, user)
    pace = click.get_current_context().find_object(Pace) or Pace()  # the caller's, if it gives one
    asyncio.run(_connect(Client(url, user, password, pace), webhook, settings, printed))
    if data_dir:
        asyncio.run(_store(settings, data_dir, {"url": url, "user": user}))


async def _connect(client: Client, webhook: str | None, settings: Settings, lines: list[str]) -> None:
    """Read everything, register the webhook, and print these lines of a configuration with what they lack."""
    try:
        async with client:
            reports = await _survey(client)
            if webhook:
                lines += await _register(client, webhook, settings)
    except UnauthorizedError as error:
        usage_error([f"--user, {PASSWORD_VARIABLE}: {error}; enter those of the API, not of a person"])
    except ThuliumError as error:
        failure(str(error))
    if lines:
        click.echo("\nThe configuration:\n\n" + "\n".join(lines).strip())
    if missing := [report.resource.replace("_", " ") for report in reports if report.error]:
        report(f"\nNot read: {', '.join(missing)}. Everything else works without.")


async def _survey(client: Client) -> list[Report]:
    """Read everything once, and print each report as soon as it is complete."""
    survey, printed = Survey(client), 0

    def show() -> None:
        nonlocal printed
        for answer in survey.reports[printed:]:
            click.echo("\n".join(_lines(answer)))
        printed = len(survey.reports)

    async for _ in survey.names():
        show()
    await survey.statuses()
    show()
    await survey.waiting((await survey.known_queues())[:MAX_TRIED_QUEUES])
    show()
    if all(answer.error for answer in survey.reports):
        failure("nothing could be read: is this the address of Thulium, and may this user use the API?")
    return survey.reports


async def _store(settings: Settings, directory: Path, thulium: dict[str, str]) -> None:
    """Store address and user where the settings page stores them."""
    if settings.journal.on_redis or place(settings.journal.url, directory) is None:
        failure("address and user are not stored: only a journal in a file can be changed while no server runs")
    try:
        found = await store_settings(settings, directory, "wallboard connect", {"thulium": thulium})
    except DirectoryTaken:
        failure("address and user are not stored, because a server runs there: enter them on its settings page")
    except Locked as error:
        failure(f"address and user are not stored: {error.key} {error}")
    except (JournalError, Unusable, OSError) as error:
        failure(f"address and user are not stored: {error}")
    if found:
        usage_error([f"{mistake.key}: {mistake.words}" for mistake in found])
    click.echo(f"Address and user are stored in {directory}.")


def _lines(report: Report) -> Iterator[str]:
    name = f"{report.resource.replace('_', ' '):<14} "
    if report.error:
        yield f"{name}could not be read: {report.error}"
    if report.error and not report.read:
        return
    fields = ", ".join(f"{field} {count}" for field, count in report.fields.items())
    yield f"{name}{report.read} read{': ' if fields else ''}{fields}"
    for problem in report.problems:
        yield f"{'':<14} {problem['field']} {problem['detail']}"
    if report.more_problems:
        yield f"{'':<14} and {report.more_problems} more"


def _thulium_lines(url: str, user: str) -> list[str]:
    return ["[thulium]", f"url = {toml.text(url)}", f"user = {toml.text(user)}", f"# its password: {PASSWORD_VARIABLE}"]


async def _register(client: Client, webhook: str, settings: Settings) -> list[str]:
    """Register the missing actions; the lines of [webhook] if a password was made for them."""
    known = await registration.registered_actions(client, webhook)
    missing = registration.ACTIONS - known
    if not missing:
        click.echo(f"{'webhook':<14} all {len(known)} actions are registered: nothing to do")
        return []
    configured = settings.webhook
    user, password = configured.username or WEBHOOK_USER, configured.password or secrets.token_urlsafe(24)
    await registration.register(client, webhook, missing, (user, password))
    click.echo(
        f"{'webhook':<14} {len(known)} of {len(registration.ACTIONS)} actions were registered, {len(missing)} added"
    )
    if known:
        report(
            "The actions registered before keep their user and password: in Thulium's panel enter those below for all."
        )
    if configured.password:
        return []
    return ["", "[webhook]", f"username = {toml.text(user)}", f"password = {toml.text(password)}"]


def _webhook_error(url: str) -> str:
    error = url_error(url)
    if not error and not url.rstrip("/").endswith("/webhooks/thulium"):
        return "expected https://BOARD/webhooks/thulium"
    return error.replace("https://SYSTEM.thulium.com", "https://BOARD/webhooks/thulium")
