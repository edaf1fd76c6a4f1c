"""Imports run one way, so that each package can be read and tested without the next. Read from the source."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from app.state.kinds import KINDS

ROOT = Path(__file__).parents[1]
APP = ROOT / "app"

ORDER = (
    "events",
    "state",
    "config",
    "document",
    "runtime",
    "history thulium alerts",
    "web",
    "server",
    "application",
    "cli",
)
"""A package imports only what stands before it; packages of one line do not know each other."""
PLACE = {name: place for place, line in enumerate(ORDER) for name in line.split()}
BESIDE = {
    "journal",
    "simulator",
}  # the journal knows the events alone and is known from `runtime` on; the simulator nobody
PURE = ["events", "state", "document"]
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
PACKAGES = sorted({path.stem for path in APP.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()})


def may_know(package: str) -> set[str]:
    """The packages that one may import something of."""
    if package == "journal":
        return {"events"}
    if package == "simulator":
        return set()
    before = {name for name, place in PLACE.items() if place < PLACE[package]}
    return (
        before
        | ({"journal"} if PLACE[package] >= PLACE["runtime"] else set())
        | (BESIDE if package == "cli" else set())
    )


def files(package: str) -> list[Path]:
    return sorted((APP / package).rglob("*.py")) or [APP / f"{package}.py"]


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def imported(file: Path) -> list[str]:
    """Every module that a file imports, by its whole name."""
    return list(_imported(file))


def _imported(file: Path) -> Iterator[str]:
    package = file.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def packages_known(file: Path) -> set[str]:
    """The packages of the app that a file imports something of."""
    return {name.split(".")[1] for name in imported(file) if name.startswith("app.")}


@cache
def modules_known(module: str) -> frozenset[str]:
    """The modules of the state that one imports, and that these import."""
    file = ROOT / (module.replace(".", "/") + ".py")
    if not file.exists():
        return frozenset()
    names = {name for name in imported(file) if name.startswith("app.state.")}
    direct = {name if is_module(name) else name.rpartition(".")[0] for name in names}
    return frozenset(direct.union(*(modules_known(name) for name in direct)))


def is_module(name: str) -> bool:
    return (ROOT / (name.replace(".", "/") + ".py")).exists()


def modules_of(kind: str) -> set[str]:
    """Where the steps of an entity of this kind stand, and the value that they give."""
    steps = [row.step for row in KINDS[kind].folding.table.values() if row.step]
    return {part.__module__ for step in steps for part in (step, step.__annotations__["return"])}


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_imports_only_what_stands_before_it(package: str) -> None:
    if package not in {"__init__", "__main__"}:
        for file in files(package):
            assert packages_known(file) <= may_know(package) | {package}, file.name


@pytest.mark.parametrize("package", PURE)
def test_the_core_never_waits_logs_or_asks_the_time(package: str) -> None:
    for file in files(package):
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


@pytest.mark.parametrize("kind", KINDS)
def test_entities_do_not_know_each_other(kind: str) -> None:
    others = set().union(*(modules_of(other) for other in KINDS if other != kind))

    for module in modules_of(kind):
        assert not modules_known(module) & others, module


def test_only_the_table_and_apply_know_what_an_event_touches() -> None:
    knowing = [file.stem for file in files("state") if "Effect" in {name.split(".")[-1] for name in imported(file)}]

    assert knowing == ["apply", "transitions"]
