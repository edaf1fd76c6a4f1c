"""Queries to the journal: one runs at a time, few wait, and nobody works for a client that has gone."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from app.runtime import query_limit
from app.runtime.query_limit import MAX_WAITING, QueryAborted, QueryLimit, TooManyQueries


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query_limit, "PLACE_WAIT_S", (0.05, 0.05))
    monkeypatch.setattr(query_limit, "CLIENT_CHECK_S", 0.01)


def is_here() -> bool:
    return False


class Query:
    """A query that takes until it is let through."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.free = asyncio.Event()
        self.broken_off = False

    async def __call__(self) -> str:
        self.begun.set()
        try:
            await self.free.wait()
        except asyncio.CancelledError:
            self.broken_off = True
            raise
        return "answer"


def asked(
    limit: QueryLimit, query: Callable[[], Awaitable[str]], is_gone: Callable[[], bool] = is_here
) -> asyncio.Task[str]:
    return asyncio.create_task(limit.run(query, is_gone))


async def test_one_runs_at_a_time_and_each_in_its_turn() -> None:
    limit, queries = QueryLimit(), [Query() for _ in range(3)]
    tasks = [asked(limit, query) for query in queries]
    await queries[0].begun.wait()
    assert not queries[1].begun.is_set()
    for query in queries:
        await query.begun.wait()
        query.free.set()

    assert await asyncio.gather(*tasks) == ["answer"] * 3


async def test_where_as_many_wait_as_may_the_next_is_refused() -> None:
    limit, queries = QueryLimit(), [Query() for _ in range(MAX_WAITING + 2)]
    tasks = [asked(limit, query) for query in queries]
    with pytest.raises(TooManyQueries):
        await tasks[-1]
    for query in queries:
        query.free.set()

    assert await asyncio.gather(*tasks[:-1]) == ["answer"] * (MAX_WAITING + 1)


async def test_a_query_whose_client_leaves_is_broken_off_and_one_that_waits_is_not_begun() -> None:
    limit, first, second, third = QueryLimit(), Query(), Query(), Query()
    gone: set[Query] = set()
    tasks = [asked(limit, query, lambda query=query: query in gone) for query in (first, second, third)]  # type: ignore[misc]
    await first.begun.wait()
    gone.update([first, second])
    await third.begun.wait()
    third.free.set()
    answers = await asyncio.gather(*tasks, return_exceptions=True)

    assert first.broken_off
    assert not second.begun.is_set()
    assert [type(answer) for answer in answers] == [QueryAborted, QueryAborted, str]


async def test_what_runs_and_waits_is_broken_off_at_the_end_and_nothing_is_begun_after_it() -> None:
    limit, queries = QueryLimit(), [Query(), Query()]
    tasks = [asked(limit, query) for query in queries]
    await queries[0].begun.wait()
    limit.close()
    answers = await asyncio.gather(*tasks, asked(limit, Query()), return_exceptions=True)

    assert queries[0].broken_off
    assert [type(answer) for answer in answers] == [QueryAborted] * 3


async def test_a_fault_in_a_query_is_the_askers_and_the_next_one_runs() -> None:
    limit = QueryLimit()

    async def fails() -> str:
        raise ValueError("no such day")

    with pytest.raises(ValueError, match="no such day"):
        await limit.run(fails, is_here)
    query = Query()
    query.free.set()

    assert await limit.run(query, is_here) == "answer"


async def test_who_stops_asking_takes_the_query_along() -> None:
    limit, query, next_ = QueryLimit(), Query(), Query()
    asking = asked(limit, query)
    await query.begun.wait()
    asking.cancel()
    waiting = asked(limit, next_)
    await next_.begun.wait()
    next_.free.set()

    assert await waiting == "answer"
    assert query.broken_off
