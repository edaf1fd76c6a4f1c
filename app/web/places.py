"""Where the templates, static files and pictures lie, and which release they are.

In a wheel they are inside the package, in a checkout beside it.
"""

from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = {"pictures": "tests/pictures"}  # what lies elsewhere in a checkout; the others are beside the package


def place(kind: str) -> Path:
    """The folder `static`, `templates` or `pictures`. RuntimeError if the installation lacks it."""
    for folder in (PACKAGE / kind, PACKAGE.parent / CHECKOUT.get(kind, kind)):
        if folder.is_dir():
            return folder
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
