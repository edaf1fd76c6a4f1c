"""Who watches gets everything in order, or is let go: never a part in silence."""

import asyncio
import zlib

from app.board.document import Audience
from app.live.frames import GZIP_HEADER, Frame, frame
from app.live.hub import BOX_BYTES, Hub, Subscriber

EVERYBODY = Audience("supervisor")
LARGE = Frame(b"x" * (BOX_BYTES // 4), b"")


def watcher(hub: Hub, audience: Audience = EVERYBODY, *, packed: bool = False) -> Subscriber:
    subscriber = Subscriber(audience, packed=packed)
    hub.join(subscriber)
    return subscriber


async def test_what_is_sent_is_taken_in_its_order() -> None:
    hub = Hub()
    anna = watcher(hub)
    hub.send(EVERYBODY, Frame(b"one ", b""))
    hub.send(EVERYBODY, Frame(b"two", b""))

    assert await anna.take() == b"one two"


async def test_each_audience_and_each_form_gets_its_own() -> None:
    hub = Hub()
    anna, packed, tv = watcher(hub), watcher(hub, packed=True), watcher(hub, Audience("tv"))
    hub.send(EVERYBODY, Frame(b"all", b"packed"))
    hub.send(Audience("tv"), Frame(b"less", b""))

    assert [await one.take() for one in (anna, packed, tv)] == [b"all", b"packed", b"less"]


async def test_who_takes_nothing_is_let_go_when_a_mebibyte_waits_and_the_others_stay() -> None:
    hub = Hub()
    sleeper, awake = watcher(hub), watcher(hub)
    for _ in range(5):
        hub.send(EVERYBODY, LARGE)
        assert await awake.take() == LARGE.plain

    assert sleeper.cut == "overflow"
    assert awake.cut is None


async def test_who_was_let_go_gets_nothing_more_for_something_is_missing_before_it() -> None:
    hub = Hub()
    sleeper = watcher(hub)
    for _ in range(5):
        hub.send(EVERYBODY, LARGE)
    hub.send(EVERYBODY, Frame(b"later", b""))

    assert await sleeper.take() is None


async def test_a_whole_state_larger_than_the_box_is_still_sent() -> None:
    hub = Hub()
    anna = watcher(hub)
    whole = Frame(b"x" * (BOX_BYTES * 3), b"")
    hub.send(EVERYBODY, whole)

    assert await anna.take() == whole.plain
    assert anna.cut is None


async def test_who_left_costs_nothing() -> None:
    hub = Hub()
    anna, piotr = watcher(hub), watcher(hub)
    hub.leave(anna)
    hub.leave(anna)
    assert (hub.size, hub.audiences) == (1, [EVERYBODY])
    hub.leave(piotr)
    assert (hub.size, hub.audiences) == (0, [])


async def test_when_the_hub_closes_everybody_waiting_hears_that_it_is_over() -> None:
    hub = Hub()
    anna = watcher(hub)
    waiting = asyncio.create_task(anna.take())
    await asyncio.sleep(0)
    hub.close()

    assert await waiting is None


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
