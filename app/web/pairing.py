"""Codes by which a screen without a key is let in: what is open, who claimed, how many wrong ones were tried.

Plain data and pure functions over it, so that nodes can share it. Only hashes of the screens' secrets are in it: the
secret becomes the screen's key once its code was entered. Where the data lies: `pairing_store.py`.
"""

import secrets
from hmac import compare_digest
from typing import Literal

import msgspec

from ..config.access import digest

ALPHABET = "ABCDEFGHJKLNPQRSTUVXYZ23456789"  # no 0 and O, no 1 and I; M and W are too wide to be large on a screen
CODE_CHARS = 6
LIFETIME_S = 600
MAX_OPEN = 30
MAX_OPEN_PER_ADDRESS = 5
MAX_WRONG = 10
WRONG_WINDOW_S = 600


class Open(msgspec.Struct):
    """One code: the hash of its screen's secret, its end, the screen's address; once it was entered, the key's id."""

    hash: str
    expires: float
    address: str
    key_id: str = ""
    claimed: bool = False


class Pairings(msgspec.Struct):
    """All codes that have not ended, and the instants of wrong ones in the last ten minutes."""

    codes: dict[str, Open] = msgspec.field(default_factory=dict)
    wrong: list[float] = msgspec.field(default_factory=list)


class PairingError(Exception):
    """The code or secret is refused: an HTTP status, and after how many seconds to try again, if ever."""

    def __init__(self, status: int, retry_after: int = 0) -> None:
        super().__init__(status)
        self.status = status
        self.retry_after = retry_after


class Offer(msgspec.Struct, frozen=True):
    """What a screen gets: the code that it shows, and the secret by which it asks."""

    code: str
    secret: str
    expires: float


def open_code(pairings: Pairings, address: str, now: float) -> Offer:
    """A new code for a screen at this address. PairingError 429 while too many are open."""
    _forget(pairings, now)
    waiting = [one for one in pairings.codes.values() if not one.key_id]
    same = [one for one in waiting if one.address == address]
    if len(same) >= MAX_OPEN_PER_ADDRESS or len(waiting) >= MAX_OPEN:
        full = same if len(same) >= MAX_OPEN_PER_ADDRESS else waiting
        raise PairingError(429, _seconds(min(one.expires for one in full) - now))
    code = _new_code(pairings)
    secret = secrets.token_urlsafe(24)
    pairings.codes[code] = Open(digest(secret), now + LIFETIME_S, address)
    return Offer(code, secret, now + LIFETIME_S)


def enter_code(pairings: Pairings, code: str, key_id: str, now: float) -> str:
    """Let in the screen that shows this code: the hash of its secret, which is to be the hash of the key `key_id`.

    PairingError 404 for a wrong code, 410 for one that was used or is over, 429 after too many wrong ones.
    """
    pairings.wrong = [at for at in pairings.wrong if now - WRONG_WINDOW_S < at <= now]
    if len(pairings.wrong) >= MAX_WRONG:
        raise PairingError(429, _seconds(pairings.wrong[-MAX_WRONG] + WRONG_WINDOW_S - now))
    found = pairings.codes.get(normal(code))
    if found is None:
        pairings.wrong.append(now)
        raise PairingError(404)
    if found.key_id or found.expires <= now:
        raise PairingError(410)
    found.key_id = key_id
    return found.hash


def progress(pairings: Pairings, secret: str, now: float) -> Literal["waiting", "entered"] | None:
    """What became of the code of the screen with this secret; None once it is over, claimed or was never there."""
    found = _of_secret(pairings, secret)
    if found is None or found.claimed or found.expires <= now:
        return None
    return "entered" if found.key_id else "waiting"


def note_claim(pairings: Pairings, secret: str) -> None:
    """The screen has its cookie: its secret claims nothing more."""
    if found := _of_secret(pairings, secret):
        found.claimed = True


def reopen(pairings: Pairings, key_id: str) -> None:
    """The key could not be stored: the code may be entered again."""
    for one in pairings.codes.values():
        if one.key_id == key_id:
            one.key_id = ""


def normal(code: str) -> str:
    """A code as people type it: small letters, with blanks or a dash between."""
    return "".join(code.split()).replace("-", "").upper()


def _of_secret(pairings: Pairings, secret: str) -> Open | None:
    hash_ = digest(secret)
    found = [one for one in pairings.codes.values() if compare_digest(one.hash, hash_)]
    return found[0] if found else None


def _forget(pairings: Pairings, now: float) -> None:
    """Ended codes are remembered for as long again, to distinguish them from wrong ones; but never too many."""
    kept = [(code, one) for code, one in pairings.codes.items() if one.expires > now - LIFETIME_S]
    ended = [code for code, one in kept if one.key_id or one.expires <= now]
    for code in ended[: max(0, len(ended) - 2 * MAX_OPEN)]:
        kept = [pair for pair in kept if pair[0] != code]
    pairings.codes = dict(kept)


def _new_code(pairings: Pairings) -> str:
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_CHARS))
        if code not in pairings.codes:
            return code


def _seconds(delay: float) -> int:
    return max(1, round(delay))
