"""What a checkpoint was made by: whatever decides the state is in its name, and nobody has to remember it."""

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import msgspec
import pytest

from app import events, state
from app.config.schema import Settings
from app.journal import MADE_BY_BYTES
from app.runtime import sequencing
from app.runtime.fingerprint import CODE, code_digest, digest_of, made_by, without_name
from app.state.rules import Expire, Rules

RULES = Settings().rules
KNOWN_TO_NOBODY = {"app", "app.journal", "app.live"}  # a docstring, and the shape of a record


def package(folder: Path, **files: str) -> ModuleType:
    """A package of these files."""
    folder.mkdir(exist_ok=True)
    for name, text in {"__init__": "", **files}.items():
        (folder / f"{name}.py").write_text(text)
    module = ModuleType("somewhere")
    module.__file__, module.__path__ = str(folder / "__init__.py"), [str(folder)]
    return module


def test_a_checkpoint_begins_with_what_made_it() -> None:
    name = made_by(RULES, event_time=False)

    assert len(name) == MADE_BY_BYTES
    assert name == made_by(Settings().rules, event_time=False)
    assert code_digest() in name.decode()
    assert without_name(name + b"state") == b"state"
    assert without_name(b"of an older release") == b"of an older release"


@pytest.mark.parametrize(
    "rules",
    [
        msgspec.structs.replace(RULES, wrap_up=1),
        msgspec.structs.replace(RULES, expire=Expire(ticket=7)),
        Settings(timezone="Europe/Kyiv").rules,
        Settings(day_start="04:00").rules,
    ],
)
def test_other_rules_are_another_name(rules: Rules) -> None:
    assert made_by(rules, event_time=False) != made_by(RULES, event_time=False)


def test_another_clock_is_another_name() -> None:
    assert made_by(RULES, event_time=True) != made_by(RULES, event_time=False)


def test_every_byte_of_the_code_is_in_the_digest(tmp_path: Path) -> None:
    before = digest_of(package(tmp_path / "one", calls="a = 1", agents="b = 2"))

    assert digest_of(package(tmp_path / "same", calls="a = 1", agents="b = 2")) == before
    assert digest_of(package(tmp_path / "edited", calls="a = 2", agents="b = 2")) != before
    assert digest_of(package(tmp_path / "moved", calls="b = 2", agents="a = 1")) != before
    assert digest_of(package(tmp_path / "more", calls="a = 1", agents="b = 2", chats="")) != before


def test_what_python_compiled_and_editors_left_is_not_in_the_digest(tmp_path: Path) -> None:
    module = package(tmp_path / "one", calls="a = 1")
    before = digest_of(module)
    (tmp_path / "one" / "__pycache__").mkdir()
    (tmp_path / "one" / "__pycache__" / "calls.pyc").write_bytes(b"\0")
    (tmp_path / "one" / ".calls.py.swp").write_bytes(b"\0")

    assert digest_of(module) == before


def test_code_that_cannot_be_read_is_no_code(tmp_path: Path) -> None:
    module = package(tmp_path / "one")
    (tmp_path / "one" / "__init__.py").unlink()

    with pytest.raises(RuntimeError, match="install it again"):
        digest_of(module)


def test_nothing_else_of_the_program_decides_the_state() -> None:
    """All that is loaded to read an entry and to apply it is in the digest."""
    program = "import sys, app.runtime.sequencing, app.state.apply\nprint(*(n for n in sys.modules if n.split('.')[0] == 'app'))"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    inside = tuple(f"{package.__name__}." for package in (events, state))
    others = {name for name in loaded if not name.startswith(inside)}

    assert (events, state, sequencing) == CODE
    assert others == {"app.events", "app.state", "app.runtime.sequencing"} | KNOWN_TO_NOBODY
