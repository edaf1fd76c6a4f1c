"""The shapes of what `/access.json`, `/access/…` and `/pair` answer, for the description of the interface."""

from typing import Annotated, Literal, NotRequired, TypedDict

from msgspec import Meta

from ..config.schema import Role
from ..document.schema import Instant
from ..state.daily_totals import Count


class ScreenShape(TypedDict):
    """What a TV's key shows; what is missing, its address or the configuration says."""

    width: NotRequired[Annotated[int, Meta(description="Of a paired screen, in its own pixels.")]]
    height: NotRequired[int]
    board: NotRequired[str]
    layout: NotRequired[str]
    rotate: NotRequired[Annotated[int, Meta(description="Seconds.")]]
    theme: NotRequired[str]
    lang: NotRequired[str]


class KeyShape(TypedDict):
    """A key or a screen. The key itself is never shown."""

    id: str
    name: str
    role: Role
    board: NotRequired[Annotated[str, Meta(description="The only board that it opens.")]]
    source: Annotated[Literal["file", "browser"], Meta(description="A key of the file can be changed there alone.")]
    created: NotRequired[str]
    last_seen: NotRequired[Annotated[Instant, Meta(description="Missing if not since this node's start.")]]
    streams: Annotated[Count, Meta(description="Open streams on this node.")]
    screen: NotRequired[ScreenShape]


class AccessShape(TypedDict):
    """Every key and screen."""

    keys: list[KeyShape]


class MadeKey(TypedDict):
    """A new key, shown this once."""

    id: str
    key: str
    link: Annotated[str, Meta(description="The address that opens its page.")]


class MadeWebhook(TypedDict):
    """The credentials for Thulium's panel, shown this once."""

    username: str
    password: str


class PairedKey(TypedDict):
    """The key of a screen that was let in."""

    id: str


class PairingOffer(TypedDict):
    """A code that a screen shows until it is entered."""

    code: str
    secret: Annotated[str, Meta(description="By which this screen asks whether it was; afterwards, its key.")]
    expires: Instant
    seconds: Annotated[Count, Meta(description="Until then.")]
    address: Annotated[str, Meta(description="Where the code is entered.")]
    qr: Annotated[str, Meta(description="That address as a QR code, an SVG image as data URI.")]


class Claimed(TypedDict):
    """The screen has its cookie."""

    id: str
    name: str


class SetupWebhook(TypedDict):
    """What is to be entered in Thulium's panel. The password is never shown."""

    address: str
    source: Annotated[Literal["file", "browser", "none"], Meta(description="file: the file or the environment.")]
    username: NotRequired[str]


class SetupEvent(TypedDict):
    """An event that arrived."""

    at: Instant
    action: str


RefusedDelivery = TypedDict(
    "RefusedDelivery",
    {
        "at": Annotated[Instant, Meta(description="The last one.")],
        "status": int,
        "detail": Annotated[str, Meta(description="Of 422 the wrong fields, of 404 the address; else empty.")],
        "from": Annotated[str, Meta(description="The address that it came from.")],
        "count": Count,
    },
)


class SetupShape(TypedDict):
    """How far the first hour has come."""

    now: Instant
    webhook: SetupWebhook
    events: Annotated[Count, Meta(description="Of today.")]
    last: SetupEvent | None
    refused: list[RefusedDelivery]
