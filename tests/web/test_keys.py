"""Keys made in the browser: who gets in by them, what they see, and how they end."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.attacker import ADMIN, BOSS, KEYS, TOML, TV, basic, bearer
from tests.server import Answer, Screen, Wallboard, open_wallboard, run

JSON = {"Content_Type": "application/json"}


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Wallboard]:
    async with open_wallboard(tmp_path, TOML + "[boards.support]\nqueues = []\nteams = []\n") as wallboard:
        yield wallboard


async def changes(board: Wallboard, method: str, path: str, body: Any = None, key: str = ADMIN) -> Answer:
    sent = json.dumps(body).encode() if body is not None else None
    return await board.asks(path, method, sent, **(JSON if sent else {}), **(bearer(key) if key else {}))


async def made(wallboard: Wallboard, name: str, role: str, key: str = ADMIN, **more: str) -> dict[str, str]:
    answer = await changes(wallboard, "POST", "/access/keys", {"name": name, "role": role} | more, key)
    assert answer.status == 201, answer.text
    found: dict[str, str] = answer.json
    return found


async def rows(board: Wallboard, key: str = ADMIN) -> dict[str, dict[str, Any]]:
    listed = (await board.asks("/access.json", **bearer(key))).json["keys"]
    return {row["name"]: row for row in listed}


async def test_a_made_key_opens_its_page_and_is_listed_without_being_told(board: Wallboard) -> None:
    key = await made(board, "Kasia", "supervisor")
    opened = await board.asks("/state", **bearer(key["key"]))
    listed = await board.asks("/access.json", **bearer(ADMIN))
    row = (await rows(board))["Kasia"]

    assert opened.status == 200
    assert key["link"] == f"{board.address}/?key={key['key']}"
    assert row == {
        "id": key["id"],
        "name": "Kasia",
        "role": "supervisor",
        "source": "browser",
        "created": row["created"],
        "last_seen": row["last_seen"],
        "streams": 0,
    }
    for secret in (key["key"], TV, BOSS, ADMIN, "sha256"):
        assert secret not in listed.text


async def test_a_key_with_a_board_sees_that_board_alone(board: Wallboard) -> None:
    key = bearer((await made(board, "Sales", "supervisor", board="sales"))["key"])
    seen = {
        path: (await board.asks(path, **key)).status
        for path in (
            "/state", "/state?board=sales", "/state?board=support", "/abandoned", "/abandoned?board=support",
            "/supervisor/sales", "/queues/155/trend", "/queues/999/trend", "/log", "/rejected", "/metrics",
            "/events?board=support",
        )
    }  # fmt: skip
    elsewhere = [(await board.asks(path, **key)) for path in ("/supervisor/support", "/tv/support")]

    assert seen == {
        "/state": 200, "/state?board=sales": 200, "/state?board=support": 403,
        "/abandoned": 200, "/abandoned?board=support": 403, "/supervisor/sales": 200,
        "/queues/155/trend": 404, "/queues/999/trend": 403, "/log": 403, "/rejected": 403, "/metrics": 403,
        "/events?board=support": 403,
    }  # fmt: skip
    assert [(page.status, page.headers["Location"]) for page in elsewhere] == [(303, "/"), (303, "/tv")]
    assert await board.state(**key) == await board.state("?board=sales", **bearer(BOSS))


async def test_a_boards_key_learns_nothing_of_another_boards_calls_and_agents(board: Wallboard) -> None:
    headers = {"Authorization": "Basic dGh1bGl1bTpzM2NyZXQtcHc="}
    for call, queue in (("1.1", "155"), ("2.2", "999")):
        body = {"action": "ENTER_QUEUE", "date": "2026-11-20 09:00:00", "connection_id": call, "queue_id": queue}
        assert (await board.delivers(body, **headers)).status == 200
    support = bearer((await made(board, "Support", "supervisor", board="support"))["key"])
    sales = bearer((await made(board, "Sales", "supervisor", board="sales"))["key"])
    statuses = [
        (await board.asks(path, **key)).status
        for key in (sales, support)
        for path in ("/calls/1.1", "/calls/2.2", "/agents/anna/timeline")
    ]

    assert statuses == [200, 403, 200, 403, 403, 403]


async def test_a_withdrawn_key_ends_its_streams_with_a_word_and_its_cookie(board: Wallboard) -> None:
    key = await made(board, "TV", "tv")
    async with board.watched(**bearer(key["key"])) as screen, board.watched(**bearer(TV)) as other:
        assert [(await screen.next()).name, (await screen.next()).name] == ["state", "screen"]
        assert (await rows(board))["TV"]["streams"] == 1
        gone = await changes(board, "DELETE", f"/access/keys/{key['id']}")
        last = await event(screen, "withdrawn")
        await asyncio.wait_for(screen.ends(), 1)
        refused = await board.asks("/state", Cookie=f"wallboard_key={key['key']}")
        assert (await other.next()).name == "state"

    assert (gone.status, last, refused.status) == (204, {}, 401)
    assert "TV" not in await rows(board)


async def event(screen: Screen, name: str) -> dict[str, Any]:
    """The data of the next event of this name."""
    while (heard := await screen.next()).name != name:
        pass
    return heard.data


async def test_a_screen_is_told_what_it_shows_from_now_on(board: Wallboard) -> None:
    key = await made(board, "TV", "tv")
    path = f"/access/keys/{key['id']}"
    async with board.watched(**bearer(key["key"])) as screen:
        assert await event(screen, "screen") == {"options": ""}
        answer = await changes(board, "PATCH", path, {"layout": "queues,agents", "rotate": 20, "theme": "light"})
        told = await event(screen, "screen")
        page = await board.asks("/tv", **bearer(key["key"]))
        wins = await board.asks("/tv?theme=dark&lang=en", **bearer(key["key"]))
        await changes(board, "PATCH", path, {"board": "sales", "layout": None, "rotate": None, "theme": None})
        moved = await event(screen, "screen")
        last = await event(screen, "elsewhere")
        await asyncio.wait_for(screen.ends(), 1)

    assert answer.json["screen"] == {"layout": "queues,agents", "rotate": 20, "theme": "light"}
    assert told == {"options": "layout=queues%2Cagents&rotate=20&theme=light"}
    assert 'data-theme="light"' in page.text
    assert 'data-options="layout=queues%2Cagents&amp;rotate=20&amp;theme=light"' in page.text
    assert 'data-theme="dark"' in wins.text
    assert (moved, last) == ({"options": "board=sales"}, {})


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"layout": "everything"}, "layout"),
        ({"rotate": 1}, "rotate"),
        ({"theme": "pink"}, "theme"),
        ({"lang": "de"}, "lang"),
        ({"board": "none"}, "board"),
        ({"name": ""}, "name"),
        ({"name": "  "}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"name": "a\n"}, "name"),
        ({"name": "\u3164\u200b"}, "name"),
        ({"name": "a\u202eb"}, "name"),
        ({"name": 5}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": None}, "name"),
        ({"hash": "sha256:" + 64 * "0"}, "hash"),
        ({"role": "admin"}, "role"),
        ({"board": "__proto__"}, "board"),
    ],
    ids=str,
)
async def test_a_wrong_value_is_refused_by_name_and_changes_nothing(
    board: Wallboard, body: dict[str, Any], field: str
) -> None:
    key = await made(board, "TV", "tv")
    before = (await rows(board))["TV"]
    answer = await changes(board, "PATCH", f"/access/keys/{key['id']}", body)

    assert (answer.status, answer.json["errors"][0]["field"]) == (422, field), answer.text
    assert (await rows(board))["TV"] == before


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "x", "role": "boss"}, "role"),
        ({"name": "x"}, "role"),
        ({"role": "tv"}, "name"),
        ({"name": "x", "role": "tv", "board": "none"}, "board"),
        ({"name": "x", "role": "admin", "board": "sales"}, "board"),
        ({"name": "x", "role": "tv", "hash": "y"}, "hash"),
    ],
    ids=str,
)
async def test_a_key_that_cannot_be_is_refused_by_name(board: Wallboard, body: dict[str, Any], field: str) -> None:
    answer = await changes(board, "POST", "/access/keys", body)

    assert (answer.status, answer.json["errors"][0]["field"]) == (422, field), answer.text


async def test_of_admins_keys_withdrawn_at_once_one_stays(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as board:
        first = (await changes(board, "POST", "/access/keys", {"name": "no. 0", "role": "admin"})).json
        keys = [first] + [await made(board, f"no. {number}", "admin", key=first["key"]) for number in range(1, 5)]
        answers = await asyncio.gather(
            *(changes(board, "DELETE", f"/access/keys/{key['id']}", key=key["key"]) for key in keys)
        )

        assert sorted(answer.status for answer in answers) == [204] * 4 + [409]


async def test_what_the_file_has_is_changed_there_alone(board: Wallboard) -> None:
    listed = await rows(board)
    id_ = listed["tv"]["id"]
    answers = [
        await changes(board, "DELETE", f"/access/keys/{id_}"),
        await changes(board, "PATCH", f"/access/keys/{id_}", {"name": "x"}),
        await changes(board, "DELETE", "/access/keys/nobody"),
        await changes(board, "POST", "/access/webhook", {}),
    ]

    assert listed["tv"]["source"] == "file"
    assert [answer.status for answer in answers] == [409, 409, 404, 409]
    assert "keys" in answers[0].json["detail"]


async def test_without_a_key_the_first_one_must_be_an_admins(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as board:
        refused = [
            await changes(board, "POST", "/access/keys", {"name": "TV", "role": "tv"}, ""),
            await changes(board, "POST", "/access/keys", {"name": "Kasia", "role": "supervisor"}, ""),
            await changes(board, "POST", "/access/pair", {"code": "ABCDEF", "name": "TV"}, ""),
            await changes(board, "POST", "/access/webhook", {}, ""),
        ]
        async with board.watched() as screen:
            await screen.next()
            key = await made(board, "Admin", "admin", "")
            await asyncio.wait_for(screen.ends(), 1)
        closed = await board.asks("/state")
        last = await changes(board, "DELETE", f"/access/keys/{key['id']}", None, key["key"])
        other = await made(board, "Other", "admin", key["key"])
        gone = await changes(board, "DELETE", f"/access/keys/{key['id']}", None, key["key"])

    assert [answer.status for answer in refused] == [409, 409, 409, 409]
    assert (closed.status, last.status, gone.status) == (401, 409, 204)
    assert other["id"] != key["id"]


async def test_the_webhooks_password_made_here_is_the_only_one_that_delivers(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path, KEYS) as board:
        credentials = []
        for _ in range(2):
            answer = await changes(board, "POST", "/access/webhook", {})
            assert answer.status == 201
            credentials.append((answer.json["username"], answer.json["password"]))
        statuses = []
        for user, password in (*credentials, ("thulium", "x")):
            statuses.append((await board.delivers({"action": "NEWS"}, **basic(user, password))).status)
        nobody = await board.delivers({"action": "NEWS"})

    assert (statuses, nobody.status) == ([401, 200, 401], 401)


async def test_keys_outlive_a_restart_and_go_with_an_export_as_hashes_alone(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    async with open_wallboard(first, KEYS, clock="wall") as board:
        key = await made(board, "TV", "tv")
        await changes(board, "PATCH", f"/access/keys/{key['id']}", {"theme": "light"})
        before = (await rows(board))["TV"]
    exported = await asyncio.to_thread(run, tmp_path, "export", "--data-dir", "first")
    (tmp_path / "journal.jsonl").write_text(exported.stdout)
    imported = await asyncio.to_thread(run, tmp_path, "import", "journal.jsonl", "--data-dir", "second")
    for directory in (first, second):
        async with open_wallboard(directory, KEYS, clock="wall") as board:
            assert (await board.asks("/state", **bearer(key["key"]))).status == 200
            after = (await rows(board))["TV"]
            assert {name: after[name] for name in ("id", "created", "screen")} == {
                name: before[name] for name in ("id", "created", "screen")
            }

    assert (exported.returncode, imported.returncode) == (0, 0), imported.stderr
    assert key["key"] not in exported.stdout
    assert '"by":"admin"' in exported.stdout


async def test_the_cookie_is_renewed_while_it_is_used(board: Wallboard) -> None:
    cookie = {"Cookie": f"wallboard_key={BOSS}"}
    renewed = {path: (await board.asks(path, **cookie)).headers.get("Set-Cookie") for path in ("/", "/tv", "/state")}
    async with board.session.get("/events", headers=cookie) as stream:
        of_stream = stream.headers["Set-Cookie"]
    wrong = await board.asks("/", Cookie="wallboard_key=x")
    named = await board.asks("/", **bearer(BOSS))

    assert renewed["/state"] is None
    for found in (renewed["/"], renewed["/tv"], of_stream):
        assert found is not None
        assert found.startswith("wallboard_key=session-")
        assert "Max-Age=31536000" in found
    assert "Set-Cookie" not in wrong.headers
    assert "Set-Cookie" not in named.headers


def session_in(answer: Answer) -> str:
    """What the answer's cookie holds."""
    return str(answer.headers["Set-Cookie"]).partition(";")[0].removeprefix("wallboard_key=")


async def test_a_cookie_holds_a_session_that_opens_pages_and_is_no_key(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path, TOML) as board:
        session = session_in(await board.asks(f"/?key={BOSS}"))
        page = await board.asks("/", Cookie=f"wallboard_key={session}")
        state = await board.asks("/state", Cookie=f"wallboard_key={session}")
        as_key = [await board.asks("/state", **bearer(session)), await board.asks(f"/?key={session}")]
    exported = run(tmp_path, "export", "--data-dir", ".").stdout
    async with open_wallboard(tmp_path, TOML) as again:
        later = await again.asks("/state", Cookie=f"wallboard_key={session}")

    assert BOSS not in session
    assert (page.status, state.status, later.status) == (200, 200, 200)
    assert [answer.status for answer in as_key] == [401, 401]
    assert session not in exported
    assert BOSS not in exported


async def test_a_session_ends_with_its_key(board: Wallboard) -> None:
    made = (await changes(board, "POST", "/access/keys", {"name": "Anna", "role": "supervisor"})).json
    session = session_in(await board.asks(f"/?key={made['key']}"))
    before = await board.asks("/state", Cookie=f"wallboard_key={session}")
    await changes(board, "DELETE", f"/access/keys/{made['id']}")
    after = await board.asks("/state", Cookie=f"wallboard_key={session}")

    assert (before.status, after.status) == (200, 401)


async def test_a_cookie_of_an_older_release_becomes_a_session_on_the_next_visit(board: Wallboard) -> None:
    visit = await board.asks("/", Cookie=f"wallboard_key={BOSS}")
    again = await board.asks("/", Cookie=f"wallboard_key={session_in(visit)}")
    version = (await board.asks("/state", **bearer(BOSS))).json["version"]

    assert session_in(visit) == session_in(again)
    assert session_in(visit).startswith("session-")
    assert version == 0, "a visit is no entry"
