"""Settings changed in the browser: checked as by `wallboard check`, in force at once, kept, and undone."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from app.config.loading import parse
from app.server.reload import reload
from tests.server import Answer, Json, Running, Wallboard, eventually, open_wallboard, run, started

FILE = """
[service_level]
seconds = 20
[privacy]
numbers = "last3"
[queues.155]
name = "Sprzedaż"
[boards.sales]
queues = ["155"]
"""


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Wallboard]:
    async with open_wallboard(tmp_path, FILE) as wallboard:
        yield wallboard


async def change(board: Wallboard, patch: Any, **headers: str) -> Answer:
    given = {"Content_Type": "application/json"} | headers
    return await board.asks("/settings.json", "PATCH", json.dumps(patch).encode(), **given)


async def undo(board: Wallboard, version: int) -> Answer:
    body = json.dumps({"version": version}).encode()
    return await board.asks("/settings/undo", "POST", body, Content_Type="application/json")


async def settings(board: Wallboard) -> Json:
    answer = await board.asks("/settings.json")
    assert answer.status == 200, answer.text
    found: Json = answer.json
    return found


def same(one: Json, other: Json) -> bool:
    return {**one, "as_of": ""} == {**other, "as_of": ""}


# What is in force.


async def test_the_file_wins_over_the_browser_and_each_value_has_its_source(board: Wallboard) -> None:
    await change(board, {"queues": {"155": {"seconds": 30}, "156": {"name": "BOK"}}, "language": "en"})
    given = await settings(board)

    assert given["settings"]["queues"] == {"155": {"name": "Sprzedaż", "seconds": 30}, "156": {"name": "BOK"}}
    assert given["settings"]["language"] == "en"
    assert given["settings"]["service_level"] == {
        "target": 0.8, "seconds": 20, "short_abandon": 5, "formula": "short_excluded",
    }  # fmt: skip
    assert given["sources"] == {
        "service_level.seconds": "file",
        "privacy.numbers": "file",
        "queues.155.name": "file",
        "queues.155.seconds": "browser",
        "queues.156.name": "browser",
        "boards.sales.queues": "file",
        "language": "browser",
    }


async def test_a_change_is_on_open_screens_and_is_what_state_gives(board: Wallboard) -> None:
    await board.calls("1.1", "09:00:00", queue="156")
    async with board.watched() as screen, board.watched("?role=tv&board=sales") as tv:
        await screen.next()
        await tv.next()
        before = await board.asks("/state")
        patch = {"queues": {"156": {"name": "BOK", "warn": {"waiting": 1}}}, "service_level": {"target": 0.9}}
        version = (await change(board, patch)).version
        shown = await screen.until(version)
        await tv.until(version)

        assert shown["queues"]["156"]["name"] == "BOK"
        assert shown["queues"]["156"]["limits"] == {"warn": {"waiting": 1}}
        assert shown["service_level"]["target"] == 0.9
        assert same(shown, await board.state())
        assert same(tv.document, await board.state("?role=tv&board=sales"))
        assert (await board.asks("/state", If_None_Match=before.headers["ETag"])).status == 200


async def test_boards_appear_and_disappear_with_their_streams(board: Wallboard) -> None:
    assert (await board.asks("/state?board=new")).status == 404
    await change(board, {"boards": {"new": {"title": "New", "queues": ["156"]}}})
    assert (await board.asks("/tv/new")).status == 200
    async with board.watched("?board=new") as screen:
        await screen.next()
        await change(board, {"boards": {"new": None}})
        await screen.ends()

    assert (await board.asks("/state?board=new")).status == 404


async def test_state_and_patches_agree_while_settings_change_under_load(board: Wallboard) -> None:
    """What a screen shows at a version is what /state gives at that version."""
    documents: dict[int, Json] = {}
    shown: dict[int, Json] = {}

    async def deliver() -> None:
        for number in range(120):
            await board.calls(f"1.{number}", "09:00:00", queue=str(155 + number % 3))

    async def configure() -> None:
        for number in range(25):
            name = {"name": f"Name {number}", "seconds": 10 + number}
            await change(board, {"queues": {"155": {"seconds": 5 + number}, "156": name}})

    async def ask() -> None:
        for _ in range(60):
            document = await board.state()
            documents[document["version"]] = document
            await asyncio.sleep(0)

    async with board.watched() as screen, board.watched("?board=sales") as other:
        await screen.next()
        await other.next()

        async def follow() -> None:
            while screen.version < 145:
                await screen.next()
                shown[screen.version] = screen.document

        await asyncio.gather(deliver(), configure(), ask(), follow())
        await other.until(145)
        documents[145] = await board.state()

        for version in shown.keys() & documents.keys():
            assert same(shown[version], documents[version])
        assert 145 in shown
        assert same(other.document, await board.state("?board=sales"))


async def test_a_change_lasts_and_a_new_file_wins_over_it(board: Wallboard) -> None:
    await change(board, {"queues": {"156": {"name": "BOK"}}, "privacy": {"agents": "initials"}})
    await reload(board.app, parse(FILE + '[queues.156]\nname = "Support"\n'))
    assert (await board.state())["queues"]["156"]["name"] == "Support"
    assert (await settings(board))["sources"]["queues.156.name"] == "file"

    await reload(board.app, parse(FILE))
    assert (await board.state())["queues"]["156"]["name"] == "BOK"
    assert (await settings(board))["settings"]["privacy"]["agents"] == "initials"


async def test_privacy_can_be_made_stricter_and_no_looser_than_the_file(board: Wallboard) -> None:
    await board.calls("1.1", "09:00:00")
    assert (await change(board, {"privacy": {"numbers": "none"}})).status == 200
    assert "source_number" not in (await board.state())["calls"]["1.1"]
    assert (await settings(board))["sources"]["privacy.numbers"] == "browser"

    for looser in ({"numbers": "full"}, {"recordings": True}):
        answer = await change(board, {"privacy": looser, "language": "en"})
        assert answer.status == 409
        assert answer.json["errors"][0]["field"] == f"privacy.{next(iter(looser))}"
    assert (await settings(board))["settings"]["language"] == "pl"

    await change(board, {"privacy": {"numbers": None}})
    assert (await board.state())["calls"]["1.1"]["source_number"].endswith("855")


async def test_ids_without_a_name_are_listed_until_they_have_one(board: Wallboard) -> None:
    await board.comes("anna", "09:00:00")
    await board.pauses("anna", "09:05:00")
    await board.calls("1.1", "09:06:00", queue="156")
    await board.calls("1.2", "09:07:00")
    seen = (await settings(board))["seen"]

    assert seen == {
        "queues": {"156": {"first": f"{DAY}T09:06:00+01:00", "last": f"{DAY}T09:06:00+01:00", "events": 1}},
        "chat_queues": {},
        "pauses": {"1": {"first": f"{DAY}T09:05:00+01:00", "last": f"{DAY}T09:05:00+01:00", "events": 1}},
        "agents": {"anna": {"first": f"{DAY}T09:00:00+01:00", "last": f"{DAY}T09:05:00+01:00", "events": 3}},
    }
    await change(board, {"agents": {"anna": {"name": "Anna Nowak"}}})
    assert (await settings(board))["seen"]["agents"] == {}


DAY = "2026-11-20"

# What is refused.

WRONG = [
    ({"queues": {"156": {"name": ""}}}, "queues.156.name"),
    ({"queues": {"156": {"name": "   "}}}, "queues.156.name"),
    ({"queues": {"156": {"name": 7}}}, "queues.156.name"),
    ({"queues": {"156": {"name": "a\nb"}}}, "queues.156.name"),
    ({"queues": {"156": {"name": "a\u202eb"}}}, "queues.156.name"),
    ({"queues": {"156": {"name": "x" * 201}}}, "queues.156.name"),
    ({"queues": {"156": {"name": "\u200b\u3164\u0301"}}}, "queues.156.name"),
    ({"boards": {"b2b": {"title": "\ufeff\u00ad"}}}, "boards.b2b.title"),
    ({"queues": {"156": {"name": ["BOK"]}}}, "queues.156.name"),
    ({"queues": {"156": {"seconds": 0}}}, "queues.156.seconds"),
    ({"queues": {"156": {"seconds": "30"}}}, "queues.156.seconds"),
    ({"queues": {"156": {"seconds": 2.5}}}, "queues.156.seconds"),
    ({"queues": {"156": {"seconds": True}}}, "queues.156.seconds"),
    ({"queues": {"156": {"warn": {"waiting": -1}}}}, "queues.156.warn.waiting"),
    ({"queues": {"156": {"warn": 3}}}, "queues.156.warn"),
    ({"queues": {"156": {"warn": {"longest": 3}}}}, "queues.156.warn.longest"),
    ({"queues": {"156": {"nam": "BOK"}}}, "queues.156.nam"),
    ({"queues": {"": {"name": "BOK"}}}, 'queues.""'),
    ({"queues": []}, "queues"),
    ({"queues": {"156": "BOK"}}, "queues.156"),
    ({"pauses": {"1": {"limit": 10**12}}}, "pauses.1.limit"),
    ({"agents": {"anna": {"team": ""}}}, "agents.anna.team"),
    ({"boards": {"a/b": {"title": "x"}}}, 'boards."a/b"'),
    ({"boards": {"..": {}}}, 'boards.".."'),
    ({"boards": {"b2b": {"queues": "155"}}}, "boards.b2b.queues"),
    ({"boards": {"b2b": {"queues": [155]}}}, "boards.b2b.queues[0]"),
    ({"service_level": {"target": 80}}, "service_level.target"),
    ({"service_level": {"formula": "best"}}, "service_level.formula"),
    ({"language": "de"}, "language"),
    ({"privacy": {"numbers": "some"}}, "privacy.numbers"),
    ({"langage": "pl"}, "langage"),
    ({"server": {"port": 1}}, "server"),
    ({"webhook": {"password": "x"}}, "webhook"),
    ({"keys": []}, "keys"),
    (["queues"], ""),
    ("queues", ""),
]


@pytest.mark.parametrize(("patch", "field"), WRONG)
async def test_a_wrong_value_changes_nothing_and_is_named_with_the_reason(
    board: Wallboard, patch: Any, field: str
) -> None:
    before = await settings(board)
    if isinstance(patch, dict):
        patch = {"agents": {"jan": {"name": "Jan"}}} | patch
    answer = await change(board, patch)

    assert answer.status == 422
    assert [error["field"] for error in answer.json["errors"]] == [field]
    assert answer.json["errors"][0]["detail"]
    assert await settings(board) == before


@pytest.mark.parametrize(
    ("toml", "patch"),
    [
        ("queues.156.seconds = 0", {"queues": {"156": {"seconds": 0}}}),
        ("pauses.1.limit = 2.5", {"pauses": {"1": {"limit": 2.5}}}),
        ('service_level.formula = "best"', {"service_level": {"formula": "best"}}),
        ("service_level.target = 80", {"service_level": {"target": 80}}),
        ('agents.anna.name = ""', {"agents": {"anna": {"name": ""}}}),
        ('boards."a/b".title = "x"', {"boards": {"a/b": {"title": "x"}}}),
        ("queues.156.warn = 3", {"queues": {"156": {"warn": 3}}}),
    ],
)
async def test_the_words_are_those_of_check(board: Wallboard, tmp_path: Path, toml: str, patch: Json) -> None:
    (tmp_path / "wrong.toml").write_text(toml)
    (error,) = (await change(board, patch)).json["errors"]
    checked = await asyncio.to_thread(run, tmp_path, "check", "wrong.toml")

    assert checked.stderr == f"{error['field']}: {error['detail']} (wrong.toml, line 1)\n"


async def test_a_key_that_the_file_sets_is_refused_by_its_name(board: Wallboard) -> None:
    for patch, key in (
        ({"queues": {"155": {"name": "Sales"}}}, "queues.155.name"),
        ({"queues": {"155": None}}, "queues.155.name"),
        ({"boards": {"sales": {"queues": ["156"]}}}, "boards.sales.queues"),
        ({"service_level": {"seconds": 30}}, "service_level.seconds"),
    ):
        answer = await change(board, patch | {"language": "en"})
        assert answer.status == 409
        assert key in answer.json["detail"]
        assert answer.json["errors"][0]["field"] == key

    assert (await settings(board))["version"] == 0
    assert (await change(board, {"boards": {"sales": {"title": "Sales"}}})).status == 200


async def test_if_match_refuses_a_change_made_of_older_settings(board: Wallboard) -> None:
    old = (await board.asks("/settings.json")).headers["ETag"]
    assert (await change(board, {"language": "en"}, If_Match=old)).status == 200
    await board.calls("1.1", "09:00:00")
    new = (await board.asks("/settings.json")).headers["ETag"]
    refused = await change(board, {"language": "pl"}, If_Match=old)

    assert refused.status == 412
    assert (await settings(board))["settings"]["language"] == "en"
    assert (await change(board, {"queues": {"156": {"name": "BOK"}}}, If_Match=new)).status == 200


async def test_only_json_from_this_server_or_a_program_is_taken(board: Wallboard) -> None:
    body = b'{"language": "en"}'
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        assert (await board.asks("/settings.json", "PATCH", body, Content_Type=kind)).status == 415
    for headers in ({"Origin": "https://evil.example"}, {"Sec_Fetch_Site": "cross-site"}, {"Origin": "null"}):
        assert (await change(board, {"language": "en"}, **headers)).status == 403
    assert (await board.asks("/settings.json", "PATCH", b"{", Content_Type="application/json")).status == 400
    deep = b'{"queues":' * 400 + b"1" + b"}" * 400
    assert (await board.asks("/settings.json", "PATCH", deep, Content_Type="application/json")).status in {400, 422}
    assert (await settings(board))["version"] == 0

    own = board.address
    assert (await change(board, {"language": "en"}, Origin=own, Sec_Fetch_Site="same-origin")).status == 200


async def test_a_tv_and_a_supervisor_see_and_change_nothing(tmp_path: Path) -> None:
    keys = "".join(
        f'[[keys]]\nname = "{role}"\nrole = "{role}"\nhash = "sha256:{sha256(role.encode()).hexdigest()}"\n'
        for role in ("tv", "supervisor")
    )
    async with open_wallboard(tmp_path, FILE + keys) as board:
        for role in ("tv", "supervisor"):
            bearer = {"Authorization": f"Bearer {role}"}
            statuses = [
                (await board.asks("/settings.json", **bearer)).status,
                (await board.asks("/settings/changes", **bearer)).status,
                (await change(board, {"language": "en"}, **bearer)).status,
                (await board.asks("/settings/undo", "POST", b"{}", Content_Type="application/json", **bearer)).status,
            ]
            assert statuses == [403] * 4
        assert (await change(board, {"language": "en"})).status == 401


# Changes and undo.


async def test_each_change_is_listed_with_who_made_it_and_undo_restores_the_document(board: Wallboard) -> None:
    await board.calls("1.1", "09:00:00", queue="156")
    before = await board.state()
    first = (await change(board, {"queues": {"156": {"name": "BOK"}, "157": {"name": "New"}}})).version
    second = (await change(board, {"queues": {"156": {"name": "Support"}}})).version
    changes = (await board.asks("/settings/changes")).json["changes"]

    assert [(one["version"], one["path"], one["before"], one["after"], one["by"]) for one in changes] == [
        (second, "queues.156.name", "BOK", "Support", "loopback"),
        (first, "queues.156.name", None, "BOK", "loopback"),
        (first, "queues.157.name", None, "New", "loopback"),
    ]
    assert (await undo(board, second)).status == 200
    assert (await board.state())["queues"]["156"]["name"] == "BOK"
    assert (await undo(board, first)).status == 200
    after = await board.state()
    assert {**after, "as_of": "", "version": 0} == {**before, "as_of": "", "version": 0}
    assert (await undo(board, 12345)).status == 404
    assert len((await board.asks("/settings/changes")).json["changes"]) == 6


async def test_the_same_value_again_is_no_change(board: Wallboard) -> None:
    version = (await change(board, {"language": "en"})).version

    assert (await change(board, {"language": "en"})).version == version
    assert len((await board.asks("/settings/changes")).json["changes"]) == 1


@pytest.mark.parametrize("id_", ["__proto__", "a/b", "ą", "a.b", "constructor", '"', "💡"])
async def test_any_id_can_be_named(board: Wallboard, id_: str) -> None:
    await board.comes(id_, "09:00:00")
    await change(board, {"agents": {id_: {"name": "Anna", "team": "sales"}}})

    assert (await board.state())["agents"][id_]["name"] == "Anna"
    assert (await settings(board))["settings"]["agents"] == {id_: {"name": "Anna", "team": "sales"}}


async def test_changes_at_the_same_time_are_all_kept(board: Wallboard) -> None:
    answers = await asyncio.gather(
        *(change(board, {"agents": {f"agent{number}": {"name": f"Agent {number}"}}}) for number in range(12))
    )

    assert [answer.status for answer in answers] == [200] * 12
    assert len((await settings(board))["settings"]["agents"]) == 12


# What lasts.


async def test_a_change_survives_a_kill_and_an_export_and_import(tmp_path: Path) -> None:
    async with started(tmp_path) as running:
        await running.wallboard.delivers({"action": "ENTER_QUEUE", "connection_id": "1.1", "queue_id": "156"})
        answer = await change(running.wallboard, {"queues": {"156": {"name": "BOK"}}})
        assert answer.status == 200
        await running.killed()
    async with started(tmp_path) as running:
        assert (await running.wallboard.state())["queues"]["156"]["name"] == "BOK"
        assert (await settings(running.wallboard))["version"] == answer.version

    named = await asyncio.to_thread(run, tmp_path, "names", "--data-dir", "data")
    assert named.stdout == "# Everything that events have named so far has a name in the configuration.\n"
    exported = await asyncio.to_thread(run, tmp_path, "export", "--data-dir", "data")
    (tmp_path / "journal.jsonl").write_text(exported.stdout)
    imported = await asyncio.to_thread(run, tmp_path, "import", "journal.jsonl", "--data-dir", "other/data")
    assert imported.returncode == 0, imported.stderr
    async with started(tmp_path / "other") as running:
        assert (await running.wallboard.state())["queues"]["156"]["name"] == "BOK"
        changes = (await running.wallboard.asks("/settings/changes")).json["changes"]
    assert [one["path"] for one in changes] == ["queues.156.name"]


async def test_what_an_older_release_took_and_this_one_does_not_is_left_out(board: Wallboard) -> None:
    from app.events.server_entries import SettingEntry  # noqa: PLC0415 - only here
    from app.web.app_keys import INGEST  # noqa: PLC0415 - only here

    patch = {"queues": {"156": {"name": "BOK", "color": "red"}}, "colors": {"dark": True}, "language": "de"}
    await board.app[INGEST].write([SettingEntry(at=1, by="Anna", patch=patch, revision=0)])

    assert (await board.state())["queues"]["156"]["name"] == "BOK"
    assert (await settings(board))["settings"]["language"] == "pl"
    assert (await change(board, {"queues": {"156": {"seconds": 30}}})).status == 200


async def test_every_acknowledged_change_survives_a_kill_at_any_instant(tmp_path: Path) -> None:
    kept: set[str] = set()
    for round_ in range(3):
        async with started(tmp_path) as running:

            async def name(number: int, running: Running = running, round_: int = round_) -> None:
                id_ = f"agent{round_}-{number}"
                if (await change(running.wallboard, {"agents": {id_: {"name": id_}}})).status == 200:
                    kept.add(id_)

            async def name_all(name: Callable[[int], Awaitable[None]] = name) -> None:
                with suppress(aiohttp.ClientError):
                    for number in range(10_000):
                        await name(number)

            naming = asyncio.create_task(name_all())
            enough = len(kept) + 10
            await eventually(lambda enough=enough: len(kept) > enough, "some are acknowledged")
            await running.killed()
            await naming
    async with started(tmp_path) as running:
        agents = (await settings(running.wallboard))["settings"]["agents"]

    assert kept <= agents.keys()
    assert len(agents) <= len(kept) + 3, "what was not acknowledged is at most the one under way at each kill"
