"""The running server's link to the REST API: names on screens, a warm start, and its manners when Thulium fails."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.simulator.rest import FakeThulium, Fault, serving
from app.thulium import link as links
from app.thulium.client import Pace, ThrottledError
from app.web.app_keys import INGEST, LINK
from tests.server import Answer, Wallboard, ago, eventually, open_wallboard, run


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "CHECK_INTERVAL_S", 0.01)
    monkeypatch.setattr(links, "UNKNOWN_ID_INTERVAL_S", 0.0)
    monkeypatch.setattr(links, "LOOK_INTERVAL_S", 0.05)


def thulium() -> FakeThulium:
    return FakeThulium(
        queues=[{"id": 155, "name": "Sprzedaż"}, {"id": 156, "name": "BOK"}],
        groups=[{"id": 2, "name": "Handel"}],
        agents=[
            {"login": login, "name": name, "surname": "Kowalska", "email": f"{login}@example.com", "group_id": 2}
            for login, name in (("ala", "Ala"), ("jan", "Jan"), ("ewa", "Ewa"), ("ola", "Ola"))
        ],
        pauses=[{"id": 3, "name": "Obiad"}],
        chat_queues=[{"id": 1, "name": "Czat WWW"}],
        campaigns=[{"id": "00001", "name": "Ankieta"}],
    )


def warm() -> FakeThulium:
    fake = thulium()
    since = ago(minutes=30)
    fake.statuses = [
        {"login": "ala", "status": "FREE", "pause_id": None, "last_change": since},
        {"login": "jan", "status": "PAUSED", "pause_id": 3, "last_change": since},
        {"login": "ewa", "status": "OFF", "pause_id": None, "last_change": since},
        {"login": "ola", "status": "INBOUND_CALL", "pause_id": None, "last_change": since},
    ]
    fake.waiting = {
        "155": [
            {"phone_number": "523993855", "started_at": ago(minutes=2), "customer_label": "Jan <jan@example.com>"},
            {"phone_number": "sip:700@pbx.example.com", "started_at": ago(minutes=1), "customer_id": 7},
        ]
    }
    return fake


@asynccontextmanager
async def linked(directory: Path, fake: FakeThulium, toml: str = "") -> AsyncIterator[Wallboard]:
    """A wallboard that asks this fake, without a second between two requests."""
    async with serving(fake) as url:
        api = f'[thulium]\nurl = "{url}"\nuser = "{fake.user}"\npassword = "{fake.password}"\n'
        async with open_wallboard(directory, api + toml, clock="wall", pace=Pace(0)) as board:
            yield board


async def idle(board: Wallboard) -> None:
    """Names were read, and nothing more is due."""
    health = board.app[LINK].health
    await eventually(lambda: health.names_read_at is not None and health.results["ok"], "names were never read")


async def tell(board: Wallboard, action: str, **fields: str) -> Answer:
    body = json.dumps({"action": action, "date": ago()} | fields).encode()
    return await board.asks("/webhooks/thulium", "POST", body, Content_Type="application/json")


async def test_names_come_from_thulium_and_the_file_wins(tmp_path: Path) -> None:
    async with linked(tmp_path, thulium(), '[queues.156]\nname = "Obsługa"\n') as board:
        await idle(board)
        await tell(board, "AGENT_STATUS_CHANGED", agent_login="jan", pause_id="3", previous_pause_id="null")
        document = await board.state()
        sources = (await board.asks("/settings.json")).json["sources"]

    assert {id_: row["name"] for id_, row in document["queues"].items()} == {"155": "Sprzedaż", "156": "Obsługa"}
    assert {id_: row["name"] for id_, row in document["chat_queues"].items()} == {"1": "Czat WWW"}
    assert document["agents"]["ala"]["name"] == "Ala Kowalska"
    assert document["agents"]["ala"]["team"] == "Handel"
    assert document["agents"]["jan"]["pause"]["name"] == "Obiad"
    assert (sources["queues.155.name"], sources["queues.156.name"]) == ("thulium", "file")


async def test_a_name_given_in_the_browser_wins_over_thulium(tmp_path: Path) -> None:
    async with linked(tmp_path, thulium()) as board:
        await idle(board)
        patch = json.dumps({"queues": {"155": {"name": "Sales"}}}).encode()
        await board.asks("/settings.json", "PATCH", patch, Content_Type="application/json")

        assert (await board.state())["queues"]["155"]["name"] == "Sales"


async def test_a_renamed_queue_is_renamed_on_open_screens_when_an_unknown_id_appears(tmp_path: Path) -> None:
    fake = thulium()
    async with linked(tmp_path, fake) as board:
        await idle(board)
        async with board.watched() as screen:
            await screen.next()
            fake.queues = [{"id": 155, "name": "Handel"}, {"id": 157, "name": "Nowa"}]
            await tell(board, "ENTER_QUEUE", connection_id="1.1", queue_id="157", source_number="523993855")
            while screen.document["queues"].get("157", {}).get("name") != "Nowa":
                await screen.next()

            assert screen.document["queues"]["155"]["name"] == "Handel"


async def test_an_id_that_thulium_does_not_know_is_asked_for_once(tmp_path: Path) -> None:
    fake = thulium()
    async with linked(tmp_path, fake) as board:
        await idle(board)
        before = fake.requests.count("GET queues?limit=100&offset=0")
        await tell(board, "ENTER_QUEUE", connection_id="1.1", queue_id="999", source_number="523993855")
        await eventually(
            lambda: (
                fake.requests.count("GET queues?limit=100&offset=0") > before
                and board.app[LINK]._unresolved == {("queues", "999")}
            ),
            "the unknown id was never asked for",
        )
        asked = len(fake.requests)
        await asyncio.sleep(0.1)

        assert len(fake.requests) == asked


async def test_a_warm_start_shows_what_is_true_and_counts_nothing(tmp_path: Path) -> None:
    async with linked(tmp_path, warm()) as board:
        await eventually(lambda: board.app[INGEST].state.looked_at, "nothing was observed")
        document = await board.state()
        await tell(board, "ENTER_QUEUE", connection_id="1.1", queue_id="155", source_number="48523993855")
        later = await board.state()

    agents = {login: (row["status"], row["calls"]) for login, row in document["agents"].items()}
    assert agents == {
        "ala": ("available", []),
        "jan": ("paused", []),
        "ewa": ("logged_out", []),
        "ola": ("available", []),
    }
    assert document["agents"]["jan"]["pause"]["name"] == "Obiad"
    assert document["queues"]["155"]["waiting"] == document["totals"]["waiting"] == 2
    assert document["queues"]["155"]["today"]["entered"] == 0
    assert document["calls"] == {}
    assert set(document["feed"]["today"].values()) == {0}
    assert (later["queues"]["155"]["waiting"], later["queues"]["155"]["today"]["entered"]) == (2, 1)


async def test_a_caller_who_is_gone_at_the_next_look_is_shown_no_more(tmp_path: Path) -> None:
    fake = warm()
    async with linked(tmp_path, fake) as board:
        await eventually(lambda: board.app[INGEST].state.unidentified, "nobody was seen waiting")
        fake.waiting["155"].pop(0)
        await eventually(lambda: len(board.app[INGEST].state.unidentified["155"]) == 1, "the caller stayed")

        assert (await board.state())["queues"]["155"]["waiting"] == 1


async def test_after_a_short_stop_no_status_is_asked_for(tmp_path: Path) -> None:
    fake = warm()
    async with open_wallboard(tmp_path, clock="wall") as board:
        await tell(board, "AGENT_LOGGED_IN", agent_login="ala")
    async with linked(tmp_path, fake) as board:
        await idle(board)

    assert not any("statuses" in request or "waiting" in request for request in fake.requests)


async def test_export_and_import_give_the_same_document_without_thulium(tmp_path: Path) -> None:
    async with linked(tmp_path / "one", warm()) as board:
        await idle(board)
        await tell(board, "ENTER_QUEUE", connection_id="1.1", queue_id="155", source_number="523993855")
        before = await board.state()
    (tmp_path / "no.toml").write_text("")
    exported = await asyncio.to_thread(run, tmp_path, "export", "--data-dir", "one")
    (tmp_path / "day.jsonl").write_text(exported.stdout)
    imported = await asyncio.to_thread(run, tmp_path, "import", "day.jsonl", "--data-dir", "two")
    async with open_wallboard(tmp_path / "two", clock="wall") as board:
        after = await board.state()

    assert imported.returncode == 0, imported.stderr
    assert {**after, "as_of": ""} == {**before, "as_of": ""}
    assert "@" not in exported.stdout
    assert "customer_label" not in exported.stdout


async def test_a_refused_password_is_tried_once_and_again_when_the_settings_change(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fake = thulium()
    with caplog.at_level(logging.WARNING):
        async with serving(fake) as url:
            toml = f'[thulium]\nuser = "api"\nurl = "{url}"\n'
            async with open_wallboard(tmp_path, toml, clock="wall", pace=Pace(0)) as board:
                await set_password(board, "wrong")
                await eventually(lambda: board.app[LINK].is_refused, "the password was not refused")
                await tell(board, "AGENT_LOGGED_IN", agent_login="new")
                await asyncio.sleep(0.1)
                refused = len(fake.requests)
                shown = (await board.asks("/thulium.json")).json
                await set_password(board, fake.password)
                await idle(board)
                settings = await board.asks("/settings.json")
                changes = await board.asks("/settings/changes")

    assert refused == 1
    assert shown["status"] == "refused"
    assert shown["error"]["reason"] == "unauthorized"
    assert sum("refuses the user or the password" in record.message for record in caplog.records) == 1
    assert fake.password.encode() not in settings.body + changes.body


async def set_password(board: Wallboard, secret: str) -> None:
    answer = await patch_thulium(board, {"password": secret})
    assert answer.status == 200, answer.text


async def patch_thulium(board: Wallboard, values: dict[str, str]) -> Answer:
    patch = json.dumps({"thulium": values}).encode()
    return await board.asks("/settings.json", "PATCH", patch, Content_Type="application/json")


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault(429, headers={"Retry-After": "0"}), "throttled"),
        (Fault(500), "server_error"),
        (Fault(delay=60), "unreachable"),
    ],
)
async def test_a_failing_thulium_is_asked_again_and_delays_no_webhook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Fault, reason: str
) -> None:
    monkeypatch.setattr(links, "FIRST_RETRY_S", 0.01)
    monkeypatch.setattr("app.thulium.client.TIMEOUT_S", 0.2)
    fake = thulium()
    fake.errors["*"] = fault
    async with linked(tmp_path, fake) as board:
        await eventually(lambda: board.app[LINK].health.results[reason] >= 2, "it was not asked again")
        answer = await tell(board, "AGENT_LOGGED_IN", agent_login="ala")
        status = (await board.asks("/thulium.json")).json
        metrics = (await board.asks("/metrics")).text
        fake.errors.clear()
        await idle(board)
        healthy = (await board.asks("/thulium.json")).json

    assert answer.status == 200
    assert (status["status"], status["error"]["reason"]) == ("failing", reason)
    assert f'wallboard_thulium_failing{{reason="{reason}"}} 1.0' in metrics
    assert healthy["status"] == "ok"
    assert "error" not in healthy


async def test_retries_are_put_off_twice_as_long_each_time_up_to_ten_minutes(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as board:
        link = board.app[LINK]
        delays = []
        for _ in range(10):
            began = asyncio.get_running_loop().time()
            link._fail(ThrottledError("again", 7.0))
            delays.append(round(link._retry_at - began))

    assert delays == [7, 10, 20, 40, 80, 160, 320, 600, 600, 600]


async def test_garbage_for_one_resource_leaves_the_others(tmp_path: Path) -> None:
    fake = thulium()
    fake.errors = {"agents": Fault(200, text="<html>"), "system/pauses": Fault(404)}
    async with linked(tmp_path, fake) as board:
        await idle(board)
        document = await board.state()
        report = (await board.asks("/thulium.json")).json

    assert document["queues"]["155"]["name"] == "Sprzedaż"
    assert document["agents"] == {}
    assert {row["resource"]: row["reason"] for row in report["resources"] if row["error"]} == {
        "agents": "unreadable",
        "pauses": "refused",
    }


async def test_trying_it_says_field_by_field_what_was_read_and_stores_nothing(tmp_path: Path) -> None:
    fake = thulium()
    fake.queues.append({"id": 157})
    async with serving(fake) as url, open_wallboard(tmp_path, clock="wall", pace=Pace(0)) as board:
        body = json.dumps({"url": url, "user": "api", "password": "secret"}).encode()
        tried = await board.asks("/thulium/try", "POST", body, Content_Type="application/json")
        refused = await board.asks(
            "/thulium/try", "POST", body.replace(b"secret", b"wrong"), Content_Type="application/json"
        )
        off = (await board.asks("/thulium.json")).json
        version = (await board.state())["version"]

    queues = tried.json["resources"][0]
    assert tried.json["ok"] is True
    assert (queues["read"], queues["fields"]) == (3, {"id": 3, "name": 2})
    assert queues["problems"] == [{"field": "queues[2].name", "detail": "is missing"}]
    assert (refused.json["ok"], refused.json["error"]) == (
        False,
        "Thulium refuses the user or the password (status 401)",
    )
    assert (off["status"], version) == ("off", 0)


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{}", {}, 422),
        (b'{"url": "x"}', {}, 422),
        (b"{", {}, 400),
        (b"{}", {"Content_Type": "text/plain"}, 415),
        (b"{}", {"Origin": "https://evil.example"}, 403),
        (b"{}", {"Sec_Fetch_Site": "cross-site"}, 403),
    ],
)
async def test_what_is_no_admins_json_is_refused(
    tmp_path: Path, body: bytes, headers: dict[str, str], status: int
) -> None:
    async with open_wallboard(tmp_path) as board:
        given = {"Content_Type": "application/json"} | headers

        assert (await board.asks("/thulium/try", "POST", body, **given)).status == status


async def test_the_stored_password_is_not_sent_to_another_address(tmp_path: Path) -> None:
    fake = thulium()
    async with linked(tmp_path, fake) as board:
        await idle(board)
        answer = await board.asks(
            "/thulium/try", "POST", b'{"url": "http://127.0.0.1:1"}', Content_Type="application/json"
        )

    assert answer.status == 422
    assert "password" in answer.text


async def test_the_stored_password_does_not_follow_to_another_address(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as board:
        given = {"url": "https://one.example.com", "user": "api", "password": "long and random"}
        await patch_thulium(board, given)
        moved = await patch_thulium(board, {"url": "https://other.example.com"})
        again = await patch_thulium(board, {"url": "https://other.example.com", "password": "another"})

    assert (moved.status, moved.json["errors"][0]["reason"]) == (422, "password_elsewhere")
    assert again.status == 200


async def test_a_link_ends_when_it_is_woken_in_the_moment_of_its_end(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path, clock="wall") as board:
        link = board.app[LINK]
        task = asyncio.create_task(link.run())
        await asyncio.sleep(0.05)
        link.wake()
        task.cancel()
        done, _ = await asyncio.wait({task}, timeout=5)

    assert done == {task}


async def test_a_recordings_server_asks_nothing(tmp_path: Path) -> None:
    fake = thulium()
    async with serving(fake) as url:
        api = f'[thulium]\nurl = "{url}"\nuser = "api"\npassword = "secret"\n'
        async with open_wallboard(tmp_path, api, clock="events", pace=Pace(0)) as board:
            await asyncio.sleep(0.1)

            assert (await board.asks("/thulium.json")).json["status"] == "waiting"
    assert fake.requests == []
