"""No request of at most a mebibyte costs more than a bounded time and memory to decode or refuse."""

import time
import tracemalloc

import pytest

from app.config.schema import Privacy
from app.events import decoding
from app.events.decoding import TooMany, Unreadable, Unsupported
from app.runtime.redaction import drop_recordings
from app.runtime.sequencing import Submission
from tests.hostile import HOSTILE, MIB
from tests.own_heap import own_heap

MAX_CPU_S = 0.3
MAX_BYTES = 20_000_000


def decode(data: bytes, kind: str) -> None:
    """What a request is put through before anything of it waits for the journal."""
    try:
        found, _ = decoding.decode(data, kind)
    except (Unsupported, TooMany):
        return
    for body in found:
        drop_recordings(Submission(None, body.raw) if isinstance(body, Unreadable) else Submission(body), Privacy())


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_body_is_decoded_or_refused_in_bounded_time_and_memory(name: str) -> None:
    data, kind = HOSTILE[name]
    with own_heap():
        began = time.thread_time()
        decode(data, kind)
        took = time.thread_time() - began
    tracemalloc.start()
    decode(data, kind)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(data) <= MIB
    assert took < MAX_CPU_S
    assert peak < MAX_BYTES
