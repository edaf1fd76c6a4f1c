"""Who watches gets everything in order, or is let go: never a part in silence."""

import asyncio
import gzip
import socket
import zlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from app.config.schema import Settings
from app.document.document import Audience, Document
from app.runtime import hub as hubs
from app.runtime.encoding import GZIP_HEADER, DocumentCache, Encoding, Frame, frame, join_blocks
from app.runtime.hub import MAX_BACKLOG_BYTES, Hub, Subscriber, no_direct_send
from app.state.rules import Rules
from app.state.state import State
from app.web.detach import DetachedStream
from tests.server import eventually

EVERYBODY = Audience("supervisor")
PLAIN = Encoding(packed=False, chunked=False)
HELLO = Frame(b"hello ")
LARGE = Frame(b"x" * (MAX_BACKLOG_BYTES // 4))


class Client:
    """Somebody at the other end of a connection, who takes what they like, when they like."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self.subscriber: Subscriber

    async def takes(self, size: int) -> bytes:
        """So many bytes; fewer only if nothing more comes."""
        data = b""
        async with asyncio.timeout(10):
            while len(data) < size and (
                more := await asyncio.get_running_loop().sock_recv(self._end, size - len(data))
            ):
                data += more
        return data

    def goes(self) -> None:
        self._end.close()


@asynccontextmanager
async def watching(
    hub: Hub, audience: Audience = EVERYBODY, form: Encoding = PLAIN, *, straight: bool = True, first: Frame = HELLO
) -> AsyncIterator[Client]:
    """A client who has just begun to watch, over a connection that holds little."""
    ours, theirs = socket.socketpair()
    for end in (ours, theirs):
        end.setblocking(False)
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)
    client = Client(theirs)
    loop = asyncio.get_running_loop()
    line = DetachedStream(ours.fileno(), lambda: hub.leave(client.subscriber))
    transport, _ = await loop.create_connection(lambda: line, sock=ours)
    client.subscriber = Subscriber(audience, form, transport, send=line.send if straight else no_direct_send)
    hub.join(client.subscriber, first)
    try:
        yield client
    finally:
        if not transport.is_closing():
            transport.abort()
        theirs.close()
        await asyncio.sleep(0)


@pytest.mark.parametrize("straight", [True, False])
async def test_the_first_frame_comes_first_and_what_is_sent_later_in_its_order(straight: bool) -> None:
    hub = Hub()
    async with watching(hub, straight=straight) as anna:
        await hub.send(EVERYBODY, Frame(b"one "))
        await hub.send(EVERYBODY, Frame(b"two"))

        assert await anna.takes(13) == b"hello one two"


@pytest.mark.parametrize("straight", [True, False])
async def test_who_takes_slowly_gets_every_byte_in_its_order(straight: bool) -> None:
    hub = Hub()
    frames = [bytes([65 + number]) * 50_000 for number in range(12)]
    async with watching(hub, straight=straight) as anna:
        for number, data in enumerate(frames):
            await hub.send(EVERYBODY, Frame(data))
            if number == 5:
                await asyncio.sleep(0)
                assert await anna.takes(100_006) == b"hello " + frames[0] + frames[1]
        assert await anna.takes(500_000) == b"".join(frames[2:])
        await hub.send(EVERYBODY, Frame(b"later"))

        assert await anna.takes(5) == b"later"
        assert (anna.subscriber.direct_send is not no_direct_send) == straight


async def test_each_audience_and_each_form_gets_its_own() -> None:
    hub = Hub()
    async with AsyncExitStack() as stack:
        forms = (PLAIN, Encoding(packed=True, chunked=False), Encoding(packed=False, chunked=True))
        everybody = [await stack.enter_async_context(watching(hub, form=form)) for form in forms]
        tv = await stack.enter_async_context(watching(hub, Audience("tv")))
        for client, size in zip([*everybody, tv], (6, len(HELLO.packed), 11, 6), strict=True):
            await client.takes(size)
        await hub.send(EVERYBODY, Frame(b"all", b"packed"))
        await hub.send(Audience("tv"), Frame(b"less"))

        sizes = zip([*everybody, tv], (3, 6, 8, 4), strict=True)
        assert [await client.takes(size) for client, size in sizes] == [b"all", b"packed", b"3\r\nall\r\n", b"less"]


async def test_who_joins_while_a_frame_is_on_its_way_has_a_newer_state_and_is_not_given_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hubs, "SUBSCRIBERS_PER_SLICE", 1)
    monkeypatch.setattr(hubs, "SLICE_S", 0.0)
    hub, other = Hub(), Encoding(packed=False, chunked=True)
    async with AsyncExitStack() as stack:
        crowd = [await stack.enter_async_context(watching(hub)) for _ in range(40)]
        apart = await stack.enter_async_context(watching(hub, form=other))
        sending = asyncio.create_task(hub.send(EVERYBODY, Frame(b"old")))
        late, latest = [await stack.enter_async_context(watching(hub, form=form)) for form in (PLAIN, other)]
        assert not sending.done()
        await sending
        await hub.send(EVERYBODY, Frame(b"new"))

        assert [await one.takes(12) for one in crowd] == [b"hello oldnew"] * 40
        assert await apart.takes(27) == b"6\r\nhello \r\n3\r\nold\r\n3\r\nnew\r\n"
        assert await late.takes(9) == b"hello new"
        assert await latest.takes(19) == b"6\r\nhello \r\n3\r\nnew\r\n"


@pytest.mark.parametrize("straight", [True, False])
async def test_who_takes_nothing_is_let_go_when_a_mebibyte_waits_and_the_others_stay(straight: bool) -> None:
    hub = Hub()
    async with watching(hub, straight=straight), watching(hub, straight=straight) as awake:
        await awake.takes(6)
        for _ in range(7):
            sending = asyncio.create_task(hub.send(EVERYBODY, LARGE))
            assert await awake.takes(len(LARGE.plain)) == LARGE.plain
            await sending

        assert hub.cuts == {"overflow": 1}
        assert hub.subscribers == [awake.subscriber]


async def test_who_takes_nothing_for_a_while_is_let_go_and_who_takes_a_little_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hub = Hub()
    now = 1000.0
    monkeypatch.setattr("app.runtime.hub.time.monotonic", lambda: now)
    async with watching(hub), watching(hub) as slow:
        for _ in range(40):
            await hub.send(EVERYBODY, Frame(b"x" * 20_000))
            now += 2
            await slow.takes(5000)
            await asyncio.sleep(0)

        assert hub.cuts == {"stalled": 1}
        assert hub.subscribers == [slow.subscriber]


async def test_who_was_let_go_gets_nothing_more_for_something_is_missing_before_it() -> None:
    hub = Hub()
    async with watching(hub) as sleeper:
        for _ in range(8):
            await hub.send(EVERYBODY, LARGE)
        await hub.send(EVERYBODY, Frame(b"later"))

        assert not (await sleeper.takes(10 * MAX_BACKLOG_BYTES)).endswith(b"later")


async def test_a_whole_state_larger_than_the_box_is_still_sent_with_what_follows() -> None:
    hub = Hub()
    whole = Frame(b"x" * (MAX_BACKLOG_BYTES * 3))
    async with watching(hub, first=whole) as anna:
        await hub.send(EVERYBODY, Frame(b"patch"))

        assert await anna.takes(MAX_BACKLOG_BYTES * 3 + 5) == whole.plain + b"patch"
        assert not hub.cuts


async def test_a_crowd_is_served_in_slices_of_time_and_who_comes_meanwhile_gets_only_what_is_newer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hubs, "SLICE_S", 0.0)
    hub = Hub()
    async with AsyncExitStack() as stack:
        crowd = [await stack.enter_async_context(watching(hub)) for _ in range(2 * hubs.SUBSCRIBERS_PER_SLICE + 1)]
        sending = asyncio.create_task(hub.send(EVERYBODY, Frame(b"old")))
        await asyncio.sleep(0)
        assert not sending.done()
        late = await stack.enter_async_context(watching(hub))
        await sending
        await hub.send(EVERYBODY, Frame(b"new"))

        assert await late.takes(9) == b"hello new"
        assert {await client.takes(12) for client in crowd} == {b"hello oldnew"}


async def test_who_left_costs_nothing() -> None:
    hub = Hub()
    async with watching(hub) as anna, watching(hub) as piotr:
        anna.goes()
        await eventually(lambda: hub.size == 1, "anna is forgotten")
        hub.leave(anna.subscriber)
        assert (hub.size, hub.audiences) == (1, [EVERYBODY])
        piotr.goes()
        await eventually(lambda: hub.size == 0, "piotr is forgotten")
        assert hub.audiences == []
        await hub.send(EVERYBODY, Frame(b"for nobody"))


async def test_when_the_hub_closes_everybody_hears_that_it_is_over() -> None:
    hub = Hub()
    async with watching(hub, form=Encoding()) as anna, watching(hub) as sleeper:
        await hub.send(EVERYBODY, Frame(b"x" * 300_000))
        took = asyncio.create_task(anna.takes(1_000_000))
        await hub.close()

        assert (await took).endswith(b"x\r\n0\r\n\r\n")
        assert hub.size == 0
        assert sleeper.subscriber.transport.is_closing()


def test_a_frame_is_an_event_as_the_standard_has_it() -> None:
    assert frame("patch", {"a": "\n\r\u2028ż"}, 7).plain == (
        'event: patch\nid: 7\ndata: {"a":"\\n\\r\u2028ż"}\n\n'.encode()
    )
    assert frame("ping", {}).plain == b"event: ping\ndata: {}\n\n"


def test_packed_frames_can_be_read_from_any_of_them_on() -> None:
    frames = [frame("patch", {"number": number}, number) for number in range(5)]
    for start in range(5):
        unpacker = zlib.decompressobj(31)
        read = unpacker.decompress(GZIP_HEADER + b"".join(one.packed for one in frames[start:]))
        assert read == b"".join(one.plain for one in frames[start:])


def test_a_documents_bytes_are_made_once_and_say_the_same_in_every_form() -> None:
    settings = Settings()
    document = Document(EVERYBODY, settings)
    document.refresh(State(rules=Rules(zone=settings.zone)))
    copies = DocumentCache()
    copy = copies.of(document)
    first = copy.frame("2026-11-22T09:46:24+01:00", packed=True)
    unpacked = zlib.decompressobj(31).decompress(GZIP_HEADER + first.packed)

    assert copies.of(document) is copy
    blocks = copy.blocks("now")
    assert gzip.decompress(join_blocks(blocks, packed=True)) == join_blocks(blocks, packed=False)
    assert unpacked == first.plain == copy.frame("2026-11-22T09:46:24+01:00", packed=False).plain
