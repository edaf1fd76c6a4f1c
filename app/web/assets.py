"""Where templates, static files and pictures lie, which release they are, and which of them a page needs.

In a wheel they are inside the package, in a checkout beside it.
"""

import re
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path
from posixpath import dirname, join, normpath

PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = {"pictures": "tests/pictures"}  # elsewhere in a checkout; the others are beside the package
FONT_PACKAGE = "xstatic-roboto-fontface"
FONT_FILES = ("Roboto-Regular.woff2", "Roboto-Medium.woff2")  # as static/css/base.css has them
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


def fonts() -> Path:
    """The folder of the screens' one font. RuntimeError if its package is incomplete."""
    folder = Path(str(distribution(FONT_PACKAGE).locate_file("xstatic/pkg/roboto_fontface/data/fonts/roboto")))
    if not all((folder / name).is_file() for name in FONT_FILES):
        raise RuntimeError(f"no {FONT_FILES[0]} in {folder}: {FONT_PACKAGE} is broken, install it again")
    return folder


@cache
def release() -> str:
    """A short name of exactly these pages: pages of another release reload themselves when they hear it."""
    digest = sha256(version(FONT_PACKAGE).encode())
    for folder in (asset_folder("static"), asset_folder("templates")):
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    try:
        number = version("thulium-wallboard")
    except PackageNotFoundError:
        number = "checkout"
    return f"{number}-{digest.hexdigest()[:8]}"


@cache
def import_graph(static: Path, entry: str) -> tuple[str, ...]:
    """The files that an entry needs, each after those that it imports itself; the entry last.

    Of a script that is the order in which modules run, of a style sheet the order in which rules follow each other.
    """
    found: dict[str, None] = {}

    def visit(file: str, path: tuple[str, ...] = ()) -> None:
        for script, style in _IMPORT.findall((static / file).read_text(encoding="utf-8")):
            imported = normpath(join(dirname(file), script or style))
            if imported not in path and imported not in found:
                visit(imported, (*path, file))
        found[file] = None

    visit(entry)
    return tuple(found)
