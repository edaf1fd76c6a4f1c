"""The settings in force: the file before the browser before Thulium, now and in any past state."""

from app.config.effective import effective, sources
from app.config.loading import parse
from app.events.server_entries import SettingEntry
from app.journal.memory import MemoryJournal
from app.runtime.ingest import Ingest
from app.state.apply import Entry, apply
from app.state.state import State

FILE = parse('[privacy]\nnumbers = "last3"\n[queues.155]\nname = "File"\n[boards.all]\n')
OBSERVED = {
    "queues": {"155": {"name": "Thulium"}, "156": {"name": "Thulium"}, "157": {"name": "Thulium"}},
    "agents": {"anna": {"name": "Anna Nowak", "team": "sales"}},
}
BROWSER = {
    "queues": {"155": {"name": "Browser", "seconds": 30}, "156": {"name": "Browser"}},
    "boards": {"all": {"title": "All"}},
    "privacy": {"numbers": "none", "agents": "initials"},
}


def test_each_value_is_the_files_else_the_browsers_else_thuliums() -> None:
    settings = effective(FILE, BROWSER, OBSERVED)

    assert {id_: queue.name for id_, queue in settings.queues.items()} == {
        "155": "File",
        "156": "Browser",
        "157": "Thulium",
    }
    assert settings.queues["155"].seconds == 30
    assert settings.boards["all"].title == "All"
    assert (settings.agents["anna"].name, settings.agents["anna"].team) == ("Anna Nowak", "sales")
    assert (settings.privacy.numbers, settings.privacy.agents) == ("none", "initials")
    assert sources(FILE, BROWSER, OBSERVED) == {
        ("privacy", "numbers"): "browser",
        ("privacy", "agents"): "browser",
        ("queues", "155", "name"): "file",
        ("queues", "155", "seconds"): "browser",
        ("queues", "156", "name"): "browser",
        ("queues", "157", "name"): "thulium",
        ("boards", "all"): "file",
        ("boards", "all", "title"): "browser",
        ("agents", "anna", "name"): "thulium",
        ("agents", "anna", "team"): "thulium",
    }


def test_a_file_that_became_stricter_wins_over_the_browsers_privacy() -> None:
    stricter = parse('[privacy]\nnumbers = "none"\n')

    assert effective(stricter, {"privacy": {"numbers": "last3", "recordings": True}}, {}) == stricter


def test_without_anything_in_the_browser_the_files_settings_are_in_force_as_they_are() -> None:
    assert effective(FILE, {}, {}) is FILE


def test_a_past_state_has_the_names_of_then() -> None:
    wallboard = Ingest(FILE, MemoryJournal())
    names = []
    state = State(rules=FILE.rules)
    for version, name in enumerate(("First", "Second", None), 1):
        patch = {"queues": {"156": {"name": name}}}
        apply(state, Entry(version, 1_795_000_000, SettingEntry(at=7, patch=patch, revision=version - 1)))
        queue = wallboard.settings_at(state).queues.get("156")
        names.append(queue and queue.name)

    assert names == ["First", "Second", None]
