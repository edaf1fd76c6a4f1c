"""A centre on the line with a server that answers, refuses, falters or is not there."""

import asyncio
import json
import time
from base64 import b64decode
from collections.abc import Coroutine
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import pytest

from app.simulator import Simulation, Summary, play, simulate
from app.simulator.sender import APART
from tests.simulator.conftest import Notebook

PERFECT = {"credentials": None, "doubles": 0, "disorder": 0, "loss": 0}
WARSAW = ZoneInfo("Europe/Warsaw")


def opening() -> int:
    return int(datetime.now(WARSAW).replace(hour=8, minute=0, second=0, microsecond=0).timestamp())


def rehearsal(notebook: Notebook, heard: list[str], **wishes: Any) -> Coroutine[Any, Any, Summary]:
    wanted = {"agents": 12, "speed": 0, "seed": 1, "duration": 1800, **PERFECT, **wishes}
    return simulate(notebook.url, say=heard.append, **wanted)


async def test_a_rehearsal_at_full_speed_sends_every_event_as_a_form_and_ends_with_figures(
    notebook: Notebook, heard: list[str]
) -> None:
    figures = await rehearsal(notebook, heard)
    assert figures.sent == len(notebook.bodies) > 200
    assert figures.refused == figures.doubled == figures.lost == 0
    assert {kind for kind, _, _ in notebook.requests} == {"application/x-www-form-urlencoded"}
    assert {auth for _, auth, _ in notebook.requests} == {None}
    assert figures.per_second == pytest.approx(figures.sent / figures.seconds)
    assert "sent" in str(figures)


async def test_a_rehearsal_of_the_same_seed_and_day_sends_the_same(notebook: Notebook, heard: list[str]) -> None:
    await rehearsal(notebook, heard)
    first = {tuple(body.items()) for body in notebook.bodies}
    notebook.bodies.clear()
    await rehearsal(notebook, heard)
    assert {tuple(body.items()) for body in notebook.bodies} == first


async def test_credentials_go_with_every_delivery(notebook: Notebook, heard: list[str]) -> None:
    await rehearsal(notebook, heard, credentials=("thulium", "zażółć:gęślą"), duration=300)
    (auth,) = {auth for _, auth, _ in notebook.requests}
    assert auth
    assert b64decode(auth.removeprefix("Basic ")).decode() == "thulium:zażółć:gęślą"


async def test_several_deliveries_are_in_flight_but_none_dated_far_apart(notebook: Notebook, heard: list[str]) -> None:
    notebook.delay = 0.003
    await rehearsal(notebook, heard, agents=150, duration=400)
    assert notebook.most_flying > 1
    assert 0 < notebook.widest <= APART


async def test_with_disorder_asked_for_they_may_be_further_apart_but_not_without_end(
    notebook: Notebook, heard: list[str]
) -> None:
    notebook.delay = 0.003
    await rehearsal(notebook, heard, agents=150, duration=300, disorder=4)
    assert APART < notebook.widest <= APART + 4


async def test_doubles_and_losses_are_in_the_figures(notebook: Notebook, heard: list[str]) -> None:
    figures = await rehearsal(notebook, heard, doubles=0.1, loss=0.1)
    assert figures.doubled > 0
    assert figures.lost > 0
    assert figures.sent == len(notebook.bodies)
    assert len({tuple(body.items()) for body in notebook.bodies}) == figures.sent - figures.doubled


@pytest.mark.parametrize("status", [401, 403, 404, 413, 415, 422])
async def test_a_refused_delivery_is_given_up_with_one_line_and_the_next_ones_go_on(
    notebook: Notebook, heard: list[str], status: int
) -> None:
    notebook.answers = [status] * 30
    figures = await rehearsal(notebook, heard)
    assert figures.refused == 30
    assert figures.sent == len(notebook.bodies) > 100
    (line,) = [line for line in heard if "refused" in line]
    assert str(status) in line
    assert ("queue_id" in line) == (status == 422)


async def test_a_server_that_cannot_take_webhooks_now_gets_each_of_them_later(
    notebook: Notebook, heard: list[str]
) -> None:
    notebook.answers = [503] * 4
    figures = await rehearsal(notebook, heard)
    expected = Simulation(agents=12, seed=1, begins=opening())
    assert figures.refused == 0
    assert figures.sent == len(notebook.bodies) == len({tuple(body.items()) for body in notebook.bodies})
    assert figures.sent > 100
    assert expected.centre.agents.keys() >= {b.get("agent_login") for b in notebook.bodies} - {None, "NULL"}
    assert sum("503" in line for line in heard) == 1
    assert sum("again, after" in line for line in heard) == 1


async def test_a_server_that_is_not_there_yet_is_waited_for_with_growing_pauses(
    notebook: Notebook, heard: list[str]
) -> None:
    port = notebook.port
    await notebook.closes()
    run = asyncio.create_task(rehearsal(notebook, heard, duration=300))
    await asyncio.sleep(0.6)
    assert not run.done()
    await notebook.opens(port)
    figures = await run
    assert figures.sent == len(notebook.bodies) > 10
    assert sum("cannot be reached" in line for line in heard) == 1
    assert all(notebook.url in line for line in heard if "cannot be reached" in line)


@pytest.mark.parametrize("address", ["", "localhost:8080", "ftp://127.0.0.1/", "http://"])
async def test_an_address_that_is_none_is_refused_before_anything_is_sent(
    address: str, notebook: Notebook, heard: list[str]
) -> None:
    notebook.url = address
    with pytest.raises(ValueError, match="not an http address"):
        await rehearsal(notebook, heard)


async def test_a_redirect_is_a_refusal_and_is_not_followed(notebook: Notebook, heard: list[str]) -> None:
    notebook.answers = [302]
    figures = await rehearsal(notebook, heard)
    assert figures.refused == 1
    assert any("302" in line for line in heard)


async def test_at_a_speed_simulated_time_passes_so_many_times_faster(notebook: Notebook, heard: list[str]) -> None:
    figures = await rehearsal(notebook, heard, speed=1200, duration=600)
    assert 0.4 < figures.seconds < 60  # not 600
    assert figures.sent > 30


async def test_live_events_are_dated_now(notebook: Notebook, heard: list[str]) -> None:
    run = asyncio.create_task(rehearsal(notebook, heard, agents=150, speed=1, duration=None))
    await asyncio.sleep(1.4)
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    now = datetime.now(WARSAW).replace(tzinfo=None)
    assert notebook.bodies
    for body in notebook.bodies:
        assert abs((now - datetime.fromisoformat(body["date"])).total_seconds()) < 4


async def test_a_demo_sends_its_past_in_arrays_and_goes_on_live_until_it_is_stopped(
    notebook: Notebook, heard: list[str]
) -> None:
    began = time.time()
    run = asyncio.create_task(play(notebook.url, agents=40, seed=1, past=3 * 3600, say=heard.append))
    async with asyncio.timeout(5):
        while not heard:  # noqa: ASYNC110 what is waited for is the sentence itself
            await asyncio.sleep(0.05)
    arrays = [json.loads(text) for kind, _, text in notebook.requests if kind == "application/json"]
    past = [body for array in arrays for body in array]
    assert len(past) > 4000
    assert max(len(text.encode()) for _, _, text in notebook.requests) < 1 << 20
    newest = datetime.fromisoformat(past[-1]["date"]).replace(tzinfo=WARSAW).timestamp()
    assert began - 60 < newest < time.time()
    await asyncio.sleep(1)
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    live = [dict(parse_qsl(text)) for kind, _, text in notebook.requests if kind != "application/json"]
    everything = past + live
    twin = Simulation(agents=40, seed=1, begins=int(began - 3 * 3600))
    assert everything == [event.body for event, _ in zip(twin, everything, strict=False)]
