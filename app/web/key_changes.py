"""Making, changing and withdrawing keys, and the webhook's credentials: each change is one journal entry.

A change is checked against the keys that are there, and again if another one was faster. Who may: `changes.py`.
"""

import secrets
import string
import time
from collections.abc import Callable
from typing import Any

import msgspec

from ..config.access import AccessKey, BrowserKey, BrowserWebhook, Options, digest, session_of
from ..events.server_entries import AccessEntry
from ..events.timestamps import iso
from ..journal import JournalError
from ..runtime.ingest import Closed, Ingest
from ..state.state import CONFLICT
from .key_ring import KeyRing
from .problems import RETRY_SOON, ProblemError, wrong_value

ATTEMPTS = 10
KEY_BYTES = 24
LETTERS, PASSWORD_CHARS = string.ascii_letters + string.digits, 24
ID_BYTES = 6
USERNAME = "thulium"
OPTIONS = Options.__struct_fields__
Tree = dict[str, Any]


class KeyChanges:
    """The one place that writes entries about keys. What cannot be is refused by 404, 409, 422 or 503."""

    def __init__(self, ingest: Ingest, ring: KeyRing) -> None:
        self._wallboard = ingest
        self._ring = ring

    async def add(self, key: BrowserKey, by: str, id_: str = "") -> str:
        """Store a key; its id. The first one must be an admin's, or nobody could make another."""
        id_ = id_ or new_id()

        def patch() -> Tree:
            if not self._ring.keys and key.role != "admin":
                raise ProblemError(
                    409, "There is no key yet: the first one must be an admin's, or nobody can change this."
                )
            self._check_board(key.board)
            return {"keys": {id_: msgspec.to_builtins(key)}}

        await self._change(patch, by)
        return id_

    async def withdraw(self, id_: str, by: str) -> None:
        """End a key."""

        def patch() -> Tree:
            key = self.in_browser(id_)
            others = [one for one in self._ring.keys if one.role == "admin" and one.id != id_]
            if key.role == "admin" and not others:
                raise ProblemError(
                    409, "This is the last admin's key: make another one first, or nobody can change this."
                )
            return {"keys": {id_: None}}

        await self._change(patch, by)

    async def edit(self, id_: str, given: Tree, by: str) -> None:
        """Change a key's name and board, and a TV's options; None takes a value away."""

        def patch() -> Tree:
            key = self.in_browser(id_)
            if key.role != "tv" and (wrong := sorted(given.keys() & set(OPTIONS))):
                raise wrong_value(wrong[0], "is only for a TV's key")
            if key.role == "admin" and given.get("board"):
                raise wrong_value("board", "an admin's key opens every board")
            self._check_board(given.get("board"))
            top = {name: value for name, value in given.items() if name not in OPTIONS}
            shown = {name: value for name, value in given.items() if name in OPTIONS}
            return {"keys": {id_: top | ({"options": shown} if shown else {})}}

        await self._change(patch, by)

    async def claim(self, id_: str, secret: str, width: int, height: int) -> bool:
        """Note the size of the screen that uses a key from now on; False if one does already."""
        claimed = False

        def patch() -> Tree | None:
            nonlocal claimed
            key = self._ring.get(id_)
            claimed = key is not None and key.paired and key.width is None
            screen = {"width": width, "height": height, "session": digest(session_of(secret))}
            return {"keys": {id_: screen}} if claimed else None

        await self._change(patch, "")
        return claimed

    async def renew_webhook(self, by: str) -> tuple[str, str]:
        """Make another password for Thulium; the user name and the password."""
        password = new_password()

        def patch() -> Tree:
            if self._ring.webhook is not None and not isinstance(self._ring.webhook, BrowserWebhook):
                raise ProblemError(409, "webhook.password: the file or the environment sets it; change it there.")
            if not self._ring.keys:
                raise ProblemError(409, "There is no key yet: make an admin's key first.")
            return {"webhook": webhook_values(password)}

        await self._change(patch, by)
        return USERNAME, password

    async def write(self, patch: Callable[[], Tree | None], by: str) -> None:
        """Write what the patch says, unless it says nothing."""
        await self._change(patch, by)

    def in_browser(self, id_: str) -> AccessKey:
        """The key, if it can be changed here. 404 if there is none, 409 if the file has it."""
        key = self._ring.get(id_)
        if key is None:
            raise ProblemError(404, "There is no key with this id.")
        if key.source == "file":
            raise ProblemError(409, "keys: this key is in the configuration file; change it there.")
        return key

    def _check_board(self, board: str | None) -> None:
        if board and board not in self._wallboard.settings.boards:
            raise wrong_value("board", "is no board here")

    async def _change(self, patch: Callable[[], Tree | None], by: str) -> None:
        for _ in range(ATTEMPTS):
            revision, made = self._wallboard.state.access.revision, patch()
            if made is None:
                return
            entry = AccessEntry(at=int(time.time()), by=by, patch=made, revision=revision)
            try:
                (outcome,) = await self._wallboard.write([entry])
            except (JournalError, Closed) as error:
                why = error.public if isinstance(error, JournalError) else "the wallboard is stopping"
                raise ProblemError(503, f"Nothing was changed, or nobody knows: {why}.", headers=RETRY_SOON) from None
            if outcome.result != CONFLICT:
                return
        raise ProblemError(503, "Others change keys at this moment; come again.", headers=RETRY_SOON)


def new_key() -> str:
    """A key: 192 random bits."""
    return secrets.token_urlsafe(KEY_BYTES)


def new_password() -> str:
    """A password that people can select with a double click: 142 random bits."""
    return "".join(secrets.choice(LETTERS) for _ in range(PASSWORD_CHARS))


def new_id() -> str:
    """A key's id."""
    return secrets.token_hex(ID_BYTES)


def webhook_values(password: str) -> Tree:
    """The credentials as an entry has them."""
    values: Tree = msgspec.to_builtins(BrowserWebhook(username=USERNAME, hash=digest(f"{USERNAME}:{password}")))
    return values


def created_now(ingest: Ingest) -> str:
    """The present instant, as a key's `created` has it."""
    return iso(time.time(), ingest.settings.zone)
