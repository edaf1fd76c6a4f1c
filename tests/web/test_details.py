"""What opens beside the supervisors' list: an agent's day, a call's way, a queue's curve, the log, what was refused."""

import json
import re
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from app.events.parsing import EVENT_TYPES
from app.web.assets import asset_folder
from tests.server import DAY, Wallboard, bodies, open_wallboard
from tests.story import quarter

TV, BOSS = "tv-key-8Zq", "boss-key-Xw3"
TOML = """
[pauses.1]
name = "Przerwa"
limit = 900
[agents.ala]
name = "Ala Nowak"
[queues.155]
name = "Sprzedaż"
"""
ADDRESSES = ["/agents/ala/timeline", "/calls/1.1", "/queues/155/trend", "/log", "/rejected"]


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Wallboard]:
    async with open_wallboard(tmp_path, TOML) as wallboard:
        yield wallboard


async def asked(board: Wallboard, path: str) -> Any:
    answer = await board.asks(path)
    assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-store"), answer.text
    return answer.json


async def is_free(board: Wallboard, agent: str, at: str) -> int:
    return await board.hears("AGENT_STATUS_CHANGED", at, agent_login=agent, pause_id="NULL", previous_pause_id="1")


async def rings(board: Wallboard, agent: str, call: str, at: str) -> int:
    return await board.hears("AGENT_RINGING", at, connection_id=call, queue_id="155", agent_login=agent)


async def does_not_answer(board: Wallboard, agent: str, call: str, at: str) -> int:
    return await board.hears("AGENT_NOT_ANSWERED", at, connection_id=call, queue_id="155", agent_login=agent)


def told(spans: list[Any]) -> list[tuple[str, str, str]]:
    return [(span["status"], span["since"][11:16], span.get("until", "")[11:16]) for span in spans]


async def a_morning(board: Wallboard) -> None:
    """Ala comes at eight, takes a call at nine after a ring, and a break at half past."""
    await board.comes("ala", "08:00:00")
    await board.calls("1.1", "08:59:00")
    await rings(board, "ala", "1.1", "09:00:00")
    await board.answers("ala", "1.1", "09:01:00")
    await board.hears("EXIT_QUEUE", "09:01:00", connection_id="1.1", queue_id="155")
    await board.ends("ala", "1.1", "09:10:00")
    await board.pauses("ala", "09:30:00")


MORNING = [
    ("logged_out", "00:00", "08:00"),
    ("available", "08:00", "09:00"),
    ("ringing", "09:00", "09:01"),
    ("on_call", "09:01", "09:10"),
    ("available", "09:10", "09:30"),
]


async def test_an_agents_day_is_told_in_states_also_after_a_restart(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path, TOML) as board:
        await a_morning(board)
        before = await asked(board, "/agents/ala/timeline")
    async with open_wallboard(tmp_path, TOML) as board:
        after = await asked(board, "/agents/ala/timeline")
        await is_free(board, "ala", "09:45:00")
        await board.goes("ala", "12:00:00")
        evening = await asked(board, "/agents/ala/timeline")

    assert after == before
    assert (before["agent"], before["name"], before["day"]) == ("ala", "Ala Nowak", DAY)
    assert told(before["spans"]) == [*MORNING, ("paused", "09:30", "")]
    assert before["spans"][-1]["pause"] == {"id": "1", "name": "Przerwa", "limit": 900}
    talk = before["spans"][3]
    assert (talk["calls"], talk["queue"], talk["seconds"]) == (["1.1"], "155", 540)
    assert told(evening["spans"])[5:] == [
        ("paused", "09:30", "09:45"),
        ("available", "09:45", "12:00"),
        ("logged_out", "12:00", ""),
    ]
    assert evening["totals"] == {
        "logged_out": 8 * 3600, "available": 3600 + 1200 + 8100, "ringing": 60, "on_call": 540, "paused": 900,
        "dialing": 0, "wrap_up": 0, "no_phone": 0,
    }  # fmt: skip


async def test_totals_agree_with_the_boards_own_figures_and_the_last_span_with_what_is_so_now(board: Wallboard) -> None:
    await a_morning(board)
    await is_free(board, "ala", "09:45:00")
    await board.goes("ala", "12:00:00")
    row = (await board.state())["agents"]["ala"]
    day = await asked(board, "/agents/ala/timeline")

    assert day["figures"] == row["today"]
    assert day["totals"]["paused"] == row["today"]["pause_time"]
    assert day["totals"]["on_call"] == row["today"]["talk_time"]
    assert sum(day["totals"].values()) - day["totals"]["logged_out"] == row["today"]["logged_in_time"]
    assert (day["spans"][-1]["status"], day["spans"][-1]["since"]) == (row["status"], row["since"])


async def test_a_late_event_finds_its_place_in_a_day_already_told(board: Wallboard) -> None:
    await board.comes("ala", "08:00:00")
    await board.pauses("ala", "09:30:00")
    first = await asked(board, "/agents/ala/timeline")
    await rings(board, "ala", "1.1", "09:00:00")
    await board.answers("ala", "1.1", "09:01:00")
    await board.ends("ala", "1.1", "09:10:00")
    second = await asked(board, "/agents/ala/timeline")

    assert told(first["spans"])[1:] == [("available", "08:00", "09:30"), ("paused", "09:30", "")]
    assert told(second["spans"]) == [*MORNING, ("paused", "09:30", "")]


async def test_a_call_that_comes_to_the_agent_after_the_day_was_told_brings_its_past(board: Wallboard) -> None:
    await board.comes("ala", "08:00:00")
    dialled = {"id": "7", "connection_id": "2.1", "phone_number": "602731499"}
    await board.hears("OUTBOUND_CONNECTING", "08:10:00", **dialled)
    await board.hears("OUTBOUND_CUSTOMER_CONNECTED", "08:10:05", **dialled)
    await asked(board, "/agents/ala/timeline")
    await board.hears("PREDICTIVE_AGENT_ANSWER", "08:10:07", agent_login="ala", **dialled)
    day = await asked(board, "/agents/ala/timeline")

    assert (day["spans"][-1]["status"], day["spans"][-1]["campaign"]) == ("on_call", "7")


async def test_a_night_is_cut_at_midnight_and_each_day_has_its_part(board: Wallboard) -> None:
    await board.comes("ala", f"{DAY} 22:00:00")
    await board.pauses("ala", f"{DAY} 23:50:00")
    await is_free(board, "ala", "2026-11-21 00:20:00")
    await board.goes("ala", "2026-11-21 06:00:00")
    today = await asked(board, "/agents/ala/timeline")
    yesterday = await asked(board, f"/agents/ala/timeline?day={DAY}")

    assert told(today["spans"]) == [
        ("paused", "00:00", "00:20"),
        ("available", "00:20", "06:00"),
        ("logged_out", "06:00", ""),
    ]
    assert told(yesterday["spans"]) == [
        ("logged_out", "00:00", "22:00"),
        ("available", "22:00", "23:50"),
        ("paused", "23:50", "00:00"),
    ]
    assert (today["totals"]["paused"], yesterday["totals"]["paused"]) == (1200, 600)
    assert today["figures"]["pause_time"] == (await board.state())["agents"]["ala"]["today"]["pause_time"] == 1200


async def test_a_talk_only_thought_to_be_over_lasts_until_its_real_end(board: Wallboard) -> None:
    await board.comes("ala", "08:00:00")
    await board.calls("1.1", "08:00:00")
    passed = {"connection_id": "1.1", "queue_id": "155", "agent_login": "ala"}
    await board.hears("QUEUE_TRANSFERRED_TO_AGENT", "09:00:00", **passed)
    await board.ends("ala", "1.1", "09:40:00")
    day = await asked(board, "/agents/ala/timeline")

    assert told(day["spans"])[1:] == [
        ("available", "08:00", "09:00"),
        ("on_call", "09:00", "09:40"),
        ("available", "09:40", ""),
    ]
    assert day["totals"]["on_call"] == day["figures"]["talk_time"] == 2400


def way(call: Any) -> list[tuple[str, str, str, str, int | None]]:
    return [
        (
            step["kind"],
            step.get("agent", step.get("queue", "")),
            step["since"][11:19],
            step.get("outcome", ""),
            step.get("seconds"),
        )
        for step in call["way"]
    ]


async def test_a_calls_way_through_menu_queue_rings_and_talk(board: Wallboard) -> None:
    await board.hears("ENTER_IVR", "09:00:00", connection_id="1.1", source_number="523993855", destination_number="224")
    await board.calls("1.1", "09:00:20")
    await rings(board, "ala", "1.1", "09:01:00")
    await rings(board, "ola", "1.1", "09:01:00")
    await does_not_answer(board, "ala", "1.1", "09:01:15")
    await rings(board, "ala", "1.1", "09:01:20")
    live = await asked(board, "/calls/1.1")
    await board.answers("ola", "1.1", "09:01:30")
    await board.hears("QUEUE_TRANSFERRED_TO_AGENT", "09:02:00", connection_id="1.1", queue_id="155", agent_login="ela")
    await board.ends("ola", "1.1", "09:02:00")
    await board.ends("ela", "1.1", "09:05:00")
    ended = await asked(board, "/calls/1.1")

    assert (live["live"], live["stage"], live["source_number"], live["source_name"]) == (
        True, "ringing", "523993855", "BOK: Kowalski",
    )  # fmt: skip
    assert way(live)[-1] == ("ring", "ala", "09:01:20", "", None)
    assert (ended["live"], ended["outcome"], ended["ended"][11:19]) == (False, "answered", "09:05:00")
    assert way(ended) == [
        ("ivr", "", "09:00:00", "", 20),
        ("queue", "155", "09:00:20", "answered", 70),
        ("ring", "ala", "09:01:00", "refused", 15),
        ("ring", "ola", "09:01:00", "answered", 30),
        ("ring", "ala", "09:01:20", "lost", 10),
        ("talk", "ola", "09:01:30", "", 30),
        ("transfer", "ela", "09:02:00", "", 0),
        ("talk", "ela", "09:02:00", "", 180),
    ]


async def test_a_call_long_forgotten_is_told_from_the_journal_as_it_was_told_before(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path, TOML) as board:
        await board.calls("1.1", "09:00:00")
        await rings(board, "ala", "1.1", "09:00:10")
        await board.goes("ala", "09:00:30")
        await board.gives_up("1.1", "09:01:00")
        remembered = await asked(board, "/calls/1.1")
        await board.calls("1.2", "12:00:00")
        assert "1.1" not in (await board.state())["calls"]
        forgotten = await asked(board, "/calls/1.1")
        elsewhere = await asked(board, f"/calls/1.1?day={DAY}")

    assert remembered["outcome"] == "abandoned"
    assert way(remembered)[1] == ("ring", "ala", "09:00:10", "lost", 20)
    assert forgotten["way"] == remembered["way"] == elsewhere["way"]


async def test_a_campaigns_call_is_told_with_its_dialling_and_outcome(board: Wallboard) -> None:
    dialled = {"id": "7", "connection_id": "2.1", "phone_number": "602731499"}
    await board.hears("OUTBOUND_CONNECTING", "09:00:00", agent_login="ala", **dialled)
    await board.hears("OUTBOUND_NO_ANSWER", "09:00:25", **dialled)
    missed = await asked(board, "/calls/2.1")
    await board.hears("OUTBOUND_CONNECTING", "09:10:00", agent_login="ala", **dialled)
    await board.hears("OUTBOUND_CUSTOMER_CONNECTED", "09:10:08", agent_login="ala", **dialled)
    await board.hears("OUTBOUND_COMPLETED", "09:12:08", agent_login="ala", **dialled)
    spoken = await asked(board, "/calls/2.1")

    assert way(missed) == [("dialing", "ala", "09:00:00", "no_answer", 25)]
    assert (missed["direction"], missed["destination_number"]) == ("outbound", "602731499")
    assert [step[0] for step in way(spoken)] == ["dialing", "dialing", "talk"]
    assert (spoken["outcome"], spoken["way"][-1]["seconds"]) == ("completed", 120)


async def test_a_queues_curve_is_its_own(board: Wallboard) -> None:
    await board.calls("1.1", "09:31:00")
    await board.answers("ala", "1.1", "09:32:00")
    await board.calls("1.2", "09:50:00")
    await board.gives_up("1.2", "09:50:30")
    await board.calls("1.3", "09:51:00", queue="156")
    answer = await asked(board, "/queues/155/trend")

    assert (answer["queue"], answer["version"]) == ("155", 5)
    assert answer["trend"] == {
        "09:30": quarter(entered=1, answered=1, service_level=0.0),
        "09:45": quarter(entered=1, abandoned=1, service_level=0.0),
    }


async def test_the_log_tells_what_arrived_the_newest_last_and_only_what_is_asked_for(board: Wallboard) -> None:
    await board.comes("ala", "08:00:00")
    await board.calls("1.1", "09:00:00")
    await rings(board, "ala", "1.1", "09:00:10")
    await board.delivers({"action": "SOMETHING_NEW", "date": f"{DAY} 09:00:11", "agent_login": "ola"})
    await board.delivers({"action": "ENTER_QUEUE", "date": "never"})
    whole = await asked(board, "/log")
    newer = await asked(board, "/log?after=3")
    last = await asked(board, "/log?limit=2")
    hers = await asked(board, "/log?agent=ala&queue=155")
    call = await asked(board, "/log?connection=1.1")

    assert [event["version"] for event in whole["events"]] == [1, 2, 3, 4, 5, 6]
    assert [event["kind"] for event in whole["events"]] == ["event"] * 4 + ["unknown", "rejected"]
    assert whole["version"] == 6
    assert [event["version"] for event in newer["events"]] == [4, 5, 6]
    assert [event["version"] for event in last["events"]] == [5, 6]
    assert [event["version"] for event in hers["events"]] == [4]
    assert [event["version"] for event in call["events"]] == [3, 4]
    assert whole["events"][2]["action"] == "ENTER_QUEUE"
    assert whole["events"][2]["date"][11:19] == "09:00:00"
    assert whole["events"][2]["fields"]["source_name"] == "BOK: Kowalski"


async def test_refused_bodies_are_shown_as_they_arrived_with_every_fault_also_after_a_restart(tmp_path: Path) -> None:
    json_ = {"Content_Type": "application/json"}
    async with open_wallboard(tmp_path) as board:
        refusals = [
            await board.delivers({"action": "ENTER_QUEUE", "date": f"{DAY} 09:00:00", "connection_id": "1.1"}),
            await board.delivers({"action": "ABANDONED", "date": "yesterday", "hold_time": "-1"}),
            await board.delivers(b"{not json", **json_),
            await board.delivers(bodies({"action": ["x"]})[1:-1], **json_),
            await board.delivers(b"[]", **json_),
        ]
        first = await asked(board, "/rejected")
    async with open_wallboard(tmp_path) as board:
        again = await asked(board, "/rejected")
        await board.delivers({"action": "EXIT_QUEUE", "date": f"{DAY} 09:00:00"})
        later = await asked(board, "/rejected")

    said = [[(fault["field"], fault["detail"]) for fault in answer.json["errors"]] for answer in refusals]
    shown = [[(fault["field"], fault["detail"]) for fault in one["errors"]] for one in first["rejected"]]
    assert shown == said
    assert first["rejected"][0]["body"] == {"action": "ENTER_QUEUE", "date": f"{DAY} 09:00:00", "connection_id": "1.1"}
    assert first["rejected"][2]["body"] == {"raw": "{not json"}
    assert first["feed"]["today"]["rejected"] == 5
    assert again["rejected"] == first["rejected"]
    assert [one["version"] for one in later["rejected"]] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/agents/nobody/timeline", 404),
        ("/calls/9.9", 404),
        ("/queues/999/trend", 404),
        ("/agents/ala/timeline?day=today", 400),
        ("/agents/ala/timeline?day=2026-11-31", 400),
        ("/agents/ala/timeline?day=2026-11-19", 404),
        ("/agents/ala/timeline?day=2031-01-01", 404),
        ("/agents/ala/timeline?day=9999-12-31", 404),
        ("/agents/ala/timeline?day=0001-01-01", 404),
        ("/log?after=x", 400),
        ("/log?limit=-1", 400),
    ],
)
async def test_what_nobody_knows_is_refused_in_words(board: Wallboard, path: str, status: int) -> None:
    await a_morning(board)
    answer = await board.asks(path)

    assert (answer.status, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert answer.json["detail"].endswith(".")


async def test_an_agent_who_is_only_configured_has_a_day_too(board: Wallboard) -> None:
    await board.calls("1.1", "09:00:00")
    day = await asked(board, "/agents/ala/timeline")

    assert told(day["spans"]) == [("logged_out", "00:00", "")]


async def test_ids_may_hold_anything(board: Wallboard) -> None:
    await board.comes('ża/łó "<b>', "08:00:00")
    await board.calls("1/2 ?#", "08:00:00")
    await rings(board, 'ża/łó "<b>', "1/2 ?#", "08:01:00")
    day = await asked(board, "/agents/%C5%BCa%2F%C5%82%C3%B3%20%22%3Cb%3E/timeline")
    call = await asked(board, "/calls/1%2F2%20%3F%23")

    assert [span["status"] for span in day["spans"]] == ["logged_out", "available", "ringing"]
    assert day["spans"][-1]["calls"] == ["1/2 ?#"]
    assert call["stage"] == "ringing"


async def test_a_televisions_key_opens_none_of_it_and_no_key_even_less(tmp_path: Path) -> None:
    keys = "".join(
        f'[[keys]]\nname = "{role}"\nrole = "{role}"\nhash = "sha256:{sha256(key.encode()).hexdigest()}"\n'
        for role, key in (("tv", TV), ("supervisor", BOSS))
    )
    async with open_wallboard(tmp_path, TOML + keys) as board:
        await a_morning(board)
        closed = [await board.asks(path) for path in ADDRESSES]
        tv = [await board.asks(path, Authorization=f"Bearer {TV}") for path in ADDRESSES]
        less = [await board.asks(f"{path}?role=tv", Authorization=f"Bearer {BOSS}") for path in ADDRESSES]
        boss = [await board.asks(path, Authorization=f"Bearer {BOSS}") for path in ADDRESSES]

    assert {answer.status for answer in closed} == {401}
    assert {answer.status for answer in (*tv, *less)} == {403}
    assert {answer.headers["Content-Type"] for answer in (*closed, *tv, *less)} == {"application/problem+json"}
    assert not [answer for answer in (*tv, *less) if "523993855" in answer.text]
    assert {answer.status for answer in boss} == {200}


@pytest.mark.parametrize("language", ["pl", "en"])
def test_every_word_that_the_details_ask_for_is_there(language: str) -> None:
    words = json.loads((asset_folder("static") / "i18n" / f"{language}.json").read_text(encoding="utf-8"))["side"]
    texts = [path.read_text(encoding="utf-8") for path in (asset_folder("static") / "js").rglob("*.js")]
    asked = {key for text in texts for key in re.findall(r"""inWords\(["`](\w+)""", text)}

    assert len(asked) > 20
    assert asked <= words.keys()
    assert words["action"].keys() == EVENT_TYPES.keys()
