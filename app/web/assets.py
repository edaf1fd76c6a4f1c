"""Where templates, static files and pictures lie, which release they are, and which of them a page needs.

In a wheel they are inside the package, in a checkout beside it.
"""

import re
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = {"pictures": "tests/pictures"}  # what lies elsewhere in a checkout; the others are beside the package
_IMPORT = re.compile(
    r"""^(?:import|export)\b[^"';]*["'](\.[^"']+)["'];   # import { a } from "./b.js";  import "./b.js";
      | ^@import\ url\(["']([^"']+)["']\);""",  # of a style sheet
    re.MULTILINE | re.VERBOSE,
)


def asset_folder(kind: str) -> Path:
    """The folder `static`, `templates` or `pictures`. RuntimeError if the installation lacks it."""
    for folder in (PACKAGE / kind, PACKAGE.parent / CHECKOUT.get(kind, kind)):
        if folder.is_dir():
            return folder
    raise RuntimeError(f"no {kind}/ in or beside {PACKAGE}: the installation is broken, install it again")


def release() -> str:
    """A short name of exactly these pages: pages of another release reload themselves when they hear it."""
    digest = sha256()
    for folder in (asset_folder("static"), asset_folder("templates")):
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    try:
        number = version("thulium-wallboard")
    except PackageNotFoundError:
        number = "checkout"
    return f"{number}-{digest.hexdigest()[:8]}"


def import_graph(static: Path, entry: str) -> list[str]:
    """The files that an entry needs, each after those that it imports itself; the entry last.

    Of a script that is the order in which modules run, of a style sheet the order in which rules follow each other.
    """
    found: dict[Path, None] = {}

    def visit(file: Path, path: tuple[Path, ...] = ()) -> None:
        for script, style in _IMPORT.findall(file.read_text(encoding="utf-8")):
            imported = (file.parent / (script or style)).resolve()
            if imported not in path and imported not in found:
                visit(imported, (*path, file))
        found[file] = None

    visit((static / entry).resolve())
    return [file.relative_to(static.resolve()).as_posix() for file in found]
