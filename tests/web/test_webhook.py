"""Thulium delivers, in whatever form, and hears what became of it."""

import asyncio
import base64
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from app.application import make_app
from app.config.loading import parse
from app.events.parsing import FIELDS
from app.server.server import listening
from tests.examples import examples
from tests.hostile import HOSTILE
from tests.own_heap import own_heap
from tests.server import DAY, Json, Wallboard, ago, bodies, eventually, open_wallboard, run

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
CREDENTIALS = '[webhook]\nusername = "thulium"\npassword = "zażółć"\n'
ENTERS = {
    "action": "ENTER_QUEUE",
    "date": f"{DAY} 09:00:00",
    "connection_id": "1416225570.341",
    "queue_id": "155",
    "source_number": "523993855",
    "source_name": "Zażółć & spółka",
}


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Wallboard]:
    async with open_wallboard(tmp_path) as wallboard:
        yield wallboard


# Every form says the same thing.


def multipart(fields: Json) -> aiohttp.FormData:
    form = aiohttp.FormData(default_to_multipart=True)
    for name, value in fields.items():
        form.add_field(name, value)
    return form


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (ENTERS, ""),
        (multipart(ENTERS), ""),
        (json.dumps(ENTERS).encode(), JSON),
        (bodies(ENTERS), JSON),
        (json.dumps(ENTERS, ensure_ascii=False).encode("utf-16"), f"{JSON}; charset=utf-16"),
        (aiohttp.FormData(ENTERS, charset="iso-8859-2"), ""),
        (json.dumps(ENTERS).encode(), "text/plain"),
        (aiohttp.FormData(ENTERS)()._value, "text/plain"),
        (json.dumps(ENTERS).encode(), FORM),
        (b"\xef\xbb\xbf \n" + bodies(ENTERS), FORM),
        (b"\xef\xbb\xbf" + json.dumps(ENTERS).encode(), JSON),
        (b"\xef\xbb\xbf" + aiohttp.FormData(ENTERS)()._value + b"\r\n", FORM),
        (aiohttp.FormData(ENTERS, charset="windows-1250")()._value, FORM),
        (json.dumps(ENTERS, ensure_ascii=False).encode("windows-1250"), JSON),
        (json.dumps({name: f" {value}\n" for name, value in ENTERS.items()}).encode(), JSON),
        (json.dumps(ENTERS | {"action": "enter_queue"}).encode(), JSON),
        (json.dumps(ENTERS | {"date": f"{DAY}T09:00:00.123+01:00"}).encode(), JSON),
    ],
    ids=[
        "form", "multipart", "object", "array", "utf-16", "latin2", "json-as-text", "form-as-text", "json-as-form",
        "array-as-form", "marked-json", "marked-form", "windows-1250-form", "windows-1250-json", "blanks",
        "small letters", "offset",
    ],
)  # fmt: skip
async def test_whatever_form_a_delivery_has_it_says_the_same(board: Wallboard, data: Any, kind: str) -> None:
    answer = await board.delivers(data, **({"Content_Type": kind} if kind else {}))
    state = await board.state()

    assert answer.json == {"version": 1}
    assert state["calls"]["1416225570.341"] == {
        "direction": "inbound",
        "stage": "waiting",
        "since": f"{DAY}T09:00:00+01:00",
        "started": f"{DAY}T09:00:00+01:00",
        "queue": "155",
        "agents": [],
        "source_number": "523993855",
        "source_name": "Zażółć & spółka",
    }
    assert state["queues"]["155"]["waiting"] == 1


@pytest.mark.parametrize("nothing", ["NULL", "null", " Null ", "", "missing", None])
async def test_null_empty_missing_and_json_null_all_mean_none_and_are_duplicates(
    board: Wallboard, nothing: str | None
) -> None:
    body: Json = ENTERS | {"source_number": nothing, "source_name": nothing}
    if nothing in {"missing", None}:
        del body["source_number"], body["source_name"]
    as_json = json.dumps(body if nothing == "missing" else body | {"source_name": nothing}).encode()
    answers = [
        await board.delivers(as_json, Content_Type=JSON),
        await board.delivers(body),
        await board.delivers(multipart(body)),
    ]
    state = await board.state()

    assert [answer.status for answer in answers] == [200, 200, 200]
    assert state["feed"]["today"]["duplicates"] == 2
    assert "source_number" not in state["calls"]["1416225570.341"]
    assert "source_name" not in state["calls"]["1416225570.341"]


async def test_every_optional_field_of_every_action_may_be_null_in_every_form(board: Wallboard) -> None:
    for number, (action, fields) in enumerate(FIELDS.items()):
        for nothing in ("NULL", "null", " Null "):
            given = {field.name: f"{number}" if field.required else nothing for field in fields}
            body = {"action": action, "date": ENTERS["date"], **given}
            sent = [
                await board.delivers(body),
                await board.delivers(multipart(body)),
                await board.delivers(bodies(body), Content_Type=JSON),
            ]
            assert [answer.status for answer in sent] == [200, 200, 200], (action, nothing)
    state = await board.state()

    assert state["feed"]["today"]["duplicates"] == 8 * len(FIELDS)
    assert (state["feed"]["today"]["rejected"], state["feed"]["today"]["unknown"]) == (0, 0)
    assert "null" not in json.dumps(state).lower()


@pytest.mark.parametrize("value", [["a"], {"a": {"b": [1.50, True, None]}}, True, False, [], {}], ids=str)
async def test_a_field_that_nobody_knows_may_hold_anything_and_is_kept_as_it_came(tmp_path: Path, value: Any) -> None:
    async with open_wallboard(tmp_path) as board:
        answer = await board.delivers(bodies(ENTERS | {"meta": value}), Content_Type=JSON)
        again = await board.delivers(bodies(ENTERS | {"meta": value}), Content_Type=JSON)
        other = await board.delivers(bodies(ENTERS | {"meta": [value]}), Content_Type=JSON)
        before = await board.state()
        log = (await board.asks("/log")).json["events"]
    exported = run(tmp_path, "export", "--data-dir", ".").stdout.splitlines()
    async with open_wallboard(tmp_path) as board:
        after = await board.state()

    assert (answer.status, again.status, other.status) == (200, 200, 200)
    assert before["queues"]["155"]["waiting"] == 1
    assert before["feed"]["today"] | {"events": 3, "duplicates": 1, "rejected": 0} == before["feed"]["today"]
    assert json.loads(exported[0])["body"] == ENTERS | {"meta": value}
    assert json.loads(log[0]["fields"]["meta"]) == value
    assert after == before


async def test_a_known_field_of_another_kind_counts_as_unknown_unless_the_effect_hangs_on_it(board: Wallboard) -> None:
    taken = await board.delivers(bodies(ENTERS | {"source_name": ["a"], "source_number": True}), Content_Type=JSON)
    refused = await board.delivers(bodies(ENTERS | {"queue_id": ["155"]}), Content_Type=JSON)
    state = await board.state()

    assert taken.status == 200
    assert "source_name" not in state["calls"]["1416225570.341"]
    assert (refused.status, refused.json["errors"]) == (
        422,
        [{"field": "queue_id", "pointer": "/0/queue_id", "detail": "must be one text or number"}],
    )
    assert (state["feed"]["today"]["unexpected"], state["feed"]["today"]["rejected"]) == (1, 1)


@pytest.mark.parametrize("hold_time", ["-3", "1.5", "٣", "604801", "9" * 900, [], True], ids=str)
async def test_a_figure_that_cannot_be_counts_as_unknown_and_the_event_is_applied(
    board: Wallboard, hold_time: Any
) -> None:
    await board.delivers(ENTERS)
    await board.delivers(bodies(ENTERS | {"action": "ABANDONED", "hold_time": hold_time}), Content_Type=JSON)
    state = await board.state()

    assert (state["queues"]["155"]["waiting"], state["queues"]["155"]["today"]["abandoned"]) == (0, 1)
    assert (state["feed"]["today"]["unexpected"], state["feed"]["today"]["rejected"]) == (1, 0)


async def test_a_long_text_is_cut_at_a_thousand_characters_and_kept_whole(board: Wallboard) -> None:
    await board.delivers(ENTERS | {"source_name": "ż" * 5000, "more": "x" * 5000})
    state = await board.state()

    assert state["calls"]["1416225570.341"]["source_name"] == "ż" * 1000
    assert state["feed"]["today"]["unexpected"] == 0


async def test_an_action_of_next_year_is_taken_counted_and_changes_nothing_else(board: Wallboard) -> None:
    await board.calls("1.1", "09:00:00")
    before = await board.state()
    await board.delivers({"action": "AGENT_ABDUCTED", "date": "whenever", "agent_login": "anna"})
    after = await board.state()

    assert after["feed"]["today"]["unknown"] == 1
    assert after["feed"]["today"]["events"] == 2
    for told in (before, after):
        del told["version"], told["feed"]
    assert after == before


async def test_fields_that_nobody_knows_harm_nothing(board: Wallboard) -> None:
    await board.delivers(ENTERS | {"mood": "bad", "version": "99", "__proto__": "x", "": "y"})

    assert (await board.state())["feed"]["today"]["rejected"] == 0
    assert (await board.state())["version"] == 1


# Every mistake is named.


async def test_a_wrong_delivery_is_kept_as_rejected_and_every_fault_is_named(board: Wallboard) -> None:
    wrong = {"action": "CHAT_AGENT_ASSIGNED", "date": "yesterday", "conversation_id": "1.1"}
    answer = await board.delivers(wrong)
    state = await board.state()

    assert answer.status == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert {error["field"]: error["pointer"] for error in answer.json["errors"]} == {
        "date": "/date",
        "agent_login": "/agent_login",
        "chat_queue_id": "/chat_queue_id",
    }
    assert all(error["detail"] for error in answer.json["errors"])
    assert answer.json["status"] == 422
    assert (state["version"], state["feed"]["today"]["rejected"]) == (1, 1)
    assert (state["calls"], state["queues"]) == ({}, {})


async def test_in_an_array_the_good_are_applied_and_the_bad_are_pointed_at(board: Wallboard) -> None:
    events = [ENTERS, {"action": "ENTER_QUEUE", "date": ENTERS["date"]}, {"a/b~c": []}, 7]
    answer = await board.delivers(json.dumps(events).encode(), Content_Type=JSON)
    state = await board.state()

    assert answer.status == 422
    assert [error["pointer"] for error in answer.json["errors"]] == [
        "/1/connection_id",
        "/1/queue_id",
        "/2/action",
        "/3",
    ]
    assert (state["version"], state["feed"]["today"]["rejected"], state["queues"]["155"]["waiting"]) == (4, 3, 1)


async def test_at_most_a_thousand_faults_are_told(board: Wallboard) -> None:
    answer = await board.delivers(bodies(*[{"action": "PREVIEW_RECORD"}] * 500), Content_Type=JSON)

    assert (answer.status, len(answer.json["errors"])) == (422, 1000)
    assert (await board.state())["feed"]["today"]["rejected"] == 500


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("date", "2026-02-30 10:00:00"),
        ("date", f"{DAY}"),
        ("connection_id", "x" * 1001),
        ("connection_id", "NULL"),
        ("connection_id", " null "),
    ],
)
async def test_a_value_that_cannot_be_is_refused_by_its_name(board: Wallboard, field: str, value: str) -> None:
    answer = await board.delivers(ENTERS | {"action": "ABANDONED", "hold_time": "3", field: value})

    assert answer.status == 422
    assert [error["field"] for error in answer.json["errors"]] == [field]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"hello", "text/plain"),
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
        (b"[]", JSON),
        (b"[[]]", JSON),
        (b"null", JSON),
        (b'"ENTER_QUEUE"', JSON),
        (b"{", JSON),
        (b"[" * 100_000, JSON),
        (b'{"action": ' + b"[" * 500 + b"]" * 500 + b"}", JSON),
        (b'{"action": true}', JSON),
        (b'{"action": 1e999}', JSON),
        (b"nothing", "multipart/form-data; boundary=x"),
        (b"nothing", "multipart/form-data"),
    ],
    ids=lambda value: value[:20].decode("latin-1") if isinstance(value, bytes) else "as",
)
async def test_what_is_no_event_is_refused_and_kept(board: Wallboard, data: bytes, kind: str) -> None:
    answer = await board.delivers(data, Content_Type=kind)
    feed = (await board.state())["feed"]["today"]

    if b"1e999" in data:
        assert (answer.status, feed["unknown"]) == (200, 1)
    else:
        assert (answer.status, feed["rejected"]) == (422, 1)
        assert answer.json["errors"]


# Half a character of UTF-16: JSON can write one, no journal can keep one as text.
HALF = {
    "JSON": (b'{"action": "AGENT_LOGGED_IN", "date": "2026-11-20 09:00:00", "agent_login": "\\ud800"}', JSON),
    "JSON, name": (b'{"action": "AGENT_LOGGED_IN", "date": "2026-11-20 09:00:00", "\\udfff": "x"}', JSON),
    "JSON, deep": (b'{"action": ["\\ud800"]}', JSON),
    "form": (b"action=AGENT_LOGGED_IN&agent_login=%ED%A0%80", FORM),
    "UTF-16": ("action=AGENT_LOGGED_IN&x=".encode("utf-16-le") + b"\x00\xd8", f"{FORM}; charset=utf-16le"),
    "multipart": (
        b'--x\r\nContent-Disposition: form-data; name="a\xff\xed\xa0\x80"\r\n\r\n\xed\xa0\x80\r\n--x--\r\n',
        "multipart/form-data; boundary=x",
    ),
}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("how", HALF)
async def test_half_a_character_stops_nothing(board: Wallboard, how: str) -> None:
    data, kind = HALF[how]
    async with asyncio.timeout(2):
        answer = await board.delivers(data, Content_Type=kind)
        await board.calls("1.1", "09:00:00")
        state = await board.state()

    assert answer.status in {200, 422}
    assert (state["version"], state["queues"]["155"]["waiting"]) == (2, 1)


@pytest.mark.parametrize(
    ("data", "headers"),
    [
        (b"<xml/>", {"Content_Type": "application/xml"}),
        (b"action=X", {"Content_Type": "application/octet-stream"}),
        (b"\x1f\x8b", {"Content_Type": JSON, "Content_Encoding": "gzip"}),
        (b"{}", {"Content_Type": JSON, "Content_Encoding": "br"}),
        (b"{}", {"Content_Type": f"{JSON}; charset=klingon"}),
        (b"action=X", {"Content_Type": f"{FORM}; charset=undefined"}),
        (b"a-b9", {"Content_Type": f"{JSON}; charset=punycode"}),
    ],
)
async def test_a_body_of_another_type_is_sent_back(board: Wallboard, data: bytes, headers: dict[str, str]) -> None:
    answer = await board.delivers(data, **headers)

    assert (answer.status, answer.headers["Content-Type"]) == (415, "application/problem+json")
    assert (await board.state())["version"] == 0


@pytest.mark.parametrize("encoding", ["identity", "Identity", " IDENTITY ", ""])
async def test_the_encoding_identity_or_none_is_none(board: Wallboard, encoding: str) -> None:
    answer = await board.delivers(bodies(ENTERS), Content_Type=JSON, Content_Encoding=encoding)

    assert answer.json == {"version": 1}


async def test_a_body_over_a_mebibyte_is_sent_back_and_one_just_under_it_is_read(board: Wallboard) -> None:
    too_large = await board.delivers(b"action=X&x=" + b"x" * (1 << 20))
    piecewise = await board.delivers(_pieces(), Content_Type="application/x-www-form-urlencoded")
    just = await board.delivers(
        b"action=X&x=" + b"x" * ((1 << 20) - 20), Content_Type="application/x-www-form-urlencoded"
    )

    assert (too_large.status, too_large.headers["Content-Type"]) == (413, "application/problem+json")
    assert piecewise.status == 413
    assert just.status == 200


async def _pieces() -> AsyncIterator[bytes]:
    for _ in range(40):
        yield b"x" * 40_000


async def test_a_flood_of_empty_events_in_one_array_does_not_keep_others_waiting(board: Wallboard) -> None:
    flood = asyncio.create_task(board.delivers(b"[" + b"{}," * 300_000 + b"{}]", Content_Type=JSON))
    slowest = 0.0
    loop = asyncio.get_running_loop()
    while not flood.done():
        began = loop.time()
        assert (await board.asks("/healthz")).status == 200
        slowest = max(slowest, loop.time() - began)

    assert (await flood).status in {413, 422}
    assert slowest < 1.0


# By the wall clock: a backlog, and a clock that is wrong.


async def test_a_backlog_is_kept_counted_late_and_in_no_figure_list_or_timeline(tmp_path: Path) -> None:
    backlog: list[Json] = []
    for call in range(20):
        ids = {"connection_id": f"{call}.1", "queue_id": "155"}
        backlog += [
            {"action": "ENTER_QUEUE", "date": ago(days=3), **ids},
            {"action": "AGENT_CONNECTED", "date": ago(days=3, seconds=-60), "agent_login": "anna", **ids},
            {"action": "AGENT_COMPLETED", "date": ago(days=3, seconds=-110), "agent_login": "anna", **ids},
        ]
    async with open_wallboard(tmp_path, clock="wall") as board:
        before = await board.state()
        answer = await board.delivers(bodies(*backlog), Content_Type=JSON)
        state = await board.state()
        timeline = await board.asks("/agents/anna/timeline")
    async with open_wallboard(tmp_path, clock="wall") as board:
        again = await board.state()

    assert answer.json == {"version": 60}
    assert state["feed"] == {"today": before["feed"]["today"] | {"events": 60, "late": 60}}
    for section in ("agents", "queues", "calls", "totals", "trend"):
        assert state[section] == before[section], section
    assert timeline.status == 404 or timeline.json["spans"] == []
    assert again["feed"] == state["feed"]


async def test_a_clock_that_is_wrong_is_told_by_the_state_the_readiness_and_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_wallboard(tmp_path, clock="wall") as board:
        ready = (await board.asks("/readyz")).text
        for minutes in (20, -20):
            events = [
                {"action": "CUSTOMER_CREATED", "date": ago(minutes=minutes), "customer_id": f"{minutes}-{number}"}
                for number in range(20)
            ]
            await board.delivers(bodies(*events), Content_Type=JSON)
            offset = (await board.state())["feed"]["clock_offset"]
            warned = await board.asks("/readyz")

            assert abs(offset + 60 * minutes) <= 60
            assert warned.status == 200
            assert warned.text.startswith(f"ready, but webhooks' dates are {abs(offset)} s ")
            assert ("behind" if minutes > 0 else "ahead of") in warned.text
        await eventually(lambda: "this machine's clock" in caplog.text, "the log tells of the clock")
        await board.delivers(
            bodies(*[{"action": "CUSTOMER_UPDATED", "date": ago(), "customer_id": f"{n}"} for n in range(20)]),
            Content_Type=JSON,
        )
        well = await board.asks("/readyz")

    assert ready == "ready, waiting for the first event at /webhooks/thulium\n"
    assert well.text == "ready\n"


# Hostile bodies are measured where they are decoded (`tests/events/test_hostile_bodies.py`); here, on their whole way.

LARGE = (
    "350,000 escapes",
    "78,000 names in objects",
    "999 parts",
    "19,000 objects without what they need",
    "1,000 fields",
)


async def longest_step(work: "asyncio.Task[Any]") -> float:
    """The most CPU that one turn of the event loop took meanwhile, in seconds."""
    with own_heap():
        longest, before = 0.0, time.thread_time()
        while not work.done():
            await asyncio.sleep(0)
            now = time.thread_time()
            longest, before = max(longest, now - before), now
    return longest


@pytest.mark.parametrize("name", LARGE)
async def test_a_large_body_holds_the_event_loop_up_for_no_long_step(tmp_path: Path, name: str) -> None:
    data, kind = HOSTILE[name]
    async with open_wallboard(tmp_path, 'journal.url = "memory:"') as board:
        delivery = asyncio.create_task(board.delivers(data, Content_Type=kind))
        longest = await longest_step(delivery)

        assert (await delivery).status in {200, 422}
        assert longest < 0.15


async def test_thousands_of_events_in_one_array_are_taken_in_short_steps(tmp_path: Path) -> None:
    events = [{"action": "CUSTOMER_UPDATED", "customer_id": str(number)} for number in range(18_000)]
    async with open_wallboard(tmp_path, 'journal.url = "memory:"') as board:
        delivery = asyncio.create_task(board.delivers(bodies(*events), Content_Type=JSON))
        longest = await longest_step(delivery)

        assert (await delivery).json == {"version": 18_000}
        assert (await board.state())["feed"]["today"]["events"] == 18_000
        assert longest < 0.15


# Who may deliver.


@pytest.fixture
async def guarded(tmp_path: Path) -> AsyncIterator[Wallboard]:
    async with open_wallboard(tmp_path, CREDENTIALS) as wallboard:
        yield wallboard


def basic(name: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


async def test_thulium_posts_with_the_credentials_of_its_panel(guarded: Wallboard) -> None:
    answer = await guarded.delivers(ENTERS, Authorization=basic("thulium", "zażółć"), Host="board.example.org")

    assert answer.json == {"version": 1}


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        basic("thulium", "wrong"),
        basic("", ""),
        basic("thulium", "zażółć") + "AAAA",
        "Basic",
        "Basic ###",
        "Basic żółć",
        "Bearer dGh1bGl1bQ==",
    ],
)
async def test_wrong_credentials_are_refused_and_nothing_is_kept(guarded: Wallboard, authorization: str) -> None:
    answer = await guarded.delivers(ENTERS, **({"Authorization": authorization} if authorization else {}))

    assert (answer.status, answer.headers["Content-Type"]) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"].startswith("Basic")
    assert (await guarded.state())["version"] == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"X_Forwarded_For": "127.0.0.1"},
        {"Forwarded": "for=127.0.0.1"},
        {"X_Real_IP": "127.0.0.1"},
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": "localhost.evil.example:80"},
    ],
    ids=str,
)
async def test_what_another_sites_page_or_somebody_behind_a_proxy_sends_is_refused(
    board: Wallboard, headers: dict[str, str]
) -> None:
    answer = await board.delivers(ENTERS, **headers)

    assert (answer.status, answer.headers["Content-Type"]) == (403, "application/problem+json")
    assert (await board.state())["version"] == 0


async def test_a_browser_sent_by_another_site_cannot_use_the_credentials_it_knows(guarded: Wallboard) -> None:
    knows = basic("thulium", "zażółć")
    sent = [
        await guarded.delivers(ENTERS, Authorization=knows, Origin="https://evil.example"),
        await guarded.delivers(ENTERS, Authorization=knows, Sec_Fetch_Site="cross-site"),
    ]

    assert [answer.status for answer in sent] == [403, 403]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "wallboard.localhost", "LocalHost"])
async def test_every_loopback_name_with_this_servers_port_is_this_machine(board: Wallboard, host: str) -> None:
    port = int(board.address.rpartition(":")[2])

    assert (await board.delivers(ENTERS, Host=f"{host}:{port}")).status == 200
    for other in (host, f"{host}:", f"{host}:80", f"{host}:{port + 1}", f"{host}:{port}0"):
        assert (await board.delivers(ENTERS, Host=other)).status == 403, other


async def test_a_method_that_the_webhook_does_not_take_is_told_which_it_takes(board: Wallboard) -> None:
    answer = await board.asks("/webhooks/thulium", "DELETE")

    assert (answer.status, answer.headers["Allow"]) == (405, "GET,HEAD,POST")
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/webhooks/thulium", "/webhooks/thulium/"])
async def test_the_address_may_end_in_a_slash_and_be_tried(guarded: Wallboard, path: str) -> None:
    right, wrong = {"Authorization": basic("thulium", "zażółć")}, {"Authorization": basic("thulium", "wrong")}
    tried = [await guarded.asks(path, method, **right) for method in ("GET", "HEAD")]
    refused = [await guarded.asks(path, method, **with_) for method in ("GET", "HEAD", "POST") for with_ in ({}, wrong)]
    foreign = await guarded.asks(path, **right, Sec_Fetch_Site="cross-site")
    posted = await guarded.asks(path, "POST", ENTERS, **right)

    assert [(answer.status, answer.body) for answer in tried] == [(204, b""), (204, b"")]
    assert [answer.status for answer in refused] == [401] * 6
    assert foreign.status == 403
    assert posted.json == {"version": 1}


async def test_the_address_is_tried_without_credentials_from_this_machine_alone(board: Wallboard) -> None:
    here, elsewhere = await board.asks("/webhooks/thulium"), await board.asks("/webhooks/thulium", Host="evil.example")

    assert (here.status, elsewhere.status) == (204, 403)


# A thousand strangers at the door.

TYPES = st.one_of(
    st.sampled_from(
        [
            "application/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "text/plain",
            "application/json; charset=utf-7",
            "application/x-www-form-urlencoded; charset=punycode",
        ]
    ),
    st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), min_size=1, max_size=40),
)
JUNK = st.one_of(
    st.binary(max_size=300),
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=20)),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
        max_leaves=12,
    ).map(lambda value: json.dumps(value).encode("utf-8", "surrogatepass")),
    st.dictionaries(
        st.sampled_from(["action", "date", "connection_id", "queue_id", "agent_login", "hold_time", "x"]),
        st.sampled_from(["ENTER_QUEUE", "ABANDONED", f"{DAY} 09:00:00", "1", "-1", "1.1", "", "NULL", "\ud800"]),
    ).map(lambda value: json.dumps(value).encode()),
)


@examples(25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(junk=st.lists(st.tuples(JUNK, TYPES), max_size=12))
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_no_junk_makes_a_server_error_nor_harms_the_good_events_between(junk: list[tuple[bytes, str]]) -> None:
    async def story() -> tuple[list[int], Json]:
        app = make_app(parse('journal.url = "memory:"'), Path(), event_time=True)
        async with listening(app, "127.0.0.1", 0) as address, Wallboard(address) as board:
            statuses = []
            for number, (data, kind) in enumerate(junk):
                async with asyncio.timeout(5):
                    statuses.append((await board.delivers(data, Content_Type=kind.strip() or "x")).status)
                    await board.calls(f"good.{number}", "09:00:00", queue="good")
            return statuses, await board.state()

    statuses, state = asyncio.run(story())

    assert all(status < 500 for status in statuses)
    assert state["queues"].get("good", {}).get("waiting", 0) == len(junk)
