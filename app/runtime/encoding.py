"""Server-sent events and documents as bytes: encoded once, compressed once, sent to many. Pure, but for the compressor.

The framing is the HTML standard's ("Server-sent events", 9.2.5). Compressed blocks end in a full flush, so they depend
on nothing before them: the same bytes suit a client that joins at any time, and blocks can be joined.
"""

import zlib
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from ..document.document import Audience, Document
from ..document.merge_patch import Json

GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"  # RFC 1952, no name, no time; an endless stream has no end
GZIP_END = b"\x03\x00"  # an empty last block (RFC 1951, 3.2.6); the checksum of all blocks follows it
GZIP_LEVEL = 6

_encoder = msgspec.json.Encoder()
# The order of rows differs between nodes and after a restart; a document must not, to the byte.
_sorted = msgspec.json.Encoder(order="deterministic")
_packer = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)


def pack(data: bytes) -> bytes:
    """The bytes deflated, as blocks that depend on nothing before them."""
    return _packer.compress(data) + _packer.flush(zlib.Z_FULL_FLUSH)


class Block:
    """Bytes that several answers hold, packed once, when one of them first needs them so."""

    def __init__(self, plain: bytes) -> None:
        """Not packed yet."""
        self.plain = plain
        self._packed: bytes | None = None

    @property
    def packed(self) -> bytes:
        """The bytes deflated."""
        if self._packed is None:
            self._packed = pack(self.plain)
        return self._packed


def join_blocks(blocks: Iterable[Block], *, packed: bool) -> bytes:
    """The blocks in order, plain or as one gzip file (RFC 1952)."""
    if not packed:
        return b"".join([block.plain for block in blocks])
    sum_ = size = 0
    parts = [GZIP_HEADER]
    for block in blocks:
        sum_ = zlib.crc32(block.plain, sum_)
        size += len(block.plain)
        parts.append(block.packed)
    sums = sum_.to_bytes(4, "little") + (size & 0xFFFFFFFF).to_bytes(4, "little")
    return b"".join([*parts, GZIP_END, sums])


class Encoding(NamedTuple):
    """How one client takes a stream: packed as gzip or plain, in HTTP/1.1's chunks or, by 1.0, without."""

    packed: bool = False
    chunked: bool = True

    @property
    def end(self) -> bytes:
        """The end of a compressed stream, where the connection's end does not mark it."""
        return b"0\r\n\r\n" if self.chunked else b""


class Frame:
    """One event on the wire, made in each form once, when the first client takes that form."""

    def __init__(self, plain: bytes, packed: bytes | None = None) -> None:
        """`packed` is given where it could be had cheaper than by packing the whole."""
        self.plain = plain
        self._packed = packed
        self._wired: dict[Encoding, bytes] = {}

    @property
    def packed(self) -> bytes:
        """The event as a part of a gzip stream."""
        if self._packed is None:
            self._packed = pack(self.plain)
        return self._packed

    def to_bytes(self, encoding: Encoding) -> bytes:
        """The very bytes for a connection: with the chunk's size around them (RFC 9112, section 7.1)."""
        wired = self._wired.get(encoding)
        if wired is None:
            data = self.packed if encoding.packed else self.plain
            wired = self._wired[encoding] = b"%x\r\n%b\r\n" % (len(data), data) if encoding.chunked else data
        return wired


def frame(event: str, data: Json, id_: int | None = None) -> Frame:
    """An event with its data as one line of JSON; JSON has no line breaks of its own."""
    return Frame(_head(event, id_) + _encoder.encode(data) + b"\n\n")


def _head(event: str, id_: int | None) -> bytes:
    return (f"event: {event}\n" + (f"id: {id_}\n" if id_ is not None else "") + "data: ").encode()


class EncodedDocument:
    """One document's bytes without its version and instant, which precede them: the instant may change.

    `<` is escaped, as JSON allows: so the same bytes may be in a page's data block.
    """

    def __init__(self, document: Document) -> None:
        """Encode it; it is packed when it is first taken so."""
        self.version = document.version
        self._source = document.source_state, document.settings
        self._rest = Block(b"," + _sorted.encode(document.content)[1:].replace(b"<", b"\\u003c"))

    def is_current_for(self, document: Document) -> bool:
        """Whether the source of these bytes is still the current document."""
        state, settings = self._source
        return self.version == document.version and document.source_state is state and document.settings is settings

    def blocks(self, as_of: str) -> tuple[Block, Block]:
        """The document as JSON."""
        return Block(self._first(as_of)), self._rest

    def frame(self, as_of: str, *, packed: bool) -> Frame:
        """The document as the stream's first event."""
        head = _head("state", self.version) + self._first(as_of)
        ready = pack(head) + self._rest.packed + pack(b"\n\n") if packed else None
        return Frame(head + self._rest.plain + b"\n\n", ready)

    def _first(self, as_of: str) -> bytes:
        return b'{"version":%d,"as_of":"%b"' % (self.version, as_of.encode())


class DocumentCache:
    """The newest copy for each audience, for the stream, programs and pages."""

    def __init__(self) -> None:
        """Not requested yet."""
        self._documents: dict[Audience, EncodedDocument] = {}

    def of(self, document: Document) -> EncodedDocument:
        """The document's bytes, made at most once a version and audience."""
        cached = self._documents.get(document.audience)
        if cached is None or not cached.is_current_for(document):
            cached = self._documents[document.audience] = EncodedDocument(document)
        return cached

    def forget(self, audience: Audience) -> None:
        """Drop this audience's copy; the next request makes another."""
        self._documents.pop(audience, None)

    def forget_before(self, version: int) -> None:
        """Drop the copies of older versions."""
        self._documents = {
            audience: cached for audience, cached in self._documents.items() if cached.version >= version
        }
