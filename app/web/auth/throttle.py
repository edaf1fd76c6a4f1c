"""Wrong keys and passwords, counted by the address they come from: many in a row are answered 429 for a while.

Right credentials are never locked out: behind a proxy everybody has the same address. That nothing can be guessed is
the keys' length's work; this keeps guessing from being cheap, and says once in the log that somebody tries.
"""

import ipaddress
import logging
import math
import re
import time
from collections import OrderedDict
from collections.abc import Callable

FREE_LOGIN_FAILURES = 100  # wrong guesses of one address that are answered without a pause
LOGIN_FAILURE_INTERVAL_S = 2.0  # seconds until one more is
LOG_INTERVAL_S = 60.0  # seconds between two lines of the log about refused deliveries, or about guessing
MAX_PATH_CHARS = 100  # characters of it that are logged
PLAIN_SEGMENT = re.compile(r"(?!.*[0-9]{5})[A-Za-z0-9_.-]{0,24}")
HIDDEN = "\N{HORIZONTAL ELLIPSIS}"
MAX_TRACKED_ADDRESSES = 4096  # addresses; the one heard of longest ago is forgotten first
log = logging.getLogger("wallboard.access")


class LoginThrottle:
    """A leaky bucket for each address (the generic cell rate algorithm: one number says how full it is)."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """Nobody guessed yet."""
        self._now = now
        self._empty_at: OrderedDict[str, float] = OrderedDict()
        self._webhook_logged_at = self._failures_logged_at = -LOG_INTERVAL_S
        self._misdirected_at = -LOG_INTERVAL_S

    def webhook_refused(self, remote: str, why: str) -> None:
        """A delivery was refused for want of the right credentials: told, or a slip in Thulium's panel is silent."""
        now = self._now()
        if now >= self._webhook_logged_at + LOG_INTERVAL_S:
            log.warning("webhooks from %s are refused: %s (told once a minute at most)", remote, why)
            self._webhook_logged_at = now

    def webhook_misdirected(self, remote: str, path: str) -> None:
        """A POST found no handler: logged once a minute at most, or a mistyped address in Thulium's panel is silent."""
        now = self._now()
        if now >= self._misdirected_at + LOG_INTERVAL_S:
            log.warning(
                "a POST from %s found nothing at %s: webhooks go to /webhooks/thulium (told once a minute at most)",
                remote,
                _printable(path),
            )
            self._misdirected_at = now

    def wrong(self, remote: str) -> int:
        """One more wrong guess: 0 if it may be told so, else the seconds after which the next one may."""
        address, now = _network(remote), self._now()
        empty_at = max(self._empty_at.pop(address, 0.0), now) + LOGIN_FAILURE_INTERVAL_S
        over = empty_at - now - FREE_LOGIN_FAILURES * LOGIN_FAILURE_INTERVAL_S
        if over <= 0:
            if over > -LOGIN_FAILURE_INTERVAL_S and now >= self._failures_logged_at + LOG_INTERVAL_S:
                log.warning("many wrong keys or passwords from %s", address)
                self._failures_logged_at = now
            self._empty_at[address] = empty_at
        else:
            self._empty_at[address] = empty_at - LOGIN_FAILURE_INTERVAL_S
        if len(self._empty_at) > MAX_TRACKED_ADDRESSES:
            self._empty_at.popitem(last=False)
        return max(0, math.ceil(over))


def _printable(path: str) -> str:
    """The path as it may be logged: short, and without what could be a key, a password or a number."""
    segments = path[:MAX_PATH_CHARS].split("/")
    return "/".join(part if PLAIN_SEGMENT.fullmatch(part) else HIDDEN for part in segments)


def _network(remote: str) -> str:
    """The address, or of IPv6 the network that one customer has."""
    try:
        address = ipaddress.ip_address(remote.partition("%")[0])
    except ValueError:
        return remote
    if address.version == 4:
        return remote
    if address.ipv4_mapped:  # as a socket for both families gives it
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False))
