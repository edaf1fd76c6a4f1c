"""Which notices go out together, and what the one message for them says. Pure."""

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile
from typing import NamedTuple
from urllib.parse import quote
from zoneinfo import ZoneInfo

from ..events.server_entries import AlertState
from ..events.timestamps import iso
from ..state.alerts import Notice
from .conditions import RANKS
from .wording import Say

MAX_AGE_S, MAX_QUIET_AGE_S = 3600, 86_400
"""After which a notice that could not be delivered is news no more; of quiet hours, with their end in between."""
MAX_NAMES = 3
"""Names in a title."""


class Message(NamedTuple):
    """One message for one or several notices. `id` is the same whenever the message is tried again."""

    id: str
    title: str
    lines: tuple[str, ...]
    state: AlertState
    level: str
    subject: str
    board: str
    since: str
    url: str

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join(self.lines)


def due(pending: Sequence[Notice], now: int, group_seconds: int, *, is_quiet: bool) -> list[Notice]:
    """The notices of the next message to a recipient; none where it is not time yet. `pending` is in order.

    Only what is raised is held so many seconds for more; everything else goes out at once.
    """
    if is_quiet or not pending:
        return []
    first = pending[0]
    if first.is_quiet:
        return list(takewhile(lambda one: one.is_quiet, pending))
    state = first.change.state
    group = list(takewhile(lambda one: one.change.state == state and not one.is_quiet, pending))
    is_waiting = state == "raised" and len(group) == len(pending) and first.at <= now < first.at + group_seconds
    return [] if is_waiting else group


def is_too_old(notice: Notice, now: int) -> bool:
    """Whether it is no news any more."""
    return now - notice.at > (MAX_QUIET_AGE_S if notice.is_quiet else MAX_AGE_S)


def is_quiet_hour(quiet: str | None, now: int, zone: ZoneInfo) -> bool:
    """Whether nothing is sent now; the hours may go over midnight, and the last minute is not one of them."""
    if quiet is None:
        return False
    begin, _, end = quiet.partition("-")
    clock = datetime.fromtimestamp(now, zone).strftime("%H:%M")
    return begin <= clock < end if begin <= end else clock >= begin or clock < end


def message(notices: Sequence[Notice], address: str, zone: ZoneInfo, say: Say) -> Message:
    """What these notices say together. Of quiet hours each subject's last word stands in a summary."""
    is_summary = notices[0].is_quiet
    told = list({one.change.subject: one for one in notices}.values()) if is_summary else list(notices)
    changes = [one.change for one in told]
    boards = {change.board for change in changes}
    board = boards.pop() if len(boards) == 1 else ""
    raised = [change for change in changes if change.state != "over"]
    top = max(raised or changes, key=lambda change: RANKS.get(change.level, 0))
    label = say(f"alerts.level.{top.level}") if raised else say("alerts.ended")
    names = ", ".join(change.name for change in changes[:MAX_NAMES])
    more = f" + {len(changes) - MAX_NAMES}" if len(changes) > MAX_NAMES else ""
    since = min(change.since for change in changes)
    lines = [f"{_clock(change.since, zone)} {change.text}" if is_summary else change.text for change in changes]
    return Message(
        f"{notices[0].id}-{notices[-1].id}",
        say("alerts.summary") if is_summary else f"{label}: {names}{more}",
        tuple(lines),
        top.state,
        top.level,
        ", ".join(change.subject for change in changes),
        board,
        iso(since, zone),
        link(address, board, told[-1].at, zone),
    )


def link(address: str, board: str, at: int, zone: ZoneInfo) -> str:
    """The supervisors' page of a board at an instant."""
    path = f"/supervisor/{quote(board, safe='')}" if board else "/"
    return f"{address.rstrip('/')}{path}?at={quote(iso(at, zone), safe=':')}"


def _clock(instant: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(instant, zone).strftime("%H:%M")
