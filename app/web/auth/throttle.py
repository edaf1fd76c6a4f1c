"""Throttle for wrong keys and passwords, counted by address: after many in a row the answer is 429 for a while.

Right credentials are never locked out: behind a proxy all clients share an address. The keys' length prevents guessing;
the throttle makes it expensive, and logs it once.
"""

import ipaddress
import logging
import math
import re
import time
from collections import OrderedDict
from collections.abc import Callable

FREE_LOGIN_FAILURES = 100  # failed attempts of one address before the first pause
LOGIN_FAILURE_INTERVAL_S = 2.0  # until one more is free
LOG_INTERVAL_S = 60.0  # between log lines about refused deliveries, or about failed attempts
MAX_PATH_CHARS = 100  # characters of it that are logged
PLAIN_SEGMENT = re.compile(r"(?!.*[0-9]{5})[A-Za-z0-9_.-]{0,24}")
HIDDEN = "\N{HORIZONTAL ELLIPSIS}"
MAX_TRACKED_ADDRESSES = 4096  # the one not seen for longest is evicted first
log = logging.getLogger("wallboard.access")


class LoginThrottle:
    """A leaky bucket for each address (the generic cell rate algorithm: one number is its fill level)."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """Nobody guessed yet."""
        self._now = now
        self._empty_at: OrderedDict[str, float] = OrderedDict()
        self._webhook_logged_at = self._failures_logged_at = -LOG_INTERVAL_S
        self._misdirected_at = -LOG_INTERVAL_S

    def webhook_refused(self, remote: str, why: str) -> None:
        """Log a delivery with wrong credentials: else an error in Thulium's panel would stay unnoticed."""
        now = self._now()
        if now >= self._webhook_logged_at + LOG_INTERVAL_S:
            log.warning("webhooks from %s are refused: %s (logged at most once a minute)", remote, why)
            self._webhook_logged_at = now

    def webhook_misdirected(self, remote: str, path: str) -> None:
        """Log a POST without a handler, at most once a minute: it may be a mistyped address in Thulium's panel."""
        now = self._now()
        if now >= self._misdirected_at + LOG_INTERVAL_S:
            log.warning(
                "a POST from %s found nothing at %s: webhooks go to /webhooks/thulium (logged at most once a minute)",
                remote,
                _printable(path),
            )
            self._misdirected_at = now

    def wrong(self, remote: str) -> int:
        """Count one failed attempt: 0 if it may be answered, else the seconds until the next may."""
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
    """The path, safe to log: short, and without what could be a key, a password or a number."""
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
