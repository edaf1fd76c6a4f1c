"""The interface as it is described: the description is right, complete, and what the server does."""

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from aiohttp import web
from openapi_spec_validator import validate

from app.events.parsing import EVENT_TYPES
from app.simulator import Simulation
from app.web.api.operations import OPERATIONS
from tests.attacker import ADMIN, entry
from tests.server import Json, Wallboard, ago, bodies, open_wallboard, started, surroundings

BEGINS = 1_795_000_000
TOML = """
[queues.101]
name = "Sprzedaż"
seconds = 30
warn.waiting = 3
alarm = { waiting = 6, longest_wait = 120 }
[queues.102]
warn.longest_wait = 60
[pauses.1]
limit = 900
[agents.nobody]
team = "sales"
[boards.sales]
queues = ["101"]
"""

OF_THE_WALL_CLOCK = {"Feed.clock_offset"}
LAST_WEEK = [  # a whole day to compare the shift's with, and one before it: the first in a journal is never whole
    {"action": "ENTER_QUEUE", "date": f"2026-11-{day} 14:00:00", "connection_id": day, "queue_id": "101"}
    for day in (10, 11)
]
RARE = [
    {
        "action": "CHAT_CONVERSATION_CREATED",
        "date": "2026-11-18 14:00:00",
        "conversation_id": "c",
        "chat_queue_id": "1",
    },
    {"action": "AGENT_STATUS_CHANGED", "date": "2026-11-18 14:00:00", "agent_login": "nobody", "pause_id": "1"},
]


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Wallboard]:
    async with open_wallboard(tmp_path, 'journal.url = "memory:"\n' + TOML) as wallboard:
        yield wallboard


@pytest.fixture
async def described(board: Wallboard) -> Json:
    answer = await board.asks("/openapi.json")
    assert answer.headers["Content-Type"] == "application/json"
    document: Json = answer.json
    return document


def judge(described: Json, shape: str) -> jsonschema_rs.Draft202012Validator:
    """Whoever says what is wrong with a value of this shape."""
    schema = {"$ref": f"#/components/schemas/{shape}", "components": described["components"]}
    return jsonschema_rs.Draft202012Validator(schema)


def faults(judge_: jsonschema_rs.Draft202012Validator, value: Any) -> list[str]:
    return [f"{'/'.join(map(str, error.instance_path))}: {error.message}" for error in judge_.iter_errors(value)]


def wrong(described: Json, shape: str, value: Any) -> list[str]:
    return faults(judge(described, shape), value)


def strict(described: Json) -> Json:
    """The description, in which a field that it does not name is an error."""
    copy: Json = json.loads(json.dumps(described))
    for schema in copy["components"]["schemas"].values():
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)
    return copy


def a_shift(minutes: int) -> list[Json]:
    """The bodies of a simulated centre at work."""
    simulation = Simulation(agents=30, seed=5, begins=BEGINS)
    return [dict(event.body) for event in simulation.events(BEGINS + minutes * 60)]


async def deliver(board: Wallboard, events: list[Json]) -> int:
    return (await board.delivers(bodies(*events), Content_Type="application/json")).version


# The description itself.


async def test_the_description_is_valid_openapi(described: Json) -> None:
    assert described["openapi"].startswith("3.1")
    validate(described)


async def test_every_address_is_described(board: Wallboard, described: Json) -> None:
    routed = {
        (str(route.resource.canonical), route.method.lower())
        for route in board.app.router.routes()
        if route.resource and route.method != "HEAD" and not isinstance(route.resource, web.StaticResource)
    }

    assert {(path, method) for path, methods in described["paths"].items() for method in methods} == routed
    assert all(OPERATIONS[f"{method.upper()} {path}"].says for path, method in routed)


async def test_all_39_actions_are_described_with_their_fields(described: Json) -> None:
    shapes = described["components"]["schemas"]
    told = {shape["properties"]["action"]["const"]: shape for name, shape in shapes.items() if name.endswith("Body")
            and "const" in shape["properties"]["action"]}  # fmt: skip

    assert told.keys() == EVENT_TYPES.keys()
    assert len(told) == 39
    assert told["CHAT_AGENT_ASSIGNED"]["required"] == ["action", "conversation_id", "agent_login", "chat_queue_id"]
    assert "billsec" in told["AGENT_COMPLETED"]["properties"]


# What the server does is what is described.


async def test_whatever_a_centre_sends_is_what_the_description_takes(described: Json) -> None:
    checked = judge(described, "Event")
    shift = a_shift(30)

    assert len({body["action"] for body in shift}) > 20
    assert [body for body in shift if not checked.is_valid(body)] == []


@pytest.mark.parametrize(
    "body",
    [
        {"action": "ENTER_QUEUE", "date": "2026-11-20 09:00:00", "connection_id": "1.1"},
        {"action": "ENTER_QUEUE", "date": "2026-11-20 09:00:00", "connection_id": "1.1", "queue_id": "NULL"},
        {"action": "ENTER_QUEUE", "date": "yesterday", "connection_id": "1.1", "queue_id": "155"},
        {"action": "ENTER_QUEUE", "date": "2026-11-20 09:00:00", "connection_id": "1.1", "queue_id": " null\n"},
        {"action": "ENTER_QUEUE", "date": "2026-11-20 09:00:00", "connection_id": "1.1", "queue_id": [1]},
        {"action": "ENTER_QUEUE", "date": "2026-11-20 09:00:00", "connection_id": "1.1", "queue_id": "x" * 1001},
        {"action": ""},
        {"no": "action"},
    ],
)
async def test_what_the_description_forbids_is_refused_as_described(
    board: Wallboard, described: Json, body: Json
) -> None:
    answer = await board.delivers(bodies(body)[1:-1], Content_Type="application/json")

    assert wrong(described, "Event", body)
    assert answer.status == 422
    assert wrong(strict(described), "Problem", answer.json) == []


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"date": None},
        {"date": "null"},
        {"date": "2026-11-20T09:00:00.5+01:00"},
        {"date": "2026-11-20 09:00:00", "source_name": " Null ", "tags": ["a"], "meta": {"a": True}},
        {"source_name": "x" * 2000},
    ],
)
async def test_what_the_description_allows_is_taken(board: Wallboard, described: Json, more: Json) -> None:
    body = {"action": "ENTER_QUEUE", "connection_id": "1.1", "queue_id": 155} | more
    answer = await board.delivers(bodies(body), Content_Type="application/json")

    assert wrong(described, "Event", body) == []
    assert answer.status == 200


async def test_a_document_that_says_how_far_the_clocks_differ_is_as_described(tmp_path: Path, described: Json) -> None:
    behind = [{"action": "CUSTOMER_CREATED", "date": ago(minutes=20), "customer_id": n} for n in range(5)]
    async with open_wallboard(tmp_path, clock="wall") as board:
        await deliver(board, behind)
        document = await board.state()

    assert document["feed"]["clock_offset"] in range(-1260, -1199)
    assert wrong(strict(described), "StateDocument", document) == []


async def test_documents_and_streams_are_as_described_all_through_a_shift(board: Wallboard, described: Json) -> None:
    """Every field that is described occurs, and none that is not."""
    exact, shift, seen = strict(described), a_shift(60), set[str]()
    await deliver(board, LAST_WEEK)
    document, ping = judge(exact, "StateDocument"), judge(exact, "Ping")
    patch = judge(described, "StatePatch")
    async with board.watched() as screen, board.watched("?role=tv&board=sales") as other:
        for batch in (*batched(shift, 150), RARE):
            version = await deliver(board, batch)
            for one in (screen, other):
                while one.version < version:
                    event = await one.next()
                    kind = {"state": document, "patch": patch, "ping": ping}[event.name]
                    assert faults(kind, event.data) == []
                assert faults(document, one.document) == []
            seen |= set(fields(described, screen.document))
            await post_message(board, screen.document["as_of"])
        while (event := await screen.next()).name != "ping":
            pass
        assert faults(ping, event.data) == []

    assert len(shift) > 1500
    assert set(described_fields(described, "StateDocument")) - seen == OF_THE_WALL_CLOCK


async def post_message(board: Wallboard, now: str) -> None:
    """A line for two hours; of many the board takes some."""
    until = (datetime.fromisoformat(now) + timedelta(hours=2)).isoformat()
    body = json.dumps({"text": "Lunch", "until": until}).encode()
    answer = await board.asks("/messages", "POST", body, Content_Type="application/json")
    assert answer.status in {201, 409}, answer.text


def batched(events: list[Json], size: int) -> Iterator[list[Json]]:
    for start in range(0, len(events), size):
        yield events[start : start + size]


def fields(described: Json, value: Any, schema: Json | None = None) -> Iterator[str]:
    """Each field that occurs in a document, as Shape.field."""
    schemas = described["components"]["schemas"]
    name = (schema or {"$ref": "StateDocument"}).get("$ref", "").rpartition("/")[2]
    shape = schemas.get(name, schema or {})
    if isinstance(value, dict):
        for key, item in value.items():
            if "properties" in shape:
                yield f"{name}.{key}"
                yield from fields(described, item, shape["properties"][key])
            else:
                yield from fields(described, item, shape.get("additionalProperties", {}))
    elif isinstance(value, list):
        for item in value:
            yield from fields(described, item, shape.get("items", {}))


def described_fields(described: Json, name: str) -> Iterator[str]:
    """Each field of a shape and of the shapes in it."""
    for key, schema in described["components"]["schemas"][name].get("properties", {}).items():
        yield f"{name}.{key}"
        for inner in re.findall(r"schemas/(\w+)", json.dumps(schema)):
            yield from described_fields(described, inner)


async def test_answers_and_problems_are_as_described(board: Wallboard, described: Json) -> None:
    exact = strict(described)
    asked = {
        "/state?board=sales": "StateDocument",
        "/version": "Version",
        "/state?board=none": "Problem",
        "/state?role=boss": "Problem",
        "/nowhere": "Problem",
    }
    for path, shape in asked.items():
        assert wrong(exact, shape, (await board.asks(path)).json) == [], path


async def test_what_opens_beside_the_lists_is_as_described_all_through_a_shift(
    board: Wallboard, described: Json
) -> None:
    """Every field that is described occurs in some answer, and none that is not."""
    exact, shift, seen = strict(described), a_shift(40), set[str]()
    passed_on = next(dict(body) for body in reversed(shift) if body["action"] == "AGENT_CONNECTED")
    passed_on |= {"action": "QUEUE_TRANSFERRED_TO_AGENT", "type": "blind", "agent_login": "nobody"}
    await deliver(board, [{"action": "NEWS", "date": "yesterday"}, *shift, passed_on])
    await board.delivers({"action": "ENTER_QUEUE", "date": "yesterday", "connection_id": "1.1"})
    state = await board.state()
    calls = {body["connection_id"] for body in shift if "connection_id" in body}
    asked = {
        "Timeline": [f"/agents/{login}/timeline" for login in state["agents"]],
        "CallHistory": [f"/calls/{id_}" for id_ in {*sorted(calls)[::7], passed_on["connection_id"]}],
        "QueueTrend": [f"/queues/{queue}/trend" for queue in state["queues"]],
        "Log": ["/log"],
        "Rejected": ["/rejected"],
    }
    for shape, paths in asked.items():
        judge_ = judge(exact, shape)
        for path in paths:
            answer = await board.asks(path)
            assert (answer.status, faults(judge_, answer.json)) == (200, []), path
            seen |= set(fields(described, answer.json, {"$ref": shape}))

    assert {name for shape in asked for name in described_fields(described, shape)} - seen == OF_THE_WALL_CLOCK


CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
FUZZ = ("--phases", "fuzzing", "--max-examples", "6")
EDGES = ("--phases", "coverage", "--exclude-path", "/webhooks/thulium")  # of 37 bodies it would take minutes


@pytest.mark.parametrize("how", [FUZZ, EDGES], ids=["fuzzing", "edges"])
async def test_schemathesis_finds_nothing_that_is_not_as_described(tmp_path: Path, how: tuple[str, ...]) -> None:
    """All but the stream, which never ends; its events are tested above."""
    (tmp_path / "wallboard.toml").write_text(TOML + entry("admin", ADMIN), encoding="utf-8")
    async with started(tmp_path, "--config", "wallboard.toml") as running:
        done = await asyncio.to_thread(
            subprocess.run,
            [
                str(Path(sys.executable).with_name("schemathesis")), "run", f"{running.wallboard.address}/openapi.json",
                "--checks", CHECKS, "--exclude-path", "/events", *how,
                "--header", f"Authorization: Bearer {ADMIN}",
                "--generation-deterministic", "--suppress-health-check", "all", "--no-color",
            ],
            cwd=tmp_path,
            env=surroundings(HOME=os.environ.get("HOME", "/")),
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip

    assert done.returncode == 0, done.stdout[-3000:]


# The page.


async def test_the_page_explains_everything_and_asks_nobody_else(board: Wallboard, described: Json) -> None:
    page = await board.asks("/docs")
    ids = re.findall(r'id="([^"]+)"', page.text)
    links = re.findall(r'(?:href|src)="([^"]+)"', page.text)
    styled = await board.asks(next(link for link in links if link.endswith(".css")))

    assert (page.status, styled.status) == (200, 200)
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)
    assert not [link for link in links if "//" in link]
    assert described["components"]["schemas"].keys() <= set(ids)
    assert all(f"{m.upper()} {path}" in page.text for path, methods in described["paths"].items() for m in methods)
