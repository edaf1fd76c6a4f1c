"""Fingerprint of the code and the rules that decide a state; with others the same entries give another state.

The code is the source of everything between an entry of the journal and the state, the state's schema included, so no
version number need be maintained. A test checks that no other module has a part in it.
"""

import zlib
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
DEFLATED = b"\x78"  # RFC 1950, section 2.2; no encoded state begins so


def made_by(rules: Rules, *, event_time: bool) -> bytes:
    """The `MADE_BY_BYTES` that a checkpoint begins with which this code made by these rules."""
    return MAGIC + f"{code_digest()} {rules_digest(rules, event_time=event_time)}\n".encode()


def without_name(state: bytes) -> bytes:
    """A checkpoint's encoded state; older releases stored it without a name before it, and not deflated.

    ValueError if it is not what was written.
    """
    encoded = state[MADE_BY_BYTES:] if state.startswith(MAGIC) else state
    try:
        return zlib.decompress(encoded) if encoded.startswith(DEFLATED) else encoded
    except zlib.error as error:
        raise ValueError(str(error)) from error


@cache
def code_digest() -> str:
    """A digest of this program's own code, as it was on disk at the first call."""
    return digest_of(*CODE)


def rules_digest(rules: Rules, *, event_time: bool) -> str:
    """A digest of the settings and command-line options that decide the state."""
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
