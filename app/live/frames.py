"""Server-sent events as bytes: encoded once, packed once, sent to many. Pure, but for the compressor's window.

The framing is the HTML standard's ("Server-sent events", 9.2.5). A packed frame ends in a full flush, so it
depends on nothing before it and the same bytes suit a client that joins at any time.
"""

import zlib
from typing import NamedTuple

import msgspec

from ..board.difference import Json

GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"  # RFC 1952, no name, no time; an endless stream has no end
LEVEL = 6

_encoder = msgspec.json.Encoder()


class Frame(NamedTuple):
    """One event as it goes over the wire, plain and as a part of a gzip stream."""

    plain: bytes
    packed: bytes


def frame(event: str, data: Json, id_: int | None = None) -> Frame:
    """An event with its data as one line of JSON; JSON has no line breaks of its own."""
    head = f"event: {event}\n" + (f"id: {id_}\n" if id_ is not None else "")
    plain = head.encode() + b"data: " + _encoder.encode(data) + b"\n\n"
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Frame(plain, packer.compress(plain) + packer.flush(zlib.Z_FULL_FLUSH))
