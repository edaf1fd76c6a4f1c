"""What open streams learn of changed keys: a withdrawn one ends, a TV is sent what it shows from now on.

A key that opens another board now ends its streams too, and the page loads itself again.

Every node does this for its own streams, when the entry with the change comes.
"""

from urllib.parse import urlencode

from ..config.access import AccessKey
from ..runtime.encoding import frame
from ..runtime.hub import Hub, Subscriber
from .key_ring import KeyRing

WITHDRAWN, ELSEWHERE = frame("withdrawn", {}), frame("elsewhere", {})


class ScreenControl:
    """The streams of keys, and what each of their screens was sent last."""

    def __init__(self, hub: Hub, ring: KeyRing) -> None:
        self._hub = hub
        self._ring = ring
        self._seen: object = None
        self._told: dict[str, str] = {}

    def notice_changes(self) -> None:
        """Look whether keys changed; cheap where none did."""
        keys = self._ring.keys
        if keys is self._seen:
            return
        self._seen = keys
        options = {key.id: shown_by(key) for key in keys if is_controlled(key)}
        changed = {id_ for id_, shown in options.items() if self._told.get(id_, shown) != shown}
        self._told = options
        for subscriber in self._hub.subscribers:
            key = subscriber.key
            if key is not None and key.id in changed:
                self._hub.send_to(subscriber, frame("screen", {"options": options[key.id]}))
        self._hub.withdraw(lambda one: not self._ring.has(one.key), WITHDRAWN)
        self._hub.withdraw(lambda one: not self._ring.may_watch(one.key, one.audience), ELSEWHERE)

    def greet(self, subscriber: Subscriber) -> None:
        """Tell a screen that has just connected what it shows: it may have missed a change."""
        key = subscriber.key and self._ring.get(subscriber.key.id)
        if key is not None and is_controlled(key):
            self._hub.send_to(subscriber, frame("screen", {"options": shown_by(key)}))


def is_controlled(key: AccessKey) -> bool:
    """Whether what this key's screen shows is decided here."""
    return key.role == "tv" and key.source == "browser"


def shown_by(key: AccessKey) -> str:
    """What the screen shows as the parameters of an address, its board among them."""
    board = {"board": key.board} if key.board else {}
    return urlencode(board | key.options.query)
