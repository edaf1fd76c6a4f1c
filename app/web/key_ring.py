"""Which keys and webhook credentials are in force: those of file and environment, and those that entries made.

Also their last use, in memory alone: that is no entry. What a key opens: `access.py`. Changes: `key_changes.py`.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from hmac import compare_digest
from typing import Any

import msgspec

from ..config.access import AccessKey, BrowserKey, BrowserWebhook, digest, from_browser, from_file
from ..config.schema import Settings, Webhook
from ..document.document import Audience
from ..runtime.ingest import Ingest


class KeyRing:
    """The keys in force now, with when each was last used on this node."""

    def __init__(self, ingest: Ingest) -> None:
        self._wallboard = ingest
        self._made_of: tuple[Settings, object] | None = None
        self._keys: tuple[AccessKey, ...] = ()
        self._webhook: Webhook | BrowserWebhook | None = None
        self._used: dict[str, float] = {}
        self._sessions: dict[str, str] = {}

    @property
    def is_complete(self) -> bool:
        """Whether the journal has been read, so that what is unknown is unknown for good."""
        return self._wallboard.recovered.is_set()

    @property
    def keys(self) -> Sequence[AccessKey]:
        """Every key in force, the file's first."""
        self._refresh()
        return self._keys

    @property
    def webhook(self) -> Webhook | BrowserWebhook | None:
        """The credentials that Thulium has to send; None while there are none."""
        self._refresh()
        return self._webhook

    def find(self, key: str) -> AccessKey | None:
        """The entry of this key; None for an unknown one."""
        return known_key(key, self.keys)

    def find_session(self, session: str) -> AccessKey | None:
        """The entry of the key whose session this is; None for an unknown one."""
        given = digest(session)
        found = [key for key in self.keys if compare_digest(self.session(key) or "", given)]
        return found[0] if found else None

    def session(self, key: AccessKey) -> str | None:
        """The hash of the key's session: its own, or the one beside the journal (`session_store.py`)."""
        return key.session or self._sessions.get(key.id)

    def add_sessions(self, sessions: Mapping[str, str]) -> None:
        """Know these sessions, by their keys' ids."""
        self._sessions.update(sessions)

    def get(self, id_: str) -> AccessKey | None:
        """The key with this id."""
        return next((key for key in self.keys if key.id == id_), None)

    def note_use(self, key: AccessKey) -> None:
        """Note the use of this key."""
        self._used[key.id] = time.time()

    def last_use(self, key: AccessKey) -> float | None:
        """When it was last used; None if not since this node's start."""
        return self._used.get(key.id)

    def has(self, key: AccessKey | None) -> bool:
        """Whether this key is still in force; None is this machine, which needs none while there is no key."""
        return any(one.hash == key.hash for one in self.keys) if key else not self.keys

    def may_watch(self, key: AccessKey | None, audience: Audience) -> bool:
        """Whether a stream may go on: its key is in force, and opens what it watches."""
        if key is None:
            return not self.keys
        now = next((one for one in self.keys if one.hash == key.hash), None)
        if now is None or (audience.role != "tv" and now.role == "tv"):
            return False
        return now.board in {None, audience.board}

    def _refresh(self) -> None:
        settings, made = self._wallboard.settings, self._wallboard.state.access
        if self._made_of is not None and self._made_of[0] is settings and self._made_of[1] is made:
            return
        self._made_of = (settings, made)
        of_file = [from_file(key) for key in settings.keys]
        hashes = {key.hash for key in of_file}
        self._keys = (*of_file, *(key for key in _browser_keys(made.values) if key.hash not in hashes))
        self._webhook = _webhook(settings.webhook, made.values)
        self._used = {key.id: self._used[key.id] for key in self._keys if key.id in self._used}


def known_key(key: str, keys: Iterable[AccessKey]) -> AccessKey | None:
    """The entry of this key; None for an unknown one. Every hash is compared, so time tells nothing."""
    given = digest(key)
    found = [known for known in keys if compare_digest(known.hash, given)]
    return found[0] if found else None


def _browser_keys(values: dict[str, Any]) -> Iterable[AccessKey]:
    """The keys that entries made. One that this release does not understand opens nothing."""
    for id_, value in values.get("keys", {}).items():
        try:
            yield from_browser(id_, msgspec.convert(value, BrowserKey))
        except msgspec.ValidationError:
            continue


def _webhook(given: Webhook, values: dict[str, Any]) -> Webhook | BrowserWebhook | None:
    if given.username is not None and given.password is not None:
        return given
    try:
        return msgspec.convert(values["webhook"], BrowserWebhook)
    except (KeyError, msgspec.ValidationError):
        return None
