"""A new configuration while everything goes on: names reach the screens, withdrawn keys end, mistakes harm nothing."""

import asyncio
import signal
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import pytest

from app.config.loading import Mistakes, parse
from app.server.reload import reload
from app.web.app_keys import HUB, INGEST
from app.web.connections import CONNECTIONS
from tests.server import Running, Wallboard, eventually, open_wallboard, started

TV, OTHER_TV, BOSS = "tv-key-8Zq", "other-tv-2Lp", "boss-key-Xw3"


def entry(role: str, key: str, name: str = "") -> str:
    digest = sha256(key.encode()).hexdigest()
    return f'[[keys]]\nname = "{name or role}"\nrole = "{role}"\nhash = "sha256:{digest}"\n'


ALL = entry("tv", TV) + entry("tv", OTHER_TV) + entry("supervisor", BOSS)
NAMED = '[queues.155]\nname = "Sprzedaż"\n[agents.anna]\nname = "Anna Nowak"\n[boards.sales]\nqueues = ["155"]\n'


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Wallboard]:
    async with open_wallboard(tmp_path, NAMED + ALL) as wallboard:
        yield wallboard


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def cookie(key: str) -> dict[str, str]:
    return {"Cookie": f"wallboard_key={key}"}


async def configured(board: Wallboard, toml: str) -> None:
    await reload(board.app, parse(toml))


async def test_new_names_and_limits_are_on_every_screen_without_a_new_connection(board: Wallboard) -> None:
    await board.comes("anna", "09:00:00")
    async with board.watched(**bearer(TV)) as screen, board.watched("?board=sales", **bearer(BOSS)) as desk:
        await screen.next()
        await desk.next()
        before = await board.asks("/state", **bearer(BOSS))
        await configured(board, '[queues.155]\nname = "Sales"\nwarn.waiting = 2\n[boards.sales]\nteams = ["a"]\n' + ALL)
        after = await board.asks("/state", If_None_Match=before.headers["ETag"], **bearer(BOSS))
        for watching, query, key in ((screen, "", TV), (desk, "?board=sales", BOSS)):
            patch = await watching.next()
            assert patch.name == "patch"
            now = await board.state(query, **bearer(key))
            assert {**watching.document, "as_of": ""} == {**now, "as_of": ""}

    assert after.status == 200
    assert after.json["queues"]["155"]["name"] == "Sales"
    assert after.json["queues"]["155"]["limits"] == {"warn": {"waiting": 2}}
    assert desk.document["agents"] == {}
    assert screen.document["agents"]["anna"]["name"] == "anna"


async def test_a_withdrawn_key_ends_and_the_others_go_on(board: Wallboard) -> None:
    async with (
        board.watched(**cookie(TV)) as withdrawn,
        board.watched(**cookie(OTHER_TV)) as kept,
        board.watched(**bearer(BOSS)) as boss,
    ):
        for screen in (withdrawn, kept, boss):
            await screen.next()
        await configured(board, NAMED + entry("tv", OTHER_TV) + entry("supervisor", BOSS))
        await withdrawn.ends()
        refused = [await board.asks(path, **cookie(TV)) for path in ("/state", "/events", "/tv", "/tv/sales")]
        version = await board.calls("1.1", "09:00:00")
        assert (await kept.until(version))["queues"]["155"]["waiting"] == 1
        assert (await boss.until(version))["queues"]["155"]["waiting"] == 1

    assert [answer.status for answer in refused] == [401] * 4
    assert board.app[HUB].cuts["withdrawn"] == 1


async def test_a_key_that_now_gives_less_loses_what_it_watched(board: Wallboard) -> None:
    async with board.watched(**bearer(BOSS)) as screen:
        await screen.next()
        await configured(board, NAMED + entry("tv", BOSS))
        await screen.ends()

    assert (await board.asks("/events?role=supervisor", **bearer(BOSS))).status == 403


async def test_a_new_key_opens_at_once_and_a_board_that_is_gone_is_over(board: Wallboard) -> None:
    async with board.watched("?board=sales", **bearer(TV)) as screen:
        await screen.next()
        await configured(board, entry("tv", TV) + entry("tv", "brand-new"))
        await screen.ends()

    assert (await board.asks("/state", **bearer("brand-new"))).status == 200
    assert (await board.asks("/tv/sales", **bearer(TV))).status == 404


async def test_deleting_the_last_key_lets_nobody_in_rather_than_everybody(
    board: Wallboard, caplog: pytest.LogCaptureFixture
) -> None:
    async with board.watched(**bearer(TV)) as screen:
        await screen.next()
        await configured(board, NAMED)
        await screen.ends()
    closed = [await board.asks("/state", **headers) for headers in ({}, bearer(TV), bearer(BOSS))]
    await configured(board, NAMED + ALL)

    assert [answer.status for answer in closed] == [401] * 3
    assert (await board.asks("/state", **bearer(TV))).status == 200
    assert [
        record.getMessage().partition(":")[0] for record in caplog.records if record.name == "app.server.reload"
    ] == ["keys"]


async def test_the_first_key_ends_what_was_watched_without_one(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as board, board.watched() as screen:
        await screen.next()
        await configured(board, ALL)
        await screen.ends()
        assert (await board.asks("/state")).status == 401


async def test_privacy_and_the_service_level_change_what_is_shown_of_the_same_calls(board: Wallboard) -> None:
    await board.calls("1.1", "09:00:00")
    await board.answers("anna", "1.1", "09:00:25")
    async with board.watched(**bearer(BOSS)) as screen:
        assert (await screen.next()).data["queues"]["155"]["today"]["service_level"] == 0
        await configured(board, NAMED + ALL + '[privacy]\nnumbers = "last3"\n[service_level]\nseconds = 30\n')
        await screen.next()

    assert screen.document["queues"]["155"]["today"]["service_level"] == 1
    assert screen.document["calls"]["1.1"]["source_number"] == "…855"


async def test_what_only_a_start_can_change_is_told_and_stays(
    board: Wallboard, caplog: pytest.LogCaptureFixture
) -> None:
    later = 'timezone = "Europe/London"\nday_start = "06:00"\nserver.port = 9\nagent.wrap_up = 5\n'
    await configured(board, later + '[journal]\nkeep_days = 3\nurl = "memory:"\n[expire]\nivr = 5\n' + ALL)
    told = {record.getMessage() for record in caplog.records if record.name == "app.server.reload"}
    settings = board.app[INGEST].settings

    names = {"timezone", "day_start", "server.port", "agent.wrap_up", "journal.url", "expire.ivr"}
    assert {line.partition(":")[0] for line in told} == names
    assert all(line.endswith("takes effect at the next start") for line in told)
    assert (settings.timezone, settings.journal.url, settings.journal.keep_days) == (
        "Europe/Warsaw",
        "sqlite:journal.db",
        3,
    )
    assert board.app[INGEST].state.rules == parse("").rules


async def test_the_webhooks_credentials_change_at_once_but_cannot_be_taken_away(tmp_path: Path) -> None:
    old, new = (f'[webhook]\nusername = "thulium"\npassword = "{word}"\n' for word in ("old", "new"))
    async with open_wallboard(tmp_path, old) as board:
        await configured(board, new)
        answers = [
            await board.delivers({"action": "NEWS"}, Authorization=f"Basic {credentials}")
            for credentials in ("dGh1bGl1bTpvbGQ=", "dGh1bGl1bTpuZXc=")
        ]
        with pytest.raises(Mistakes, match="webhook"):
            await configured(board, "")
        assert (await board.delivers({"action": "NEWS"})).status == 401

    assert [answer.status for answer in answers] == [401, 200]


async def test_an_old_password_is_refused_at_once_also_of_a_delivery_under_way(tmp_path: Path) -> None:
    old, new = (f'[webhook]\nusername = "thulium"\npassword = "{word}"\n' for word in ("old", "new"))
    known = {"Authorization": "Basic dGh1bGl1bTpvbGQ="}
    async with open_wallboard(tmp_path, ALL + old) as board:
        assert (await board.delivers({"action": "NEWS"}, **known)).status == 200
        host, port = board.address.removeprefix("http://").split(":")
        head = f"POST /webhooks/thulium HTTP/1.1\r\nHost: x\r\nAuthorization: {known['Authorization']}\r\n"
        lines = [await asyncio.open_connection(host, int(port)) for _ in range(8)]
        for _, writer in lines:
            writer.write(f"{head}Content-Length: 11\r\n\r\naction".encode())
        room = board.app[CONNECTIONS]
        await eventually(lambda: (room.size, len(room._idle)) == (9, 1), "every head has been read")
        await configured(board, ALL + new)
        for _, writer in lines:
            writer.write(b"=NEWS")
        under_way = [int((await reader.readline()).split()[1]) for reader, _ in lines]
        later = [(await board.delivers({"action": "NEWS"}, **known)).status for _ in range(8)]
        for _, writer in lines:
            writer.close()
        version = (await board.state(**bearer(BOSS)))["version"]

    assert (under_way, later, version) == ([401] * 8, [401] * 8, 1)


# The signal, as whoever runs it sends it.


async def hung_up(running: Running, word: str) -> str:
    """Send SIGHUP; the log once it says this word."""
    before = len(running.logged)
    running.process.send_signal(signal.SIGHUP)
    await eventually(lambda: word in "".join(running.logged[before:]), word)
    return "".join(running.logged[before:])


async def test_the_signal_reads_the_file_anew_and_a_mistake_in_it_changes_nothing(tmp_path: Path) -> None:
    config = tmp_path / "wallboard.toml"
    config.write_text(NAMED + ALL)
    async with started(tmp_path, "--config", str(config)) as running:
        board = running.wallboard
        async with board.watched(**bearer(OTHER_TV)) as screen, board.watched(**bearer(TV)) as withdrawn:
            await screen.next()
            await withdrawn.next()
            config.write_text('[queues.155]\nname = 7\nnmae = "x"\n' + entry("tv", OTHER_TV))
            told = await hung_up(running, "stays in force")
            assert "queues.155.name:" in told
            assert "queues.155.nmae:" in told
            assert (await board.asks("/state", **cookie(TV))).status == 200
            config.write_text('[queues.155]\nname = "Sales"\n' + entry("tv", OTHER_TV))
            told = await hung_up(running, "read anew")
            await withdrawn.ends()
            while screen.document["queues"]["155"]["name"] != "Sales":
                await screen.next()
        assert (await board.asks("/state", **cookie(TV))).status == 401
        assert await running.stopped() == 0
    everything = "".join(running.printed + running.logged)
    assert not [secret for secret in (TV, OTHER_TV, BOSS) if secret in everything]


async def test_what_the_environment_sets_is_said_to_need_a_restart(tmp_path: Path) -> None:
    config = tmp_path / "wallboard.toml"
    config.write_text(ALL)
    environment = {"WALLBOARD_WEBHOOK_USERNAME": "thulium", "WALLBOARD_WEBHOOK_PASSWORD": "s3cret-pw"}
    async with started(tmp_path, "--config", str(config), environment=environment) as running:
        told = await hung_up(running, "read anew")

    assert "only a restart changes what WALLBOARD_WEBHOOK_USERNAME and WALLBOARD_WEBHOOK_PASSWORD set" in told
    assert "s3cret-pw" not in told


async def test_without_a_file_the_signal_harms_nothing(tmp_path: Path) -> None:
    async with started(tmp_path) as running:
        await hung_up(running, "nothing to read anew")
        assert (await running.wallboard.asks("/state")).status == 200
        assert await running.stopped() == 0
