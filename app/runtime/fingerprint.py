"""What a state is made by: the code that decides it, and the rules. Another would make another of the same entries.

The code is the source of all that stands between an entry of the journal and the state, the state's schema included;
so nobody has to remember a number. A test checks that nothing else of this program has a part in it.
"""

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import ModuleType

from .. import events, state
from ..journal import MADE_BY_BYTES
from ..state.rules import Rules
from . import sequencing

CODE = (events, state, sequencing)
DIGITS = 16
MAGIC = b"made-by "


def made_by(rules: Rules, *, event_time: bool) -> bytes:
    """The `MADE_BY_BYTES` that a checkpoint begins with which this code made by these rules."""
    return MAGIC + f"{code_digest()} {rules_digest(rules, event_time=event_time)}\n".encode()


def without_name(state: bytes) -> bytes:
    """A checkpoint's encoded state; older releases kept that alone, without a name before it."""
    return state[MADE_BY_BYTES:] if state.startswith(MAGIC) else state


@cache
def code_digest() -> str:
    """A digest of this program's own code, as it lay there when it was first asked for."""
    return digest_of(*CODE)


def rules_digest(rules: Rules, *, event_time: bool) -> str:
    """A digest of what the configuration and the command line decide about the state."""
    return sha256(repr((rules, event_time)).encode()).hexdigest()[:DIGITS]


def digest_of(*modules: ModuleType) -> str:
    """A digest of the source of these modules, of packages with all that is in them."""
    digest = sha256()
    for module in modules:
        for name, file in _files(module):
            content = file.read_bytes()
            digest.update(f"{module.__name__}/{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:DIGITS]


def _files(module: ModuleType) -> Iterator[tuple[str, Path]]:
    """Each file by its name in the module. RuntimeError where there is none to be read."""
    file = Path(module.__file__ or "")
    folder = file.parent
    found = sorted(folder.rglob("*")) if hasattr(module, "__path__") else [file]
    code = [one for one in found if one.suffix in {".py", ".pyc"} and one.parent.name != "__pycache__"]
    if not code:
        raise RuntimeError(
            f"the code of {module.__name__} cannot be read: the installation is broken, install it again"
        )
    return ((one.relative_to(folder).as_posix(), one) for one in code)
