"""Warnings: settings that are well-formed and can be run, but contradict each other.

`wallboard check` prints them, `serve` logs them. Settings that cannot be run are errors (`loading.py`). Only `check`
warns of a weak password: logs have more readers.
"""

from collections import Counter
from collections.abc import Container, Iterator
from urllib.parse import urlsplit

from .hosts import is_loopback
from .recipients import split
from .schema import Queue, Settings

SHORT = 8  # characters: whatever is shorter is soon found by trying


def warnings(settings: Settings) -> list[str]:
    """One line for each warning, beginning with its key as in TOML."""
    found = [*_levels(settings), *_boards(settings), *_keys(settings), *_thulium(settings), *_alerts(settings)]
    return [f"{key}: {what}" for key, what in found]


def weak_password(settings: Settings) -> list[str]:
    """A line if the webhook's password is weak."""
    username, password = settings.webhook.username, settings.webhook.password
    if password is None or (len(password) >= SHORT and password != username):
        return []
    return [f"webhook.password: is weak; use at least {SHORT} characters, better 20 random ones"]


def _levels(settings: Settings) -> Iterator[tuple[str, str]]:
    level = settings.service_level
    if level.short_abandon > level.seconds:
        yield "service_level.short_abandon", f"{level.short_abandon} is above service_level.seconds, {level.seconds}"
    for id_, queue in settings.queues.items():
        for key, what in _limits(queue, queue.seconds or level.seconds):
            yield f"queues.{id_}.alarm.{key}", what


def _limits(queue: Queue, seconds: int) -> Iterator[tuple[str, str]]:
    if queue.alarm is None:
        return
    for name in ("waiting", "longest_wait"):
        warn, alarm = getattr(queue.warn, name, None), getattr(queue.alarm, name)
        if warn is not None and alarm is not None and alarm < warn:
            yield name, f"{alarm} is below the warning's {warn}, so it never warns"
    longest = queue.alarm.longest_wait
    if longest is not None and longest < seconds:
        yield "longest_wait", f"{longest} alarms of calls that can still be answered within {seconds} seconds"


def _boards(settings: Settings) -> Iterator[tuple[str, str]]:
    teams = {agent.team for agent in settings.agents.values()}
    for name, board in settings.boards.items():
        yield from _unknown_reference(f"boards.{name}.queues", board.queues, settings.queues, "is not among [queues]")
        yield from _unknown_reference(
            f"boards.{name}.chat_queues", board.chat_queues, settings.chat_queues, "is not among [chat_queues]"
        )
        yield from _unknown_reference(f"boards.{name}.teams", board.teams, teams, "is no agent's team in [agents]")


def _unknown_reference(
    key: str, named: list[str] | None, known: Container[str | None], what: str
) -> Iterator[tuple[str, str]]:
    for index, name in enumerate(named or ()):
        if name not in known:
            yield f"{key}[{index}]", f"{name!r} {what}"


def _keys(settings: Settings) -> Iterator[tuple[str, str]]:
    times = Counter(key.name for key in settings.keys)
    for index, key in enumerate(settings.keys):
        if times[key.name] > 1:
            yield f"keys[{index}].name", "is another key's too"


def _thulium(settings: Settings) -> Iterator[tuple[str, str]]:
    api = settings.thulium
    if api.url is None:
        return
    if api.user is None:
        yield "thulium.user", "is missing, so Thulium is not asked"
    parts = urlsplit(api.url)
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        yield "thulium.url", "sends the password unencrypted; use https"


def _alerts(settings: Settings) -> Iterator[tuple[str, str]]:
    for index, recipient in enumerate(settings.alerts.recipients):
        parts = urlsplit(split(recipient)[1])
        if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
            yield f"alerts.to[{index}]", "is told unencrypted; use https"
    mail = settings.mail
    if mail.tls == "none" and mail.password is not None and not is_loopback(mail.host or ""):
        yield "mail.tls", "sends the password unencrypted; use starttls or tls"
