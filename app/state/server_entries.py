"""What the server's own journal entries do to the state, and how they outlive the entries that made them.

Old entries are trimmed, and another release may not be able to read the checkpoint that stands for them. So whatever
must last is restated: an entry of the same kind that holds all of it. A journal is never trimmed past the newest.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from ..events.server_entries import AccessEntry, AlertEntry, MessageEntry, ObservedEntry, ServerEntry, SettingEntry
from .alerts import AlertBook
from .browser_access import BrowserAccess
from .browser_settings import BrowserSettings
from .messages import apply_message
from .observing import observe, restate_names
from .state import CONFLICT, Restated, State

APPLIED, ACCESS_APPLIED, ALERT_APPLIED = "setting", "access", "alert"


class Kind(NamedTuple):
    """How an entry is applied, by its version and instant; and the entry that restates all that such entries made."""

    apply: Callable[[State, Any, int], str]
    restate: Callable[[State, int], ServerEntry | None] = lambda _state, _at: None


def apply_server_entry(state: State, entry: ServerEntry, instant: int) -> str:
    """Apply one; how it counts. One that was checked against other settings than these is a conflict."""
    return KINDS[type(entry)].apply(state, entry, instant)


def restatements(state: State, at: int) -> Iterator[ServerEntry]:
    """The entries that restate all that must outlive its entries."""
    for kind in KINDS.values():
        entry = kind.restate(state, at)
        if entry is not None:
            yield entry


def needs_restating(state: State, older_than: int) -> bool:
    """Whether anything that must last was last stated before this instant."""
    return any(one.instant < older_than for one in state.restated.values())


def first_needed(state: State) -> int | None:
    """The version of the oldest entry that what must last is rebuilt from; None where there is none."""
    return min((one.version for one in state.restated.values()), default=None)


def _apply_setting(state: State, entry: SettingEntry, instant: int) -> str:
    if entry.restated is not None:
        restated = msgspec.convert(entry.restated, BrowserSettings)
        if restated.revision < state.browser.revision:
            return CONFLICT
        if restated.revision > state.browser.revision:  # the entries before this one are gone
            state.browser = restated
        state.restated["setting"] = Restated(state.version, instant)
        return APPLIED
    if entry.patch is None or entry.revision != state.browser.revision:
        return CONFLICT
    state.browser = state.browser.changed(state.version, entry.at, entry.by, entry.patch)
    state.restated.setdefault("setting", Restated(state.version, instant))
    return APPLIED


def _restate_settings(state: State, at: int) -> SettingEntry | None:
    if not state.browser.revision:
        return None
    return SettingEntry(at=at, revision=state.browser.revision, restated=msgspec.to_builtins(state.browser))


def _apply_access(state: State, entry: AccessEntry, instant: int) -> str:
    if entry.restated is not None:
        restated = msgspec.convert(entry.restated, BrowserAccess)
        if restated.revision < state.access.revision:
            return CONFLICT
        if restated.revision > state.access.revision:  # the entries before this one are gone
            state.access = restated
        state.restated["access"] = Restated(state.version, instant)
        return ACCESS_APPLIED
    if entry.patch is None or entry.revision != state.access.revision:
        return CONFLICT
    state.access = state.access.changed(entry.patch)
    state.restated.setdefault("access", Restated(state.version, instant))
    return ACCESS_APPLIED


def _restate_access(state: State, at: int) -> AccessEntry | None:
    if not state.access.revision:
        return None
    return AccessEntry(at=at, revision=state.access.revision, restated=msgspec.to_builtins(state.access))


def _apply_alert(state: State, entry: AlertEntry, instant: int) -> str:
    if entry.restated is not None:
        restated = msgspec.convert(entry.restated, AlertBook)
        if restated.revision < state.alerts.revision:
            return CONFLICT
        state.alerts = restated
        state.restated["alert"] = Restated(state.version, instant)
        return ALERT_APPLIED
    if entry.revision != state.alerts.revision:
        return CONFLICT
    state.alerts = state.alerts.changed(entry)
    state.restated.setdefault("alert", Restated(state.version, instant))
    return ALERT_APPLIED


def _restate_alerts(state: State, at: int) -> AlertEntry | None:
    if not state.alerts.revision:
        return None
    return AlertEntry(at=at, revision=state.alerts.revision, restated=msgspec.to_builtins(state.alerts))


KINDS: Mapping[type[ServerEntry], Kind] = {
    SettingEntry: Kind(_apply_setting, _restate_settings),
    AccessEntry: Kind(_apply_access, _restate_access),
    ObservedEntry: Kind(observe, restate_names),
    AlertEntry: Kind(_apply_alert, _restate_alerts),
    MessageEntry: Kind(apply_message),  # over after a day at most, before its entry is trimmed
}
