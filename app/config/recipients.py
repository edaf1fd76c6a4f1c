"""Who is told of an alert: what kind of address each is, and how it is shown without what only it may know. Pure."""

import ipaddress
from collections.abc import Iterable
from hashlib import sha256
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

APPRISE = "thulium-wallboard[alerts]"
HIDDEN = "\N{HORIZONTAL ELLIPSIS}"
DIGEST_CHARS = 4
"""So many tell two recipients of one service apart."""


def is_apprise_installed() -> bool:
    """Whether addresses of Apprise can be used."""
    return find_spec("apprise") is not None


def masked(recipient: str) -> str:
    """The recipient without its secrets: a webhook's path and query are as good as a password."""
    if recipient.startswith("mailto:"):
        return recipient
    service, url = split(recipient)
    prefix = f"{service}:" if service else ""
    scheme, host = url.partition("://")[0], _host(url) if service != "apprise" else ""
    digest = sha256(recipient.encode()).hexdigest()[:DIGEST_CHARS]
    return f"{prefix}{scheme}://{host}{'/' if host else ''}{HIDDEN}{digest}"


def unmasked(patch: Any, held: Iterable[str]) -> Any:
    """A merge patch of the settings in which each recipient that is masked is the one held that is shown so."""
    alerts = patch.get("alerts") if isinstance(patch, dict) else None
    if not isinstance(alerts, dict) or not isinstance(alerts.get("to"), list):
        return patch
    known = {masked(recipient): recipient for recipient in held}
    to = [known.get(one, one) if isinstance(one, str) else one for one in alerts["to"]]
    return {**patch, "alerts": {**alerts, "to": to}}


def split(recipient: str) -> tuple[str, str]:
    """The service, empty for a plain address, and the address."""
    service, _, rest = recipient.partition(":")
    return ("", recipient) if service in {"http", "https"} else (service, rest)


def is_link_local(recipient: str) -> bool:
    """Whether it is an address at which a machine finds services of its own cloud, such as 169.254.169.254."""
    try:
        return ipaddress.ip_address(_host(split(recipient)[1]).strip("[]").partition("%")[0]).is_link_local
    except ValueError:
        return False


def _host(url: str) -> str:
    """The address's host without user, password and port."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return f"[{host}]" if ":" in host else host
