"""The shared journal by itself: who numbers, who is believed about the time, what goes and what stays."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from app.journal import Checkpoint, Gap, JournalError, Record, Unconfirmed, Wanted
from app.journal.redis import RedisJournal
from tests.nodes.servers import RedisServer

DAY = 86_400_000


def record(received: int = 0, kind: str = "event", version: int = 0) -> Record:
    return Record(version, received, kind, b'{"action":"X"}')


@pytest.fixture
async def journal(redis: RedisServer) -> AsyncIterator[RedisJournal]:
    journal = RedisJournal(redis.url)
    yield journal
    await journal.close()


@pytest.fixture
async def other(redis: RedisServer) -> AsyncIterator[RedisJournal]:
    journal = RedisJournal(redis.url)
    yield journal
    await journal.close()


async def read(journal: RedisJournal, after: int = 0) -> list[Record]:
    return [record async for records in journal.read(after) for record in records]


async def test_redis_numbers_what_two_nodes_append_at_once(journal: RedisJournal, other: RedisJournal) -> None:
    firsts = await asyncio.gather(*(one.append([record(), record()]) for one in (journal, other) for _ in range(20)))

    assert sorted(firsts) == list(range(1, 81, 2))
    assert [kept.version for kept in await read(journal)] == list(range(1, 81))


async def test_nodes_clocks_may_differ_a_little_and_one_set_back_is_followed_and_so_is_a_recordings(
    redis: RedisServer, journal: RedisJournal
) -> None:
    await journal.append([record(500_000), record(450_000)])
    await journal.append([record(440_001), record(600_000), record(500_000)])
    recording = RedisJournal(redis.url, prefix="recording", steady=False)
    await recording.append([record(500_000), record(450_000)])

    assert [kept.received for kept in await read(journal)] == [500_000, 500_000, 500_000, 600_000, 500_000]
    assert [kept.received for kept in await read(recording)] == [500_000, 450_000]
    await recording.close()


async def test_whoever_follows_gets_each_entry_once_as_it_comes(journal: RedisJournal, other: RedisJournal) -> None:
    await journal.append([record(kind="tick")] * 1500)
    following = other.follow(0)
    got = [kept.version async for records in first(following, 2) for kept in records]
    await journal.append([record()])

    assert got == list(range(1, 1501))
    assert [kept.version for kept in await anext(following)] == [1501]
    await following.aclose()  # type: ignore[attr-defined]


async def first(chunks: AsyncIterator[Sequence[Record]], count: int) -> AsyncIterator[Sequence[Record]]:
    for _ in range(count):
        yield await anext(chunks)


async def test_entries_that_others_wrote_under_the_same_numbers_are_a_gap(
    redis: RedisServer, journal: RedisJournal, other: RedisJournal
) -> None:
    await journal.append([record(1)])
    await anext(journal.follow(0))
    await redis.client.delete("wallboard:journal")
    await other.append([record(1)])
    await other.append([record(2)])

    with pytest.raises(Gap):
        await anext(journal.follow(1))


async def test_a_lost_stream_goes_on_from_the_newest_checkpoint(
    redis: RedisServer, journal: RedisJournal, other: RedisJournal
) -> None:
    await journal.append([record(1), record(2)])
    await read(journal)
    await journal.save(Checkpoint(2, 2, b"two"))
    await redis.client.delete("wallboard:journal")

    assert await other.newest_checkpoint() == Checkpoint(2, 2, b"two")
    assert await other.append([record(3)]) == 3
    assert [kept.version for kept in await anext(other.follow(2))] == [3]


async def test_a_checkpoint_of_another_history_is_not_kept(
    redis: RedisServer, journal: RedisJournal, other: RedisJournal
) -> None:
    await journal.append([record(1)])
    await read(journal)
    await redis.client.delete("wallboard:journal")
    await other.append([record(1)])

    with pytest.raises(JournalError):
        await journal.save(Checkpoint(1, 1, b"of what was lost"))
    assert await other.newest_checkpoint() is None


async def test_nodes_that_save_at_once_keep_one_checkpoint_and_a_day_apart_two(
    redis: RedisServer, journal: RedisJournal, other: RedisJournal
) -> None:
    for day in range(3):
        for part in range(3):
            version = await journal.append([record(day * DAY + part * DAY // 4)])
            for one in (journal, other):
                await read(one, version - 1)
                await one.save(Checkpoint(version, day * DAY + part * DAY // 4, b"state"))
    names: list[Any] = await redis.client.hkeys("wallboard:checkpoints")
    kept = sorted(int(name.split(b":")[0]) for name in names)

    assert kept[-1] == 9
    assert len(kept) <= 4


async def test_trimming_stops_at_a_checkpoint_and_leaves_the_last_entry(journal: RedisJournal) -> None:
    for day in range(1, 5):
        version = await journal.append([record(day * DAY), record(day * DAY + 1)])
        await read(journal, version - 1)
        await journal.save(Checkpoint(version + 1, day * DAY + 1, b"day %d" % day))
    await journal.trim(DAY)
    assert len(await read(journal)) == 8
    assert await journal.first_checkpoint() is None

    await journal.trim(3 * DAY)
    assert [kept.version for kept in await read(journal)] == [5, 6, 7, 8]
    assert await journal.first_checkpoint() == Checkpoint(4, 2 * DAY + 1, b"day 2")

    await journal.trim(100 * DAY)
    assert [kept.version for kept in await read(journal)] == [8]
    assert await journal.newest_checkpoint() == Checkpoint(8, 4 * DAY + 1, b"day 4")


async def test_an_entry_that_is_needed_and_all_after_it_stay(journal: RedisJournal) -> None:
    for day in range(1, 5):
        version = await journal.append([record(day * DAY), record(day * DAY + 1)])
        await read(journal, version - 1)
        await journal.save(Checkpoint(version + 1, day * DAY + 1, b"state"))
    await journal.trim(100 * DAY, 6)

    assert [kept.version for kept in await read(journal)] == [5, 6, 7, 8]


async def test_who_slept_while_it_was_trimmed_is_told(journal: RedisJournal, other: RedisJournal) -> None:
    await journal.append([record(1)])
    await anext(other.follow(0))
    await journal.append([record(2), record(3), record(4)])
    await read(journal)
    await journal.save(Checkpoint(3, 3, b"three"))
    await journal.trim(100)

    with pytest.raises(Gap):
        await anext(other.follow(1))


async def test_what_enough_replicas_do_not_have_is_not_durable(redis: RedisServer) -> None:
    journal = RedisJournal(redis.url, replicas=1)
    with pytest.raises(Unconfirmed, match="0 of 1 replicas"):
        await journal.append([record()])
    await journal.close()


async def test_a_refusal_is_told_from_a_silence_that_may_have_kept_it(
    redis: RedisServer, journal: RedisJournal
) -> None:
    await redis.fills_up()
    with pytest.raises(JournalError) as refusal:
        await journal.append([record()])
    await redis.has_room()
    await journal.probe()
    redis.freezes()
    with pytest.raises(JournalError) as silence:
        await journal.append([record()])
    redis.thaws()

    assert (refusal.type, silence.type) == (JournalError, Unconfirmed)


async def test_two_centres_in_one_redis_know_nothing_of_each_other(redis: RedisServer) -> None:
    north, south = RedisJournal(redis.url, prefix="north"), RedisJournal(redis.url, prefix="south")

    assert await north.append([record(1)]) == await south.append([record(2)]) == 1
    assert await read(south) == [record(2, version=1)]
    for journal in (north, south):
        await journal.close()


async def test_other_journals_entries_keep_their_versions_and_nobody_elses(
    journal: RedisJournal, other: RedisJournal
) -> None:
    await journal.restore([record(5, version=7), record(4, version=8)])
    with pytest.raises(JournalError):
        await other.restore([record(6, version=20)])

    assert await read(other) == [record(5, version=7), record(4, version=8)]
    assert await other.append([record(9)]) == 9


async def test_what_is_trimmed_while_it_is_read_is_noticed(journal: RedisJournal, other: RedisJournal) -> None:
    await journal.append([record(1)] * 1500)
    await read(journal)
    await journal.save(Checkpoint(1500, 1, b"all"))
    reading = other.read(0)
    await anext(reading)
    await journal.append([record(2)] * 10)
    await journal.trim(100)

    with pytest.raises(Gap):
        await anext(reading)


async def test_what_another_program_wrote_into_the_stream_is_named(redis: RedisServer, journal: RedisJournal) -> None:
    await redis.client.xadd("wallboard:journal", {"hello": "there"})

    with pytest.raises(JournalError, match="no wallboard"):
        await read(journal)


async def test_a_search_finds_what_is_wanted_from_either_end(journal: RedisJournal) -> None:
    kinds = ["event", "rejected", "tick"]
    await journal.append([record(kind=kinds[n % 3]) for n in range(1200)])
    forwards = [kept.version async for part in journal.search(2, 1100, Wanted(("rejected",))) for kept in part]
    newest = journal.search(2, 1100, Wanted(("rejected",)), newest_first=True)
    backwards = [kept.version async for part in newest for kept in part]

    assert forwards == [n for n in range(3, 1101) if n % 3 == 2]
    assert backwards == forwards[::-1]
    assert [part async for part in journal.search(1200, 1300, Wanted())] == []
    assert await journal.next_after(1199) == record(kind="tick", version=1200)
    assert await journal.next_after(1200) is None


async def test_whoever_follows_goes_on_while_others_search(journal: RedisJournal) -> None:
    await journal.append([record(1)] * 3)
    following = journal.follow(0)
    await anext(following)
    assert [kept.version async for part in journal.search(0, 1, Wanted()) for kept in part] == [1]
    assert await journal.next_after(0) == record(1, version=1)
    await journal.append([record(2)])

    assert [kept.version for kept in await anext(following)] == [4]
    await following.aclose()  # type: ignore[attr-defined]


async def test_nodes_of_two_releases_keep_checkpoints_of_their_own(
    redis: RedisServer, journal: RedisJournal, other: RedisJournal
) -> None:
    for day in range(4):
        for part in range(2):
            version = await journal.append([record(day * DAY + part * 7_200_000)])
            for one, name in ((journal, b"old"), (other, b"new")):
                await read(one, version - 1)
                await one.save(Checkpoint(version, day * DAY + part * 7_200_000, name.ljust(42) + b"%d" % version))
    names: list[Any] = await redis.client.hkeys("wallboard:checkpoints")
    kept = sorted(int(name.split(b":")[0]) for name in names)
    (of_old, of_new) = [await one.newest_checkpoint(name) for one, name in ((journal, b"old"), (other, b"new"))]

    assert of_old is not None
    assert of_new is not None
    assert (of_old.state, of_new.state) == (b"old".ljust(42) + b"8", b"new".ljust(42) + b"8")
    assert kept.count(8) == 2, "the later one did not take the other's place"
    assert len(kept) <= 10
    assert await journal.newest_checkpoint(b"older") is None


async def test_nodes_of_other_rules_notice_each_other_and_one_that_ended_is_forgotten(
    journal: RedisJournal, other: RedisJournal
) -> None:
    assert await journal.compare_rules("one")
    assert await other.compare_rules("one")
    assert not await other.compare_rules("another")
    assert not await journal.compare_rules("one")
    await journal.close()

    assert await other.compare_rules("another")


async def test_a_checkpoint_is_kept_while_following_begins(journal: RedisJournal) -> None:
    await journal.append([record(1)])
    await read(journal)
    saving = asyncio.create_task(journal.save(Checkpoint(1, 1, b"one")))
    following = asyncio.ensure_future(anext(journal.follow(1)))
    await saving
    await journal.append([record(2)])

    assert [kept.version for kept in await following] == [2]
    assert await journal.newest_checkpoint() == Checkpoint(1, 1, b"one")
