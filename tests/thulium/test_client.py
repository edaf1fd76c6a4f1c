"""The client's manners towards Thulium's REST API, and its errors in words."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from app.simulator.rest import FakeThulium, Fault, serving
from app.thulium import client as clients
from app.thulium.client import (
    Client,
    Pace,
    RefusedError,
    ServerError,
    ThrottledError,
    UnauthorizedError,
    UnreachableError,
    UnreadableError,
    api_base,
    url_error,
)


@pytest.fixture
def fake() -> FakeThulium:
    return FakeThulium(queues=[{"id": 155, "name": "Sprzedaż"}])


@pytest.fixture
async def client(fake: FakeThulium) -> AsyncIterator[Client]:
    async with serving(fake) as url, Client(url, fake.user, fake.password, Pace(0)) as entered:
        yield entered


@pytest.mark.parametrize(
    ("count", "offsets"), [(0, [0]), (99, [0]), (100, [0, 100]), (101, [0, 100]), (250, [0, 100, 200])]
)
async def test_a_long_list_is_read_a_hundred_rows_at_a_time(
    fake: FakeThulium, client: Client, count: int, offsets: list[int]
) -> None:
    fake.agents = [{"login": f"agent{number}"} for number in range(count)]

    rows = await client.get_rows("agents")

    assert rows == fake.agents
    assert fake.requests == [f"GET agents?limit=100&offset={offset}" for offset in offsets]


async def test_a_list_whose_offset_is_ignored_is_read_once(fake: FakeThulium, client: Client) -> None:
    fake.agents = [{"login": f"agent{number}"} for number in range(100)]
    fake.shaped = lambda _page: fake.agents

    assert await client.get_rows("agents") == fake.agents
    assert len(fake.requests) == 2


async def test_two_requests_are_a_second_apart(fake: FakeThulium) -> None:
    async with serving(fake) as url, Client(url, fake.user, fake.password, Pace()) as client:
        began = time.monotonic()
        await asyncio.gather(client.get_rows("queues"), client.get_rows("queues"))

    assert time.monotonic() - began >= 0.99


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        (Fault(401), UnauthorizedError, r"refuses the user or the password \(status 401\)"),
        (Fault(403), RefusedError, r"GET queues: answered with status 403"),
        (Fault(404), RefusedError, "404"),
        (Fault(302, headers={"Location": "https://example.com/"}), RefusedError, "redirects"),
        (Fault(429, headers={"Retry-After": "120"}), ThrottledError, "asks for a pause"),
        (Fault(500), ServerError, r"Thulium has an error \(status 500\)"),
        (Fault(503), ServerError, "503"),
        (Fault(200, text="<html>Log in</html>"), UnreadableError, r"the answer is no JSON \(text/plain\)"),
        (Fault(200, text=""), UnreadableError, "no JSON"),
        (Fault(200, text='{"ok": true}'), UnreadableError, "an object without a list in result, data, items"),
        (Fault(200, text="[" * 100_000), UnreadableError, "no JSON"),
        (Fault(200, text=" " * (5 << 20)), UnreadableError, "over 4 MiB"),
    ],
)
async def test_a_failure_says_what_happened(
    fake: FakeThulium, client: Client, fault: Fault, error: type[Exception], words: str
) -> None:
    fake.errors["queues"] = fault

    with pytest.raises(error, match=words) as raised:
        await client.get_rows("queues")

    assert fake.password not in str(raised.value)


@pytest.mark.parametrize(
    ("header", "seconds"), [("120", 120), ("9999999", 3600), ("soon", 0), ("Mon, 01 Jan 2001 00:00:00 GMT", 0), ("", 0)]
)
async def test_retry_after_is_read_and_bounded(fake: FakeThulium, client: Client, header: str, seconds: float) -> None:
    fake.errors["queues"] = Fault(429, headers={"Retry-After": header})

    with pytest.raises(ThrottledError) as raised:
        await client.get_rows("queues")

    assert raised.value.retry_after == seconds


async def test_silence_is_given_up_and_the_next_request_is_asked(
    fake: FakeThulium, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clients, "TIMEOUT_S", 0.2)
    async with serving(fake) as url, Client(url, fake.user, fake.password, Pace(0)) as client:
        fake.errors["agents"] = Fault(delay=60)
        with pytest.raises(UnreachableError, match="did not answer"):
            await client.get_rows("agents")

        assert await client.get_rows("queues") == fake.queues


async def test_a_server_that_is_not_there_is_named_unreachable() -> None:
    async with Client("http://127.0.0.1:1", "api", "secret", Pace(0)) as client:
        with pytest.raises(UnreachableError, match="Thulium cannot be reached"):
            await client.get_rows("queues")


@pytest.mark.parametrize("url", ["https://x.thulium.com", "https://x.thulium.com/", "https://x.thulium.com/api/"])
def test_the_api_is_found_with_or_without_its_path(url: str) -> None:
    assert str(api_base(url)) == "https://x.thulium.com/api"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x.thulium.com",
        "ftp://x.thulium.com",
        "https://",
        "https://u:p@x.thulium.com",
        "http://[::1",
        "https://x/?a=1",
    ],
)
def test_what_is_no_address_of_thulium_is_refused_in_words(url: str) -> None:
    assert url_error(url)
