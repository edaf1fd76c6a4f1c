"""Whether the journal's files are still those that were opened. Not here: what is in them (`layout.py`).

A file that was deleted, moved or replaced goes on taking entries, and none of them is found at the next start.
"""

import logging
import os
from contextlib import suppress
from pathlib import Path

from . import JournalError

GONE = "the journal's file is gone: it was deleted, moved or replaced; the log says how to save what is in it"
PROCESSES = Path("/proc")
LOCK = "serve.lock"
OTHERS = 0o007  # what all users of the machine may do
Identity = tuple[int, int]
"""A file's device and number."""
log = logging.getLogger(__name__)


class JournalFiles:
    """The journal's file and its write-ahead log, as they were when this was made."""

    def __init__(self, path: Path) -> None:
        """Remember the files at this path; where SQLite can keep no write-ahead log there is but one."""
        self._path = path
        files = (path, path.with_name(path.name + "-wal"))
        self._opened = {file: _identity(file) for file in files if file.exists()}
        self._is_gone = False

    def check(self) -> None:
        """JournalError unless each file is where it was opened; how to save them is logged once."""
        try:
            is_there = all(self._is_there(file) for file in self._opened)
        except OSError as error:
            raise JournalError(f"the journal's file cannot be looked at: {error.strerror}") from error
        if is_there:
            self._is_gone = False
            return
        if not self._is_gone:
            self._is_gone = True
            log.critical("%s", self._advice())
        raise JournalError(GONE)

    @property
    def has_file(self) -> bool:
        """Whether the file itself is there, whatever became of its log."""
        try:
            return self._is_there(self._path)
        except OSError:
            return False

    def _is_there(self, file: Path) -> bool:
        try:
            return _identity(file) == self._opened[file]
        except (FileNotFoundError, NotADirectoryError):
            return False

    def _advice(self) -> str:
        """How to save what only this process still has, in one line."""
        process, path = os.getpid(), self._path.absolute()
        commands = ["mkdir SAVED"]
        for file, opened in self._opened.items():
            if descriptor := _descriptor(opened):
                commands.append(f"cp /proc/{process}/fd/{descriptor} SAVED/{file.name}")
        return (
            f"{path} or {path.name}-wal was deleted, moved or replaced while it was open: webhooks are refused. "
            f"Move the same files back; or save what process {process} still has of them before it ends, with "
            f"{' && '.join(commands)}, then stop it, move what is in SAVED to {path.parent} and start it again"
        )


def make_private(path: Path) -> None:
    """Have a journal that other users may read be its owner's alone, as an older release did not make it.

    A directory with other files in it is left as it is, and the log says so once.
    """
    folder = path.parent
    own = [file for file in folder.iterdir() if file.name.startswith((path.name, LOCK))]
    with suppress(PermissionError):  # it is another user's
        for file in own:
            if file.stat().st_mode & OTHERS:
                file.chmod(0o600)
        if folder.stat().st_mode & OTHERS and len(own) == len(list(folder.iterdir())):
            folder.chmod(0o700)
    if path.stat().st_mode & 0o004 and folder.stat().st_mode & 0o001:
        log.warning("every user of this machine can read %s, and callers' numbers in it: chmod 700 %s", path, folder)


def _identity(file: Path) -> Identity:
    found = file.stat()
    return found.st_dev, found.st_ino


def _descriptor(opened: Identity) -> str:
    """The number under which this process holds the file; empty where the system does not say."""
    try:
        for link in (PROCESSES / "self" / "fd").iterdir():
            try:
                if _identity(link) == opened:
                    return link.name
            except OSError:
                continue  # closed meanwhile, as the one that lists these is
    except OSError:
        pass
    return ""
