"""The server's own journal entries: applied in order, checked against what they were made for, and restated."""

from typing import Any

from app.config.schema import Settings
from app.events.server_entries import ServerEntry, SettingEntry, decode, encode
from app.state import state as states
from app.state.apply import Entry, apply
from app.state.server_entries import first_needed, needs_restating, restatements
from app.state.state import State

NAME = {"queues": {"155": {"name": "Sales"}}}
OTHER = {"queues": {"165": {"name": "BOK"}}}


def applied(*entries: ServerEntry, first: int = 1, state: State | None = None) -> State:
    """A state after these entries, 100 s apart."""
    state = state or State(rules=Settings().rules)
    for version, entry in enumerate(entries, first):
        apply(state, Entry(version, 1_795_000_000 + 100 * version, entry))
    return state


def setting(patch: dict[str, Any], revision: int) -> SettingEntry:
    return SettingEntry(at=7, by="Anna", patch=patch, revision=revision)


def test_a_setting_is_applied_and_counts_as_no_event() -> None:
    state = applied(setting(NAME, 0), setting(OTHER, 1))

    assert state.browser.values == {"queues": {"155": {"name": "Sales"}, "165": {"name": "BOK"}}}
    assert (state.version, state.browser.version, state.today.feed.events) == (2, 2, 0)


def test_a_setting_checked_against_other_settings_is_a_conflict_and_changes_nothing() -> None:
    state = applied(setting(NAME, 0))
    before = state.browser

    assert apply(state, Entry(2, 1_795_000_300, setting(OTHER, 0))) == "conflict"
    assert state.browser is before


def test_an_entry_is_the_same_after_it_was_in_the_journal() -> None:
    entry = setting({"agents": {"__proto__": {"name": "ą"}}, "privacy": None}, 3)

    assert decode("setting", encode(entry)) == entry


def test_settings_are_in_the_checkpoint() -> None:
    state = applied(setting(NAME, 0))

    assert states.decode(states.encode(state)).browser == state.browser
    assert states.decode(states.encode(state)).restated == state.restated


def test_restated_settings_are_all_that_a_journal_needs() -> None:
    state = applied(setting(NAME, 0), setting(OTHER, 1))
    assert first_needed(state) == 1
    (restated,) = restatements(state, 9)
    state = applied(restated, first=3, state=state)

    assert first_needed(state) == 3
    assert applied(restated, first=3).browser == state.browser
    assert applied(setting(OTHER, 1), restated, first=2).browser == state.browser, "an older entry is left of it"


def test_settings_restated_by_another_node_do_not_take_back_a_newer_change() -> None:
    state = applied(setting(NAME, 0))
    (restated,) = restatements(state, 9)
    state = applied(setting(OTHER, 1), restated, first=2, state=state)

    assert state.browser.values.keys() == {"queues"}
    assert state.browser.values["queues"].keys() == {"155", "165"}
    assert first_needed(state) == 1


def test_what_must_last_is_restated_once_it_is_old() -> None:
    state = applied()
    assert not needs_restating(state, 1_900_000_000)
    assert list(restatements(state, 9)) == []

    applied(setting(NAME, 0), state=state)
    assert needs_restating(state, 1_795_000_101)
    assert not needs_restating(state, 1_795_000_100)
