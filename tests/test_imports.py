"""Imports run one way, so that each stage can be read and tested without the next. Read from the source."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).parents[1] / "app"

# Each stage, and the stages it may know. The settings are known to whoever shows, serves or starts.
STAGES: dict[str, set[str]] = {
    "events": set(),
    "state": {"events"},
    "journal": {"events"},
    "settings": {"state"},
    "board": {"events", "state", "settings"},
    "live": {"events", "state", "board", "journal", "settings"},
    "thulium": {"events", "state", "journal", "live", "settings"},
    "web": {"events", "state", "board", "journal", "live", "settings", "thulium"},
    "operating": {"events", "journal", "live", "settings", "thulium", "web"},
    "simulator": set(),
}
COMPOSITION = {"application", "cli", "__main__", "__init__"}
PURE = ["events", "state", "board"]
WAITS_LOGS_OR_KNOWS_THE_TIME = {
    "asyncio",
    "aiohttp",
    "logging",
    "threading",
    "selectors",
    "socket",
    "random",
    "os",
    "sys",
    "time",
}
ASKS_THE_TIME = {"now", "utcnow", "today", "time_ns", "monotonic", "perf_counter", "sleep"}
NOUNS = {
    "agents": {"agents"},
    "call": {"calls"},
    "queue_calls": {"calls"},
    "campaign_calls": {"calls"},
    "calls": {"calls"},
    "chats": {"chats"},
    "tickets": {"tickets"},
}


def files(stage: str) -> list[Path]:
    return sorted((APP / stage).rglob("*.py")) or [APP / f"{stage}.py"]


def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def imported(file: Path) -> Iterator[str]:
    """Every module that a file imports, by its whole name."""
    package = file.relative_to(APP.parent).with_suffix("").parts[:-1]
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def stages_known(file: Path) -> set[str]:
    """The stages of the app that a file imports something of."""
    return {name.split(".")[1] for name in imported(file) if name.startswith("app.")}


def nouns_known(file: Path) -> set[str]:
    """The nouns of the state that a file imports something of."""
    names = {name.removeprefix("app.state.").split(".")[0] for name in imported(file) if name.startswith("app.state.")}
    return {noun for name in names for noun in NOUNS.get(name, ())}


def test_every_stage_has_its_place() -> None:
    there = {path.stem for path in APP.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}

    assert there == STAGES.keys() | COMPOSITION


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_knows_only_the_stages_before_it(stage: str) -> None:
    for file in files(stage):
        assert stages_known(file) <= STAGES[stage] | {stage}, file.name


def test_nobody_but_the_commands_knows_the_application() -> None:
    for file in APP.rglob("*.py"):
        if file.relative_to(APP).with_suffix("").parts[0] not in COMPOSITION:
            assert not stages_known(file) & COMPOSITION, file.name


def test_the_application_does_not_know_the_commands() -> None:
    assert "cli" not in stages_known(APP / "application.py")


@pytest.mark.parametrize("stage", PURE)
def test_the_core_never_waits_logs_or_asks_the_time(stage: str) -> None:
    for file in files(stage):
        modules = {name.split(".")[0] for name in imported(file)}
        asked = {node.attr for node in ast.walk(tree(file)) if isinstance(node, ast.Attribute)} & ASKS_THE_TIME
        waits = [node for node in ast.walk(tree(file)) if isinstance(node, ast.AsyncFunctionDef | ast.Await)]

        assert not modules & WAITS_LOGS_OR_KNOWS_THE_TIME, file.name
        assert not asked & called(file), file.name
        assert not waits, file.name


def called(file: Path) -> set[str]:
    """The names of the methods that a file calls on a module or a class of its imports."""
    modules = {name.split(".")[-1] for name in imported(file)}
    return {
        node.func.attr
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in modules
    }


@pytest.mark.parametrize("noun", NOUNS)
def test_nouns_do_not_know_each_other(noun: str) -> None:
    assert nouns_known(APP / "state" / f"{noun}.py") <= NOUNS[noun]


def test_every_file_of_the_state_is_a_noun_or_puts_nouns_together() -> None:
    together = {"apply", "availability", "callbacks", "counting", "passing", "set_back", "state", "tallies", "telling"}
    together |= {"observing", "server_entries", "unidentified", "writing"}
    plain = {
        "__init__",
        "browser_settings",
        "callers",
        "clock",
        "folding",
        "rules",
        "sightings",
        "signs",
        "timeline",
        "transitions",
    }

    assert {file.stem for file in files("state")} == NOUNS.keys() | together | plain
    for name in plain:
        assert not nouns_known(APP / "state" / f"{name}.py"), name


def test_only_news_and_the_passing_of_time_write() -> None:
    writers = {
        file.stem for file in files("state") if "app.state.commit" in {n.rsplit(".", 1)[0] for n in imported(file)}
    }

    assert writers == {"telling", "observing", "unidentified", "passing", "set_back"}
