"""Who may come in: the keys of the file and those made in the browser, and the webhook's credentials.

Plain data. Reading it from the journal's entries, and who is let in where: `web/key_ring.py`, `web/auth/access.py`.
"""

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from .schema import Digest, Key, Role, Text, Webhook
from .text import SHOWS

SESSION_MARK = "session-"
Layout = Annotated[str, Meta(pattern=r"^(overview|queues|agents|campaigns)(,(overview|queues|agents|campaigns))*$")]
Pixels = Annotated[int, Meta(ge=1, le=100_000)]
Name = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=100,
        pattern=rf"^{SHOWS}[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*$(?!\n)",
        description="Not blank or invisible, without control characters and without those that turn the direction.",
    ),
]


class Options(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a TV shows, as far as its own address does not say it."""

    layout: Layout | None = None
    rotate: Annotated[int, Meta(ge=2, le=3600)] | None = None
    theme: Literal["dark", "light", "auto"] | None = None
    lang: Literal["pl", "en"] | None = None

    @property
    def query(self) -> dict[str, str]:
        """As the parameters of an address."""
        return {name: str(value) for name, value in msgspec.structs.asdict(self).items() if value is not None}


class BrowserKey(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A key that was made in the browser, as its entry has it; `session` is the hash of what its cookies hold.

    Of a `paired` screen `width` and `height` are missing until it fetched its cookie.
    """

    name: Text  # as an older release took it: a key must not end by a stricter rule for new names
    role: Role
    hash: Digest
    created: str
    board: Text | None = None
    session: Digest | None = None
    options: Options = Options()
    paired: bool = False
    width: Pixels | None = None
    height: Pixels | None = None


class BrowserWebhook(msgspec.Struct, frozen=True, kw_only=True):
    """Credentials that were made by the wallboard: of `username:password` only the hash is stored."""

    username: Text
    hash: Digest


class AccessKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key in force, wherever it comes from."""

    id: str
    name: str
    role: Role
    hash: str
    source: Literal["file", "browser"]
    board: str | None = None
    session: str | None = None
    created: str | None = None
    options: Options = Options()
    paired: bool = False
    width: int | None = None
    height: int | None = None


def from_file(key: Key) -> AccessKey:
    """A key of the file. Its id is made of the hash, but does not tell it."""
    id_ = sha256(key.hash.encode()).hexdigest()[:12]
    return AccessKey(id=id_, name=key.name, role=key.role, hash=key.hash, source="file", board=key.board)


def from_browser(id_: str, key: BrowserKey) -> AccessKey:
    """A key that was made in the browser."""
    return AccessKey(id=id_, source="browser", **{name: getattr(key, name) for name in key.__struct_fields__})


def digest(secret: str) -> str:
    """What is stored of a key or of `username:password`."""
    return "sha256:" + sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def session_of(key: str) -> str:
    """What a browser's cookie holds instead of the key: it opens pages and nothing that takes a key, and tells no key.

    It follows from the key alone, so that every node and every start knows it by one stored hash; whoever reads the
    hashes of keys, in the file or the journal, cannot make it. It ends with its key.
    """
    made = sha256(b"wallboard session " + key.encode("utf-8", "surrogateescape")).digest()
    return SESSION_MARK + urlsafe_b64encode(made).decode().rstrip("=")


Credentials = Webhook | BrowserWebhook
