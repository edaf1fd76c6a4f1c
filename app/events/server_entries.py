"""Journal entries that this server writes itself: one struct a kind, and the table of kinds.

What an entry does to the state: `state/server_entries.py`. Fields may be added with a default, never removed or given
another meaning: journals of older releases hold them.
"""

from collections.abc import Mapping
from typing import Any, Literal, TypeVar

import msgspec

from .observed import AgentStatus, Names, WaitingCaller

E = TypeVar("E", bound="ServerEntry")


class ServerEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An entry that no webhook brought. `at` is the wall clock's second, also under `--clock events`."""

    at: int


class SettingEntry(ServerEntry, frozen=True, kw_only=True):
    """The browser's settings change by a merge patch (RFC 7396), or are restated whole.

    `by` names the key by which they were changed, `revision` the settings that the patch was checked against.
    """

    by: str = ""
    patch: dict[str, Any] | None = None
    revision: int = 0
    restated: dict[str, Any] | None = None


class AccessEntry(ServerEntry, frozen=True, kw_only=True):
    """Keys, screens and the webhook's credentials change by a merge patch, or are restated whole; hashes alone."""

    by: str = ""
    patch: dict[str, Any] | None = None
    revision: int = 0
    restated: dict[str, Any] | None = None


class ObservedEntry(ServerEntry, frozen=True, kw_only=True):
    """What Thulium's REST API answered: names, agents' statuses, and the waiting callers of each queue looked at.

    `again` marks a later look at the queues, which only says who is still there.
    """

    names: Names = {}
    statuses: tuple[AgentStatus, ...] = ()
    waiting: dict[str, tuple[WaitingCaller, ...]] = {}
    again: bool = False


class MessageEntry(ServerEntry, frozen=True, kw_only=True):
    """A message to the screens is posted, until the second `until`; without one the message of this id is withdrawn."""

    by: str = ""
    id: str
    text: str = ""
    until: int | None = None
    level: str = "info"
    boards: tuple[str, ...] = ()


AlertState = Literal["raised", "worse", "again", "over"]
AlertResult = Literal["sending", "delivered", "failed", "dropped"]


class AlertChange(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An alert is raised, worse, told again, or over. No caller's data is in any of it.

    `since` is the instant from which it holds, `name` what it is about, `figures` the worst so far; `text` is what its
    recipients read.
    """

    subject: str
    state: AlertState
    level: str
    since: int
    text: str
    name: str = ""
    board: str = ""
    figures: dict[str, int] = {}


class AlertDelivery(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of notices, by their ids, at one recipient, which is named without its secrets."""

    to: str
    notices: tuple[int, ...]
    result: AlertResult
    detail: str = ""


class AlertEntry(ServerEntry, frozen=True, kw_only=True):
    """Alerts change, and are to be told to these recipients; or it is known what became of that.

    `revision` is that of the alerts which the entry was decided by, `quiet` whether it was in quiet hours.
    """

    revision: int = 0
    changes: tuple[AlertChange, ...] = ()
    to: tuple[str, ...] = ()
    quiet: bool = False
    deliveries: tuple[AlertDelivery, ...] = ()
    restated: dict[str, Any] | None = None


SERVER_ENTRIES: Mapping[str, type[ServerEntry]] = {
    "setting": SettingEntry,
    "access": AccessEntry,
    "observed": ObservedEntry,
    "message": MessageEntry,
    "alert": AlertEntry,
}
"""Each kind of entry with its struct. A new kind is one line here and one in `state/server_entries.py`."""

KIND_OF: Mapping[type[ServerEntry], str] = {struct: kind for kind, struct in SERVER_ENTRIES.items()}


def encode(entry: ServerEntry) -> bytes:
    """The entry as a journal's body."""
    return msgspec.json.encode(entry)


def decode(kind: str, body: bytes) -> ServerEntry:
    """The entry of a journal's body. ValueError if it is damaged or of another kind."""
    return msgspec.json.decode(body, type=SERVER_ENTRIES[kind])
