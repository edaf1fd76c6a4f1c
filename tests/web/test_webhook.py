"""Thulium delivers, in whatever form, and hears what became of it."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.application import make_app
from app.operating.serving import listening
from app.settings.file import parse
from tests.serving import DAY, Json, Wallboard, bodies, open_wallboard

JSON = "application/json"
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
    ],
    ids=["form", "multipart", "object", "array", "utf-16", "latin2", "json-as-text", "form-as-text"],
)
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


@pytest.mark.parametrize("nothing", ["NULL", "", "missing", "null"])
async def test_null_empty_missing_and_json_null_all_mean_none(board: Wallboard, nothing: str) -> None:
    body: Json = ENTERS | {"source_number": {"null": None}.get(nothing, nothing), "source_name": "NULL"}
    if nothing == "missing":
        del body["source_number"], body["source_name"]
    await board.delivers(json.dumps(body).encode(), Content_Type=JSON)
    call = (await board.state())["calls"]["1416225570.341"]

    assert "source_number" not in call
    assert "source_name" not in call


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
    wrong = {"action": "ABANDONED", "date": "yesterday", "connection_id": "1.1", "hold_time": "-3"}
    answer = await board.delivers(wrong)
    state = await board.state()

    assert answer.status == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert {error["field"]: error["pointer"] for error in answer.json["errors"]} == {
        "date": "/date",
        "queue_id": "/queue_id",
        "hold_time": "/hold_time",
    }
    assert all(error["detail"] for error in answer.json["errors"])
    assert answer.json["status"] == 422
    assert (state["version"], state["feed"]["today"]["rejected"]) == (1, 1)
    assert (state["calls"], state["queues"]) == ({}, {})


async def test_in_an_array_the_good_are_applied_and_the_bad_are_pointed_at(board: Wallboard) -> None:
    answer = await board.delivers(
        bodies(ENTERS, {"action": "ENTER_QUEUE", "date": ENTERS["date"]}, {"a/b~c": []}), Content_Type=JSON
    )
    state = await board.state()

    assert answer.status == 422
    assert [error["pointer"] for error in answer.json["errors"]] == [
        "/1/connection_id",
        "/1/queue_id",
        "/2/a~1b~0c",
    ]
    assert (state["version"], state["feed"]["today"]["rejected"], state["queues"]["155"]["waiting"]) == (3, 2, 1)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("date", "2026-02-30 10:00:00"),
        ("date", f"{DAY}"),
        ("date", ""),
        ("hold_time", "1.5"),
        ("hold_time", "٣"),  # an Arabic three is no digit here
        ("hold_time", "604801"),
        ("hold_time", "9" * 900),
        ("connection_id", "x" * 1001),
        ("connection_id", "NULL"),
        ("source_number", "5" * 10_000),
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
        (b"{}", f"{JSON}; charset=klingon"),
        (b"action=X", "application/x-www-form-urlencoded; charset=undefined"),
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
    "form": (b"action=AGENT_LOGGED_IN&x=\\ud800", "application/x-www-form-urlencoded; charset=unicode_escape"),
    "multipart": (
        b"\r\n".join(
            [
                b'--x\r\nContent-Disposition: form-data; name="a\xff\xed"\r\n\r\nb',
                b'--x\r\nContent-Disposition: form-data; name="c"',
                b"Content-Type: text/plain; charset=unicode_escape\r\n\r\n\\ud800\r\n--x--\r\n",
            ]
        ),
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
    ],
)
async def test_a_body_of_another_type_is_sent_back(board: Wallboard, data: bytes, headers: dict[str, str]) -> None:
    answer = await board.delivers(data, **headers)

    assert (answer.status, answer.headers["Content-Type"]) == (415, "application/problem+json")
    assert (await board.state())["version"] == 0


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


async def test_asking_the_webhook_a_question_is_answered_with_what_it_takes(board: Wallboard) -> None:
    answer = await board.asks("/webhooks/thulium")

    assert (answer.status, answer.headers["Allow"]) == (405, "POST")
    assert answer.headers["Content-Type"] == "application/problem+json"


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


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(junk=st.lists(st.tuples(JUNK, TYPES), max_size=12))
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_no_junk_makes_a_server_error_nor_harms_the_good_events_between(junk: list[tuple[bytes, str]]) -> None:
    async def story() -> tuple[list[int], Json]:
        app = make_app(parse('journal.url = "memory:"'), Path(), by_events=True)
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
