"""The webhook's user name and password (Basic, RFC 7617): compared whole, in constant time, however encoded."""

import base64
import binascii
import unicodedata
from functools import lru_cache
from hashlib import sha256
from hmac import compare_digest

from ...config.schema import Webhook

# What senders make of letters beyond ASCII, since the RFC leaves it open: UTF-8, or what their system writes.
ENCODINGS = ("utf-8", "iso-8859-1", "iso-8859-2", "windows-1250")


def is_valid(authorization: str, webhook: Webhook) -> bool:
    """Whether the header carries the configured credentials. Both are compared as one, by digests of one length.

    The last right header is known by its own digest: Thulium sends the same one for ever.
    """
    digest = sha256(authorization.encode("utf-8", "surrogateescape")).digest()
    known = _LAST_VALID.get(webhook, b"")
    if compare_digest(digest, known):
        return True
    if not _matches(authorization, webhook):
        return False
    _LAST_VALID.clear()
    _LAST_VALID[webhook] = digest
    return True


def _matches(authorization: str, webhook: Webhook) -> bool:
    scheme, _, encoded = authorization.strip().partition(" ")
    if scheme.lower() != "basic":
        return False
    try:
        given = base64.b64decode(encoded.strip(), validate=True)
    except (binascii.Error, ValueError):
        return False
    digest = sha256(given).digest()
    compared = [compare_digest(digest, form) for form in _forms(webhook)]  # every one, also after a right one
    return True in compared


_LAST_VALID: dict[Webhook, bytes] = {}


@lru_cache(maxsize=4)
def _forms(webhook: Webhook) -> tuple[bytes, ...]:
    """The digests of what a sender may make of the same credentials."""
    text = f"{webhook.username}:{webhook.password}"
    forms = set()
    for normal in ("NFC", "NFD"):
        for encoding in ENCODINGS:
            try:
                forms.add(unicodedata.normalize(normal, text).encode(encoding))
            except UnicodeEncodeError:
                continue  # this encoding lacks a letter of it
    forms.add(text.encode())
    return tuple(sha256(form).digest() for form in forms)
