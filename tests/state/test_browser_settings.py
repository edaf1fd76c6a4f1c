"""Settings made in the browser are a value: what each change replaced is known, and can be restored."""

from app.state.browser_settings import BrowserSettings, Change, Tree


def changed(*patches: Tree) -> BrowserSettings:
    """The settings after these changes, made by the entries 1, 2 and so on."""
    settings = BrowserSettings()
    for version, patch in enumerate(patches, 1):
        settings = settings.changed(version, 1000 + version, "Anna", patch)
    return settings


def undone(settings: BrowserSettings, version: int) -> Tree:
    patch = settings.undo(version)
    assert patch is not None
    return settings.changed(settings.version + 1, 0, "Anna", patch).values


def test_each_value_that_changed_is_listed_with_who_changed_it_newest_first() -> None:
    settings = changed({"queues": {"155": {"name": "Sales"}}}, {"queues": {"155": {"name": "BOK", "seconds": 30}}})

    assert settings.values == {"queues": {"155": {"name": "BOK", "seconds": 30}}}
    assert settings.version == 2
    assert settings.changes == (
        Change(2, 1002, "Anna", ("queues", "155", "name"), "Sales", "BOK"),
        Change(2, 1002, "Anna", ("queues", "155", "seconds"), None, 30),
        Change(1, 1001, "Anna", ("queues", "155", "name"), None, "Sales"),
    )


def test_null_removes_a_value_and_the_tables_that_it_leaves_empty() -> None:
    assert changed({"queues": {"155": {"name": "Sales"}}}, {"queues": {"155": {"name": None}}}).values == {}
    assert changed({"queues": {"155": {"name": "Sales"}}}, {"queues": None}).values == {}


def test_a_board_exists_even_when_it_holds_nothing() -> None:
    assert changed({"boards": {"all": {}}}).values == {"boards": {"all": {}}}
    assert changed({"boards": {"all": {"title": "All"}}}, {"boards": {"all": {"title": None}}}).values == {
        "boards": {"all": {}}
    }
    assert changed({"queues": {"155": {}}}).values == {}


def test_undo_restores_what_a_change_replaced_also_a_board_and_its_absence() -> None:
    created = changed({"boards": {"sales": {"title": "Sales", "queues": ["155"]}}})
    removed = created.changed(2, 0, "Anna", {"boards": {"sales": None}})

    assert undone(created, 1) == {}
    assert removed.values == {}
    assert undone(removed, 2) == created.values


def test_undo_leaves_alone_what_another_change_made() -> None:
    settings = changed({"queues": {"155": {"name": "Sales"}}}, {"pauses": {"1": {"limit": 900}}})

    assert undone(settings, 1) == {"pauses": {"1": {"limit": 900}}}


def test_only_the_newest_500_changes_are_known_and_a_half_known_one_is_not_undone() -> None:
    settings = changed(
        {"queues": {str(id_): {"seconds": 1} for id_ in range(300)}},
        {"queues": {str(id_): {"seconds": 2} for id_ in range(300)}},
    )

    assert len(settings.changes) == 500
    assert settings.undo(1) is None
    assert undone(settings, 2)["queues"]["299"] == {"seconds": 1}
    assert settings.undo(3) is None


def test_ids_may_be_any_text() -> None:
    ids = ["__proto__", "a/b", "ą", "a.b", '"', "constructor"]
    settings = changed(*({"agents": {id_: {"name": id_}}} for id_ in ids))

    assert settings.values == {"agents": {id_: {"name": id_} for id_ in ids}}
    assert undone(settings, 1)["agents"].keys() == set(ids[1:])
