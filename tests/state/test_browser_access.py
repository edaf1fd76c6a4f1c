"""Keys made in the browser as the fold of their entries: in order, once, and beyond the entries that made them."""

from app.config.schema import Settings
from app.events.server_entries import AccessEntry, decode, encode
from app.state import state as states
from app.state.apply import Entry, apply
from app.state.server_entries import first_needed, restatements
from app.state.state import State

KEY = {"name": "TV", "role": "tv", "hash": "sha256:" + 64 * "0", "created": "2026-11-20T09:00:00+01:00"}


def empty() -> State:
    return State(rules=Settings().rules)


def told(state: State, patch: dict[str, object], revision: int) -> str:
    entry = AccessEntry(at=1_795_000_000, by="Anna", patch=patch, revision=revision)
    return apply(state, Entry(state.version + 1, 1_795_000_000 + state.version, decode("access", encode(entry))))


def test_a_key_is_there_from_its_entry_on_and_gone_with_another() -> None:
    state = empty()

    assert told(state, {"keys": {"a": KEY, "b": KEY}}, 0) == "access"
    assert told(state, {"keys": {"a": None}}, 1) == "access"
    assert state.access.values == {"keys": {"b": KEY}}


def test_a_change_checked_against_other_keys_is_a_conflict_and_changes_nothing() -> None:
    state = empty()
    told(state, {"keys": {"a": KEY}}, 0)

    assert told(state, {"keys": {"a": None}}, 0) == "conflict"
    assert state.access.values == {"keys": {"a": KEY}}


def test_keys_outlive_the_entries_that_made_them() -> None:
    state = empty()
    told(state, {"keys": {"a": KEY}}, 0)
    told(state, {"webhook": {"username": "thulium", "hash": KEY["hash"]}}, 1)
    (restated,) = restatements(state, 1_796_000_000)
    later = empty()
    apply(later, Entry(900, 1_796_000_000, restated))

    assert later.access == state.access
    assert first_needed(state) == 1
    assert first_needed(later) == 900
    assert states.decode(states.encode(state)).access == state.access


def test_keys_are_no_settings() -> None:
    state = empty()
    told(state, {"keys": {"a": KEY}}, 0)

    assert state.browser.values == {}
    assert state.browser.changes == ()
    assert state.access.revision == 1
