"""Where the templates and static files lie, and which release they are.

In a wheel they are inside the package, in a checkout beside it.
"""

from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def place(kind: str) -> Path:
    """The folder `static` or `templates`. RuntimeError if the installation lacks it."""
    for parent in (PACKAGE, PACKAGE.parent):
        if (parent / kind).is_dir():
            return parent / kind
    raise RuntimeError(f"no {kind}/ in or beside {PACKAGE}: the installation is broken, install it again")


def release() -> str:
    """A short name of exactly these pages: pages of another release reload themselves when they hear it."""
    digest = sha256()
    for folder in (place("static"), place("templates")):
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    try:
        number = version("thulium-wallboard")
    except PackageNotFoundError:
        number = "checkout"
    return f"{number}-{digest.hexdigest()[:8]}"
